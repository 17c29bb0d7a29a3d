-- Kong Perf's plugin that spends CPU time on each request on purpose, and does nothing else. With it, `kong-perf:calibrate` plants
-- a slowdown of a known size, to see whether a machine can tell it from noise. Not for use in production.
local ffi = require "ffi"

-- A name of our own for the function, and no struct: others declare theirs as they like.
ffi.cdef [[
  int kong_perf_burn_clock(int clock, long *time) __asm__("clock_gettime");
]]

-- CLOCK_THREAD_CPUTIME_ID of Linux. CPU time, not time: while the thread waits for a core it burns nothing, so the amount is the
-- same on a busy machine.
local THREAD_CPU = 3

local C = ffi.C
-- A timespec: seconds, nanoseconds
local time = ffi.new("long[2]")

local function microseconds_used()
  C.kong_perf_burn_clock(THREAD_CPU, time)
  return tonumber(time[0]) * 1e6 + tonumber(time[1]) * 1e-3
end

-- Before all others, so that a plugin that answers the request itself does not keep it from burning
local Burn = { VERSION = "1.0.0", PRIORITY = 1000001 }

-- What this worker has yet to burn. A call of the clock takes about a microsecond, so one request burns a little too much, and the
-- next ones that much less: together they burn what they are to burn, even where that is less than a call takes.
local owed = 0

function Burn:access(conf)
  owed = owed + conf.microseconds
  if owed <= 0 then
    return
  end
  local start, intervals, burned = microseconds_used(), 0, 0
  repeat
    local between = microseconds_used() - start
    intervals = intervals + 1
    -- So many intervals are between one call more, and the first and the last call are half outside.
    burned = between * (intervals + 1) / intervals
  until burned >= owed
  owed = owed - burned
end

return Burn

-- Kong Perf's stand-in for tests, not Kong: burns CPU time on purpose, so that tests have something slower to find.
local ffi = require "ffi"

ffi.cdef [[
  struct standin_timespec { long sec; long nsec; };
  int clock_gettime(int clock, struct standin_timespec *time);
]]

local THREAD_CPU = 3
local time = ffi.new("struct standin_timespec")

local function now()
  ffi.C.clock_gettime(THREAD_CPU, time)
  return tonumber(time.sec) + tonumber(time.nsec) * 1e-9
end

-- Seconds that every request of this commit burns, whatever the settings say
local BUILT_IN = 0

--- A function that burns as much CPU time of its thread, whatever else the machine does; nil for none.
return function(seconds)
  seconds = seconds + BUILT_IN
  if seconds <= 0 then
    return nil
  end
  return function()
    local stop = now() + seconds
    while now() < stop do end
  end
end

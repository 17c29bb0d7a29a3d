-- Kong Perf's plugin that samples what a worker is doing, see handler.lua: what LuaJIT's compiler does.
local names = require "kong.plugins.kong-perf-profile.names"
local util = require "jit.util"

jit.off(true, true)

local traces = {}

-- What a worker may keep: distinct reasons of aborts, and places of machine code
local MOST_REASONS, MOST_PLACES = 1000, 50000

local compiled, flushes, aborted, reasons, starts, code, mapping = 0, 0, {}, 0, {}, {}, false
local attached

local events = {}

function events.start(trace, func, pc)
  starts[trace] = { func, pc }
end

function events.stop(trace)
  compiled = compiled + 1
  local start = starts[trace]
  starts[trace] = nil
  if mapping and start and #code < MOST_PLACES then
    local machine_code, address = util.tracemc(trace)
    if machine_code then
      code[#code + 1] = { address, #machine_code, trace, names.place(start[1], start[2]) }
    end
  end
end

function events.abort(trace, func, pc, reason, about)
  starts[trace] = nil
  local place = names.place(func, pc)
  if place:find("/kong-perf-profile/", 1, true) then
    return
  end
  local key = names.reason(reason, about) .. "\t" .. place
  if not aborted[key] then
    if reasons == MOST_REASONS then
      key = "(too many reasons)\t"
    end
    reasons = math.min(reasons + 1, MOST_REASONS)
  end
  aborted[key] = (aborted[key] or 0) + 1
end

function events.flush()
  flushes = flushes + 1
  starts = {}
end

local function happened(what, ...)
  local event = events[what]
  if event then
    -- LuaJIT would write an error to standard error, and never call us again.
    pcall(event, ...)
  end
end

--- Begins to watch. @param map whether to keep where the machine code of each trace is
function traces.start(map)
  compiled, flushes, aborted, reasons, starts, code, mapping = 0, 0, {}, 0, {}, {}, map
  attached = true
  jit.attach(happened, "trace")
end

function traces.stop()
  if attached then
    attached = false
    jit.attach(happened)
  end
end

--- What was seen since the start, as lines.
function traces.write(line)
  line("compiled", compiled)
  line("flushes", flushes)
  for reason, times in pairs(aborted) do
    line("aborted", times, reason)
  end
  for _, part in ipairs(code) do
    line("code", ("%x"):format(part[1]), part[2], part[3], part[4])
  end
end

return traces

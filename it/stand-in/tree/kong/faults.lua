-- Kong Perf's stand-in for tests, not Kong: what goes wrong on purpose, by the settings kong_perf_die_after,
-- kong_perf_log_each and kong_perf_eat_memory.
local ffi = require "ffi"
local machine = require "kong.os"

ffi.cdef [[
  int getpid(void);
  int getppid(void);
]]

local faults = {}

local shared = ngx.shared.kong_stand_in

-- All at once; the master is held before, else it would start other workers. A worker that has not begun yet is its child, too.
local function die(master)
  machine.kill(master, "STOP")
  local own = ffi.C.getpid()
  local children = assert(io.open(("/proc/%d/task/%d/children"):format(master, master)))
  for pid in children:read("*a"):gmatch("%d+") do
    if tonumber(pid) ~= own then
      machine.kill(tonumber(pid), "KILL")
    end
  end
  children:close()
  machine.kill(master, "KILL")
  machine.kill(own, "KILL")
end

--- In a worker. @return what each request must call; or nil
function faults.begin(conf)
  local die_after, log_each = tonumber(conf.kong_perf_die_after), tonumber(conf.kong_perf_log_each)
  local eat = tonumber(conf.kong_perf_eat_memory)
  if die_after == 0 and log_each == 0 and eat == 0 then
    return nil
  end
  local master = ffi.C.getppid()
  return function()
    local requests = shared:incr("requests", 1, 0)
    if log_each > 0 and requests % log_each == 0 then
      ngx.log(ngx.ERR, "[kong-stand-in] a fault on purpose, at request ", requests)
    end
    if eat > 0 and not faults.eaten then
      -- Not a string of Lua's, which may not be that long.
      faults.eaten = ffi.new("char[?]", eat * 1024 * 1024)
      ffi.fill(faults.eaten, eat * 1024 * 1024, 1)
    end
    if requests == die_after and master > 1 then
      die(master)
    end
  end
end

return faults

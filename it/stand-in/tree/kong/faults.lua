-- Kong Perf's stand-in for tests, not Kong: what goes wrong on purpose, by the settings kong_perf_die_after and kong_perf_log_each.
local ffi = require "ffi"
local machine = require "kong.os"
local process = require "ngx.process"

ffi.cdef [[ int getpid(void); ]]

local faults = {}

local SIGKILL = 9
local shared = ngx.shared.kong_stand_in

local die_after, log_each

--- When nginx starts. @return what each request must call; or nil
function faults.prepare(conf)
  die_after, log_each = tonumber(conf.kong_perf_die_after), tonumber(conf.kong_perf_log_each)
  if die_after > 0 then
    shared:delete("requests")
    -- Only a process of the master's user may kill the master; workers may be of another.
    assert(process.enable_privileged_agent())
  elseif log_each == 0 then
    return nil
  end
  return function()
    local requests = shared:incr("requests", 1, 0)
    if log_each > 0 and requests % log_each == 0 then
      ngx.log(ngx.ERR, "[kong-stand-in] a fault on purpose, at request ", requests)
    end
  end
end

--- In a worker. @return whether it is no worker but only there for this
function faults.init_worker()
  if die_after == 0 then
    return false
  end
  if process.type() ~= "privileged agent" then
    shared:rpush("workers", ffi.C.getpid())
    return false
  end
  ngx.timer.every(0.01, function()
    if (shared:get("requests") or 0) < die_after then
      return
    end
    machine.kill(process.get_master_pid(), SIGKILL)
    for _ = 1, shared:llen("workers") do
      machine.kill(shared:lpop("workers"), SIGKILL)
    end
    machine.kill(ffi.C.getpid(), SIGKILL)
  end)
  return true
end

return faults

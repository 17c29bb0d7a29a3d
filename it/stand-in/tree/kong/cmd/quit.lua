-- Kong Perf's stand-in for tests, not Kong.
local machine = require "kong.os"
local prefix = require "kong.prefix"

local PAUSE = 0.02

return function(options, _, load_conf)
  local conf = load_conf()
  local ok, err = prefix.exists(conf)
  if not ok then
    options.fail(err)
  end
  local pid = prefix.running(conf)
  if not pid then
    options.fail("nginx not running in prefix: " .. conf.prefix)
  end
  machine.kill(pid, "QUIT")
  local left = tonumber(options.timeout or 10)
  while machine.lives(pid) do
    if left <= 0 then
      options.say("Timeout, Kong stand-in stopped forcibly")
      machine.kill(pid, "TERM")
      return
    end
    machine.sleep(PAUSE)
    left = left - PAUSE
  end
  options.say("Kong stand-in stopped (gracefully)")
end

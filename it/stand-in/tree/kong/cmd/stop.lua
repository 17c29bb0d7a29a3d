-- Kong Perf's stand-in for tests, not Kong.
local machine = require "kong.os"
local prefix = require "kong.prefix"

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
  machine.kill(pid, "TERM")
  options.say("Kong stand-in stopped")
end

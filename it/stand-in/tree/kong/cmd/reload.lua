-- Kong Perf's stand-in for tests, not Kong.
local db = require "kong.db"
local machine = require "kong.os"
local prefix = require "kong.prefix"

return function(options, _, load_conf)
  local conf = load_conf()
  local ok, err = prefix.exists(conf)
  local pid = ok and prefix.running(conf)
  if ok and not pid then
    ok, err = nil, "nginx not running in prefix: " .. conf.prefix
  end
  if ok then
    ok, err = prefix.prepare(conf)
  end
  if ok then
    ok, err = db.check(conf, options)
  end
  if not ok then
    options.fail(err)
  end
  machine.kill(pid, "HUP")
  options.say("Kong stand-in reloaded")
end

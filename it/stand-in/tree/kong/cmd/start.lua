-- Kong Perf's stand-in for tests, not Kong.
local db = require "kong.db"
local meta = require "kong.meta"
local nginx = require "kong.nginx"
local prefix = require "kong.prefix"

return function(options, _, load_conf)
  local conf = load_conf()
  if prefix.running(conf) then
    options.fail("Kong (stand-in) is already running in " .. conf.prefix)
  end
  if conf.kong_perf_fail_start ~= "" then
    options.fail(conf.kong_perf_fail_start)
  end
  local ok, err = prefix.prepare(conf)
  if ok then
    options.detail("prepared " .. conf.prefix)
    ok, err = db.check(conf, options)
  end
  if ok then
    ok, err = nginx.start(conf)
  end
  if not ok then
    options.fail(err)
  end
  if conf.nginx_daemon == "on" then
    options.say("Kong stand-in started (" .. meta._IS .. ", " .. meta._VERSION .. ")")
  end
end

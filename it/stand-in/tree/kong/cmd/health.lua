-- Kong Perf's stand-in for tests, not Kong. As a real one: it looks only at the pid.
local prefix = require "kong.prefix"

return function(options, _, load_conf)
  local conf = load_conf()
  local ok, err = prefix.exists(conf)
  if not ok then
    options.fail(err)
  end
  if not prefix.running(conf) then
    options.fail("Kong (stand-in) is not running at " .. conf.prefix)
  end
  print("nginx.......running\n\nKong stand-in is healthy at " .. conf.prefix)
end

-- Kong Perf's stand-in for tests, not Kong.
local conf_loader = require "kong.conf_loader"

return function(options, rest)
  local _, err = conf_loader.load(rest[1] or options.conf)
  if err then
    options.fail(err)
  end
  print("configuration at " .. (rest[1] or options.conf or "environment") .. " is valid (stand-in)")
end

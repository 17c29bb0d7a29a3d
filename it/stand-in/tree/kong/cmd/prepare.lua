-- Kong Perf's stand-in for tests, not Kong.
local prefix = require "kong.prefix"

return function(options, _, load_conf)
  local ok, err = prefix.prepare(load_conf())
  if not ok then
    options.fail(err)
  end
end

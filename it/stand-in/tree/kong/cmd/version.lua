-- Kong Perf's stand-in for tests, not Kong.
local meta = require "kong.meta"

return function(options)
  print(meta._VERSION .. " (" .. meta._IS .. ")")
  if options.all then
    print("ngx_lua: " .. ngx.config.ngx_lua_version)
    print("nginx: " .. ngx.config.nginx_version)
    print("Lua: " .. jit.version)
    print("leftover: " .. (pcall(require, "kong.leftover") and "there" or "gone"))
  end
end

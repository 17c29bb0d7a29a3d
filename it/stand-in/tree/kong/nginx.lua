-- Kong Perf's stand-in for tests, not Kong: finding and starting nginx.
local machine = require "kong.os"
local meta = require "kong.meta"

local nginx = {}

local PLACES = { "/usr/local/openresty/nginx/sbin/nginx", "/opt/openresty/nginx/sbin/nginx", "nginx" }

--- @return how to call an nginx of a version that this one runs on; or nil and what was looked at
function nginx.find()
  local wanted = table.concat(meta._DEPENDENCIES.nginx, " or ")
  for _, place in ipairs(PLACES) do
    local code, said = machine.run(place .. " -v")
    local version = code == 0 and said:match("openresty/([%d%.]+)")
    for _, allowed in ipairs(version and meta._DEPENDENCIES.nginx or {}) do
      if version == allowed then
        return place
      end
    end
  end
  return nil, ("could not find OpenResty 'nginx' executable. Kong (stand-in) requires version %s"):format(wanted)
end

--- Starts it, and returns when it is up (daemon on) or has ended (daemon off). @return true; or nil and what nginx said
function nginx.start(conf)
  local program, err = nginx.find()
  if not program then
    return nil, err
  end
  local command = ("%s -p %s -c nginx.conf"):format(program, machine.quote(conf.prefix))
  if conf.nginx_daemon == "off" then
    -- Its output is ours.
    if machine.exit_code(command) ~= 0 then
      return nil, "failed to start nginx (see above)"
    end
    return true
  end
  local code, said = machine.run(command)
  if code ~= 0 then
    return nil, said
  end
  if said:find("%S") then
    io.stderr:write(said)
  end
  return true
end

return nginx

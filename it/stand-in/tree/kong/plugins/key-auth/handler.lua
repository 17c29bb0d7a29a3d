-- Kong Perf's stand-in for tests, not Kong: a key in a header or in the query names the consumer.
local KeyAuth = { PRIORITY = 1003, VERSION = "1.0.0" }

local function key_of(names)
  local headers
  for _, name in ipairs(names) do
    headers = headers or ngx.req.get_headers()
    local key = headers[name] or ngx.var["arg_" .. name]
    if key then
      return type(key) == "table" and key[1] or key
    end
  end
end

function KeyAuth:access(conf)
  local key = key_of(conf.key_names)
  if not key then
    return kong.response.exit(401, { message = "No API key found in request" },
                              { ["WWW-Authenticate"] = 'Key realm="kong-stand-in"' })
  end
  local found = ngx.ctx.stand_in.state.keys[key]
  if not found then
    return kong.response.exit(401, { message = "Invalid authentication credentials" })
  end
  kong.client.authenticate(found.consumer, found.credential)
  ngx.req.set_header("X-Consumer-ID", found.consumer.id)
  ngx.req.set_header("X-Consumer-Username", found.consumer.username)
end

return KeyAuth

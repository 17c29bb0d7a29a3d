-- Kong Perf's stand-in for tests, not Kong: answers by itself.
local RequestTermination = { PRIORITY = 2, VERSION = "1.0.0" }

function RequestTermination:access(conf)
  if conf.body then
    return kong.response.exit(conf.status_code, conf.body, { ["Content-Type"] = conf.content_type or "application/json" })
  end
  return kong.response.exit(conf.status_code, { message = conf.message or "Service unavailable" })
end

return RequestTermination

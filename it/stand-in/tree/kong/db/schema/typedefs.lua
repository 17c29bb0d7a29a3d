-- Kong Perf's stand-in for tests, not Kong: what schemas of custom plugins take from here.
local function record(fields)
  return setmetatable(fields, { __call = function(_, more)
    local all = {}
    for name, value in pairs(fields) do
      all[name] = value
    end
    for name, value in pairs(more or {}) do
      all[name] = value
    end
    return all
  end })
end

return {
  no_consumer = record { type = "foreign", reference = "consumers", eq = ngx.null },
  no_service = record { type = "foreign", reference = "services", eq = ngx.null },
  no_route = record { type = "foreign", reference = "routes", eq = ngx.null },
  protocols = record { type = "set", elements = { type = "string" }, default = { "http", "https" } },
  protocols_http = record { type = "set", elements = { type = "string" }, default = { "http", "https" } },
  header_name = record { type = "string" },
  url = record { type = "string" },
}

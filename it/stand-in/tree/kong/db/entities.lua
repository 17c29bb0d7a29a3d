-- Kong Perf's stand-in for tests, not Kong: which entities there are, their fields, and what is wrong with one.
local json = require "standin.json"

local entities = {}

local PROTOCOLS = { "http", "https" }

-- In the order in which they can be written, each after those that it refers to. `parents`: below which keys of others it may
-- be nested. `key`: the field beside the id by which it is known.
entities.ORDER = { "services", "routes", "upstreams", "targets", "consumers", "keyauth_credentials", "plugins" }

entities.ALL = {
  services = {
    key = "name",
    fields = {
      id = { type = "string", uuid = true },
      name = { type = "string" },
      protocol = { type = "string", default = "http", one_of = PROTOCOLS },
      host = { type = "string", required = true },
      port = { type = "integer", default = 80, between = { 0, 65535 } },
      path = { type = "string", starts_with = "/" },
      retries = { type = "integer", default = 5, between = { 0, 32767 } },
      connect_timeout = { type = "integer", default = 60000, between = { 1, 2147483646 } },
      write_timeout = { type = "integer", default = 60000, between = { 1, 2147483646 } },
      read_timeout = { type = "integer", default = 60000, between = { 1, 2147483646 } },
      enabled = { type = "boolean", default = true },
      tags = { type = "array", elements = "string" },
    },
    children = { routes = "service", plugins = "service" },
  },
  routes = {
    key = "name",
    fields = {
      id = { type = "string", uuid = true },
      name = { type = "string" },
      service = { type = "foreign", of = "services" },
      protocols = { type = "array", elements = "string", default = { "http", "https" } },
      methods = { type = "array", elements = "string" },
      hosts = { type = "array", elements = "string" },
      paths = { type = "array", elements = "string" },
      regex_priority = { type = "integer", default = 0 },
      strip_path = { type = "boolean", default = true },
      preserve_host = { type = "boolean", default = false },
      https_redirect_status_code = { type = "integer", default = 426 },
      path_handling = { type = "string", default = "v0", one_of = { "v0", "v1" } },
      request_buffering = { type = "boolean", default = true },
      response_buffering = { type = "boolean", default = true },
      tags = { type = "array", elements = "string" },
    },
    children = { plugins = "route" },
  },
  upstreams = {
    key = "name",
    fields = {
      id = { type = "string", uuid = true },
      name = { type = "string", required = true },
      algorithm = { type = "string", default = "round-robin",
                    one_of = { "round-robin", "least-connections", "consistent-hashing" } },
      hash_on = { type = "string", default = "none" },
      slots = { type = "integer", default = 10000, between = { 10, 65536 } },
      healthchecks = { type = "any" },
      tags = { type = "array", elements = "string" },
    },
    children = { targets = "upstream" },
  },
  targets = {
    key = "target",
    fields = {
      id = { type = "string", uuid = true },
      upstream = { type = "foreign", of = "upstreams", required = true },
      target = { type = "string", required = true },
      weight = { type = "integer", default = 100, between = { 0, 65535 } },
      tags = { type = "array", elements = "string" },
    },
    children = {},
  },
  consumers = {
    key = "username",
    fields = {
      id = { type = "string", uuid = true },
      username = { type = "string" },
      custom_id = { type = "string" },
      tags = { type = "array", elements = "string" },
    },
    children = { keyauth_credentials = "consumer", plugins = "consumer" },
  },
  keyauth_credentials = {
    key = "key",
    fields = {
      id = { type = "string", uuid = true },
      consumer = { type = "foreign", of = "consumers", required = true },
      key = { type = "string" },
      ttl = { type = "integer" },
      tags = { type = "array", elements = "string" },
    },
    children = {},
  },
  plugins = {
    fields = {
      id = { type = "string", uuid = true },
      name = { type = "string", required = true },
      service = { type = "foreign", of = "services" },
      route = { type = "foreign", of = "routes" },
      consumer = { type = "foreign", of = "consumers" },
      config = { type = "any", default = {} },
      enabled = { type = "boolean", default = true },
      protocols = { type = "array", elements = "string", default = { "http", "https" } },
      tags = { type = "array", elements = "string" },
    },
    children = {},
  },
}

local function is_uuid(text)
  return type(text) == "string"
         and text:find("^%x%x%x%x%x%x%x%x%-%x%x%x%x%-%x%x%x%x%-%x%x%x%x%-%x%x%x%x%x%x%x%x%x%x%x%x$") ~= nil
end
entities.is_uuid = is_uuid

local function formatted(hex)
  return ("%s-%s-%s-%s-%s"):format(hex:sub(1, 8), hex:sub(9, 12), hex:sub(13, 16), hex:sub(17, 20), hex:sub(21, 32))
end

--- The same text gives the same id.
function entities.id_of(text)
  local hex = ngx.md5(text)
  return formatted(hex:sub(1, 12) .. "5" .. hex:sub(14, 16) .. "8" .. hex:sub(18))
end

function entities.random_id()
  local source = io.open("/dev/urandom")
  local bytes = source:read(16)
  source:close()
  local hex = bytes:gsub(".", function(sign) return ("%02x"):format(sign:byte()) end)
  return formatted(hex:sub(1, 12) .. "4" .. hex:sub(14, 16) .. "9" .. hex:sub(18))
end

local CHECKS = {
  string = function(value) return type(value) == "string", "a string" end,
  integer = function(value) return type(value) == "number" and value % 1 == 0, "an integer" end,
  boolean = function(value) return type(value) == "boolean", "a boolean" end,
  array = function(value)
    return type(value) == "table" and (getmetatable(value) == json.array or value[1] ~= nil or next(value) == nil), "an array"
  end,
  any = function() return true end,
  foreign = function(value)
    return type(value) == "table" and type(value.id) == "string", "a reference"
  end,
}

-- What is wrong with one field, or nil
local function field_problem(field, value)
  local ok, expected = CHECKS[field.type](value)
  if not ok then
    return "expected " .. expected
  end
  if field.uuid and not is_uuid(value) then
    return "expected a valid UUID"
  end
  if field.one_of then
    for _, allowed in ipairs(field.one_of) do
      if value == allowed then
        return nil
      end
    end
    return "expected one of: " .. table.concat(field.one_of, ", ")
  end
  if field.between and (value < field.between[1] or value > field.between[2]) then
    return ("value should be between %d and %d"):format(field.between[1], field.between[2])
  end
  if field.starts_with and value:sub(1, 1) ~= field.starts_with then
    return "should start with: " .. field.starts_with
  end
  if field.elements then
    for i, element in ipairs(value) do
      if type(element) ~= field.elements then
        return ("in entry %d: expected a %s"):format(i, field.elements)
      end
    end
  end
end

local function empty(value)
  return value == nil or value == json.null or (type(value) == "table" and next(value) == nil)
end

-- What no single field tells
local WHOLE = {
  routes = function(route, problems)
    if empty(route.paths) and empty(route.hosts) and empty(route.methods) then
      problems["@entity"] = "must set one of 'methods', 'hosts', 'headers', 'paths' when 'protocols' is 'http'"
    end
    for i, path in ipairs(not empty(route.paths) and route.paths or {}) do
      if path:sub(1, 1) ~= "/" then
        problems.paths = ("in entry %d: should start with: / (the stand-in has no regular expressions)"):format(i)
      end
    end
  end,
  consumers = function(consumer, problems)
    if empty(consumer.username) and empty(consumer.custom_id) then
      problems["@entity"] = "at least one of these fields must be non-empty: 'custom_id', 'username'"
    end
  end,
  targets = function(target, problems)
    if type(target.target) == "string" and not target.target:find("^[^%s/]+$") then
      problems.target = "Invalid target; not a valid hostname or ip address"
    end
  end,
}

-- host, port, path, protocol of a service out of its url
local function spread_url(service, problems)
  local url = service.url
  service.url = nil
  if url == nil or url == json.null then
    return
  end
  local protocol, rest = tostring(url):match("^(%a+)://(.+)$")
  if not protocol then
    problems.url = "missing host in url"
    return
  end
  local authority, path = rest:match("^([^/]+)(/?.*)$")
  local host, port = authority:match("^(.-):(%d+)$")
  service.protocol = protocol
  service.host = host or authority
  service.port = tonumber(port) or (protocol == "https" and 443 or 80)
  if path ~= "" then
    service.path = path
  end
end

--- Fills in what is missing, in place. @return nil if all is well, else what is wrong, by field
function entities.complete(kind, entity)
  local definition, problems = entities.ALL[kind], {}
  if kind == "services" then
    spread_url(entity, problems)
  end
  for name in pairs(entity) do
    if not definition.fields[name] and name ~= "created_at" and name ~= "updated_at" and name ~= "ws_id" then
      problems[name] = "unknown field"
    end
  end
  for name, field in pairs(definition.fields) do
    local value = entity[name]
    if value == json.null then
      entity[name] = nil
      value = nil
    end
    if value == nil and field.default ~= nil then
      value = field.default
      entity[name] = value
    end
    if value ~= nil then
      problems[name] = problems[name] or field_problem(field, value)
    elseif field.required then
      problems[name] = problems[name] or "required field missing"
    end
  end
  if next(problems) == nil and WHOLE[kind] then
    WHOLE[kind](entity, problems)
  end
  if kind == "targets" and not problems.target and not entity.target:find(":%d+$") then
    entity.target = entity.target .. ":8000"
  end
  if kind == "keyauth_credentials" and not entity.key then
    entity.key = entities.random_id():gsub("-", "")
  end
  return next(problems) and problems or nil
end

--- As Kong's sentences: "schema violation (host: required field missing)"
function entities.sentence(problems)
  local lines = {}
  for name, problem in pairs(problems) do
    lines[#lines + 1] = name .. ": " .. problem
  end
  table.sort(lines)
  return (#lines > 1 and #lines .. " schema violations (" or "schema violation (") .. table.concat(lines, "; ") .. ")"
end

return entities

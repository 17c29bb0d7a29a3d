-- Kong Perf's stand-in for tests, not Kong: the part of the Admin API that tests use.
local body = require "kong.api.body"
local declarative = require "kong.db.declarative"
local entities = require "kong.db.entities"
local json = require "standin.json"
local meta = require "kong.meta"
local pdk = require "kong.pdk"
local plugins = require "kong.runloop.plugins"
local postgres = require "kong.db.postgres"

local api = {}

-- How a kind is called in a path
local KINDS = {
  services = "services", routes = "routes", upstreams = "upstreams", targets = "targets", consumers = "consumers",
  plugins = "plugins", ["key-auth"] = "keyauth_credentials", ["key-auths"] = "keyauth_credentials",
}

-- By which field a kind below another refers to it
local PARENTS = { services = "service", routes = "route", upstreams = "upstream", consumers = "consumer" }

local WRITING = { POST = "create", PUT = "create or update", PATCH = "update", DELETE = "remove" }

local function answer(status, value)
  local ctx = ngx.ctx
  if ctx.connection then
    ctx.connection:close()
    ctx.connection = nil
  end
  return pdk.exit(status, value and json.encode(value) or "", { ["Content-Type"] = "application/json; charset=utf-8" })
end

local function not_found()
  return answer(404, { message = "Not found" })
end

local function violation(problems)
  return answer(400, { code = 2, name = "schema violation", message = entities.sentence(problems), fields = problems })
end

-- An error of the database, as an answer
local function refused(err, code, fields)
  local detail = fields and fields.D or ""
  local name, value = detail:match("%((.-)%)=%((.-)%)")
  if code == "23505" then
    return answer(409, { code = 5, name = "unique constraint violation", fields = name and { [name] = value } or nil,
                         message = ("UNIQUE violation detected on '{%s=\"%s\"}'"):format(name or "?", value or "?") })
  elseif code == "23503" then
    return answer(400, { code = 4, name = "foreign key violation", message = "foreign key violation: " .. detail })
  end
  ngx.log(ngx.ERR, "[kong-stand-in] [postgres] ", err)
  return answer(500, { message = "An unexpected error occurred", stand_in = err })
end

-- Where entities are: what the worker holds, or PostgreSQL ------------------------------------------------------------

local Store = {}
Store.__index = Store

function Store:list(kind, field, id)
  if not self.connection then
    local found = json.list()
    for _, entity in ipairs(self.lists[kind]) do
      if not field or entity[field] and entity[field].id == id then
        found[#found + 1] = entity
      end
    end
    return found
  end
  local list, err, code = postgres.select(self.connection, kind,
                                          field and ('"%s_id" = %s'):format(field, postgres.literal(id)))
  if not list then
    return refused(err, code)
  end
  return json.list(list)
end

function Store:find(kind, name)
  local key = entities.ALL[kind].key
  local column = entities.is_uuid(name) and "id" or key
  if not column then
    return nil
  end
  if not self.connection then
    for _, entity in ipairs(self.lists[kind]) do
      if entity[column] == name then
        return entity
      end
    end
    return nil
  end
  local list, err, code = postgres.select(self.connection, kind, ('"%s" = %s'):format(column, postgres.literal(name)))
  if not list then
    return refused(err, code)
  end
  return list[1]
end

-- References by name, which the API allows, made into ids. @return what is wrong, by field, or nil
function Store:resolve(kind, entity)
  for name, field in pairs(entities.ALL[kind].fields) do
    local to = entity[name]
    if field.type == "foreign" and to ~= nil and to ~= json.null then
      local text = type(to) == "table" and (to.id or to.name or to.username) or to
      local found = type(text) == "string" and self:find(field.of, text)
      if not found then
        return { [name] = "the foreign entity does not exist" }
      end
      entity[name] = { id = found.id }
    end
  end
end

function Store:write(kind, entity, status, replace)
  local problems = self:resolve(kind, entity) or entities.complete(kind, entity)
  if not problems and kind == "plugins" then
    local problem = plugins.problem(self.loaded_plugins, { entity })
    problems = problem and { name = problem }
  end
  if problems then
    return violation(problems)
  end
  local rows, err, code, fields = postgres.write(self.connection, kind, entity, replace)
  if not rows then
    return refused(err, code, fields)
  end
  self.changed(tonumber(rows[1].changes))
  return answer(status, self:find(kind, entity.id))
end

function Store:delete(kind, id)
  local rows, err, code, fields = postgres.delete(self.connection, kind, id)
  if not rows then
    return refused(err, code, fields)
  end
  self.changed(tonumber(rows[1].changes))
  return answer(204)
end

-- Requests -----------------------------------------------------------------------------------------------------------------

local function merge(into, from)
  for name, value in pairs(from) do
    if name == "config" and type(value) == "table" and type(into.config) == "table" then
      merge(into.config, value)
    else
      into[name] = value
    end
  end
  return into
end

local function collection(store, method, kind, field, parent)
  if method == "GET" then
    return answer(200, { data = store:list(kind, field, parent and parent.id), next = json.null })
  elseif method == "POST" then
    local entity, err = body.read(kind)
    if not entity then
      return answer(400, { message = err })
    end
    entity.id = entity.id or entities.random_id()
    if field then
      entity[field] = { id = parent.id }
    end
    return store:write(kind, entity, 201, false)
  end
  return answer(405, { message = "Method not allowed" })
end

local function one(store, method, kind, name, field, parent)
  local existing = store:find(kind, name)
  if existing and field and not (existing[field] and existing[field].id == parent.id) then
    existing = nil
  end
  if method == "PUT" then
    local entity, err = body.read(kind)
    if not entity then
      return answer(400, { message = err })
    end
    entity.id = existing and existing.id or entities.is_uuid(name) and name or entities.random_id()
    local key = entities.ALL[kind].key
    if key and entity[key] == nil and not entities.is_uuid(name) then
      entity[key] = name
    end
    if field then
      entity[field] = { id = parent.id }
    end
    return store:write(kind, entity, 200, true)
  elseif method == "DELETE" then
    if not existing then
      return answer(204)
    end
    return store:delete(kind, existing.id)
  end
  if not existing then
    return not_found()
  elseif method == "GET" then
    return answer(200, existing)
  elseif method == "PATCH" then
    local changes, err = body.read(kind)
    if not changes then
      return answer(400, { message = err })
    end
    return store:write(kind, merge(existing, changes), 200, true)
  end
  return answer(405, { message = "Method not allowed" })
end

local function entity_request(store, method, steps)
  local kind = KINDS[steps[1]]
  if not kind or kind == "targets" or #steps > 4 then
    return not_found()
  end
  if not store.connection and WRITING[method] then
    return answer(405, {
      code = 12, name = "operation unsupported",
      message = ("cannot %s '%s' entities when not using a database"):format(WRITING[method], KINDS[steps[3]] or kind),
    })
  end
  if #steps == 1 then
    return collection(store, method, kind)
  elseif #steps == 2 then
    return one(store, method, kind, steps[2])
  end
  local below, field = KINDS[steps[3]], PARENTS[steps[1]]
  if not below or not field or not entities.ALL[below].fields[field] then
    return not_found()
  end
  local parent = store:find(kind, steps[2])
  if not parent then
    return not_found()
  elseif #steps == 3 then
    return collection(store, method, below, field, parent)
  end
  return one(store, method, below, steps[4], field, parent)
end

local function root(context)
  local configuration = {}
  for name, value in pairs(context.conf) do
    configuration[name] = name == "pg_password" and "******" or value
  end
  local available = {}
  for _, plugin in ipairs(context.loaded_plugins) do
    available[plugin.name] = true
  end
  return answer(200, {
    version = meta._VERSION, tagline = "Welcome to a " .. meta._IS, stand_in = true, lua_version = jit.version,
    hostname = ngx.var.hostname, configuration = configuration, plugins = { available_on_server = available },
    pids = { master = require("ngx.process").get_master_pid() },
  })
end

local function database_reachable(conf)
  if conf.database == "off" then
    return true
  end
  local connection = postgres.connect(conf)
  if not connection then
    return false
  end
  local rows = connection:query("SELECT 1 AS one")
  connection:close()
  return rows ~= nil
end

--- GET /status, on both APIs
local function status(context)
  local var = ngx.var
  return answer(200, {
    database = { reachable = database_reachable(context.conf) },
    server = {
      connections_active = tonumber(var.connections_active), connections_reading = tonumber(var.connections_reading),
      connections_writing = tonumber(var.connections_writing), connections_waiting = tonumber(var.connections_waiting),
    },
    stand_in = meta._IS,
  })
end

local function post_config(context)
  if context.conf.database ~= "off" then
    return answer(400, { message = "this endpoint is only available when Kong is configured to not use a database" })
  end
  local sent, err = body.read()
  if not sent then
    return answer(400, { message = err })
  end
  local text = sent.config
  if type(text) ~= "string" then
    text = json.encode(text or sent)
  end
  local lists
  lists, err = declarative.read(text)
  err = err or plugins.problem(context.loaded_plugins, lists.plugins)
  if err then
    return answer(400, { code = 14, name = "invalid declarative configuration", fields = { config = err },
                         message = "declarative config is invalid: " .. err })
  end
  err = context.replace(lists)
  if err then
    return answer(500, { message = err })
  end
  return answer(201, lists)
end

local function steps_of(uri)
  local steps = {}
  for step in uri:gsub("%?.*$", ""):gmatch("[^/]+") do
    steps[#steps + 1] = ngx.unescape_uri(step)
  end
  return steps
end

local function clustering(context, steps)
  if context.conf.role ~= "control_plane" then
    return answer(400, { message = "data planes are known to a control plane; this one's role is " .. context.conf.role })
  end
  local list = context.data_planes()
  if steps[2] == "data-planes" and #steps == 2 then
    return answer(200, { data = list, next = json.null })
  elseif steps[2] == "status" and #steps == 2 then
    local by_id = {}
    for _, node in ipairs(list) do
      by_id[node.id] = { hostname = node.hostname, ip = node.ip, config_hash = node.config_hash, last_seen = node.last_seen }
    end
    return answer(200, by_id)
  end
  return not_found()
end

--- The status API: what a `context` (conf, loaded_plugins, lists, changed, replace, data_planes, ready) is good for without
--- changing anything
function api.status(context)
  local steps = steps_of(ngx.var.request_uri)
  if #steps == 1 and steps[1] == "status" then
    return status(context)
  elseif steps[1] == "status" and steps[2] == "ready" and meta._VERSION_TABLE.major >= 3 then
    if not context.ready then
      return answer(503, { message = "no configuration yet" })
    end
    return answer(200, { message = "ready" })
  end
  return not_found()
end

--- The Admin API
function api.admin(context)
  local method, steps = ngx.req.get_method(), steps_of(ngx.var.request_uri)
  method = method == "HEAD" and "GET" or method
  if #steps == 0 then
    return root(context)
  elseif steps[1] == "status" then
    return api.status(context)
  elseif steps[1] == "config" and #steps == 1 and method == "POST" then
    return post_config(context)
  elseif steps[1] == "clustering" and method == "GET" then
    return clustering(context, steps)
  end
  local store = setmetatable({ lists = context.lists, loaded_plugins = context.loaded_plugins, changed = context.changed },
                             Store)
  if context.conf.database ~= "off" and KINDS[steps[1]] then
    local err
    store.connection, err = postgres.connect(context.conf)
    if not store.connection then
      return refused(err)
    end
    -- `answer` closes it, however this ends: ngx.exit does not come back.
    ngx.ctx.connection = store.connection
  end
  return entity_request(store, method, steps)
end

return api

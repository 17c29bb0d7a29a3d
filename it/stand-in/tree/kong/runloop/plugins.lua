-- Kong Perf's stand-in for tests, not Kong: loads plugins, and runs them in the order of their priority.
local json = require "standin.json"

local plugins = {}


-- Defaults of the record `config` of a schema, as Kong's plugins declare it
local function with_defaults(schema, config)
  local full = {}
  for name, value in pairs(config) do
    if value ~= json.null then
      full[name] = value
    end
  end
  for _, field in ipairs(schema.fields or {}) do
    local record = field.config
    for _, inner in ipairs(record and record.fields or {}) do
      local name, spec = next(inner)
      if full[name] == nil and type(spec) == "table" then
        full[name] = spec.default
      end
    end
  end
  return full
end

local EXPECTED = {
  string = "a string", number = "a number", integer = "an integer", boolean = "a boolean",
}

-- What is wrong with a value, or nil. Lists, records and the like are taken as they are.
local function value_problem(spec, value)
  local expected = EXPECTED[spec.type]
  if expected and (type(value) ~= (spec.type == "integer" and "number" or spec.type)
                   or spec.type == "integer" and value % 1 ~= 0) then
    return "expected " .. expected
  end
  if spec.between and (value < spec.between[1] or value > spec.between[2]) then
    return ("value should be between %d and %d"):format(spec.between[1], spec.between[2])
  end
end

-- What is wrong with a configuration, or nil
local function config_problem(schema, config)
  for _, field in ipairs(schema.fields or {}) do
    if field.config then
      local known = {}
      for _, inner in ipairs(field.config.fields or {}) do
        local name, spec = next(inner)
        known[name] = true
        if type(spec) == "table" and spec.required and config[name] == nil then
          return ("in 'config': in '%s': required field missing"):format(name)
        end
        local problem = type(spec) == "table" and config[name] ~= nil and value_problem(spec, config[name])
        if problem then
          return ("in 'config': in '%s': %s"):format(name, problem)
        end
      end
      for name in pairs(config) do
        if not known[name] then
          return ("in 'config': in '%s': unknown field"):format(name)
        end
      end
    end
  end
end

--- Loads what the setting `plugins` names. @return plugins by priority; throws if one isn't there
function plugins.load(names)
  local loaded = {}
  for _, name in ipairs(names) do
    local function part(file)
      local ok, module = pcall(require, "kong.plugins." .. name .. "." .. file)
      if not ok then
        if tostring(module):find("module 'kong.plugins." .. name .. "." .. file .. "' not found", 1, true) then
          error(("%s plugin is enabled but not installed;\n%s"):format(name, module), 0)
        end
        error(("error loading plugin %s of '%s': %s"):format(file, name, module), 0)
      end
      if type(module) ~= "table" then
        error(("plugin '%s': kong.plugins.%s.%s returns no table"):format(name, name, file), 0)
      end
      return module
    end
    local handler, schema = part("handler"), part("schema")
    loaded[#loaded + 1] = { name = name, handler = handler, schema = schema, priority = handler.PRIORITY or 0 }
  end
  table.sort(loaded, function(a, b)
    if a.priority ~= b.priority then
      return a.priority > b.priority
    end
    return a.name > b.name
  end)
  return loaded
end

--- What is wrong with the plugins among the entities; nil if nothing is.
function plugins.problem(loaded, list)
  local by_name = {}
  for _, plugin in ipairs(loaded) do
    by_name[plugin.name] = plugin
  end
  for _, entity in ipairs(list) do
    local plugin = by_name[entity.name]
    if not plugin then
      return ("plugin '%s' not enabled; add it to the 'plugins' configuration property"):format(entity.name)
    end
    local config = type(entity.config) == "table" and entity.config or {}
    local problem = config_problem(plugin.schema, with_defaults(plugin.schema, config))
    if problem then
      return ("plugin '%s': %s"):format(entity.name, problem)
    end
  end
end

local function scope(entity)
  local function of(name)
    local to = entity[name]
    return type(to) == "table" and to.id or ""
  end
  return of("route") .. "/" .. of("service") .. "/" .. of("consumer")
end

--- What is configured, ready to run: a list of { handler, confs by scope } by priority.
function plugins.new(loaded, list)
  local configured = {}
  for _, plugin in ipairs(loaded) do
    local confs = {}
    for _, entity in ipairs(list) do
      if entity.name == plugin.name and entity.enabled ~= false then
        confs[scope(entity)] = with_defaults(plugin.schema, type(entity.config) == "table" and entity.config or {})
      end
    end
    if next(confs) then
      configured[#configured + 1] = { name = plugin.name, handler = plugin.handler, confs = confs }
    end
  end
  return configured
end

-- The most specific configuration wins.
local function conf_for(confs, route, service, consumer)
  return consumer ~= "" and (confs[route .. "/" .. service .. "/" .. consumer] or confs[route .. "//" .. consumer]
                             or confs["/" .. service .. "/" .. consumer] or confs["//" .. consumer])
         or confs[route .. "/" .. service .. "/"] or confs[route .. "//"] or confs["/" .. service .. "/"] or confs["//"]
end

--- Runs a phase of all plugins that are configured for this request.
function plugins.run(configured, phase, ctx)
  for i = 1, #configured do
    local plugin = configured[i]
    local work = plugin.handler[phase]
    if work then
      local conf = conf_for(plugin.confs, ctx.route_id or "", ctx.service_id or "", ctx.consumer_id or "")
      if conf then
        ctx.plugin = plugin.name
        work(plugin.handler, conf)
        ctx.plugin = nil
      end
    end
  end
end

--- Whether any plugin has work in that phase.
function plugins.has(configured, phase)
  for _, plugin in ipairs(configured) do
    if plugin.handler[phase] then
      return true
    end
  end
  return false
end


return plugins

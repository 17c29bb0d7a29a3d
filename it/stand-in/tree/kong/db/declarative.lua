-- Kong Perf's stand-in for tests, not Kong: a declarative file, read into lists of entities that refer to each other by id.
local entities = require "kong.db.entities"
local json = require "standin.json"
local meta = require "kong.meta"
local yaml = require "standin.yaml"

local declarative = {}

local FORMATS = meta._VERSION_TABLE.major >= 3 and { "1.1", "2.1", "3.0" } or { "1.1", "2.1" }

local OTHER_KEYS = { _format_version = true, _transform = true, _comment = true, _ignore = true, _info = true }

local function format_problem(version)
  if version == nil or version == json.null then
    return "required field missing"
  elseif type(version) ~= "string" then
    return "expected a string"
  end
  for _, known in ipairs(FORMATS) do
    if version == known then
      return nil
    end
  end
  return "expected one of: " .. table.concat(FORMATS, ", ")
end

local Reading = {}
Reading.__index = Reading

function Reading:wrong(where, what)
  self.problems[#self.problems + 1] = "in " .. where .. ": " .. what
end

-- Takes an entity and those nested in it into the lists.
function Reading:take(kind, entity, where)
  if type(entity) ~= "table" then
    self:wrong(where, "expected a record")
    return
  end
  local definition = entities.ALL[kind]
  local copy, nested = {}, {}
  for name, value in pairs(entity) do
    if definition.children[name] then
      nested[name] = value
    else
      copy[name] = value
    end
  end
  local id = copy.id
  if id == nil then
    local key = definition.key and copy[definition.key]
    id = (type(key) == "string") and entities.id_of(kind .. ":" .. (copy.upstream and copy.upstream.id or "") .. key)
         or entities.id_of(where)
    copy.id = id
  end
  table.insert(self.lists[kind], copy)
  table.insert(self.places[kind], where)
  for name, list in pairs(nested) do
    if list ~= json.null then
      for i, child in ipairs(type(list) == "table" and list or {}) do
        if type(child) == "table" then
          child[definition.children[name]] = { id = id }
        end
        self:take(name, child, ("%s, entry %d of '%s'"):format(where, i, name))
      end
    end
  end
end

-- Names and ids of all that can be referred to, and references by name made into ids
function Reading:resolve()
  local known = {}
  for kind, list in pairs(self.lists) do
    known[kind] = {}
    local key = entities.ALL[kind].key
    for _, entity in ipairs(list) do
      known[kind][entity.id] = entity.id
      if key and type(entity[key]) == "string" and kind ~= "targets" then
        if known[kind][entity[key]] then
          self:wrong("'" .. kind .. "'", ("uniqueness violation: '%s' entity with primary key set to '%s' already declared")
                     :format(kind, entity[key]))
        end
        known[kind][entity[key]] = entity.id
      end
    end
  end
  for kind, list in pairs(self.lists) do
    for name, field in pairs(entities.ALL[kind].fields) do
      if field.type == "foreign" then
        for i, entity in ipairs(list) do
          local to = entity[name]
          if to ~= nil and to ~= json.null then
            local text = type(to) == "table" and (to.id or to.name or to.username) or to
            local id = known[field.of][text]
            if id then
              entity[name] = { id = id }
            else
              self:wrong(self.places[kind][i], ("in '%s': invalid reference '%s: %s' (no such entry in '%s')"):format(
                name, name, tostring(text), field.of))
            end
          end
        end
      end
    end
  end
end

function Reading:complete()
  for kind, list in pairs(self.lists) do
    for i, entity in ipairs(list) do
      for name, problem in pairs(entities.complete(kind, entity) or {}) do
        self:wrong(self.places[kind][i], ("in '%s': %s"):format(name, problem))
      end
    end
  end
end

--- @return lists of complete entities by kind; or nil and what is wrong, a line each
function declarative.read(text)
  local tree, err = yaml.decode(text)
  if tree == nil then
    return nil, "failed parsing declarative configuration: " .. err
  end
  if type(tree) ~= "table" then
    return nil, "expected an object"
  end
  local reading = setmetatable({ lists = {}, places = {}, problems = {} }, Reading)
  for _, kind in ipairs(entities.ORDER) do
    reading.lists[kind], reading.places[kind] = json.list(), {}
  end
  local problem = format_problem(tree._format_version)
  if problem then
    reading:wrong("'_format_version'", problem)
  end
  for kind, list in pairs(tree) do
    if entities.ALL[kind] then
      for i, entity in ipairs(type(list) == "table" and list or {}) do
        reading:take(kind, entity, ("entry %d of '%s'"):format(i, kind))
      end
    elseif not OTHER_KEYS[kind] then
      reading:wrong("'" .. tostring(kind) .. "'", "unknown field")
    end
  end
  reading:resolve()
  if #reading.problems == 0 then
    reading:complete()
  end
  if #reading.problems > 0 then
    table.sort(reading.problems)
    return nil, table.concat(reading.problems, "\n")
  end
  return reading.lists
end

--- @return lists of entities by kind; or nil and Kong's sentence
function declarative.read_file(path)
  local file, err = io.open(path)
  if not file then
    return nil, "error parsing declarative config file " .. path .. ":\n" .. err
  end
  local text = file:read("*a")
  file:close()
  if not text then
    return nil, "error parsing declarative config file " .. path .. ":\nit can't be read; is it a folder?"
  end
  local lists
  lists, err = declarative.read(text)
  if not lists then
    return nil, "error parsing declarative config file " .. path .. ":\n" .. err
  end
  return lists
end

--- Lists of nothing.
function declarative.nothing()
  local lists = {}
  for _, kind in ipairs(entities.ORDER) do
    lists[kind] = json.list()
  end
  return lists
end

return declarative

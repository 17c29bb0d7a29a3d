-- Kong Perf's stand-in for tests, not Kong: entities in PostgreSQL, which itself makes JSON of rows and rows of JSON.
local entities = require "kong.db.entities"
local json = require "standin.json"
local meta = require "kong.meta"
local pg = require "standin.pg"

local postgres = {}

local CHANGED = "UPDATE stand_in_not_kong SET changes = changes + 1 RETURNING changes"

--- @return a connection; or nil and Kong's sentence
function postgres.connect(conf)
  local connection, err = pg.connect({
    host = conf.pg_host, port = tonumber(conf.pg_port), user = conf.pg_user, password = conf.pg_password,
    database = conf.pg_database, timeout = tonumber(conf.pg_timeout),
    -- As of Kong: up to 2.8 it does not know SCRAM.
    scram = meta._VERSION_TABLE.major >= 3,
  })
  if not connection then
    return nil, "[PostgreSQL error] failed to retrieve PostgreSQL server_version_num: " .. err
  end
  return connection
end

-- name of the field, column, and the expression that reads it
local function columns(kind)
  local found = {}
  for name, field in pairs(entities.ALL[kind].fields) do
    local column = field.type == "foreign" and name .. "_id" or name
    found[#found + 1] = { name = name, column = column, foreign = field.type == "foreign", ttl = column == "ttl" }
  end
  table.sort(found, function(a, b) return a.name < b.name end)
  return found
end

local COLUMNS = {}
for _, kind in ipairs(entities.ORDER) do
  COLUMNS[kind] = columns(kind)
end

local function select_list(kind)
  local list = { 'extract(epoch FROM "created_at")::bigint AS "created_at"' }
  for _, column in ipairs(COLUMNS[kind]) do
    if column.foreign then
      list[#list + 1] = ([[CASE WHEN "%s" IS NULL THEN NULL ELSE json_build_object('id', "%s") END AS "%s"]]):format(
        column.column, column.column, column.name)
    elseif column.ttl then
      list[#list + 1] = 'NULL AS "ttl"'
    else
      list[#list + 1] = ('"%s"'):format(column.column)
    end
  end
  return table.concat(list, ", ")
end

--- All of a kind that fulfil a condition, oldest first, with the defaults of what SQL left out. Or nil and an error.
function postgres.select(connection, kind, condition)
  local rows, err = connection:query(("SELECT json_agg(json_strip_nulls(row_to_json(t))) AS all FROM (SELECT %s FROM \"%s\" WHERE %s "
    .. "ORDER BY \"created_at\", \"id\") t"):format(select_list(kind), kind, condition or "true"))
  if not rows then
    return nil, err
  end
  if not rows[1].all then
    return {}
  end
  local list
  list, err = json.decode(rows[1].all)
  if not list then
    return nil, err
  end
  for _, entity in ipairs(list) do
    for name, field in pairs(entities.ALL[kind].fields) do
      if entity[name] == nil and field.default ~= nil then
        entity[name] = field.default
      end
    end
  end
  return list
end

--- Lists of all by kind; or nil and an error.
function postgres.load(connection)
  local lists = {}
  for _, kind in ipairs(entities.ORDER) do
    local list, err = postgres.select(connection, kind)
    if not list then
      return nil, err
    end
    lists[kind] = list
  end
  return lists
end

local function row(kind, entity)
  local record = {}
  for _, column in ipairs(COLUMNS[kind]) do
    local value = entity[column.name]
    if value ~= nil and value ~= json.null and not column.ttl then
      record[column.column] = column.foreign and value.id or value
    end
  end
  return record
end

-- A statement that writes some, and if `replace` puts them in the place of those with the same ids
local function writing(kind, list, replace)
  local names, updates, records = {}, {}, json.list()
  for _, column in ipairs(COLUMNS[kind]) do
    if not column.ttl then
      names[#names + 1] = '"' .. column.column .. '"'
      if column.column ~= "id" then
        updates[#updates + 1] = ('"%s" = EXCLUDED."%s"'):format(column.column, column.column)
      end
    end
  end
  for i, entity in ipairs(list) do
    records[i] = row(kind, entity)
  end
  local sql = ('INSERT INTO "%s" (%s, "ws_id") SELECT %s, (SELECT "id" FROM "workspaces" WHERE "name" = \'default\') '
    .. 'FROM jsonb_populate_recordset(NULL::"%s", %s)'):format(
    kind, table.concat(names, ", "), table.concat(names, ", "), kind, pg.literal(json.encode(records)))
  if replace then
    sql = sql .. ' ON CONFLICT ("id") DO UPDATE SET ' .. table.concat(updates, ", ")
  end
  return sql
end

--- Writes a new one, or puts it in the place of that with the same id. @return a row with the number of `changes`; or nil, what
--- is wrong, SQLSTATE, fields
function postgres.write(connection, kind, entity, replace)
  return connection:query("BEGIN; " .. writing(kind, { entity }, replace) .. "; " .. CHANGED .. "; COMMIT")
end

function postgres.delete(connection, kind, id)
  return connection:query(('BEGIN; DELETE FROM "%s" WHERE "id" = %s; %s; COMMIT'):format(kind, pg.literal(id), CHANGED))
end

--- Writes lists by kind in one go; what has the same id is replaced. @return true; or nil and what is wrong
function postgres.import(connection, lists)
  local statements = { "BEGIN" }
  for _, kind in ipairs(entities.ORDER) do
    if #lists[kind] > 0 then
      statements[#statements + 1] = writing(kind, lists[kind], true)
    end
  end
  statements[#statements + 1] = CHANGED
  statements[#statements + 1] = "COMMIT"
  return connection:query(table.concat(statements, ";\n"))
end

--- Grows with each change that a stand-in makes. Or nil and an error.
function postgres.changes(connection)
  local rows, err = connection:query("SELECT changes FROM stand_in_not_kong")
  if not rows then
    return nil, err
  end
  return tonumber(rows[1].changes)
end

postgres.literal = pg.literal

return postgres

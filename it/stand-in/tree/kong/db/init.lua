-- Kong Perf's stand-in for tests, not Kong: where entities come from.
local declarative = require "kong.db.declarative"
local migrations = require "kong.db.migrations"
local postgres = require "kong.db.postgres"

local db = {}

--- Calls `work` with a connection. @return what it returns; or nil and why there is no connection
function db.with(conf, work)
  local connection, err = postgres.connect(conf)
  if not connection then
    return nil, err
  end
  local results = { work(connection) }
  connection:close()
  return unpack(results)
end

local function schema_problem(state)
  if not state.bootstrapped then
    return "Database needs bootstrapping (stand-in); run 'kong migrations bootstrap'"
  elseif #state.new > 0 then
    return "New migrations available (" .. table.concat(state.new, ", ") .. "); run 'kong migrations up' to proceed"
  elseif #state.pending > 0 then
    return "Pending migrations (" .. table.concat(state.pending, ", ") .. "); run 'kong migrations finish' to proceed"
  end
end

--- Before a start: whether there is what it needs. @return true; or nil and why not
function db.check(conf, options)
  if conf.database == "off" then
    if conf.declarative_config ~= "" then
      local lists, err = declarative.read_file(conf.declarative_config)
      if not lists then
        return nil, err
      end
    end
    return true
  end
  return db.with(conf, function(connection)
    local state, err = migrations.state(connection)
    if state and state.bootstrapped and options.run_migrations then
      local done
      done, err = migrations.up(connection)
      if done then
        done, err = migrations.finish(connection)
      end
      state = done and migrations.state(connection)
    end
    err = err or schema_problem(state)
    if err then
      return nil, err
    end
    return true
  end)
end

--- @return lists of entities by kind; or nil and why not
function db.load(conf)
  if conf.database == "off" then
    if conf.declarative_config == "" then
      return declarative.nothing()
    end
    return declarative.read_file(conf.declarative_config)
  end
  return db.with(conf, postgres.load)
end

return db

-- Kong Perf's stand-in for tests, not Kong: where entities come from.
local declarative = require "kong.db.declarative"

local db = {}

--- Before a start: whether there is what it needs. @return true; or nil and why not
function db.check(conf)
  if conf.database == "off" then
    if conf.declarative_config ~= "" then
      local lists, err = declarative.read_file(conf.declarative_config)
      if not lists then
        return nil, err
      end
    end
    return true
  end
  return nil, "no PostgreSQL yet"
end

--- @return lists of entities by kind; or nil and why not
function db.load(conf)
  if conf.database == "off" then
    if conf.declarative_config == "" then
      return declarative.nothing()
    end
    return declarative.read_file(conf.declarative_config)
  end
  return nil, "no PostgreSQL yet"
end

return db

-- Kong Perf's stand-in for tests, not Kong: how workers learn of changes. Whoever changes something raises a number in shared memory;
-- each worker looks at it now and then. So a worker may serve what was there before for a fraction of a second.
local db = require "kong.db"
local json = require "standin.json"
local postgres = require "kong.db.postgres"

local sync = {}

local LOOK_EACH = 0.25

local shared = ngx.shared.kong_stand_in
local entities = ngx.shared.kong_stand_in_entities

-- The number that this process last saw
local seen

--- When nginx starts, and again when it reloads. @return lists of entities by kind; or nil and why not
function sync.first(conf)
  if conf.role == "data_plane" then
    -- What came from the control plane outlives a reload.
    seen = shared:incr("version", 0, 0)
    return sync.load(conf)
  end
  entities:delete("lists")
  seen = shared:incr("version", 1, 0)
  if conf.database == "off" then
    return db.load(conf)
  end
  return db.with(conf, function(connection)
    local changes, err = postgres.changes(connection)
    if not changes then
      return nil, err
    end
    shared:set("changes", changes)
    return postgres.load(connection)
  end)
end

--- Something in the database was changed by this one.
function sync.changed(changes)
  shared:set("changes", changes)
  shared:incr("version", 1, 0)
end

--- Without a database: these lists, as JSON, instead of what was there. @return their number; or nil and why it can't be
function sync.put(text)
  local ok, err = entities:set("lists", text)
  if not ok then
    return nil, "entities do not fit into mem_cache_size: " .. err
  end
  return shared:incr("version", 1, 0)
end

--- The same of lists. @return nil, or why it can't be
function sync.replace(lists)
  local version, err = sync.put(json.encode(lists))
  return not version and err or nil
end

--- @return lists of entities by kind; or nil and why not
function sync.load(conf)
  if conf.database == "off" then
    local text = entities:get("lists")
    if text then
      return json.decode(text)
    end
    return db.load(conf)
  end
  return db.with(conf, postgres.load)
end

--- Does the work each so many seconds, unless it is still at it.
function sync.each(seconds, work)
  local busy = false
  ngx.timer.every(seconds, function(premature)
    if premature or busy then
      return
    end
    busy = true
    local ok, err = pcall(work)
    busy = false
    if not ok then
      ngx.log(ngx.ERR, "[kong-stand-in] ", err)
    end
  end)
end

-- Changes by others that share the database
local function poll(conf)
  local changes, err = db.with(conf, postgres.changes)
  if not changes then
    ngx.log(ngx.ERR, "[kong-stand-in] failed to look for changes in the database: ", err)
  elseif changes ~= shared:get("changes") then
    sync.changed(changes)
  end
end

--- In a worker: gives `use` the entities whenever they have changed. @return the number of those that are there already
function sync.begin(conf, use)
  sync.each(LOOK_EACH, function()
    local version = shared:get("version")
    if version == seen then
      return
    end
    local lists, err = sync.load(conf)
    if not lists then
      ngx.log(ngx.ERR, "[kong-stand-in] failed to load entities: ", err)
      return
    end
    local slow = conf.kong_perf_slow_routes / 1000
    if slow > 0 then
      ngx.sleep(slow)
    end
    seen = version
    use(lists, version)
  end)
  local frequency = tonumber(conf.db_update_frequency)
  if conf.database ~= "off" and ngx.worker.id() == 0 and frequency > 0 then
    sync.each(frequency, function()
      poll(conf)
    end)
  end
  return seen
end

return sync

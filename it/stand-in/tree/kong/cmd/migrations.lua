-- Kong Perf's stand-in for tests, not Kong.
local db = require "kong.db"
local migrations = require "kong.db.migrations"

local BOOTSTRAP_NEEDED, PENDING, NEW = 3, 4, 5

local function list(options, connection)
  local state, err = migrations.state(connection)
  if not state then
    options.fail(err)
  end
  if not state.bootstrapped then
    options.say("Database needs bootstrapping; run 'kong migrations bootstrap'")
    return BOOTSTRAP_NEEDED
  end
  for _, what in ipairs({ "executed", "pending", "new" }) do
    if #state[what] > 0 then
      options.say(what .. " migrations:\n  " .. table.concat(state[what], "\n  "))
    end
  end
  return #state.pending > 0 and PENDING or #state.new > 0 and NEW or 0
end

return function(options, rest, load_conf)
  local name = rest[1]
  if name ~= "list" and not (migrations[name] and name ~= "state" and name ~= "ALL") then
    options.fail("kong migrations COMMAND: bootstrap, up, finish, list or reset, not '" .. tostring(name) .. "'")
  end
  local conf = load_conf()
  if conf.database == "off" then
    options.say("No migrations required, db-less mode")
    return 0
  end
  if name == "reset" and not options.yes then
    options.fail("not a tty: 'kong migrations reset' needs --yes")
  end
  local code, err = db.with(conf, function(connection)
    if name == "list" then
      return list(options, connection)
    end
    local done, problem = migrations[name](connection)
    if not done then
      return nil, problem
    end
    options.say(done)
    return 0
  end)
  if not code then
    options.fail(err)
  end
  return code
end

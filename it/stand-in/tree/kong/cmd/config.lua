-- Kong Perf's stand-in for tests, not Kong.
local db = require "kong.db"
local declarative = require "kong.db.declarative"
local plugins = require "kong.runloop.plugins"
local postgres = require "kong.db.postgres"

return function(options, rest, load_conf)
  local name, file = rest[1], rest[2]
  if name ~= "parse" and name ~= "db_import" or not file then
    options.fail("kong config COMMAND FILE: parse or db_import")
  end
  local conf = load_conf()
  if name == "db_import" and conf.database == "off" then
    options.fail("'kong config db_import' only works with a database")
  end
  -- Custom plugins are looked for here as well, and not only by the nginx that is started.
  package.path = table.concat({ conf.lua_package_path, package.path }, ";")
  local lists, err = declarative.read_file(file)
  if not lists then
    options.fail("Failed parsing:\n" .. err)
  end
  local ok, loaded = pcall(plugins.load, conf.loaded_plugins)
  err = not ok and loaded or plugins.problem(loaded, lists.plugins)
  if err then
    options.fail("Failed parsing:\n" .. err)
  end
  if name == "parse" then
    options.say("parse successful (stand-in)")
    return 0
  end
  ok, err = db.check(conf, {})
  if ok then
    ok, err = db.with(conf, function(connection)
      return postgres.import(connection, lists)
    end)
  end
  if not ok then
    options.fail("Failed importing:\n" .. err)
  end
  options.say("import successful (stand-in)")
end

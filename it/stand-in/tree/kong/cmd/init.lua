-- Kong Perf's stand-in for tests, not Kong: the command line.
local meta = require "kong.meta"
require "standin.rocks"

local COMMANDS = {
  "check", "config", "health", "hybrid", "migrations", "prepare", "quit", "reload", "restart", "start", "stop", "version",
}

local USAGE = "Usage: kong COMMAND [OPTIONS] (" .. meta._IS .. ")\n\nThe available commands are:\n "
              .. table.concat(COMMANDS, "\n ") .. "\n\nOptions:\n -c,--conf FILE   -p,--prefix DIR   --v   --vv\n"

local WITH_VALUE = {
  ["-c"] = "conf", ["--conf"] = "conf", ["-p"] = "prefix", ["--prefix"] = "prefix", ["-t"] = "timeout",
  ["--timeout"] = "timeout", ["--db-timeout"] = "db_timeout", ["--lock-timeout"] = "lock_timeout",
  ["--nginx-conf"] = "nginx_conf",
}
local FLAGS = {
  ["--v"] = "verbose", ["--vv"] = "debug", ["-a"] = "all", ["--all"] = "all", ["-y"] = "yes", ["--yes"] = "yes",
  ["-f"] = "force", ["--force"] = "force", ["-q"] = "quiet", ["--run-migrations"] = "run_migrations", ["-s"] = "schema_only",
}

-- Ends with what Kong ends with when it can't do what it was asked.
local function fail(message, options)
  io.stderr:write("Error: ", message, "\n")
  if not (options.verbose or options.debug) then
    io.stderr:write("\n  Run with --v (verbose) or --vv (debug) for more details\n")
  end
  io.stderr:write("  (this is a ", meta._IS, ", ", meta._VERSION, ")\n")
  io.stdout:flush()
  os.exit(1)
end

local function parse(words)
  local options, rest = {}, {}
  local i = 1
  while i <= #words do
    local word = words[i]
    local name, value = word:match("^(%-%-[%w-]+)=(.*)$")
    if WITH_VALUE[name] then
      options[WITH_VALUE[name]] = value
    elseif WITH_VALUE[word] then
      i = i + 1
      options[WITH_VALUE[word]] = words[i] or fail("option " .. word .. " needs a value", options)
    elseif FLAGS[word] then
      options[FLAGS[word]] = true
    elseif word:sub(1, 1) == "-" then
      fail("no such option: " .. word .. "\n\n" .. USAGE, options)
    else
      rest[#rest + 1] = word
    end
    i = i + 1
  end
  return options, rest
end

local function load_conf(options)
  local conf, err = require("kong.conf_loader").load(options.conf)
  if not conf then
    fail(err, options)
  end
  if options.prefix then
    conf.prefix = options.prefix
  end
  return conf
end

return function(words)
  if words[1] == "--help" or words[1] == "-h" then
    print(USAGE)
    os.exit(0)
  end
  local options, rest = parse(words)
  local name = table.remove(rest, 1)
  local known = false
  for _, command in ipairs(COMMANDS) do
    known = known or command == name
  end
  if not known then
    fail((name and "Invalid command: " .. name or "no command") .. "\n\n" .. USAGE, options)
  end
  local command = require("kong.cmd." .. name)
  options.fail = function(message)
    fail(message, options)
  end
  options.say = function(message)
    if not options.quiet then
      print(message)
    end
  end
  options.detail = function(message)
    if options.verbose or options.debug then
      print(os.date("%Y/%m/%d %H:%M:%S [verbose] ") .. message)
    end
  end
  local code = command(options, rest, function()
    return load_conf(options)
  end)
  io.stdout:flush()
  os.exit(code or 0)
end

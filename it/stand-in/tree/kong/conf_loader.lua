-- Kong Perf's stand-in for tests, not Kong: settings, from lowest to highest: defaults, a conf file, KONG_* variables.
-- Unknown names are ignored silently, as a real Kong does.
--
-- Besides those of Kong it knows these, for tests:
--   kong_perf_burn         CPU time that each request burns in the access phase: 20us, 1ms (default: none)
--   kong_perf_slow_routes  milliseconds until routes are live, after the start and after each change (default 0)
--   kong_perf_fail_start   a sentence: `kong start` prints it and exits 1
--   kong_perf_die_after    N: after N requests the master and all workers are gone, as by kill -9
--   kong_perf_log_each     N: each Nth request writes an [error] line
--   kong_perf_eat_memory   N: each worker takes that many MiB of memory with its first request
local conf_loader = {}

local DEFAULTS = {
  prefix = "/usr/local/kong",
  log_level = "notice",
  proxy_access_log = "logs/access.log",
  proxy_error_log = "logs/error.log",
  admin_access_log = "logs/admin_access.log",
  admin_error_log = "logs/error.log",
  status_access_log = "off",
  status_error_log = "logs/status_error.log",
  plugins = "bundled",
  anonymous_reports = "on",
  role = "traditional",
  cluster_cert = "",
  cluster_cert_key = "",
  cluster_control_plane = "",
  cluster_listen = "0.0.0.0:8005",
  cluster_telemetry_listen = "0.0.0.0:8006",
  proxy_listen = "0.0.0.0:8000 reuseport backlog=16384, 0.0.0.0:8443 http2 ssl reuseport backlog=16384",
  admin_listen = "127.0.0.1:8001 reuseport backlog=16384, 127.0.0.1:8444 http2 ssl reuseport backlog=16384",
  status_listen = "off",
  nginx_daemon = "on",
  mem_cache_size = "128m",
  upstream_keepalive_pool_size = "60",
  upstream_keepalive_max_requests = "100",
  upstream_keepalive_idle_timeout = "60",
  database = "postgres",
  declarative_config = "",
  pg_host = "127.0.0.1",
  pg_port = "5432",
  pg_timeout = "5000",
  pg_user = "kong",
  pg_password = "",
  pg_database = "kong",
  pg_ssl = "off",
  db_update_frequency = "5",
  lua_package_path = "./?.lua;./?/init.lua;",
  lua_package_cpath = "",
  headers = "server_tokens, latency_tokens",
  kong_perf_burn = "",
  kong_perf_slow_routes = "0",
  kong_perf_fail_start = "",
  kong_perf_die_after = "0",
  kong_perf_log_each = "0",
  kong_perf_eat_memory = "0",

  -- Directives that go into nginx.conf as they are; so does any other nginx_<block>_<directive>.
  nginx_main_worker_processes = "auto",
  nginx_main_worker_rlimit_nofile = "auto",
  nginx_events_worker_connections = "auto",
  nginx_events_multi_accept = "on",
}

-- Older names
local ALIASES = {
  nginx_user = "nginx_main_user",
  nginx_worker_processes = "nginx_main_worker_processes",
}

local ONE_OF = {
  log_level = { "debug", "info", "notice", "warn", "error", "crit", "alert", "emerg" },
  database = { "postgres", "off" },
  nginx_daemon = { "on", "off" },
  anonymous_reports = { "on", "off" },
  role = { "traditional", "control_plane", "data_plane" },
  pg_ssl = { "off" },
}

local NUMBERS = {
  pg_port = { 0, 65535 }, pg_timeout = { 0, 2147483647 }, db_update_frequency = { 0, 2147483647 },
  upstream_keepalive_pool_size = { 0, 65535 }, upstream_keepalive_max_requests = { 0, 2147483647 },
  upstream_keepalive_idle_timeout = { 0, 2147483647 },
  kong_perf_slow_routes = { 0, 3600000 }, kong_perf_die_after = { 0, 2 ^ 52 }, kong_perf_log_each = { 0, 2 ^ 52 },
  kong_perf_eat_memory = { 0, 100000 },
}

local BUNDLED = { "key-auth", "request-termination" }

local ffi = require "ffi"
ffi.cdef [[ extern char **environ; ]]

local function environment()
  local found = {}
  local at = 0
  while ffi.C.environ ~= nil and ffi.C.environ[at] ~= nil do
    local name, value = ffi.string(ffi.C.environ[at]):match("^KONG_([%w_]+)=(.*)$")
    if name then
      -- KONG_PERF_BURN is as good as KONG_KONG_PERF_BURN.
      found[name:lower():gsub("^perf_", "kong_perf_")] = value
    end
    at = at + 1
  end
  return found
end

local function trimmed(text)
  return (text:gsub("^%s+", ""):gsub("%s+$", ""))
end

--- Lines `name = value`; '#' begins a comment, unless it is escaped.
function conf_loader.read(path)
  local file, err = io.open(path)
  if not file then
    return nil, "no file at: " .. path .. " (" .. err .. ")"
  end
  local found = {}
  for line in file:lines() do
    local name, value = line:match("^%s*([%w_]+)%s*=(.*)$")
    if name then
      value = value:gsub("\\#", "\0"):gsub("#.*$", ""):gsub("%z", "#")
      value = trimmed(value)
      found[name] = value:match("^'(.*)'$") or value:match('^"(.*)"$') or value
    end
  end
  file:close()
  return found
end

local function split(text)
  local items = {}
  for item in text:gmatch("[^,]+") do
    item = trimmed(item)
    if item ~= "" then
      items[#items + 1] = item
    end
  end
  return items
end
conf_loader.split = split

--- 20us, 1.5ms, 0.001s in seconds; 0 for nothing; nil if it is no duration.
function conf_loader.seconds(text)
  if text == "" then
    return 0
  end
  local number, unit = text:match("^(%d+%.?%d*)(%a+)$")
  local factor = ({ us = 1e-6, ms = 1e-3, s = 1 })[unit]
  return factor and tonumber(number) * factor
end

-- What a control plane or a data plane lacks
local function hybrid_problems(conf, found)
  local function wrong(text, ...)
    found[#found + 1] = ("role = %s: " .. text):format(conf.role, ...)
  end
  if conf.role == "control_plane" then
    if conf.database == "off" then
      wrong("keeps its entities in a database; database is 'off'")
    end
    if conf.cluster_listen == "off" then
      wrong("data planes come to cluster_listen; it is 'off'")
    end
  elseif conf.role == "data_plane" then
    if conf.database ~= "off" then
      wrong("gets its entities from a control plane; database is '%s', not 'off'", conf.database)
    end
    if not conf.cluster_control_plane:find("^[%w%.%-_]+:%d+$") then
      wrong("cluster_control_plane is not <host>:<port>: '%s'", conf.cluster_control_plane)
    end
  else
    return
  end
  for _, name in ipairs({ "cluster_cert", "cluster_cert_key" }) do
    if conf[name] == "" then
      wrong("%s is not set; 'kong hybrid gen_cert' makes one", name)
    else
      local file, err = io.open(conf[name])
      if file then
        file:close()
      else
        wrong("%s can't be read: %s", name, err)
      end
    end
  end
end

local function problems(conf)
  local found = {}
  for name, allowed in pairs(ONE_OF) do
    local ok = false
    for _, value in ipairs(allowed) do
      ok = ok or conf[name] == value
    end
    if not ok then
      found[#found + 1] = ("%s has an invalid value: '%s' (%s)"):format(name, conf[name], table.concat(allowed, ", "))
    end
  end
  for name, range in pairs(NUMBERS) do
    local number = tonumber(conf[name])
    if not number then
      found[#found + 1] = ("%s is not a number: '%s'"):format(name, conf[name])
    elseif number < range[1] or number > range[2] then
      found[#found + 1] = ("%s must be an integer between %d and %d"):format(name, range[1], range[2])
    end
  end
  hybrid_problems(conf, found)
  if not conf.mem_cache_size:match("^%d+[kKmM]?$") then
    found[#found + 1] = "mem_cache_size is not a size: '" .. conf.mem_cache_size .. "'"
  end
  if not conf_loader.seconds(conf.kong_perf_burn) then
    found[#found + 1] = "kong_perf_burn is not a duration such as 20us: '" .. conf.kong_perf_burn .. "'"
  end
  for _, name in ipairs({ "proxy_listen", "admin_listen", "status_listen", "cluster_listen", "cluster_telemetry_listen" }) do
    if conf[name] ~= "off" then
      for _, item in ipairs(split(conf[name])) do
        if not item:match("^%[?[%w%.:]+%]?:%d+") then
          found[#found + 1] = name .. " must be of form: [off] | <ip>:<port> [ssl] [http2] [reuseport] [backlog=N], "
                              .. "[... next entry ...], not '" .. item .. "'"
        end
      end
    end
  end
  table.sort(found)
  return found
end

local function plugins(text)
  local names, seen = {}, {}
  local function add(name)
    if not seen[name] then
      seen[name] = true
      names[#names + 1] = name
    end
  end
  for _, name in ipairs(split(text)) do
    if name == "bundled" then
      for _, bundled in ipairs(BUNDLED) do
        add(bundled)
      end
    elseif name ~= "off" then
      add(name)
    end
  end
  return names
end

local function finish(conf)
  local wrong = problems(conf)
  if #wrong > 0 then
    return nil, table.concat(wrong, "\n")
  end
  conf.loaded_plugins = plugins(conf.plugins)
  -- A control plane proxies nothing, and nobody changes anything at a data plane.
  if conf.role == "control_plane" then
    conf.proxy_listen = "off"
  elseif conf.role == "data_plane" then
    conf.admin_listen = "off"
  end
  return conf
end

--- @param path of a conf file, or nil
--- @return the settings, all text, and `loaded_plugins`; or nil and what is wrong, a line each
function conf_loader.load(path)
  local conf = {}
  for name, value in pairs(DEFAULTS) do
    conf[name] = value
  end
  local layers = {}
  if path then
    local file, err = conf_loader.read(path)
    if not file then
      return nil, err
    end
    layers[1] = file
  end
  layers[#layers + 1] = environment()
  for _, layer in ipairs(layers) do
    for alias, name in pairs(ALIASES) do
      if layer[alias] and not layer[name] then
        layer[name] = layer[alias]
      end
    end
    for name, value in pairs(layer) do
      if DEFAULTS[name] or name:match("^nginx_%a+_[%w_]+$") and not ALIASES[name] then
        conf[name] = trimmed(value)
      end
    end
  end
  for _, name in ipairs({ "prefix", "cluster_cert", "cluster_cert_key" }) do
    if not conf[name]:match("^/") and conf[name] ~= "" then
      conf[name] = os.getenv("PWD") .. "/" .. conf[name]
    end
  end
  conf.prefix = conf.prefix:gsub("/+$", "")
  return finish(conf)
end

--- The settings that a running one was started with.
function conf_loader.of_prefix(prefix)
  local conf, err = conf_loader.read(prefix .. "/.kong_env")
  if not conf then
    return nil, err
  end
  for name, value in pairs(conf) do
    conf[name] = value:gsub("\1", "\n")
  end
  return finish(conf)
end

--- As `.kong_env` holds them.
function conf_loader.text(conf)
  local lines = {}
  for name, value in pairs(conf) do
    if type(value) == "string" then
      lines[#lines + 1] = name .. " = " .. value:gsub("#", "\\#"):gsub("\n", "\1")
    end
  end
  table.sort(lines)
  return "# Settings of a kong stand-in for tests (not Kong). Written by it, not to be edited.\n"
         .. table.concat(lines, "\n") .. "\n"
end

return conf_loader

-- Kong Perf's stand-in for tests, not Kong: the folder that a running one lives in.
local conf_loader = require "kong.conf_loader"
local machine = require "kong.os"
local template = require "kong.templates.nginx"

local prefix = {}

local BLOCKS = { "main", "events", "http", "proxy", "admin", "status" }

local CERTIFICATE = "    ssl_certificate ssl/stand-in.crt;\n    ssl_certificate_key ssl/stand-in.key;"

-- nginx_<block>_<directive> of the settings as lines, by block
local function directives(conf)
  local lines = {}
  for _, block in ipairs(BLOCKS) do
    lines[block] = {}
  end
  for name, value in pairs(conf) do
    local block, directive = name:match("^nginx_(%a+)_([%w_]+)$")
    if lines[block] and value ~= "NONE" and value ~= "" then
      table.insert(lines[block], ("%s %s;"):format(directive, value))
    end
  end
  for _, block in ipairs(BLOCKS) do
    table.sort(lines[block])
    lines[block] = table.concat(lines[block], "\n")
  end
  return lines
end

local function fill(text, values)
  return (text:gsub("%${([%u_]+)}", values))
end

local function listen(addresses, tls)
  local lines = {}
  for _, item in ipairs(conf_loader.split(addresses)) do
    lines[#lines + 1] = "    listen " .. item .. (tls and not item:find("%sssl") and " ssl" or "") .. ";"
  end
  return table.concat(lines, "\n")
end

-- The Admin API or the status API
local function api(conf, name, more, certificate)
  local addresses = conf[name .. "_listen"]
  return addresses == "off" and "" or fill(template.api, {
    NAME = name, LISTEN = listen(addresses), ACCESS_LOG = conf[name .. "_access_log"], ERROR_LOG = conf[name .. "_error_log"],
    LOG_LEVEL = conf.log_level, MORE = more, CERTIFICATE = certificate,
  })
end

-- What only a control plane has
local function cluster(conf)
  local servers = {}
  for _, name in ipairs(conf.role == "control_plane" and { "cluster", "cluster_telemetry" } or {}) do
    local addresses = conf[name .. "_listen"]
    servers[#servers + 1] = addresses ~= "off" and fill(template.cluster, {
      NAME = name, LISTEN = listen(addresses, true), ERROR_LOG = conf.admin_error_log, LOG_LEVEL = conf.log_level,
      CLUSTER_CERT = conf.cluster_cert, CLUSTER_CERT_KEY = conf.cluster_cert_key,
    }) or nil
  end
  return table.concat(servers, "\n")
end

local function nginx_conf(conf, certificate)
  local files = tonumber((select(2, machine.run("ulimit -n")))) or 1024
  local with = {}
  for name, value in pairs(conf) do
    with[name] = value
  end
  if with.nginx_main_worker_rlimit_nofile == "auto" then
    with.nginx_main_worker_rlimit_nofile = tostring(files)
  end
  if with.nginx_events_worker_connections == "auto" then
    with.nginx_events_worker_connections = tostring(math.min(16384, files))
  end
  if tonumber(conf.kong_perf_die_after) > 0 and machine.is_root() then
    -- The worker that ends the master must be of its user.
    with.nginx_main_user = "root"
  end
  local lines = directives(with)
  local pool = tonumber(conf.upstream_keepalive_pool_size)
  local values = {
    DAEMON = conf.nginx_daemon,
    PROXY_ERROR_LOG = conf.proxy_error_log,
    LOG_LEVEL = conf.log_level,
    PROXY_ACCESS_LOG = conf.proxy_access_log,
    MAIN = lines.main, EVENTS = lines.events, HTTP = lines.http, PROXY = lines.proxy, CERTIFICATE = certificate,
    LUA_PACKAGE_PATH = conf.lua_package_path,
    LUA_PACKAGE_CPATH = conf.lua_package_cpath,
    MEM_CACHE_SIZE = conf.mem_cache_size,
    PROXY_LISTEN = listen(conf.proxy_listen),
    KEEPALIVE = pool == 0 and "" or ("    keepalive %d;\n    keepalive_requests %s;\n    keepalive_timeout %ss;"):format(
      pool, conf.upstream_keepalive_max_requests, conf.upstream_keepalive_idle_timeout),
    -- A body filter costs each request something; only plugins beyond the bundled ones can have one.
    BODY_FILTER = conf.plugins == "bundled" and "" or "body_filter_by_lua_block { StandIn.body_filter() }",
    ADMIN = api(conf, "admin", lines.admin, certificate),
    STATUS = api(conf, "status", lines.status, certificate),
    CLUSTER = cluster(conf),
    TRUSTED = conf.role == "data_plane" and ("  lua_ssl_trusted_certificate '%s';"):format(conf.cluster_cert) or "",
  }
  values.PROXY_SERVER = conf.proxy_listen == "off" and "" or fill(template.proxy, values)
  return fill(template.main, values)
end

local function uses_tls(conf)
  for _, name in ipairs({ "proxy_listen", "admin_listen", "status_listen" }) do
    if conf[name]:find("%sssl") then
      return true
    end
  end
end

local function certificate(folder)
  local key, crt = folder .. "/ssl/stand-in.key", folder .. "/ssl/stand-in.crt"
  if machine.read(crt) then
    return true
  end
  local code, said = machine.run(("mkdir -p %s && openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes "
    .. "-days 30 -subj '/CN=kong-stand-in (not Kong)' -keyout %s -out %s"):format(
    machine.quote(folder .. "/ssl"), machine.quote(key), machine.quote(crt)))
  if code ~= 0 then
    return nil, "making a certificate with openssl: " .. said
  end
  return true
end

--- Makes the folder and writes nginx.conf and .kong_env into it. @return true; or nil and why not
function prefix.prepare(conf)
  local folder = conf.prefix
  local code, said = machine.run("mkdir -p " .. machine.quote(folder .. "/logs") .. " " .. machine.quote(folder .. "/pids"))
  if code ~= 0 then
    return nil, "could not prepare Kong prefix (stand-in) at " .. folder .. ": " .. said
  end
  local tls = uses_tls(conf)
  if tls then
    local ok, err = certificate(folder)
    if not ok then
      return nil, err
    end
  end
  local ok, err = machine.write(folder .. "/.kong_env", conf_loader.text(conf))
  if ok then
    ok, err = machine.write(folder .. "/nginx.conf", nginx_conf(conf, tls and CERTIFICATE or ""))
  end
  if not ok then
    return nil, "could not prepare Kong prefix (stand-in) at " .. folder .. ": " .. err
  end
  return true
end

--- @return true; or nil and Kong's sentence
function prefix.exists(conf)
  if machine.is_folder(conf.prefix) then
    return true
  end
  return nil, "no such prefix: " .. conf.prefix
end

--- The pid of the master, if it lives.
function prefix.running(conf)
  local pid = tonumber(machine.read(conf.prefix .. "/pids/nginx.pid") or "")
  if pid and machine.lives(pid) then
    return pid
  end
end

return prefix

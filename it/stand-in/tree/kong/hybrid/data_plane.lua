-- Kong Perf's stand-in for tests, not Kong: gets its entities from a control plane, which it asks several times a second whether
-- they are others than those it has.
local certificate = require "kong.hybrid.certificate"
local entities = require "kong.db.entities"
local json = require "standin.json"
local machine = require "kong.os"
local meta = require "kong.meta"
local net = require "standin.net"
local plugins = require "kong.runloop.plugins"
local sync = require "kong.runloop.sync"

local data_plane = {}

local ASK_EACH = 0.2

-- Seconds until it asks again one that can't be reached, and one that has refused it
local UNREACHABLE, REFUSED = 0.5, 5

local MILLIS = 5000

-- What a real Kong reports, too, before it has anything
local NOTHING = ("0"):rep(32)

-- Whom `kong hybrid gen_cert` makes certificates for
local NAME = "kong_clustering"

local REQUEST = "GET /configuration HTTP/1.1\r\nHost: " .. NAME .. "\r\nStand-In-Node: %s\r\nStand-In-Hostname: %s\r\n"
                .. "Stand-In-Version: " .. meta._VERSION .. "\r\nStand-In-Hash: %s\r\nIf-None-Match: %s\r\n\r\n"

local shared = ngx.shared.kong_stand_in

local host, port, address, hostname, cert, key

--- Before workers begin
function data_plane.init(conf)
  cert, key = certificate.pair(conf)
  host, port = conf.cluster_control_plane:match("^(.+):(%d+)$")
  -- nginx' own sockets know nothing of /etc/hosts.
  address = net.lookup(host)
  hostname = (machine.read("/proc/sys/kernel/hostname") or "unknown"):gsub("%s+$", "")
  -- A reload does not make another node of it.
  shared:add("node_id", entities.random_id())
end

--- A worker has what came with that number.
function data_plane.applied(version)
  shared:set("applied:" .. ngx.worker.id(), version)
end

--- The hash of the configuration that all workers have
function data_plane.hash()
  local version, hash = (shared:get("fetched") or ""):match("^(%d+) (.*)$")
  local all = version ~= nil
  for id = 0, ngx.worker.count() - 1 do
    all = all and (shared:get("applied:" .. id) or 0) >= tonumber(version)
  end
  if all then
    shared:set("applied", hash)
  end
  return shared:get("applied") or NOTHING
end

--- Whether it has got a configuration
function data_plane.ready()
  return data_plane.hash() ~= NOTHING
end

local function connect()
  address = address or net.lookup(host)
  if not address then
    return nil, "host not found"
  end
  local socket = ngx.socket.tcp()
  socket:settimeout(MILLIS)
  local ok, err = socket:connect(address, tonumber(port), { pool = "control plane" })
  if ok and socket:getreusedtimes() == 0 then
    ok, err = socket:setclientcert(cert, key)
    if ok then
      ok, err = socket:sslhandshake(false, NAME, true)
    end
    if not ok then
      socket:close()
    end
  end
  return ok and socket, err
end

-- @return status, ETag, body; or nil and what went wrong
local function answer(socket)
  local line, err = socket:receive("*l")
  local status = line and tonumber(line:match("^HTTP/1%.1 (%d%d%d)"))
  if not status then
    return nil, err or "not an answer: " .. line
  end
  local headers = {}
  while line and line ~= "" do
    line, err = socket:receive("*l")
    local name, value = (line or ""):match("^([^:]+):%s*(.*)$")
    if name then
      headers[name:lower()] = value
    end
  end
  local length = tonumber(headers["content-length"] or 0)
  local body = ""
  if line and length > 0 then
    body, err = socket:receive(length)
  end
  if not line or not body then
    return nil, err
  end
  if headers.connection == "close" then
    socket:close()
  else
    socket:setkeepalive()
  end
  return status, headers.etag, body
end

-- @param known the hash of what it has. @return as `answer`
local function ask(known)
  local socket, err = connect()
  if not socket then
    return nil, err
  end
  local ok
  ok, err = socket:send(REQUEST:format(shared:get("node_id"), hostname, data_plane.hash(), known))
  local status, etag, body
  if ok then
    status, etag, body = answer(socket)
    err = etag
  end
  if not status then
    socket:close()
    return nil, err
  end
  return status, etag, body
end

-- @return what is wrong with it, or nil
local function take(text, hash, loaded_plugins)
  local lists, err = json.decode(text)
  err = err or plugins.problem(loaded_plugins, lists.plugins)
  if err then
    return err
  end
  local version
  version, err = sync.put(text)
  if not version then
    return err
  end
  shared:set("fetched", version .. " " .. hash)
  ngx.log(ngx.NOTICE, "[kong-stand-in] configuration of the control plane: ", hash)
end

--- In a worker
function data_plane.begin(loaded_plugins)
  if ngx.worker.id() ~= 0 then
    return
  end
  local known = (shared:get("fetched") or ""):match(" (.*)$") or NOTHING
  local again_at, before = 0, nil
  sync.each(ASK_EACH, function()
    if ngx.now() < again_at then
      return
    end
    local status, err, text = ask(known)
    local problem
    if not status then
      problem = err
      again_at = ngx.now() + UNREACHABLE
    elseif status == 200 then
      known = err
      problem = take(text, known, loaded_plugins)
    elseif status ~= 304 then
      problem = "it answers " .. status .. ": " .. text
      again_at = ngx.now() + REFUSED
    end
    if problem ~= before then
      -- Once, and not five times a second
      ngx.log(problem and ngx.ERR or ngx.NOTICE, "[kong-stand-in] control plane ", host, ":", port, ": ",
              problem or "all is well again")
    end
    before = problem
  end)
end

return data_plane

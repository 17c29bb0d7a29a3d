-- Kong Perf's stand-in for tests, not Kong: what it does in the phases of nginx.
local api = require "kong.api"
local burn = require "kong.burn"
local balancer = require "kong.runloop.balancer"
local conf_loader = require "kong.conf_loader"
local control_plane = require "kong.hybrid.control_plane"
local data_plane = require "kong.hybrid.data_plane"
local faults = require "kong.faults"
local meta = require "kong.meta"
local ngx_balancer = require "ngx.balancer"
local pdk = require "kong.pdk"
local plugins = require "kong.runloop.plugins"
local router = require "kong.runloop.router"
local state = require "kong.runloop.state"
local sync = require "kong.runloop.sync"

local stand_in = {}

local conf, loaded_plugins, current, burning, harming

-- When routes are live
local live_at = 0

local VIA = meta._SERVER_TOKEN
if meta._VERSION_TABLE.major > 3 or meta._VERSION_TABLE.major == 3 and meta._VERSION_TABLE.minor >= 8 then
  -- Since 3.8 with the version of the protocol
  VIA = "1.1 " .. VIA
end

local function state_of(lists)
  if conf.role == "control_plane" then
    -- It serves nothing, and need not find the services' hosts.
    return { lists = lists }
  end
  return state.new(lists, loaded_plugins)
end

function stand_in.init()
  local err
  conf, err = conf_loader.of_prefix(ngx.config.prefix():gsub("/+$", ""))
  if not conf then
    error(err, 0)
  end
  _G.kong = pdk.new(conf)
  loaded_plugins = plugins.load(conf.loaded_plugins)
  burning = burn(conf_loader.seconds(conf.kong_perf_burn))
  if conf.role == "control_plane" then
    control_plane.init(conf)
  elseif conf.role == "data_plane" then
    data_plane.init(conf)
  end
  local lists
  lists, err = sync.first(conf)
  err = err or plugins.problem(loaded_plugins, lists.plugins)
  if err then
    error(err, 0)
  end
  current = state_of(lists)
  if conf.role == "control_plane" then
    control_plane.publish(lists)
  end
  ngx.log(ngx.NOTICE, "[kong-stand-in] ", meta._IS, ", version ", meta._VERSION, ", database ", conf.database, ", role ", conf.role)
end

function stand_in.init_worker()
  ngx.log(ngx.NOTICE, "[kong-stand-in] worker ", ngx.worker.id(), " of a ", meta._IS)
  for _, plugin in ipairs(loaded_plugins) do
    if plugin.handler.init_worker then
      plugin.handler:init_worker()
    end
  end
  harming = faults.begin(conf)
  live_at = ngx.now() + conf.kong_perf_slow_routes / 1000
  local first = sync.begin(conf, function(lists, version)
    current = state_of(lists)
    if conf.role == "control_plane" and ngx.worker.id() == 0 then
      control_plane.publish(lists)
    elseif conf.role == "data_plane" then
      data_plane.applied(version)
    end
  end)
  if conf.role == "data_plane" then
    data_plane.applied(first)
    data_plane.begin(loaded_plugins)
  end
end

function stand_in.access()
  local ctx = {}
  ngx.ctx.stand_in = ctx
  local var = ngx.var
  if burning then
    burning()
  end
  if harming then
    harming()
  end
  local uri = var.request_uri
  local question = uri:find("?", 1, true)
  local path = question and uri:sub(1, question - 1) or uri
  if live_at > 0 then
    if ngx.now() < live_at then
      return pdk.exit(404, { message = "no Route matched with those values" })
    end
    live_at = 0
  end
  local entry, matched = router.find(current.router, ngx.req.get_method(), var.host, path)
  if not entry then
    return pdk.exit(404, { message = "no Route matched with those values" })
  end
  ctx.state, ctx.entry = current, entry
  ctx.route_id, ctx.service_id = entry.route.id, entry.service and entry.service.id
  plugins.run(current.plugins, "access", ctx)
  if not entry.service then
    return pdk.exit(503, { message = "no Service found with those values" })
  end
  local peer, status, message = balancer.pick(current.balancer, entry.service)
  if not peer then
    return pdk.exit(status, { message = message })
  end
  ctx.peer = peer
  local service = entry.service
  var.upstream_scheme = service.protocol
  var.upstream_host = entry.route.preserve_host and var.http_host
                      or (service.port == 80 and service.host or service.host .. ":" .. service.port)
  var.upstream_uri = router.upstream_path(entry, matched, path) .. (question and uri:sub(question) or "")
end

function stand_in.balancer()
  local ctx = ngx.ctx.stand_in
  local service = ctx.entry.service
  if not ctx.tries then
    ctx.tries = 1
    ngx_balancer.set_more_tries(service.retries)
  else
    ctx.tries = ctx.tries + 1
    ctx.peer = balancer.pick(ctx.state.balancer, service) or ctx.peer
  end
  ngx_balancer.set_timeouts(service.connect_timeout / 1000, service.write_timeout / 1000, service.read_timeout / 1000)
  local ok, err = ngx_balancer.set_current_peer(ctx.peer.address, ctx.peer.port)
  if not ok then
    ngx.log(ngx.ERR, "[kong-stand-in] failed to set the current peer (address: ", ctx.peer.address, " port: ", ctx.peer.port,
            "): ", err)
    return ngx.exit(500)
  end
end

function stand_in.header_filter()
  local ctx = ngx.ctx.stand_in
  if not ctx then
    return
  end
  if ctx.tries and not ctx.failed then
    ngx.header["Via"] = VIA
  else
    ngx.header["Server"] = meta._SERVER_TOKEN
  end
  plugins.run(ctx.state and ctx.state.plugins or {}, "header_filter", ctx)
end

function stand_in.body_filter()
  local ctx = ngx.ctx.stand_in
  if ctx and ctx.state then
    plugins.run(ctx.state.plugins, "body_filter", ctx)
  end
end

function stand_in.log()
  local ctx = ngx.ctx.stand_in
  if ctx and ctx.state then
    plugins.run(ctx.state.plugins, "log", ctx)
  end
end

local MESSAGES = {
  [502] = "An invalid response was received from the upstream server",
  [503] = "The upstream server is currently unavailable",
  [504] = "The upstream server is timing out",
}

--- The body of an answer that nginx itself makes.
function stand_in.failed()
  local ctx = ngx.ctx.stand_in
  if not ctx then
    ctx = {}
    ngx.ctx.stand_in = ctx
  end
  ctx.failed = true
  ngx.header["Content-Type"] = "application/json; charset=utf-8"
  ngx.print(('{"message":"%s"}'):format(MESSAGES[ngx.status] or "An unexpected error occurred"))
end

local function context()
  return {
    conf = conf, loaded_plugins = loaded_plugins, lists = current.lists, changed = sync.changed, replace = sync.replace,
    data_planes = control_plane.data_planes, ready = conf.role ~= "data_plane" or data_plane.ready(),
  }
end

function stand_in.admin()
  return api.admin(context())
end

function stand_in.status()
  return api.status(context())
end

--- Requests of data planes
stand_in.cluster = control_plane.serve

--- Nobody sends any vitals.
function stand_in.cluster_telemetry()
  return pdk.exit(404, { message = "a " .. meta._IS .. " has no telemetry" })
end

return stand_in

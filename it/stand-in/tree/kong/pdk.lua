-- Kong Perf's stand-in for tests, not Kong: the part of Kong's plugin development kit that the tests' plugins use.
local json = require "standin.json"
local meta = require "kong.meta"

local pdk = {}

local LEVELS = { debug = ngx.DEBUG, info = ngx.INFO, notice = ngx.NOTICE, warn = ngx.WARN, err = ngx.ERR, crit = ngx.CRIT }

local function logger()
  local log = {}
  for name, level in pairs(LEVELS) do
    log[name] = function(...)
      local ctx = ngx.get_phase():find("init") == nil and ngx.ctx.stand_in or nil
      local where = ctx and ctx.plugin and "[" .. ctx.plugin .. "] " or ""
      ngx.log(level, "[kong-stand-in] ", where, ...)
    end
  end
  return setmetatable(log, { __call = function(_, ...) log.notice(...) end })
end

--- Ends the request with an answer of our own.
function pdk.exit(status, body, headers)
  ngx.status = status
  ngx.header["Server"] = meta._SERVER_TOKEN
  for name, value in pairs(headers or {}) do
    ngx.header[name] = value
  end
  if type(body) == "table" then
    ngx.header["Content-Type"] = "application/json; charset=utf-8"
    body = json.encode(body)
  end
  body = body or ""
  ngx.header["Content-Length"] = #body
  ngx.print(body)
  return ngx.exit(status)
end

--- The global `kong`.
function pdk.new(conf)
  return {
    version = meta._VERSION,
    version_num = meta._VERSION_TABLE.major * 1000000 + meta._VERSION_TABLE.minor * 1000 + meta._VERSION_TABLE.patch,
    configuration = conf,
    log = logger(),
    ctx = setmetatable({}, { __index = function(_, name)
      local ctx = ngx.ctx.stand_in
      local key = name == "shared" and "shared" or "of " .. tostring(ctx.plugin)
      ctx[key] = ctx[key] or {}
      return ctx[key]
    end }),
    request = {
      get_method = ngx.req.get_method,
      get_path = function() return (ngx.var.request_uri:gsub("%?.*$", "")) end,
      get_raw_query = function() return ngx.var.args or "" end,
      get_query_arg = function(name) return ngx.req.get_uri_args()[name] end,
      get_header = function(name) return ngx.req.get_headers()[name] end,
      get_headers = function() return ngx.req.get_headers() end,
      get_host = function() return ngx.var.host end,
      get_scheme = function() return ngx.var.scheme end,
    },
    response = {
      exit = pdk.exit,
      get_status = function() return ngx.status end,
      get_header = function(name) return ngx.header[name] end,
      set_header = function(name, value) ngx.header[name] = value end,
      add_header = function(name, value) ngx.header[name] = value end,
      clear_header = function(name) ngx.header[name] = nil end,
      set_status = function(status) ngx.status = status end,
    },
    service = {
      request = {
        set_header = function(name, value) ngx.req.set_header(name, value) end,
        clear_header = function(name) ngx.req.clear_header(name) end,
      },
    },
    client = {
      get_ip = function() return ngx.var.remote_addr end,
      get_consumer = function() return ngx.ctx.stand_in.consumer end,
      authenticate = function(consumer, credential)
        local ctx = ngx.ctx.stand_in
        ctx.consumer, ctx.credential, ctx.consumer_id = consumer, credential, consumer and consumer.id
      end,
    },
    router = {
      get_route = function() return ngx.ctx.stand_in.entry and ngx.ctx.stand_in.entry.route end,
      get_service = function() return ngx.ctx.stand_in.entry and ngx.ctx.stand_in.entry.service end,
    },
  }
end

return pdk

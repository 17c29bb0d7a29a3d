-- Kong Perf's stand-in for tests, not Kong: gives data planes what is in the database, and knows who they are. Nothing of Kong's
-- protocol: a data plane asks over HTTP, and says with each request who it is and what it has.
local certificate = require "kong.hybrid.certificate"
local json = require "standin.json"
local meta = require "kong.meta"
local pdk = require "kong.pdk"

local control_plane = {}

-- How long one that asks no more is listed, as by a real Kong unless told otherwise
local LISTED = 14 * 24 * 3600

local PREFIX = "data_plane:"

local shared = ngx.shared.kong_stand_in
local entities = ngx.shared.kong_stand_in_entities

local fingerprint

--- Before workers begin
function control_plane.init(conf)
  fingerprint = certificate.fingerprint(conf)
end

--- These lists are what data planes get from now on. One process at a time may call it.
function control_plane.publish(lists)
  local text = json.encode(lists)
  local hash = ngx.md5(text)
  if hash == shared:get("published") then
    return
  end
  local ok, err = entities:set("published", text)
  if not ok then
    ngx.log(ngx.ERR, "[kong-stand-in] entities for data planes do not fit into mem_cache_size: ", err)
    return
  end
  shared:set("published", hash)
  ngx.log(ngx.NOTICE, "[kong-stand-in] configuration for data planes: ", hash)
end

local function note(headers)
  local id, hash = headers["Stand-In-Node"], headers["Stand-In-Hash"]
  if not id or not hash then
    return false
  end
  shared:set(PREFIX .. id, json.encode({
    id = id, hostname = headers["Stand-In-Hostname"], ip = ngx.var.remote_addr, config_hash = hash, last_seen = ngx.time(),
    version = headers["Stand-In-Version"], sync_status = "normal",
  }), LISTED)
  return true
end

--- A request of a data plane
function control_plane.serve()
  local var = ngx.var
  if var.ssl_client_fingerprint ~= fingerprint then
    ngx.log(ngx.ERR, "[kong-stand-in] refused a data plane at ", var.remote_addr, ": ",
            var.ssl_client_fingerprint and "its certificate is another one than cluster_cert" or "it shows no certificate")
    return pdk.exit(403, { message = "another certificate than that of the control plane" })
  end
  local headers = ngx.req.get_headers()
  if var.uri ~= "/configuration" or not note(headers) then
    return pdk.exit(404, { message = "only data planes of a " .. meta._IS .. " are answered here" })
  end
  if headers["If-None-Match"] == shared:get("published") then
    return ngx.exit(304)
  end
  local text = entities:get("published")
  -- Of the text itself: it may have been replaced since.
  return pdk.exit(200, text, { ["Content-Type"] = "application/json; charset=utf-8", ["ETag"] = ngx.md5(text) })
end

--- All that came, by id
function control_plane.data_planes()
  local list = json.list()
  for _, key in ipairs(shared:get_keys(0)) do
    local text = key:sub(1, #PREFIX) == PREFIX and shared:get(key)
    if text then
      list[#list + 1] = json.decode(text)
    end
  end
  table.sort(list, function(a, b) return a.id < b.id end)
  return list
end

return control_plane

-- Kong Perf's stand-in for tests, not Kong: the certificate that the nodes of a hybrid deployment share, read before workers begin:
-- they may not be allowed to.
local machine = require "kong.os"
local ssl = require "ngx.ssl"

local certificate = {}

local function parsed(conf, name, parse)
  local text, err = machine.read(conf[name])
  local value
  if text then
    value, err = parse(text)
  end
  return value or error(("%s: %s: %s"):format(name, conf[name], err), 0)
end

--- What nginx calls $ssl_client_fingerprint. Throws if there is none.
function certificate.fingerprint(conf)
  local der = parsed(conf, "cluster_cert", ssl.cert_pem_to_der)
  return (ngx.sha1_bin(der):gsub(".", function(sign) return ("%02x"):format(sign:byte()) end))
end

--- The certificate and its key, for a handshake. Throws if there are none.
function certificate.pair(conf)
  return parsed(conf, "cluster_cert", ssl.parse_pem_cert), parsed(conf, "cluster_cert_key", ssl.parse_pem_priv_key)
end

return certificate

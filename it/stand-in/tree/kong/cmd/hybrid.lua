-- Kong Perf's stand-in for tests, not Kong.
local machine = require "kong.os"

return function(options, rest)
  if rest[1] ~= "gen_cert" then
    options.fail("kong hybrid COMMAND: gen_cert")
  end
  local crt, key = rest[2] or "cluster.crt", rest[3] or "cluster.key"
  for _, path in ipairs({ crt, key }) do
    if machine.read(path) then
      options.fail(path .. " already exists.\nWill not overwrite it.")
    end
  end
  local code, said = machine.run(("umask 077 && openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:secp384r1 -nodes "
    .. "-days 1095 -subj /CN=kong_clustering -keyout %s -out %s && chmod 644 %s"):format(
    machine.quote(key), machine.quote(crt), machine.quote(crt)))
  if code ~= 0 then
    options.fail("openssl: " .. said)
  end
  options.say("Successfully generated certificate/key pairs, they have been written to: '" .. crt .. "' and '" .. key .. "'.")
end

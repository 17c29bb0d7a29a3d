-- Kong Perf's stand-in for tests, not Kong.
local machine = require "kong.os"
local prefix = require "kong.prefix"

return function(options, rest, load_conf)
  local conf = load_conf()
  local pid = prefix.running(conf)
  if pid then
    machine.kill(pid, "TERM")
    while machine.lives(pid) do
      machine.sleep(0.02)
    end
  end
  return require("kong.cmd.start")(options, rest, load_conf)
end

-- Kong Perf's plugin that samples what a worker is doing: see handler.lua.
local typedefs = require "kong.db.schema.typedefs"

return {
  name = "kong-perf-profile",
  fields = {
    { protocols = typedefs.protocols_http },
    { config = { type = "record", fields = {} } },
  },
}

-- Kong Perf's plugin that spends CPU time on each request on purpose: see handler.lua.
local typedefs = require "kong.db.schema.typedefs"

return {
  name = "kong-perf-burn",
  fields = {
    { protocols = typedefs.protocols_http },
    { config = {
      type = "record",
      fields = {
        -- CPU time of the worker for each request; ten seconds at most
        { microseconds = { type = "number", required = true, default = 0, between = { 0, 10000000 } } },
      },
    } },
  },
}

-- Kong Perf's stand-in for tests, not Kong.
package = "kong"
version = "2.8.1-0"
supported_platforms = { "linux" }
source = { url = "file://stand-in", tag = "2.8.1" }
description = { summary = "A stand-in for tests of Kong Perf; not Kong", license = "Apache 2.0" }
dependencies = {
  "standin == 1.0.0",
}
build = {
  type = "builtin",
  modules = {
    ["kong"] = "kong/init.lua",
    ["kong.meta"] = "kong/meta.lua",
  },
}

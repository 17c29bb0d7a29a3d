-- Kong Perf's stand-in for tests, not Kong. The version has the shape that a real Kong's has, for the framework reads it.
local version = setmetatable({
  major = 2,
  minor = 8,
  patch = 1,
  --suffix = "-alpha.1"
}, {
  __tostring = function(t)
    return string.format("%d.%d.%d%s", t.major, t.minor, t.patch, t.suffix or "")
  end
})

return {
  _NAME = "kong-stand-in",
  _VERSION = tostring(version),
  _VERSION_TABLE = version,
  _SERVER_TOKEN = "kong-stand-in/" .. tostring(version) .. " (not Kong)",
  _IS = "kong stand-in for tests, not Kong",

  -- OpenResty that it runs on; the stand-in's home claims one of these.
  _DEPENDENCIES = {
    nginx = { "1.19.9.1" },
  },
}

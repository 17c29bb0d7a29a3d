-- Kong Perf's stand-in for tests. What the stand-in's Kong needs besides its own sources, as the rocks of a real one are.
return {
  _VERSION = "1.0.0",
  json = require "standin.json",
  yaml = require "standin.yaml",
  net = require "standin.net",
  pg = require "standin.pg",
}

-- Kong Perf's stand-in for tests, not Kong.
return {
  name = "request-termination",
  fields = {
    { config = { type = "record", fields = {
      { status_code = { type = "integer", default = 503 } },
      { message = { type = "string" } },
      { content_type = { type = "string" } },
      { body = { type = "string" } },
      { echo = { type = "boolean", default = false } },
      { trigger = { type = "string" } },
    } } },
  },
}

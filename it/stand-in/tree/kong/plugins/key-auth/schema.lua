-- Kong Perf's stand-in for tests, not Kong.
return {
  name = "key-auth",
  fields = {
    { config = { type = "record", fields = {
      { key_names = { type = "array", elements = { type = "string" }, default = { "apikey" } } },
      { key_in_header = { type = "boolean", default = true } },
      { key_in_query = { type = "boolean", default = true } },
      { key_in_body = { type = "boolean", default = false } },
      { hide_credentials = { type = "boolean", default = false } },
      { anonymous = { type = "string" } },
      { run_on_preflight = { type = "boolean", default = true } },
    } } },
  },
}

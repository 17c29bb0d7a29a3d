return {
  name = "planted",
  fields = {
    { config = { type = "record", fields = {
      { needed = { type = "integer", default = 1000 } },
      { lua = { type = "integer", default = 0 } },
      { c = { type = "integer", default = 0 } },
    } } },
  },
}

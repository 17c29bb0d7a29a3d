return {
  name = "wasteful",
  fields = {
    { config = { type = "record", fields = {
      { steps = { type = "integer", default = 0 } },
    } } },
  },
}

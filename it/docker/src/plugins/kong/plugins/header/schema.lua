return { name = "header", fields = { { config = { type = "record", fields = {} } } } }

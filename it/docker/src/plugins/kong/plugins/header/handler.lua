-- A plugin of the user's own.
local Header = { PRIORITY = 10, VERSION = "1.0" }

function Header:header_filter()
  ngx.header["X-Header-Plugin"] = "here"
end

return Header

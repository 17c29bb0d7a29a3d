-- Kong Perf's stand-in for tests, not Kong: what an Admin API request carries: JSON, a form, or a form in parts.
local entities = require "kong.db.entities"
local json = require "standin.json"

local body = {}

local function raw()
  ngx.req.read_body()
  local text = ngx.req.get_body_data()
  local path = not text and ngx.req.get_body_file()
  if path then
    local file = io.open(path)
    text = file:read("*a")
    file:close()
  end
  return text or ""
end

local function converted(text)
  if text == "true" or text == "false" then
    return text == "true"
  end
  if text:find("^-?%d+%.?%d*$") then
    return tonumber(text)
  end
  return text
end

-- Puts a[b][], a.b or a into a table of tables.
local function put(into, name, value)
  local list = false
  name = name:gsub("%[%d*%]$", function() list = true return "" end)
  local keys = {}
  for key in name:gmatch("[^%.%[%]]+") do
    keys[#keys + 1] = key
  end
  for i = 1, #keys - 1 do
    into[keys[i]] = type(into[keys[i]]) == "table" and into[keys[i]] or {}
    into = into[keys[i]]
  end
  local last = keys[#keys]
  if list then
    into[last] = type(into[last]) == "table" and into[last] or json.list()
    table.insert(into[last], value)
  else
    into[last] = value
  end
end

-- Text of a form, made what the fields of an entity want
local function typed(kind, form)
  local fields = kind and entities.ALL[kind].fields or {}
  for name, value in pairs(form) do
    local field = fields[name]
    if field and field.type == "array" and type(value) ~= "table" then
      local items = json.list()
      for item in tostring(value):gmatch("[^,]+") do
        items[#items + 1] = item
      end
      form[name] = items
    elseif field and (field.type == "integer" or field.type == "boolean") and type(value) == "string" then
      form[name] = converted(value)
    elseif name == "config" and type(value) == "table" then
      for key, text in pairs(value) do
        value[key] = type(text) == "string" and converted(text) or text
      end
    end
  end
  return form
end

local function parts(text, boundary)
  local form = {}
  for part in (text .. "\r\n"):gmatch("(.-)\r?\n?%-%-" .. boundary:gsub("%p", "%%%0")) do
    local head, value = part:match("^\r?\n(.-)\r\n\r\n(.*)$")
    local name = head and head:match('name="([^"]*)"')
    if name then
      put(form, name, value)
    end
  end
  return form
end

--- @param kind of the entity, or nil
--- @return a table; or nil and what is wrong
function body.read(kind)
  local text = raw()
  local content = ngx.req.get_headers()["Content-Type"] or ""
  if content:find("application/json", 1, true) then
    if text == "" then
      return {}
    end
    local value = json.decode(text)
    if type(value) ~= "table" then
      return nil, "Cannot parse JSON body"
    end
    return value
  end
  local boundary = content:match('boundary="?([^";]+)')
  if boundary then
    return typed(kind, parts(text, boundary))
  end
  local form = {}
  for name, value in pairs(ngx.decode_args(text, 0)) do
    for _, item in ipairs(type(value) == "table" and value or { value }) do
      put(form, name, item == true and "" or item)
    end
  end
  return typed(kind, form)
end

return body

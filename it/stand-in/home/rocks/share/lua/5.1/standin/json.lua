-- Kong Perf's stand-in for tests: JSON. A null is ngx.null; an array has the metatable `array`, so that an empty one stays one.
local json = { null = ngx.null, array = { __name = "array" } }

local byte, char, find, format, gsub, sub = string.byte, string.char, string.find, string.format, string.gsub, string.sub
local concat = table.concat

local ESCAPES = { b = "\b", f = "\f", n = "\n", r = "\r", t = "\t", ['"'] = '"', ["\\"] = "\\", ["/"] = "/" }

local function utf8(code)
  if code < 0x80 then
    return char(code)
  elseif code < 0x800 then
    return char(0xC0 + math.floor(code / 0x40), 0x80 + code % 0x40)
  elseif code < 0x10000 then
    return char(0xE0 + math.floor(code / 0x1000), 0x80 + math.floor(code / 0x40) % 0x40, 0x80 + code % 0x40)
  end
  return char(0xF0 + math.floor(code / 0x40000), 0x80 + math.floor(code / 0x1000) % 0x40,
              0x80 + math.floor(code / 0x40) % 0x40, 0x80 + code % 0x40)
end
json.utf8 = utf8

local function fail(text, at, what)
  local _, lines = gsub(sub(text, 1, at - 1), "\n", "\n")
  error({ json = format("line %d: %s", lines + 1, what) }, 0)
end

local value

local function string_at(text, at)
  local parts, n = nil, 0
  local from = at + 1
  while true do
    local stop = find(text, '["\\]', from)
    if not stop then
      fail(text, at, "a string that does not end")
    end
    if byte(text, stop) == 34 then
      local last = sub(text, from, stop - 1)
      if parts then
        parts[n + 1] = last
        last = concat(parts)
      end
      return last, stop + 1
    end
    parts = parts or {}
    parts[n + 1] = sub(text, from, stop - 1)
    local letter = sub(text, stop + 1, stop + 1)
    if letter == "u" then
      local code = tonumber(sub(text, stop + 2, stop + 5), 16) or fail(text, stop, "bad \\u")
      from = stop + 6
      if code >= 0xD800 and code < 0xDC00 and sub(text, from, from + 1) == "\\u" then
        local low = tonumber(sub(text, from + 2, from + 5), 16) or fail(text, from, "bad \\u")
        code = 0x10000 + (code - 0xD800) * 0x400 + (low - 0xDC00)
        from = from + 6
      end
      parts[n + 2] = utf8(code)
    else
      parts[n + 2] = ESCAPES[letter] or fail(text, stop, "bad escape \\" .. letter)
      from = stop + 2
    end
    n = n + 2
  end
end

local function skip(text, at)
  return find(text, "[^ \t\r\n]", at) or #text + 1
end

local function object_at(text, at)
  local object = {}
  at = skip(text, at + 1)
  if byte(text, at) == 125 then
    return object, at + 1
  end
  while true do
    if byte(text, at) ~= 34 then
      fail(text, at, "expected a key")
    end
    local key
    key, at = string_at(text, at)
    at = skip(text, at)
    if byte(text, at) ~= 58 then
      fail(text, at, "expected ':'")
    end
    object[key], at = value(text, skip(text, at + 1))
    at = skip(text, at)
    local sign = byte(text, at)
    if sign == 125 then
      return object, at + 1
    elseif sign ~= 44 then
      fail(text, at, "expected ',' or '}'")
    end
    at = skip(text, at + 1)
  end
end

local function array_at(text, at)
  local array, n = setmetatable({}, json.array), 0
  at = skip(text, at + 1)
  if byte(text, at) == 93 then
    return array, at + 1
  end
  while true do
    n = n + 1
    array[n], at = value(text, at)
    at = skip(text, at)
    local sign = byte(text, at)
    if sign == 93 then
      return array, at + 1
    elseif sign ~= 44 then
      fail(text, at, "expected ',' or ']'")
    end
    at = skip(text, at + 1)
  end
end

function value(text, at)
  local sign = byte(text, at)
  if sign == 123 then
    return object_at(text, at)
  elseif sign == 91 then
    return array_at(text, at)
  elseif sign == 34 then
    return string_at(text, at)
  elseif sub(text, at, at + 3) == "true" then
    return true, at + 4
  elseif sub(text, at, at + 4) == "false" then
    return false, at + 5
  elseif sub(text, at, at + 3) == "null" then
    return json.null, at + 4
  end
  local _, stop = find(text, "^-?%d+%.?%d*[eE]?[+-]?%d*", at)
  local number = stop and tonumber(sub(text, at, stop))
  if not number then
    fail(text, at, "expected a value")
  end
  return number, stop + 1
end

--- @return the value; or nil and what is wrong with the text
function json.decode(text)
  local ok, result, at = pcall(value, text, skip(text, 1))
  if not ok then
    return nil, type(result) == "table" and result.json or tostring(result)
  end
  at = skip(text, at)
  if at <= #text then
    return nil, "something follows the value"
  end
  return result
end

local function quoted(text)
  return '"' .. gsub(text, '[%c"\\\127]', function(sign)
    if sign == '"' or sign == "\\" then
      return "\\" .. sign
    end
    return format("\\u%04x", byte(sign))
  end) .. '"'
end

local function write(out, item)
  local kind = type(item)
  if kind == "string" then
    out[#out + 1] = quoted(item)
  elseif kind == "number" then
    out[#out + 1] = item % 1 == 0 and math.abs(item) < 1e15 and format("%d", item) or format("%.14g", item)
  elseif kind == "boolean" then
    out[#out + 1] = tostring(item)
  elseif kind ~= "table" then
    out[#out + 1] = "null"
  elseif getmetatable(item) == json.array or item[1] ~= nil then
    out[#out + 1] = "["
    for i = 1, #item do
      if i > 1 then
        out[#out + 1] = ","
      end
      write(out, item[i])
    end
    out[#out + 1] = "]"
  else
    local keys = {}
    for key in pairs(item) do
      keys[#keys + 1] = tostring(key)
    end
    table.sort(keys)
    out[#out + 1] = "{"
    for i = 1, #keys do
      out[#out + 1] = (i > 1 and "," or "") .. quoted(keys[i]) .. ":"
      write(out, item[keys[i]])
    end
    out[#out + 1] = "}"
  end
end

--- Keys are sorted: the same value is the same text.
function json.encode(item)
  local out = {}
  write(out, item)
  return concat(out)
end

--- Marks a list as one, even if it is empty.
function json.list(items)
  return setmetatable(items or {}, json.array)
end

return json

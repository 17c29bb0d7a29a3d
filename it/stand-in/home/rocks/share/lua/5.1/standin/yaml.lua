-- Kong Perf's stand-in for tests: the part of YAML that declarative files use, and all of JSON. Block and flow style,
-- comments, quotes, literal and folded text. What it does not know (anchors, tags, several documents) it refuses.
local json = require "standin.json"

local yaml = {}

local byte, find, gsub, match, rep, sub = string.byte, string.find, string.gsub, string.match, string.rep, string.sub

local function fail(line, what)
  error({ yaml = "line " .. line .. ": " .. what }, 0)
end

local CONSTANTS = {
  ["null"] = json.null, ["Null"] = json.null, ["NULL"] = json.null, ["~"] = json.null, [""] = json.null,
  ["true"] = true, ["True"] = true, ["TRUE"] = true, ["false"] = false, ["False"] = false, ["FALSE"] = false,
}

local function plain(text, line)
  local constant = CONSTANTS[text]
  if constant ~= nil then
    return constant
  end
  if find(text, "^[&*!%%@`]") then
    fail(line, "the stand-in's YAML has no '" .. sub(text, 1, 1) .. "'; write it out or quote it")
  end
  if find(text, "^[-+]?%d+$") or find(text, "^[-+]?%d*%.%d+$") or find(text, "^[-+]?%d+%.%d*$")
     or find(text, "^[-+]?%d+%.?%d*[eE][-+]?%d+$") or find(text, "^0x%x+$") then
    return tonumber(text) or text
  end
  return text
end

local ESCAPES = {
  ["0"] = "\0", a = "\a", b = "\b", e = "\27", f = "\f", n = "\n", r = "\r", t = "\t", v = "\v", [" "] = " ",
  ['"'] = '"', ["/"] = "/", ["\\"] = "\\",
}

local function unescape(text, line)
  local out = gsub(text, "\\u(%x%x%x%x)", function(hex) return json.utf8(tonumber(hex, 16)) end)
  out = gsub(out, "\\x(%x%x)", function(hex) return json.utf8(tonumber(hex, 16)) end)
  return (gsub(out, "\\(.)", function(letter)
    return ESCAPES[letter] or fail(line, "bad escape \\" .. letter)
  end))
end

-- Where the quote that opens at `at` closes; nil if it does not within the text.
local function closing(text, at)
  local quote = sub(text, at, at)
  local i = at + 1
  while i <= #text do
    local sign = sub(text, i, i)
    if sign == "\\" and quote == '"' then
      i = i + 1
    elseif sign == quote then
      if quote == "'" and sub(text, i + 1, i + 1) == "'" then
        i = i + 1
      else
        return i
      end
    end
    i = i + 1
  end
end

local function unquote(text, line)
  local inner = sub(text, 2, -2)
  -- A line break inside of quotes is a space.
  inner = gsub(inner, "[ \t]*\n[ \t]*", " ")
  if byte(text) == 39 then
    return (gsub(inner, "''", "'"))
  end
  return unescape(inner, line)
end

-- Flow style --------------------------------------------------------------------------------------------------------

local flow_value

local function flow_skip(text, at)
  while true do
    at = find(text, "[^ \t\r\n]", at) or #text + 1
    if byte(text, at) ~= 35 then
      return at
    end
    at = find(text, "\n", at, true) or #text + 1
  end
end

local function flow_scalar(text, at, line, stop)
  local sign = sub(text, at, at)
  if sign == '"' or sign == "'" then
    local last = closing(text, at) or fail(line, "a quote that does not close")
    return unquote(sub(text, at, last), line), last + 1
  end
  local last = at
  while last <= #text and not find(sub(text, last, last), stop) do
    if sub(text, last, last) == ":" and find(sub(text, last + 1, last + 1), "^[%s,%]}]?$") then
      break
    end
    last = last + 1
  end
  return plain(match(sub(text, at, last - 1), "^(.-)%s*$"), line), last
end

function flow_value(text, at, line)
  at = flow_skip(text, at)
  local sign = sub(text, at, at)
  if sign == "[" then
    local list = json.list()
    at = flow_skip(text, at + 1)
    while sub(text, at, at) ~= "]" do
      if at > #text then
        fail(line, "'[' that does not close")
      end
      list[#list + 1], at = flow_value(text, at, line)
      at = flow_skip(text, at)
      if sub(text, at, at) == "," then
        at = flow_skip(text, at + 1)
      elseif sub(text, at, at) ~= "]" then
        fail(line, "expected ',' or ']'")
      end
    end
    return list, at + 1
  elseif sign == "{" then
    local map = {}
    at = flow_skip(text, at + 1)
    while sub(text, at, at) ~= "}" do
      if at > #text then
        fail(line, "'{' that does not close")
      end
      local key
      key, at = flow_scalar(text, at, line, "[,}%]\n]")
      at = flow_skip(text, at)
      if sub(text, at, at) == ":" then
        map[tostring(key)], at = flow_value(text, at + 1, line)
      else
        map[tostring(key)] = json.null
      end
      at = flow_skip(text, at)
      if sub(text, at, at) == "," then
        at = flow_skip(text, at + 1)
      elseif sub(text, at, at) ~= "}" then
        fail(line, "expected ',' or '}'")
      end
    end
    return map, at + 1
  end
  return flow_scalar(text, at, line, "[,}%]\n]")
end

-- Block style -------------------------------------------------------------------------------------------------------

local Reader = {}
Reader.__index = Reader

-- The next line with something on it, or nil. A line is { indent, text, n }.
function Reader:peek()
  while true do
    local line = self.lines[self.at]
    if not line or (line.text ~= "" and byte(line.text) ~= 35) then
      return line
    end
    self.at = self.at + 1
  end
end

local function without_comment(text)
  return match(gsub(text, "%s#.*$", "", 1), "^(.-)%s*$")
end

-- key, what follows it; nil if the text is no "key: …"
local function key_of(text, n)
  local sign = sub(text, 1, 1)
  if sign == '"' or sign == "'" then
    local last = closing(text, 1)
    local rest = last and match(sub(text, last + 1), "^%s*:(.*)$")
    if rest and (rest == "" or find(rest, "^%s")) then
      return unquote(sub(text, 1, last), n), match(rest, "^%s*(.*)$")
    end
    return nil
  end
  if sign == "{" or sign == "[" then
    return nil
  end
  local key, rest = match(text, "^(.-):%s+(.*)$")
  if not key then
    key, rest = match(text, "^(.-):$"), ""
  end
  if key and not find(key, "%s#") then
    return match(key, "^(.-)%s*$"), rest
  end
end

local function is_item(text)
  return text == "-" or find(text, "^%-%s") ~= nil
end

function Reader:literal(header, parent)
  local folded, chomp = byte(header) == 62, match(header, "[-+]")
  local out, indent = {}, tonumber(match(header, "%d"))
  indent = indent and parent + indent
  while self.lines[self.at] do
    local line = self.lines[self.at]
    if line.raw:find("%S") then
      indent = indent or line.indent
      if line.indent < indent or line.indent <= parent then
        break
      end
      out[#out + 1] = sub(line.raw, indent + 1)
    else
      out[#out + 1] = ""
    end
    self.at = self.at + 1
  end
  local blank = 0
  while out[#out] == "" do
    out[#out] = nil
    blank = blank + 1
  end
  local text
  if folded then
    text = out[1] or ""
    for i = 2, #out do
      local before, here = out[i - 1], out[i]
      if here == "" then
        text = text .. "\n"
      elseif before == "" or find(here, "^%s") or find(before, "^%s") then
        text = text .. (before == "" and "" or "\n") .. here
      else
        text = text .. " " .. here
      end
    end
  else
    text = table.concat(out, "\n")
  end
  if chomp == "-" or #out == 0 then
    return text
  end
  return text .. "\n" .. (chomp == "+" and rep("\n", blank) or "")
end

-- A value that begins on the current line with `text`; what belongs to it on later lines is indented by more than `parent`.
function Reader:inline(text, parent, n)
  local sign = sub(text, 1, 1)
  if sign == "|" or sign == ">" then
    self.at = self.at + 1
    return self:literal(without_comment(text), parent)
  end
  if sign == "{" or sign == "[" or sign == '"' or sign == "'" then
    -- Takes lines until it is whole.
    local whole, problem = text, nil
    while true do
      self.at = self.at + 1
      local ok, result, at = pcall(flow_value, whole, 1, n)
      if ok then
        local rest = flow_skip(whole, at)
        if rest <= #whole then
          fail(n, "something follows the value: " .. sub(whole, rest))
        end
        return result
      end
      problem = result
      local line = self.lines[self.at]
      if not line then
        error(problem, 0)
      end
      whole = whole .. "\n" .. line.raw
    end
  end
  self.at = self.at + 1
  text = without_comment(text)
  while true do
    local line = self:peek()
    if not line or line.indent <= parent then
      break
    end
    text = text .. " " .. without_comment(line.text)
    self.at = self.at + 1
  end
  return plain(text, n)
end

function Reader:sequence(indent)
  local list = json.list()
  while true do
    local line = self:peek()
    if not line or line.indent < indent or (line.indent == indent and not is_item(line.text)) then
      return list
    elseif line.indent > indent then
      fail(line.n, "indented too far")
    end
    local gap, rest = match(line.text, "^%-(%s*)(.*)$")
    if rest == "" or byte(rest) == 35 then
      self.at = self.at + 1
      local below = self:peek()
      list[#list + 1] = below and below.indent > indent and self:block(below.indent) or json.null
    else
      -- What follows the dash is a line of its own, further right.
      line.indent = indent + 1 + #gap
      line.text = rest
      list[#list + 1] = self:block(line.indent, indent)
    end
  end
end

function Reader:map(indent)
  local map = {}
  while true do
    local line = self:peek()
    if not line or line.indent < indent then
      return map
    elseif line.indent > indent then
      fail(line.n, "indented too far")
    end
    local key, rest = key_of(line.text, line.n)
    if not key or is_item(line.text) then
      fail(line.n, "expected 'key: value', found '" .. line.text .. "'")
    end
    if map[key] ~= nil then
      fail(line.n, "'" .. key .. "' is there twice")
    end
    if rest == "" or byte(rest) == 35 then
      self.at = self.at + 1
      local below = self:peek()
      if below and below.indent > indent then
        map[key] = self:block(below.indent)
      elseif below and below.indent == indent and is_item(below.text) then
        map[key] = self:sequence(indent)
      else
        map[key] = json.null
      end
    else
      map[key] = self:inline(rest, indent, line.n)
    end
  end
end

function Reader:block(indent, parent)
  local line = self:peek()
  if is_item(line.text) then
    return self:sequence(indent)
  elseif key_of(line.text, line.n) then
    return self:map(indent)
  end
  return self:inline(line.text, parent or indent - 1, line.n)
end

local function lines_of(text)
  local lines = {}
  for raw in (gsub(text, "\r\n", "\n") .. "\n"):gmatch("(.-)\n") do
    local n = #lines + 1
    local blank, rest = match(raw, "^(%s*)(.-)%s*$")
    if find(blank, "\t") and rest ~= "" then
      fail(n, "a tab can't indent")
    end
    lines[n] = { indent = #blank, text = rest, raw = raw, n = n }
  end
  return lines
end

local function read(text)
  local reader = setmetatable({ lines = lines_of(text), at = 1 }, Reader)
  local first = reader:peek()
  if first and first.text == "---" then
    reader.at = reader.at + 1
    first = reader:peek()
  end
  if not first then
    return json.null
  end
  local result = reader:block(first.indent)
  local rest = reader:peek()
  if rest and rest.text ~= "..." then
    fail(rest.n, "unexpected '" .. rest.text .. "'")
  end
  return result
end

--- @return the value; or nil and what is wrong with the text
function yaml.decode(text)
  if find(text, "^%s*[{%[]") then
    local value = json.decode(text)
    if value ~= nil then
      return value
    end
  end
  local ok, result = pcall(read, text)
  if ok then
    return result
  end
  return nil, type(result) == "table" and result.yaml or tostring(result)
end

return yaml

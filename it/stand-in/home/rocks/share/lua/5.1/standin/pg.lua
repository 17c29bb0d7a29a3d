-- Kong Perf's stand-in for tests: speaks PostgreSQL's protocol (version 3, simple queries). Blocking before nginx serves, else not.
local ffi = require "ffi"
local net = require "standin.net"

ffi.cdef [[
  const void *EVP_sha256(void);
  unsigned char *HMAC(const void *md, const void *key, int key_len, const unsigned char *data, size_t length,
                      unsigned char *out, unsigned int *out_len);
  int PKCS5_PBKDF2_HMAC(const char *pass, int pass_len, const unsigned char *salt, int salt_len, int rounds,
                        const void *md, int key_len, unsigned char *out);
  unsigned char *SHA256(const unsigned char *data, size_t length, unsigned char *out);
]]

local pg = {}

local bit = require "bit"
local byte, char, sub = string.byte, string.char, string.sub

local OK, CLEARTEXT, MD5, SASL, SASL_CONTINUE, SASL_FINAL = 0, 3, 5, 10, 11, 12

local function int32(number)
  return char(bit.band(bit.rshift(number, 24), 255), bit.band(bit.rshift(number, 16), 255),
              bit.band(bit.rshift(number, 8), 255), bit.band(number, 255))
end

local function number_at(text, at)
  local a, b, c, d = byte(text, at, at + 3)
  return bit.tobit(a * 16777216 + b * 65536 + c * 256 + d)
end

local function short_at(text, at)
  local a, b = byte(text, at, at + 1)
  return a * 256 + b
end

local Connection = {}
Connection.__index = Connection

function Connection:put(kind, body)
  return self.socket:send(kind .. int32(#body + 4) .. body)
end

--- @return the kind of the next message, and its body; or nil and what is wrong
function Connection:take()
  local head, err = self.socket:receive(5)
  if not head then
    return nil, err
  end
  local length = number_at(head, 2) - 4
  if length == 0 then
    return sub(head, 1, 1), ""
  end
  local body
  body, err = self.socket:receive(length)
  if not body then
    return nil, err
  end
  return sub(head, 1, 1), body
end

-- What an error message says, and its SQLSTATE
local function complaint(body)
  local fields = {}
  for kind, text in body:gmatch("(%a)([^%z]*)%z") do
    fields[kind] = text
  end
  local text = (fields.S or "ERROR") .. ": " .. (fields.M or "?")
  if fields.D then
    text = text .. " (" .. fields.D .. ")"
  end
  return text, fields.C, fields
end

-- SCRAM-SHA-256 (RFC 5802, RFC 7677) without channel binding --------------------------------------------------------------

local function hmac(key, text)
  local out = ffi.new("unsigned char[32]")
  ffi.C.HMAC(ffi.C.EVP_sha256(), key, #key, text, #text, out, nil)
  return ffi.string(out, 32)
end

local function sha256(text)
  local out = ffi.new("unsigned char[32]")
  ffi.C.SHA256(text, #text, out)
  return ffi.string(out, 32)
end

local function pbkdf2(password, salt, rounds)
  local out = ffi.new("unsigned char[32]")
  ffi.C.PKCS5_PBKDF2_HMAC(password, #password, salt, #salt, rounds, ffi.C.EVP_sha256(), 32, out)
  return ffi.string(out, 32)
end

local function xor(a, b)
  local out = {}
  for i = 1, #a do
    out[i] = char(bit.bxor(byte(a, i), byte(b, i)))
  end
  return table.concat(out)
end

local function nonce()
  local source = io.open("/dev/urandom")
  local bytes = source:read(18)
  source:close()
  return ngx.encode_base64(bytes)
end

function Connection:scram(password)
  local mine = nonce()
  local first = "n=,r=" .. mine
  local hello = "n,," .. first
  self:put("p", "SCRAM-SHA-256\0" .. int32(#hello) .. hello)
  local kind, body = self:take()
  if kind == "E" then
    return nil, complaint(body)
  elseif kind ~= "R" or number_at(body, 1) ~= SASL_CONTINUE then
    return nil, "the server does not go on with SCRAM"
  end
  local challenge = sub(body, 5)
  local theirs, salt, rounds = challenge:match("^r=([^,]+),s=([^,]+),i=(%d+)")
  if not theirs or sub(theirs, 1, #mine) ~= mine then
    return nil, "a SCRAM challenge that can't be: " .. challenge
  end
  local salted = pbkdf2(password, ngx.decode_base64(salt), tonumber(rounds))
  local client_key = hmac(salted, "Client Key")
  local final = "c=biws,r=" .. theirs
  local message = first .. "," .. challenge .. "," .. final
  local proof = xor(client_key, hmac(sha256(client_key), message))
  self:put("p", final .. ",p=" .. ngx.encode_base64(proof))
  kind, body = self:take()
  if kind == "E" then
    return nil, complaint(body)
  elseif kind ~= "R" or number_at(body, 1) ~= SASL_FINAL then
    return nil, "the server does not end SCRAM"
  elseif sub(body, 5) ~= "v=" .. ngx.encode_base64(hmac(hmac(salted, "Server Key"), message)) then
    return nil, "the server does not know the password"
  end
  return true
end

-- --------------------------------------------------------------------------------------------------------------------------

function Connection:authenticate(settings, body)
  local method = number_at(body, 1)
  if method == OK then
    return true
  elseif method == CLEARTEXT then
    return self:put("p", settings.password .. "\0")
  elseif method == MD5 then
    local inner = ngx.md5(settings.password .. settings.user)
    return self:put("p", "md5" .. ngx.md5(inner .. sub(body, 5, 8)) .. "\0")
  elseif method == SASL and settings.scram then
    return self:scram(settings.password)
  end
  return nil, ("authentication method %d%s is not supported"):format(method, method == SASL and " (SCRAM)" or "")
end

function Connection:log_in(settings)
  local body = int32(196608) .. "user\0" .. settings.user .. "\0database\0" .. settings.database
               .. "\0application_name\0kong-stand-in\0client_encoding\0UTF8\0TimeZone\0UTC\0\0"
  local ok, err = self.socket:send(int32(#body + 4) .. body)
  while ok do
    local kind, message = self:take()
    if not kind then
      return nil, message
    elseif kind == "E" then
      return nil, (complaint(message))
    elseif kind == "Z" then
      return true
    elseif kind == "R" then
      ok, err = self:authenticate(settings, message)
    end
  end
  return nil, err
end

local function blocking()
  local phase = ngx.get_phase()
  return phase == "init" or phase == "init_worker"
end

--- @param settings host, port, user, password, database, timeout (ms), scram (whether it may be used)
--- @return a connection; or nil and why not
function pg.connect(settings)
  local socket = blocking() and net.tcp() or ngx.socket.tcp()
  socket:settimeout(settings.timeout)
  local address = net.lookup(settings.host)
  if not address then
    return nil, "[" .. settings.host .. "] host not found"
  end
  local ok, err = socket:connect(address, settings.port)
  if not ok then
    return nil, err
  end
  local connection = setmetatable({ socket = socket }, Connection)
  ok, err = connection:log_in(settings)
  if not ok then
    connection:close()
    return nil, err
  end
  return connection
end

local function row_of(body, names)
  local row, at = {}, 3
  for i = 1, short_at(body, 1) do
    local length = number_at(body, at)
    at = at + 4
    if length >= 0 then
      row[names[i]] = sub(body, at, at + length - 1)
      at = at + length
    end
  end
  return row
end

local function names_of(body)
  local names, at = {}, 3
  for i = 1, short_at(body, 1) do
    local stop = body:find("\0", at, true)
    names[i] = sub(body, at, stop - 1)
    at = stop + 19
  end
  return names
end

--- Runs statements. @return the rows of the last one that had any, text by name; or nil, what is wrong, its SQLSTATE and
--- the error's fields
function Connection:query(sql)
  local ok, err = self:put("Q", sql .. "\0")
  if not ok then
    return nil, err
  end
  local rows, names, problem, code, fields = {}, nil, nil, nil, nil
  while true do
    local kind, body = self:take()
    if not kind then
      return nil, body
    elseif kind == "T" then
      rows, names = {}, names_of(body)
    elseif kind == "D" then
      rows[#rows + 1] = row_of(body, names)
    elseif kind == "E" then
      problem, code, fields = complaint(body)
    elseif kind == "Z" then
      if problem then
        if body == "E" then
          self:query("ROLLBACK")
        end
        return nil, problem, code, fields
      end
      return rows
    end
  end
end

function Connection:close()
  self:put("X", "")
  self.socket:close()
end

--- As it stands in a statement.
function pg.literal(text)
  return "'" .. text:gsub("%z", ""):gsub("'", "''") .. "'"
end

return pg

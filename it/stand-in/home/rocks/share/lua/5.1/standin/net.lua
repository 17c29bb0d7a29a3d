-- Kong Perf's stand-in for tests: names, and TCP where nginx' own sockets can't be used (before it serves). Like those, but blocking.
local ffi = require "ffi"

ffi.cdef [[
  struct standin_sockaddr { unsigned short family; unsigned char data[26]; };
  struct standin_addrinfo {
    int flags; int family; int socktype; int protocol; unsigned int addrlen;
    struct standin_sockaddr *addr; char *canonname; struct standin_addrinfo *next;
  };
  struct standin_timeval { long sec; long usec; };
  int getaddrinfo(const char *node, const char *service, const struct standin_addrinfo *hints, struct standin_addrinfo **res);
  void freeaddrinfo(struct standin_addrinfo *res);
  int socket(int domain, int type, int protocol);
  int connect(int fd, const struct standin_sockaddr *addr, unsigned int length);
  int setsockopt(int fd, int level, int name, const void *value, unsigned int length);
  ssize_t send(int fd, const void *data, size_t length, int flags);
  ssize_t recv(int fd, void *data, size_t length, int flags);
  int close(int fd);
  char *strerror(int number);
]]

local C = ffi.C
local AF_INET, SOCK_STREAM, SOCK_CLOEXEC = 2, 1, 524288
local SOL_SOCKET, SO_RCVTIMEO, SO_SNDTIMEO, MSG_NOSIGNAL = 1, 20, 21, 16384
local EINTR, EAGAIN, EINPROGRESS = 4, 11, 115

local net = {}

-- @return an addrinfo that must be freed; or nil
local function resolve(name, port)
  local hints = ffi.new("struct standin_addrinfo", { family = AF_INET, socktype = SOCK_STREAM })
  local result = ffi.new("struct standin_addrinfo *[1]")
  if C.getaddrinfo(name, port and tostring(port), hints, result) == 0 then
    return result[0]
  end
end

--- @return an IPv4 address as text; or nil
function net.lookup(name)
  if name:find("^%d+%.%d+%.%d+%.%d+$") then
    return name
  end
  local found = resolve(name)
  if not found then
    return nil
  end
  local data = found.addr.data
  local address = ("%d.%d.%d.%d"):format(data[2], data[3], data[4], data[5])
  C.freeaddrinfo(found)
  return address
end

local function last_error()
  local number = ffi.errno()
  if number == EAGAIN or number == EINPROGRESS then
    return "timeout"
  end
  return ffi.string(C.strerror(number)):lower()
end

local Socket = {}
Socket.__index = Socket

--- As nginx' `ngx.socket.tcp()`, for the calls that are here.
function net.tcp()
  return setmetatable({ millis = 5000 }, Socket)
end

function Socket:settimeout(millis)
  self.millis = millis
end

function Socket:connect(host, port)
  local found = resolve(host, port)
  if not found then
    return nil, "host not found: " .. host
  end
  self.fd = C.socket(AF_INET, SOCK_STREAM + SOCK_CLOEXEC, 0)
  local time = ffi.new("struct standin_timeval", { math.floor(self.millis / 1000), self.millis % 1000 * 1000 })
  C.setsockopt(self.fd, SOL_SOCKET, SO_RCVTIMEO, time, ffi.sizeof(time))
  C.setsockopt(self.fd, SOL_SOCKET, SO_SNDTIMEO, time, ffi.sizeof(time))
  local ok = C.connect(self.fd, found.addr, found.addrlen)
  local err = ok ~= 0 and last_error()
  C.freeaddrinfo(found)
  if err then
    self:close()
    return nil, err
  end
  return true
end

function Socket:send(text)
  local data = ffi.cast("const char *", text)
  local sent = 0
  while sent < #text do
    local n = C.send(self.fd, data + sent, #text - sent, MSG_NOSIGNAL)
    if n < 0 and ffi.errno() ~= EINTR then
      return nil, last_error()
    end
    sent = sent + math.max(0, tonumber(n))
  end
  return sent
end

--- Exactly so many bytes.
function Socket:receive(count)
  local buffer = ffi.new("char[?]", count)
  local got = 0
  while got < count do
    local n = tonumber(C.recv(self.fd, buffer + got, count - got, 0))
    if n == 0 then
      return nil, "closed"
    elseif n < 0 and ffi.errno() ~= EINTR then
      return nil, last_error()
    end
    got = got + math.max(0, n)
  end
  return ffi.string(buffer, count)
end

function Socket:close()
  if self.fd then
    C.close(self.fd)
    self.fd = nil
  end
end

return net

-- Kong Perf's stand-in for tests, not Kong: which address a request goes to. Names are looked up when entities are loaded.
local ffi = require "ffi"

ffi.cdef [[
  struct standin_sockaddr { unsigned short family; unsigned char data[26]; };
  struct standin_addrinfo {
    int flags; int family; int socktype; int protocol; unsigned int addrlen;
    struct standin_sockaddr *addr; char *canonname; struct standin_addrinfo *next;
  };
  int getaddrinfo(const char *node, const char *service, const struct standin_addrinfo *hints, struct standin_addrinfo **res);
  void freeaddrinfo(struct standin_addrinfo *res);
]]

local balancer = {}

local AF_INET, SOCK_STREAM = 2, 1

--- @return an IPv4 address as text; or nil
function balancer.lookup(name)
  if name:find("^%d+%.%d+%.%d+%.%d+$") or name:find(":", 1, true) then
    return name
  end
  local hints = ffi.new("struct standin_addrinfo", { family = AF_INET, socktype = SOCK_STREAM })
  local result = ffi.new("struct standin_addrinfo *[1]")
  if ffi.C.getaddrinfo(name, nil, hints, result) ~= 0 then
    return nil
  end
  local data = result[0].addr.data
  local address = ("%d.%d.%d.%d"):format(data[2], data[3], data[4], data[5])
  ffi.C.freeaddrinfo(result[0])
  return address
end

-- Smooth weighted round robin
local function next_target(targets)
  local best
  for i = 1, #targets do
    local target = targets[i]
    target.current = target.current + target.weight
    if not best or target.current > best.current then
      best = target
    end
  end
  if best then
    best.current = best.current - targets.total
  end
  return best
end

--- @param services, upstreams, targets: lists of entities
function balancer.new(services, upstreams, targets)
  local pools, by_id = {}, {}
  for _, upstream in ipairs(upstreams) do
    local pool = { total = 0 }
    pools[upstream.name], by_id[upstream.id] = pool, pool
  end
  for _, target in ipairs(targets) do
    local pool = by_id[target.upstream.id]
    local host, port = target.target:match("^(.-):(%d+)$")
    if pool and target.weight > 0 then
      pool.total = pool.total + target.weight
      pool[#pool + 1] = {
        address = balancer.lookup(host), name = host, port = tonumber(port), weight = target.weight, current = 0,
      }
    end
  end
  local hosts = {}
  for _, service in ipairs(services) do
    if not pools[service.host] and not hosts[service.host] then
      hosts[service.host] = balancer.lookup(service.host)
    end
  end
  return { pools = pools, hosts = hosts }
end

--- @return { address, port }; or nil, a status and a message
function balancer.pick(self, service)
  local pool = self.pools[service.host]
  if pool then
    local target = next_target(pool)
    if not target then
      return nil, 503, "failure to get a peer from the ring-balancer"
    elseif not target.address then
      return nil, 503, "name resolution failed"
    end
    return target
  end
  local address = self.hosts[service.host]
  if not address then
    return nil, 503, "name resolution failed"
  end
  return { address = address, port = service.port }
end

return balancer

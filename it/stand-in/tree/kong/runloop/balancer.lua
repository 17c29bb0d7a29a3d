-- Kong Perf's stand-in for tests, not Kong: which address a request goes to. Names are looked up when entities are loaded.
local net = require "standin.net"

local balancer = {}

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
        address = net.lookup(host), name = host, port = tonumber(port), weight = target.weight, current = 0,
      }
    end
  end
  local hosts = {}
  for _, service in ipairs(services) do
    if not pools[service.host] and not hosts[service.host] then
      hosts[service.host] = net.lookup(service.host)
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

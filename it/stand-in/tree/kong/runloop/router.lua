-- Kong Perf's stand-in for tests, not Kong: which route a request takes. Of those that match, the one with more criteria, then
-- with the longest path, then the one that was made first.
local json = require "standin.json"

local router = {}

local function list(value)
  return type(value) == "table" and value ~= json.null and value[1] ~= nil and value or nil
end

local function set(items)
  local found = {}
  for _, item in ipairs(items) do
    found[item:lower()] = true
  end
  return found
end

local function host_matches(hosts, host)
  if hosts[host] then
    return true
  end
  for pattern in pairs(hosts) do
    if pattern:sub(1, 2) == "*." and host:sub(-(#pattern - 1)) == pattern:sub(2)
       or pattern:sub(-2) == ".*" and host:sub(1, #pattern - 1) == pattern:sub(1, -2) then
      return true
    end
  end
  return false
end

--- @param routes and services: lists of entities
function router.new(routes, services)
  local services_by_id = {}
  for _, service in ipairs(services) do
    services_by_id[service.id] = service
  end
  local by_path, lengths, seen = {}, {}, {}
  for order, route in ipairs(routes) do
    local service = route.service and route.service ~= json.null and services_by_id[route.service.id] or nil
    if not service or service.enabled ~= false then
      local hosts, methods = list(route.hosts), list(route.methods)
      local entry = {
        route = route, service = service, order = order,
        hosts = hosts and set(hosts), methods = methods and set(methods),
        weight = (hosts and 2 or 0) + (methods and 1 or 0),
      }
      for _, path in ipairs(list(route.paths) or { "" }) do
        by_path[path] = by_path[path] or {}
        table.insert(by_path[path], entry)
        if not seen[#path] then
          seen[#path] = true
          lengths[#lengths + 1] = #path
        end
      end
    end
  end
  table.sort(lengths, function(a, b) return a > b end)
  for _, entries in pairs(by_path) do
    table.sort(entries, function(a, b)
      if a.weight ~= b.weight then
        return a.weight > b.weight
      end
      return a.order < b.order
    end)
  end
  return { by_path = by_path, lengths = lengths }
end

--- @return the entry that matches ({ route, service, … }) and the path by which it does; nil if none does
function router.find(self, method, host, uri)
  local best, best_path
  local by_path = self.by_path
  for i = 1, #self.lengths do
    local length = self.lengths[i]
    if length <= #uri then
      local path = uri:sub(1, length)
      local entries = by_path[path]
      for j = 1, entries and #entries or 0 do
        local entry = entries[j]
        if (not entry.methods or entry.methods[method:lower()])
           and (not entry.hosts or host and host_matches(entry.hosts, host:lower()))
           and (not best or entry.weight > best.weight) then
          best, best_path = entry, path
        end
      end
    end
  end
  return best, best_path
end

--- The path of the request to the upstream.
function router.upstream_path(entry, path, uri)
  local rest = entry.route.strip_path ~= false and uri:sub(#path + 1) or uri
  local base = entry.service.path
  if base == nil or base == json.null or base == "/" then
    return rest:sub(1, 1) == "/" and rest or "/" .. rest
  end
  if rest == "" then
    return base
  elseif base:sub(-1) == "/" then
    return base .. (rest:sub(1, 1) == "/" and rest:sub(2) or rest)
  end
  return base .. (rest:sub(1, 1) == "/" and rest or "/" .. rest)
end

return router

-- Kong Perf's stand-in for tests, not Kong: all entities, as a worker uses them.
local balancer = require "kong.runloop.balancer"
local plugins = require "kong.runloop.plugins"
local router = require "kong.runloop.router"

local state = {}

--- @param lists of entities by kind
function state.new(lists, loaded_plugins)
  local consumers, keys = {}, {}
  for _, consumer in ipairs(lists.consumers) do
    consumers[consumer.id] = consumer
  end
  for _, credential in ipairs(lists.keyauth_credentials) do
    keys[credential.key] = { credential = credential, consumer = consumers[credential.consumer.id] }
  end
  return {
    lists = lists,
    router = router.new(lists.routes, lists.services),
    balancer = balancer.new(lists.services, lists.upstreams, lists.targets),
    plugins = plugins.new(loaded_plugins, lists.plugins),
    keys = keys,
  }
end

return state

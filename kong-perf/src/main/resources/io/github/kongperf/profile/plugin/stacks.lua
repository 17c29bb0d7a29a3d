-- Kong Perf's plugin that samples what a worker is doing, see handler.lua: samples of the Lua stack, by LuaJIT's own sampler.
local names = require "kong.plugins.kong-perf-profile.names"
local profile = require "jit.profile"

jit.off(true, true)

local stacks = {}

-- More frames than this are cut off at the outer end.
local DEPTH = 200
-- With full paths, the outermost frame first, a tab between frames
local FORMAT = "pFZ\t"

-- What a worker may spend on samples: distinct stacks, and bytes of them
local MOST, MOST_BYTES = 20000, 16 * 1024 * 1024

local counts, distinct, bytes, lost, broken = {}, 0, 0, 0, nil
local running = false

local function count(thread, samples, state)
  local stack = state .. "\t" .. profile.dumpstack(thread, FORMAT, -DEPTH)
  local known = counts[stack]
  if known then
    counts[stack] = known + samples
  elseif distinct < MOST and bytes + #stack < MOST_BYTES then
    counts[stack] = samples
    distinct, bytes = distinct + 1, bytes + #stack
  else
    lost = lost + samples
  end
end

-- An error that gets out of here ends the worker.
local function sampled(thread, samples, state)
  local ok, err = pcall(count, thread, samples, state)
  if not ok then
    broken = err
  end
end

--- Begins to sample, every so many milliseconds of CPU time. LuaJIT throws its traces away when it begins.
function stacks.start(interval)
  stacks.forget()
  profile.start("li" .. interval, sampled)
  running = true
end

function stacks.forget()
  counts, distinct, bytes, lost, broken = {}, 0, 0, 0, nil
end

function stacks.stop()
  if running then
    running = false
    profile.stop()
  end
end

--- What was sampled, as lines: throws if a sample could not be taken.
function stacks.write(line)
  if broken then
    error("taking a sample: " .. tostring(broken), 0)
  end
  line("depth", DEPTH)
  for stack, samples in pairs(counts) do
    line("stack", samples, (stack:gsub("%[builtin:(%d+)%]", names.builtin)))
  end
  if lost > 0 then
    line("lost", lost)
  end
end

return stacks

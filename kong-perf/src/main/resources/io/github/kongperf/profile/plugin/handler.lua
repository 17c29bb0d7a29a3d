-- Kong Perf's plugin that samples what a worker is doing. It needs no configuration and has nothing to do with requests: each worker
-- looks into a folder of Kong's prefix for orders, and answers there. As long as nobody has made the folder it does nothing
-- else. Not for use in production.
--
-- The file `order` has a line for each of these:
--   id        of the one who orders, a new one each time
--   verb      attach: begin to sample; begin: forget what was sampled, and go on for so many seconds; end
--   pids      of the workers that are meant
--   interval  milliseconds of CPU time between samples; 0: take none, only watch the compiler
--   map       yes: say where the machine code of traces is
--   seconds   after which it is over, whether anybody is left who could say so or not
-- A worker answers with files `<pid>.attached`, `<pid>.began`, `<pid>.done` (what was sampled) or `<pid>.failed` (why not).
local stacks = require "kong.plugins.kong-perf-profile.stacks"
local traces = require "kong.plugins.kong-perf-profile.traces"

jit.off(true, true)

local Profile = { VERSION = "1.0.0", PRIORITY = 1 }

-- Seconds between looks
local PAUSE = 0.05

local folder
-- The order that was obeyed last
local obeyed = ""
-- Who is served, when it began, when it is over; nil: nobody is
local served, began, over

local function now()
  ngx.update_time()
  return ngx.now()
end

local function read(name)
  local file = io.open(folder .. "/" .. name)
  if not file then
    return nil
  end
  local text = file:read("*a")
  file:close()
  return text
end

-- Whoever waits for the file finds all of it.
local function answer(name, write)
  local path = ("%s/%d.%s"):format(folder, ngx.worker.pid(), name)
  local file, err = io.open(path .. ".part", "w")
  if not file then
    error(err, 0)
  end
  local function line(...)
    assert(file:write(table.concat({ ... }, "\t"), "\n"))
  end
  local ok
  ok, err = pcall(write or function() end, line)
  ok, err = ok and file:close(), err
  if ok then
    ok, err = os.rename(path .. ".part", path)
  end
  if not ok then
    os.remove(path .. ".part")
    error(err or "can't write " .. path, 0)
  end
end

local function stop()
  served, began, over = nil, nil, nil
  -- In this order: the sampler throws all traces away when it stops.
  traces.stop()
  stacks.stop()
end

local function finish()
  local seconds = now() - (began or now())
  stop()
  answer("done", function(line)
    line("path", package.path)
    line("seconds", ("%.3f"):format(seconds))
    stacks.write(line)
    traces.write(line)
    line("end")
  end)
  stacks.forget()
end

local verbs = {}

function verbs.attach(order)
  stop()
  -- What it has answered to somebody who died is no answer to this one.
  for _, name in ipairs({ "began", "done", "failed" }) do
    os.remove(("%s/%d.%s"):format(folder, ngx.worker.pid(), name))
  end
  served, over = order.id, now() + tonumber(order.seconds)
  local interval = tonumber(order.interval)
  if interval > 0 then
    stacks.start(interval)
  else
    stacks.forget()
    -- Traces are known to us from the time that they are made.
    jit.flush()
  end
  traces.start(order.map == "yes")
  answer("attached")
end

function verbs.begin(order)
  if served ~= order.id then
    error("it was not attached, or its time was over", 0)
  end
  stacks.forget()
  began = now()
  over = began + tonumber(order.seconds)
  answer("began")
end

verbs["end"] = function(order)
  if served == order.id then
    finish()
  end
end

local function parsed(text)
  local order = {}
  for name, value in text:gmatch("(%a+) ([^\n]*)\n") do
    order[name] = value
  end
  return order
end

local function look()
  local text = read("order") or ""
  if text ~= obeyed then
    obeyed = text
    local order = parsed(text)
    local meant = (" " .. (order.pids or "") .. " "):find(" " .. ngx.worker.pid() .. " ", 1, true)
    if meant and verbs[order.verb] then
      verbs[order.verb](order)
    else
      stop()
    end
  end
  if served and now() >= over then
    if began then
      finish()
    else
      stop()
    end
  end
end

local function tick(premature)
  if premature then
    return stop()
  end
  local ok, err = pcall(look)
  if not ok then
    pcall(stop)
    ngx.log(ngx.ERR, "[kong-perf-profile] ", err)
    pcall(answer, "failed", function(line) line(err) end)
  end
end

function Profile.init_worker()
  folder = ngx.config.prefix():gsub("/+$", "") .. "/kong-perf-profile"
  local ok, err = ngx.timer.every(PAUSE, tick)
  if not ok then
    ngx.log(ngx.ERR, "[kong-perf-profile] can't look for orders: ", err)
  end
end

return Profile

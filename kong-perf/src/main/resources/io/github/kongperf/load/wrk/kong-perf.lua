-- Runs in wrk 4: makes the requests, seeds each thread, calls the user's script, and writes all that was counted.
--
-- Environment: KONG_PERF_TASK      a Lua file that returns {requests = …} or {script = …, first = …}; see TaskFile.java
--              KONG_PERF_SEEDS     for what a script does when it is loaded, and then one for each thread
--              KONG_PERF_STATUSES  each: every status is read and counted
--              KONG_PERF_END_MICROS  when wrk is to end, where that is no whole number of seconds
--
-- wrk runs this file once, where setup() and done() are called, and once more for each thread. It goes on when a script
-- can't be loaded, with requests that nobody wanted; so every failure here ends it.

local function fail(why)
  io.stderr:write("kong-perf: ", tostring(why), "\n")
  os.exit(3)
end

local function sure(ok, ...)
  if not ok then
    fail((...))
  end
  return ...
end

local seeds = {}
for seed in os.getenv("KONG_PERF_SEEDS"):gmatch("%d+") do
  seeds[#seeds + 1] = tonumber(seed)
end
local seed_random = math.randomseed
seed_random(seeds[1])
-- A script that seeds by the clock, as most do, would make choices that nobody can repeat.
math.randomseed = function() end

local task = sure(pcall(dofile, os.getenv("KONG_PERF_TASK")))
if task.first then
  wrk.method, wrk.path, wrk.body = task.first.method, task.first.path, task.first.body
  for name, value in pairs(task.first.headers) do
    wrk.headers[name] = value
  end
end
if task.script then
  local script, why = loadstring(task.script, "=load.script")
  sure(pcall(script or fail, why))
end

local theirs = { setup = setup, init = init, done = done }
local threads = {}

-- wrk counts seconds. A timer sends it the SIGINT that ends it early, as a person would; again and again, since it is ignored until
-- all threads have begun.
local function end_after(micros)
  -- wrk's threads look ten times a second whether they shall end: a little too late would be a tenth of a second too late.
  micros = micros - 20000
  local ffi = require("ffi")
  ffi.cdef([[
    typedef struct { int64_t value; int32_t signo, notify; char rest[48]; } kong_perf_event;
    typedef struct { long every_s, every_ns, first_s, first_ns; } kong_perf_times;
    int timer_create(int clock, kong_perf_event *event, void **timer);
    int timer_settime(void *timer, int flags, const kong_perf_times *times, void *before);
  ]])
  local ok, rt = pcall(function() return ffi.C.timer_create and ffi.C end)
  if not ok then
    rt = ffi.load("rt") -- glibc before 2.34
  end
  local MONOTONIC, SIGINT, SIGNAL = 1, 2, 0
  local timer = ffi.new("void *[1]")
  local event = ffi.new("kong_perf_event", { value = 0, signo = SIGINT, notify = SIGNAL })
  local times = ffi.new("kong_perf_times", { 0, 20 * 1e6, math.floor(micros / 1e6), micros % 1e6 * 1e3 })
  if rt.timer_create(MONOTONIC, event, timer) ~= 0 or rt.timer_settime(timer[0], 0, times, nil) ~= 0 then
    fail("no timer can be made")
  end
end

function setup(thread)
  threads[#threads + 1] = thread
  if #threads == 1 and tonumber(os.getenv("KONG_PERF_END_MICROS")) then
    sure(pcall(end_after, tonumber(os.getenv("KONG_PERF_END_MICROS"))))
  end
  thread:set("kong_perf_thread", #threads)
  if theirs.setup then
    theirs.setup(thread)
  end
end

-- A function that gives the text with numbers just drawn. pieces: strings, and {from, to} for numbers.
local function drawing(pieces)
  local random, concat, out, places = math.random, table.concat, {}, {}
  for i, piece in ipairs(pieces) do
    out[i] = piece
    if type(piece) == "table" then
      places[#places + 1] = { at = i, from = piece[1], to = piece[2] }
    end
  end
  local fixed = #places == 0 and concat(out)
  return function()
    if fixed then
      return fixed
    end
    for i = 1, #places do
      local place = places[i]
      out[place.at] = random(place.from, place.to)
    end
    return concat(out)
  end
end

local function making(request)
  local head = drawing(request.head)
  if not request.body then
    return head
  end
  local body = drawing(request.body)
  return function()
    local start, content = head(), body()
    return start .. "Content-Length: " .. #content .. "\r\n\r\n" .. content
  end
end

local function choosing(requests)
  local random, make = math.random, {}
  for i, request in ipairs(requests) do
    make[i] = making(request)
  end
  return function()
    return make[random(#make)]()
  end
end

local function is_fixed(request)
  return not request.body and #request.head == 1
end

local function count_statuses()
  local counts, their_response = {}, response
  kong_perf_statuses = counts
  function response(status, ...)
    counts[status] = (counts[status] or 0) + 1
    if their_response then
      return their_response(status, ...)
    end
  end
end

function init(args)
  seed_random(seeds[kong_perf_thread + 1])
  if theirs.init then
    theirs.init(args)
  end
  if task.requests and type(request) ~= "function" then
    if #task.requests == 1 and is_fixed(task.requests[1]) then
      -- wrk.init asks next for the one request that is sent again and again, which is faster than request().
      local format = wrk.format
      wrk.format = function()
        wrk.format = format
        return task.requests[1].head[1]
      end
    else
      request = choosing(task.requests)
    end
  end
  if os.getenv("KONG_PERF_STATUSES") == "each" then
    count_statuses()
  end
end

-- wrk gives the buckets one by one, each time looking through all of them; so they are read where they lie. What is handed
-- over is a pointer to wrk's stats (stats.h). limit is known, so that another layout is noticed before it is read.
local function stored_buckets(latency, limit, write)
  local ffi = require("ffi")
  ffi.cdef("typedef struct { uint64_t count, limit, min, max, data[1]; } kong_perf_stats;")
  local stats = ffi.cast("kong_perf_stats **", latency)[0]
  if tonumber(stats.limit) ~= limit or tonumber(stats.min) ~= latency.min or tonumber(stats.max) ~= latency.max
      or stats.max >= stats.limit then
    error("another layout")
  end
  local data, max, count = stats.data, tonumber(stats.max), 0
  for micros = 0, max do
    count = count + tonumber(data[micros])
  end
  if count ~= tonumber(stats.count) then
    error("another layout")
  end
  for micros = tonumber(stats.min), max do
    if data[micros] ~= 0 then
      write(micros, tonumber(data[micros]))
    end
  end
end

local function told_buckets(latency, write)
  for i = 1, #latency do
    write(latency(i))
  end
end

local function write_buckets(latency)
  local lines = {}
  local function write(micros, count)
    lines[#lines + 1] = string.format("bucket %.0f %.0f\n", micros, count)
  end
  local limit = tonumber(os.getenv("KONG_PERF_TIMEOUT_MICROS")) + 1
  if latency.max > 0 or #latency > 0 then
    if not pcall(stored_buckets, latency, limit, write) then
      lines = {}
      told_buckets(latency, write)
    end
  end
  io.write(table.concat(lines))
end

local function write_statuses()
  local counts = {}
  for _, thread in ipairs(threads) do
    for status, count in pairs(thread:get("kong_perf_statuses")) do
      counts[status] = (counts[status] or 0) + count
    end
  end
  for status, count in pairs(counts) do
    io.write(string.format("status %.0f %.0f\n", status, count))
  end
end

function done(summary, latency, requests)
  local cpu = os.clock()
  io.write("\n-- kong-perf begin --\n")
  local function number(name, value)
    io.write(string.format("%s %.0f\n", name, value))
  end
  number("cpu_us", cpu * 1e6)
  number("duration_us", summary.duration)
  number("requests", summary.requests)
  number("bytes", summary.bytes)
  for _, kind in ipairs({ "connect", "read", "write", "timeout", "status" }) do
    number("errors_" .. kind, summary.errors[kind])
  end
  if os.getenv("KONG_PERF_STATUSES") == "each" then
    write_statuses()
  end
  write_buckets(latency)
  io.write("-- kong-perf end --\n")
  if theirs.done then
    theirs.done(summary, latency, requests)
  end
end

-- Kong Perf's stand-in for tests, not OpenResty: runs the Lua file that the environment names, with its arguments, and
-- ends with its exit code. nginx has no handler of SIGCHLD yet at this point, so that exit codes of children are ours.
local ffi = require "ffi"

ffi.cdef [[ int unsetenv(const char *name); ]]

local function take(name)
  local value = os.getenv(name)
  ffi.C.unsetenv(name)
  return value
end

local count = tonumber(take("STANDIN_ARGC"))
local words = { [0] = take("STANDIN_ARG_0") }
for i = 1, count do
  words[i] = take("STANDIN_ARG_" .. i)
end

_G.print = function(...)
  local line = {}
  for i = 1, select("#", ...) do
    line[i] = tostring((select(i, ...)))
  end
  io.stdout:write(table.concat(line, "\t"), "\n")
end

local chunk, err
if words[1] == "-e" then
  chunk, err = loadstring(words[2] or "", "=(command line)")
  arg = { [0] = words[0] }
elseif words[1] then
  arg = { [0] = words[1] }
  for i = 2, count do
    arg[i - 1] = words[i]
  end
  chunk, err = loadfile(words[1])
else
  err = "resty (stand-in): give a Lua file to run"
end

local ok = chunk ~= nil
if ok then
  ok, err = xpcall(chunk, debug.traceback)
end
if not ok then
  io.stderr:write("ERROR: ", tostring(err), "\n")
end
io.stdout:flush()
io.stderr:flush()
os.exit(ok and 0 or 1)

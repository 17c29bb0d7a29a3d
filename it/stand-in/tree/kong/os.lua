-- Kong Perf's stand-in for tests, not Kong: files and processes, for the command line.
local ffi = require "ffi"

ffi.cdef [[
  int kill(int pid, int sig);
  int usleep(unsigned int microseconds);
  unsigned int geteuid(void);
  unsigned int umask(unsigned int mask);
]]

local machine = {}

local SIGNALS = { HUP = 1, INT = 2, QUIT = 3, KILL = 9, TERM = 15, STOP = 19 }

function machine.is_root()
  return ffi.C.geteuid() == 0
end

--- @return whether there was somebody to get it
function machine.kill(pid, signal)
  return ffi.C.kill(pid, SIGNALS[signal] or signal) == 0 or ffi.errno() == 1 -- EPERM: it lives, and is not ours
end

--- Whether the process is there, and not only its entry that nobody has read yet.
function machine.lives(pid)
  if not machine.kill(pid, 0) then
    return false
  end
  local stat = machine.read("/proc/" .. pid .. "/stat")
  return not (stat and stat:find("^%d+ %b() Z"))
end

function machine.sleep(seconds)
  ffi.C.usleep(seconds * 1e6)
end

function machine.quote(text)
  return "'" .. text:gsub("'", "'\\''") .. "'"
end

function machine.read(path)
  local file, err = io.open(path)
  if not file then
    return nil, err
  end
  local text = file:read("*a")
  file:close()
  return text
end

--- Writes a file that only owner (and group) can read.
function machine.write(path, text)
  local before = ffi.C.umask(23) -- 027
  local file, err = io.open(path, "w")
  ffi.C.umask(before)
  if not file then
    return nil, err
  end
  file:write(text)
  file:close()
  return true
end

function machine.is_folder(path)
  return (machine.exit_code("test -d " .. machine.quote(path))) == 0
end

function machine.exit_code(command)
  local status = os.execute(command)
  if status >= 256 then
    return math.floor(status / 256)
  end
  return status
end

--- Runs a command for a shell. @return its exit code, and what it wrote to both outputs
function machine.run(command)
  -- To a file: a daemon that keeps its standard error would keep a pipe open for ever.
  local path = os.tmpname()
  local code = machine.exit_code("{ " .. command .. "\n} > " .. path .. " 2>&1")
  local text = machine.read(path)
  os.remove(path)
  return code, text
end

return machine

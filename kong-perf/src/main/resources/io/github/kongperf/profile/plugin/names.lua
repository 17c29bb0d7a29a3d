-- Kong Perf's plugin that samples what a worker is doing, see handler.lua: names of what LuaJIT knows by numbers.
local util = require "jit.util"

-- What we do is nothing to watch.
jit.off(true, true)

local names = {}

-- Comes with LuaJIT as a file, which some installations leave out
local ok, vmdef = pcall(require, "jit.vmdef")
if not ok then
  vmdef = {}
end

-- Names of six characters each, one after another
local function of_six(all, number)
  return all and type(number) == "number" and all:sub(6 * number + 1, 6 * number + 6):match("%S+") or tostring(number)
end

--- A function of LuaJIT's own libraries.
function names.builtin(id)
  return vmdef.ffnames and vmdef.ffnames[tonumber(id)] or ("builtin " .. id)
end

--- Where a function, or an instruction of it, comes from: file:line.
function names.place(func, pc)
  local info = util.funcinfo(func, pc)
  if info.source then
    return info.source:gsub("^[@=]", "") .. ":" .. (info.currentline or info.linedefined or 0)
  end
  return info.ffid and names.builtin(info.ffid) or "a C function"
end

--- Why LuaJIT has given up a trace.
function names.reason(code, about)
  if type(code) ~= "number" then
    return tostring(code)
  end
  local text = vmdef.traceerr and vmdef.traceerr[code]
  if not text then
    return "reason " .. code .. (type(about) == "number" and " (" .. about .. ")" or "")
  end
  if type(about) == "function" then
    about = names.place(about)
  elseif text:find("bytecode", 1, true) then
    about = of_six(vmdef.bcnames, about)
  elseif text:find("IR instruction", 1, true) then
    about = of_six(vmdef.irnames, about)
  end
  return (text:gsub("%%[ds]", function() return tostring(about) end))
end

return names

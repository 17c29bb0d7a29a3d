-- For tests of profilers: work that every request needs, and more of it that a variant plants, in a Lua function or in C.
local Planted = { PRIORITY = 500, VERSION = "1.0.0" }

local TEXT = ("The quick brown fox jumps over the lazy dog. "):rep(4)

--- In Lua: what they return depends on each step, so that no compiler can leave any out.
local function needed(steps)
  local sum = 1
  for i = 1, steps do
    sum = (sum * 33 + i) % 65521
  end
  return sum
end

local function wasteful(steps)
  local sum = 2
  for i = 1, steps do
    sum = (sum * 31 + i) % 65519
  end
  return sum
end

--- In C: a digest, which neither LuaJIT nor nginx makes itself.
local function digest(times)
  for _ = 1, times do
    ngx.sha1_bin(TEXT)
  end
end

function Planted:access(conf)
  local sum = needed(conf.needed)
  if conf.lua > 0 then
    sum = sum + wasteful(conf.lua)
  end
  if conf.c > 0 then
    digest(conf.c)
  end
  ngx.ctx.planted = sum
end

return Planted

-- Wastes time where everybody can see it.
local Wasteful = { PRIORITY = 10, VERSION = "1.0" }

-- What it returns depends on each step, so that no compiler can leave any out.
local function waste(steps)
  local sum = 2
  for i = 1, steps do
    sum = (sum * 31 + i) % 65519
  end
  return sum
end

function Wasteful:access(conf)
  if conf.steps > 0 then
    ngx.ctx.wasted = waste(conf.steps)
  end
end

return Wasteful

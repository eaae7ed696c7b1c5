-- SPDX-License-Identifier: Apache-2.0
-- Question: in a hot week everybody switches a cooler on. Which cables and transformers carry too much?
-- Inputs:   buildings, weather, and a power grid: imported, or made with `conurb synthesise`
-- Levers:   hotter      added to the air temperature of the hot week, K
--           everywhere  true: every building is cooled while the heat lasts
--           too_much    loading from which equipment is told by name, 1 is what it may carry for long
-- KPIs:     highest loading of a line, highest loading of a transformer, lowest voltage, losses, peak cooling load
local hotter = 6.0
local everywhere = true
local too_much = 1.0
local from, to = "2026-07-13", "2026-07-20"

local there, lines = pcall(function() return city.power_line:count() end)
if not there or lines == 0 then
  error("the city has no power grid: import one, or let `conurb synthesise` lay one along its streets")
end

local run = scenario {
  name = "Heat wave on the grid",
  from = "2026-07-06",
  to = "2026-07-27",
  base = "base",
  exchange = "1 h",
  plugins = { "buildings", "energy" },
}

-- The weather of the hot week, as the file has it, made hotter hour by hour.
city.weather:where(("time >= %d and time < %d"):format(instant(from), instant(to))):add("dry_bulb_temperature", hotter)
if everywhere then
  run:at(from .. " 00:00", function() plugin.buildings.cooling_everywhere = true end)
  run:at(to .. " 00:00", function() plugin.buildings.cooling_everywhere = false end)
end

-- The worst hour of everything that carries too much, to be told at the end.
local worst = {}
local function look(kind, label)
  local rows = city[kind]:where(("loading > %g"):format(too_much))
  local ids, loading = rows:ids(), rows:values("loading")
  for i = 1, #ids do
    local key = label .. " " .. ids[i]
    if not worst[key] or worst[key].loading < loading[i] then worst[key] = { loading = loading[i], at = run.now } end
  end
end
run:at(from .. " 00:00", function()
  run:every("1 h", function()
    if run.now > to then return end
    look("power_line", "line")
    look("power_transformer", "transformer")
  end)
end)
run:at("2026-07-26 23:00", function()
  local names = {}
  for name in pairs(worst) do names[#names + 1] = name end
  table.sort(names, function(a, b) return worst[a].loading > worst[b].loading end)
  print(("%d lines and transformers carry more than %g %%"):format(#names, 100 * too_much))
  for i = 1, math.min(#names, 10) do
    print(("  %s: %.0f %% at %s"):format(names[i], 100 * worst[names[i]].loading, worst[names[i]].at))
  end
end)

run:report {
  "energy.line_loading",
  "energy.transformer_loading",
  "energy.lowest_voltage",
  "energy.losses",
  "buildings.peak_cooling",
}

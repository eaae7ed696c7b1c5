-- SPDX-License-Identifier: Apache-2.0
-- Question: three weeks of summer grow hotter by some degrees. Who overheats, and what does cooling everybody cost?
-- Levers:   hotter      added to the air temperature of the hot weeks, K
--           everywhere  true: every building is cooled while the heat lasts
-- KPIs:     overheating hours, cooling energy, electricity, peak cooling load
local hotter = 4.0
local everywhere = true
local from, to = "2026-07-06", "2026-07-27"

local run = scenario {
  name = "Heat wave",
  from = "2026-06-01",
  to = "2026-09-01",
  base = "base",
  plugins = { "buildings" },
}

-- The weather of the hot weeks, as the file has it, made hotter hour by hour.
local hot = city.weather:where(("time >= %d and time < %d"):format(instant(from), instant(to)))
hot:add("dry_bulb_temperature", hotter)

if everywhere then
  run:at(from .. " 00:00", function() plugin.buildings.cooling_everywhere = true end)
  run:at(to .. " 00:00", function() plugin.buildings.cooling_everywhere = false end)
end

run:report {
  "buildings.overheating",
  "buildings.cooling_energy",
  "buildings.electricity",
  "buildings.peak_cooling",
}

-- SPDX-License-Identifier: Apache-2.0
-- Question: what if every building from before the first energy code were insulated, and half the heat came from heat pumps?
-- Levers:   old_before  year of construction below which envelopes are renewed
--           wall_u, roof_u, floor_u, window_u  U-values of the renewed envelope, W/(m2 K)
--           heat_pump_share  share of heat that heat pumps give
-- KPIs:     heating, energy by carrier, CO2, cost, peak load, overheating
local old_before = 1979
local wall_u, roof_u, floor_u, window_u = 0.20, 0.16, 0.30, 0.90
local heat_pump_share = 0.5

local run = scenario {
  name = "Deep retrofit",
  from = "2026-01-01",
  to = "2027-01-01",
  base = "base",
  plugins = { "buildings" },
}

local old = city.building:where("year_of_construction < " .. old_before .. " or year_of_construction is null")
print(("%d of %d buildings are renewed"):format(old:count(), #city.building))
old.wall_u_value = wall_u
old.roof_u_value = roof_u
old.floor_u_value = floor_u
old.window_u_value = window_u

plugin.buildings.heat_pump_share = heat_pump_share

run:report {
  "buildings.heating_energy",
  "buildings.co2",
  "buildings.cost",
  "buildings.peak_heating",
  "buildings.overheating",
}

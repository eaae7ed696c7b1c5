-- SPDX-License-Identifier: Apache-2.0
-- Question: a main cable fails on a winter morning. Who is dark, for how long, and who can help himself?
-- Inputs:   a power grid: imported, or made with `conurb synthesise`; buildings and weather, if there are any
-- Levers:   cable      id of the power line that fails; nil: the one whose loss leaves most customers dark
--           repair     hours until it is repaired
--           crews      that drive to switches which nobody operates from afar
--           restore    true: the control room switches by its plan; false: all wait for the repair
--           island     true: the part with the most important customers gets a battery and a diesel, and lives
--                      by itself while the grid is lost
-- Actions:  fail the cable at 7:00, trip its breakers, cut it out, close what can be closed, repair it, and
--           switch back to normal
-- KPIs:     time without supply per customer, interruptions per customer, energy not supplied
-- Report:   the plan step by step, and what the island does
local cable = nil
local repair = 6.0
local crews = 2
local restore = true
local island = true

local run = scenario {
  name = "Blackout and islanding",
  from = "2026-01-15",
  to = "2026-01-17",
  base = "base",
  exchange = "15 min",
}
if city.power_line:count() == 0 then
  error("the city has no power grid: import one, or let `conurb synthesise` lay one along its streets")
end

-- The line that most customers hang on.
local function weakest_line()
  local cases = plugin.energy:ask("n_minus_1", city.power_line:count(), "islanding")
  for _, case in ipairs(cases) do
    if case.line and case.lost_customers > 0 then return case.line end
  end
  return nil
end

-- The station that feeds the most important load: its transformer, and what it draws in all.
local function vital_station()
  local loads = city.power_load:where("in_service == 1 and priority > 0")
  local bus, priority = loads:values("bus"), loads:values("priority")
  local vital
  for i = 1, #bus do
    if not vital or priority[i] > priority[vital] then vital = i end
  end
  if not vital then return nil end

  local from, to = city.power_line:all():values("from"), city.power_line:all():values("to")
  local next_to = {}
  for i = 1, #from do
    next_to[from[i]] = next_to[from[i]] or {}
    next_to[to[i]] = next_to[to[i]] or {}
    table.insert(next_to[from[i]], to[i])
    table.insert(next_to[to[i]], from[i])
  end
  local station_at = {}
  local ids, low = city.power_transformer:all():ids(), city.power_transformer:all():values("to")
  for i = 1, #ids do station_at[low[i]] = ids[i] end

  -- All that hangs together by lines has one voltage; its station is where a transformer leads to it.
  local seen, ways, station = { [bus[vital]] = true }, { bus[vital] }, nil
  for _, here in ipairs(ways) do
    station = station or (station_at[here] and { transformer = station_at[here], bus = here })
    for _, there in ipairs(next_to[here] or {}) do
      if not seen[there] then
        seen[there] = true
        ways[#ways + 1] = there
      end
    end
  end
  return station
end

-- A battery and a diesel at the station, and a switch that parts it from the grid by itself.
local function equip(station)
  local rated = city.power_transformer[station.transformer].rated_power
  local coupling = city.power_switch:where(("transformer == %d and bus == %d"):format(station.transformer, station.bus))
  if coupling:count() > 0 then
    coupling.coupling = 1
  else
    city.power_switch:insert {
      bus = station.bus, transformer = station.transformer, closed = 1, remote = 1, coupling = 1,
    }
  end
  city.power_storage:insert {
    bus = station.bus, max_power = 0.4 * rated, capacity = 0.4 * rated * 2 * 3600, charge = 0.4 * rated * 1.8 * 3600,
    grid_forming = 1,
  }
  city.power_generator:insert { bus = station.bus, control = "pq", rated_power = 0.4 * rated, grid_forming = 1 }
end

local function operate(step)
  if step.switch then
    city.power_switch[step.switch].closed = step.close == 1
  elseif step.line then
    city.power_line[step.line].in_service = step.close == 1
  end
end

local function say(step)
  print(("  %6.1f min  %s %s: %s%s; dark then: %d"):format(
    step.at / 60,
    step.close == 1 and "close" or "open",
    step.switch and "switch " .. step.switch or "line " .. tostring(step.line),
    step.purpose,
    step.crew and " (crew " .. step.crew .. ")" or "",
    step.dark_customers
  ))
end

if island then
  local station = vital_station()
  if station then equip(station) else print("no load of this grid has a priority: nobody gets an island") end
end

run:at("2026-01-15 07:00", function()
  local failed = cable or weakest_line()
  if not failed then error("no line of this grid leaves anybody dark when it fails") end
  local plan = plugin.energy:ask("restoration", failed, nil, nil, crews, repair)
  local sum = plugin.energy:ask("restoration_summary", failed, nil, nil, crews, repair)[1]
  city.power_line[failed].fault = 1
  print(("line %d fails: %d of %d customers are dark"):format(failed, sum.interrupted, sum.customers))
  if not restore then
    run:after(("%g h"):format(repair), function()
      city.power_line[failed].fault = 0
      for _, step in ipairs(plan) do
        if step.at == 0 and step.switch then city.power_switch[step.switch].closed = true end
      end
    end)
    return
  end
  run:after(("%d s"):format(math.ceil(sum.repaired)), function() city.power_line[failed].fault = 0 end)
  for _, step in ipairs(plan) do
    say(step)
    if step.at > 0 then run:after(("%d s"):format(math.ceil(step.at) + 1), function() operate(step) end) end
  end
  if sum.remarks then print("  " .. sum.remarks) end
end)

run:report {
  "energy.saidi",
  "energy.saifi",
  "energy.unserved_energy",
  "energy.dark_customers",
  "energy.line_loading",
  "energy.lowest_voltage",
}

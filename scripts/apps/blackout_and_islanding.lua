-- SPDX-License-Identifier: Apache-2.0
-- Question: a main cable fails on a winter morning. Who is dark, for how long, and who can help himself?
-- Inputs:   a power grid: imported, or made with `conurb synthesise`; buildings and weather, if there are any
-- Levers:   cable      id of the power line that fails; nil: the first on the way to the most important customers,
--                      or the one whose loss leaves most dark
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

local there, lines = pcall(function() return city.power_line:count() end)
if not there or lines == 0 then
  error("the city has no power grid: import one, or let `conurb synthesise` lay one along its streets")
end

local run = scenario {
  name = "Blackout and islanding",
  from = "2026-01-15",
  to = "2026-01-17",
  base = "base",
  exchange = "15 min",
}

-- What hangs together by lines and transformers that are closed: by bus, the ways { to, line } from it.
local function ways_of(transformers)
  local open = { line = {}, transformer = {} }
  local switches = city.power_switch:where("closed == 0")
  for kind, ids in pairs(open) do
    for _, id in pairs(switches:values(kind)) do ids[id] = true end
  end
  local ways = {}
  local function join(rows, kind)
    local ids, from, to = rows:ids(), rows:values("from"), rows:values("to")
    for i = 1, #ids do
      if not open[kind][ids[i]] then
        local line = kind == "line" and ids[i] or nil
        ways[from[i]] = ways[from[i]] or {}
        ways[to[i]] = ways[to[i]] or {}
        table.insert(ways[from[i]], { to = to[i], line = line })
        table.insert(ways[to[i]], { to = from[i], line = line })
      end
    end
  end
  join(city.power_line:where("in_service == 1"), "line")
  if transformers then join(city.power_transformer:where("in_service == 1"), "transformer") end
  return ways
end

-- The most important load's bus; nil if all are alike.
local function vital_bus()
  local loads = city.power_load:where("in_service == 1 and priority > 0")
  local bus, priority = loads:values("bus"), loads:values("priority")
  local vital
  for i = 1, #bus do
    if not vital or priority[i] > priority[vital] then vital = i end
  end
  return vital and bus[vital]
end

-- Breadth first from some buses; gives the buses in their order, and by bus the way that led there.
local function walk(from, ways)
  local order, came = {}, {}
  for _, bus in ipairs(from) do
    order[#order + 1] = bus
    came[bus] = {}
  end
  for _, here in ipairs(order) do
    for _, way in ipairs(ways[here] or {}) do
      if not came[way.to] then
        came[way.to] = { from = here, line = way.line }
        order[#order + 1] = way.to
      end
    end
  end
  return order, came
end

-- The station that feeds a bus: where a transformer leads to what hangs together with it by lines.
local function station_of(bus)
  local transformer_at = {}
  local ids, low = city.power_transformer:all():ids(), city.power_transformer:all():values("to")
  for i = 1, #ids do transformer_at[low[i]] = ids[i] end
  for _, here in ipairs((walk({ bus }, ways_of(false)))) do
    if transformer_at[here] then return { transformer = transformer_at[here], bus = here } end
  end
  return nil
end

-- The first line on the way from the grid beyond to a bus.
local function first_line_to(bus)
  local infeeds = city.power_generator:where('control == "slack" and in_service == 1'):values("bus")
  local _, came = walk(infeeds, ways_of(true))
  local line
  while came[bus] and came[bus].from do
    line = came[bus].line or line
    bus = came[bus].from
  end
  return line
end

-- The line that most customers hang on.
local function weakest_line()
  for _, case in ipairs(plugin.energy:ask("n_minus_1", city.power_line:count(), "islanding")) do
    if case.line and case.lost_customers > 0 then return case.line end
  end
  return nil
end

-- A battery and a diesel at the station, and a switch that parts it from the grid by itself.
local function equip(station)
  local rated = city.power_transformer[station.transformer].rated_power
  local coupling = city.power_switch:where(("transformer.id == %d and bus.id == %d"):format(station.transformer, station.bus))
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

local vital = vital_bus()
if island then
  local station = vital and station_of(vital)
  if station then equip(station) else print("no load of this grid has a priority: nobody gets an island") end
end

run:at("2026-01-15 07:00", function()
  local failed = cable or (vital and first_line_to(vital)) or weakest_line()
  if not failed then error("no line of this grid leaves anybody dark when it fails") end
  local plan = plugin.energy:ask("restoration", failed, nil, nil, crews, repair)
  local sum = plugin.energy:ask("restoration_summary", failed, nil, nil, crews, repair)[1]
  city.power_line[failed].fault = 1
  print(("line %d fails: %d of %d customers are dark"):format(failed, sum.interrupted, sum.customers))
  run:after("16 min", function()
    local alone = city.power_bus:count("island == 1")
    if alone > 0 then
      print(("%d places live in an island, with %.0f kWh in its battery"):format(
        alone, (city.power_storage:total("sum(charge)") or 0) / 3.6e6))
    end
  end)
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
  if sum.remarks and sum.remarks ~= "" then print("  " .. sum.remarks) end
end)

run:report {
  "energy.saidi",
  "energy.saifi",
  "energy.unserved_energy",
  "energy.dark_customers",
  "energy.line_loading",
  "energy.lowest_voltage",
}

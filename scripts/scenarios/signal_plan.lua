-- SPDX-License-Identifier: Apache-2.0
-- Question: what would another plan of the signals do to the busy hours?
-- Inputs:   road traffic: a network with signals and trips, imported, or made with `conurb synthesise`
-- Levers:   plan    "actuated": a green lasts as long as vehicles come; "max_pressure": while no other phase has fuller
--                   lanes before it; "fixed": the plan as it is, with another cycle
--           signal  name of a signal; nil: all
--           least, most  of a green where signals decide, against its length of now
--           cycle   of a fixed plan: how long its greens and reds are against those of now
--           look    when streets are listed
-- Actions:  let signals decide, or give them another cycle, from the start on
-- KPIs:     time lost in traffic and before the network, mean time of a trip, mean speed, vehicles in queues
-- Report:   the streets that lose most time then
local plan = "actuated"
local signal = nil
local least, most = 0.5, 1.5
local cycle = 0.8
local day = "2026-03-10"
local from, to, look = "07:30", "10:30", "09:00"

local there, signals = pcall(function() return city.traffic_signal:count() end)
if not there or signals == 0 then
  error("the city has no signals: import a network of SUMO, or let `conurb synthesise` make them")
end
if plan ~= "actuated" and plan ~= "max_pressure" and plan ~= "fixed" then
  error(("a plan is actuated, max_pressure or fixed, not '%s'"):format(plan))
end

local run = scenario {
  name = "Signal plan",
  from = day .. " " .. from,
  to = day .. " " .. to,
  base = "base",
  exchange = "5 min",
  plugins = { "transport" },
}

local of_signal = signal and (" and %%s.name == %q"):format(signal) or ""
local programs = city.signal_program:where('kind != "off"' .. of_signal:format("signal"))
if programs:count() == 0 then error(("no signal is called '%s'"):format(signal or "")) end
-- Amber, and red for all between two greens, is shorter and stays as it is.
local phases = city.signal_phase:where("duration >= 8" .. of_signal:format("program.signal"))
local by_length = {}
for _, length in ipairs(phases:values("duration")) do
  by_length[length] = by_length[length] or phases:where(("duration == %.17g"):format(length))
end
if plan ~= "fixed" then programs.kind = plan end
for length, rows in pairs(by_length) do
  if plan == "fixed" then
    rows.duration = length * cycle
  else
    rows.shortest = length * least
    rows.longest = length * most
  end
end
print(("%d programs with %d long phases: %s"):format(programs:count(), phases:count(), plan))

run:at(day .. " " .. look, function()
  local rows = city.road_link:where("delay > 0")
  local names, delays, ids = rows:values("name"), rows:values("delay"), rows:values("object_id")
  local order = {}
  for i = 1, #delays do order[i] = i end
  table.sort(order, function(a, b) return delays[a] > delays[b] or (delays[a] == delays[b] and a < b) end)
  print(("longest delays at %s:"):format(look))
  for i = 1, math.min(#order, 5) do
    local at = order[i]
    print(("  %s: %.0f s a vehicle"):format(names[at] or ids[at] or "?", delays[at]))
  end
end)

run:report {
  "transport.lost_time",
  "transport.waiting_time",
  "transport.trip_time",
  "transport.mean_speed",
  "transport.queue",
  "transport.forced_releases",
}

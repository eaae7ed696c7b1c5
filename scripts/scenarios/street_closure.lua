-- SPDX-License-Identifier: Apache-2.0
-- Question: a street is closed in the busy hours. Which way does its traffic go, and what does that cost?
-- Inputs:   road traffic: a network with trips, imported, or made with `conurb synthesise`
-- Levers:   street    name of the street, or identifier of a link; nil: the link that most trips pass
--           from, to  between which nobody may drive onto it
--           informed  share of drivers who know how traffic flows, and turn off for it
-- Actions:  close every link of the street, and open it again
-- KPIs:     time lost in traffic and before the network, mean time of a trip, mean speed, distance driven
-- Report:   the streets with the longest queues while it is closed
local street = nil
local day = "2026-03-10"
local from, to = "08:15", "09:15"
local informed = 0.2

local there, lanes = pcall(function() return city.road_lane:count() end)
if not there or lanes == 0 then
  error("the city has no lanes to drive on: import a network of SUMO, or let `conurb synthesise` make them")
end

local run = scenario {
  name = "Street closure",
  from = day .. " 07:30",
  to = day .. " 10:30",
  base = "base",
  exchange = "5 min",
  plugins = { "transport" },
}
plugin.transport.informed_share = informed

-- The links that are closed.
local function links_of(wanted)
  if not wanted then
    local busiest = plugin.transport:ask("busiest_links", 1)[1]
    if not busiest then error("no trip has a given way: name the street that is to be closed") end
    return city.road_link:where(("id == %d"):format(busiest.link)), busiest.name
  end
  for _, column in ipairs { "name", "object_id" } do
    local rows = city.road_link:where(("%s == %q"):format(column, wanted))
    if rows:count() > 0 then return rows, wanted end
  end
  error(("no street or link is called '%s'"):format(wanted))
end
local closed, called = links_of(street)
local name = called ~= "" and called or "a street without a name"
print(("%s is closed from %s to %s (links: %d)"):format(name, from, to, closed:count()))

run:at(day .. " " .. from, function() closed.open = 0 end)
run:at(day .. " " .. to, function()
  local rows = city.road_link:where("queue_length > 0")
  local names, lengths = rows:values("name"), rows:values("queue_length")
  local ids = rows:values("object_id")
  local order = {}
  for i = 1, #lengths do order[i] = i end
  table.sort(order, function(a, b) return lengths[a] > lengths[b] or (lengths[a] == lengths[b] and a < b) end)
  print("longest queues before it opens again:")
  for i = 1, math.min(#order, 5) do
    local at = order[i]
    print(("  %s: %.0f m"):format(names[at] or ids[at] or "?", lengths[at]))
  end
  closed.open = 1
end)

run:report {
  "transport.lost_time",
  "transport.waiting_time",
  "transport.trip_time",
  "transport.mean_speed",
  "transport.distance",
  "transport.forced_releases",
}

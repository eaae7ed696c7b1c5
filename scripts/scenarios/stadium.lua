-- SPDX-License-Identifier: Apache-2.0
-- Question: a match fills the stadium. How long do visitors and everybody else wait, before it and after it?
-- Inputs:   road traffic: a network with trips, imported, or made with `conurb synthesise`
-- Levers:   place     name of the street at the stadium, or identifier of a link; nil: the link that most trips pass
--           visitors  how many come to it
--           by_car, in_a_car  share of them who come by car, and how many sit in one
--           begins, ends  of the match, hours of the day
--           around    m around the place within which they park
--           announced  hour of the day at which the match is known; nil: from the start on
--           informed  share of drivers who know how traffic flows, and turn off for it
-- Actions:  add the match, which brings its trips with it
-- KPIs:     cars that came, cars that are home again, time lost in traffic and before the network, mean time of a trip
-- Report:   every half hour how many cars have come, are on the way, and are home; the longest queues
local place = nil
local day = "2026-03-10"
local visitors = 80000
local by_car, in_a_car = 0.35, 2.5
local begins, ends = 20, 22
local around = 800
local announced = nil
local informed = 0.3

local there, lanes = pcall(function() return city.road_lane:count() end)
if not there or lanes == 0 then
  error("the city has no lanes to drive on: import a network of SUMO, or let `conurb synthesise` make them")
end

local from, to = math.max(begins - 3, 0), math.min(ends + 2, 24)
local function clock(hour) return ("%s %02d:%02d"):format(day, math.floor(hour), math.floor(hour % 1 * 60)) end
local run = scenario {
  name = "Match in the stadium",
  from = clock(from),
  to = to < 24 and clock(to) or day .. " 23:55",
  base = "base",
  exchange = "5 min",
  plugins = { "transport" },
}
plugin.transport.informed_share = informed

local function link_of(wanted)
  if not wanted then
    local busiest = plugin.transport:ask("busiest_links", 1)[1]
    if not busiest then error("no trip has a given way: name the street of the stadium") end
    return busiest.link
  end
  for _, column in ipairs { "name", "object_id" } do
    local rows = city.road_link:where(("%s == %q"):format(column, wanted))
    if rows:count() > 0 then return rows:ids()[1] end
  end
  error(("no street or link is called '%s'"):format(wanted))
end
local link = link_of(place)

local function announce()
  if city.vehicle_type:count() == 0 then city.vehicle_type:insert { name = "car", vehicle_class = "passenger" } end
  city.demand_event:insert {
    name = "Match",
    link = link,
    radius = around,
    vehicles = math.floor(visitors * by_car / in_a_car),
    begins = begins * 3600,
    ends = ends * 3600,
  }
end
if announced then run:at(clock(announced), announce) else announce() end

for half = 1, 2 * (to - from) - 1 do
  local hour = from + half / 2
  run:at(clock(hour), function()
    if city.demand_event:count() == 0 then return end
    local function sum(column) return city.demand_event:total(("sum(%s)"):format(column)) end
    print(("%s: %.0f cars have come, %.0f are on the way, %.0f are home"):format(clock(hour):sub(12), sum("came"),
      sum("on_way"), sum("home")))
  end)
end
run:at(clock(begins), function()
  local rows = city.road_link:where("queue_length > 0")
  local names, lengths, ids = rows:values("name"), rows:values("queue_length"), rows:values("object_id")
  local order = {}
  for i = 1, #lengths do order[i] = i end
  table.sort(order, function(a, b) return lengths[a] > lengths[b] or (lengths[a] == lengths[b] and a < b) end)
  print("longest queues as it begins:")
  for i = 1, math.min(#order, 5) do
    print(("  %s: %.0f m"):format(names[order[i]] or ids[order[i]] or "?", lengths[order[i]]))
  end
end)

run:report {
  "transport.event_came",
  "transport.event_home",
  "transport.lost_time",
  "transport.waiting_time",
  "transport.trip_time",
  "transport.mean_speed",
  "transport.forced_releases",
}

-- SPDX-License-Identifier: Apache-2.0
-- Question: an accident blocks lanes in the busy hour. What do news to drivers and signals that decide save?
-- Inputs:   road traffic: a network with trips, imported, or made with `conurb synthesise`
-- Levers:   place     name of the street, or identifier of a link; nil: the link that most trips pass
--           at        when it happens
--           minutes   until the place is cleared
--           left      share of the capacity that is left meanwhile
--           news      share of drivers who hear of it and turn off
--           adaptive  true: signals decide by what they see: a green lasts as long as vehicles come
--           least, most  of such a green, s
-- Actions:  take capacity away and give it back; news to drivers; let signals decide
-- KPIs:     time lost in traffic and before the network, mean time of a trip, vehicles in queues
-- Report:   how long the queue was, and when it was gone
local place = nil
local day = "2026-03-10"
local at = "08:20"
local minutes = 40
local left = 0.2
local news = 0.4
local adaptive = true
local least, most = 8, 50

local there, lanes = pcall(function() return city.road_lane:count() end)
if not there or lanes == 0 then
  error("the city has no lanes to drive on: import a network of SUMO, or let `conurb synthesise` make them")
end

local run = scenario {
  name = "Incident response",
  from = day .. " 07:30",
  to = day .. " 10:30",
  base = "base",
  exchange = "5 min",
  plugins = { "transport" },
}

local function links_of(wanted)
  if not wanted then
    local busiest = plugin.transport:ask("busiest_links", 1)[1]
    if not busiest then error("no trip has a given way: name the place of the accident") end
    return city.road_link:where(("id == %d"):format(busiest.link)), busiest.name
  end
  for _, column in ipairs { "name", "object_id" } do
    local rows = city.road_link:where(("%s == %q"):format(column, wanted))
    if rows:count() > 0 then return rows, wanted end
  end
  error(("no street or link is called '%s'"):format(wanted))
end
local blocked, called = links_of(place)

-- Signals with a fixed program decide by themselves from now on: their greens may be shorter and longer.
if adaptive then
  city.signal_program:where('kind == "fixed"').kind = "actuated"
  local greens = city.signal_phase:where("duration >= 8")
  greens.shortest = least
  greens.longest = most
end

local happens = instant(day .. " " .. at)
run:at(day .. " " .. at, function()
  blocked.capacity_share = left
  plugin.transport.informed_share = news
  print(("accident on %s: %.0f %% of the capacity is left for %d min"):format(called ~= "" and called or "a street", 100 * left,
    minutes))
end)

local longest, gone = 0, nil
local cleared = happens + minutes * 60 * 1000000
run:every("5 min", function()
  local now = instant(run.now)
  if now < happens then return end
  local length = blocked:max("queue_length") or 0
  longest = math.max(longest, length)
  if now >= cleared and blocked:max("capacity_share") < 1 then blocked.capacity_share = 1 end
  if now > cleared and not gone and length < 30 then
    gone = run.now
    print(("the queue was %.0f m long and is gone at %s"):format(longest, gone))
  end
end)

run:report {
  "transport.lost_time",
  "transport.waiting_time",
  "transport.trip_time",
  "transport.queue",
  "transport.forced_releases",
}

// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/formats/consistency.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>
#include <string>

#include "plugins/transport/error.hpp"
#include "tests/plugins/transport/formats/fixtures.hpp"

namespace conurb::transport {
namespace {

using testing::crossing;
using testing::Scenario;
using testing::seed_text;

std::string network_fault(const std::function<void(RoadNetwork&)>& spoil) {
  RoadNetwork network = crossing().network;
  spoil(network);
  try {
    require_consistent(network, "a.xml");
  } catch (const InputError& error) {
    return error.what();
  }
  return "none";
}

std::string demand_fault(const std::function<void(TravelDemand&)>& spoil) {
  Scenario s = crossing();
  s.additional(seed_text("crossing.add.xml"));
  s.routes("<r><vehicle id='v' depart='1' route='r1'/><trip id='t' depart='2' from='e_in' to='w_out'/></r>");
  spoil(s.demand);
  try {
    require_consistent(s.demand, s.network, "a.xml");
  } catch (const InputError& error) {
    return error.what();
  }
  return "none";
}

TEST(TransportConsistency, WhatReadersGiveIsConsistent) {
  EXPECT_EQ(network_fault([](RoadNetwork&) {}), "none");
  EXPECT_EQ(demand_fault([](TravelDemand&) {}), "none");
}

TEST(TransportConsistency, TheFirstWrongElementOfANetworkIsNamed) {
  EXPECT_EQ(network_fault([](RoadNetwork& n) { n.links[2].to = 9; }),
            "a.xml: link row 2 's_in': to is row 9 of 4");
  EXPECT_EQ(network_fault([](RoadNetwork& n) { n.links[2].length = 0; }),
            "a.xml: link row 2 's_in': length is 0, must be above 0");
  EXPECT_EQ(network_fault([](RoadNetwork& n) { n.links[5].lanes = 2; }),
            "a.xml: link row 5 'w_out': last lane is row 7 of 7");
  EXPECT_EQ(network_fault([](RoadNetwork& n) { n.lanes[1].speed = -1; }),
            "a.xml: link row 1 'e_out': speed of a lane is -1, must be above 0");
  EXPECT_EQ(network_fault([](RoadNetwork& n) { n.junctions[0].x = std::nan(""); }),
            "a.xml: junction row 0 'E': x is not finite");
  EXPECT_EQ(network_fault([](RoadNetwork& n) { std::swap(n.connections[0], n.connections[5]); }),
            "a.xml: connection row 1: stands before one of an earlier link");
  EXPECT_EQ(network_fault([](RoadNetwork& n) { n.connections[0].light = 6; }),
            "a.xml: connection row 0: light is row 6 of 6");
  EXPECT_EQ(network_fault([](RoadNetwork& n) { n.connections[0].yields_to = {5}; }),
            "a.xml: connection row 0: yields to a connection that it does not cross");
  EXPECT_EQ(network_fault([](RoadNetwork& n) { n.connections[0].crosses = {2}; }),
            "a.xml: connection row 0: crosses a connection of another junction");
  EXPECT_EQ(network_fault([](RoadNetwork& n) { n.signals[0].active = 1; }),
            "a.xml: signal row 0 'C': active program is row 1 of 1");
  EXPECT_EQ(network_fault([](RoadNetwork& n) { n.signals[0].programs[0].phases[1].lights.pop_back(); }),
            "a.xml: signal row 0 'C': has a phase with another number of lights");
  EXPECT_EQ(network_fault([](RoadNetwork& n) {
              n.stops.push_back({"s", "", 0, 0, 5, 91});
            }),
            "a.xml: stop row 0 's': is not within its link");
}

TEST(TransportConsistency, TheFirstWrongElementOfDemandIsNamed) {
  EXPECT_EQ(demand_fault([](TravelDemand& d) { d.types[0].length = 0; }),
            "a.xml: vehicle type row 0 'car': length is 0, must be above 0");
  EXPECT_EQ(demand_fault([](TravelDemand& d) { d.mixes[0].weights.pop_back(); }),
            "a.xml: mix row 0 'mixed': needs a weight for each type");
  EXPECT_EQ(demand_fault([](TravelDemand& d) { d.vehicles[0].depart = 3000; }),
            "a.xml: vehicle row 1 't': departs before the one before it");
  EXPECT_EQ(demand_fault([](TravelDemand& d) { d.vehicles[0].type = 7; }),
            "a.xml: vehicle row 0 'v': type is row 7 of 4");
  EXPECT_EQ(demand_fault([](TravelDemand& d) { std::swap(d.route_links[1], d.route_links[2]); }),
            "a.xml: vehicle row 0 'v': has a step in its route that no connection leads");
  EXPECT_EQ(demand_fault([](TravelDemand& d) { d.vehicles[0].destination = 0; }),
            "a.xml: vehicle row 0 'v': has a route that does not lead from origin to destination");
  EXPECT_EQ(demand_fault([](TravelDemand& d) { d.halts[0].position = 91; }),
            "a.xml: vehicle row 0 'v': has a halt beyond its link");
  EXPECT_EQ(demand_fault([](TravelDemand& d) { d.vehicles[0].halts = 2; }),
            "a.xml: vehicle row 0 'v': last halt is row 1 of 1");
}

}  // namespace
}  // namespace conurb::transport

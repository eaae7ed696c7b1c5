// SPDX-License-Identifier: Apache-2.0
// Stops and vehicle types. Signal programs are in sumo_signals_test.cpp, routes in sumo_demand_test.cpp.
#include <gtest/gtest.h>

#include <string>

#include "plugins/transport/formats/consistency.hpp"
#include "tests/plugins/transport/formats/fixtures.hpp"

namespace conurb::transport {
namespace {

using testing::additional_refusal;
using testing::crossing;
using testing::listed;
using testing::says;
using testing::Scenario;
using testing::seed_text;

Scenario whole() {
  Scenario s = crossing();
  s.additional(seed_text("crossing.add.xml"));
  require_consistent(s.network, "crossing");
  require_consistent(s.demand, s.network, "crossing");
  return s;
}

Scenario with_element(const std::string& element) {
  Scenario s = crossing();
  s.additional("<additional>" + element + "</additional>");
  require_consistent(s.network, "small");
  require_consistent(s.demand, s.network, "small");
  return s;
}

const VehicleType& type_of(const Scenario& s, const std::string& id) {
  for (const VehicleType& type : s.demand.types) {
    if (type.id == id) return type;
  }
  ADD_FAILURE() << "no type " << id;
  static const VehicleType none;
  return none;
}

TEST(SumoStops, AStopIsAStretchOfALaneCountedFromItsStart) {
  const Scenario s = whole();
  ASSERT_EQ(s.network.stops.size(), 3U) << listed(s.findings);
  const Stop& bus = s.network.stops[0];
  EXPECT_EQ(bus.id, "b1");
  EXPECT_EQ(bus.name, "Market");
  EXPECT_EQ(bus.kind, Stop::Kind::bus);
  EXPECT_EQ(s.network.links[at(bus.link)].id, "e_out");
  EXPECT_EQ(bus.lane, 0);
  EXPECT_EQ(bus.begin, 10);
  EXPECT_EQ(bus.end, 30);  // 60 m before the end of 90 m
}

TEST(SumoStops, StopsOfTwoKindsMayShareAnId) {
  const Scenario s = whole();
  EXPECT_EQ(s.network.stops[1].id, "b1");
  EXPECT_EQ(s.network.stops[1].kind, Stop::Kind::train);
  EXPECT_EQ(s.network.stops[1].begin, 0);
  EXPECT_EQ(s.network.stops[1].end, 90);
  EXPECT_EQ(s.network.stops[2].kind, Stop::Kind::parking);
  EXPECT_TRUE(says(s.findings, "parkingArea 'p'", "capacity is not taken"));
}

TEST(SumoStops, AStopThatDoesNotFitIsCutToItsLaneOrLeftOut) {
  Scenario s = with_element("<busStop id='b' lane='e_in_0' startPos='80' endPos='95'/>");
  EXPECT_EQ(s.network.stops.at(0).end, 90);
  EXPECT_TRUE(says(s.findings, "busStop 'b'", "cut to the lane")) << listed(s.findings);
  s = with_element("<busStop id='b' lane='e_in_0' startPos='80' endPos='95' friendlyPos='true'/>");
  EXPECT_EQ(s.network.stops.at(0).end, 90);
  EXPECT_FALSE(says(s.findings, "busStop", "cut")) << listed(s.findings);
  s = with_element("<busStop id='b' lane='e_in_0' startPos='50' endPos='20'/>");
  EXPECT_EQ(s.network.stops.at(0).begin, 20);
  for (const char* lane : {"e_in_1", "x_0", "e_in", "", "e_in_-1", ":C_0_0"}) {
    s = with_element(std::string("<busStop id='b' lane='") + lane + "'/>");
    EXPECT_TRUE(s.network.stops.empty());
    EXPECT_TRUE(says(s.findings, "busStop 'b'", "on a lane that the network does not have: left out"));
  }
  s = with_element("<busStop id='b' lane='e_in_0'/><busStop id='b' lane='w_in_0'/>");
  EXPECT_EQ(s.network.stops.size(), 1U);
  EXPECT_TRUE(says(s.findings, "busStop 'b'", "stands twice: the first one counts"));
}

TEST(SumoTypes, ATypeHasWhatItSaysAndElseTheDefaultsOfItsClass) {
  const Scenario s = whole();
  const VehicleType& car = type_of(s, "car");
  EXPECT_EQ(car.vehicle_class, VehicleClass::passenger);
  EXPECT_EQ(car.length, 4.5);
  EXPECT_EQ(car.min_gap, 1.5);
  EXPECT_EQ(car.max_speed, 50);
  EXPECT_EQ(car.acceleration, 2.9);
  EXPECT_EQ(car.deceleration, 7.5);
  EXPECT_EQ(car.headway, 1.1);
  EXPECT_EQ(car.speed_factor, 1.1);
  EXPECT_EQ(car.speed_deviation, 0.12);
  EXPECT_EQ(car.emission_class, "HBEFA3/PC_G_EU4");
  const VehicleType& tram = type_of(s, "tram7");
  EXPECT_EQ(tram.vehicle_class, VehicleClass::tram);
  EXPECT_EQ(tram.length, 22);
  EXPECT_DOUBLE_EQ(tram.max_speed, 80 / 3.6);
  EXPECT_EQ(tram.speed_deviation, 0);
}

TEST(SumoTypes, AClassThatIgnoresPermissionsIsACarThatMayUseEveryLane) {
  const Scenario s =
      with_element("<vType id='i' vClass='ignoring'/><vType id='o' vClass='public_transport'/>");
  EXPECT_TRUE(type_of(s, "i").ignores_permissions);
  EXPECT_EQ(type_of(s, "i").vehicle_class, VehicleClass::passenger);
  EXPECT_FALSE(type_of(s, "o").ignores_permissions);
  EXPECT_EQ(type_of(s, "o").vehicle_class, VehicleClass::bus);  // as files of before 2014 say it
}

TEST(SumoTypes, ADistributionHasItsMembersAndWeightsHoweverItIsWritten) {
  const Scenario s = whole();
  ASSERT_EQ(s.demand.mixes.size(), 2U);
  const auto id_of = [&](std::size_t mix, std::size_t i) {
    return s.demand.types[at(s.demand.mixes[mix].types[i])].id;
  };
  EXPECT_EQ(s.demand.mixes[0].id, "mixed");
  EXPECT_EQ(s.demand.mixes[0].weights, (std::vector<double>{0.4, 0.6}));
  EXPECT_EQ(id_of(0, 0), "van");
  EXPECT_EQ(id_of(0, 1), "car");
  EXPECT_EQ(s.demand.mixes[1].weights, (std::vector<double>{1, 3}));
  EXPECT_EQ(id_of(1, 0), "car");
  EXPECT_EQ(id_of(1, 1), "van");
}

TEST(SumoTypes, MembersThatAreNamedBringTheirOwnWeights) {
  Scenario s = whole();
  s.additional("<a><vTypeDistribution id='own' vTypes='car van'/></a>");
  ASSERT_EQ(s.demand.mixes.size(), 3U);
  EXPECT_EQ(s.demand.mixes[2].weights, (std::vector<double>{0.25, 0.4}));
}

TEST(SumoTypes, WhatIsWrongInATypeIsToldOrRefused) {
  Scenario s = with_element(
      "<vType id='h' vClass='hovercraft'/><vType id='h'/><vTypeDistribution id='e'/>"
      "<vTypeDistribution id='z' vTypes='h h' probabilities='0 0'/>");
  EXPECT_TRUE(says(s.findings, "vehicle type 'h'", "of the class 'hovercraft': a passenger car instead"));
  EXPECT_TRUE(says(s.findings, "vehicle type 'h'", "stands twice"));
  EXPECT_TRUE(says(s.findings, "distribution 'e'", "no types: left out")) << listed(s.findings);
  EXPECT_TRUE(says(s.findings, "distribution 'z'", "all alike"));
  EXPECT_EQ(s.demand.mixes.at(0).weights, (std::vector<double>{1, 1}));
  const struct {
    const char *element, *says;
  } all[]{{"<vType id='a' length='0'/>", "vType 'a': length is '0', must be above 0"},
          {"<vType id='a' length='nan'/>", "vType 'a': length is 'nan', must be a finite number"},
          {"<vType id='a' speedFactor='fast'/>", "vType 'a': speedFactor is 'fast', must be"},
          {"<vType id='a' speedFactor='norm(1)'/>", "vType 'a': speedFactor is 'norm(1)', must be"},
          {"<vType/>", "vType: the attribute id is missing"},
          {"<vTypeDistribution id='d' vTypes='x'/>", "names the type 'x', which does not stand before"},
          {"<vType id='a'/><vTypeDistribution id='d' vTypes='a a' probabilities='1'/>",
           "must be one number for each"},
          {"<vTypeDistribution id='d'><vTypeDistribution id='f'/></vTypeDistribution>", "within another"}};
  for (const auto& [element, expected] : all) {
    const std::string message = additional_refusal(std::string("<a>") + element + "</a>");
    EXPECT_NE(message.find(expected), std::string::npos) << message;
  }
}

}  // namespace
}  // namespace conurb::transport

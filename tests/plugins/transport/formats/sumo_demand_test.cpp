// SPDX-License-Identifier: Apache-2.0
// Vehicles, trips, routes and halts on the small crossing. Flows are in sumo_flows_test.cpp.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "plugins/transport/formats/consistency.hpp"
#include "tests/plugins/transport/formats/fixtures.hpp"

namespace conurb::transport {
namespace {

using testing::crossing;
using testing::listed;
using testing::routes_refusal;
using testing::says;
using testing::Scenario;
using testing::seed_text;
using Ids = std::vector<std::string>;

Scenario read(const std::string& elements) {
  Scenario s = crossing();
  s.additional(seed_text("crossing.add.xml"));
  s.routes("<routes>" + elements + "</routes>");
  require_consistent(s.demand, s.network, "small");
  return s;
}

TEST(SumoDemand, AVehicleHasItsTypeDepartureAndRoute) {
  const Scenario s =
      read("<vehicle id='v' type='car' depart='0:01:40'><route edges='s_in e_out e_in'/></vehicle>");
  const Vehicle& v = s.vehicle("v");
  EXPECT_EQ(s.demand.types[at(v.type)].id, "car");
  EXPECT_EQ(v.depart, 100'000);
  EXPECT_EQ(s.route_of("v"), (Ids{"s_in", "e_out", "e_in"}));
  EXPECT_EQ(s.network.links[at(v.origin)].id, "s_in");
  EXPECT_EQ(s.network.links[at(v.destination)].id, "e_in");
}

TEST(SumoDemand, ATripHasItsEndsOnly) {
  const Scenario s = read("<trip id='t' depart='2' from='s_in' to='w_out' via='e_out'/>");
  EXPECT_EQ(s.vehicle("t").links, 0);
  EXPECT_EQ(s.network.links[at(s.vehicle("t").origin)].id, "s_in");
  EXPECT_EQ(s.network.links[at(s.vehicle("t").destination)].id, "w_out");
  EXPECT_TRUE(says(s.findings, "trip 't'", "the way is free")) << listed(s.findings);
}

TEST(SumoDemand, VehiclesOfOneRouteShareItsLinks) {
  const Scenario s = read(
      "<vehicle id='a' depart='1'><route edges='e_in w_out'/></vehicle>"
      "<vehicle id='b' depart='2'><route edges='e_in s_out'/></vehicle>"
      "<vehicle id='c' depart='3'><route edges=' e_in  w_out '/></vehicle>");
  EXPECT_EQ(s.vehicle("a").first_link, s.vehicle("c").first_link);
  EXPECT_NE(s.vehicle("a").first_link, s.vehicle("b").first_link);
  EXPECT_EQ(s.route_of("b"), (Ids{"e_in", "s_out"}));
}

TEST(SumoDemand, VehiclesAreSortedByDepartureAndThoseOfOneMomentStayInTheirOrder) {
  Scenario s = read(
      "<trip id='c' depart='5' from='e_in' to='w_out'/><trip id='b' depart='3' from='e_in' to='w_out'/>"
      "<trip id='a' depart='5' from='e_in' to='w_out'/>");
  s.routes("<routes><trip id='d' depart='3' from='e_in' to='w_out'/></routes>");
  Ids ids;
  for (const Vehicle& v : s.demand.vehicles) ids.push_back(v.id);
  EXPECT_EQ(ids, (Ids{"b", "d", "c", "a"}));
}

TEST(SumoDemand, HaltsOfARouteCountTheirTimeFromTheDeparture) {
  const Scenario s = read("<vehicle id='v' depart='100' route='r1'/>");
  EXPECT_EQ(s.route_of("v"), (Ids{"w_in", "e_out", "e_in", "s_out"}));
  ASSERT_EQ(s.vehicle("v").halts, 1);
  const Halt& halt = s.demand.halts[at(s.vehicle("v").first_halt)];
  EXPECT_EQ(s.network.stops[at(halt.stop)].id, "b1");
  EXPECT_EQ(s.network.stops[at(halt.stop)].kind, Stop::Kind::bus);
  EXPECT_EQ(s.network.links[at(halt.link)].id, "e_out");
  EXPECT_EQ(halt.position, 30);
  EXPECT_EQ(halt.duration, 20'000);
  EXPECT_EQ(halt.until, 130'000);
}

TEST(SumoDemand, HaltsOfAVehicleCountTheirTimeFromTheStart) {
  const Scenario s = read(
      "<vehicle id='v' depart='100' route='r1'>"
      "<stop lane='e_in_0' endPos='50' duration='5' until='170'/><stop parkingArea='p'/></vehicle>");
  ASSERT_EQ(s.vehicle("v").halts, 2);
  const Halt& halt = s.demand.halts[at(s.vehicle("v").first_halt + 1)];
  EXPECT_EQ(halt.stop, kNone);
  EXPECT_EQ(s.network.links[at(halt.link)].id, "e_in");
  EXPECT_EQ(halt.position, 50);
  EXPECT_EQ(halt.until, 170'000);
  EXPECT_TRUE(says(s.findings, "vehicle 'v'", "halts beside its route")) << listed(s.findings);  // w_out
}

TEST(SumoDemand, HaltsAgainstTheDirectionAreLeftOutUnlessTheRouteComesAgain) {
  const std::string halts = "<stop lane='e_in_0' endPos='50'/><stop lane='e_in_0' endPos='20'/></vehicle>";
  Scenario s = read("<vehicle id='v' depart='0'><route edges='e_in w_out'/>" + halts);
  EXPECT_EQ(s.vehicle("v").halts, 1);
  // Of a trip the way is not known yet.
  s = read("<trip id='v' depart='0' from='e_in' to='w_out'>" + halts.substr(0, halts.size() - 10) +
           "</trip>");
  EXPECT_EQ(s.vehicle("v").halts, 2);
}

TEST(SumoDemand, HaltsThatCannotBeFoundAreLeftOutAndTold) {
  const Scenario s = read(
      "<vehicle id='v' depart='0' route='r1'><stop busStop='x'/><stop lane='x_0'/>"
      "<stop trainStop='b1' triggered='person'/></vehicle>");
  EXPECT_TRUE(says(s.findings, "halt of vehicle 'v' ('x')", "at a stop that is not there: left out"));
  EXPECT_TRUE(says(s.findings, "halt of vehicle 'v'", "on a lane that is not there: left out"));
  EXPECT_TRUE(says(s.findings, "halt of vehicle 'v'", "ends by its duration")) << listed(s.findings);
  EXPECT_EQ(s.vehicle("v").halts, 2);
}

TEST(SumoDemand, RoutesThatCannotBeTravelledLeaveTheirVehiclesOut) {
  const Scenario s = read(
      "<vehicle id='u' depart='0'><route edges='e_in nowhere'/></vehicle>"
      "<vehicle id='j' depart='0'><route edges='e_in e_out'/></vehicle>"
      "<vehicle id='e' depart='0'><route edges=''/></vehicle>"
      "<vehicle id='n' depart='0' route='none'/><trip id='t' depart='0' from='e_in' to='x'/>"
      "<trip id='z' depart='0' fromTaz='a' toTaz='b'/>");
  EXPECT_TRUE(s.demand.vehicles.empty());
  EXPECT_TRUE(
      says(s.findings, "route of vehicle 'u' ('nowhere')", "names an edge that the network does not have"));
  EXPECT_TRUE(says(s.findings, "route of vehicle 'j' ('e_in to e_out')", "no connection joins: left out"));
  EXPECT_TRUE(says(s.findings, "route of vehicle 'e'", "has no edges"));
  EXPECT_TRUE(
      says(s.findings, "vehicle 'u', 'j', 'e', 'n', 't' and 1 more", "no route that can be travelled"))
      << listed(s.findings);
}

TEST(SumoDemand, AVehicleWhoseClassFindsNoLaneIsLeftOutAndOneThatIgnoresPermissionsIsNot) {
  // The right turn of w_in leaves its bus lane, whence a car cannot come.
  const Scenario s = read(
      "<vType id='i' vClass='ignoring'/><vType id='b' vClass='bus'/>"
      "<vehicle id='car' depart='0'><route edges='w_in s_out'/></vehicle>"
      "<vehicle id='bus' type='b' depart='0'><route edges='w_in s_out'/></vehicle>"
      "<vehicle id='any' type='i' depart='0'><route edges='w_in s_out'/></vehicle>"
      "<trip id='tram' type='tram7' depart='0' from='e_in' to='e_out'/>");
  ASSERT_EQ(s.demand.vehicles.size(), 2U);
  EXPECT_EQ(s.demand.vehicles[0].id, "bus");
  EXPECT_EQ(s.demand.vehicles[1].id, "any");
  EXPECT_TRUE(says(s.findings, "vehicle 'car'", "no lane for its class all along its route: left out"));
  EXPECT_TRUE(says(s.findings, "vehicle 'tram'", "where it begins or ends: left out")) << listed(s.findings);
}

TEST(SumoDemand, DeparturesByEventsAndBeforeTheStartAreLeftOut) {
  const Scenario s = read(
      "<vehicle id='t' depart='triggered' route='r1'/><vehicle id='n' depart='-1' route='r1'/>"
      "<vehicle id='b' depart='begin' route='r1'/>");
  ASSERT_EQ(s.demand.vehicles.size(), 1U);
  EXPECT_EQ(s.vehicle("b").depart, 0);
  EXPECT_TRUE(says(s.findings, "vehicle 't'", "departs when something happens: left out"));
  EXPECT_TRUE(says(s.findings, "vehicle 'n'", "departs before the start: left out"));
}

TEST(SumoDemand, PersonsAreCountedWithAllThatStandsInThem) {
  const Scenario s = read(
      "<person id='p'><walk edges='e_in'/><personTrip from='a' to='b'/></person>"
      "<person id='q'/><personFlow id='f'/><vehicle id='v' depart='0' route='r1'/>");
  EXPECT_TRUE(says(s.findings, "person 'p', 'q'", "not taken")) << listed(s.findings);
  EXPECT_TRUE(says(s.findings, "personFlow 'f'", "not taken"));
  EXPECT_EQ(s.demand.vehicles.size(), 1U);
}

TEST(SumoDemand, MixesAreDrawnByTheirWeightsAndTheSeed) {
  std::string many;
  for (int i = 0; i < 4000; ++i) {
    many += "<vehicle id='" + std::to_string(i) + "' depart='0' type='listed' route='r1'/>";
  }
  const Scenario s = read(many);
  int vans = 0;
  for (const Vehicle& v : s.demand.vehicles) vans += s.demand.types[at(v.type)].id == "van" ? 1 : 0;
  EXPECT_NEAR(vans, 3000, 110);  // 4 standard deviations of a binomial distribution of 4000 and 3/4
  Scenario other = crossing();
  other.seed = 2;
  other.additional(seed_text("crossing.add.xml")).routes("<routes>" + many + "</routes>");
  EXPECT_NE(other.demand.vehicles, s.demand.vehicles);
  EXPECT_EQ(read(many).demand, s.demand);
}

TEST(SumoDemand, WhatAVehicleDrawsDependsOnItsNumberAlone) {
  const std::string first = "<vehicle id='a' depart='9' type='listed' route='r1'/>";
  const std::string second = "<vehicle id='b' depart='9' type='listed' route='rd'/>";
  const std::string others = "<route id='r2' edges='e_in w_out'/><routeDistribution id='rd' routes='r1 r2'/>";
  Scenario apart = read(others + first);
  apart.routes("<routes>" + second + "</routes>");
  const Scenario together = read(others + first + second);
  EXPECT_EQ(apart.demand.vehicles, together.demand.vehicles);
  // A vehicle that is left out keeps its number.
  const Scenario gap = read(others + "<vehicle id='x' depart='9' route='none'/>" + second);
  EXPECT_EQ(gap.vehicle("b").type, together.vehicle("b").type);
  EXPECT_EQ(gap.vehicle("b").links, together.vehicle("b").links);
}

TEST(SumoDemand, RouteDistributionsAreDrawnFromHoweverTheyAreWritten) {
  const std::string routes =
      "<route id='r2' edges='e_in w_out' probability='3'/><route id='r3' edges='e_in s_out'/>";
  const auto share = [&](const std::string& distribution) {
    std::string text = routes + distribution;
    for (int i = 0; i < 4000; ++i) text += "<vehicle id='" + std::to_string(i) + "' depart='0' route='rd'/>";
    const Scenario s = read(text);
    EXPECT_EQ(s.demand.vehicles.size(), 4000U);
    int taken = 0;
    for (const Vehicle& v : s.demand.vehicles)
      taken += s.network.links[at(v.destination)].id == "w_out" ? 1 : 0;
    return taken / 4000.0;
  };
  constexpr double kFourDeviations = 0.032;  // of 4000 draws
  EXPECT_NEAR(share("<routeDistribution id='rd' routes='r2 r3'/>"), 0.75, kFourDeviations);
  EXPECT_NEAR(share("<routeDistribution id='rd' routes='r2 r3' probabilities='1 4'/>"), 0.2, kFourDeviations);
  EXPECT_NEAR(share("<routeDistribution id='rd'><route refId='r2' probability='1'/>"
                    "<route id='r4' edges='e_in s_out' probability='1'/></routeDistribution>"),
              0.5, kFourDeviations);
  EXPECT_EQ(share("<routeDistribution id='rd' routes='r2 r3' probabilities='0 1'/>"), 0);
  EXPECT_EQ(share("<routeDistribution id='rd' routes='r2 none'/>"), 1);
}

TEST(SumoDemand, AVehicleMayBringItsOwnDistribution) {
  const Scenario s = read(
      "<vehicle id='v' depart='0'><routeDistribution last='0'>"
      "<route edges='e_in w_out' probability='0'/><route edges='e_in s_out' probability='1'/>"
      "</routeDistribution></vehicle><vehicle id='w' depart='0' route='v'/>");
  EXPECT_EQ(s.route_of("v"), (Ids{"e_in", "s_out"}));
  EXPECT_EQ(s.demand.vehicles.size(), 1U);
}

TEST(SumoDemand, InfrastructureInADemandFileIsPassedOver) {
  const Scenario s = read(
      "<busStop id='b9' lane='e_in_0'/><tlLogic id='C' programID='9'><phase duration='1' "
      "state='rrrrrr'/></tlLogic>");
  EXPECT_TRUE(says(s.findings, "file", "1 'busStop'")) << listed(s.findings);
  EXPECT_EQ(s.network.stops.size(), 3U);
}

TEST(SumoDemand, TypesThatSumoAlwaysHasAreThereAndOthersAreReplaced) {
  const Scenario s = read(
      "<vehicle id='a' depart='0' route='r1'/><vehicle id='b' depart='0' type='x' route='r1'/>"
      "<trip id='c' depart='0' type='DEFAULT_BIKETYPE' from='w_in' to='s_out'/>");
  EXPECT_EQ(s.demand.types[at(s.vehicle("a").type)].id, "DEFAULT_VEHTYPE");
  EXPECT_EQ(s.demand.types[at(s.vehicle("b").type)].id, "DEFAULT_VEHTYPE");
  EXPECT_TRUE(says(s.findings, "vehicle type 'x'", "a passenger car instead"));
  EXPECT_EQ(s.demand.types[at(s.vehicle("c").type)].vehicle_class, VehicleClass::bicycle);
}

TEST(SumoDemand, WhatIsMissingOrWrongIsRefusedWithItsLine) {
  const struct {
    const char *element, *says;
  } all[]{
      {"\n<vehicle depart='1'/>", "small.rou.xml:2: vehicle: the attribute id is missing"},
      {"<vehicle id='a'/>", "vehicle 'a': the attribute depart is missing"},
      {"<vehicle id='a' depart='soon'/>", "vehicle 'a': depart is 'soon', must be a time within 24 days"},
      {"<vehicle id='a' depart='1e9'/>", "vehicle 'a': depart is '1e9', must be a time within 24 days"},
      {"<route edges='e_in'/>", "route: the attribute id is missing"},
      {"<route id='r'/>", "route 'r': the attribute edges is missing"},
      {"<vehicle id='a' depart='1'><vehicle id='b' depart='1'/></vehicle>", "stands within another vehicle"},
      {"<routeDistribution id='d'><trip id='b' depart='1'/></routeDistribution>", "or within a route"},
      {"<route id='a' edges='e_in'><route id='b' edges='e_in'/></route>", "stands within another route"},
      {"<route id='a' edges='e_in' probability='-1'/>", "probability is '-1', must be 0 or above"}};
  for (const auto& [element, expected] : all) {
    const std::string message = routes_refusal(std::string("<routes>") + element + "</routes>");
    EXPECT_NE(message.find(expected), std::string::npos) << message;
  }
}

}  // namespace
}  // namespace conurb::transport

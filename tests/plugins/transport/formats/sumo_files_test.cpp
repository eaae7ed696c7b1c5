// SPDX-License-Identifier: Apache-2.0
// Public scenarios: Bologna, with and without sidewalks (DLR, EPL-2.0), and Porto Alegre (OpenStreetMap,
// ODbL). The numbers were counted in the files by other means (shared data transport/SOURCES.md); 11,176
// vehicles and 148 buses are those that SUMO 1.15 runs.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "plugins/transport/formats/consistency.hpp"
#include "tests/plugins/transport/formats/fixtures.hpp"

namespace conurb::transport {
namespace {

using testing::listed;
using testing::read_text;
using testing::says;
using testing::Scenario;
using testing::shared_file;

std::string text_of(const std::string& name) {
  return read_text(shared_file(name));
}

void require_whole(const Scenario& s) {
  require_consistent(s.network, "network");
  require_consistent(s.demand, s.network, "demand");
}

std::ptrdiff_t warnings(const Scenario& s) {
  return std::count_if(s.findings.begin(), s.findings.end(),
                       [](const Finding& f) { return f.level == Finding::Level::warning; });
}

Scenario bologna() {
  const std::string folder = "sumo_bologna_joined/joined";
  Scenario s;
  s.net(text_of(folder + "_buslanes.net.xml"));
  for (const char* part : {"_bus_stops", "_vtypes", "_tls", "_detectors"}) {
    s.additional(text_of(folder + part + ".add.xml"));
  }
  s.routes(text_of(folder + ".rou.xml")).routes(text_of(folder + "_busses.rou.xml"));
  return s;
}

TEST(SumoBologna, HasItsElementsAndItsVehicles) {
  CONURB_NEED_TRANSPORT_DATA("sumo_bologna_joined");
  const Scenario s = bologna();
  require_whole(s);
  EXPECT_EQ(warnings(s), 0) << listed(s.findings);
  EXPECT_EQ(s.network.links.size(), 267U);
  EXPECT_EQ(s.network.connections.size(), 576U);
  EXPECT_EQ(s.network.junctions.size(), 158U);
  EXPECT_EQ(s.network.signals.size(), 13U);
  EXPECT_EQ(s.network.stops.size(), 56U);
  for (const Signal& signal : s.network.signals) {
    ASSERT_EQ(signal.programs.size(), 2U);
    EXPECT_EQ(signal.programs[at(signal.active)].id, "utopia");
  }
  EXPECT_EQ(s.demand.types.size(), 13U);
  EXPECT_EQ(s.demand.vehicles.size(), 11'176U);
  EXPECT_EQ(s.demand.halts.size(), 787U);
  for (const Vehicle& v : s.demand.vehicles) ASSERT_GT(v.links, 0) << v.id;
}

TEST(SumoBologna, ForEachFoeThereIsOneThatCrossesBack) {
  CONURB_NEED_TRANSPORT_DATA("sumo_bologna_joined");
  const RoadNetwork n = bologna().network;
  std::size_t crossings = 0;
  for (std::size_t row = 0; row < n.connections.size(); ++row) {
    for (const std::int32_t foe : n.connections[row].crosses) {
      const std::vector<std::int32_t>& back = n.connections[at(foe)].crosses;
      EXPECT_TRUE(std::find(back.begin(), back.end(), row_of(row)) != back.end()) << row << " and " << foe;
      ++crossings;
    }
    for (const std::int32_t foe : n.connections[row].yields_to) {
      EXPECT_NE(n.connections[row].right, Right::major) << row;
      const std::vector<std::int32_t>& back = n.connections[at(foe)].yields_to;
      EXPECT_TRUE(std::find(back.begin(), back.end(), row_of(row)) == back.end()) << row << " and " << foe;
    }
  }
  EXPECT_GT(crossings, 1000U);
}

TEST(SumoBologna, IsTheSameWhenItIsReadAgain) {
  CONURB_NEED_TRANSPORT_DATA("sumo_bologna_joined");
  const Scenario first = bologna(), second = bologna();
  EXPECT_EQ(first.network, second.network);
  EXPECT_EQ(first.demand, second.demand);
  EXPECT_EQ(first.findings, second.findings);
}

TEST(SumoBologna, TypesHaveTheSharesOfTheirDistributions) {
  CONURB_NEED_TRANSPORT_DATA("sumo_bologna_joined");
  const Scenario s = bologna();
  std::ptrdiff_t first = 0, ignoring = 0;
  for (const Vehicle& v : s.demand.vehicles) {
    const VehicleType& type = s.demand.types[at(v.type)];
    first += type.id == "passenger1" ? 1 : 0;
    ignoring += type.ignores_permissions ? 1 : 0;
  }
  // 10,069 vehicles are of the mix, passenger1 has 0.4 of a sum of 1.15: standard deviation 48.
  EXPECT_NEAR(static_cast<double>(first), 10'069 * 0.4 / 1.15, 4 * 48);
  EXPECT_EQ(ignoring, 931);
}

TEST(SumoAcosta, WalkersAreLeftOutAndTheirLightsStay) {
  CONURB_NEED_TRANSPORT_DATA("sumo_acosta_intermodal");
  const std::string folder = "sumo_acosta_intermodal/";
  Scenario s;
  s.net(text_of(folder + "acosta_peds.net.xml"));
  for (const char* part : {"bus_stops", "vtypes", "tls2"}) {
    s.additional(text_of(folder + "acosta_" + part + ".add.xml"));
  }
  s.routes(text_of(folder + "acosta_busses.rou.xml")).routes(text_of(folder + "persontrips.xml"));
  require_whole(s);
  EXPECT_EQ(s.network.links.size(), 184U);  // 900 edges less 342 inside junctions, 160 crossings, 214 areas
  EXPECT_TRUE(says(s.findings, "crossing", "left out")) << listed(s.findings);
  EXPECT_TRUE(
      says(s.findings, "walkingarea ':0_w0', ':0_w1', ':0_w2', ':1_w0', ':1_w1' and 209 more", "left out"));
  EXPECT_TRUE(says(s.findings, "person '0', '1', '2', '3', '4' and 7195 more", "not taken"));
  EXPECT_EQ(s.demand.vehicles.size(), 148U);
  ASSERT_EQ(s.network.signals.size(), 7U);
  for (const Signal& signal : s.network.signals) {
    const bool again = signal.id == "220" || signal.id == "219" || signal.id == "210" || signal.id == "221";
    EXPECT_EQ(signal.programs[at(signal.active)].id, again ? "utopia-mod" : "utopia");
  }
  EXPECT_EQ(s.network.signals[3].id, "220");
  EXPECT_EQ(s.network.signals[3].lights, 23);  // five of them for those who walk
}

TEST(SumoPortoAlegre, HasItsElementsAndItsTrips) {
  CONURB_NEED_TRANSPORT_DATA("bench_portoalegre");
  Scenario s;
  s.net(text_of("bench_portoalegre/poa.net.xml.gz"))
      .routes(text_of("bench_portoalegre/poa_trips_18k.xml.gz"));
  require_whole(s);
  EXPECT_EQ(warnings(s), 0) << listed(s.findings);
  EXPECT_EQ(s.network.links.size(), 17'831U);
  EXPECT_EQ(s.network.lanes.size(), 21'848U);
  EXPECT_EQ(s.network.junctions.size(), 7'390U);
  EXPECT_EQ(s.network.connections.size(), 52'259U);
  EXPECT_EQ(s.network.signals.size(), 570U);
  EXPECT_EQ(s.demand.vehicles.size(), 18'000U);
  std::size_t yields = 0;
  for (const Connection& c : s.network.connections) {
    yields += c.yields_to.size();
    EXPECT_TRUE(c.yields_to.empty() || c.right != Right::major || c.signal != kNone);
  }
  EXPECT_EQ(yields, 79'873U);  // ones in the responses of the file
}

}  // namespace
}  // namespace conurb::transport

// SPDX-License-Identifier: Apache-2.0
// When the vehicles of flows depart.
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
using Times = std::vector<Milliseconds>;

Scenario flow(const std::string& attributes, std::uint64_t seed = 1, const std::string& parts = "") {
  Scenario s = crossing();
  s.seed = seed;
  s.additional(seed_text("crossing.add.xml"));
  s.routes("<routes><flow id='f' route='r1' " + attributes + ">" + parts + "</flow></routes>");
  require_consistent(s.demand, s.network, "flow");
  return s;
}

Times departures(const Scenario& s) {
  Times times;
  for (const Vehicle& v : s.demand.vehicles) times.push_back(v.depart);
  return times;
}

TEST(SumoFlows, APeriodRunsFromTheBeginningUpToTheEnd) {
  const Scenario s = flow("begin='5' end='25' period='10'");
  EXPECT_EQ(departures(s), (Times{5000, 15000}));
  EXPECT_EQ(s.demand.vehicles[0].id, "f.0");
  EXPECT_EQ(s.demand.vehicles[1].id, "f.1");
  EXPECT_EQ(departures(flow("begin='5' end='25.001' period='10'")), (Times{5000, 15000, 25000}));
}

TEST(SumoFlows, ANumberSharesTheTimeOrGoesOnByItsPeriod) {
  EXPECT_EQ(departures(flow("begin='0' end='100' number='4'")), (Times{0, 25000, 50000, 75000}));
  EXPECT_EQ(departures(flow("begin='0' end='5' number='3' period='10'")), (Times{0, 10000, 20000}));
  EXPECT_TRUE(departures(flow("number='0' begin='0' end='5'")).empty());
  EXPECT_EQ(departures(flow("begin='7' end='7' number='2'")), (Times{7000, 7000}));
}

TEST(SumoFlows, VehiclesPerHourAreNotRoundedFromOneToTheNext) {
  const Times times = departures(flow("begin='0' end='3600' vehsPerHour='700'"));
  ASSERT_EQ(times.size(), 700U);
  EXPECT_EQ(times[1], 5143);           // 3600/700 s
  EXPECT_EQ(times.back(), 3'594'857);  // 699 times that
  EXPECT_EQ(departures(flow("begin='0' end='3600' perHour='3'")).size(), 3U);
}

TEST(SumoFlows, WithoutAnEndAFlowLastsADay) {
  const Times times = departures(flow("begin='100' period='3600'"));
  EXPECT_EQ(times.size(), 24U);
  EXPECT_EQ(times.back(), 100'000 + 23 * 3'600'000);
}

TEST(SumoFlows, AProbabilityIsThatOfADepartureInEachSecond) {
  const Times times = departures(flow("begin='1000' end='21000' probability='0.2'"));
  // 20,000 draws of probability 0.2: 4000, standard deviation 57.
  EXPECT_NEAR(static_cast<double>(times.size()), 4000, 4 * 57);
  int neighbours = 0;
  for (std::size_t i = 0; i < times.size(); ++i) {
    EXPECT_EQ(times[i] % 1000, 0);
    EXPECT_TRUE(times[i] >= 1'000'000 && times[i] < 21'000'000);
    if (i > 0) {
      EXPECT_GT(times[i], times[i - 1]);
      neighbours += times[i] - times[i - 1] == 1000 ? 1 : 0;
    }
  }
  EXPECT_NEAR(neighbours, 800, 4 * 26);  // the next second has one with 0.2, too
  EXPECT_EQ(departures(flow("begin='0' end='10' probability='1'")).size(), 10U);
  EXPECT_LE(departures(flow("begin='0' end='1000' probability='1e-300'")).size(), 1U);
}

TEST(SumoFlows, AnExponentialPeriodIsAPoissonProcess) {
  const Times times = departures(flow("begin='0' end='40000' period='exp(0.1)'"));
  EXPECT_NEAR(static_cast<double>(times.size()), 4000,
              4 * 64);  // the deviation of a Poisson number is its root
  int below = 0;
  for (std::size_t i = 1; i < times.size(); ++i) below += times[i] - times[i - 1] < 6931 ? 1 : 0;
  EXPECT_NEAR(below, 2000, 4 * 32 + 64);  // half of the gaps are below 10 s log 2
}

TEST(SumoFlows, RandomDeparturesAreThoseOfTheSeedAndOfTheFlow) {
  const std::string attributes = "begin='0' end='1000' probability='0.3'";
  EXPECT_EQ(departures(flow(attributes)), departures(flow(attributes)));
  EXPECT_NE(departures(flow(attributes, 1)), departures(flow(attributes, 2)));
  Scenario s = crossing();
  const std::string first = "<flow id='f' from='e_in' to='s_out' " + attributes + "/>";
  s.routes("<r>" + first + "<flow id='g' from='e_in' to='s_out' " + attributes + "/></r>");
  Times f, g;
  for (const Vehicle& v : s.demand.vehicles) (v.id[0] == 'f' ? f : g).push_back(v.depart);
  EXPECT_EQ(f, departures(flow(attributes)));
  EXPECT_NE(f, g);
}

TEST(SumoFlows, HaltsOfAFlowMoveOnWithItsVehiclesThoseOfItsRouteWithTheDeparture) {
  const Scenario s =
      flow("begin='100' end='120' period='10'", 1, "<stop lane='e_in_0' until='300' duration='1'/>");
  ASSERT_EQ(s.demand.vehicles.size(), 2U);
  const auto until = [&](std::size_t vehicle, std::int32_t halt) {
    return s.demand.halts[at(s.demand.vehicles[vehicle].first_halt + halt)].until;
  };
  EXPECT_EQ(until(0, 0), 130'000);
  EXPECT_EQ(until(1, 0), 140'000);
  EXPECT_EQ(until(0, 1), 300'000);
  EXPECT_EQ(until(1, 1), 310'000);
}

TEST(SumoFlows, FlowsThatCannotBeAreRefused) {
  const struct {
    const char *attributes, *says;
  } all[]{
      {"begin='0' end='9'", "flow 'a': needs a number, or a period, vehsPerHour or probability above 0"},
      {"begin='0' end='9' period='0'", "flow 'a': needs a number"},
      {"begin='0' end='9' period='exp(-1)'", "flow 'a': needs a number"},
      {"begin='0' end='9' probability='1.5'", "flow 'a': needs a number"},
      {"begin='9' end='0' period='1'", "flow 'a': lasts from 9 s to 0 s"},
      {"begin='-9' end='0' period='1'", "flow 'a': lasts from -9 s to 0 s"},
      {"begin='0' end='9' vehsPerHour='-1'", "flow 'a': vehsPerHour is '-1', must be above 0"},
      {"begin='0' end='9' number='-2'", "flow 'a': number is -2, must be 0 or above"},
      {"begin='0' end='1000' vehsPerHour='1e12'", "flow 'a': the flows of the file make more than 2000000"}};
  for (const auto& [attributes, expected] : all) {
    const std::string message =
        routes_refusal(std::string("<r><flow id='a' from='e_in' to='s_out' ") + attributes + "/></r>");
    EXPECT_NE(message.find(expected), std::string::npos) << message;
  }
}

TEST(SumoFlows, AFlowThatOutlastsTheClockEndsThere) {
  const Scenario s = flow("begin='2000000' end='2000001' number='3' period='100000'");
  EXPECT_EQ(s.demand.vehicles.size(), 2U);
  EXPECT_TRUE(says(s.findings, "flow 'f'", "more than 24 days")) << listed(s.findings);
}

}  // namespace
}  // namespace conurb::transport

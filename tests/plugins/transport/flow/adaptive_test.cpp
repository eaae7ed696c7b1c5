// SPDX-License-Identifier: Apache-2.0
// Signals that decide against fixed ones, on twenty days of random arrivals: by the sign test, fifteen wins
// of twenty have a chance of 2 % if neither were the better one.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "engine/sdk/random.hpp"
#include "tests/plugins/transport/flow/small_roads.hpp"

namespace conurb::transport {
namespace {

using testing::SmallRoads;

constexpr int kDays = 20, kWins = 15;

/// Random departures on a road, of so many vehicles an hour.
void arrivals(const sdk::Random& random, std::uint64_t road, double per_hour,
              const std::vector<std::int32_t>& way, SmallRoads& roads) {
  double t = 0;
  for (std::uint32_t i = 0;; ++i) {
    t -= std::log(1 - random.uniform(road, 0, i)) * 3600 / per_hour;
    if (t >= 3600) return;
    roads.vehicle(t, way);
  }
}

/// A crossing of two roads whose shares of the traffic are drawn, with a signal for equal ones.
double median_delay(std::uint64_t day, SignalProgram::Kind kind) {
  SmallRoads roads;
  const std::int32_t one = roads.link(500, 1, 14), other = roads.link(500, 1, 14), a = roads.link(300, 1, 14),
                     b = roads.link(300, 1, 14);
  roads.connect(one, a);
  roads.connect(other, b);
  roads.signal({{30, "Gr"}, {3, "yr"}, {2, "rr"}, {30, "rG"}, {3, "ry"}, {2, "rr"}});
  for (std::int32_t c : {0, 1}) {
    roads.net.connections[at(c)].signal = 0;
    roads.net.connections[at(c)].light = c;
  }
  SignalProgram& program = roads.net.signals[0].programs[0];
  program.kind = kind;
  for (const std::size_t green : {0U, 3U}) {
    program.phases[green].shortest = 8'000;
    program.phases[green].longest = 60'000;
  }
  roads.type(7.5);
  const sdk::Random random(day, "org.conurb.transport/test");
  const double share = 0.3 + 0.4 * random.uniform(9, 0, 0);
  arrivals(random, 1, 1000 * share, {one, a}, roads);
  arrivals(random, 2, 1000 * (1 - share), {other, b}, roads);
  Flow flow = roads.flow();
  flow.run_out(7'200'000);
  EXPECT_EQ(flow.validate(), "");
  std::vector<double> delays;
  for (const TripRecord& trip : flow.state().trips) delays.push_back(trip.lost * 1e-3);
  std::nth_element(delays.begin(), delays.begin() + static_cast<std::ptrdiff_t>(delays.size() / 2),
                   delays.end());
  return delays[delays.size() / 2];
}

class AdaptiveSignal : public ::testing::TestWithParam<SignalProgram::Kind> {};

TEST_P(AdaptiveSignal, BeatsAFixedOneInTheMedianDelayOfMostDays) {
  int wins = 0;
  for (std::uint64_t day = 1; day <= kDays; ++day)
    wins += median_delay(day, GetParam()) < median_delay(day, SignalProgram::Kind::fixed) ? 1 : 0;
  EXPECT_GE(wins, kWins);
}

INSTANTIATE_TEST_SUITE_P(Kinds, AdaptiveSignal,
                         ::testing::Values(SignalProgram::Kind::actuated, SignalProgram::Kind::max_pressure));

}  // namespace
}  // namespace conurb::transport

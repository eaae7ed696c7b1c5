// SPDX-License-Identifier: Apache-2.0
// Whole grids on invented street nets of several shapes.
#include "plugins/energy/synthesis/synthesis.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <set>

#include "grid_checks.hpp"
#include "invented_city.hpp"
#include "plugins/energy/index.hpp"
#include "tests/validation.hpp"

namespace conurb::energy {
namespace {

using test::InventedCity;

class EveryShape : public ::testing::TestWithParam<std::string> {
 protected:
  const InventedCity city_ = test::city_named(GetParam());
  const SynthesisOptions options_;
  const Synthesis grid_ = synthesize(city_.streets, city_.buildings, options_);
};

TEST_P(EveryShape, SuppliesEveryBuildingRadially) {
  EXPECT_EQ(test::faults(grid_, city_.buildings), "");
  for (const Finding& finding : grid_.findings)
    EXPECT_EQ(finding.text.find("not legal"), std::string::npos) << finding.object;
}

TEST_P(EveryShape, IsLegalAtThePeakOfTheCity) {
  const test::Solution solution = test::solve(grid_.network);
  EXPECT_EQ(test::excess(grid_.network, solution, options_.max_loading), "");
  if (city_.buildings.size() == 0) return;
  const double lowest = *std::ranges::min_element(solution.voltage);
  const double loading = *std::ranges::max_element(solution.loading);
  char volts[16], share[16];
  std::snprintf(volts, sizeof volts, "%.3f", lowest);
  std::snprintf(share, sizeof share, "%.0f %%", 100 * loading);
  validation::row("synthesis", {GetParam(), std::to_string(city_.buildings.size()),
                                std::to_string(grid_.stations.size()), volts, share, validation::met()});
}

// The rest of the city draws its share of the common peak meanwhile: the station is loaded more than ever.
TEST_P(EveryShape, IsLegalAtThePeakOfEachStation) {
  for (std::size_t s = 0; s<grid_.stations.size(); s += grid_.stations.size()> 20 ? 7 : 1) {
    Network network = grid_.network;
    double peak = 0;
    for (std::size_t k = 0; k < network.loads.size(); ++k) {
      Load& load = network.loads[k];
      if (grid_.station_of_bus[at(load.bus)] != static_cast<std::int32_t>(s)) continue;
      const double scale = load.p > 0 ? grid_.station_peak_power[k] / load.p : 1;
      load.p *= scale;
      load.q *= scale;
      peak += load.p;
    }
    EXPECT_NEAR(peak, grid_.stations[s].peak, 1e-6 * peak);
    EXPECT_EQ(test::excess(network, test::solve(network), options_.max_loading), "") << "station " << s;
  }
}

TEST_P(EveryShape, IsLegalWhenTheSunFeedsIn) {
  Network network = grid_.network;
  for (Load& load : network.loads) load.p *= options_.low_load, load.q *= options_.low_load;
  for (Generator& generator : network.generators)
    if (generator.control == Generator::Control::pq)
      generator.p = generator.rated_power * options_.solar_simultaneity;
  EXPECT_EQ(test::excess(network, test::solve(network, true), options_.max_loading), "");
}

TEST_P(EveryShape, AnyRingCableMayFail) {
  for (const SynthesisRing& ring : grid_.rings) {
    for (const std::int32_t lost : {ring.lines.front(), ring.lines.back()}) {
      Network network = grid_.network;
      network.switches[at(ring.open_switch)].closed = true;
      network.lines[at(lost)].in_service = false;
      const test::Solution solution = test::solve(network);
      ASSERT_TRUE(solution.converged);
      for (std::size_t b = 0; b < network.buses.size(); ++b) {
        EXPECT_GT(solution.voltage[b], 0);  // nobody is dark
        if (grid_.bus_role[b] == BusRole::station) {
          EXPECT_GE(solution.voltage[b], options_.v_min);
        }
      }
      for (const std::int32_t line : ring.lines) EXPECT_LE(solution.loading[at(line)], options_.max_loading);
    }
  }
}

TEST_P(EveryShape, ATransformerOfASubstationMayFail) {
  Network network = grid_.network;
  std::vector<std::size_t> left;
  for (std::size_t t = 0; t < network.transformers.size(); ++t) {
    if (grid_.transformer_role[t] != TransformerRole::primary) continue;
    if (t % 2 == 1) left.push_back(network.lines.size() + t);
    network.transformers[t].in_service = t % 2 == 1;
  }
  for (std::size_t s = 0; s < network.switches.size(); ++s)
    if (grid_.switch_role[s] == SwitchRole::busbar_tie) network.switches[s].closed = true;
  const test::Solution solution = test::solve(network, true);
  ASSERT_TRUE(solution.converged);
  for (const std::size_t branch : left) EXPECT_LE(solution.loading[branch], options_.max_loading);
  for (const double voltage : solution.voltage) EXPECT_GE(voltage, 0.9);
}

TEST_P(EveryShape, HasSwitchesWhereTheRulesPutThem) {
  std::set<std::int32_t> remote_stations;
  for (std::size_t s = 0; s < grid_.network.switches.size(); ++s) {
    const Switch& each = grid_.network.switches[s];
    const SwitchRole role = grid_.switch_role[s];
    const bool open = role == SwitchRole::open_point || role == SwitchRole::busbar_tie;
    EXPECT_EQ(each.closed, !open);
    if (role == SwitchRole::ring_end || role == SwitchRole::busbar_tie || role == SwitchRole::feeder) {
      EXPECT_EQ(each.remote, role != SwitchRole::feeder);
    }
    EXPECT_EQ(each.breaker, role != SwitchRole::ring && role != SwitchRole::open_point);
    if (each.breaker) {  // fuses are not operated from afar, circuit breakers are
      EXPECT_EQ(each.remote, grid_.station_of_bus[at(each.bus)] == kNone);
    }
    if (role == SwitchRole::ring && each.remote) remote_stations.insert(grid_.station_of_bus[at(each.bus)]);
  }
  for (std::size_t i = 0; i < city_.buildings.size(); ++i) {
    if (city_.buildings.priority[i] > 0 && grid_.bus_of_building[i] >= 0) {
      EXPECT_EQ(grid_.network.loads[at(grid_.load_of_building[i])].priority, city_.buildings.priority[i]);
      EXPECT_TRUE(remote_stations.contains(grid_.station_of_bus[at(grid_.bus_of_building[i])]));
    }
  }
  std::vector<int> ends(grid_.network.transformers.size(), 0);  // 1: high voltage, 2: low voltage
  for (const Switch& each : grid_.network.switches)
    if (each.kind == Switch::Kind::transformer)
      ends[at(each.element)] += each.bus == grid_.network.transformers[at(each.element)].hv ? 1 : 2;
  EXPECT_EQ(std::count(ends.begin(), ends.end(), 3), static_cast<std::ptrdiff_t>(ends.size()));
  for (const SynthesisRing& ring : grid_.rings) {
    ASSERT_EQ(ring.lines.size(), ring.stations.size() + 1);
    const Switch& open = grid_.network.switches[at(ring.open_switch)];
    EXPECT_FALSE(open.closed);
    EXPECT_NE(std::find(ring.lines.begin(), ring.lines.end(), open.element), ring.lines.end());
  }
}

TEST_P(EveryShape, ThreadsChangeNoBit) {
  const std::string bits = test::bits(grid_);
  for (const int threads : {1, 2, 4})
    EXPECT_TRUE(bits ==
                test::bits(synthesize(city_.streets, city_.buildings, options_, test::on_threads(threads))))
        << threads;
}

std::string name_of(const ::testing::TestParamInfo<std::string>& shape) {
  return shape.param;
}

INSTANTIATE_TEST_SUITE_P(Cities, EveryShape,
                         ::testing::Values("grid", "radial", "tree", "scattered", "streetless", "single",
                                           "empty"),
                         name_of);

}  // namespace
}  // namespace conurb::energy

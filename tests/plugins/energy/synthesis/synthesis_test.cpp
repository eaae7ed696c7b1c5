// SPDX-License-Identifier: Apache-2.0
// Whole grids on invented street nets of several shapes.
#include "plugins/energy/synthesis/synthesis.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include "grid_checks.hpp"
#include "invented_city.hpp"
#include "plugins/energy/error.hpp"
#include "tests/plugins/two_threads.hpp"

namespace conurb::energy {
namespace {

using test::InventedCity;

std::size_t at(std::int32_t index) {
  return static_cast<std::size_t>(index);
}

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
  EXPECT_EQ(test::excess(grid_.network, test::solve(grid_.network), options_.max_loading), "");
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
    if (role == SwitchRole::ring && each.remote) remote_stations.insert(grid_.station_of_bus[at(each.bus)]);
  }
  for (std::size_t i = 0; i < city_.buildings.size(); ++i) {
    if (city_.buildings.priority[i] > 0 && grid_.bus_of_building[i] >= 0) {
      EXPECT_EQ(grid_.network.loads[at(grid_.load_of_building[i])].priority, city_.buildings.priority[i]);
      EXPECT_TRUE(remote_stations.contains(grid_.station_of_bus[at(grid_.bus_of_building[i])]));
    }
  }
  for (const SynthesisRing& ring : grid_.rings) {
    ASSERT_EQ(ring.lines.size(), ring.stations.size() + 1);
    const Switch& open = grid_.network.switches[at(ring.open_switch)];
    EXPECT_FALSE(open.closed);
    EXPECT_NE(std::find(ring.lines.begin(), ring.lines.end(), open.element), ring.lines.end());
  }
}

TEST_P(EveryShape, ThreadsChangeNoBit) {
  EXPECT_TRUE(test::same_bits(
      grid_, synthesize(city_.streets, city_.buildings, options_, conurb::test::two_threads)));
}

std::string name_of(const ::testing::TestParamInfo<std::string>& shape) {
  return shape.param;
}

INSTANTIATE_TEST_SUITE_P(Cities, EveryShape,
                         ::testing::Values("grid", "radial", "tree", "scattered", "streetless", "single",
                                           "empty"),
                         name_of);

TEST(Synthesis, TheSeedMovesStations) {
  const InventedCity city = test::grid_city(6, 5);
  SynthesisOptions other;
  other.seed = 2;
  EXPECT_FALSE(test::same_bits(synthesize(city.streets, city.buildings, {}),
                               synthesize(city.streets, city.buildings, other)));
}

TEST(Synthesis, ACityWithoutBuildingsHasNoGridAndSaysSo) {
  const InventedCity city = test::empty_city();
  const Synthesis grid = synthesize(city.streets, city.buildings, {});
  EXPECT_TRUE(grid.network.buses.empty());
  ASSERT_EQ(grid.findings.size(), 1U);
  EXPECT_NE(grid.findings[0].text.find("no building"), std::string::npos);
}

TEST(Synthesis, LargeBuildingsHaveStationsOfTheirOwn) {
  InventedCity city = test::single_building();
  CityBuildings& b = city.buildings;
  for (const double power : {199e3 * 0.95, 201e3 * 0.95, 5e6, 60e6}) {
    b.x.push_back(10.0 * static_cast<double>(b.x.size()));
    b.y.push_back(-20);
    b.peak_power.resize(b.x.size(), kUnknown);
    b.peak_power.back() = power;
    b.dwellings.push_back(0);
    b.use.push_back(PowerUse::industry);
  }
  b.floor_area.clear(), b.roof_power.clear(), b.priority.clear();
  const Synthesis grid = synthesize(city.streets, b, {});
  EXPECT_EQ(test::faults(grid, b), "");
  EXPECT_EQ(test::excess(grid.network, test::solve(grid.network), 1.0), "");
  const auto own = [&](std::size_t i) {
    return grid.stations[at(grid.station_of_bus[at(grid.bus_of_building[i])])];
  };
  EXPECT_FALSE(own(1).one_customer);
  EXPECT_TRUE(own(2).one_customer);
  EXPECT_TRUE(own(4).one_customer);
  EXPECT_EQ(own(4).low_bus, grid.bus_of_building[4]);
  EXPECT_THAT(grid.types, ::testing::Contains(::testing::HasSubstr("7 x 1000 kVA")));
  EXPECT_GE(std::count_if(grid.findings.begin(), grid.findings.end(),
                          [](const Finding& f) { return f.text.find("in parallel") != std::string::npos; }),
            1);
}

TEST(Synthesis, SubstationsStandWhereTheyAreGiven) {
  const InventedCity city = test::grid_city(8, 6);
  SynthesisOptions options;
  options.substations = {{0, 0}, {900, 560}};
  const Synthesis grid = synthesize(city.streets, city.buildings, options);
  EXPECT_EQ(test::faults(grid, city.buildings), "");
  EXPECT_EQ(grid.figures.substations, 2);
  for (std::size_t b = 0; b < grid.network.buses.size(); ++b) {
    if (grid.bus_role[b] != BusRole::high_voltage) continue;
    const Bus& bus = grid.network.buses[b];
    EXPECT_LT(std::min(std::hypot(bus.x, bus.y), std::hypot(bus.x - 900, bus.y - 560)), 60);
  }
}

TEST(Synthesis, TightLimitsMakeAStrongerGridThatKeepsThem) {
  const InventedCity city = test::tree_city(4);
  SynthesisOptions tight;
  tight.v_min = 0.965;
  tight.max_loading = tight.planned_loading = 0.5;
  tight.low_voltage_drop = 0.03;
  const Synthesis usual = synthesize(city.streets, city.buildings, {});
  const Synthesis strong = synthesize(city.streets, city.buildings, tight);
  EXPECT_EQ(test::faults(strong, city.buildings), "");
  EXPECT_EQ(test::excess(strong.network, test::solve(strong.network), 0.5), "");
  EXPECT_GT(strong.figures.station_power, 1.3 * usual.figures.station_power);
}

TEST(Synthesis, WhatPlanningAllowsAndTheBandDoesNotIsRaised) {
  // Long feeders on paper, a narrow band: cables and taps must be raised by the power flow.
  const InventedCity city = test::tree_city(4);
  SynthesisOptions options;
  options.low_voltage_drop = 0.25;
  options.service_drop = 0.1;
  options.planned_loading = 1;
  options.max_loading = 1;
  options.feeder_length = 1500;
  options.station_power = 1000e3;
  const Synthesis grid = synthesize(city.streets, city.buildings, options);
  EXPECT_EQ(test::faults(grid, city.buildings), "");
  EXPECT_EQ(test::excess(grid.network, test::solve(grid.network), 1.0), "");
  const auto& taps = grid.network.transformers;
  EXPECT_TRUE(
      std::any_of(taps.begin() + 2, taps.end(), [](const Transformer& t) { return t.tap.position < 0; }));
  EXPECT_THAT(grid.types, ::testing::Contains(::testing::HasSubstr("NAYY 4x240")));
}

TEST(Synthesis, WhatNothingGivenCanMakeLegalIsTold) {
  InventedCity city = test::single_building();
  city.buildings.peak_power = {80e6};
  SynthesisOptions options;
  options.station_types = {
      {"1 kVA", 1e3, 0.04, 20, 2, 0.003, 2, 0.025}};  // there is an end to putting in more
  const Synthesis grid = synthesize(city.streets, city.buildings, options);
  EXPECT_EQ(test::faults(grid, city.buildings), "");
  EXPECT_EQ(std::count_if(grid.findings.begin(), grid.findings.end(),
                          [](const Finding& f) {
                            return f.object == "station 0" && f.text.find("not legal") != std::string::npos;
                          }),
            1);
}

TEST(Synthesis, SolarPowerAloneSizesCables) {
  InventedCity city = test::tree_city(3);
  CityBuildings& b = city.buildings;
  const Synthesis without = synthesize(city.streets, b, {});
  b.roof_power.assign(b.size(), 25e3);
  SynthesisOptions options;
  const Synthesis with = synthesize(city.streets, b, options);
  EXPECT_EQ(test::faults(with, b), "");
  EXPECT_GT(with.figures.station_power, 1.2 * without.figures.station_power);
  Network noon = with.network;
  for (Load& load : noon.loads) load.p = load.q = 0;
  for (Generator& g : noon.generators)
    if (g.control == Generator::Control::pq) g.p = g.rated_power * options.solar_simultaneity;
  const test::Solution solution = test::solve(noon, true);
  EXPECT_EQ(test::excess(noon, solution, 1.0), "");
}

TEST(Synthesis, AnythingThatIsHandedInIsSurvived) {
  CityStreets streets;
  streets.add(0, 1, std::array{0.0, 0.0, 100.0, 0.0});
  streets.add(1, 1, std::array{100.0, 0.0, 150.0, 50.0, 100.0, 0.0});
  streets.add(1, 2, std::array{100.0, 0.0, 100.0, 0.0});
  streets.add(0, 1, std::array{0.0, 0.0, 50.0, 60.0, 100.0, 0.0});
  streets.add(3, 4, std::array{1e300, 0.0, kUnknown, 0.0});
  streets.add(5, 6, std::array{9e6, -9e6, 9e6, -8.99e6});
  CityBuildings b;
  for (int i = 0; i < 3000; ++i) b.x.push_back(40), b.y.push_back(10);
  b.x.insert(b.x.end(), {kUnknown, 1e12, -0.0, 9e6, 50, 50});
  b.y.insert(b.y.end(), {0, 0, 0, -8.995e6, 0, 0});
  b.peak_power.assign(b.size(), kUnknown);
  b.peak_power[0] = -1;
  b.peak_power[1] = kUnlimited;
  b.peak_power[b.size() - 1] = 0;
  b.peak_power[b.size() - 2] = 900e6;
  const Synthesis grid = synthesize(streets, b, {});
  EXPECT_EQ(test::faults(grid, b), "");
  EXPECT_EQ(grid.bus_of_building[3000], -1);
  EXPECT_EQ(grid.bus_of_building[3001], -1);
  EXPECT_GE(grid.findings.size(), 4U);
}

TEST(Synthesis, ACityThatDrawsNothingHasAGridAllTheSame) {
  InventedCity city = test::grid_city(2, 2);
  city.buildings.peak_power.assign(city.buildings.size(), 0);
  const Synthesis grid = synthesize(city.streets, city.buildings, {});
  EXPECT_EQ(test::faults(grid, city.buildings), "");
  EXPECT_TRUE(test::solve(grid.network).converged);
}

TEST(Synthesis, ColumnsOfDifferentLengthsAreRefused) {
  InventedCity city = test::single_building();
  city.buildings.floor_area = {1, 2};
  EXPECT_THROW((void)synthesize(city.streets, city.buildings, {}), InputError);
  city = test::single_building();
  city.streets.first.back() = 1;
  EXPECT_THROW((void)synthesize(city.streets, city.buildings, {}), InputError);
}

TEST(Synthesis, ProgressRisesAndMayStop) {
  const InventedCity city = test::grid_city(3, 3);
  double last = -1;
  (void)synthesize(city.streets, city.buildings, {}, serial_for, [&](double share) {
    EXPECT_GE(share, last);
    last = share;
  });
  EXPECT_EQ(last, 1);
  struct Stop {};
  EXPECT_THROW((void)synthesize(city.streets, city.buildings, {}, serial_for,
                                [](double share) {
                                  if (share > 0.2) throw Stop{};
                                }),
               Stop);
}

// A town of 4,356 buildings against published figures. Germany: 1,241,361 km of low and 532,894 km of medium
// voltage for 48.8 million customers (Bundesnetzagentur, monitoring report 2023 and before): 25 and 11 m
// each, open country included. Cities, with services (structural data after section 23c EnWG, 2023): Munich
// 8,663 km low, 3,764 km medium voltage; Wernigerode 542.8 km, 189.9 km, 95.5 MVA of stations for 26,088
// customers: 20.8 m, 7.3 m, 3.7 kVA each. Schutterwald's 14 low-voltage nets (pandapower's data, houses of
// one customer): 21.9 m feeder and 19.5 m service for each house, 108 houses and 4.8 feeders at a
// station, 4.8 kVA a customer. This town has three customers in a building and no open country, so it lies
// low by the customer.
TEST(Synthesis, ATownOf4000BuildingsLooksLikeOthers) {
  const InventedCity city = test::grid_city(18, 18);
  ASSERT_GT(city.buildings.size(), 4000U);
  const Synthesis grid = synthesize(city.streets, city.buildings, {});
  EXPECT_EQ(test::faults(grid, city.buildings), "");
  EXPECT_EQ(test::excess(grid.network, test::solve(grid.network), 1.0), "");
  const SynthesisFigures& f = grid.figures;
  EXPECT_GT(f.feeder_length / f.buildings, 10);
  EXPECT_LT(f.feeder_length / f.buildings, 25);
  EXPECT_GT(f.service_length / f.buildings, 10);
  EXPECT_LT(f.service_length / f.buildings, 22);
  EXPECT_GT(f.ring_length / f.customers, 2);
  EXPECT_LT(f.ring_length / f.customers, 8);
  EXPECT_GT(f.station_power / f.customers, 3.5e3);
  EXPECT_LT(f.station_power / f.customers, 6e3);
  EXPECT_GT(f.customers / (f.stations + f.customer_stations), 70);
  EXPECT_LT(f.customers / (f.stations + f.customer_stations), 250);
  EXPECT_GT(static_cast<double>(f.feeders) / f.stations, 2.5);
  EXPECT_LT(static_cast<double>(f.feeders) / f.stations, 8);
  EXPECT_NEAR(f.peak / f.customers, 1.8e3, 0.8e3);  // with its works and offices
}

}  // namespace
}  // namespace conurb::energy

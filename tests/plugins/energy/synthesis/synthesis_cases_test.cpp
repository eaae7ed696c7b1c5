// SPDX-License-Identifier: Apache-2.0
// What single things do to a grid: options, large customers, long roads, odd input; and a town beside real
// ones.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <set>
#include <string>

#include "grid_checks.hpp"
#include "invented_city.hpp"
#include "plugins/energy/error.hpp"
#include "plugins/energy/index.hpp"
#include "plugins/energy/synthesis/synthesis.hpp"

namespace conurb::energy {
namespace {

using test::InventedCity;

TEST(Synthesis, TheSeedMovesStations) {
  const InventedCity city = test::grid_city(6, 5);
  SynthesisOptions other;
  other.seed = 2;
  EXPECT_FALSE(test::bits(synthesize(city.streets, city.buildings, {})) ==
               test::bits(synthesize(city.streets, city.buildings, other)));
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

TEST(Synthesis, FindingsNameStationsAndSubstationsAsTheGridDoes) {
  InventedCity city = test::single_building();
  city.buildings.peak_power = {34.56e6};
  SynthesisOptions options;
  options.station_types = {{"1 kVA", 1e3, 0.04, 20, 2, 0.003, 2, 0.025}};  // makes a finding
  const Synthesis grid = synthesize(city.streets, city.buildings, options);
  const auto has_bus = [&](const std::string& name) {
    return std::any_of(grid.network.buses.begin(), grid.network.buses.end(),
                       [&](const Bus& bus) { return bus.name.compare(0, name.size(), name) == 0; });
  };
  std::set<std::string> objects;
  for (const Finding& finding : grid.findings) objects.insert(finding.object);
  EXPECT_EQ(objects, (std::set<std::string>{"Station 1", "Substation 1"}));
  for (const std::string& object : objects) EXPECT_TRUE(has_bus(object)) << object;
  EXPECT_THAT(grid.findings,
              ::testing::Contains(::testing::Field(&Finding::text, ::testing::HasSubstr("draws 34.6 MW"))));
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

// From eight on, substations are worked on at once, each by one thread.
TEST(Synthesis, ManySubstationsMakeAGridLikeAnyOther) {
  const InventedCity city = test::grid_city(8, 6);
  SynthesisOptions options;
  for (const double x : {100.0, 440.0, 780.0})
    for (const double y : {90.0, 270.0, 450.0}) options.substations.push_back({x, y});
  const Synthesis grid = synthesize(city.streets, city.buildings, options);
  EXPECT_EQ(grid.figures.substations, 9);
  EXPECT_EQ(test::faults(grid, city.buildings), "");
  EXPECT_EQ(test::excess(grid.network, test::solve(grid.network), 1.0), "");
  std::set<std::int32_t> supplying;
  for (const SynthesisRing& ring : grid.rings) supplying.insert(ring.substation);
  EXPECT_EQ(supplying.size(), 9U);
  const std::string bits = test::bits(grid);
  for (const int threads : {1, 2, 4})
    EXPECT_TRUE(bits ==
                test::bits(synthesize(city.streets, city.buildings, options, test::on_threads(threads))))
        << threads;
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

TEST(Synthesis, StationsThatFeedSomebodyOfPriorityAreSwitchedFromAfar) {
  InventedCity city = test::grid_city(6, 5);
  const Synthesis few = synthesize(city.streets, city.buildings, {});
  city.buildings.priority.assign(city.buildings.size(), 1);
  const Synthesis all = synthesize(city.streets, city.buildings, {});
  const auto by_hand = [](const Synthesis& grid) {
    std::size_t count = 0;
    for (std::size_t s = 0; s < grid.network.switches.size(); ++s)
      if (grid.switch_role[s] == SwitchRole::ring && !grid.network.switches[s].remote) ++count;
    return count;
  };
  EXPECT_GT(by_hand(few), 10U);
  EXPECT_EQ(by_hand(all), 0U);
}

Synthesis village_at_the_end_of_a_road(double length, SynthesisOptions& options) {
  InventedCity city = test::radial_city(7, 3);
  const std::int32_t last = city.streets.nodes - 1;
  const double angle = 2 * std::numbers::pi * 6 / 7;
  city.streets.add(last, last + 1, std::array{390 * std::cos(angle), 390 * std::sin(angle), length, -300.0});
  options.substations = {{length, -300}};
  Synthesis grid = synthesize(city.streets, city.buildings, options);
  EXPECT_EQ(test::faults(grid, city.buildings), "");
  return grid;
}

/// Lowest at any station.
double lowest(const Synthesis& grid, const test::Solution& solution) {
  double least = 9;
  for (std::size_t b = 0; b < grid.bus_role.size(); ++b)
    if (grid.bus_role[b] == BusRole::station) least = std::min(least, solution.voltage[b]);
  return least;
}

TEST(Synthesis, LongRingsAreThickEnoughToBeFedFromOneSide) {
  SynthesisOptions options;
  options.medium_voltage_drop = 0.11;  // so that the half rings ask for nothing
  const Synthesis grid = village_at_the_end_of_a_road(50e3, options);
  EXPECT_THAT(grid.types, ::testing::Contains(::testing::HasSubstr("3x1x240")));
  for (const SynthesisRing& ring : grid.rings)
    for (const std::int32_t lost : {ring.lines.front(), ring.lines.back()}) {
      Network part = grid.network;
      part.switches[at(ring.open_switch)].closed = true;
      part.lines[at(lost)].in_service = false;
      const test::Solution solution = test::solve(part);
      ASSERT_TRUE(solution.converged);
      EXPECT_GE(lowest(grid, solution), options.v_min);
    }
}

TEST(Synthesis, LongRingsKeepTheVoltagePlannedAtStations) {
  SynthesisOptions options;
  const Synthesis grid = village_at_the_end_of_a_road(60e3, options);
  EXPECT_GE(lowest(grid, test::solve(grid.network)), 0.98);  // 1.03 - 0.01 - 0.04
}

TEST(Synthesis, TheChargingOfVeryLongCablesIsToldNotBuiltAway) {
  SynthesisOptions options;
  const Synthesis grid = village_at_the_end_of_a_road(100e3, options);
  EXPECT_THAT(grid.findings,
              ::testing::Contains(::testing::Field(&Finding::text, ::testing::HasSubstr("reactors"))));
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
                            return f.object == "Station 1" && f.text.find("not legal") != std::string::npos;
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
  (void)synthesize(city.streets, city.buildings, {}, in_order, [&](double share) {
    EXPECT_GE(share, last);
    last = share;
  });
  EXPECT_EQ(last, 1);
  struct Stop {};
  EXPECT_THROW((void)synthesize(city.streets, city.buildings, {}, in_order,
                                [](double share) {
                                  if (share > 0.2) throw Stop{};
                                }),
               Stop);
}

// A town of 4,356 buildings against published figures. Germany: 1,241,361 km of low and 532,894 km of medium
// voltage (Bundesnetzagentur, quoted by dpa) for 48.8 million customers: 25 and 11 m each, open country
// included. Wernigerode: 542.8 km low voltage with services, 189.9 km medium voltage, 95.5 MVA of stations
// for 26,088 customers: 20.8 m, 7.3 m and 3.7 kVA each (structural data after section 23c EnWG, 2023).
// Schutterwald's 14 low-voltage nets (pandapower's data, one customer a house): 21.9 m feeder and 19.5 m
// service for each house, 108 houses and 4.8 feeders at a station, 4.8 kVA a customer. This town has three
// customers in a building and no open country, so it lies low by the customer.
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

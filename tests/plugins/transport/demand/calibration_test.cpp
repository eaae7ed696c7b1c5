// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/demand/calibration.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <numeric>
#include <random>
#include <string>
#include <utility>

#include "plugins/transport/demand/plausibility.hpp"
#include "plugins/transport/error.hpp"
#include "plugins/transport/routes/route_batch.hpp"
#include "tests/plugins/transport/demand/town.hpp"

namespace conurb::transport::demand {
namespace {

using testing::grid_streets;
using ::testing::HasSubstr;
using testing::refusal_of;

constexpr Milliseconds kHourLong = 3'600'000;
constexpr ClassSet kDrivers = set_of(VehicleClass::passenger);

/// Trips of one way each, all links taking 30 s.
RoutedTrips trips_on(const std::vector<std::pair<Milliseconds, std::vector<std::int32_t>>>& ways) {
  TravelDemand demand;
  for (const auto& [depart, links] : ways) {
    Vehicle vehicle;
    vehicle.depart = depart;
    vehicle.first_link = static_cast<std::int64_t>(demand.route_links.size());
    vehicle.links = row_of(links.size());
    demand.route_links.insert(demand.route_links.end(), links.begin(), links.end());
    demand.vehicles.push_back(vehicle);
  }
  return routed_trips(demand, std::vector<Milliseconds>(200, 30'000));
}

/// A day's morning between some links of a grid: pairs have trips at random in each of three hours.
struct Morning {
  explicit Morning(double spread) {
    network = grid_streets(6, 300);
    hierarchy = std::make_shared<RouteHierarchy>(route_hierarchy(network, kDrivers));
    const RouteMetric metric(hierarchy, free_flow_costs(network, hierarchy->graph, kDrivers));
    std::mt19937_64 random(11);
    std::uniform_real_distribution<double> uniform(0, 1);
    std::vector<OriginDestination> pairs;
    for (std::int32_t a = 0; a < 120; a += 7) {
      for (std::int32_t b = 3; b < 120; b += 9) {
        if (a != b) pairs.push_back({a, b});
      }
    }
    const Routes routes = find_routes(metric, pairs);
    std::vector<std::pair<Milliseconds, std::vector<std::int32_t>>> true_ways, prior_ways;
    for (std::size_t i = 0; i < pairs.size(); ++i) {
      const std::vector<std::int32_t> way(routes.links.begin() + routes.first[i],
                                          routes.links.begin() + routes.first[i + 1]);
      const double flow = 20 + 60 * uniform(random);
      const double factor = std::exp(spread * (2 * uniform(random) - 1));
      for (int hour = 6; hour < 9; ++hour) {
        const auto add = [&](auto& ways, double trips) {
          for (int k = 0; k < std::lround(trips); ++k)
            ways.emplace_back(hour * kHourLong + static_cast<Milliseconds>(uniform(random) * kHourLong), way);
        };
        add(true_ways, flow * (1 + 0.3 * (hour == 7)));
        add(prior_ways, flow * factor);
      }
    }
    truth = trips_on(true_ways);
    prior = trips_on(prior_ways);
  }
  /// What the truth brings to every third link, or every `step`th, in each hour.
  [[nodiscard]] std::vector<Count> counts(std::int32_t step = 3) const {
    std::vector<Count> counts;
    for (std::int32_t link = 0; link < row_of(network.links.size()); link += step) {
      for (int hour = 6; hour < 9; ++hour)
        counts.push_back({link, hour * kHourLong, (hour + 1) * kHourLong, 0});
    }
    const Crossings crossings = crossings_of(truth, CountIndex(counts));
    for (const std::int32_t count : crossings.count) counts[at(count)].vehicles += 1;
    return counts;
  }

  RoadNetwork network;
  std::shared_ptr<const RouteHierarchy> hierarchy;
  RoutedTrips truth, prior;
};

TEST(Geh, IsThatOfHourlyFlows) {
  EXPECT_NEAR(geh(1100, 1000), 100 * std::sqrt(2.0 / 2100), 1e-12);
  EXPECT_EQ(geh(0, 0), 0);
  // 25 and 16 in a quarter of an hour are 100 and 64 in an hour.
  EXPECT_NEAR(geh(25, Count{0, 0, 900'000, 16}), geh(100, 64), 1e-12);
}

TEST(Counts, ATripIsCountedWhenItEntersTheLink) {
  const RoutedTrips trips = trips_on({{0, {4, 5, 6}}, {31'000, {5}}, {0, {}}});
  const std::vector<Count> counts = {
      {5, 0, 30'000, 1}, {5, 30'000, 60'000, 1}, {6, 0, kHourLong, 1}, {9, 0, 1, 1}};
  const Crossings crossings = crossings_of(trips, CountIndex(counts));
  const auto of = [&](std::size_t trip) {
    return std::vector<std::int32_t>(crossings.of(trip).begin(), crossings.of(trip).end());
  };
  EXPECT_EQ(of(0), (std::vector<std::int32_t>{1, 2})) << "link 5 after 30 s, link 6 after 60 s";
  EXPECT_EQ(of(1), (std::vector<std::int32_t>{1}));
  EXPECT_TRUE(of(2).empty());
}

TEST(Counts, AreReadAndRefusedWithTheirLine) {
  const RoadNetwork network = grid_streets(2, 100);
  const auto read = [&](const std::string& rows) {
    return read_counts({"link,begin,end,vehicles\n" + rows, "counts.csv"}, network);
  };
  EXPECT_EQ(read("r3,7:00,8:00,120\n"), (std::vector<Count>{{3, 7 * kHourLong, 8 * kHourLong, 120}}));
  const auto refused = [&](const std::string& rows) { return refusal_of([&] { (void)read(rows); }); };
  EXPECT_THAT(refused("r3,7:00,8:00,120\nr3,7:00,8:00,1\n"),
              HasSubstr("counts.csv:3: link 'r3' has been counted"));
  EXPECT_THAT(refused("x,7:00,8:00,120\n"), HasSubstr("no link 'x'"));
  EXPECT_THAT(refused("r3,8:00,7:00,120\n"), HasSubstr("interval is empty"));
  EXPECT_THAT(refused("r3,7:00,8:00,nan\n"), HasSubstr("vehicles is 'nan'"));
}

TEST(Calibration, TheTruthIsFoundAgainFromAPriorThatErrs) {
  const Morning morning(std::log(2.0));
  const std::vector<Count> counts = morning.counts();
  const Calibration found = calibrate(morning.prior, counts);
  const CalibrationReport& report = found.report;
  EXPECT_LT(report.below_5_before, 0.9) << "there is something to do";
  EXPECT_GE(report.below_5_after, 0.95);
  EXPECT_TRUE(report.converged) << report.sweeps;
  EXPECT_GT(report.od_r2, 0.6);
  EXPECT_NEAR(static_cast<double>(report.trips_after), static_cast<double>(morning.truth.size()),
              0.03 * static_cast<double>(morning.truth.size()));
  EXPECT_EQ(report.trips_after, static_cast<std::int64_t>(found.source.size()));
}

TEST(Calibration, ManyCountsBringTheMatrixNearerToTheTruth) {
  const Morning morning(std::log(2.0));
  const Calibration found = calibrate(morning.prior, morning.counts(1));
  EXPECT_GE(found.report.below_5_after, 0.95);
  const auto matrix = [](const RoutedTrips& trips, const std::vector<std::int32_t>& copies) {
    std::map<std::pair<std::int32_t, std::int32_t>, double> sums;
    for (std::size_t t = 0; t < trips.size(); ++t)
      sums[{trips.origin[t], trips.destination[t]}] += copies.empty() ? 1 : copies[t];
    return sums;
  };
  const auto truth = matrix(morning.truth, {}), prior = matrix(morning.prior, {});
  auto after = matrix(morning.prior, found.copies);
  double error_before = 0, error_after = 0;
  for (const auto& [pair, trips] : truth) {
    error_before += std::pow(prior.at(pair) - trips, 2);
    error_after += std::pow(after[pair] - trips, 2);
  }
  EXPECT_LT(error_after, 0.75 * error_before);
}

TEST(Calibration, ThePriorStaysWhereNothingIsCounted) {
  const Morning morning(std::log(2.0));
  const Calibration untouched = calibrate(morning.prior, {});
  EXPECT_EQ(untouched.copies, std::vector<std::int32_t>(morning.prior.size(), 1));
  EXPECT_EQ(untouched.report.od_r2, 1);
  std::vector<Count> counts = morning.counts();
  counts.resize(30);
  const Calibration found = calibrate(morning.prior, counts);
  const Crossings crossings = crossings_of(morning.prior, CountIndex(counts));
  for (std::size_t t = 0; t < morning.prior.size(); ++t) {
    if (!crossings.of(t).empty()) continue;
    ASSERT_EQ(found.weight[t], 1);
    ASSERT_EQ(found.copies[t], 1);
  }
  const Calibration same = calibrate(morning.truth, morning.counts());
  EXPECT_EQ(same.report.below_5_before, 1);
  EXPECT_NEAR(same.report.least_weight, 1, 1e-9) << "counts that are met change nothing";
  EXPECT_EQ(same.report.trips_after, same.report.trips_before);
}

TEST(Calibration, OneCountHasTheWeightThatItsEquationGives) {
  std::vector<std::pair<Milliseconds, std::vector<std::int32_t>>> ways(100, {1000, {3}});
  const std::vector<Count> counts = {{3, 0, kHourLong, 200}};
  CalibrationOptions options;
  options.fit.count_deviation = 0.5;
  const Calibration found = calibrate(trips_on(ways), counts, options);
  // ln w = -(100 w - 200) / (0.25 x 200)
  const double w = found.weight[0];
  EXPECT_NEAR(std::log(w), -(100 * w - 200) / 50, 1e-5);
  EXPECT_NEAR(static_cast<double>(found.source.size()), 100 * w, 1);
  options.fit.most_factor = 1.5;
  EXPECT_NEAR(calibrate(trips_on(ways), counts, options).weight[0], 1.5, 1e-12);
}

TEST(Calibration, CountsThatContradictEachOtherMeetHalfWay) {
  std::vector<std::pair<Milliseconds, std::vector<std::int32_t>>> ways(400, {1000, {3, 4}});
  std::vector<Count> counts = {{3, 0, kHourLong, 300}, {4, 0, kHourLong, 500}, {9, 0, kHourLong, 50}};
  const Calibration found = calibrate(trips_on(ways), counts);
  EXPECT_TRUE(found.report.converged);
  EXPECT_GT(found.report.after[0], 340);
  EXPECT_LT(found.report.after[0], 420);
  EXPECT_EQ(found.report.after[0], found.report.after[1]);
  EXPECT_EQ(found.report.unreached, 1);
  for (const double weight : found.weight) EXPECT_TRUE(std::isfinite(weight));
}

TEST(Calibration, VehiclesKeepTheirOrderAndTheirTypes) {
  TravelDemand demand;
  demand.types.resize(1);
  demand.route_links = {3};
  for (int i = 0; i < 50; ++i) demand.vehicles.push_back({std::to_string(i), 0, i * 1000, 0, 1, 3, 3, 0, 0});
  const std::vector<Count> counts = {{3, 0, kHourLong, 120}};
  const Calibration found = calibrate(routed_trips(demand, std::vector<Milliseconds>(4, 1000)), counts);
  const TravelDemand result = calibrated(demand, found);
  EXPECT_EQ(result.vehicles.size(), found.source.size());
  EXPECT_GT(result.vehicles.size(), 80U) << "twice as many are counted";
  EXPECT_TRUE(std::is_sorted(result.vehicles.begin(), result.vehicles.end(),
                             [](const Vehicle& a, const Vehicle& b) { return a.depart < b.depart; }));
  EXPECT_EQ(std::count_if(result.vehicles.begin(), result.vehicles.end(),
                          [](const Vehicle& v) { return v.id == "7" && v.depart == 7000; }),
            1);
  EXPECT_EQ(calibrate(routed_trips(demand, std::vector<Milliseconds>(4, 1000)), counts).depart, found.depart);
}

TEST(Calibration, WhatCannotBeMeantIsRefused) {
  const RoutedTrips trips = trips_on({{0, {3}}});
  const auto refused = [&](const std::vector<Count>& counts, const CalibrationOptions& options) {
    return refusal_of([&] { (void)calibrate(trips, counts, options); });
  };
  EXPECT_THAT(refused({{3, 10, 10, 1}}, {}), HasSubstr("count 0"));
  EXPECT_THAT(refused({{-1, 0, 10, 1}}, {}), HasSubstr("link row -1"));
  EXPECT_THAT(refused({{3, 0, 10, std::nan("")}}, {}), HasSubstr("vehicles"));
  CalibrationOptions options;
  options.fit.most_factor = 1;
  EXPECT_THAT(refused({}, options), HasSubstr("greatest factor"));
  options = {};
  options.shift = -1;
  EXPECT_THAT(refused({}, options), HasSubstr("shift"));
  TravelDemand demand;
  demand.route_links = {7};
  demand.vehicles.push_back({"v", 0, 0, 0, 1, 7, 7, 0, 0});
  EXPECT_THAT(refusal_of([&] { (void)routed_trips(demand, {}); }), HasSubstr("no link 7"));
  demand.vehicles[0].links = 2;
  EXPECT_THAT(refusal_of([&] { (void)routed_trips(demand, {}); }), HasSubstr("beyond"));
}

TEST(Plausibility, DetoursAndLoopsAreFound) {
  const RoadNetwork network = grid_streets(3, 100);
  const auto link_between = [&](std::int32_t from, std::int32_t to) {
    for (std::size_t row = 0; row < network.links.size(); ++row)
      if (network.links[row].from == from && network.links[row].to == to) return row_of(row);
    return kNone;
  };
  const auto way = [&](const std::vector<std::int32_t>& junctions) {
    std::vector<std::int32_t> links;
    for (std::size_t i = 1; i < junctions.size(); ++i)
      links.push_back(link_between(junctions[i - 1], junctions[i]));
    return links;
  };
  const RoutedTrips trips = trips_on({{0, way({0, 1, 2})},
                                      {0, way({0, 1, 4, 7, 8, 5, 2, 1})},  // 700 m instead of 500
                                      {0, way({0, 1, 4, 3, 0, 1, 2})},     // 600 m instead of 200
                                      {0, {}}});
  const RouteLengths routes = route_lengths(network, trips, kDrivers);
  EXPECT_EQ(routes.length, (std::vector<double>{200, 700, 600, 0}));
  EXPECT_EQ(routes.shortest[0], 200);
  EXPECT_EQ(routes.shortest[2], 200);
  EXPECT_EQ(routes.loops, (std::vector<std::uint8_t>{0, 0, 1, 0}));
  const RoutePlausibility before = plausibility_of(routes);
  EXPECT_EQ(before.vehicles, 3);
  EXPECT_NEAR(before.loop_share, 1.0 / 3, 1e-12);
  EXPECT_NEAR(before.mean_length, 500, 1e-12);
  const RoutePlausibility after = plausibility_of(routes, std::vector<std::int32_t>{3, 0, 1, 5});
  EXPECT_NEAR(after.detour_share, 0.25, 1e-12);
  EXPECT_NEAR(after.mean_length, 300, 1e-12);
}

}  // namespace
}  // namespace conurb::transport::demand

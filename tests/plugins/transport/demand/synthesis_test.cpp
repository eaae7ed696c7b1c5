// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/demand/synthesis.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "plugins/transport/demand/tours.hpp"
#include "plugins/transport/error.hpp"
#include "tests/plugins/transport/demand/town.hpp"
#include "tests/plugins/two_threads.hpp"

namespace conurb::transport::demand {
namespace {

using testing::add_link;
using testing::grid_streets;
using ::testing::HasSubstr;
using testing::refusal_of;
using testing::town_on;

constexpr Milliseconds kMidnight = 86'400'000;

std::string stem_of(const Vehicle& vehicle) {
  return vehicle.id.substr(0, vehicle.id.rfind('.'));
}

TEST(Synthesis, WhoLeavesComesBackWithinTheDay) {
  const RoadNetwork network = grid_streets(8, 300);
  const SynthesizedDemand found = synthesize(network, town_on(network, 40));
  ASSERT_GT(found.demand.vehicles.size(), 5000U);
  std::map<std::string, std::map<int, const Vehicle*>> by_driver;
  Milliseconds last = 0;
  for (const Vehicle& v : found.demand.vehicles) {
    ASSERT_LE(last, v.depart) << "vehicles stand by departure";
    last = v.depart;
    ASSERT_LT(v.depart, kMidnight);
    ASSERT_NE(v.origin, v.destination);
    by_driver[stem_of(v)][std::stoi(v.id.substr(v.id.rfind('.') + 1))] = &v;
  }
  for (const auto& [driver, trips] : by_driver) {
    ASSERT_EQ(trips.size() % 2, 0U) << driver;
    std::vector<std::pair<Milliseconds, Milliseconds>> away;
    for (auto trip = trips.begin(); trip != trips.end();) {
      const Vehicle &out = *trip++->second, &back = *trip++->second;
      ASSERT_EQ(out.origin, back.destination) << driver;
      ASSERT_EQ(out.destination, back.origin) << driver;
      ASSERT_LT(out.depart, back.depart) << driver;
      away.emplace_back(out.depart, back.depart);
    }
    std::sort(away.begin(), away.end());
    for (std::size_t i = 1; i < away.size(); ++i) ASSERT_LE(away[i - 1].second, away[i].first) << driver;
  }
}

TEST(Synthesis, RatesAreThoseOfTheSurvey) {
  const RoadNetwork network = grid_streets(8, 300);
  City city = town_on(network, 40);
  const SynthesizedDemand found = synthesize(network, city);
  const auto people = static_cast<double>(found.figures.persons);
  EXPECT_EQ(people, 40.0 * 168);
  const SynthesisOptions options;
  for (std::size_t p = 0; p < kPersonPurposes; ++p) {
    const double rate = (options.tours[3][p] + options.tours[5][p]) / 2;
    // Bernoulli draws: five deviations.
    EXPECT_NEAR(static_cast<double>(found.figures.tours[p]) / people, rate, 5 * std::sqrt(0.25 / people))
        << p;
  }
  // MiD 2017: 3.1 trips a person and day, 43 % of them as drivers, below 30 % in the city states.
  const double all = 2.0 *
                     static_cast<double>(std::accumulate(found.figures.tours.begin(),
                                                         found.figures.tours.end(), std::int64_t{0})) /
                     people;
  EXPECT_GT(all, 2.7);
  EXPECT_LT(all, 3.4);
  const double driven = static_cast<double>(std::accumulate(
      found.figures.trips.begin(), found.figures.trips.begin() + kPersonPurposes, std::int64_t{0}));
  EXPECT_LT(driven / people, 0.43 * all);
}

TEST(Synthesis, NobodyDrivesWithoutACarOrAsAChild) {
  const RoadNetwork network = grid_streets(6, 300);
  City city = town_on(network, 40);
  SynthesisOptions options;
  options.delivery_factor = 0;
  city.people.cars.assign(city.people.rows(), 0);
  EXPECT_TRUE(synthesize(network, city, options).demand.vehicles.empty());
  city.people.cars.assign(city.people.rows(), 2);
  const std::size_t two_cars = synthesize(network, city, options).demand.vehicles.size();
  city.people.cars.assign(city.people.rows(), 0.5F);
  const std::size_t few_cars = synthesize(network, city, options).demand.vehicles.size();
  // A quarter of a car for each of two adults: 0.25 x (2 - 0.25).
  EXPECT_NEAR(static_cast<double>(few_cars) / static_cast<double>(two_cars), 0.4375, 0.04)
      << "four deviations";
  city.people.age.assign(city.people.rows(), 6);
  EXPECT_TRUE(synthesize(network, city, options).demand.vehicles.empty());
}

TEST(Synthesis, ASampleIsPartOfTheWholeAndItsShare) {
  const RoadNetwork network = grid_streets(8, 300);
  const City city = town_on(network, 80);
  SynthesisOptions options;
  options.delivery_factor = 0;
  const SynthesizedDemand whole = synthesize(network, city, options);
  options.scale = 0.1;
  const SynthesizedDemand tenth = synthesize(network, city, options);
  const auto n = static_cast<double>(whole.demand.vehicles.size());
  EXPECT_NEAR(static_cast<double>(tenth.demand.vehicles.size()), 0.1 * n, 5 * std::sqrt(0.1 * n * 4));
  std::set<std::string> ids;
  for (const Vehicle& v : whole.demand.vehicles) ids.insert(v.id);
  EXPECT_EQ(ids.size(), whole.demand.vehicles.size()) << "ids are unique";
  for (const Vehicle& v : tenth.demand.vehicles) ASSERT_TRUE(ids.contains(v.id)) << v.id;
  options.scale = 3;
  const auto more = static_cast<double>(synthesize(network, city, options).demand.vehicles.size());
  EXPECT_NEAR(more / n, 3, 0.25) << "four deviations, as trips come in pairs";
}

TEST(Synthesis, ThreadsChangeNoBit) {
  const RoadNetwork network = grid_streets(8, 300);
  City city = town_on(network, 40);
  const SynthesizedDemand one = synthesize(network, city);
  const SynthesizedDemand two = synthesize(network, city, {}, test::two_threads);
  EXPECT_EQ(one.demand, two.demand);
  EXPECT_EQ(one.purposes, two.purposes);
  SynthesisOptions other;
  other.seed = 2;
  EXPECT_NE(synthesize(network, city, other).demand, one.demand);
}

TEST(Synthesis, TheOrderOfGroupsWithKeysDoesNotMatter) {
  const RoadNetwork network = grid_streets(6, 300);
  City city = town_on(network, 20);
  const auto trips_of = [&] {
    std::multiset<std::tuple<Milliseconds, std::int32_t, std::int32_t>> trips;
    for (const Vehicle& v : synthesize(network, city).demand.vehicles)
      trips.insert({v.depart, v.origin, v.destination});
    return trips;
  };
  const auto before = trips_of();
  PersonGroups& g = city.people;
  std::reverse(g.key.begin(), g.key.end());
  std::reverse(g.home.begin(), g.home.end());
  std::reverse(g.work.begin(), g.work.end());
  std::reverse(g.age.begin(), g.age.end());
  std::reverse(g.occupation.begin(), g.occupation.end());
  EXPECT_EQ(trips_of(), before);
}

TEST(Synthesis, HoursAreThoseOfAWorkingDay) {
  const RoadNetwork network = grid_streets(8, 300);
  const SynthesizedDemand found = synthesize(network, town_on(network, 80));
  std::vector<double> hours(24, 0);
  for (const Vehicle& v : found.demand.vehicles) hours[at(v.depart / 3'600'000)] += 1;
  for (double& each : hours) each /= static_cast<double>(found.demand.vehicles.size());
  EXPECT_LT(*std::max_element(hours.begin(), hours.end()), 0.11)
      << "the peak hour of city streets is below 10 %";
  EXPECT_GT(hours[7], hours[5]);
  EXPECT_GT(hours[7], hours[13]);
  EXPECT_GT(hours[16], hours[13]);
  EXPECT_LT(hours[0] + hours[1] + hours[2] + hours[3], 0.01);
}

TEST(Synthesis, GatesTakeBringAndPassThrough) {
  RoadNetwork network = grid_streets(6, 300);
  network.junctions.resize(38);
  const Gate west{add_link(network, 36, 0), add_link(network, 0, 36), 1, 100};
  const Gate east{add_link(network, 37, 35), add_link(network, 35, 37), 3, 50};
  City city = town_on(grid_streets(6, 300), 40);
  SynthesisOptions options;
  options.delivery_factor = 0;
  EXPECT_EQ(synthesize(network, city, options).figures.trips[6], 0);
  std::fill(city.people.work.begin(), city.people.work.end(), kNone);
  EXPECT_GT(synthesize(network, city, options).figures.outside, 0);
  city.gates = {west, east};
  const SynthesizedDemand found = synthesize(network, city, options);
  EXPECT_EQ(found.figures.outside, 0);
  EXPECT_EQ(found.figures.trips[6], 150);
  std::map<std::int32_t, double> from, to;
  std::map<char, double> sources;
  for (std::size_t i = 0; i < found.purposes.size(); ++i) {
    const Vehicle& v = found.demand.vehicles[i];
    sources[v.id[0]] += 1;
    if (found.purposes[i] == Purpose::through) continue;
    from[v.origin] += 1;
    to[v.destination] += 1;
  }
  EXPECT_EQ(sources['t'], 150);
  EXPECT_GT(sources['i'], 100);
  EXPECT_EQ(from[west.in], to[west.out]) << "they do not remember their gate, but tours do";
  EXPECT_EQ(from[east.in], to[east.out]);
  EXPECT_NEAR(from[east.in] / from[west.in], 3, 0.4) << "by weight";
}

TEST(Synthesis, DeliveriesFollowJobs) {
  const RoadNetwork network = grid_streets(8, 300);
  City city = town_on(network, 40);
  city.people = {};
  const SynthesizedDemand one = synthesize(network, city);
  for (float& jobs : city.buildings.jobs) jobs *= 2;
  city.buildings.residents.clear();
  const SynthesizedDemand two = synthesize(network, city);
  EXPECT_GT(one.figures.trips[5], 500);
  EXPECT_GT(two.figures.trips[5], one.figures.trips[5] * 3 / 2);
  std::set<std::int32_t> types;
  for (const Vehicle& v : one.demand.vehicles) types.insert(v.type);
  EXPECT_EQ(types, (std::set<std::int32_t>{1, 2})) << "vans and trucks";
}

TEST(Synthesis, WhatIsLeftOutIsTold) {
  const RoadNetwork network = grid_streets(4, 300);
  City city = town_on(network, 40);
  city.people.home[0] = kNone;
  city.buildings.x[1] += 1e6;  // near no link
  std::fill(city.buildings.use.begin(), city.buildings.use.end(), PlaceUse::other);
  const SynthesizedDemand found = synthesize(network, city);
  std::string told;
  for (const Finding& each : found.findings) told += each.text + '\n';
  EXPECT_THAT(told, HasSubstr("1 groups of people have no home"));
  EXPECT_THAT(told, HasSubstr("no place to go to"));
  EXPECT_GT(found.figures.without_destination, 0);
}

TEST(Synthesis, WhatCannotBeMeantIsRefused) {
  const RoadNetwork network = grid_streets(3, 300);
  const City city = town_on(network, 4);
  const auto refused = [&](auto change) {
    City changed = city;
    SynthesisOptions options;
    change(changed, options);
    return refusal_of([&] { (void)synthesize(network, changed, options); });
  };
  using C = City;
  using O = SynthesisOptions;
  EXPECT_THAT(refused([](C& c, O&) { c.people.home[1] = 99; }), HasSubstr("home of group 1 is building 99"));
  EXPECT_THAT(refused([](C& c, O&) { c.people.size.pop_back(); }), HasSubstr("size has"));
  EXPECT_THAT(refused([](C& c, O&) { c.people.size[0] = 3e8F; }), HasSubstr("persons"));
  EXPECT_THAT(refused([](C& c, O&) { c.buildings.jobs[0] = 1e9F; }), HasSubstr("jobs"));
  EXPECT_THAT(refused([](C& c, O&) { c.gates.push_back({0, 99}); }), HasSubstr("there is no link 99"));
  EXPECT_THAT(refused([](C&, O& o) { o.scale = 0; }), HasSubstr("scale is 0, must be"));
  EXPECT_THAT(refused([](C&, O& o) { o.tours[0][0] = -1; }), HasSubstr("tours of a person"));
  EXPECT_THAT(refused([](C&, O& o) { o.purposes[1].departures = {}; }), HasSubstr("departures in a day"));
}

TEST(CarShare, RisesWithDistanceBetweenTheRowsOfTheTable) {
  const SynthesisOptions options;
  EXPECT_EQ(car_share(options, 0), 0.2);
  EXPECT_DOUBLE_EQ(car_share(options, 1000), 0.5);
  EXPECT_NEAR(car_share(options, std::sqrt(1000.0 * 2000)), 0.61, 1e-12) << "half way in logarithms";
  EXPECT_EQ(car_share(options, 1e6), 0.92);
}

}  // namespace
}  // namespace conurb::transport::demand

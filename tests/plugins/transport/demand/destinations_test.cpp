// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/demand/destinations.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

namespace conurb::transport::demand {
namespace {

constexpr int kDraws = 200'000;

std::vector<int> drawn(const Destinations& destinations, std::size_t zone, std::size_t places) {
  std::vector<double> wishes;
  destinations.wishes_from(zone, wishes);
  std::mt19937_64 random(3);
  std::uniform_real_distribution<double> uniform(0, 1);
  std::vector<int> count(places, 0);
  for (int i = 0; i < kDraws; ++i) {
    const double a = uniform(random), b = uniform(random);
    ++count[at(destinations.draw(wishes, a, b))];
  }
  return count;
}

TEST(Destinations, TheShareFallsWithDistanceAsTheReachSays) {
  const std::vector<double> x = {125, 1125, 3125}, y = {125, 125, 125};
  const PlaceZones zones(x, y);
  const std::vector<int> count = drawn(Destinations(zones, std::vector<double>{0, 1, 1}, 2000), 0, 3);
  EXPECT_EQ(count[0], 0);
  // Four deviations of a ratio of some 10^5 draws are below 2 %.
  EXPECT_NEAR(static_cast<double>(count[1]) / count[2], std::exp(1), 0.02 * std::exp(1));
}

TEST(Destinations, WithinAZoneAttractionDecides) {
  const std::vector<double> x = {10, 20, 30}, y = {10, 20, 30};
  const PlaceZones zones(x, y);
  ASSERT_EQ(zones.count(), 1U);
  const std::vector<int> count = drawn(Destinations(zones, std::vector<double>{3, 0, 1}, 100), 0, 3);
  EXPECT_EQ(count[1], 0);
  EXPECT_NEAR(static_cast<double>(count[0]) / count[2], 3, 0.08) << "four deviations";
}

TEST(Destinations, WhereNothingAttractsThereIsNone) {
  const std::vector<double> x = {10, std::numeric_limits<double>::quiet_NaN()}, y = {10, 0};
  const PlaceZones zones(x, y);
  EXPECT_EQ(zones.zone_of(1), kNone);
  const Destinations destinations(zones, std::vector<double>{0, 5}, 100);
  std::vector<double> wishes;
  destinations.wishes_from(0, wishes);
  EXPECT_EQ(destinations.draw(wishes, 0.5, 0.5), kNone);
  EXPECT_EQ(destinations.draw({}, 0.5, 0.5), kNone);
}

TEST(PlaceZones, ManyPlacesStayFewZones) {
  std::vector<double> x, y;
  for (int i = 0; i < 10'000; ++i) {
    x.push_back(300.0 * (i % 100));
    y.push_back(300.0 * (i / 100));
  }
  const PlaceZones zones(x, y);
  EXPECT_LE(zones.count(), PlaceZones::kMostZones);
  EXPECT_GE(zones.count(), PlaceZones::kMostZones / 2);
  std::size_t places = 0;
  for (std::size_t z = 0; z < zones.count(); ++z) {
    for (const std::int32_t place : zones.places(z)) EXPECT_EQ(at(zones.zone_of(place)), z);
    places += zones.places(z).size();
  }
  EXPECT_EQ(places, x.size());
}

}  // namespace
}  // namespace conurb::transport::demand

// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/demand/event_visits.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace conurb::transport::demand {
namespace {

Event match() {
  return {42, 20'000, 20 * 3600.0, 22 * 3600.0, 5400, 2700};
}

TEST(EventVisits, HomesAreDrawnInProportionToWeights) {
  const std::vector<double> weights{1, 0, 3, std::nan(""), -2, 4};
  const LinkDraw homes{weights}, place(std::vector<double>{0, 1});
  std::vector<double> drawn(weights.size(), 0);
  for (const Visit& visit : visits_of(match(), homes, place, 1)) {
    drawn[at(visit.home)] += 1;
    EXPECT_EQ(visit.place, 1);
  }
  // Four standard deviations of a share of a half among 20,000 are 1.4 %.
  EXPECT_NEAR(drawn[0] / 20'000, 1.0 / 8, 0.015);
  EXPECT_NEAR(drawn[2] / 20'000, 3.0 / 8, 0.015);
  EXPECT_NEAR(drawn[5] / 20'000, 4.0 / 8, 0.015);
  EXPECT_EQ(drawn[1] + drawn[3] + drawn[4], 0);
}

TEST(EventVisits, EverybodyWantsToBeThereBeforeItBeginsAndStaysToTheEnd) {
  const LinkDraw link(std::vector<double>{1});
  double arrive = 0, leave = 0;
  for (const Visit& visit : visits_of(match(), link, link, 1)) {
    ASSERT_GE(visit.arrive, 66'600'000);
    ASSERT_LE(visit.arrive, 72'000'000);
    ASSERT_GE(visit.leave, 79'200'000);
    ASSERT_LE(visit.leave, 81'900'000);
    arrive += visit.arrive / 20'000.0, leave += visit.leave / 20'000.0;
  }
  // Means of 20,000 within four standard deviations: 5400 s / sqrt(24) and 2700 s / sqrt(12), over
  // sqrt(20,000).
  EXPECT_NEAR(arrive, 69'300'000, 32'000);
  EXPECT_NEAR(leave, 80'550'000, 23'000);
}

TEST(EventVisits, DependOnSeedEventAndVehicleAlone) {
  const LinkDraw homes(std::vector<double>{1, 2, 3}), place(std::vector<double>{0, 1});
  const auto same = [](const Visit& a, const Visit& b) {
    return a.home == b.home && a.place == b.place && a.arrive == b.arrive && a.leave == b.leave;
  };
  const std::vector<Visit> first = visits_of(match(), homes, place, 1);
  Event smaller = match(), other = match();
  smaller.vehicles = 1000;
  other.id = 43;
  const std::vector<Visit> few = visits_of(smaller, homes, place, 1);
  EXPECT_TRUE(std::equal(few.begin(), few.end(), first.begin(), same));
  EXPECT_FALSE(std::equal(few.begin(), few.end(), visits_of(match(), homes, place, 2).begin(), same));
  EXPECT_FALSE(std::equal(few.begin(), few.end(), visits_of(other, homes, place, 1).begin(), same));
}

TEST(EventVisits, VehiclesParkOnTheStreetsAround) {
  RoadNetwork network;
  for (int i = 0; i < 4; ++i) {
    Link link;
    link.length = 100, link.lanes = i + 1;
    link.path = {0, 200.0 * i, 0, 100, 200.0 * i, 0};
    network.links.push_back(link);
  }
  network.links[3].path.clear();
  EXPECT_EQ(parking_near(network, {1, 1, 1, 1}, 50, 0, 250), (std::vector<double>{100, 200, 0, 0}));
  EXPECT_EQ(parking_near(network, {0, 1, 1, 1}, 130, 400, 29), (std::vector<double>{0, 0, 0, 0}));
  EXPECT_EQ(parking_near(network, {0, 1, 1, 1}, 130, 400, 31), (std::vector<double>{0, 0, 300, 0}));
  EXPECT_TRUE(LinkDraw(parking_near(network, {0, 0, 0, 0}, 50, 0, 250)).empty());
}

TEST(EventVisits, TimesOfDayComeAgainEveryDay) {
  EXPECT_EQ(time_of_day(-1), 86'399'999);
  EXPECT_EQ(time_of_day(86'400'000), 0);
  EXPECT_EQ(time_of_day(3 * 86'400'000LL + 5), 5);
}

}  // namespace
}  // namespace conurb::transport::demand

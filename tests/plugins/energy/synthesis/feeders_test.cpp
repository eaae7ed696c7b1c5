// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/synthesis/feeders.hpp"

#include <gtest/gtest.h>

#include "plugins/energy/index.hpp"

namespace conurb::energy::synthesis {
namespace {

/// Houses of `power` W, sure, every `step` m along one street.
SupplyTree street(int houses, double step, double power) {
  SupplyTree t;
  t.parent.push_back(kNone);
  t.length.push_back(0);
  t.distance.push_back(0);
  t.own.push_back({});
  for (int i = 1; i <= houses; ++i) {
    t.parent.push_back(i - 1);
    t.length.push_back(step);
    t.distance.push_back(step * i);
    t.own.push_back({power, 0, 0});
  }
  return t;
}

TEST(Feeders, OneCableServesAStreetThatItCanBear) {
  const SupplyTree t = street(10, 20, 10e3);
  const Feeders f = lay_feeders(t, {150e3, 0.05, 0.03, 1e-9, 1});
  ASSERT_EQ(f.count, 1);
  EXPECT_EQ(f.head[0], 1);
  EXPECT_DOUBLE_EQ(f.through[1].peak(), 100e3);
  EXPECT_DOUBLE_EQ(f.through[10].peak(), 10e3);
  double moment = 0;
  for (int i = 1; i <= 10; ++i) moment += 20 * 10e3 * (11 - i);
  EXPECT_NEAR(f.load_moment[0], moment, 1e-6);
}

TEST(Feeders, TheMomentOfAFeederIsThatOfItsFarthestJoint) {
  SupplyTree t = street(2, 20, 10e3);  // and a branch of 70 m from the first house
  t.parent.push_back(1), t.length.push_back(70), t.distance.push_back(90), t.own.push_back({4e3, 0, 0});
  const Feeders f = lay_feeders(t, {150e3, 0.05, 0.03, 1e-9, 1});
  ASSERT_EQ(f.count, 1);
  EXPECT_NEAR(f.load_moment[0], 20 * 24e3 + 70 * 4e3, 1e-6);
}

TEST(Feeders, WhatIsBeyondOneCableGetsASecondFromTheStation) {
  const SupplyTree t = street(20, 20, 10e3);
  const Feeders f = lay_feeders(t, {150e3, 0.05, 0.03, 1e-9, 1});
  ASSERT_EQ(f.count, 2);
  EXPECT_EQ(f.head[0], 6);  // the far 15 houses
  EXPECT_EQ(f.head[1], 1);
  for (std::int32_t v = 1; v <= 20; ++v) EXPECT_EQ(f.feeder[at(v)], v >= 6 ? 0 : 1) << v;
  EXPECT_DOUBLE_EQ(f.through[5].peak(), 10e3);
}

TEST(Feeders, AVoltageDropTooLargeCutsToo) {
  const SupplyTree t = street(10, 100, 10e3);
  const double factor = 1.39e-9;  // NAYY 4x150 at 400 V
  const Feeders f = lay_feeders(t, {1e9, 0.05, 0.03, factor, 1});
  EXPECT_GT(f.count, 1);
  for (const double moment : f.load_moment) EXPECT_LE(factor * moment, 0.05);
}

TEST(Feeders, SolarPowerAloneCutsToo) {
  SupplyTree t = street(10, 100, 1);
  for (std::size_t v = 1; v < t.size(); ++v) t.own[v].feed_in = 10e3;
  const Feeders f = lay_feeders(t, {1e9, 0.05, 0.03, 1.39e-9, 1});
  EXPECT_GT(f.count, 2);
  for (const double moment : f.solar_moment) EXPECT_LE(1.39e-9 * moment, 0.03);
}

TEST(Feeders, AHouseTooLargeForAnyCableIsLeftToLargerOnes) {
  const SupplyTree t = street(3, 50, 400e3);
  const Feeders f = lay_feeders(t, {150e3, 0.05, 0.03, 1.39e-9, 1});
  EXPECT_EQ(f.count, 3);
  EXPECT_DOUBLE_EQ(f.through[2].peak(), 400e3);
}

TEST(Feeders, DirectionsFromTheStationAreFeedersOfTheirOwn) {
  SupplyTree t = street(2, 20, 10e3);
  t.parent.push_back(0), t.length.push_back(30), t.distance.push_back(30), t.own.push_back({5e3, 0, 0});
  const Feeders f = lay_feeders(t, {150e3, 0.05, 0.03, 1e-9, 1});
  EXPECT_EQ(f.count, 2);
  EXPECT_NE(f.feeder[1], f.feeder[3]);
}

TEST(Feeders, AStationAloneHasNone) {
  EXPECT_EQ(lay_feeders(street(0, 1, 1), {1, 1, 1, 1, 1}).count, 0);
}

}  // namespace
}  // namespace conurb::energy::synthesis

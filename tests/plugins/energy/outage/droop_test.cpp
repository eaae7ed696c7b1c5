// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/outage/droop.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <numeric>
#include <random>

#include "plugins/energy/outage/synchronise.hpp"

namespace conurb::energy {
namespace {

using ::testing::DoubleNear;
using ::testing::ElementsAre;

TEST(Droop, UnitsOfEqualDroopShareByTheirRating) {
  const std::vector<DroopUnit> units = {{0, 100, 0.02, 0, 100}, {0, 50, 0.02, 0, 50}};
  const DroopShare share = share_by_droop(units, 75);
  EXPECT_THAT(share.power, ElementsAre(DoubleNear(50, 1e-12), DoubleNear(25, 1e-12)));
  EXPECT_NEAR(share.frequency, 0.99, 1e-15);  // half of 2 %
  EXPECT_EQ(share.missing, 0);
}

TEST(Droop, AFlatterUnitTakesMore) {
  const std::vector<DroopUnit> units = {{0, 100, 0.01, 0, 100}, {0, 100, 0.03, 0, 100}};
  EXPECT_THAT(share_by_droop(units, 80).power, ElementsAre(DoubleNear(60, 1e-12), DoubleNear(20, 1e-12)));
}

TEST(Droop, AtItsSetPointsTheFrequencyIsTheNominalOne) {
  const std::vector<DroopUnit> units = {{-30, 100, 0.02, -100, 100}, {80, 100, 0.04, 30, 100}};
  const DroopShare share = share_by_droop(units, 50);
  EXPECT_NEAR(share.frequency, 1, 1e-15);
  EXPECT_THAT(share.power, ElementsAre(DoubleNear(-30, 1e-12), DoubleNear(80, 1e-12)));
}

TEST(Droop, WhatOneCannotGiveTheOthersDo) {
  const std::vector<DroopUnit> units = {{0, 100, 0.02, 0, 20}, {0, 100, 0.02, 0, 100}};
  const DroopShare share = share_by_droop(units, 90);
  EXPECT_THAT(share.power, ElementsAre(20, DoubleNear(70, 1e-12)));
  EXPECT_NEAR(share.frequency, 1 - 0.02 * 0.7, 1e-15);
}

TEST(Droop, WhatNobodyCanGiveOrTakeIsMissing) {
  const std::vector<DroopUnit> units = {{0, 100, 0.02, 30, 60}, {0, 100, 0.02, -50, 100}};
  EXPECT_NEAR(share_by_droop(units, 200).missing, 40, 1e-12);
  EXPECT_NEAR(share_by_droop(units, -40).missing, -20, 1e-12);
  EXPECT_EQ(share_by_droop({}, 5).missing, 5);
}

TEST(Droop, PowersComeToTheNeedWhateverTheUnits) {
  std::mt19937 random(11);
  std::uniform_real_distribution<double> number(0, 1);
  for (int round = 0; round < 500; ++round) {
    std::vector<DroopUnit> units;
    double low = 0, high = 0;
    for (int u = 0; u < 1 + round % 5; ++u) {
      const double rated = 10 + 90 * number(random), least = rated * (number(random) - 0.7);
      units.push_back({rated * (number(random) - 0.3), rated, 0.01 + 0.04 * number(random), least,
                       least + rated * number(random)});
      low += units.back().low;
      high += units.back().high;
    }
    const double need = low + (high - low) * number(random);
    const DroopShare share = share_by_droop(units, need);
    // Sums of up to five numbers below 1000: rounding alone.
    EXPECT_NEAR(std::accumulate(share.power.begin(), share.power.end(), 0.0), need, 1e-11);
    for (std::size_t u = 0; u < units.size(); ++u) {
      EXPECT_GE(share.power[u], units[u].low);
      EXPECT_LE(share.power[u], units[u].high);
    }
  }
}

TEST(Synchronise, ClosesAtOnceWhereAllIsNear) {
  const SyncPlan plan = synchronise({1, 1.02, 50, 50.05, 0.1}, {});
  EXPECT_TRUE(plan.possible);
  EXPECT_EQ(plan.wait_s, 0);
}

TEST(Synchronise, WaitsUntilTheSlipHasTurnedTheAngleIntoItsLimit) {
  const SyncLimits limits{0.3, 0.1, 0.2};
  const double turn = 6.283185307179586;
  // Behind by 1 rad and faster: 0.8 rad to go. Ahead by 1 rad and faster: nearly all the way round.
  EXPECT_NEAR(synchronise({1, 1, 50, 50.1, -1}, limits).wait_s, 0.8 / (turn * 0.1), 1e-12);
  EXPECT_NEAR(synchronise({1, 1, 50, 50.1, 1}, limits).wait_s, (turn - 1.2) / (turn * 0.1), 1e-12);
  EXPECT_NEAR(synchronise({1, 1, 50, 49.9, 1}, limits).wait_s, 0.8 / (turn * 0.1), 1e-12);
}

TEST(Synchronise, NamesTheDifferenceThatIsTooLarge) {
  EXPECT_EQ(
      synchronise({1, 1.2, 50, 50, 0}, {}).reason,
      "the voltage differs by 0.2 of the nominal voltage, at most 0.1 of the nominal voltage is allowed");
  EXPECT_THAT(synchronise({1, 1, 50, 51, 0}, {}).reason, ::testing::HasSubstr("frequency differs by 1 Hz"));
  const SyncPlan still = synchronise({1, 1, 50, 50, 2}, {});
  EXPECT_FALSE(still.possible);
  EXPECT_THAT(still.reason, ::testing::HasSubstr("angle"));
  EXPECT_FALSE(synchronise({1, std::numeric_limits<double>::quiet_NaN(), 50, 50, 0}, {}).possible);
}

TEST(Synchronise, LimitsNarrowWithTheRating) {
  EXPECT_EQ(sync_limits(400e3).frequency, 0.3);
  EXPECT_EQ(sync_limits(1e6).voltage, 0.05);
  EXPECT_NEAR(sync_limits(5e6).angle, 0.1745, 1e-4);
}

}  // namespace
}  // namespace conurb::energy

// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/emissions/speed_profile.hpp"

#include <gtest/gtest.h>

namespace conurb::transport::emissions {
namespace {

constexpr double kLossRate = 1;  // accelerates and brakes at 1 m/s2: a stop from 10 m/s loses 10 s

SpeedProfile ten_seconds(double time, double stops = -1, double standing = -1) {
  return profile_of({.length = 100, .free_speed = 10, .time = time, .stops = stops, .standing = standing}, 50,
                    kLossRate, {.slow_cruise = 0.8, .cycle = 90});
}

TEST(SpeedProfile, ALittleDelayIsSlowerDriving) {
  EXPECT_DOUBLE_EQ(ten_seconds(10).cruise, 10);
  EXPECT_DOUBLE_EQ(ten_seconds(12).cruise, 100.0 / 12);
  EXPECT_EQ(ten_seconds(12).stops, 0);
  EXPECT_EQ(ten_seconds(12).standing, 0);
}

TEST(SpeedProfile, FurtherDelayIsAShareOfAStopThenStandingThenMoreStops) {
  // At 8 m/s 12.5 s are driven and a stop loses 8 s.
  EXPECT_DOUBLE_EQ(ten_seconds(12.5 + 4).stops, 0.5);
  EXPECT_DOUBLE_EQ(ten_seconds(12.5 + 4).cruise, 8);
  EXPECT_DOUBLE_EQ(ten_seconds(12.5 + 8 + 30).stops, 1);
  EXPECT_DOUBLE_EQ(ten_seconds(12.5 + 8 + 30).standing, 30);
  EXPECT_DOUBLE_EQ(ten_seconds(12.5 + 8 + 90 + 180).stops, 3);
  EXPECT_DOUBLE_EQ(ten_seconds(12.5 + 8 + 90 + 180).standing, 270 - 16);
}

TEST(SpeedProfile, TimesAddUpWhereNothingIsTold) {
  for (double time = 5; time < 1000; time += 0.7) {
    const SpeedProfile profile = ten_seconds(time);
    EXPECT_NEAR(100 / profile.cruise + profile.stops * profile.cruise * kLossRate + profile.standing, time,
                1e-9)
        << time;
  }
}

TEST(SpeedProfile, ToldStopsAndStandingAreTaken) {
  EXPECT_DOUBLE_EQ(ten_seconds(60, 2).stops, 2);
  EXPECT_DOUBLE_EQ(ten_seconds(60, 2).standing, 60 - 12.5 - 16);
  EXPECT_DOUBLE_EQ(ten_seconds(60, 2, 20).standing, 20);
  EXPECT_DOUBLE_EQ(ten_seconds(60, 2, 20).cruise, 100 / 24.0) << "what time remains is driven more slowly";
  EXPECT_DOUBLE_EQ(ten_seconds(60, 0).cruise, 100 / 60.0);
  EXPECT_EQ(ten_seconds(60, 0).standing, 0);
}

TEST(SpeedProfile, WhoTheVehicleIsLimitsTheFreeSpeed) {
  const SpeedProfile truck =
      profile_of({.length = 1000, .free_speed = 36, .time = 1000.0 / 22}, 22, kLossRate, StopRule{});
  EXPECT_NEAR(truck.cruise, 22, 1e-12);
  EXPECT_EQ(truck.stops, 0) << "80 km/h on a motorway is no delay for a truck";
}

TEST(SpeedProfile, NobodyDrivesFasterThanPossible) {
  EXPECT_EQ(ten_seconds(0.001).cruise, kFastest);
  EXPECT_EQ(ten_seconds(0.001).stops, 0);
}

}  // namespace
}  // namespace conurb::transport::emissions

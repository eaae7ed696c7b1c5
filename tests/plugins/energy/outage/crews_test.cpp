// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/outage/crews.hpp"

#include <gtest/gtest.h>

#include "fixtures.hpp"
#include "plugins/energy/error.hpp"

namespace conurb::energy {
namespace {

Job job(std::int32_t row, std::vector<std::size_t> after = {}) {
  return {{Device::Kind::bus_switch, row}, std::move(after)};
}

/// Switches 0 and 6 of two_feeders() are remote, the others are not.
class Crews : public ::testing::Test {
 protected:
  Network network_ = testing::two_feeders();
  CrewOptions options_{.remote_s = 10, .travel_s = 100, .operate_s = 20, .crews = 1};
};

TEST_F(Crews, OneCrewTravelsFromSwitchToSwitch) {
  const std::vector<JobTime> times = schedule(std::vector<Job>{job(1), job(2)}, 1000, network_, options_);
  EXPECT_EQ(times[0].leaves_s, 1000);
  EXPECT_EQ(times[0].start_s, 1100);
  EXPECT_EQ(times[0].end_s, 1120);
  EXPECT_EQ(times[1].leaves_s, 1120);
  EXPECT_EQ(times[1].end_s, 1240);
}

TEST_F(Crews, TwoCrewsWorkAtTheSameTime) {
  options_.crews = 2;
  const std::vector<JobTime> times = schedule(std::vector<Job>{job(1), job(2)}, 0, network_, options_);
  EXPECT_EQ(times[0].end_s, 120);
  EXPECT_EQ(times[1].end_s, 120);
  EXPECT_NE(times[0].crew, times[1].crew);
}

TEST_F(Crews, ACrewTravelsWhileItsJobWaits) {
  options_.crews = 2;
  options_.travel_by_switch.assign(network_.switches.size(), 100);
  options_.travel_by_switch[1] = 500;
  const std::vector<JobTime> times = schedule(std::vector<Job>{job(1), job(2, {0})}, 0, network_, options_);
  EXPECT_EQ(times[1].leaves_s, 0);
  EXPECT_EQ(times[1].start_s, 520);
}

TEST_F(Crews, TheControlRoomOperatesOneAfterTheOtherWithoutTravelling) {
  const std::vector<JobTime> times =
      schedule(std::vector<Job>{job(0), job(6), job(1)}, 0, network_, options_);
  EXPECT_EQ(times[0].end_s, 10);
  EXPECT_EQ(times[1].end_s, 20);
  EXPECT_EQ(times[1].crew, kNone);
  EXPECT_EQ(times[2].end_s, 120);
}

TEST_F(Crews, NoCrewAndTimesThatAreNoneAreRefused) {
  options_.crews = 0;
  EXPECT_THROW(check(options_, network_), InputError);
  options_.crews = 1;
  options_.travel_s = kUnknown;
  EXPECT_THROW(check(options_, network_), InputError);
  options_.travel_s = 1;
  options_.travel_by_switch = {1, 2};
  EXPECT_THROW(check(options_, network_), InputError);
}

}  // namespace
}  // namespace conurb::energy

// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/outage/protection.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fixtures.hpp"
#include "plugins/energy/index.hpp"

namespace conurb::energy {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::int32_t head_breaker(const Network& n, std::int32_t line) {
  return testing::to_switch(n, line) - 1;
}

TEST(Protection, OpensTheBreakerOfTheFeederAndTakesTheCableOut) {
  Network n = testing::two_feeders();
  const Fault fault{Fault::Kind::line, 1};
  EXPECT_THAT(protect(n, std::span(&fault, 1)), ElementsAre(head_breaker(n, 0)));
  EXPECT_FALSE(n.switches[at(head_breaker(n, 0))].closed);
  EXPECT_FALSE(n.lines[1].in_service);
}

TEST(Protection, OpensAgainWhatIsClosedOntoTheFault) {
  Network n = testing::two_feeders();
  const Fault fault{Fault::Kind::line, 1};
  (void)protect(n, std::span(&fault, 1));
  n.lines[1].in_service = true;  // as the tables have it
  EXPECT_THAT(protect(n, std::span(&fault, 1)), IsEmpty());
  n.lines[1].in_service = true;
  n.switches[at(head_breaker(n, 0))].closed = true;
  EXPECT_THAT(protect(n, std::span(&fault, 1)), ElementsAre(head_breaker(n, 0)));
}

TEST(Protection, LeavesAloneWhatIsCutOutByItsSwitches) {
  Network n = testing::two_feeders();
  const Fault fault{Fault::Kind::line, 1};
  n.switches[at(head_breaker(n, 1))].closed = n.switches[at(testing::to_switch(n, 1))].closed = false;
  EXPECT_THAT(protect(n, std::span(&fault, 1)), IsEmpty());
  EXPECT_TRUE(n.switches[at(head_breaker(n, 0))].closed);
}

TEST(Protection, SeesAllFaultsAtOnce) {
  Network n = testing::two_feeders();
  const std::vector<Fault> faults{{Fault::Kind::line, 1}, {Fault::Kind::bus, 1}, {Fault::Kind::line, 4}};
  EXPECT_THAT(protect(n, faults), ElementsAre(head_breaker(n, 0), head_breaker(n, 3)));
  EXPECT_FALSE(n.buses[1].in_service);
}

TEST(Protection, WithoutABreakerOnlyWhatFailedGoes) {
  Network n = testing::two_feeders();
  for (Switch& each : n.switches) each.breaker = false;
  const Fault fault{Fault::Kind::line, 1};
  EXPECT_THAT(protect(n, std::span(&fault, 1)), IsEmpty());
  EXPECT_FALSE(n.lines[1].in_service);
}

TEST(Protection, DoesNothingAboutRowsThatAreNotThereOrOut) {
  Network n = testing::two_feeders();
  n.lines[1].in_service = false;
  const std::vector<Fault> faults{
      {Fault::Kind::line, 1}, {Fault::Kind::line, 99}, {Fault::Kind::transformer, 0}, {Fault::Kind::bus, -1}};
  EXPECT_THAT(protect(n, faults), IsEmpty());
  EXPECT_FALSE(n.lines[1].in_service);
}

}  // namespace
}  // namespace conurb::energy

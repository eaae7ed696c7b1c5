// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/outage/fault.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fixtures.hpp"
#include "plugins/energy/error.hpp"
#include "plugins/energy/index.hpp"

namespace conurb::energy {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

constexpr auto kSwitch = Device::Kind::bus_switch;

FaultEffect effect(const Network& n, const Fault& fault) {
  const Zones zones = find_zones(n);
  return effect_of(n, zones, zone_loads(n, zones, {}), fault, positions_of(n));
}

std::int32_t from_switch(const Network& n, std::int32_t line) {
  return testing::to_switch(n, line) - 1;
}

TEST(Fault, TripsTheNearestBreakerUpstreamAndDarkensItsFeeder) {
  const Network n = testing::two_feeders();
  const FaultEffect e = effect(n, {Fault::Kind::line, 1});
  EXPECT_TRUE(e.energised);
  EXPECT_THAT(e.tripped, ElementsAre(Device{kSwitch, from_switch(n, 0)}));
  EXPECT_THAT(e.dark_buses, ElementsAre(1, 2));
  EXPECT_EQ(e.dark_customers, 2);
  EXPECT_EQ(e.dark_power, 2e5);
  EXPECT_EQ(e.faulted_customers, 0);
  EXPECT_THAT(e.isolation, UnorderedElementsAre(from_switch(n, 1), testing::to_switch(n, 1)));
}

TEST(Fault, ABreakerFurtherOutSparesWhatLiesBeforeIt) {
  Network n = testing::two_feeders();
  n.switches[at(from_switch(n, 1))].breaker = true;
  const FaultEffect e = effect(n, {Fault::Kind::bus, 2});
  EXPECT_THAT(e.tripped, ElementsAre(Device{kSwitch, from_switch(n, 1)}));
  EXPECT_THAT(e.dark_buses, ElementsAre(2));
}

TEST(Fault, ABreakerWithNoSourceBeyondStaysClosed) {
  Network n = testing::two_feeders();
  n.switches[at(testing::to_switch(n, 1))].breaker = true;
  const FaultEffect e = effect(n, {Fault::Kind::line, 0});
  EXPECT_THAT(e.tripped, ElementsAre(Device{kSwitch, from_switch(n, 0)}));
}

TEST(Fault, FedFromTwoSidesTripsBoth) {
  Network n = testing::two_feeders();
  n.switches[at(testing::to_switch(n, 2))].closed = true;
  const FaultEffect e = effect(n, {Fault::Kind::line, 2});
  EXPECT_THAT(e.tripped, ElementsAre(Device{kSwitch, from_switch(n, 0)}, Device{kSwitch, from_switch(n, 3)}));
  EXPECT_EQ(e.dark_customers, 4);
}

TEST(Fault, WithoutABreakerTheInfeedItselfTrips) {
  Network n = testing::two_feeders();
  for (Switch& s : n.switches) s.breaker = false;
  const FaultEffect e = effect(n, {Fault::Kind::line, 1});
  EXPECT_THAT(e.tripped, ElementsAre(Device{Device::Kind::infeed, 0}));
  EXPECT_EQ(e.dark_customers, 4);
}

TEST(Fault, AtWhatHasNoSupplyNothingTrips) {
  Network n = testing::two_feeders();
  n.switches[at(from_switch(n, 2))].closed = false;
  const FaultEffect e = effect(n, {Fault::Kind::line, 2});
  EXPECT_FALSE(e.energised);
  EXPECT_THAT(e.tripped, IsEmpty());
  EXPECT_THAT(e.isolation, IsEmpty());
  EXPECT_EQ(e.locked.size(), 2U);
}

TEST(Fault, TakesTheNextSwitchOutwardWhereALineHasNone) {
  Network n = testing::two_feeders();
  // Line 1 loses its switch at bus 1, so that bus and line 0 up to its own switch go with it.
  n.switches.erase(n.switches.begin() + from_switch(n, 1));
  const FaultEffect e = effect(n, {Fault::Kind::line, 1});
  EXPECT_EQ(e.faulted_customers, 1);
  EXPECT_THAT(e.isolation, UnorderedElementsAre(testing::to_switch(n, 0), testing::to_switch(n, 1)));
}

TEST(Fault, OfWhatIsNotThereOrOutOfServiceIsRefused) {
  Network n = testing::two_feeders();
  EXPECT_THROW((void)effect(n, {Fault::Kind::line, 9}), InputError);
  EXPECT_THROW((void)effect(n, {Fault::Kind::transformer, 0}), InputError);
  EXPECT_THROW((void)effect(n, {Fault::Kind::bus, -1}), InputError);
  n.lines[1].in_service = false;
  EXPECT_THROW((void)effect(n, {Fault::Kind::line, 1}), InputError);
}

}  // namespace
}  // namespace conurb::energy

// SPDX-License-Identifier: Apache-2.0
// Trips are added while traffic flows.
#include <gtest/gtest.h>

#include "plugins/transport/error.hpp"
#include "plugins/transport/flow/saved_state.hpp"
#include "plugins/transport/flow/whole_numbers.hpp"
#include "tests/plugins/transport/flow/small_roads.hpp"

namespace conurb::transport {
namespace {

using testing::SmallRoads;

constexpr Milliseconds kAdded = 900'000;  // when trips come to be known

/// Two roads that join, with queues, a way around, and 300 vehicles on each in a quarter of an hour.
struct Town {
  SmallRoads roads;
  std::int32_t one, two, out, around;

  Town() {
    one = roads.link(400, 1, 14), two = roads.link(300, 1, 14), out = roads.link(200, 1, 10);
    around = roads.link(900, 1, 14);
    roads.connect(one, out), roads.connect(two, out), roads.connect(one, around);
    roads.connect(around, out);
    roads.type(7.5);
    roads.demand.types.front().speed_deviation = 0.1;
    for (int i = 0; i < 300; ++i) {
      roads.vehicle(2.9 * i, {one, out});
      roads.vehicle(3.7 * i, {two, out});
    }
  }

  [[nodiscard]] std::shared_ptr<const FlowDemand> demand() const {
    std::vector<Finding> findings;
    return std::make_shared<const FlowDemand>(
        flow_demand(*roads.flow_net(), roads.net, roads.demand, findings));
  }
};

std::vector<std::pair<Milliseconds, Milliseconds>> times_of(const Flow& flow) {
  std::vector<std::pair<Milliseconds, Milliseconds>> times;
  for (const TripRecord& trip : flow.state().trips) times.emplace_back(trip.inserted, trip.arrived);
  return times;
}

/// A flow of the trips of `before` that got those of `after` at kAdded.
Flow grown(const Town& before, const Town& after, std::int64_t& late) {
  Flow flow(before.roads.flow_net(), before.demand());
  flow.run(kAdded);
  late = flow.grow(after.demand());
  return flow;
}

TEST(AddedTrips, DriveAsIfTheyHadBeenKnownAllTheTime) {
  const Town before;
  Town after;
  after.roads.type(3.5, VehicleClass::motorcycle);  // of which more stand in the same room
  for (int i = 0; i < 200; ++i)
    after.roads.vehicle(kAdded * 1e-3 + 1.3 * i, {i % 2 == 0 ? after.one : after.two, after.out},
                        i % 3 == 0 ? 1 : 0);
  std::int64_t late = -1;
  Flow flow = grown(before, after, late);
  EXPECT_EQ(late, 0);
  Flow whole(after.roads.flow_net(), after.demand());
  for (Milliseconds t = kAdded; t < 2 * 3'600'000; t += 60'000) {
    flow.run(t), whole.run(t);
    ASSERT_EQ(flow.validate(), "") << t;
  }
  EXPECT_EQ(flow.state().count.arrived, 800);
  EXPECT_EQ(times_of(flow), times_of(whole));
}

TEST(AddedTrips, SetOutNowWhereTheirTimeIsOver) {
  const Town before;
  Town after;
  for (int i = 0; i < 10; ++i) after.roads.vehicle(100 + i, {after.two, after.out});
  after.roads.vehicle(kAdded * 1e-3 + 100, {after.two, after.out});
  std::int64_t late = -1;
  Flow flow = grown(before, after, late);
  EXPECT_EQ(late, 10);
  EXPECT_EQ(flow.validate(), "");
  flow.run(2 * 3'600'000);
  EXPECT_EQ(flow.state().count.arrived, 611);
  for (std::size_t v = 600; v < 610; ++v) EXPECT_GE(flow.state().trips[v].inserted, kAdded);
  EXPECT_GE(flow.state().trips[610].inserted, kAdded + 100'000);
}

TEST(AddedTrips, StayAtHomeTodayAndComeTomorrow) {
  const Town before;
  Town after;
  after.roads.vehicle(100, {after.two, after.out});
  Flow flow(before.roads.flow_net(), before.demand());
  flow.run(kAdded);
  std::vector<std::uint8_t> stays(601, 0);
  stays.back() = 1;
  EXPECT_EQ(flow.grow(after.demand(), stays), 0);
  EXPECT_EQ(flow.validate(), "");
  flow.run(kDay);
  EXPECT_TRUE(flow.empty());
  EXPECT_EQ(flow.state().count.arrived, 600);
  EXPECT_EQ(flow.state().count.left_out, 1);
  flow.begin_day();
  flow.run(kDay);
  EXPECT_EQ(flow.state().count.arrived, 600 + 601);
}

TEST(AddedTrips, AreKeptByASavedFlow) {
  const Town before;
  Town after;
  for (int i = 0; i < 100; ++i) after.roads.vehicle(600 + 7.0 * i, {after.one, after.around, after.out});
  std::int64_t late = -1;
  Flow flow = grown(before, after, late);
  EXPECT_GT(late, 0);
  flow.run(kAdded + 30'000);
  Flow other(after.roads.flow_net(), after.demand());
  other.restore(load_flow_state(save(flow.state())));
  flow.run(2 * 3'600'000), other.run(2 * 3'600'000);
  EXPECT_EQ(save(other.state()), save(flow.state()));
  EXPECT_EQ(flow.state().count.arrived, 700);
}

TEST(AddedTrips, LeaveReplacedRoutesToThoseWhoFollowThem) {
  const Town before;
  Town after;
  for (int i = 0; i < 20; ++i) after.roads.vehicle(1200 + i, {after.around, after.out});
  Flow flow(before.roads.flow_net(), before.demand());
  flow.run(100'000);
  ASSERT_TRUE(flow.reroute(590, std::vector<std::int32_t>{before.one, before.around, before.out}));
  flow.run(kAdded);
  (void)flow.grow(after.demand());
  flow.run(2 * 3'600'000);
  EXPECT_EQ(flow.validate(), "");
  EXPECT_EQ(flow.state().trips[590].length, 400'000 + 900'000 + 200'000);
  EXPECT_EQ(flow.state().trips[592].length, 400'000 + 200'000);
  EXPECT_EQ(flow.state().count.arrived, 620);
}

TEST(AddedTrips, ComeBehindThoseThatAreThere) {
  const Town before;
  Town other;
  other.roads.demand.vehicles.front().depart += 1;
  other.roads.vehicle(2000, {other.one, other.out});
  Flow flow(before.roads.flow_net(), before.demand());
  flow.run(kAdded);
  EXPECT_THROW((void)flow.grow(other.demand()), InputError);
  EXPECT_THROW((void)flow.grow(before.demand(), std::vector<std::uint8_t>(3, 0)), InputError);
  flow.run(2 * 3'600'000);
  EXPECT_EQ(flow.state().count.arrived, 600);
}

TEST(AddedTrips, AreWhatADemandOfASizeLacks) {
  const Town before;
  Town after;
  after.roads.type(3.5, VehicleClass::motorcycle);
  for (int i = 0; i < 20; ++i) after.roads.vehicle(100 + i, {after.one, after.around, after.out}, 1);
  const FlowDemand first = first_of(*after.demand(), size_of(*before.demand())), same = *before.demand();
  EXPECT_EQ(first.by_depart, same.by_depart);
  EXPECT_EQ(first.types.size(), 1U);
  EXPECT_EQ(first.route_steps.size(), same.route_steps.size());
}

}  // namespace
}  // namespace conurb::transport

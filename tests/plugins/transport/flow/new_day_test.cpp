// SPDX-License-Identifier: Apache-2.0
// The demand of a day comes again on the next.
#include <gtest/gtest.h>

#include "plugins/transport/error.hpp"
#include "plugins/transport/flow/saved_state.hpp"
#include "plugins/transport/flow/whole_numbers.hpp"
#include "tests/plugins/transport/flow/small_roads.hpp"

namespace conurb::transport {
namespace {

using testing::SmallRoads;

/// A road that joins another, with queues in the evening: nobody is left at midnight.
SmallRoads evening() {
  SmallRoads roads;
  const std::int32_t one = roads.link(400, 1, 14), two = roads.link(300, 1, 14), out = roads.link(200, 1, 10);
  roads.connect(one, out);
  roads.connect(two, out);
  roads.type(7.5);
  roads.demand.types.front().speed_deviation = 0.1;
  for (int i = 0; i < 300; ++i) {
    roads.vehicle(64'000 + 2.9 * i, {one, out});
    roads.vehicle(64'000 + 3.7 * i, {two, out});
  }
  return roads;
}

std::vector<Milliseconds> arrivals(const Flow& flow) {
  std::vector<Milliseconds> times;
  for (const TripRecord& trip : flow.state().trips) times.push_back(trip.arrived);
  return times;
}

TEST(NextDay, BringsTheSameTrafficAgain) {
  Flow flow = evening().flow();
  flow.run(kDay);
  const std::vector<Milliseconds> first = arrivals(flow);
  ASSERT_EQ(flow.state().count.arrived, 600);
  for (int day = 2; day <= 30; ++day) {  // more days than fit in the clock
    flow.begin_day();
    ASSERT_EQ(flow.validate(), "");
    ASSERT_EQ(flow.now(), 0);
    flow.run(kDay);
    // What is left of the evening before is whose turn it is where roads merge, and how a queue moved last.
    const std::vector<Milliseconds> again = arrivals(flow);
    for (std::size_t i = 0; i < again.size(); ++i) ASSERT_NEAR(again[i], first[i], 500) << "day " << day;
    ASSERT_EQ(flow.state().count.arrived, 600 * day);
  }
}

TEST(NextDay, LetsThoseUnderWayGoOn) {
  SmallRoads roads;
  roads.rules = testing::newell_rules();
  const std::int32_t road = roads.link(100'000 - 1, 1, 20), end = roads.link(100, 1, 20);
  roads.connect(road, end);
  roads.vehicle(86'000, {road, end});  // needs 5,005 s
  Flow flow = roads.flow();
  flow.run(kDay);
  const std::int64_t before = flow.state().measures.totals()[at(road)].vehicle_ms(flow.now());
  flow.begin_day();
  EXPECT_EQ(flow.state().measures.totals()[at(road)].vehicle_ms(flow.now()), before);
  EXPECT_EQ(before, 400'000);
  EXPECT_EQ(flow.link_of(0), road);
  testing::run_checked(flow, 5'000'000);
  EXPECT_EQ(flow.state().count.arrived, 1);
  EXPECT_NEAR(flow.state().trips[0].arrived - flow.state().trips[0].inserted, 5'005'000, 1000);
  testing::run_checked(flow, kDay);
  EXPECT_EQ(flow.state().count.missed, 0);
  EXPECT_EQ(flow.state().count.departed, 2) << "it was home again in time";
}

TEST(NextDay, LeavesOutTheTripOfWhoIsNotBack) {
  SmallRoads roads;
  std::vector<std::int32_t> way;
  for (int i = 0; i < 4; ++i) way.push_back(roads.link(30'000, 1, 1));  // 4 times 8 h 20 min
  for (std::size_t i = 0; i < 3; ++i) roads.connect(way[i], way[i + 1]);
  roads.vehicle(10, way);
  Flow flow = roads.flow();
  testing::run_checked(flow, kDay);
  flow.begin_day();
  testing::run_checked(flow, kDay);
  EXPECT_EQ(flow.state().count.missed, 1);
  EXPECT_EQ(flow.state().count.arrived, 1);
  flow.begin_day();
  testing::run_checked(flow, 1'000'000);
  EXPECT_EQ(flow.state().count.departed, 2);
}

TEST(NextDay, KeepsSignalsInTheirCycleAndClosedRoadsClosed) {
  SmallRoads roads;
  const std::int32_t in = roads.link(300, 1, 14), out = roads.link(300, 1, 14);
  roads.connect(in, out);
  roads.net.connections.front().signal = roads.signal({{37, "G"}, {32, "r"}});
  roads.net.connections.front().light = 0;
  for (int i = 0; i < 20; ++i) roads.vehicle(30'000 + 40 * i, {in, out});
  Flow flow = roads.flow();
  flow.run(kDay);
  const SignalState at_night = flow.state().signals.front();
  flow.begin_day();
  EXPECT_EQ(flow.state().signals.front().ends, at_night.ends - kDay);
  flow.apply({40'000'000, Change::What::close_link, out, 0});
  flow.run(kDay);
  flow.begin_day();
  EXPECT_NE(flow.state().closed[at(out)], 0);
  flow.run(kDay);
  EXPECT_EQ(flow.state().count.arrived, 40) << "nobody passes on the third day";
  EXPECT_EQ(flow.validate(), "");
}

TEST(NextDay, IsRefusedBeforeTheEndOfADay) {
  Flow flow = evening().flow();
  flow.run(70'000'000);
  EXPECT_THROW(flow.begin_day(), InputError);
}

TEST(NextDay, GoesOnFromASavedMidnight) {
  const SmallRoads roads = evening();
  Flow flow = roads.flow(), other = roads.flow();
  flow.run(kDay);
  flow.begin_day();
  other.restore(load_flow_state(save(flow.state())));
  for (Flow* one : {&flow, &other}) one->run(70'000'000);
  EXPECT_EQ(save(flow.state()), save(other.state()));
}

}  // namespace
}  // namespace conurb::transport

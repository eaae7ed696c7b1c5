// SPDX-License-Identifier: Apache-2.0
// Pictures show vehicles where they stand: behind those before them, not at the line.
#include "plugins/transport/flow/passages.hpp"

#include <gtest/gtest.h>

#include "tests/plugins/transport/flow/small_roads.hpp"

namespace conurb::transport {
namespace {

using testing::SmallRoads;

TEST(Passages, StandOneBehindTheOtherAtARedLight) {
  SmallRoads roads;
  roads.rules = testing::newell_rules();
  const std::int32_t in = roads.link(300, 1, 10), out = roads.link(100, 1, 10);
  roads.connect(in, out);
  roads.net.connections.front().signal = roads.signal({{60, "r"}, {60, "G"}});
  roads.net.connections.front().light = 0;
  for (int i = 0; i < 4; ++i) roads.vehicle(2 * i, {in, out});
  FlowOptions options;
  options.vehicle_events = true;
  Flow flow = roads.flow(options);
  flow.run(100'000);
  const std::vector<VehicleEvent> events = flow.take_vehicle_events();
  const std::vector<std::int32_t> lanes{1, 1};
  const std::vector<Passage> passages = passages_of(flow, events, lanes);
  std::vector<Passage> before_the_light;
  for (const Passage& one : passages)
    if (one.event.link == in) before_the_light.push_back(one);
  ASSERT_EQ(before_the_light.size(), 4U);
  for (std::size_t i = 0; i < 4; ++i) {
    const Passage& one = before_the_light[i];
    EXPECT_EQ(one.event.vehicle, row_of(i)) << "in the order of leaving";
    EXPECT_DOUBLE_EQ(one.halt, 7.5 * static_cast<double>(i));
    // 30 s at free speed to the line; it comes to its place a little sooner, and waits for the green.
    EXPECT_EQ(one.halt_from, 2000 * row_of(i) + 30'000 - 750 * row_of(i));
    EXPECT_GE(one.halt_to, 60'000 - 750 * row_of(i));
    EXPECT_LE(one.halt_to, one.event.out);
  }
}

TEST(Passages, OfWhoIsNotHeldUpHaveNoHalt) {
  SmallRoads roads;
  roads.rules = testing::newell_rules();
  const std::int32_t a = roads.link(200, 1, 10), b = roads.link(100, 1, 10);
  roads.connect(a, b);
  for (int i = 0; i < 3; ++i) roads.vehicle(5 * i, {a, b});
  FlowOptions options;
  options.vehicle_events = true;
  Flow flow = roads.flow(options);
  flow.run(15'000);
  std::vector<VehicleEvent> events = flow.take_vehicle_events();
  EXPECT_TRUE(events.empty());
  for (const VehicleEvent& one : flow.passages_under_way()) events.push_back(one);
  ASSERT_EQ(events.size(), 3U);
  const std::vector<std::int32_t> lanes{1, 1};
  for (const Passage& one : passages_of(flow, events, lanes)) {
    EXPECT_EQ(one.halt_from, one.halt_to);
    EXPECT_EQ(one.event.out - one.event.in, 20'000);
  }
}

}  // namespace
}  // namespace conurb::transport

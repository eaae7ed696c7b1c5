// SPDX-License-Identifier: Apache-2.0
// A run that is cut, copied, written and read again gives the same bits.
#include <gtest/gtest.h>

#include "plugins/transport/error.hpp"
#include "plugins/transport/flow/saved_state.hpp"
#include "tests/plugins/transport/flow/small_roads.hpp"

namespace conurb::transport {
namespace {

using testing::SmallRoads;

/// A signalised crossing of two roads with left turns against oncoming traffic, and a minor road that joins.
SmallRoads crossing() {
  SmallRoads roads;
  const std::int32_t west = roads.link(300, 2, 14), east = roads.link(300, 2, 14),
                     south = roads.link(250, 1, 14);
  const std::int32_t out_east = roads.link(200, 2, 14), out_west = roads.link(200, 2, 14),
                     out_north = roads.link(150, 1, 14), end = roads.link(40, 1, 10),
                     minor = roads.link(80, 1, 14);
  const std::int32_t signal =
      roads.signal({{30, "GgGgrr"}, {3, "yyyyrr"}, {2, "rrrrrr"}, {20, "rrrrGG"}, {5, "rrrryy"}});
  const auto controlled = [&](std::int32_t from, std::int32_t to, std::int32_t lane, std::int32_t light) {
    const std::int32_t c = roads.connect(from, to, lane, 0);
    Connection& connection = roads.net.connections[at(c)];
    connection.signal = signal;
    connection.light = light;
    connection.length = 18;
    return c;
  };
  const std::int32_t w_straight = controlled(west, out_east, 0, 0),
                     w_left = controlled(west, out_north, 1, 1);
  const std::int32_t e_straight = controlled(east, out_west, 0, 2);
  controlled(east, out_west, 1, 3);
  controlled(south, out_east, 0, 4);
  controlled(south, out_north, 0, 5);
  roads.net.connections[at(w_left)].yields_to = {e_straight};
  roads.net.connections[at(w_left)].crosses = {e_straight};
  roads.net.connections[at(e_straight)].crosses = {w_left};
  const std::int32_t on = roads.connect(out_north, end), joins = roads.connect(minor, end);
  roads.net.connections[at(joins)].right = Right::minor;
  roads.net.connections[at(joins)].yields_to = {on};
  roads.net.connections[at(w_straight)].length = 20;
  roads.type(7.5);
  roads.demand.types.front().speed_deviation = 0.1;
  for (int i = 0; i < 500; ++i) {
    roads.vehicle(i * 3.1, {west, i % 3 == 0 ? out_north : out_east});
    roads.vehicle(i * 2.9, {east, out_west});
    roads.vehicle(i * 6.7, {south, i % 2 == 0 ? out_east : out_north});
    roads.vehicle(i * 5.3, {minor, end});
  }
  return roads;
}

FlowOptions with_events() {
  FlowOptions options;
  options.vehicle_events = true;
  return options;
}

TEST(ResumedFlow, IsTheSameHoweverItIsCut) {
  const SmallRoads roads = crossing();
  Flow whole = roads.flow(with_events()), cut = roads.flow(with_events());
  whole.run(3'600'000);
  for (Milliseconds t = 0; t < 3'600'000; t += 7'321) {
    cut.run(t);
    ASSERT_EQ(cut.validate(), "") << t;
  }
  cut.run(3'600'000);
  EXPECT_GT(whole.state().count.arrived, 1500);
  EXPECT_EQ(save(whole.state()), save(cut.state()));
}

TEST(ResumedFlow, GoesOnFromACopyAndFromBytes) {
  const SmallRoads roads = crossing();
  Flow flow = roads.flow(with_events());
  flow.run(700'000);
  const FlowState copy = flow.state();
  const std::string bytes = save(copy);
  flow.run(3'600'000);
  const std::string expected = save(flow.state());
  flow.restore(copy);
  flow.run(3'600'000);
  EXPECT_EQ(save(flow.state()), expected);
  Flow other = roads.flow(with_events());
  other.restore(load_flow_state(bytes));
  EXPECT_EQ(other.validate(), "");
  other.run(3'600'000);
  EXPECT_EQ(save(other.state()), expected);
}

TEST(ResumedFlow, RefusesBytesOfSomethingElse) {
  const SmallRoads roads = crossing();
  Flow flow = roads.flow();
  flow.run(300'000);
  const std::string bytes = save(flow.state());
  EXPECT_THROW((void)load_flow_state(""), InputError);
  EXPECT_THROW((void)load_flow_state("no saved state at all"), InputError);
  for (std::size_t size = 8; size < bytes.size(); size += bytes.size() / 97)
    EXPECT_THROW((void)load_flow_state(std::string_view(bytes).substr(0, size)), InputError) << size;
  EXPECT_THROW((void)load_flow_state(bytes + "x"), InputError);
  SmallRoads small;
  small.vehicle(0, {small.link(100)});
  Flow another = small.flow();
  EXPECT_THROW(another.restore(load_flow_state(bytes)), InputError);
}

TEST(ResumedFlow, DrawsDriversBySeedAndVehicleAlone) {
  const SmallRoads roads = crossing();
  FlowOptions options;
  Flow one = roads.flow(options), same = roads.flow(options);
  options.seed = 2;
  Flow other = roads.flow(options);
  for (Flow* flow : {&one, &same, &other}) flow->run(900'000);
  EXPECT_EQ(save(one.state()), save(same.state()));
  EXPECT_NE(save(one.state()), save(other.state()));
}

}  // namespace
}  // namespace conurb::transport

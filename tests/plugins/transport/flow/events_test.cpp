// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/flow/event_wheel.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "plugins/transport/flow/flow_demand.hpp"
#include "plugins/transport/flow/signal_clock.hpp"
#include "tests/plugins/transport/flow/small_roads.hpp"

namespace conurb::transport {
namespace {

/// Times from within a bucket to far beyond a turn of the wheel; a sorted list is the oracle.
TEST(EventWheel, GivesEventsInTheOrderOfTimeAndKey) {
  EventWheel wheel;
  std::vector<Event> expected;
  std::uint32_t random = 1;
  const auto draw = [&random] { return random = random * 1664525U + 1013904223U; };
  const auto add = [&](Milliseconds from) {
    const std::uint32_t span = (draw() >> 8) % 4 == 0 ? 3'000'000 : 40'000;
    const Event event{from + static_cast<Milliseconds>((draw() >> 8) % span), (draw() >> 8) % 1000};
    wheel.push(event);
    expected.push_back(event);
  };
  for (int i = 0; i < 2000; ++i) add(0);
  std::vector<Event> taken;
  for (Milliseconds end = 777; end < 8'000'000; end += 7'770) {
    Event event;
    while (wheel.take_before(end, event)) {
      ASSERT_LT(event.at, end);
      taken.push_back(event);
      if (taken.size() < 6000) add(event.at);
    }
  }
  EXPECT_EQ(wheel.size(), 0U);
  std::stable_sort(expected.begin(), expected.end(),
                   [](const Event& a, const Event& b) { return a.before(b); });
  ASSERT_EQ(taken.size(), expected.size());
  for (std::size_t i = 0; i < taken.size(); ++i) {
    ASSERT_EQ(taken[i].at, expected[i].at) << i;
    ASSERT_EQ(taken[i].key, expected[i].key) << i;
  }
}

TEST(SignalClock, LooksUpTheNextGreenAndLetsTheStartOfAmberPass) {
  testing::SmallRoads roads;
  const std::int32_t a = roads.link(100), b = roads.link(100);
  roads.connect(a, b);
  roads.net.connections[0].signal = roads.signal({{20, "Gr"}, {3, "yr"}, {2, "rr"}, {15, "rg"}});
  roads.net.connections[0].light = 0;
  roads.net.signals[0].programs[0].offset = 5000;
  const FlowNetwork net = flow_network(roads.net);
  const SignalClock clock(net);
  std::vector<SignalState> states = clock.start();
  using Way = LightAnswer::Way;
  const auto ask = [&](double s, std::int32_t light) {
    clock.bring_to(states[0], 0, testing::seconds(s));
    return clock.answer(states[0], light, testing::seconds(s));
  };
  EXPECT_EQ(ask(0, 0).way, Way::wait);  // 35 s into the cycle before
  EXPECT_EQ(ask(0, 0).next, 5000);
  EXPECT_EQ(ask(0, 1).way, Way::yield);
  EXPECT_EQ(ask(5, 0).way, Way::free);
  EXPECT_EQ(ask(26.4, 0).way, Way::free);
  EXPECT_EQ(ask(26.6, 0).way, Way::wait);
  EXPECT_EQ(ask(26.6, 0).next, 45000);
  EXPECT_EQ(ask(4000.1, 1).way, Way::yield);  // 99 cycles and 35.1 s later
  states[0].dark = 1;
  EXPECT_EQ(ask(4001, 0).way, Way::all_stop);
}

TEST(RouteSteps, PreferLanesThatLeadOn) {
  testing::SmallRoads roads;
  const std::int32_t a = roads.link(300, 2), b = roads.link(60, 2), c = roads.link(100), d = roads.link(100);
  roads.connect(a, b, 0, 0);
  roads.connect(a, b, 1, 1);
  roads.connect(b, c, 0, 0);
  roads.connect(b, d, 1, 0);
  // What tells the lanes of `a` apart: somebody yields to one of them.
  const std::int32_t minor = roads.link(50);
  roads.connect(minor, b, 0, 0);
  roads.net.connections.back().yields_to = {0};
  const FlowNetwork net = flow_network(roads.net);
  const std::vector<std::int32_t> right = {a, b, c}, left = {a, b, d}, broken = {a, c};
  EXPECT_EQ(route_steps(net, right).at(0).groups(), 1);
  EXPECT_EQ(route_steps(net, left).at(0).groups(), 2);
  EXPECT_TRUE(route_steps(net, broken).empty());
}

}  // namespace
}  // namespace conurb::transport

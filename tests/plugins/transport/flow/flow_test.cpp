// SPDX-License-Identifier: Apache-2.0
// Junctions and closures: what the analytic tables do not tell.
#include "plugins/transport/flow/flow.hpp"

#include <gtest/gtest.h>

#include "plugins/transport/error.hpp"
#include "tests/plugins/transport/flow/small_roads.hpp"

namespace conurb::transport {
namespace {

using testing::SmallRoads;

TEST(ClosedLink, HoldsVehiclesUntilItOpens) {
  SmallRoads roads;
  const std::int32_t a = roads.link(200), b = roads.link(200);
  roads.connect(a, b);
  for (int i = 0; i < 10; ++i) roads.vehicle(i * 5, {a, b});
  Flow flow = roads.flow();
  flow.apply({20'000, Change::What::close_link, b, 0});
  flow.apply({300'000, Change::What::open_link, b, 0});
  testing::run_checked(flow, 299'999);
  const std::int64_t before = flow.state().count.arrived;
  EXPECT_LT(before, 5);
  EXPECT_EQ(flow.queues()[at(a)], 10 - before);
  testing::run_checked(flow, 400'000);
  EXPECT_EQ(flow.state().count.arrived, 10);
}

TEST(ClosedLink, IsLeftByThoseWhoMayNotWaitAndTheyAreCounted) {
  SmallRoads roads;
  const std::int32_t a = roads.link(200), b = roads.link(200);
  roads.connect(a, b);
  for (int i = 0; i < 10; ++i) roads.vehicle(i * 5, {a, b});
  FlowOptions options;
  options.closed = FlowOptions::Closed::leave;
  Flow flow = roads.flow(options);
  flow.apply({20'000, Change::What::close_link, b, 0});
  testing::run_checked(flow, 400'000);
  EXPECT_TRUE(flow.empty());
  EXPECT_GT(flow.state().count.stranded, 4);
  EXPECT_EQ(flow.state().count.stranded + flow.state().count.arrived, 10);
  Flow never = roads.flow(options);
  never.apply({0, Change::What::close_link, a, 0});
  testing::run_checked(never, 400'000);
  EXPECT_TRUE(never.empty());
  EXPECT_EQ(never.state().count.left_out, 10);
}

TEST(Reroute, LeadsVehiclesPastAClosedLink) {
  SmallRoads roads;
  const std::int32_t a = roads.link(200), b = roads.link(200), other = roads.link(300), c = roads.link(100);
  roads.connect(a, b);
  roads.connect(a, other);
  roads.connect(b, c);
  roads.connect(other, c);
  for (int i = 0; i < 10; ++i) roads.vehicle(i * 5, {a, b, c});
  Flow flow = roads.flow();
  flow.apply({0, Change::What::close_link, b, 0});
  flow.run(30'000);
  const std::vector<std::int32_t> around = {a, other, c}, elsewhere = {b, c}, broken = {a, c};
  EXPECT_FALSE(flow.reroute(0, elsewhere));
  EXPECT_FALSE(flow.reroute(0, broken));
  EXPECT_FALSE(flow.reroute(99, around));
  for (int v = 0; v < 10; ++v) EXPECT_TRUE(flow.reroute(v, around)) << v;
  testing::run_checked(flow, 400'000);
  EXPECT_EQ(flow.state().count.arrived, 10);
  EXPECT_FALSE(flow.reroute(0, around));
}

TEST(Halt, HoldsABusForItsTime) {
  SmallRoads roads;
  roads.rules = testing::newell_rules();
  const std::int32_t a = roads.link(400);
  roads.type(12, VehicleClass::bus);
  const std::int32_t bus = roads.vehicle(0, {a});
  roads.demand.vehicles[at(bus)].halts = 2;
  roads.demand.halts.push_back({kNone, a, 100, 20'000, kNone});
  roads.demand.halts.push_back({kNone, a, 300, 5'000, 90'000});
  Flow flow = roads.flow();
  testing::run_checked(flow, 200'000);
  EXPECT_EQ(flow.state().trips[0].arrived, 90'000 + 5'000);  // departure of the timetable and 100 m at 20 m/s
}

/// A minor road beside a major stream of one vehicle in 3 s gets far less than its saturation flow, and more
/// where the stream is thin; the major stream is not held up by more than those who slip in.
TEST(PriorityJunction, GivesMinorRoadsTheGaps) {
  std::int64_t passed[2] = {};
  for (const int thin : {0, 1}) {
    SmallRoads roads;
    const std::int32_t major = roads.link(500, 1, 14), minor = roads.link(500, 1, 14),
                       across = roads.link(200, 1, 14), out = roads.link(200, 1, 14);
    const std::int32_t first = roads.connect(major, out), second = roads.connect(minor, across);
    roads.net.connections[at(second)].right = Right::minor;
    roads.net.connections[at(second)].yields_to = {first};
    roads.net.connections[at(second)].crosses = {first};
    roads.net.connections[at(second)].length = roads.net.connections[at(first)].length = 15;
    roads.type(7.5);
    for (double t = 0; t < 1800; t += thin != 0 ? 12 : 3) roads.vehicle(t, {major, out});
    for (double t = 0; t < 1800; t += 2) roads.vehicle(t, {minor, across});
    Flow flow = roads.flow();
    testing::run_checked(flow, 1'800'001);
    passed[thin] = testing::left_within(flow, minor, 600, 1800);
    if (thin != 0) {
      EXPECT_GT(testing::left_within(flow, major, 600, 1800), 95);
    }
  }
  EXPECT_LT(passed[0], 200);
  EXPECT_GT(passed[1], 250);
}

/// Four come at once, each yields to the one on its right: none of them would ever go by sides alone.
TEST(EqualJunction, LetsGoWhoCameFirstWhereEachHasOneOnTheRight) {
  SmallRoads roads;
  std::vector<std::int32_t> in, out;
  for (int i = 0; i < 4; ++i) in.push_back(roads.link(200)), out.push_back(roads.link(200));
  for (int i = 0; i < 4; ++i) {
    Connection& c = roads.net.connections[at(roads.connect(in[at(i)], out[at(i)]))];
    c.right = Right::equal;
    c.length = 15;
    c.yields_to = {(i + 1) % 4};
    c.crosses = {(i + 1) % 4, (i + 3) % 4};
  }
  for (int i = 0; i < 80; ++i) roads.vehicle(i / 4, {in[at(i % 4)], out[at(i % 4)]});
  Flow flow = roads.flow();
  testing::run_checked(flow, 600'000);
  EXPECT_EQ(flow.state().count.arrived, 80);
}

/// Without power all stop, then go one by one: two roads share the junction about evenly.
TEST(DarkSignal, IsAnAllWayStop) {
  SmallRoads roads;
  const std::int32_t one = roads.link(300, 1, 14), two = roads.link(300, 1, 14), a = roads.link(200, 1, 14),
                     b = roads.link(200, 1, 14);
  const std::int32_t first = roads.connect(one, a), second = roads.connect(two, b);
  const std::int32_t signal = roads.signal({{30, "Gr"}, {30, "rG"}});
  for (const auto& [c, light] : {std::pair(first, 0), std::pair(second, 1)}) {
    Connection& connection = roads.net.connections[at(c)];
    connection.signal = signal;
    connection.light = light;
    connection.length = 12;
    connection.crosses = {c == first ? second : first};
  }
  roads.type(7.5);
  for (double t = 0; t < 1800; t += 2.5) {
    roads.vehicle(t, {one, a});
    roads.vehicle(t, {two, b});
  }
  Flow flow = roads.flow();
  flow.apply({0, Change::What::signal_dark, signal, 1});
  testing::run_checked(flow, 1'800'001);
  const std::int64_t of_one = testing::left_within(flow, one, 600, 1800),
                     of_two = testing::left_within(flow, two, 600, 1800);
  EXPECT_NEAR(static_cast<double>(of_one), static_cast<double>(of_two), 10);
  EXPECT_GT(of_one, 120);
  EXPECT_LT(of_one, 400);
}

/// Two phases; one road is busy, the other nearly empty. A program that decides gives the busy one more green
/// than the fixed one does.
TEST(DecidingSignal, ServesTheBusyRoadLonger) {
  std::int64_t passed[3] = {};
  const SignalProgram::Kind kinds[] = {SignalProgram::Kind::fixed, SignalProgram::Kind::actuated,
                                       SignalProgram::Kind::max_pressure};
  for (std::size_t k = 0; k < 3; ++k) {
    SmallRoads roads;
    const std::int32_t busy = roads.link(600, 1, 14), calm = roads.link(600, 1, 14),
                       a = roads.link(200, 1, 14), b = roads.link(200, 1, 14);
    roads.connect(busy, a);
    roads.connect(calm, b);
    const std::int32_t signal =
        roads.signal({{25, "Gr"}, {3, "yr"}, {2, "rr"}, {25, "rG"}, {3, "ry"}, {2, "rr"}});
    for (std::int32_t c : {0, 1}) {
      roads.net.connections[at(c)].signal = signal;
      roads.net.connections[at(c)].light = c;
    }
    SignalProgram& program = roads.net.signals[0].programs[0];
    program.kind = kinds[k];
    for (const std::size_t green : {0U, 3U}) {
      program.phases[green].shortest = 8'000;
      program.phases[green].longest = 60'000;
    }
    roads.type(7.5);
    for (double t = 0; t < 3600; t += 2.8) roads.vehicle(t, {busy, a});
    for (double t = 0; t < 3600; t += 40) roads.vehicle(t, {calm, b});
    Flow flow = roads.flow();
    testing::run_checked(flow, 3'600'001);
    passed[k] = testing::left_within(flow, busy, 600, 3600);
    EXPECT_GT(testing::left_within(flow, calm, 600, 3600), 65);
  }
  EXPECT_GT(passed[1], passed[0] * 5 / 4);
  EXPECT_GT(passed[2], passed[0] * 5 / 4);
}

/// The busy road leads to a closed one: nobody there can go, and the cross road is not to wait for them.
TEST(DecidingSignal, DoesNotServeAQueueThatCannotGo) {
  SmallRoads roads;
  const std::int32_t busy = roads.link(600, 1, 14), calm = roads.link(600, 1, 14), a = roads.link(200, 1, 14),
                     b = roads.link(200, 1, 14);
  roads.connect(busy, a);
  roads.connect(calm, b);
  roads.signal({{25, "Gr"}, {3, "yr"}, {2, "rr"}, {25, "rG"}, {3, "ry"}, {2, "rr"}});
  for (std::int32_t c : {0, 1}) {
    roads.net.connections[at(c)].signal = 0;
    roads.net.connections[at(c)].light = c;
  }
  SignalProgram& program = roads.net.signals[0].programs[0];
  program.kind = SignalProgram::Kind::max_pressure;
  for (const std::size_t green : {0U, 3U}) {
    program.phases[green].shortest = 8'000;
    program.phases[green].longest = 60'000;
  }
  roads.type(7.5);
  for (double t = 0; t < 3600; t += 3) roads.vehicle(t, {busy, a});
  for (double t = 0; t < 3600; t += 20) roads.vehicle(t, {calm, b});
  Flow flow = roads.flow();
  flow.apply({0, Change::What::close_link, a, 0});
  testing::run_checked(flow, 3'600'001);
  EXPECT_GT(testing::left_within(flow, calm, 600, 3600), 140) << "of 150";
}

TEST(SpeedChange, ActsOnThoseWhoEnterLater) {
  SmallRoads roads;
  roads.rules = testing::newell_rules();
  const std::int32_t a = roads.link(1000);
  roads.vehicle(0, {a});
  roads.vehicle(100, {a});
  Flow flow = roads.flow();
  flow.apply({60'000, Change::What::speed, a, 10'000});
  testing::run_checked(flow, 400'000);
  EXPECT_EQ(flow.state().trips[0].arrived, 50'000);
  EXPECT_EQ(flow.state().trips[1].arrived, 200'000);
}

TEST(Flow, RefusesWhatCannotBe) {
  SmallRoads roads;
  const std::int32_t a = roads.link(100);
  roads.vehicle(0, {a});
  FlowOptions options;
  options.interval = 1;
  EXPECT_THROW((void)roads.flow(options), InputError);
  Flow flow = roads.flow();
  EXPECT_THROW(flow.apply({0, Change::What::close_link, 7, 0}), InputError);
  EXPECT_THROW(flow.apply({0, Change::What::signal_dark, 0, 1}), InputError);
  EXPECT_THROW(flow.apply({0, Change::What::capacity, a, 0}), InputError);
  flow.run(5000);
  EXPECT_THROW(flow.apply({0, Change::What::close_link, a, 0}), InputError);
  roads.net.links[0].length = -1;
  EXPECT_THROW((void)roads.flow(), InputError);
}

}  // namespace
}  // namespace conurb::transport

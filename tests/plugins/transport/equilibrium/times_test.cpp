// SPDX-License-Identifier: Apache-2.0
// What turns take: by themselves, as measured in a run, and in a search.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <set>

#include "plugins/transport/equilibrium/expected_times.hpp"
#include "plugins/transport/equilibrium/free_times.hpp"
#include "plugins/transport/equilibrium/one_shot.hpp"
#include "plugins/transport/equilibrium/timed_search.hpp"
#include "tests/plugins/transport/equilibrium/towns.hpp"

namespace conurb::transport {
namespace {

using testing::grid_town;
using testing::Town;
using testing::TwoRoutes;

Flow nobody(const std::shared_ptr<const FlowNetwork>& net, const std::vector<Change>& changes = {}) {
  Flow flow(net, std::make_shared<FlowDemand>());
  for (const Change& change : changes) flow.apply(change);
  flow.run(1);
  return flow;
}

TEST(FreeTurnTimes, HoldTheMeanWaitAtASignal) {
  TwoRoutes town;
  Signal& signal = town.roads.signals.emplace_back();
  signal.id = "s";
  signal.lights = 1;
  signal.programs.emplace_back();
  for (const Light light : {Light::red, Light::green_priority, Light::red}) {
    Phase& phase = signal.programs[0].phases.emplace_back();
    phase.duration = light == Light::red ? 15'000 : 30'000;
    phase.lights = {light};
  }
  town.roads.connections[2].signal = 0;
  town.roads.connections[2].light = 0;
  const std::shared_ptr<const FlowNetwork> net = town.net();
  const std::int32_t turn = net->turn_between(town.quick, town.narrow);
  // 75 s of way; red for 30 s of 60 s in one piece, over the end of the cycle: 30^2 / (2 60) s.
  EXPECT_EQ(free_turn_times(*net, nobody(net).state())[at(turn)], 82'500);
  const Flow dark = nobody(net, {{0, Change::What::signal_dark, 0, 1}});
  EXPECT_EQ(free_turn_times(*net, dark.state())[at(turn)], 76'500);
}

TEST(FreeTurnTimes, FollowClosuresAndSpeeds) {
  const TwoRoutes town;
  const std::shared_ptr<const FlowNetwork> net = town.net();
  const Flow flow = nobody(
      net, {{0, Change::What::close_link, town.wide, 0}, {0, Change::What::speed, town.quick, 10'000}});
  const std::vector<Milliseconds> times = free_turn_times(*net, flow.state());
  EXPECT_EQ(times[at(net->turn_between(town.start, town.wide))], kUnreachable);
  EXPECT_EQ(times[at(net->turn_between(town.start, town.quick))], 25'000);
  EXPECT_EQ(times[at(net->turn_between(town.quick, town.narrow))], 150'000);
}

TEST(TurnTimes, NobodyGainsByEnteringLater) {
  const TurnTimes times({90'000, 0, 0, 0}, 4, 30'000);
  EXPECT_EQ(times.time(0, 0), 90'000);
  EXPECT_EQ(times.time(0, 15'000), 90'000);
  EXPECT_EQ(times.time(0, 30'000), 75'000);
  EXPECT_EQ(times.time(0, 75'000), 30'000);
  EXPECT_EQ(times.time(0, 1'000'000'000), 0);
}

/// A run with all vehicles on the quick way, measured by slices of a minute.
TurnTimes measured(const Town& town, const std::shared_ptr<const FlowNetwork>& net,
                   const std::vector<Change>& changes, Milliseconds until,
                   std::vector<std::int32_t>* vehicles = nullptr) {
  std::vector<Finding> findings;
  TravelDemand demand = town.demand;
  const Flow empty = nobody(net, changes);
  const std::vector<Milliseconds> free = free_turn_times(*net, empty.state());
  find_missing_routes(town.roads, traveller_graphs(town.roads, *net, demand), free, demand, findings);
  const auto flow_of = std::make_shared<FlowDemand>(flow_demand(*net, town.roads, demand, findings));
  FlowOptions options;
  options.vehicle_events = true;
  Flow flow(net, flow_of, options);
  for (const Change& change : changes) flow.apply(change);
  TurnTimeCount count(*net, *flow_of, 60'000, until);
  while (flow.now() < until) {
    flow.run(flow.now() + 60'000);
    count.add(flow.take_vehicle_events());
  }
  TurnTimes times = count.finish(flow, free);
  if (vehicles != nullptr) *vehicles = count.vehicles();
  return times;
}

TEST(TurnTimeCount, MeasuresAQueueAndWhatNobodyDroveIsFree) {
  TwoRoutes town;
  for (int i = 0; i < 400; ++i) town.vehicle(1.5 * i, town.start, town.end);
  const std::shared_ptr<const FlowNetwork> net = town.net();
  const TurnTimes times = measured(town, net, {}, 3'600'000);
  const std::int32_t queue = net->turn_between(town.quick, town.narrow);
  // One comes every 1.5 s and one goes every 3 s: who enters s seconds after the first waits s seconds.
  EXPECT_NEAR(times.time(queue, 25'000 + 300'000), 75'000 + 300'000, 20'000);
  EXPECT_EQ(times.time(net->turn_between(town.wide, town.end), 300'000), 175'000);
  EXPECT_EQ(times.time(queue, 3'500'000), 75'000);
}

TEST(TurnTimeCount, AQueueThatNeverDissolvesDoesNotLookFree) {
  TwoRoutes town;
  for (int i = 0; i < 200; ++i) town.vehicle(i, town.start, town.end);
  const std::shared_ptr<const FlowNetwork> net = town.net();
  const std::vector<Change> stuck = {{0, Change::What::capacity, town.narrow, 1}};  // one each 50 minutes
  const TurnTimes times = measured(town, net, stuck, 1'800'000);
  const std::int32_t queue = net->turn_between(town.quick, town.narrow);
  EXPECT_GT(times.time(queue, 150'000), 1'500'000);
  EXPECT_GT(times.time(queue, 900'000), 700'000);  // nobody came then: those before were still there
  EXPECT_GT(times.time(queue, 1'700'000), 75'000);
}

// 400 vehicles, one every 1.5 s, of whom one passes every 3 s.
struct QueueBeforeTheNarrow : TwoRoutes {
  std::shared_ptr<const FlowNetwork> net;
  std::vector<Milliseconds> free;
  std::vector<std::int32_t> vehicles;
  TurnTimes times;
  std::int32_t turn;

  QueueBeforeTheNarrow() {
    for (int i = 0; i < 400; ++i) vehicle(1.5 * i, start, end);
    net = TwoRoutes::net();
    free = free_turn_times(*net, nobody(net).state());
    times = measured(*this, net, {}, 3'600'000, &vehicles);
    turn = net->turn_between(quick, narrow);
  }
};

TEST(ExpectedTimes, OneMoreInAQueueMakesAllAfterItWaitAHeadway) {
  const QueueBeforeTheNarrow town;
  ExpectedTimes expected(*town.net, town.free, town.times, town.vehicles);
  expected.add(town.turn, 210'000);  // in the fourth minute
  const auto longer = [&](std::int32_t slice) {
    return expected.times().in(town.turn, slice) - town.times.in(town.turn, slice);
  };
  EXPECT_EQ(longer(2), 0);
  // Slices begin and end between two vehicles of 40: 5 % of 3 s.
  EXPECT_NEAR(longer(3), 1500, 75);
  for (const std::int32_t slice : {4, 5, 6, 7, 8}) EXPECT_NEAR(longer(slice), 3000, 150) << slice;
  EXPECT_EQ(longer(30), 0);  // the queue is gone
  expected.take_away(town.turn, 210'000);
  for (std::int32_t slice = 0; slice < 30; ++slice) EXPECT_NEAR(longer(slice), 0, 1) << slice;
}

TEST(ExpectedTimes, WithoutHalfOfItsVehiclesAQueueIsGone) {
  const QueueBeforeTheNarrow town;
  ExpectedTimes expected(*town.net, town.free, town.times, town.vehicles);
  EXPECT_GT(expected.times().in(town.turn, 9), town.free[at(town.turn)] + 200'000);
  for (int i = 0; i < 400; i += 2) expected.take_away(town.turn, 1500 * i + 25'000);
  for (std::int32_t slice = 0; slice < 60; ++slice) {
    EXPECT_GE(expected.times().in(town.turn, slice), town.free[at(town.turn)]);
    // Of 300 s at the worst moment: headways are means of slices in which a queue begins and ends.
    EXPECT_LE(expected.times().in(town.turn, slice), town.free[at(town.turn)] + 40'000) << slice;
  }
}

TEST(ExpectedTimes, AFreeStreetTakesVehiclesUntilItsCapacityIsUsed) {
  const QueueBeforeTheNarrow town;
  ExpectedTimes expected(*town.net, town.free, town.times, town.vehicles);
  const std::int32_t turn = town.net->turn_between(town.wide, town.end);
  for (int i = 0; i < 43; ++i) expected.add(turn, 30'000);  // one each 1 + 7.5 / 20 s
  EXPECT_EQ(expected.times().in(turn, 0), town.free[at(turn)]);
  for (int i = 0; i < 20; ++i) expected.add(turn, 30'000);
  // The last one waits for 19; those who come in the next minute find them dissolving.
  EXPECT_NEAR(expected.times().in(turn, 0), town.free[at(turn)] + 10 * 1375, 30);
  EXPECT_NEAR(expected.times().in(turn, 1), town.free[at(turn)] + 10 * 1375, 30);
  EXPECT_EQ(expected.times().in(turn, 2), town.free[at(turn)]);
}

/// Earliest arrival by trying all: labels are mended until nothing changes.
std::int64_t earliest(const FlowNetwork& net, const TurnTimes& times, std::int32_t from, std::int32_t to,
                      std::int64_t depart) {
  std::vector<std::int64_t> arrive(net.links.size(), -1);
  std::set<std::pair<std::int64_t, std::int32_t>> queue = {{depart, from}};
  while (!queue.empty()) {
    const auto [now, link] = *queue.begin();
    queue.erase(queue.begin());
    if (arrive[at(link)] >= 0) continue;
    arrive[at(link)] = now;
    const FlowLink& l = net.links[at(link)];
    for (std::int32_t turn = l.first_turn + 1; turn < l.first_turn + l.turns; ++turn)
      queue.insert({now + times.time(turn, now), net.turns[at(turn)].to});
  }
  if (arrive[at(to)] < 0) return kUnreachable;
  return arrive[at(to)] + times.time(net.links[at(to)].first_turn, arrive[at(to)]) - depart;
}

// Turns that become up to five times as slow in a peak of an hour, each in its own way, as queues do. A
// search over samples of times may miss the best route, but is never better than it, and hardly ever worse.
TEST(TimedSearch, ArrivesAsEarlyAsDijkstraDoes) {
  const Town town = grid_town(8, 1);
  const std::shared_ptr<const FlowNetwork> net = town.net();
  constexpr std::int32_t slices = 24;
  std::mt19937 random(3);
  std::vector<Milliseconds> values;
  for (const Milliseconds free : free_turn_times(*net, nobody(net).state())) {
    const double most = static_cast<int>(random() % 5), peak = 4 + static_cast<int>(random() % 12);
    for (int s = 0; s < slices; ++s)
      values.push_back(static_cast<Milliseconds>(free * (1 + most * std::exp(-std::pow((s - peak) / 4, 2)))));
  }
  const TurnTimes times(values, slices, 300'000);
  const TravellerGraph graph = traveller_graph(town.roads, *net, set_of(VehicleClass::passenger));
  TimeSampler sampler(graph, times);
  std::int64_t found_ms = 0, least_ms = 0;
  for (std::int32_t slice = 0; slice < slices; ++slice) {
    const TimeSamples samples = sampler.of(slice);
    TimedSearch search(graph, *net, times, samples);
    for (int i = 0; i < 20; ++i) {
      const auto from = static_cast<std::int32_t>(random() % town.roads.links.size());
      const auto to = static_cast<std::int32_t>(random() % town.roads.links.size());
      const Milliseconds depart = 300'000 * slice + static_cast<Milliseconds>(random() % 300'000);
      std::vector<std::int32_t> links;
      const Milliseconds found = search.route(from, to, depart, links);
      const std::int64_t least = earliest(*net, times, from, to, depart);
      EXPECT_GE(found, least) << from << " to " << to << " at " << depart;
      found_ms += found, least_ms += least;
      ASSERT_FALSE(links.empty());
      EXPECT_EQ(links.front(), from);
      EXPECT_EQ(links.back(), to);
      std::int64_t time = depart;
      for (std::size_t k = 0; k < links.size(); ++k)
        time += times.time(net->turn_between(links[k], k + 1 < links.size() ? links[k + 1] : kNone), time);
      EXPECT_EQ(time - depart, found);
    }
  }
  EXPECT_LT(static_cast<double>(found_ms), 1.002 * static_cast<double>(least_ms));
}

TEST(FindMissingRoutes, LeavesOutAndNamesWhatCannotBeReached) {
  TwoRoutes town;
  town.vehicle(0, town.start, town.end);
  for (int i = 0; i < 7; ++i) town.vehicle(1, town.end, town.start);
  const std::shared_ptr<const FlowNetwork> net = town.net();
  std::vector<Finding> findings;
  TravelDemand demand = town.demand;
  const std::int64_t found =
      find_missing_routes(town.roads, traveller_graphs(town.roads, *net, demand),
                          free_turn_times(*net, nobody(net).state()), demand, findings);
  EXPECT_EQ(found, 1);
  EXPECT_EQ(demand.route_links, (std::vector<std::int32_t>{town.start, town.quick, town.narrow, town.end}));
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].object, "vehicle v1, v2, v3, v4, v5 and 2 more");
}

TEST(FindMissingRoutes, LeadsOverTheHaltsOnTheWay) {
  TwoRoutes town;
  const std::int32_t bus = town.vehicle(0, town.start, town.end);
  town.demand.halts.resize(3);
  town.demand.halts[0].link = town.start;
  town.demand.halts[1].link = town.wide;
  town.demand.halts[2].link = town.wide;
  town.demand.vehicles[at(bus)].halts = 3;
  const std::shared_ptr<const FlowNetwork> net = town.net();
  std::vector<Finding> findings;
  find_missing_routes(town.roads, traveller_graphs(town.roads, *net, town.demand),
                      free_turn_times(*net, nobody(net).state()), town.demand, findings);
  EXPECT_EQ(town.demand.route_links, (std::vector<std::int32_t>{town.start, town.wide, town.end}));
  DynamicEquilibrium equilibrium = town.equilibrium({});
  EXPECT_EQ(equilibrium.solve().steps.back().could_gain, 0);  // it keeps its way
}

}  // namespace
}  // namespace conurb::transport

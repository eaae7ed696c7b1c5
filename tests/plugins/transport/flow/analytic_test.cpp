// SPDX-License-Identifier: Apache-2.0
// Closed-form solutions of the kinematic wave model (tables of shared/data/transport/analytic, from the
// textbook formulas) are the oracle. Vehicles are whole: a tolerance of so many vehicles or headways is
// stated each time.
#include <gtest/gtest.h>

#include <cmath>

#include "tests/plugins/transport/flow/small_roads.hpp"
#include "tests/validation.hpp"

namespace conurb::transport {
namespace {

using testing::SmallRoads;

constexpr double kHeadway = 1.25;  // s at capacity: 1 / 0.8

double number(const std::vector<std::string>& row, std::size_t column) {
  return std::stod(row.at(column));
}

/// A row of the page.
void tell(const char* what, const char* tolerance) {
  validation::row("traffic", {what, validation::this_test(), tolerance, validation::met()});
}

SmallRoads newell_roads() {
  SmallRoads roads;
  roads.rules = testing::newell_rules();
  roads.type(5);
  return roads;
}

/// Capacity of a link in vehicles/s, where the usual one is 0.8.
Change capacity(std::int32_t link, double flow) {
  return {0, Change::What::capacity, link, static_cast<std::int32_t>(std::lround(flow / 0.8 * 1000))};
}

/// A link of 2 km that is fed as fast as it takes and emptied at the flow: density after half an hour, over
/// an interval of 20 min. Tolerance: one vehicle on 2 km, and 0.2 % of the flow, which is kept in
/// thousandths.
TEST(AnalyticFlow, DensityAndFlowLieOnTheTriangle) {
  NEED_SHARED("analytic/fd_triangular.csv");
  for (const auto& row : testing::read_rows(testing::shared_file("analytic/fd_triangular.csv"))) {
    const double density = number(row, 0), flow = number(row, 1);
    if (flow < 0.02) continue;  // nothing moves, or less than one vehicle is there
    const bool is_free = row.at(3) == "free";
    SmallRoads roads = newell_roads();
    const std::int32_t a = roads.link(2000), b = roads.link(100);
    roads.connect(a, b);
    const double interval = is_free ? 1 / flow : kHeadway;
    for (double t = 0; t < 12000; t += interval) roads.vehicle(t, {a, b});
    FlowOptions options;
    options.interval = 1'200'000;
    Flow run = roads.flow(options);
    if (!is_free) run.apply(capacity(b, flow));
    testing::run_checked(run, 12'000'001);
    const double found = static_cast<double>(testing::vehicle_ms_within(run, a, 10800, 12000)) / 1.2e6 / 2000;
    EXPECT_NEAR(found, density, 1.0 / 2000 + 0.002 * flow) << row.at(3);
    EXPECT_NEAR(static_cast<double>(testing::left_within(run, a, 10800, 12000)), flow * 1200, 2) << density;
    for (const LinkInterval& one : run.state().measures.rows())
      if (one.link == a && one.begin == 10'800'000) {
        EXPECT_NEAR(one.mean_speed(2000), number(row, 2), 0.02 * number(row, 2) + 0.05);
      }
  }
  tell("fundamental diagram (Newell, 1993)", "one vehicle on 2 km, 0.2 % of the flow");
}

/// Ten links of 1 km, everybody in circles. Tolerance: 2 % and one vehicle in the interval.
TEST(AnalyticFlow, RingRoadHasTheMacroscopicDiagram) {
  NEED_SHARED("analytic/ring_road_mfd.csv");
  for (const auto& row : testing::read_rows(testing::shared_file("analytic/ring_road_mfd.csv"))) {
    const int vehicles = std::stoi(row.at(0));
    const double flow = number(row, 2);
    SmallRoads roads = newell_roads();
    std::vector<std::int32_t> ring;
    for (int i = 0; i < 10; ++i) ring.push_back(roads.link(1000));
    for (std::size_t i = 0; i < 10; ++i) roads.connect(ring[i], ring[(i + 1) % 10]);
    for (int v = 0; v < vehicles; ++v) {
      std::vector<std::int32_t> route;
      for (int i = 0; i < 500; ++i) route.push_back(ring[static_cast<std::size_t>((v + i) % 10)]);
      roads.vehicle(0, route);
    }
    FlowOptions options;
    options.interval = 1'000'000;
    Flow run = roads.flow(options);
    testing::run_checked(run, 20'000'001);
    ASSERT_EQ(run.state().count.inserted, vehicles);
    std::int64_t left = 0;
    for (const std::int32_t link : ring) left += testing::left_within(run, link, 15000, 20000);
    if (flow == 0) {  // a ring without a gap: what moves is moved by the release of gridlock, and told of
      EXPECT_GT(run.state().count.forced, left);
      EXPECT_EQ(run.state().gridlocks.front().links.size(), 10U);
      continue;
    }
    EXPECT_NEAR(static_cast<double>(left) / 10, flow * 5000, 0.02 * flow * 5000 + 1)
        << vehicles << " vehicles";
  }
  tell("ring road, macroscopic diagram", "2 % and one vehicle");
}

struct BottleneckRun {
  double max_delay = 0, total_delay = 0, last = 0;
  std::vector<double> link_delay = {};  ///< s, by part
  std::vector<Milliseconds> arrivals = {};
};

/// A road of `parts` links before a link of less capacity.
BottleneckRun run_bottleneck(const std::vector<std::string>& row, int parts) {
  SmallRoads roads = newell_roads();
  const double length = number(row, 0), inflow = number(row, 4), out = number(row, 6);
  std::vector<std::int32_t> route;
  for (int i = 0; i < parts; ++i) route.push_back(roads.link(length / parts));
  route.push_back(roads.link(20));
  for (std::size_t i = 0; i + 1 < route.size(); ++i) roads.connect(route[i], route[i + 1]);
  const auto vehicles = static_cast<int>(number(row, 7));
  for (int v = 0; v < vehicles; ++v) roads.vehicle(v / inflow, route);
  Flow run = roads.flow();
  run.apply(capacity(route.back(), out));
  testing::run_checked(run, 4'200'001);
  BottleneckRun result;
  result.link_delay.resize(route.size());
  for (const LinkInterval& one : run.state().measures.rows())
    result.link_delay[at(one.link)] += static_cast<double>(one.delay_ms) * 1e-3;
  for (std::size_t v = 0; v < run.state().trips.size(); ++v) {
    const TripRecord& trip = run.state().trips[v];
    EXPECT_NE(trip.arrived, kNone);
    EXPECT_EQ(trip.inserted, run.demand().trips[v].depart) << "the queue never reaches the origin";
    const double delay = trip.lost * 1e-3;
    result.max_delay = std::max(result.max_delay, delay);
    result.total_delay += delay;
    result.last = std::max(result.last, trip.arrived * 1e-3 - 1);  // after the 20 m behind the bottleneck
    result.arrivals.push_back(trip.arrived);
  }
  return result;
}

/// Two headways of the bottleneck: the table counts a fluid, and cumulates from the first vehicle.
TEST(AnalyticFlow, BottleneckDelaysAsQueueingTheoryHasIt) {
  NEED_SHARED("analytic/bottleneck_point_queue.csv");
  for (const auto& row : testing::read_rows(testing::shared_file("analytic/bottleneck_point_queue.csv"))) {
    const double headway = 1 / number(row, 6), vehicles = number(row, 7);
    const BottleneckRun run = run_bottleneck(row, 1);
    EXPECT_NEAR(run.max_delay, number(row, 9), 2 * headway);
    EXPECT_NEAR(run.total_delay, number(row, 10), 2 * headway * vehicles);
    EXPECT_NEAR(run.last, number(row, 13), 2 * headway);
  }
  tell("bottleneck, deterministic queue", "two headways");
}

/// The longest queue of the first row is 3,000 m: of ten parts of 400 m the first two never see it, the other
/// eight do; of the second row (2,400 m) the first four do not.
TEST(AnalyticFlow, QueueIsAsLongAsKinematicWavesMakeIt) {
  NEED_SHARED("analytic/bottleneck_point_queue.csv");
  const auto rows = testing::read_rows(testing::shared_file("analytic/bottleneck_point_queue.csv"));
  for (const std::size_t row : {0U, 1U}) {
    const BottleneckRun run = run_bottleneck(rows[row], 10);
    const double free_parts = (number(rows[row], 0) - number(rows[row], 17)) / 400;
    for (std::size_t part = 0; part < 10; ++part) {
      const double begin = static_cast<double>(part);
      if (begin + 1 <= free_parts) {
        EXPECT_EQ(run.link_delay[part], 0) << "part " << part;
      } else if (begin >= free_parts) {
        EXPECT_GT(run.link_delay[part], 0) << "part " << part;
      }
    }
  }
  tell("its queue, kinematic waves", "400 m, a link");
}

/// Each vehicle arrives within one headway of the bottleneck, whatever the number of links.
TEST(AnalyticFlow, LinkCutInPartsBehavesAlike) {
  NEED_SHARED("analytic/bottleneck_point_queue.csv");
  const auto rows = testing::read_rows(testing::shared_file("analytic/bottleneck_point_queue.csv"));
  const BottleneckRun whole = run_bottleneck(rows[0], 1);
  for (const int parts : {2, 5, 10}) {
    const BottleneckRun cut = run_bottleneck(rows[0], parts);
    for (std::size_t v = 0; v < whole.arrivals.size(); ++v)
      ASSERT_NEAR(cut.arrivals[v], whole.arrivals[v], 1000 / 0.4) << v << " of " << parts << " parts";
  }
  tell("a link cut in 2, 5, 10 parts", "a headway, each vehicle");
}

/// Uniform arrivals, no random ones: the uniform part of Webster's delay. Half a headway (1 s) and a little:
/// the first vehicle of a queue leaves at once where a fluid takes its headway.
TEST(AnalyticFlow, SignalDelaysUniformArrivals) {
  NEED_SHARED("analytic/signal_delay.csv");
  for (const auto& row : testing::read_rows(testing::shared_file("analytic/signal_delay.csv"))) {
    const double cycle = number(row, 0), green = number(row, 1), saturation = number(row, 2),
                 flow = number(row, 5);
    if (flow == 0) continue;
    for (const int parts : {1, 5}) {
      SmallRoads roads = newell_roads();
      std::vector<std::int32_t> route;
      for (int i = 0; i < parts; ++i) route.push_back(roads.link(1000.0 / parts));
      route.push_back(roads.link(200));
      for (std::size_t i = 0; i + 1 < route.size(); ++i) roads.connect(route[i], route[i + 1]);
      Connection& last = roads.net.connections.back();
      last.signal = roads.signal({{green, "G"}, {cycle - green, "r"}});
      last.light = 0;
      for (double t = 0; t < 36000; t += 1.0017 / flow) roads.vehicle(t, route);  // at all times of the cycle
      Flow run = roads.flow();
      for (const std::int32_t link : route) run.apply(capacity(link, saturation));
      testing::run_checked(run, 40'000'000);
      double delay = 0;
      for (const TripRecord& trip : run.state().trips) delay += trip.lost * 1e-3;
      delay /= static_cast<double>(run.state().trips.size());
      EXPECT_NEAR(delay, number(row, 6), 1.1) << "cycle " << cycle << " flow " << flow << " parts " << parts;
    }
  }
  tell("signal, uniform part of Webster's delay", "1.1 s");
}

/// Half an hour in steady state; one vehicle in 5 min of rounding.
TEST(AnalyticFlow, MergesShareTheRoomByPriority) {
  NEED_SHARED("analytic/merge_daganzo.csv");
  for (const auto& row : testing::read_rows(testing::shared_file("analytic/merge_daganzo.csv"))) {
    SmallRoads roads = newell_roads();
    const std::int32_t one = roads.link(3000), two = roads.link(3000), out = roads.link(1000);
    roads.connect(one, out);
    roads.connect(two, out);
    for (double t = 0; t < 3600; t += 1 / number(row, 0)) roads.vehicle(t, {one, out});
    for (double t = 0; t < 3600; t += 1 / number(row, 1)) roads.vehicle(t, {two, out});
    const std::shared_ptr<FlowNetwork> net = roads.flow_net();
    for (Movement& movement : net->movements)
      if (movement.to == out)
        movement.weight = static_cast<std::uint16_t>(std::lround(
            3000 * (net->groups[at(movement.group)].link == one ? number(row, 3) : 1 - number(row, 3))));
    Flow run = roads.flow(net);
    if (number(row, 2) > 0) {
      run.apply(capacity(out, number(row, 2)));
    } else {
      run.apply({0, Change::What::close_link, out, 0});
    }
    testing::run_checked(run, 3'600'001);
    EXPECT_NEAR(static_cast<double>(testing::left_within(run, one, 1800, 3600)), 1800 * number(row, 4), 6);
    EXPECT_NEAR(static_cast<double>(testing::left_within(run, two, 1800, 3600)), 1800 * number(row, 5), 6);
  }
  tell("merge (Daganzo, 1995)", "one vehicle in 5 min");
}

/// One lane: who cannot turn holds those behind. Half an hour, one vehicle in 5 min of rounding.
TEST(AnalyticFlow, DivergesInTheOrderOfArrival) {
  NEED_SHARED("analytic/diverge_fifo.csv");
  for (const auto& row : testing::read_rows(testing::shared_file("analytic/diverge_fifo.csv"))) {
    const double share = number(row, 3);
    SmallRoads roads = newell_roads();
    const std::int32_t in = roads.link(3000), one = roads.link(1000), two = roads.link(1000);
    roads.connect(in, one);
    roads.connect(in, two);
    double owed = 0;
    for (double t = 0; t < 3600; t += 1 / number(row, 0)) {
      owed += share;
      const bool first = owed >= 0.5;
      if (first) owed -= 1;
      roads.vehicle(t, {in, first ? one : two});
    }
    Flow run = roads.flow();
    for (const auto& [link, column] : {std::pair(one, 1U), std::pair(two, 2U)}) {
      if (number(row, column) > 0) {
        run.apply(capacity(link, number(row, column)));
      } else {
        run.apply({0, Change::What::close_link, link, 0});
      }
    }
    testing::run_checked(run, 3'600'001);
    EXPECT_NEAR(static_cast<double>(testing::left_within(run, one, 1800, 3600)), 1800 * number(row, 4), 6);
    EXPECT_NEAR(static_cast<double>(testing::left_within(run, two, 1800, 3600)), 1800 * number(row, 5), 6);
  }
  tell("diverge, first in first out", "one vehicle in 5 min");
}

}  // namespace
}  // namespace conurb::transport

// SPDX-License-Identifier: Apache-2.0
// Traffic of a morning in Bologna beside a microscopic simulation of the same input (Eclipse SUMO 1.15.0,
// mean of five seeds; see SOURCES.md of the shared data). Runs differ by their drivers: means of five seeds
// are compared.
#ifdef CONURB_TRANSPORT_FORMATS
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>

#include "plugins/transport/flow/flow.hpp"
#include "plugins/transport/flow/saved_state.hpp"
#include "plugins/transport/formats/sumo.hpp"
#include "tests/plugins/transport/flow/small_roads.hpp"
#include "tests/validation.hpp"

namespace conurb::transport {
namespace {

using testing::read_text;
using testing::shared_file;

const std::string kFolder = "sumo_bologna_joined/";

struct Bologna {
  RoadNetwork roads = {};
  TravelDemand demand = {};
  std::shared_ptr<const FlowNetwork> net = {};
  std::shared_ptr<const FlowDemand> flow_demand = {};
};

Bologna read_bologna(std::uint64_t seed) {
  Bologna b;
  std::vector<Finding> findings;
  SumoDefinitions definitions;
  b.roads = read_sumo_network(read_text(shared_file(kFolder + "joined_buslanes.net.xml")), "net", findings);
  for (const char* name : {"joined_bus_stops.add.xml", "joined_vtypes.add.xml", "joined_tls.add.xml"})
    read_sumo_additional(read_text(shared_file(kFolder + name)), name, b.roads, b.demand, definitions, seed,
                         findings);
  for (const char* name : {"joined.rou.xml", "joined_busses.rou.xml"})
    read_sumo_demand(read_text(shared_file(kFolder + name)), name, b.roads, b.demand, definitions, seed,
                     findings);
  b.net = std::make_shared<FlowNetwork>(flow_network(b.roads));
  findings.clear();
  b.flow_demand = std::make_shared<FlowDemand>(flow_demand(*b.net, b.roads, b.demand, findings));
  EXPECT_TRUE(findings.empty());
  return b;
}

double correlation(const std::vector<double>& a, const std::vector<double>& b) {
  const auto n = static_cast<double>(a.size());
  double sum_a = 0, sum_b = 0, aa = 0, bb = 0, ab = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum_a += a[i], sum_b += b[i];
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double x = a[i] - sum_a / n, y = b[i] - sum_b / n;
    aa += x * x, bb += y * y, ab += x * y;
  }
  return ab / std::sqrt(aa * bb);
}

/// Means of five seeds, ours and SUMO's.
struct Mornings {
  std::map<std::string, std::pair<double, double>> links = {};  ///< vehicle-seconds, by name
  std::map<int, std::pair<double, int>> by_departure = {};      ///< sum of times and trips, by 5 min
  double mean = 0, p95 = 0;                                     ///< s, of a trip without waiting before it
  std::int64_t arrived = 0, forced = 0;                         ///< the least, the most
};

void add_morning(std::uint64_t seed, Mornings& all) {
  const Bologna b = read_bologna(seed);
  FlowOptions options;
  options.seed = seed;
  Flow flow(b.net, b.flow_demand, options);
  flow.run_out(4 * 3'600'000);
  flow.run(flow.now() + 1);  // closes the last interval
  EXPECT_EQ(flow.validate(), "");
  EXPECT_EQ(flow.state().count.arrived, 11176);
  all.arrived = flow.state().count.arrived;
  all.forced = std::max(all.forced, flow.state().count.forced);
  std::vector<double> times;
  for (std::size_t i = 0; i < flow.state().trips.size(); ++i) {
    const TripRecord& trip = flow.state().trips[i];
    times.push_back((trip.arrived - trip.inserted) * 1e-3);
    auto& [sum, count] = all.by_departure[flow.demand().trips[i].depart / 300'000];
    sum += times.back();
    ++count;
  }
  std::sort(times.begin(), times.end());
  for (const double time : times) all.mean += time / static_cast<double>(times.size()) / 5;
  all.p95 += times[times.size() * 95 / 100] / 5;
  for (const LinkInterval& row : flow.state().measures.rows())
    all.links.at(b.roads.links[at(row.link)].id).first += static_cast<double>(row.vehicle_ms) * 1e-3 / 5;
}

std::string fixed(double value, int digits) {
  char text[32];
  std::snprintf(text, sizeof text, "%.*f", digits, value);
  return text;
}

/// The ten links whose vehicle-seconds are farthest from SUMO's, for the page.
void tell_links(const Mornings& all) {
  std::vector<std::pair<double, std::string>> far;
  for (const auto& [id, seconds] : all.links)
    far.emplace_back(-std::fabs(seconds.first - seconds.second), id);
  std::sort(far.begin(), far.end());
  for (std::size_t i = 0; i < 10; ++i) {
    const auto& [ours, theirs] = all.links.at(far[i].second);
    validation::row("bologna_links", {far[i].second, fixed(theirs / 3600, 2), fixed(ours / 3600, 2)});
  }
}

/// Correlation of the vehicle-seconds of links, and of their logarithms (which weighs small links alike);
/// times of trips. What SUMO's own mesoscopic model with junction control reaches: 0.912, 0.955, -10 %.
TEST(BolognaFlow, IsNearTheMicroscopicSimulation) {
  NEED_SHARED(kFolder + "ref_edges.csv");
  Mornings all;
  for (const auto& row : testing::read_rows(shared_file(kFolder + "ref_edges.csv")))
    all.links[row.at(0)].second = std::stod(row.at(3));
  for (const std::uint64_t seed : {1U, 2U, 3U, 4U, 5U}) add_morning(seed, all);
  std::vector<double> ours, theirs, log_ours, log_theirs;
  for (const auto& [id, seconds] : all.links) {
    ours.push_back(seconds.first);
    theirs.push_back(seconds.second);
    log_ours.push_back(std::log1p(seconds.first));
    log_theirs.push_back(std::log1p(seconds.second));
  }
  const double linear = correlation(ours, theirs), logarithmic = correlation(log_ours, log_theirs);
  EXPECT_GE(linear, 0.95);
  EXPECT_GE(logarithmic, 0.96);
  EXPECT_NEAR(all.mean, 386.9, 38.7);
  EXPECT_NEAR(all.p95, 996, 199);
  EXPECT_LE(all.forced, 5);
  using validation::row;
  row("bologna", {"vehicles that arrive", "11176", std::to_string(all.arrived), "equal", validation::met()});
  row("bologna", {"mean time of a trip, s", "386.9", fixed(all.mean, 1), "10 %", validation::met()});
  row("bologna", {"time that 95 % of trips keep to, s", "996", fixed(all.p95, 0), "20 %", validation::met()});
  row("bologna",
      {"vehicle-seconds by link: correlation", "1", fixed(linear, 3), "≥ 0.95", validation::met()});
  row("bologna", {"their logarithms: correlation", "1", fixed(logarithmic, 3), "≥ 0.96", validation::met()});
  row("bologna", {"vehicles moved by force", "0", std::to_string(all.forced), "≤ 5", validation::met()});
  for (const auto& cells : testing::read_rows(shared_file(kFolder + "ref_5min.csv"))) {
    const auto found = all.by_departure.find(std::stoi(cells.at(1)) / 300);
    if (cells.at(0) != "micro" || found == all.by_departure.end()) continue;
    const auto& [sum, count] = found->second;
    row("bologna_departures",
        {std::to_string(found->first * 5), fixed(std::stod(cells.at(6)), 0), fixed(sum / count, 0)});
  }
  tell_links(all);
}

TEST(BolognaFlow, GoesOnFromASavedMomentWithTheSameBits) {
  NEED_SHARED(kFolder + "ref_edges.csv");
  const Bologna b = read_bologna(1);
  Flow whole(b.net, b.flow_demand), cut(b.net, b.flow_demand);
  whole.run(5'000'000);
  for (Milliseconds t = 0; t < 2'000'000; t += 77'777) {
    cut.run(t);
    ASSERT_EQ(cut.validate(), "") << t;
  }
  Flow other(b.net, b.flow_demand);
  other.restore(load_flow_state(save(cut.state())));
  other.run(5'000'000);
  EXPECT_EQ(save(whole.state()), save(other.state()));
}

}  // namespace
}  // namespace conurb::transport
#endif

// SPDX-License-Identifier: Apache-2.0
// Traffic of a morning in Bologna beside a microscopic simulation of the same input (Eclipse SUMO 1.15.0,
// mean of five seeds; see SOURCES.md of the shared data). Runs differ by their drivers: means of five seeds
// are compared.
#ifdef CONURB_TRANSPORT_FORMATS
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "plugins/transport/flow/flow.hpp"
#include "plugins/transport/flow/saved_state.hpp"
#include "plugins/transport/formats/sumo.hpp"
#include "tests/plugins/transport/flow/small_roads.hpp"

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

/// Correlation of the vehicle-seconds of links, and of their logarithms (which weighs small links alike);
/// times of trips. What SUMO's own mesoscopic model with junction control reaches: 0.912, 0.955, -10 %.
TEST(BolognaFlow, IsNearTheMicroscopicSimulation) {
  NEED_SHARED(kFolder + "ref_edges.csv");
  std::map<std::string, std::pair<double, double>> links;  // ours, SUMO's
  for (const auto& row : testing::read_rows(shared_file(kFolder + "ref_edges.csv")))
    links[row.at(0)].second = std::stod(row.at(3));
  double mean = 0, p95 = 0;
  for (const std::uint64_t seed : {1U, 2U, 3U, 4U, 5U}) {
    const Bologna b = read_bologna(seed);
    FlowOptions options;
    options.seed = seed;
    Flow flow(b.net, b.flow_demand, options);
    flow.run_out(4 * 3'600'000);
    flow.run(flow.now() + 1);  // closes the last interval
    EXPECT_EQ(flow.validate(), "");
    EXPECT_EQ(flow.state().count.arrived, 11176);
    EXPECT_LE(flow.state().count.forced, 5);
    std::vector<double> times;
    for (const TripRecord& trip : flow.state().trips) times.push_back((trip.arrived - trip.inserted) * 1e-3);
    std::sort(times.begin(), times.end());
    for (const double time : times) mean += time / static_cast<double>(times.size()) / 5;
    p95 += times[times.size() * 95 / 100] / 5;
    for (const LinkInterval& row : flow.state().measures.rows())
      links.at(b.roads.links[at(row.link)].id).first += static_cast<double>(row.vehicle_ms) * 1e-3 / 5;
  }
  std::vector<double> ours, theirs, log_ours, log_theirs;
  for (const auto& [id, seconds] : links) {
    ours.push_back(seconds.first);
    theirs.push_back(seconds.second);
    log_ours.push_back(std::log1p(seconds.first));
    log_theirs.push_back(std::log1p(seconds.second));
  }
  EXPECT_GE(correlation(ours, theirs), 0.95);
  EXPECT_GE(correlation(log_ours, log_theirs), 0.96);
  EXPECT_NEAR(mean, 386.9, 38.7);
  EXPECT_NEAR(p95, 996, 199);
  RecordProperty("mean_trip_s", std::to_string(mean));
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

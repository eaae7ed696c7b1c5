// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "plugins/transport/equilibrium/en_route.hpp"
#include "plugins/transport/equilibrium/free_times.hpp"
#include "plugins/transport/equilibrium/one_shot.hpp"
#include "plugins/transport/error.hpp"
#include "tests/plugins/transport/equilibrium/towns.hpp"
#include "tests/plugins/two_threads.hpp"

namespace conurb::transport {
namespace {

using testing::TwoRoutes;

constexpr int kTrips = 300;

/// All want to take the quick way, which is wide enough for them; there, at 5 minutes, an incident.
class Incident {
 public:
  Incident() {
    for (int i = 0; i < kTrips; ++i) town_.vehicle(4.0 * i, town_.start, town_.end);
    const std::shared_ptr<const FlowNetwork> net = town_.net();
    graphs_ = traveller_graphs(town_.roads, *net, town_.demand);
    std::vector<Finding> findings;
    Flow empty(net, std::make_shared<FlowDemand>());
    find_missing_routes(town_.roads, graphs_, free_turn_times(*net, empty.state()), town_.demand, findings);
    auto demand = std::make_shared<FlowDemand>(flow_demand(*net, town_.roads, town_.demand, findings));
    flow_ = std::make_unique<Flow>(net, demand);
  }

  /// Seconds that all trips have taken, when all have arrived.
  double run(EnRouteOptions options, const std::vector<Change>& incident) {
    options.ahead = 60'000;
    for (const Change& change : incident) flow_->apply(change);
    for (int minute = 1; !flow_->empty() && minute < 600; ++minute) {
      flow_->run(minute * 60'000);
      const EnRouteReport report = inform_en_route(*flow_, graphs_, options, test::two_threads);
      rerouted += report.rerouted;
      EXPECT_LE(report.rerouted + report.held, report.informed);
      EXPECT_EQ(flow_->validate(), "") << minute;
    }
    EXPECT_EQ(flow_->state().count.arrived, kTrips);
    double time = 0;
    for (std::size_t t = 0; t < at(kTrips); ++t)
      time += flow_->state().trips[t].arrived - flow_->demand().trips[t].depart;
    return time * 1e-3;
  }

  std::int64_t rerouted = 0;
  TwoRoutes town_;

 private:
  TravellerGraphs graphs_;
  std::unique_ptr<Flow> flow_;
};

double total_s(double share, std::int64_t* rerouted = nullptr) {
  Incident incident;
  EnRouteOptions options;
  options.share = share;
  const double time = incident.run(options, {{300'000, Change::What::capacity, incident.town_.narrow, 200}});
  if (rerouted != nullptr) *rerouted = incident.rerouted;
  return time;
}

TEST(EnRoute, InformationLessensDelayAfterAnIncidentAndNobodyVanishes) {
  std::int64_t rerouted = 0;
  const double without = total_s(0), some = total_s(0.3, &rerouted);
  EXPECT_GT(rerouted, 30);
  EXPECT_LT(rerouted, 150);
  EXPECT_LT(some, 0.8 * without);
  EXPECT_EQ(total_s(0.3), some);
}

TEST(EnRoute, NobodyTurnsOffOnFreeStreets) {
  Incident incident;
  EnRouteOptions options;
  options.share = 1;
  incident.run(options, {});
  EXPECT_EQ(incident.rerouted, 0);
}

TEST(EnRoute, WhoHearsOfAClosureAheadTakesAnotherWay) {
  Incident incident;
  EnRouteOptions options;
  options.share = 1;
  // Who is on the link before it as it closes, on the lane that leads there alone, waits until it opens.
  incident.run(options, {{300'000, Change::What::close_link, incident.town_.quick, 0},
                         {3'600'000, Change::What::open_link, incident.town_.quick, 0}});
  EXPECT_GT(incident.rerouted, 200);
}

TEST(EnRoute, WhoChoosesHisWayAndStandsForLongLooksForAnother) {
  const auto total = [](Milliseconds patience) {
    const testing::Town town = testing::grid_town(6, 1500);
    const std::shared_ptr<const FlowNetwork> net = town.net();
    const TravellerGraphs graphs = traveller_graphs(town.roads, *net, town.demand);
    std::vector<Finding> findings;
    TravelDemand demand = town.demand;
    Flow empty(net, std::make_shared<FlowDemand>());
    find_missing_routes(town.roads, graphs, free_turn_times(*net, empty.state()), demand, findings);
    Flow flow(net, std::make_shared<FlowDemand>(flow_demand(*net, town.roads, demand, findings)));
    const std::vector<std::uint8_t> all(flow.demand().trips.size(), 1);
    EnRouteOptions options;
    options.share = 0, options.chooses = all, options.patience = patience;
    // Where most go something happens, and nobody who is on the way hears of it.
    const std::vector<std::int32_t> queues = (flow.run(600'000), flow.queues());
    const auto worst =
        static_cast<std::int32_t>(std::max_element(queues.begin(), queues.end()) - queues.begin());
    flow.apply({flow.now(), Change::What::capacity, worst, 20});
    for (Milliseconds t = 900'000; !flow.empty() && t < 20 * 3'600'000; t += 300'000) {
      inform_en_route(flow, graphs, options);
      flow.run(t);
      EXPECT_EQ(flow.validate(), "") << t;
    }
    EXPECT_TRUE(flow.empty());
    double time = 0;
    for (std::size_t v = 0; v < flow.state().trips.size(); ++v)
      time += flow.state().trips[v].arrived - flow.demand().trips[v].depart;
    return time;
  };
  EXPECT_LT(total(300'000), 0.9 * total(kNever));
}

TEST(EnRoute, AShareIsOneOfAll) {
  Incident incident;
  EnRouteOptions options;
  options.share = 1.5;
  EXPECT_THROW(incident.run(options, {}), InputError);
}

}  // namespace
}  // namespace conurb::transport

// SPDX-License-Identifier: Apache-2.0
// Traffic of a city in one branch: the flow, from step to step.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "engine/sdk/conurb.hpp"
#include "plugins/transport/chosen_routes.hpp"
#include "plugins/transport/demand_events.hpp"
#include "plugins/transport/driven_trips.hpp"
#include "plugins/transport/flow/flow.hpp"
#include "plugins/transport/standing_traffic.hpp"

namespace conurb::transport {

/// What happened in a step.
struct TrafficStep {
  std::vector<LinkInterval> links = {};  ///< by link of the core
  std::vector<VehicleEvent> ended = {};  ///< passages, in the order of their ends
  double seconds = 0;
  std::int64_t clock_us = 0;         ///< when the flow's times are 0
  std::size_t gridlocks_before = 0;  ///< how many the flow had known
};

class Traffic {
 public:
  /// Follows the city from `step.t0_us` to `step.t1_us`.
  void run(const sdk::Host& host, const sdk::View& view, const sdk::Step& step);

  [[nodiscard]] const StandingTraffic& standing() const { return *standing_; }
  [[nodiscard]] const DrivenTrips& trips() const { return known_.trips; }
  [[nodiscard]] const EventTrips& events() const { return known_.events; }
  [[nodiscard]] const Flow& flow() const { return *flow_; }
  [[nodiscard]] const TrafficStep& last() const { return last_; }

  void save(sdk::Writer& writer) const;
  void load(const sdk::Reader& reader);

 private:
  /// What drives, and how it came to be known.
  struct Known {
    EventTrips events = {};
    /// How many trips of the table, of events, of the table … came to be known.
    std::vector<std::int32_t> order = {};
    DrivenTrips trips = {};
  };

  [[nodiscard]] bool begin(const sdk::Host& host, const sdk::View& view, std::int64_t t0_us);
  void start(const sdk::Host& host, const sdk::View& view, const StandingTraffic& now);
  [[nodiscard]] bool go_on(const sdk::Host& host, const sdk::View& view, const StandingTraffic& now,
                           std::int64_t t0_us);
  void choose_routes(const sdk::Host& host, const sdk::View& view, const StandingTraffic& now);
  [[nodiscard]] Known known_at(const sdk::Host& host, const sdk::View& view, const StandingTraffic& now,
                               Milliseconds t) const;
  void add_trips(const sdk::Host& host);
  void run_to(const sdk::Host& host, std::int64_t t_us);
  void run_within_day(const sdk::Host& host, Milliseconds until);
  [[nodiscard]] bool some_choose() const;
  void guide(const sdk::Host& host);

  std::shared_ptr<const StandingTraffic> standing_;
  std::optional<Flow> flow_;
  std::optional<ChosenRoutes> chosen_;  ///< where the run began with an equilibrium
  double informed_share_ = 0;           ///< in this step
  Known known_;
  DemandSize size_;                                ///< of the demand that the flow has
  std::shared_ptr<const TravellerGraphs> graphs_;  ///< of all who may look for a way; none: not yet asked for
  std::int64_t clock_us_ = 0;
  std::uint64_t fingerprint_ = 0, programs_ = 0;  ///< of what the flow runs on
  TrafficStep last_;
  std::vector<std::uint8_t> saved_flow_;  ///< of a state that was loaded and has not run yet
};

}  // namespace conurb::transport

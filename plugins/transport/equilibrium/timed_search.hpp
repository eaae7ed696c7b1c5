// SPDX-License-Identifier: Apache-2.0
// Early arrivals where times change while one is under way. The quickest routes by the times of the present
// and of the near future are found each by itself, and the best way over the links of all of them by the
// times at which one gets there (sampling; Strasser, "Dynamic time-dependent routing in road networks through
// sampling", ATMOS 2017). Hardly ever is there a better one, and it costs the same on jammed streets as on
// empty ones.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "plugins/transport/equilibrium/traveller_graph.hpp"
#include "plugins/transport/equilibrium/turn_times.hpp"
#include "plugins/transport/routes/route_search.hpp"

namespace conurb::transport {

/// Metrics of one graph by which routes are looked for.
using TimeSamples = std::vector<std::shared_ptr<const RouteMetric>>;

/// Makes the samples of one departure after the other.
class TimeSampler {
 public:
  /// Both must outlive it.
  TimeSampler(const TravellerGraph& graph, const TurnTimes& times) : graph_(graph), times_(times) {}

  /// For departures within a slice, which is not before the one asked for last.
  [[nodiscard]] TimeSamples of(std::int32_t slice);

 private:
  const TravellerGraph& graph_;
  const TurnTimes& times_;
  std::int32_t first_ = 0;
  TimeSamples made_;  ///< of slices from `first_` on
};

/// Room for searches. Make one per thread.
class TimedSearch {
 public:
  /// `samples` are those of the departures asked for. All must outlive it.
  TimedSearch(const TravellerGraph& graph, const FlowNetwork& net, const TurnTimes& times,
              const TimeSamples& samples);

  /// Time until arriving at the end of `destination`, of who enters `origin` at `depart`; kUnreachable where
  /// there is no route. Appends its links.
  Milliseconds route(std::int32_t origin, std::int32_t destination, Milliseconds depart,
                     std::vector<std::int32_t>& links);

 private:
  struct Reached {
    Milliseconds at = kUnreachable;  ///< since the departure
    std::int32_t before = kNone;     ///< node
    std::uint32_t search = 0;        ///< in which the node may be passed
    bool done = false;
  };
  [[nodiscard]] Milliseconds run(std::int32_t start, std::int32_t goal, std::int64_t depart);
  void reach(std::int32_t node, Milliseconds time, std::int32_t before);

  const TravellerGraph& graph_;
  const FlowNetwork& net_;
  const TurnTimes& times_;
  std::vector<RouteSearch> searches_;
  std::uint32_t search_ = 0;
  std::vector<Reached> reached_;  ///< by node of the turn graph
  std::vector<std::int32_t> found_;
  std::vector<std::uint64_t> queue_;  ///< time, then node
};

}  // namespace conurb::transport

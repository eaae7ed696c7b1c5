// SPDX-License-Identifier: Apache-2.0
// Earliest arrivals where times change while one is under way: A* whose bounds are exact costs by the least
// times, taken from a contraction hierarchy as they are asked for (Strasser and Zeitz, "A fast and tight
// heuristic for A* in road networks", SEA 2021). It looks at few links beside the route, since most streets
// are as quick as ever most of the time.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "plugins/transport/equilibrium/traveller_graph.hpp"
#include "plugins/transport/equilibrium/turn_times.hpp"

namespace conurb::transport {

/// Room for searches. Make one per thread.
class TimedSearch {
 public:
  /// `bounds` is the metric of times that are never more than `times` at or after the departures asked for.
  /// All must outlive it.
  TimedSearch(const TravellerGraph& graph, const FlowNetwork& net, const TurnTimes& times,
              const RouteMetric& bounds);

  /// Time until arriving at the end of `destination`, of who enters `origin` at `depart`; kUnreachable where
  /// there is no route. Appends its turns of the flow, the last of which ends the trip.
  Milliseconds route(std::int32_t origin, std::int32_t destination, Milliseconds depart,
                     std::vector<std::int32_t>& turns);

  /// Links that routes so far were followed over, a measure of work.
  [[nodiscard]] std::int64_t settled() const { return settled_; }

 private:
  struct Reached {
    Milliseconds at = 0;  ///< since the departure
    std::int32_t before = kNone, arc = kNone;
    std::uint32_t search = 0;  ///< in which this holds
    bool done = false;
  };
  void set_goal(std::int32_t rank);
  Milliseconds bound(std::int32_t rank);
  bool run(std::int32_t start, std::int32_t goal, std::int64_t depart);
  void push(std::int32_t node, Milliseconds time, Milliseconds beyond);

  const TravellerGraph& graph_;
  const FlowNetwork& net_;
  const TurnTimes& times_;
  const RouteMetric& bounds_;
  std::uint32_t search_ = 0;
  std::vector<Reached> reached_;  ///< by node of the turn graph
  /// By rank, with the search in which it holds: least time down to the goal, and by any way.
  std::vector<std::pair<Milliseconds, std::uint32_t>> down_, bound_;
  std::vector<std::int32_t> climb_;
  std::vector<std::uint64_t> queue_;  ///< bound of the arrival, then node
  std::int64_t settled_ = 0;
};

}  // namespace conurb::transport

// SPDX-License-Identifier: Apache-2.0
// Earliest arrivals where times change while one is under way: A* whose bounds are exact costs by the least
// times, taken from a contraction hierarchy as they are asked for (Strasser and Zeitz, "A fast and tight
// heuristic for A* in road networks", SEA 2021). It looks at few links beside the route, since most streets
// are as quick as ever most of the time.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "plugins/transport/equilibrium/traveller_graph.hpp"
#include "plugins/transport/equilibrium/turn_times.hpp"

namespace conurb::transport {

/// Bounds for who departs within a while. The times of the near future are better bounds than those of all
/// day; should an arrival lie beyond, it is looked for again.
struct TimedBounds {
  RouteMetric soon;
  std::int64_t until = 0;  ///< for arrivals up to then `soon` holds
  std::shared_ptr<const RouteMetric> ever;
};

/// For departures within `from` … `until`, given the metric of the least times of all.
[[nodiscard]] TimedBounds timed_bounds(const TravellerGraph& graph, const TurnTimes& times,
                                       std::shared_ptr<const RouteMetric> ever, std::int64_t from,
                                       std::int64_t until);

/// Room for searches. Make one per thread.
class TimedSearch {
 public:
  /// All must outlive it.
  TimedSearch(const TravellerGraph& graph, const FlowNetwork& net, const TurnTimes& times);

  /// Time until arriving at the end of `destination`, of who enters `origin` at `depart`; kUnreachable where
  /// there is no route. Appends its links. `bounds` are those of the departure.
  Milliseconds route(std::int32_t origin, std::int32_t destination, Milliseconds depart,
                     const TimedBounds& bounds, std::vector<std::int32_t>& links);

 private:
  struct Reached {
    Milliseconds at = 0;          ///< since the departure
    std::int32_t before = kNone;  ///< node
    std::uint32_t search = 0;     ///< in which this holds
    bool done = false;
  };
  void set_goal(std::int32_t rank);
  [[nodiscard]] Milliseconds bound(std::int32_t rank);
  [[nodiscard]] Milliseconds run(std::int32_t start, std::int32_t goal, std::int64_t depart,
                                 const RouteMetric& bounds);
  void push(std::int32_t node, Milliseconds time, Milliseconds beyond);

  const TravellerGraph& graph_;
  const FlowNetwork& net_;
  const TurnTimes& times_;
  std::span<const Milliseconds> weights_;  ///< of the bounds
  std::uint32_t search_ = 0;
  std::vector<Reached> reached_;  ///< by node of the turn graph
  /// By rank, with the search in which it holds: least time down to the goal, and by any way.
  std::vector<std::pair<Milliseconds, std::uint32_t>> down_, bound_;
  std::vector<std::int32_t> climb_;
  std::vector<std::uint64_t> queue_;  ///< bound of the arrival, then node
};

}  // namespace conurb::transport

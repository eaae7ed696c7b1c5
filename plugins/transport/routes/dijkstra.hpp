// SPDX-License-Identifier: Apache-2.0
// The cheapest routes by Dijkstra's algorithm on the turn graph: needs nothing prepared, so it is what a
// single question on a network of its own is answered with, and what all else is measured against.
#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "plugins/transport/routes/turn_graph.hpp"

namespace conurb::transport {

/// Room for searches on one graph. Make one per thread.
class Dijkstra {
 public:
  /// Both must outlive it. Costs as RouteMetric takes them.
  Dijkstra(const TurnGraph& graph, const RouteCosts& costs);

  /// As RouteSearch::route(). Of several cheapest routes it may find another one.
  Milliseconds route(std::int32_t origin, std::int32_t destination, std::vector<std::int32_t>& links);

  /// Costs from `origin` to each link, by link.
  [[nodiscard]] std::vector<Milliseconds> costs_from(std::int32_t origin);

 private:
  void run(std::int32_t start, std::int32_t goal);

  const TurnGraph& graph_;
  const RouteCosts& costs_;
  std::vector<Milliseconds> cost_;    // by node
  std::vector<std::int32_t> before_;  // node
  std::vector<std::int32_t> reached_;
  std::vector<std::pair<Milliseconds, std::int32_t>> queue_;
};

}  // namespace conurb::transport

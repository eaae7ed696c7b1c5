// SPDX-License-Identifier: Apache-2.0
// The graph that routes are sought in: a node for each link that a class may use, an arc for each pair of
// links that a connection joins for it. So bans of turns and the time that a turn takes need no special case,
// and vehicles turn back only where the network has a connection for it. Who is on a link may change to any
// of its lanes that it may use.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "plugins/transport/index.hpp"
#include "plugins/transport/road_network.hpp"

namespace conurb::transport {

/// Cost of what cannot be reached, and of a link that is closed. Larger costs are cut to it: 12 days. Two of
/// them can be added.
inline constexpr Milliseconds kUnreachable = (Milliseconds{1} << 30) - 1;

/// Sum of two costs, at most kUnreachable.
[[nodiscard]] constexpr Milliseconds add_costs(Milliseconds a, Milliseconds b) {
  return a + b < kUnreachable ? a + b : kUnreachable;
}

struct TurnGraph {
  std::vector<std::int32_t> link_of_node;  ///< ascending
  std::vector<std::int32_t> node_of_link;  ///< kNone for a link that the class may not use
  std::vector<std::int32_t> first_arc;   ///< by node, and the end: its arcs are first_arc[n] … [n + 1] - 1
  std::vector<std::int32_t> head;        ///< by arc: node, ascending within a node's arcs
  std::vector<std::int32_t> connection;  ///< by arc: of those that make it the shortest, then first

  [[nodiscard]] std::int32_t nodes() const { return row_of(link_of_node.size()); }
  [[nodiscard]] std::int32_t arcs() const { return row_of(head.size()); }
  /// kNone for a link that the class may not use. Throws InputError if there is no such link.
  [[nodiscard]] std::int32_t node_of(std::int32_t link) const;
};

/// The graph of those who belong to any class of `users` (kEveryClass: whoever ignores permissions). Throws
/// InputError for an element that names a junction, lane, link or connection that is not there.
[[nodiscard]] TurnGraph turn_graph(const RoadNetwork& network, ClassSet users);

/// What it costs to use each link and each turn. A cost is a time, but may hold whatever else counts. Each is
/// >= 0; kUnreachable and above: closed.
struct RouteCosts {
  std::vector<Milliseconds> links;  ///< by link of the network
  std::vector<Milliseconds> turns;  ///< by arc of the graph
};

struct FreeFlowOptions {
  double max_speed = 55;         ///< m/s, of the vehicle
  Milliseconds yielding = 1500;  ///< for a connection that is not the major one of those that it crosses
  Milliseconds turning_back = 0;
};

/// Times at free flow: a link at the speed of the fastest lane that `users` may use, a turn by the length and
/// speed of its connection (0: that of the link it leads to). Speed 0 is unreachable. Throws InputError for a
/// length or speed that is negative or no number.
[[nodiscard]] RouteCosts free_flow_costs(const RoadNetwork& network, const TurnGraph& graph, ClassSet users,
                                         const FreeFlowOptions& options = {});

}  // namespace conurb::transport

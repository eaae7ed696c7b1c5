// SPDX-License-Identifier: Apache-2.0
// The part of a customisable contraction hierarchy that costs do not change: the order of the nodes and the
// shortcuts that may arise when they are eliminated in it (Dibbelt, Strasser and Wagner, "Customizable
// contraction hierarchies", J. Exp. Algorithmics 21, 2016). A shortcut in one direction does not bring the
// other with it, since most links of a turn graph are entered from one side only (Buchhold et al., 2020).
// Made once for a network and class, never changed, shared by all costs and threads.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "engine/solvers/parallel.hpp"
#include "plugins/transport/routes/turn_graph.hpp"

namespace conurb::transport {

/// Nodes are named by rank, their place in the order of elimination. The arcs are those of the turn graph and
/// the shortcuts. Each belongs to the lower of its ends; it leads up from there, or down to it from above.
/// Arcs that lead up come first.
struct RouteHierarchy {
  enum Direction : std::size_t { up, down };
  /// The arcs that lead up, or down. Those of rank r are first[r] … first[r + 1] - 1, by ascending higher
  /// end; those whose higher end is r are lower_arc[first_lower[r]] … , by ascending lower end.
  struct Way {
    std::vector<std::int32_t> first;
    std::vector<std::int32_t> first_lower, lower_arc;
  };

  TurnGraph graph;
  std::vector<std::int32_t> rank_of_node;
  std::vector<std::int32_t> link_of_rank;
  std::vector<std::int32_t> parent;  ///< by rank: in the elimination tree, always higher; nodes() for a root
  std::array<Way, 2> ways;           ///< by Direction
  std::vector<std::int32_t> higher, lower;  ///< by arc: ranks of its ends
  std::vector<std::int32_t> turn;           ///< by arc: that of the turn graph; kNone for a shortcut
  std::vector<std::int32_t> arc_of_turn;    ///< by arc of the turn graph; kNone from a link to itself

  [[nodiscard]] std::int32_t nodes() const { return graph.nodes(); }
  [[nodiscard]] std::int32_t arcs() const { return row_of(higher.size()); }
  /// kNone for a link that the class may not use. Throws InputError if there is no such link.
  [[nodiscard]] std::int32_t rank_of_link(std::int32_t link) const;
};

/// `order` names each node of the graph once, the first to be eliminated first. Throws InputError if it does
/// not, or if there would be more than 2^31 arcs.
[[nodiscard]] RouteHierarchy route_hierarchy(TurnGraph graph, const std::vector<std::int32_t>& order,
                                             const solvers::Heed& heed = {});

/// For those who belong to any class of `users`, ordered by nested dissection. Throws as turn_graph() does.
[[nodiscard]] RouteHierarchy route_hierarchy(const RoadNetwork& network, ClassSet users,
                                             const solvers::Heed& heed = {});

}  // namespace conurb::transport

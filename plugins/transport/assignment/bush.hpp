// SPDX-License-Identifier: Apache-2.0
// A bush: the links that trips from one origin use, which form no cycle (Dial, "A path-based user-equilibrium
// traffic assignment algorithm that obviates path storage and enumeration", Transportation Research B 40,
// 2006), with the flows of that origin on them. It spans all nodes that can be reached, in an order in which
// every link leads forward, so that one pass over contiguous links finds least and greatest costs.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "plugins/transport/assignment/link_costs.hpp"
#include "plugins/transport/assignment/problem.hpp"
#include "plugins/transport/assignment/star.hpp"
#include "plugins/transport/index.hpp"

namespace conurb::transport::assignment {

struct BushLink {
  std::int32_t tail = kNone;  ///< place of the node that it comes from
  std::int32_t link = kNone;
  double flow = 0;  ///< of the trips from the bush's origin
};

/// Node nodes[p] is at place p; nodes[0] is the origin. links[first[p]] … links[first[p + 1] - 1] lead to it
/// from lower places; there is at least one, except at the origin.
struct Bush {
  std::vector<std::int32_t> nodes = {};
  std::vector<std::int32_t> first = {};
  std::vector<BushLink> links = {};

  [[nodiscard]] std::int32_t places() const { return row_of(nodes.size()); }
};

/// Costs from the origin to each place along the bush. Of a place that no flow comes to, the greatest cost is
/// the least and its link kNone.
struct BushCosts {
  std::vector<double> least, greatest;              ///< of all ways; of ways with flow
  std::vector<std::int32_t> least_by, greatest_by;  ///< the last link of such a way: row of Bush::links
};

/// What several passes over bushes share; made once for a network, used for one bush at a time.
class BushWork {
 public:
  explicit BushWork(const AssignmentProblem& problem);

  /// Makes a bush anew of the shortest paths from `origin` at these costs: links that it had stay with their
  /// flows where they lead further away, the shortest paths come in addition. The flows want to be loaded.
  void rebuild(Bush& bush, std::int32_t origin, std::span<const double> costs);

  /// Brings the trips of one origin onto its bush: flows come to each node by the shares that they have, or
  /// by the way of least cost where there are none. Trips to unreachable zones are left out. `flows` of all
  /// links gets the bush's in addition.
  void load(Bush& bush, std::span<const Demand::Trips> trips, std::span<const double> costs,
            std::span<double> flows);

  /// Finds the least costs to all nodes through the whole network, beginning with what the bush knows, and
  /// returns the flow times what it pays beyond them, summed.
  double measure(const Bush& bush, std::span<const double> costs);
  /// After `measure`, of a node; infinite where there is no way.
  [[nodiscard]] double least_cost(std::int32_t node) const { return cost_[at(node)]; }

  /// After `measure`: drops links without flow that are on no shortest way of the bush, and adds those that
  /// make ways shorter and lead from a node to one that is dearer to come to, which rules out cycles (Nie, "A
  /// class of bush-based algorithms for the traffic assignment problem", Transportation Research B 44, 2010).
  void improve(Bush& bush, std::span<const double> costs);

  /// Moves flow from the dearest to the cheapest way of the bush, once at each node where they meet. The
  /// greatest difference between such ways before, in units of cost.
  double equilibrate(Bush& bush, LinkCosts& costs);

 private:
  void find_costs(const Bush& bush, std::span<const double> costs);
  void correct(const Bush& bush, std::span<const double> costs);
  void relax(std::int32_t node, std::int32_t origin, std::int32_t done, std::span<const double> costs);
  [[nodiscard]] bool stays(const Bush& bush, std::int32_t place, std::int32_t row) const;
  bool find_potential(const Bush& bush, std::span<const double> costs);
  void find_additions(const Bush& bush, std::span<const double> costs);
  void trim(Bush& bush);
  void grow(Bush& bush);
  bool find_ways(const Bush& bush, std::int32_t place);
  void shift(Bush& bush, LinkCosts& costs);

  std::vector<std::int32_t> centroid_;
  Star star_;
  ShortestPaths paths_;
  // By place.
  BushCosts along_;
  std::vector<double> through_, potential_;
  std::vector<std::int32_t> order_, new_place_;
  // By node.
  std::vector<double> wanted_, cost_;
  std::vector<std::int32_t> place_, link_;
  std::vector<std::uint8_t> waiting_;
  // Lists.
  struct Addition {
    std::int32_t head, tail, link;  // places
  };
  std::vector<Addition> additions_;
  std::vector<std::int32_t> queue_, cheap_, dear_;
  Bush spare_;
};

}  // namespace conurb::transport::assignment

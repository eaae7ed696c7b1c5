// SPDX-License-Identifier: Apache-2.0
// What is drawn and fed in at the nodes of a Grid, and what holds their voltages. By place, in parts of the
// base power and of the nominal voltages.
#pragma once

#include <cstdint>
#include <vector>

#include "plugins/energy/grid.hpp"
#include "plugins/energy/network.hpp"

namespace conurb::energy {

enum class NodeKind : std::uint8_t {
  pq,     ///< power given
  pv,     ///< active power and magnitude given
  slack,  ///< magnitude and angle given
  dead,   ///< no source: de-energised
};

struct Injections {
  std::vector<NodeKind> kind;
  std::vector<double> p, q;                  ///< fed in less drawn, whatever the voltage
  std::vector<double> p_current, q_current;  ///< drawn in proportion to the magnitude, at 1
  std::vector<double> v, angle;          ///< magnitude held by pv and slack nodes; angle (rad) of slack nodes
  std::vector<double> q_min, q_max;      ///< of the generators that hold a pv node's magnitude, all together
  std::vector<double> p_fixed, q_fixed;  ///< of p and q, what does not come from units that hold the voltage
  std::vector<double> share;             ///< of its island's imbalance beside the slack nodes
};

/// Sums a network's equipment, case after case; the part of loads that goes with the square of the voltage,
/// and shunts, go into the grid's admittances. Generators whose control is slack hold their islands; an
/// island without gets the largest grid-forming generator or storage as its slack, or is dead.
class Injector {
 public:
  /// For grids that are connected as this one is. Allocates, as the first sum() into an Injections does, so
  /// that later ones need not.
  explicit Injector(const Grid& grid);

  void sum(const Network& network, Grid& grid, Injections& into);

 private:
  /// What may hold an island that no slack does.
  struct Former {
    double power = -1;
    std::int32_t place = -1;
    double v = 1, angle = 0;
  };
  class Sum;
  void find_sources(const Network& network, const Grid& grid, Injections& in);

  std::vector<std::int32_t> island_;  ///< by place
  std::vector<Former> formers_;       ///< by island
  std::vector<std::uint8_t> fed_;     ///< by island
  std::vector<Complex> shunts_;       ///< by place: gathered first, since the grid stamps each place once
};

/// Of one case.
[[nodiscard]] Injections inject(const Network& network, Grid& grid);

}  // namespace conurb::energy

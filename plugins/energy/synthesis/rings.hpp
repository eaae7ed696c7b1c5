// SPDX-License-Identifier: Apache-2.0
// Strings stations on rings from a substation: the savings method for vehicle routes (G. Clarke, J. W.
// Wright, Oper. Res. 12, 1964) along the streets, each ring then put in the best order by 2-opt (G. A. Croes,
// Oper. Res. 6, 1958) and by moving single stations.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "plugins/energy/synthesis/demand.hpp"
#include "plugins/energy/synthesis/roads.hpp"

namespace conurb::energy::synthesis {

struct RingStop {
  std::int32_t crossing = 0;
  Demand demand;
};

struct RingLimits {
  double power = 0;  ///< W of all on a ring, at its peak; one stop may have more
  /// On a ring as it is strung. Rings that come out with a quarter of it or less are shared out among the
  /// others, which may then have a quarter more.
  std::int32_t stations = 0;
};

/// Stops of each ring in their order from the substation round and back to it, by their numbers. Every stop
/// is on one ring.
[[nodiscard]] std::vector<std::vector<std::int32_t>> string_rings(const Roads& roads,
                                                                  std::span<const RingStop> stops,
                                                                  std::int32_t substation,
                                                                  const RingLimits& limits,
                                                                  const ParallelFor& parallel);

/// The best order found for stops between which `way` holds the lengths, row by row; 0 is where the tour
/// begins and ends. For rings, and for tests.
[[nodiscard]] std::vector<std::int32_t> best_tour(std::span<const double> way, std::size_t stops);

/// Where to part a ring: number of the leg, 1 … stops - 1 (1 of two where there is one stop), so that the
/// larger half draws least.
[[nodiscard]] std::size_t open_leg(std::span<const Demand> ring);

}  // namespace conurb::energy::synthesis

// SPDX-License-Identifier: Apache-2.0
// Divides what wants power among stations: where stations stand and what each feeds. The p-median problem on
// the street net with limits of power and of length, solved by turns of nearest station and best place, as
// Lloyd does for points (S. P. Lloyd, IEEE Trans. Inf. Theory 28, 1982; on networks: M. B. Teitz, P. Bart,
// Oper. Res. 16, 1968): districts beyond a limit get further stations, stations with little to do go.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "plugins/energy/synthesis/demand.hpp"
#include "plugins/energy/synthesis/forest.hpp"

namespace conurb::energy::synthesis {

/// What wants power at a vertex.
struct Item {
  std::int32_t vertex = 0;
  Demand demand;
};

struct DistrictLimits {
  double power = 0;  ///< W, peak or feed-in of a district; one vertex may have more
  double reach = 0;  ///< m along streets
};

struct Districts {
  std::vector<std::int32_t> centre;                 ///< vertex, by district
  std::vector<Demand> demand;                       ///< by district
  std::vector<std::vector<std::int32_t>> vertices;  ///< of each district, the centre among them, ascending
  /// By vertex, as in Forest: the way to the centre.
  std::vector<double> distance;
  std::vector<std::int32_t> district, parent, parent_edge;
};

/// Every item's vertex must be reached from every other's. No items: no districts. Depends on the seed, the
/// order of the items and nothing else.
[[nodiscard]] Districts divide(const StreetGraph& streets, std::span<const Item> items,
                               const DistrictLimits& limits, std::uint64_t seed);

/// The same with centres that are given (different vertices); districts may go beyond any limit, or be empty.
[[nodiscard]] Districts divide_among(const StreetGraph& streets, std::span<const Item> items,
                                     std::span<const std::int32_t> centres);

}  // namespace conurb::energy::synthesis

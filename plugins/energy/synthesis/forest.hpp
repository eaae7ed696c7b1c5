// SPDX-License-Identifier: Apache-2.0
// Shortest ways along the streets from the nearest of several places (E. W. Dijkstra, Numer. Math. 1, 1959).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "plugins/energy/synthesis/street_graph.hpp"

namespace conurb::energy::synthesis {

/// By vertex.
struct Forest {
  std::vector<double> distance;      ///< m; infinite where no source reaches
  std::vector<std::int32_t> tree;    ///< number of the source
  std::vector<std::int32_t> parent;  ///< vertex towards the source
  std::vector<std::int32_t> parent_edge;
  std::vector<std::int32_t> order;  ///< vertices reached, parents before children
};

/// The first of equal ways counts. Sources are different vertices.
[[nodiscard]] Forest grow(const StreetGraph& streets, std::span<const std::int32_t> sources);

}  // namespace conurb::energy::synthesis

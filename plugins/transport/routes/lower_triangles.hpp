// SPDX-License-Identifier: Apache-2.0
// The ways over a lower node that an arc of a hierarchy may stand for.
#pragma once

#include <cstdint>

#include "plugins/transport/routes/route_hierarchy.hpp"

namespace conurb::transport {

/// Calls visit(first, second) with the two arcs of each way from the start of `arc` over a node lower than
/// both its ends to its end, by ascending node, until a call returns false.
template <typename Visit>
void for_lower_triangles(const RouteHierarchy& h, std::int32_t arc, Visit&& visit) {
  const bool leads_up = arc < h.ways[RouteHierarchy::down].first.front();
  const std::size_t low = at(h.lower[at(arc)]), high = at(h.higher[at(arc)]);
  const std::size_t from = leads_up ? low : high, to = leads_up ? high : low;
  const RouteHierarchy::Way& down = h.ways[RouteHierarchy::down];
  const RouteHierarchy::Way& up = h.ways[RouteHierarchy::up];
  std::int32_t i = down.first_lower[from], j = up.first_lower[to];
  const std::int32_t i_end = down.first_lower[from + 1], j_end = up.first_lower[to + 1];
  while (i < i_end && j < j_end) {
    const std::int32_t first = down.lower_arc[at(i)], second = up.lower_arc[at(j)];
    const std::int32_t a = h.lower[at(first)], b = h.lower[at(second)];
    if (a == b && !visit(first, second)) return;
    i += a <= b ? 1 : 0;
    j += b <= a ? 1 : 0;
  }
}

}  // namespace conurb::transport

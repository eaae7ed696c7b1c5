// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/synthesis/forest.hpp"

#include <functional>
#include <limits>
#include <queue>
#include <utility>

namespace conurb::energy::synthesis {

Forest grow(const StreetGraph& streets, std::span<const std::int32_t> sources) {
  const std::size_t n = streets.vertices();
  Forest f;
  f.distance.assign(n, std::numeric_limits<double>::infinity());
  f.tree.assign(n, kNone);
  f.parent.assign(n, kNone);
  f.parent_edge.assign(n, kNone);
  f.order.reserve(n);
  std::vector<std::uint8_t> settled(n, 0);
  using Entry = std::pair<double, std::int32_t>;
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> open;
  for (std::size_t s = 0; s < sources.size(); ++s) {
    f.distance[at(sources[s])] = 0;
    f.tree[at(sources[s])] = row_of(s);
    open.emplace(0.0, sources[s]);
  }
  while (!open.empty()) {
    const auto [distance, vertex] = open.top();
    open.pop();
    if (settled[at(vertex)] != 0) continue;
    settled[at(vertex)] = 1;
    f.order.push_back(vertex);
    for (const solvers::Graph::Arc& arc : streets.graph.arcs(vertex)) {
      const double way = distance + streets.stretch[at(arc.edge)].length;
      if (way >= f.distance[at(arc.to)]) continue;
      f.distance[at(arc.to)] = way;
      f.tree[at(arc.to)] = f.tree[at(vertex)];
      f.parent[at(arc.to)] = vertex;
      f.parent_edge[at(arc.to)] = arc.edge;
      open.emplace(way, arc.to);
    }
  }
  return f;
}

}  // namespace conurb::energy::synthesis

// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/synthesis/roads.hpp"

namespace conurb::energy::synthesis {

Roads::Roads(const StreetGraph& streets, std::span<const std::int32_t> stops)
    : streets_(streets), crossing_of_(streets.vertices(), kNone), first_(1, 0) {
  std::vector<std::uint8_t> stays(streets.vertices(), 0);
  for (const std::int32_t vertex : stops) stays[at(vertex)] = 1;
  for (std::int32_t v = 0; at(v) < streets.vertices(); ++v) {
    if (stays[at(v)] == 0 && streets.graph.arcs(v).size() == 2) continue;
    crossing_of_[at(v)] = row_of(vertex_of_.size());
    vertex_of_.push_back(v);
  }
  std::vector<std::int32_t> along;
  for (const std::int32_t begin : vertex_of_) {
    for (const solvers::Graph::Arc& out : streets.graph.arcs(begin)) {
      along.assign(1, out.edge);
      double length = streets.stretch[at(out.edge)].length;
      std::int32_t v = out.to;
      while (crossing_of_[at(v)] == kNone) {
        const auto arcs = streets.graph.arcs(v);
        const solvers::Graph::Arc& next = arcs[0].edge == along.back() ? arcs[1] : arcs[0];
        along.push_back(next.edge);
        length += streets.stretch[at(next.edge)].length;
        v = next.to;
      }
      // Every road is come to from both its ends; loops lead nowhere.
      if (v == begin || std::pair{begin, along.front()} > std::pair{v, along.back()}) continue;
      ends_.push_back({crossing_of_[at(begin)], crossing_of_[at(v)]});
      length_.push_back(length);
      chain_.insert(chain_.end(), along.begin(), along.end());
      first_.push_back(row_of(chain_.size()));
    }
  }
  graph_ = solvers::Graph(row_of(vertex_of_.size()), ends_);
}

void Roads::follow(std::int32_t road, std::int32_t from_crossing, std::vector<double>& path) const {
  const bool forward = ends_[at(road)].from == from_crossing;
  const std::int32_t first = first_[at(road)], last = first_[at(road) + 1];
  std::int32_t vertex = vertex_of_[at(from_crossing)];
  for (std::int32_t k = 0; k < last - first; ++k) {
    const std::int32_t edge = chain_[at(forward ? first + k : last - 1 - k)];
    streets_.follow(edge, vertex, path);
    const solvers::Edge& ends = streets_.ends[at(edge)];
    vertex = ends.from == vertex ? ends.to : ends.from;
  }
}

RoadSearch::RoadSearch(const Roads& roads)
    : roads_(roads),
      distance_(at(roads.graph().vertices()), 0),
      parent_(distance_.size(), kNone),
      road_(distance_.size(), kNone),
      seen_(distance_.size(), 0) {}

void RoadSearch::follow(std::int32_t to, std::vector<double>& path) const {
  std::vector<std::int32_t> way;
  for (std::int32_t c = to; parent_[at(c)] != kNone; c = parent_[at(c)]) way.push_back(c);
  for (auto c = way.rbegin(); c != way.rend(); ++c) roads_.follow(road_[at(*c)], parent_[at(*c)], path);
}

}  // namespace conurb::energy::synthesis

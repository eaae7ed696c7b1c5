// SPDX-License-Identifier: Apache-2.0
// The streets as a medium-voltage cable sees them: crossings and stations only, everything between two of
// them one road. A quarter of the vertices, so that many ways can be looked for.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <span>
#include <utility>
#include <vector>

#include "plugins/energy/synthesis/street_graph.hpp"

namespace conurb::energy::synthesis {

class Roads {
 public:
  /// `stops` are vertices of the streets that stay, whatever meets there.
  Roads(const StreetGraph& streets, std::span<const std::int32_t> stops);

  [[nodiscard]] const solvers::Graph& graph() const { return graph_; }
  [[nodiscard]] double length(std::int32_t road) const { return length_[at(road)]; }
  /// Crossing of a vertex of the streets; none if it lies along a road.
  [[nodiscard]] std::int32_t crossing(std::int32_t vertex) const { return crossing_of_[at(vertex)]; }
  /// Appends the places of a road as seen from one of its ends, without the first.
  void follow(std::int32_t road, std::int32_t from_crossing, std::vector<double>& path) const;

 private:
  const StreetGraph& streets_;
  std::vector<std::int32_t> crossing_of_, vertex_of_;
  std::vector<solvers::Edge> ends_;
  std::vector<double> length_;
  std::vector<std::int32_t> first_, chain_;  ///< edges of the streets along each road, from its first end
  solvers::Graph graph_{0, {}};
};

/// Shortest ways from one crossing, as far as they are wanted. A workspace: one for each thread.
class RoadSearch {
 public:
  explicit RoadSearch(const Roads& roads);

  /// Visits crossings by their distance until visit(crossing, distance) returns false.
  template <typename Visit>
  void run(std::int32_t from, const Visit& visit) {
    ++turn_;
    open_.clear();  // keeps its room: there are many searches
    reach(from, 0, kNone, kNone);
    while (!open_.empty()) {
      std::pop_heap(open_.begin(), open_.end(), std::greater<>());
      const auto [distance, crossing] = open_.back();
      open_.pop_back();
      if (distance > distance_[at(crossing)]) continue;
      if (!visit(crossing, distance)) return;
      for (const solvers::Graph::Arc& arc : roads_.graph().arcs(crossing))
        reach(arc.to, distance + roads_.length(arc.edge), crossing, arc.edge);
    }
  }
  /// Appends the way from the source of the last run to a crossing that it visited, without the first place.
  void follow(std::int32_t to, std::vector<double>& path) const;

 private:
  void reach(std::int32_t crossing, double distance, std::int32_t parent, std::int32_t road) {
    if (seen_[at(crossing)] == turn_ && distance >= distance_[at(crossing)]) return;
    seen_[at(crossing)] = turn_;
    distance_[at(crossing)] = distance;
    parent_[at(crossing)] = parent;
    road_[at(crossing)] = road;
    open_.emplace_back(distance, crossing);
    std::push_heap(open_.begin(), open_.end(), std::greater<>());
  }

  using Entry = std::pair<double, std::int32_t>;
  const Roads& roads_;
  std::vector<double> distance_;
  std::vector<std::int32_t> parent_, road_;
  std::vector<std::uint32_t> seen_;
  std::uint32_t turn_ = 0;
  std::vector<Entry> open_;  ///< heap, the nearest on top
};

}  // namespace conurb::energy::synthesis

// SPDX-License-Identifier: Apache-2.0
// Which link a place is at: where a trip from or to a building begins or ends.
#pragma once

#include <cstdint>
#include <vector>

#include "plugins/transport/road_network.hpp"
#include "plugins/transport/routes/turn_graph.hpp"

namespace conurb::transport::demand {

/// By link of the network: 1 where it belongs to the largest set of links of which each can be reached from
/// each (Tarjan, SIAM J. Comput. 1, 1972); of equal sets the one with the lowest link. A trip between two of
/// them has a route.
[[nodiscard]] std::vector<std::uint8_t> drivable_core(const TurnGraph& graph);

/// Finds the nearest of some links. Lines of links are sorted into the cells of a square grid.
class LinkGrid {
 public:
  /// Of the links for which `usable` is not 0. A link runs along its path, or straight between its junctions.
  /// What has no finite place is left out. Throws InputError if `usable` has not one entry for each link.
  LinkGrid(const RoadNetwork& network, const std::vector<std::uint8_t>& usable);

  /// The nearest link within `limit` m; kNone: there is none. Of links as near as each other (to the
  /// millimetre, as the two directions of a street may be) that on whose kerb side the place lies, then the
  /// lower row.
  [[nodiscard]] std::int32_t nearest(double x, double y, double limit) const;

 private:
  struct Segment {
    double x = 0, y = 0, dx = 0, dy = 0;
    std::int32_t link = kNone;
  };
  struct Candidate {
    std::int64_t millimetres;
    bool far_side;
    std::int32_t link;
    bool operator<(const Candidate& other) const;
  };
  void add_link(const RoadNetwork& network, std::int32_t row);
  void add_segment(double x0, double y0, double x1, double y1, std::int32_t link);
  void sort_into_cells();
  void look_into(std::int64_t column, std::int64_t row, double x, double y, Candidate& best) const;

  bool drives_left_;
  double cell_ = 100;  ///< m
  double min_x_ = 0, min_y_ = 0;
  std::int64_t columns_ = 0, rows_ = 0;
  std::vector<Segment> segments_;
  std::vector<std::uint32_t> first_, members_;  ///< segments of cell c: members_[first_[c]] …
};

}  // namespace conurb::transport::demand

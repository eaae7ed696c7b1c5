// SPDX-License-Identifier: Apache-2.0
// The streets of a city as its tables have them: what a map or a generated city knows, and no lanes'
// connections. Structures of arrays; NaN says that nobody knows a number, an empty column that nobody knows
// it of any row. Places in metres of the city's local frame, SI units.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "plugins/transport/index.hpp"

namespace conurb::transport {

/// Nodes and links, one link for each direction of travel. x and y have an entry for each node, from and to
/// one for each link; the other columns one for each, or none.
struct StreetNetwork {
  std::vector<double> x, y;
  std::vector<double> z;  ///< m above the datum
  /// "signal", "stop", "all_way_stop", "priority" (of who meets it there), "roundabout" or "".
  std::vector<std::string> control;

  std::vector<std::int32_t> from, to;    ///< nodes
  std::vector<std::int32_t> reverse;     ///< the other direction; kNone: one-way. No column: by their ends
  std::vector<std::size_t> first = {0};  ///< points of link i are first[i] … first[i + 1] - 1 of the path
  std::vector<double> path;              ///< x, y, z, x, y, z …; a link without points runs straight
  std::vector<std::string> road_class;   ///< the words of OpenStreetMap's highway=*
  std::vector<std::string> name;
  std::vector<double> lanes;           ///< in this direction; of two-way streets half of the whole
  std::vector<double> width;           ///< m, of the carriageway with both directions
  std::vector<double> speed_limit;     ///< m/s
  std::vector<std::uint8_t> open;      ///< 1: to motor vehicles
  std::vector<std::uint8_t> cyclable;  ///< 1: to bicycles
  std::vector<std::int32_t> level;     ///< above or below the ground: bridges and tunnels

  [[nodiscard]] std::size_t nodes() const { return x.size(); }
  [[nodiscard]] std::size_t links() const { return from.size(); }
};

}  // namespace conurb::transport

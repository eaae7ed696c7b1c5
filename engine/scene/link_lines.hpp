// SPDX-License-Identifier: Apache-2.0
// Places along the lines of a network: where a vehicle is that has gone so far on a link.
#pragma once

#include <cstdint>
#include <span>

#include "engine/city/city.hpp"

namespace conurb::scene {

/// Lines of a table by row: its shapes, or straight from the point of the node `from` to that of `to`. Refers
/// to the city's columns: as long as the city is unchanged. Any thread.
class LinkLines {
 public:
  LinkLines() = default;
  /// Without lines unless the table has either; then every length is 0.
  LinkLines(const city::City& city, const city::Table& links);

  /// Metres on the map; 0 for a row without a line.
  [[nodiscard]] double length(std::int64_t row) const;
  struct Place {
    bool found = false;
    double x = 0, y = 0;     ///< metres, local frame
    double heading_rad = 0;  ///< clockwise from north
  };
  /// `along` metres from the start, cut to the line.
  [[nodiscard]] Place at(std::int64_t row, double along) const;
  /// x, y, x, y … of the line; empty if there is none. `scratch` holds two points that are no shape.
  [[nodiscard]] std::span<const double> line(std::int64_t row, std::span<double, 4> scratch) const;

 private:
  struct Shapes {
    std::span<const std::int64_t> offsets;
    std::span<const double> values;
    [[nodiscard]] std::span<const double> of(std::int64_t row) const;
  };
  std::int64_t rows_ = 0;
  Shapes lines_;
  std::span<const std::int32_t> from_, to_;
  Shapes from_points_, to_points_;
};

}  // namespace conurb::scene

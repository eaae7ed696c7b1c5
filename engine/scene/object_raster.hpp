// SPDX-License-Identifier: Apache-2.0
// Pictures of which object lies where: every texel has the number of the last shape that holds its centre.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/city/query_shape.hpp"
#include "engine/scene/picture.hpp"

namespace conurb::scene {

/// Keeps its memory from shape to shape. One thread at a time.
class ObjectRaster {
 public:
  /// `extent` is a square, metres; side × side texels.
  ObjectRaster(const city::Box2& extent, int side);

  [[nodiscard]] double texel_m() const { return texel_m_; }
  /// Whether a box may hold the centre of a texel: what lies in one that does not need not be added.
  [[nodiscard]] bool holds_centre(float min_x, float min_y, float max_x, float max_y) const;
  /// Texels whose centres the polygon holds (even-odd over all rings, as city::polygon_holds). Edges with a
  /// point that is not finite are left out.
  void add_polygon(std::span<const double> polygon, std::uint32_t object, std::uint8_t half_metres);
  /// Texels whose centres are no further than half the width from the line; only those to the right of it if
  /// `sides` is right, as seen along it.
  enum class Sides : std::uint8_t { both, right };
  void add_line(std::span<const double> line, double width_m, Sides sides, std::uint32_t object);

  [[nodiscard]] Picture take() { return std::move(picture_); }

 private:
  struct Crossing {
    int row;
    float x;  // texels
    bool operator<(const Crossing& other) const { return row != other.row ? row < other.row : x < other.x; }
  };
  void add_edge(double x0, double y0, double x1, double y1);
  void set(int x, int y, std::uint32_t object, std::uint8_t half_metres);

  double left_, top_, texel_m_;
  Picture picture_;
  std::vector<Crossing> crossings_;
};

}  // namespace conurb::scene

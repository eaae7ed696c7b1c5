// SPDX-License-Identifier: Apache-2.0
// A square piece of map to draw on with Cairo: metres of the local frame in, texels out.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "engine/city/query_shape.hpp"
#include "engine/scene/ground_palette.hpp"
#include "engine/scene/picture.hpp"
#include "engine/scene/soft_mask.hpp"

namespace conurb::scene {

/// How lines end and bend.
enum class LineEnds : std::uint8_t { round, flat };

/// Areas that are smaller than a texel or two, each on the texel that holds its centre: a million of them
/// cost less than a thousand drawn ones.
class Specks {
 public:
  explicit Specks(int side)
      : sums_(static_cast<std::size_t>(side) * static_cast<std::size_t>(side)), side_(side) {}
  /// Place and area in texels; beyond the border nothing is added.
  void add(double x, double y, double area, const Colour& colour);
  [[nodiscard]] bool empty() const { return empty_; }

 private:
  friend class MapCanvas;
  struct Sum {
    float red = 0, green = 0, blue = 0, area = 0;
  };
  std::vector<Sum> sums_;
  int side_;
  bool empty_ = true;
};

/// One thread at a time; several canvases on several threads.
class MapCanvas {
 public:
  /// `extent` is a square and has `side` texels along its sides; `margin` more are drawn around it. Throws
  /// Error limit if Cairo has no memory.
  MapCanvas(const city::Box2& extent, int side, int margin = 0);

  [[nodiscard]] double texel_m() const { return texel_m_; }
  [[nodiscard]] int side() const { return side_; }  ///< with margins
  /// Texels from the left and from the top, margins included.
  [[nodiscard]] double column(double x) const { return (x - left_) / texel_m_; }
  [[nodiscard]] double row(double y) const { return (top_ - y) / texel_m_; }

  void clear(const Colour& colour);
  // Shapes are added to a path, which fill and stroke use up. Points that are not finite are left out, those
  // nearer than a quarter of a texel to the one before as well.
  void add_polygon(std::span<const double> polygon);
  void add_line(std::span<const double> line);
  void add_disc(double x, double y, double radius_m);
  void fill(const Colour& colour, double alpha = 1);
  /// `dashes_m`: lengths drawn and left out in turn; none: a whole line.
  void stroke(double width_m, const Colour& colour, double alpha = 1, LineEnds ends = LineEnds::round,
              std::span<const double> dashes_m = {});
  /// Lays a colour over everything, as thick as the mask (of this side) says.
  void paint(const Mask& mask, const Colour& colour, double alpha = 1);
  void paint(const Specks& specks);

  /// What is drawn, opaque; a mask of how red it is.
  [[nodiscard]] Picture picture() const;
  [[nodiscard]] Mask red() const;

 private:
  struct Surface;
  void add_points(std::span<const double> points, std::size_t least);
  void set_colour(const Colour& colour, double alpha);

  std::shared_ptr<Surface> surface_;
  double left_, top_, texel_m_;
  int side_;
};

}  // namespace conurb::scene

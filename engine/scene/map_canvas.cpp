// SPDX-License-Identifier: Apache-2.0
#include "engine/scene/map_canvas.hpp"

#include <cairo.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include "engine/base/error.hpp"

namespace conurb::scene {
namespace {

constexpr double kFurthestTexel = 1e6;  // texels: Cairo computes with 24 bits before the point

double part(std::uint8_t value) {
  return value / 255.0;
}

struct SurfaceEnd {
  void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
};
using SurfacePointer = std::unique_ptr<cairo_surface_t, SurfaceEnd>;

}  // namespace

struct MapCanvas::Surface {
  explicit Surface(int side)
      : image(cairo_image_surface_create(CAIRO_FORMAT_RGB24, side, side)), context(cairo_create(image)) {}
  ~Surface() {
    cairo_destroy(context);
    cairo_surface_destroy(image);
  }
  Surface(const Surface&) = delete;
  Surface& operator=(const Surface&) = delete;
  /// Words of a row: blue in the lowest byte, green, red.
  [[nodiscard]] const std::uint32_t* row(int y) const {
    const unsigned char* data = cairo_image_surface_get_data(image);
    return reinterpret_cast<const std::uint32_t*>(data + static_cast<std::ptrdiff_t>(y) *
                                                             cairo_image_surface_get_stride(image));
  }
  cairo_surface_t* image;
  cairo_t* context;
};

void Specks::add(double x, double y, double area, const Colour& colour) {
  if (!(x >= 0 && y >= 0 && x < side_ && y < side_ && area > 0)) return;
  const auto texel =
      static_cast<std::size_t>(y) * static_cast<std::size_t>(side_) + static_cast<std::size_t>(x);
  Sum& sum = sums_[texel];
  const auto weight = static_cast<float>(area);
  sum.red += weight * static_cast<float>(colour[0]);
  sum.green += weight * static_cast<float>(colour[1]);
  sum.blue += weight * static_cast<float>(colour[2]);
  sum.area += weight;
  empty_ = false;
}

MapCanvas::MapCanvas(const city::Box2& extent, int side, int margin)
    : surface_(std::make_shared<Surface>(side + 2 * margin)),
      texel_m_((extent.max_x - extent.min_x) / side),
      side_(side + 2 * margin) {
  left_ = extent.min_x - margin * texel_m_;
  top_ = extent.max_y + margin * texel_m_;
  if (cairo_status(surface_->context) != CAIRO_STATUS_SUCCESS)
    throw Error(ErrorCode::limit, "no memory for a piece of the map", {}, "close other programs");
}

void MapCanvas::clear(const Colour& colour) {
  set_colour(colour, 1);
  cairo_paint(surface_->context);
}

void MapCanvas::set_colour(const Colour& colour, double alpha) {
  cairo_set_source_rgba(surface_->context, part(colour[0]), part(colour[1]), part(colour[2]), alpha);
}

void MapCanvas::add_points(std::span<const double> points, std::size_t least) {
  constexpr double kNear = 0.25;  // texels
  double last_x = 0, last_y = 0;
  std::size_t added = 0;
  for (std::size_t i = 0; i + 1 < points.size(); i += 2) {
    const double x = column(points[i]), y = row(points[i + 1]);
    if (!std::isfinite(x) || !std::isfinite(y)) continue;
    const bool near = std::abs(x - last_x) < kNear && std::abs(y - last_y) < kNear;
    const bool end = i + 3 >= points.size();
    if (added > 0 && near && !(end && added < least)) continue;
    last_x = x;
    last_y = y;
    const double px = std::clamp(x, -kFurthestTexel, kFurthestTexel),
                 py = std::clamp(y, -kFurthestTexel, kFurthestTexel);
    if (added++ == 0) {
      cairo_move_to(surface_->context, px, py);
    } else {
      cairo_line_to(surface_->context, px, py);
    }
  }
}

void MapCanvas::add_polygon(std::span<const double> polygon) {
  for (city::RingReader rings(polygon); rings.next();) {
    add_points(rings.ring(), 3);
    if (cairo_has_current_point(surface_->context) != 0) cairo_close_path(surface_->context);
  }
}

void MapCanvas::add_line(std::span<const double> line) {
  add_points(line, 2);
}

void MapCanvas::add_disc(double x, double y, double radius_m) {
  constexpr double kSmall = 4;  // texels: eight corners look as round
  const double radius = radius_m / texel_m_;
  cairo_new_sub_path(surface_->context);
  if (radius > kSmall) {
    cairo_arc(surface_->context, column(x), row(y), radius, 0, 2 * std::numbers::pi);
  } else {
    for (const auto& [dx, dy] : {std::pair{1.0, 0.41},
                                 {0.41, 1.0},
                                 {-0.41, 1.0},
                                 {-1.0, 0.41},
                                 {-1.0, -0.41},
                                 {-0.41, -1.0},
                                 {0.41, -1.0},
                                 {1.0, -0.41}})
      cairo_line_to(surface_->context, column(x) + 0.96 * radius * dx, row(y) + 0.96 * radius * dy);
  }
  cairo_close_path(surface_->context);
}

void MapCanvas::fill(const Colour& colour, double alpha) {
  set_colour(colour, alpha);
  cairo_fill(surface_->context);
}

void MapCanvas::stroke(double width_m, const Colour& colour, double alpha, LineEnds ends,
                       std::span<const double> dashes_m) {
  set_colour(colour, alpha);
  const bool round = ends == LineEnds::round;
  cairo_set_line_cap(surface_->context, round ? CAIRO_LINE_CAP_ROUND : CAIRO_LINE_CAP_BUTT);
  cairo_set_line_join(surface_->context, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_width(surface_->context, width_m / texel_m_);
  std::vector<double> dashes(dashes_m.begin(), dashes_m.end());
  for (double& each : dashes) each /= texel_m_;
  cairo_set_dash(surface_->context, dashes.data(), static_cast<int>(dashes.size()), 0);
  cairo_stroke(surface_->context);
}

void MapCanvas::paint(const Mask& mask, const Colour& colour, double alpha) {
  const int stride = cairo_format_stride_for_width(CAIRO_FORMAT_A8, mask.side);
  std::vector<std::uint8_t> rows(static_cast<std::size_t>(stride) * static_cast<std::size_t>(mask.side));
  for (int y = 0; y < mask.side; ++y)
    std::copy_n(mask.values.begin() + static_cast<std::ptrdiff_t>(y) * mask.side, mask.side,
                rows.begin() + static_cast<std::ptrdiff_t>(y) * stride);
  const SurfacePointer image(
      cairo_image_surface_create_for_data(rows.data(), CAIRO_FORMAT_A8, mask.side, mask.side, stride));
  set_colour(colour, alpha);
  cairo_mask_surface(surface_->context, image.get(), 0, 0);
}

void MapCanvas::paint(const Specks& specks) {
  if (specks.empty()) return;
  std::vector<std::uint32_t> words(specks.sums_.size());
  for (std::size_t i = 0; i < words.size(); ++i) {
    const Specks::Sum& sum = specks.sums_[i];
    if (sum.area <= 0) continue;
    const float alpha = std::min(sum.area, 1.0F);
    const auto word = [&](float value) {  // of 0 … 255, weighted: premultiplied
      return static_cast<std::uint32_t>(std::lround(std::min(value, 255.0F)));
    };
    const float scale = alpha / sum.area;
    words[i] = word(alpha * 255) << 24 | word(sum.red * scale) << 16 | word(sum.green * scale) << 8 |
               word(sum.blue * scale);
  }
  const SurfacePointer image(
      cairo_image_surface_create_for_data(reinterpret_cast<unsigned char*>(words.data()), CAIRO_FORMAT_ARGB32,
                                          specks.side_, specks.side_, specks.side_ * 4));
  cairo_set_source_surface(surface_->context, image.get(), 0, 0);
  cairo_paint(surface_->context);
  cairo_set_source_rgb(surface_->context, 0, 0, 0);  // lets go of the image
}

Picture MapCanvas::picture() const {
  cairo_surface_flush(surface_->image);
  Picture picture(side_, side_);
  for (int y = 0; y < side_; ++y) {
    const std::uint32_t* words = surface_->row(y);
    std::uint8_t* to = picture.pixel(0, y);
    for (int x = 0; x < side_; ++x, to += 4) {
      to[0] = static_cast<std::uint8_t>(words[x] >> 16);
      to[1] = static_cast<std::uint8_t>(words[x] >> 8);
      to[2] = static_cast<std::uint8_t>(words[x]);
      to[3] = 255;
    }
  }
  return picture;
}

Mask MapCanvas::red() const {
  cairo_surface_flush(surface_->image);
  Mask mask(side_);
  auto to = mask.values.begin();
  for (int y = 0; y < side_; ++y) {
    const std::uint32_t* words = surface_->row(y);
    for (int x = 0; x < side_; ++x) *to++ = static_cast<std::uint8_t>(words[x] >> 16);
  }
  return mask;
}

}  // namespace conurb::scene

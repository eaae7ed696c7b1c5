// SPDX-License-Identifier: Apache-2.0
#include "engine/scene/object_raster.hpp"

#include <algorithm>
#include <cmath>

namespace conurb::scene {
namespace {

/// The first whole i >= 0 with i + 0.5 >= at, no more than `end`: centres from there on lie beyond `at`.
int first_centre(double at, int end) {
  return static_cast<int>(std::clamp(std::ceil(at - 0.5), 0.0, static_cast<double>(end)));
}

}  // namespace

ObjectRaster::ObjectRaster(const city::Box2& extent, int side)
    : left_(extent.min_x),
      top_(extent.max_y),
      texel_m_((extent.max_x - extent.min_x) / side),
      picture_(side, side) {}

bool ObjectRaster::holds_centre(float min_x, float min_y, float max_x, float max_y) const {
  const auto left = (static_cast<double>(min_x) - left_) / texel_m_;
  const auto right = (static_cast<double>(max_x) - left_) / texel_m_;
  const auto above = (top_ - static_cast<double>(max_y)) / texel_m_;
  const auto below = (top_ - static_cast<double>(min_y)) / texel_m_;
  return std::floor(right - 0.5) >= std::ceil(left - 0.5) &&
         std::floor(below - 0.5) >= std::ceil(above - 0.5);
}

void ObjectRaster::set(int x, int y, std::uint32_t object, std::uint8_t half_metres) {
  std::uint8_t* texel = picture_.pixel(x, y);
  texel[0] = static_cast<std::uint8_t>(object);
  texel[1] = static_cast<std::uint8_t>(object >> 8);
  texel[2] = static_cast<std::uint8_t>(object >> 16);
  texel[3] = half_metres;
}

void ObjectRaster::add_edge(double x0, double y0, double x1, double y1) {
  if (!(std::isfinite(x0) && std::isfinite(y0) && std::isfinite(x1) && std::isfinite(y1))) return;
  if (y0 > y1) {
    std::swap(x0, x1);
    std::swap(y0, y1);
  }
  const int end = first_centre(y1, picture_.height);
  for (int row = first_centre(y0, picture_.height); row < end; ++row) {
    const double x = x0 + (x1 - x0) * ((row + 0.5 - y0) / (y1 - y0));
    crossings_.push_back({row, static_cast<float>(std::clamp(x, -1.0, picture_.width + 1.0))});
  }
}

void ObjectRaster::add_polygon(std::span<const double> polygon, std::uint32_t object,
                               std::uint8_t half_metres) {
  crossings_.clear();
  for (city::RingReader rings(polygon); rings.next();) {
    const auto ring = rings.ring();
    const std::size_t points = ring.size() / 2;
    for (std::size_t i = 0; i < points; ++i) {
      const std::size_t j = (i + 1) % points;
      add_edge((ring[2 * i] - left_) / texel_m_, (top_ - ring[2 * i + 1]) / texel_m_,
               (ring[2 * j] - left_) / texel_m_, (top_ - ring[2 * j + 1]) / texel_m_);
    }
  }
  std::sort(crossings_.begin(), crossings_.end());
  for (std::size_t i = 0; i + 1 < crossings_.size();) {
    const Crossing &from = crossings_[i], &to = crossings_[i + 1];
    const bool pair = from.row == to.row;
    i += pair ? 2 : 1;  // where an edge was left out, what is odd in a row does not disturb the next
    if (!pair) continue;
    const int end = first_centre(static_cast<double>(to.x), picture_.width);
    for (int x = first_centre(static_cast<double>(from.x), picture_.width); x < end; ++x)
      set(x, from.row, object, half_metres);
  }
}

void ObjectRaster::add_line(std::span<const double> line, double width_m, Sides sides, std::uint32_t object) {
  const double reach = width_m / 2 / texel_m_;
  for (std::size_t i = 0; i + 3 < line.size(); i += 2) {
    const double x0 = (line[i] - left_) / texel_m_, y0 = (top_ - line[i + 1]) / texel_m_;
    const double dx = (line[i + 2] - line[i]) / texel_m_, dy = (line[i + 1] - line[i + 3]) / texel_m_;
    const double squared = dx * dx + dy * dy;
    if (!std::isfinite(x0) || !std::isfinite(y0) || !std::isfinite(squared) || squared == 0) continue;
    const int right = first_centre(std::max(x0, x0 + dx) + reach, picture_.width);
    const int bottom = first_centre(std::max(y0, y0 + dy) + reach, picture_.height);
    for (int y = first_centre(std::min(y0, y0 + dy) - reach, picture_.height); y < bottom; ++y)
      for (int x = first_centre(std::min(x0, x0 + dx) - reach, picture_.width); x < right; ++x) {
        const double px = x + 0.5 - x0, py = y + 0.5 - y0;
        if (sides == Sides::right && dx * py - dy * px < 0) continue;  // rows run down
        const double t = std::clamp((px * dx + py * dy) / squared, 0.0, 1.0);
        const double ox = px - t * dx, oy = py - t * dy;
        if (ox * ox + oy * oy <= reach * reach) set(x, y, object, 0);
      }
  }
}

}  // namespace conurb::scene

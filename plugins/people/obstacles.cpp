// SPDX-License-Identifier: Apache-2.0
#include "plugins/people/obstacles.hpp"

#include <cmath>
#include <cstddef>
#include <iterator>
#include <utility>

namespace conurb::people {

namespace {

constexpr double kWidestStrip = 100;  // half width, m
constexpr double kPiece = 64;         // m; long boxes of slanting lines would be found everywhere

double mm(std::int64_t v) {
  return static_cast<double>(v) * 1e-3;
}

/// The part low..high of a line whose coordinate runs from a to b that lies in min..max.
void keep_between(double a, double b, double min, double max, double& low, double& high) {
  if (a == b) {
    if (a < min || a > max) high = -1;
    return;
  }
  const double p = (min - a) / (b - a), q = (max - a) / (b - a);
  low = std::max(low, std::min(p, q));
  high = std::min(high, std::max(p, q));
}

/// Hexagons around pieces of a line: neighbours overlap at bends without a gap on the outer side.
void add_strip(const Strip& strip, const Box& city, std::vector<Ring>& rings) {
  if (!(strip.half_width > 0) || !std::isfinite(strip.ax + strip.ay + strip.bx + strip.by)) return;
  const double half = std::min(strip.half_width, kWidestStrip);
  const double length = std::hypot(strip.bx - strip.ax, strip.by - strip.ay);
  if (!(length > 0)) return;
  double low = 0, high = 1;
  keep_between(strip.ax, strip.bx, mm(city.min_x) - half, mm(city.max_x) + half, low, high);
  keep_between(strip.ay, strip.by, mm(city.min_y) - half, mm(city.max_y) + half, low, high);
  if (!(low < high)) return;
  const double ux = (strip.bx - strip.ax) / length * half, uy = (strip.by - strip.ay) / length * half;
  const auto pieces = static_cast<std::int64_t>(std::ceil((high - low) * length / kPiece));
  for (std::int64_t i = 0; i < pieces; ++i) {
    const auto at = [&](std::int64_t part) {
      return low + (high - low) * static_cast<double>(part) / static_cast<double>(pieces);
    };
    const double p = at(i), q = at(i + 1);
    const double ax = strip.ax + p * (strip.bx - strip.ax), ay = strip.ay + p * (strip.by - strip.ay);
    const double bx = strip.ax + q * (strip.bx - strip.ax), by = strip.ay + q * (strip.by - strip.ay);
    const auto place = [](double x, double y) { return Place{std::llround(x * 1e3), std::llround(y * 1e3)}; };
    rings.push_back({place(ax + uy, ay - ux), place(bx + uy, by - ux), place(bx + ux, by + uy),
                     place(bx - uy, by + ux), place(ax - uy, ay + ux), place(ax - ux, ay - uy)});
  }
}

}  // namespace

Obstacles::Obstacles(const Ground& ground, const Box& city) {
  for (const std::span<const double> shape : ground.water) {
    const bool sound = shape.size() >= 6 &&
                       std::all_of(shape.begin(), shape.end(), [](double v) { return std::fabs(v) <= 1e9; });
    if (!sound) continue;
    std::vector<Ring> rings = to_plan(shape);
    const Box box = box_of(rings);
    if (!box.meets(city)) continue;
    water_boxes_.push_back(box);
    water_.push_back(std::move(rings));
  }
  for (const Strip& strip : ground.strips) add_strip(strip, city, strips_);
  std::vector<Box> boxes;
  boxes.reserve(strips_.size());
  for (const Ring& ring : strips_) boxes.push_back(box_of({&ring, 1}));
  strip_index_ = BoxIndex(std::move(boxes));
}

std::vector<Ring> Obstacles::strips_in(const Box& box) const {
  std::vector<Ring> rings;
  std::vector<std::uint32_t> found;
  strip_index_.find(box, found);
  for (const std::uint32_t i : found) rings.push_back(strips_[i]);
  return rings;
}

std::vector<Ring> Obstacles::water_in(const Box& box) const {
  std::vector<Ring> rings;
  for (std::size_t i = 0; i < water_.size(); ++i) {
    if (!water_boxes_[i].meets(box)) continue;
    std::vector<Ring> parts = parts_in(water_[i], box);
    std::move(parts.begin(), parts.end(), std::back_inserter(rings));
  }
  return rings;
}

std::vector<Ring> parts_in(std::span<const Ring> rings, const Box& box) {
  std::vector<Ring> parts;
  for (const Ring& ring : rings)
    if (Ring part = cut_to_box(ring, box); part.size() > 2) parts.push_back(std::move(part));
  return parts;
}

}  // namespace conurb::people

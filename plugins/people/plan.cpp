// SPDX-License-Identifier: Apache-2.0
#include "plugins/people/plan.hpp"

#include <cmath>
#include <utility>

namespace conurb::people {

namespace {

struct Offset {
  double x = 0, y = 0;
};

Offset between(Place from, Place to) {
  return {static_cast<double>(to.x - from.x), static_cast<double>(to.y - from.y)};
}

/// Square of the distance from p to the segment a-b.
double squared_to_side(Place p, Place a, Place b) {
  const Offset side = between(a, b), to = between(a, p);
  const double squared = side.x * side.x + side.y * side.y;
  const double along = squared > 0 ? std::clamp((to.x * side.x + to.y * side.y) / squared, 0.0, 1.0) : 0.0;
  const double dx = to.x - along * side.x, dy = to.y - along * side.y;
  return dx * dx + dy * dy;
}

double cross(Place a, Place b, Place c) {
  const Offset side = between(a, b), to = between(a, c);
  return side.x * to.y - side.y * to.x;
}

/// One side of the box at a time: keeps what has `inside`; `meet` gives the place where a side crosses.
template <typename Inside, typename Meet>
Ring cut(const Ring& ring, const Inside& inside, const Meet& meet) {
  Ring kept;
  for (std::size_t i = 0; i < ring.size(); ++i) {
    const Place a = ring[i], b = ring[(i + 1) % ring.size()];
    if (inside(a)) kept.push_back(a);
    if (inside(a) != inside(b)) kept.push_back(meet(a, b));
  }
  return kept;
}

/// Where a-b has x (or, with the coordinates swapped, y) at the line.
std::int64_t at(std::int64_t line, std::int64_t a_along, std::int64_t a_across, std::int64_t b_along,
                std::int64_t b_across) {
  const double part = static_cast<double>(line - a_along) / static_cast<double>(b_along - a_along);
  return a_across + std::llround(part * static_cast<double>(b_across - a_across));
}

}  // namespace

Box box_of(std::span<const Ring> rings) {
  Box box;
  for (const Ring& ring : rings)
    for (const Place p : ring) box.add(p);
  return box;
}

double twice_area(std::span<const Place> ring) {
  double sum = 0;
  for (std::size_t i = 1; i + 1 < ring.size(); ++i) sum += cross(ring[0], ring[i], ring[i + 1]);
  return sum;
}

std::vector<Ring> to_plan(std::span<const double> shape) {
  std::vector<Ring> rings;
  double sum = 0;
  for (std::size_t first = 0; first + 1 < shape.size();) {
    Ring ring;
    std::size_t i = first;
    for (; i + 1 < shape.size(); i += 2) {
      if (i > first && shape[i] == shape[first] && shape[i + 1] == shape[first + 1]) break;
      const Place p{std::llround(shape[i] * 1e3), std::llround(shape[i + 1] * 1e3)};
      if (ring.empty() || ring.back() != p) ring.push_back(p);
    }
    while (ring.size() > 1 && ring.back() == ring.front()) ring.pop_back();
    sum += twice_area(ring);
    rings.push_back(std::move(ring));
    first = i + 2;
  }
  if (sum < 0)
    for (Ring& ring : rings) std::reverse(ring.begin(), ring.end());
  return rings;
}

double squared_distance(Place a, Place b, Place c, Place d) {
  const bool crossing =
      (cross(a, b, c) > 0) != (cross(a, b, d) > 0) && (cross(c, d, a) > 0) != (cross(c, d, b) > 0);
  if (crossing) return 0;
  return std::min(std::min(squared_to_side(a, c, d), squared_to_side(b, c, d)),
                  std::min(squared_to_side(c, a, b), squared_to_side(d, a, b)));
}

Ring cut_to_box(std::span<const Place> ring, const Box& box) {
  Ring kept(ring.begin(), ring.end());
  const auto upright = [](std::int64_t x) {
    return [x](Place a, Place b) { return Place{x, at(x, a.x, a.y, b.x, b.y)}; };
  };
  const auto level = [](std::int64_t y) {
    return [y](Place a, Place b) { return Place{at(y, a.y, a.x, b.y, b.x), y}; };
  };
  kept = cut(
      kept, [&](Place p) { return p.x >= box.min_x; }, upright(box.min_x));
  kept = cut(
      kept, [&](Place p) { return p.x <= box.max_x; }, upright(box.max_x));
  kept = cut(
      kept, [&](Place p) { return p.y >= box.min_y; }, level(box.min_y));
  kept = cut(
      kept, [&](Place p) { return p.y <= box.max_y; }, level(box.max_y));
  return kept;
}

std::vector<Place> without_small_bends(std::vector<Place> line, double off) {
  if (line.size() < 3) return line;
  const bool turned = line.back() < line.front();
  if (turned) std::reverse(line.begin(), line.end());
  std::vector<std::uint8_t> stays(line.size(), 0);
  stays.front() = stays.back() = 1;
  std::vector<std::pair<std::size_t, std::size_t>> open{{0, line.size() - 1}};
  while (!open.empty()) {
    const auto [first, last] = open.back();
    open.pop_back();
    double farthest = off * off;
    std::size_t corner = 0;
    for (std::size_t i = first + 1; i < last; ++i) {
      const double squared = squared_to_side(line[i], line[first], line[last]);
      if (squared > farthest) farthest = squared, corner = i;
    }
    if (corner == 0) continue;
    stays[corner] = 1;
    open.emplace_back(first, corner);
    open.emplace_back(corner, last);
  }
  std::vector<Place> kept;
  for (std::size_t i = 0; i < line.size(); ++i)
    if (stays[i] != 0) kept.push_back(line[i]);
  if (turned) std::reverse(kept.begin(), kept.end());
  return kept;
}

}  // namespace conurb::people

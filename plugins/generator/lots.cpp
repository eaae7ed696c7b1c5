// SPDX-License-Identifier: Apache-2.0
#include "plugins/generator/lots.hpp"

#include <algorithm>
#include <cmath>

#include "plugins/generator/clip.hpp"

namespace conurb::generator {

std::optional<Lot> face_street(TaggedPolygon outline, double least) {
  Lot lot{std::move(outline), 0};
  double longest = least;
  bool found = false;
  for (std::size_t i = 0; i < lot.outline.size(); ++i) {
    if (lot.outline.tags[i] < 0) continue;
    const double d = distance(lot.outline.ring[i], lot.outline.ring[(i + 1) % lot.outline.size()]);
    if (d >= longest) longest = d, lot.front = i, found = true;
  }
  if (!found) return std::nullopt;
  return lot;
}

namespace {

Quad to_quad(const SideFrame& frame, double x0, double x1, double y0, double y1) {
  return {to_mm(frame.to_plan(x0, y0)), to_mm(frame.to_plan(x1, y0)), to_mm(frame.to_plan(x1, y1)),
          to_mm(frame.to_plan(x0, y1))};
}

}  // namespace

std::optional<Quad> place_rectangle(const Lot& lot, const RectangleRules& rules) {
  const SideFrame frame = lot.frame();
  const double room = frame.depth() - rules.margin - rules.setback;
  const double deepest = std::min(rules.depth, room);
  for (int step = 0; step < 4; ++step) {
    const double depth = deepest - step * (deepest - rules.least_depth) / 3;
    if (depth < rules.least_depth) return std::nullopt;
    // The margin to the back is kept by asking for a deeper clear span than the building takes.
    const Span span =
        frame.clear_span(std::max(0.05, rules.setback - (rules.setback > rules.margin ? rules.margin : 0)),
                         rules.setback + depth + rules.margin * 0.98, frame.length() / 2);
    const double free = span.width() - 2 * rules.margin;
    if (free < rules.least_width) continue;
    const double width = std::min(rules.width, free);
    const double x0 = span.low + rules.margin + (free - width) * rules.shift;
    return to_quad(frame, x0, x0 + width, rules.setback, rules.setback + depth);
  }
  return std::nullopt;
}

std::optional<Quad> place_wall_to_wall(const Lot& lot, double depth, double joint) {
  const SideFrame frame = lot.frame();
  const double length = frame.length(), middle = length / 2;
  if (length < 4) return std::nullopt;
  if (frame.depth() < depth + 4) depth = frame.depth() - 3 * joint;
  for (int step = 0; step < 3; ++step, depth *= 0.75) {
    if (depth < 6) return std::nullopt;
    const Span back = frame.section(depth, middle);
    if (back.width() < 4) continue;
    const bool slanted = std::fabs(back.low) > 0.35 * depth || std::fabs(back.high - length) > 0.35 * depth;
    bool clear = !slanted;
    for (const double y : frame.depths(0.02 * depth, 0.98 * depth)) {
      const Span s = frame.section(y, middle);
      const double low = back.low * y / depth, high = length + (back.high - length) * y / depth;
      if (s.low > low + 0.5 * joint || s.high < high - 0.5 * joint) clear = false;
    }
    if (clear) {
      return Quad{to_mm(frame.to_plan(joint, joint)), to_mm(frame.to_plan(length - joint, joint)),
                  to_mm(frame.to_plan(back.high - joint, depth)),
                  to_mm(frame.to_plan(back.low + joint, depth))};
    }
    const Span span = frame.clear_span(2 * joint, depth + joint, middle);
    if (span.width() < 5) continue;
    return to_quad(frame, span.low + joint, span.high - joint, 2 * joint, depth);
  }
  return std::nullopt;
}

namespace {

double shortest_side(const Ring& ring) {
  double least = 1e9;
  for (std::size_t i = 0; i < ring.size(); ++i)
    least = std::min(least, distance(ring[i], ring[(i + 1) % ring.size()]));
  return least;
}

}  // namespace

std::optional<Ring> place_corner(const Lot& lot, double depth, double joint) {
  const std::size_t n = lot.outline.size();
  const Ring& ring = lot.outline.ring;
  for (const bool after : {true, false}) {
    const std::size_t other = after ? (lot.front + 1) % n : (lot.front + n - 1) % n;
    if (lot.outline.tags[other] < 0 || distance(ring[other], ring[(other + 1) % n]) < 8) continue;
    const std::size_t at = after ? other : lot.front;
    const Vec corner = to_m(ring[at]);
    const Vec back = unit(to_m(ring[(at + n - 1) % n]) - corner),
              ahead = unit(to_m(ring[(at + 1) % n]) - corner);
    const double sine = cross(ahead, back);
    if (sine < 0.6) continue;
    const Ring inside = shrink(ring, joint);
    if (inside.size() < 3) continue;
    constexpr double kFar = 300;
    const Vec p = corner + (ahead + back) * (depth / sine);
    const Ring hole{to_mm(p), to_mm(p + ahead * kFar), to_mm(p + (ahead + back) * kFar),
                    to_mm(p + back * kFar)};
    const std::vector<Ring> pieces = subtract(inside, hole, 60);
    if (pieces.size() != 1 || pieces[0].size() > 10 || !is_simple(pieces[0]) ||
        shortest_side(pieces[0]) < 0.3)
      continue;
    if (area(pieces[0]) > 0.93 * area(ring) && area(ring) > 420) continue;
    return pieces[0];
  }
  return std::nullopt;
}

std::optional<std::vector<TaggedPolygon>> slice(const Lot& lot, std::span<const double> cuts) {
  const SideFrame frame = lot.frame();
  std::vector<TaggedPolygon> pieces;
  TaggedPolygon rest = lot.outline;
  for (const double x : cuts) {
    auto halves = split(rest, frame.to_plan(x, 0), left(frame.along()), -1);
    if (!halves || halves->size() != 2) return std::nullopt;
    const auto position = [&](const TaggedPolygon& p) {
      return dot(centroid(p.ring) - frame.to_plan(0, 0), frame.along());
    };
    const bool in_order = position((*halves)[0]) < position((*halves)[1]);
    pieces.push_back(std::move((*halves)[in_order ? 0 : 1]));
    rest = std::move((*halves)[in_order ? 1 : 0]);
  }
  pieces.push_back(std::move(rest));
  return pieces;
}

}  // namespace conurb::generator

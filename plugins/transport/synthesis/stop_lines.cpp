// SPDX-License-Identifier: Apache-2.0
// Links run from stop line to stop line: as far before its node as the widest street that crosses there
// reaches, and room for those who walk. No link loses by this the room of its second vehicle.
#include <algorithm>
#include <cmath>
#include <numbers>

#include "plugins/transport/synthesis/draft.hpp"

namespace conurb::transport::synthesis {
namespace {

constexpr double kKerbAndCrossing = 3;     // m between the carriageway that is crossed and the stop line
constexpr double kSight = 15;              // m over which the direction of a street is taken
constexpr double kAlong = 30;              // degrees within which a street goes on and does not cross
constexpr std::size_t kMostCrossing = 64;  // ways at a node of which the widest is sought

/// Half of the carriageway, m; of a one-way street of all of it.
double half_width(const Draft& draft, const Way& way) {
  const double own = way.lanes * way.lane_width;
  if (way.reverse == kNone) return own / 2;
  const Way& back = draft.ways[at(way.reverse)];
  return (own + back.lanes * back.lane_width) / 2;
}

/// The place `along` m from the beginning of the way (from its end where `from_end`), in the plane.
Vec place_along(const Draft& draft, const Way& way, double along, bool from_end) {
  const auto path = draft.path_of(way);
  const auto point = [&](std::size_t i) {
    const auto& p = path[from_end ? path.size() - 1 - i : i];
    return Vec{p[0], p[1]};
  };
  for (std::size_t i = 1; i < path.size(); ++i) {
    const Vec step = point(i) - point(i - 1);
    const double length = length_of(step);
    if (length >= along && length > 0) return point(i - 1) + step * (along / length);
    along -= length;
  }
  return point(path.size() - 1);
}

/// Of travel, over the first or the last metres.
Vec heading(const Draft& draft, const Way& way, double cut, bool at_end) {
  const Vec near = place_along(draft, way, cut, at_end);
  const Vec far = place_along(draft, way, cut + kSight, at_end);
  return direction_of(at_end ? near - far : far - near);
}

/// How far the streets that cross at `node` reach into the way.
double setback(const Draft& draft, std::int32_t row, std::int32_t node) {
  if (draft.arms[at(node)] <= 2) return 0;
  const Way& way = draft.ways[at(row)];
  const Vec own = way.from == node ? way.heading_out : way.heading_in;
  double widest = 0;
  for (const Star* ways : {&draft.out, &draft.in}) {
    const auto all = ways->of(node);
    for (const std::int32_t other : all.first(std::min(all.size(), kMostCrossing))) {
      if (other == row || other == way.reverse) continue;
      const Way& crossing = draft.ways[at(other)];
      const Vec its = ways == &draft.out ? crossing.heading_out : crossing.heading_in;
      const double angle = std::abs(degrees_between(own, its));
      if (angle > kAlong && angle < 180 - kAlong) widest = std::max(widest, half_width(draft, crossing));
    }
  }
  return widest > 0 ? widest + kKerbAndCrossing : 0;
}

}  // namespace

void place_stop_lines(Draft& draft) {
  for (Way& way : draft.ways) {
    way.heading_out = heading(draft, way, 0, false);
    way.heading_in = heading(draft, way, 0, true);
  }
  for (std::size_t i = 0; i < draft.ways.size(); ++i) {
    Way& way = draft.ways[i];
    if (way.inner) continue;
    way.cut_begin = setback(draft, row_of(i), way.from);
    way.cut_end = setback(draft, row_of(i), way.to);
    const double spare = std::max(0.0, way.length - 2 * draft.options.vehicle_space);
    const double wanted = way.cut_begin + way.cut_end;
    if (wanted > spare) {
      way.cut_begin *= spare / wanted;
      way.cut_end *= spare / wanted;
    }
    way.begin = place_along(draft, way, way.cut_begin, false);
    way.end = place_along(draft, way, way.cut_end, true);
  }
}

}  // namespace conurb::transport::synthesis

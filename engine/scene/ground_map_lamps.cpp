// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "engine/scene/ground_map.hpp"
#include "engine/scene/map_canvas.hpp"
#include "engine/scene/map_streets.hpp"

namespace conurb::scene {
namespace {

using city::Box2;

// Our own choice after common street lighting, m.
constexpr double kBetween = 30;  // lamps
constexpr double kPool = 4;      // radius that a lamp lights evenly; it fades as far again beyond
constexpr double kBuilt = 45;    // from a lamp to a building: beyond streets are dark
constexpr double kPools = 2;     // m a texel: where those are wider, streets have bands of light
constexpr Colour kWhite{255, 255, 255}, kBand{110, 110, 110};

bool is_lit(const GroundFeatures& features, double x, double y) {
  return !features.buildings.index.within({x - kBuilt, y - kBuilt, x + kBuilt, y + kBuilt}, 1).empty();
}

/// Streets that have lamps: neither paths nor motorways.
bool has_lamps(const LineStyle& style) {
  return style.rank >= 1 && style.rank <= 3;
}

/// A lamp on one side and on the other in turn; true if there is any.
bool add_lamps(const GroundFeatures& features, std::span<const double> line, double aside,
               MapCanvas& canvas) {
  bool any = false;
  double next = kBetween / 2, gone = 0, side = 1;
  for (std::size_t i = 0; i + 3 < line.size(); i += 2) {
    const double dx = line[i + 2] - line[i], dy = line[i + 3] - line[i + 1], length = std::hypot(dx, dy);
    for (; next <= gone + length && length > 0; next += kBetween, side = -side) {
      const double t = (next - gone) / length;
      const double x = line[i] + t * dx + side * aside * dy / length;
      const double y = line[i + 1] + t * dy - side * aside * dx / length;
      if (!is_lit(features, x, y)) continue;
      canvas.add_disc(x, y, kPool);
      any = true;
    }
    gone += length;
  }
  return any;
}

}  // namespace

Mask GroundMap::lamps(const Box2& extent, int side) const {
  const double texel = (extent.max_x - extent.min_x) / side;
  const auto radius = static_cast<int>(std::clamp(std::lround(kPool / texel), 1L, 24L));
  const int margin = 3 * radius;
  const double reach = margin * texel;
  const Box2 wide{extent.min_x - reach, extent.min_y - reach, extent.max_x + reach, extent.max_y + reach};
  MapCanvas canvas(extent, side, margin);
  bool any = false;
  for (const std::int64_t row : lines_within(features_->roads, wide)) {
    const LineStyle& style = features_->roads.styles[static_cast<std::size_t>(row)];
    const std::span<const double> line = features_->roads.shape(row);
    const double width = static_cast<double>(style.width_m);
    const std::size_t middle = line.size() / 4 * 2;
    if (!has_lamps(style) || line.size() < 4) continue;
    if (texel < kPools) {
      any = add_lamps(*features_, line, width / 2, canvas) || any;
    } else if (width > 0.15 * texel && is_lit(*features_, line[middle], line[middle + 1])) {
      canvas.add_line(line);
      canvas.stroke(std::max(width, 0.7 * texel), kBand);
      any = true;
    }
  }
  if (!any) return {};
  if (texel < kPools) canvas.fill(kWhite);
  return without_margin(blurred(canvas.red(), radius), margin);
}

}  // namespace conurb::scene

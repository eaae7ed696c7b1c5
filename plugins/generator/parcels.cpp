// SPDX-License-Identifier: Apache-2.0
#include "plugins/generator/parcels.hpp"

#include <algorithm>
#include <cmath>

namespace conurb::generator {

namespace {

bool all_have_frontage(const std::vector<TaggedPolygon>& pieces, double least) {
  return std::all_of(pieces.begin(), pieces.end(),
                     [&](const TaggedPolygon& p) { return has_frontage(p, least); });
}

bool all_well_shaped(const std::vector<TaggedPolygon>& pieces, double least_area) {
  return std::all_of(pieces.begin(), pieces.end(), [&](const TaggedPolygon& p) {
    return area(p.ring) >= least_area && compactness(p.ring) > 0.3;
  });
}

}  // namespace

bool has_frontage(const TaggedPolygon& polygon, double least) {
  for (std::size_t i = 0; i < polygon.size(); ++i)
    if (polygon.tags[i] >= 0 && distance(polygon.ring[i], polygon.ring[(i + 1) % polygon.size()]) >= least)
      return true;
  return false;
}

std::vector<TaggedPolygon> subdivide(const TaggedPolygon& polygon, const ParcelSize& size, Dice& dice) {
  std::vector<TaggedPolygon> open{polygon}, done;
  const double wanted = size.width * size.depth;
  while (!open.empty()) {
    TaggedPolygon piece = std::move(open.back());
    open.pop_back();
    const double surface = area(piece.ring);
    const OrientedBox box = oriented_box(piece.ring);
    const bool small = surface < 1.45 * wanted;
    const bool too_long = box.length > 1.9 * size.depth && surface > 0.8 * wanted;
    std::optional<std::vector<TaggedPolygon>> halves;
    if (!small || too_long) {
      for (int attempt = 0; attempt < 4 && !halves; ++attempt) {
        const bool across_length = attempt % 2 == 0;
        const Vec along = across_length ? left(box.axis) : box.axis;
        const double extent = across_length ? box.length : box.width;
        const Vec origin = box.centre + (across_length ? box.axis : left(box.axis)) *
                                            (extent * size.spread * dice.uniform(-1, 1));
        halves = split(piece, origin, along, -1);
        if (!halves) continue;
        if (!all_have_frontage(*halves, 0.55 * size.width) || !all_well_shaped(*halves, 0.3 * wanted))
          halves.reset();
      }
    }
    if (!halves) {
      done.push_back(std::move(piece));
      continue;
    }
    for (TaggedPolygon& half : *halves) open.push_back(std::move(half));
  }
  return done;
}

}  // namespace conurb::generator

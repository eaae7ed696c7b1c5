// SPDX-License-Identifier: Apache-2.0
#include "engine/scene/glyph_tiles.hpp"

#include <cmath>

namespace conurb::scene {
namespace {

constexpr std::uint64_t kGlyphTriangles = 8192;  // of a tile
constexpr std::uint32_t kOfPin = 32;
constexpr double kHeight = 3.9;  // of a pin, radii

}  // namespace

GlyphTiles::GlyphTiles(std::span<const Glyph> glyphs) : pin_(pin_body()) {
  std::vector<MarkPlace> places;
  std::vector<SolidMeasure> measures;
  for (const Glyph& glyph : glyphs) {
    const city::Point3& at = glyph.position;
    if (!std::isfinite(at[0]) || !std::isfinite(at[1]) || !std::isfinite(at[2])) continue;
    MarkPlace place;
    place.foot = at;
    const auto size = static_cast<double>(glyph.size);
    place.radius_m = kSmallestPin_m + (kLargestPin_m - kSmallestPin_m) * size;
    place.least_radius = kSmallestPin + (kLargestPin - kSmallestPin) * size;
    place.object = glyph.object;
    places.push_back(place);
    SolidMeasure measure;
    measure.box.add(city::Point3{at[0] - place.radius_m, at[1] - place.radius_m, at[2]});
    measure.box.add(
        city::Point3{at[0] + place.radius_m, at[1] + place.radius_m, at[2] + kHeight * place.radius_m});
    measure.size = static_cast<float>(kHeight * place.radius_m);
    measure.lid_triangles = measure.block_triangles = measure.full_triangles = kOfPin;
    measures.push_back(measure);
  }
  tiles_ = build_solid_tree(measures, kGlyphTriangles);
  places_.reserve(places.size());
  for (const std::uint32_t i : tiles_.order) places_.push_back(places[i]);
}

TileContent GlyphTiles::make(std::uint32_t tile, std::uint32_t) const {
  TileContent content;
  const city::Box& box = tiles_.tree.tiles[tile].box;
  content.mesh.origin = {std::floor(0.5 * (box.lower[0] + box.upper[0])),
                         std::floor(0.5 * (box.lower[1] + box.upper[1])), std::floor(box.lower[2])};
  MarkMesher mesher(pin_, content.mesh);
  mesher.reserve(tiles_.solids[tile].size());
  for (std::uint32_t i = tiles_.solids[tile].begin; i < tiles_.solids[tile].end; ++i) mesher.add(places_[i]);
  return content;
}

}  // namespace conurb::scene

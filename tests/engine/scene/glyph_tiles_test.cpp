// SPDX-License-Identifier: Apache-2.0
#include "engine/scene/glyph_tiles.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <map>

namespace conurb::scene {
namespace {

TEST(GlyphTiles, ShowEveryGlyphOnceTheLargestInTheRoot) {
  std::vector<Glyph> glyphs;
  for (std::uint32_t i = 0; i < 1000; ++i)
    glyphs.push_back({{i * 37 % 1000 * 1.0, i * 91 % 997 * 1.0, 5}, static_cast<float>(i % 100) / 99, i + 1});
  glyphs.push_back({{std::numeric_limits<double>::quiet_NaN(), 0, 0}, 1, 5000});
  const GlyphTiles tiles(glyphs);
  std::map<std::uint32_t, std::size_t> triangles;
  float smallest_of_root = 2, largest_below = 0;
  for (std::uint32_t t = 0; t < tiles.tree().tiles.size(); ++t) {
    const Mesh mesh = tiles.make(t, 0).mesh;
    EXPECT_LE(mesh.triangles(), tiles.tree().levels[tiles.tree().tiles[t].levels.begin].triangles);
    for (const std::uint32_t index : mesh.indices) ++triangles[mesh.vertices[index].object];
    for (const Vertex& v : mesh.vertices) {
      const float size = glyphs[v.object - 1].size;
      if (t == 0)
        smallest_of_root = std::min(smallest_of_root, size);
      else
        largest_below = std::max(largest_below, size);
    }
  }
  EXPECT_EQ(triangles.size(), 1000u);
  for (const auto& [object, corners] : triangles) EXPECT_LE(corners / 3, 40u) << object;
  EXPECT_GE(smallest_of_root, largest_below);
}

TEST(GlyphTiles, PinsStandOnTheirPlaceAndAreAsWideAsTheirSize) {
  const std::vector<Glyph> glyphs = {{{10, 20, 7}, 1, 3}, {{60, 20, 7}, 0, 4}};
  const GlyphTiles tiles(glyphs);
  const Mesh mesh = tiles.make(0, 0).mesh;
  std::map<std::uint32_t, city::Box> boxes;
  for (const Vertex& v : mesh.vertices)
    boxes[v.object].add(city::Point3{mesh.origin[0] + static_cast<double>(v.x),
                                     mesh.origin[1] + static_cast<double>(v.y),
                                     mesh.origin[2] + static_cast<double>(v.z)});
  EXPECT_NEAR(boxes.at(3).lower[2], 7, 1e-4);
  EXPECT_NEAR(boxes.at(3).upper[0] - boxes.at(3).lower[0], 2 * kLargestPin_m, 0.7);
  EXPECT_NEAR(boxes.at(4).upper[0] - boxes.at(4).lower[0], 2 * kSmallestPin_m, 0.3);
  EXPECT_NEAR(boxes.at(4).upper[0] + boxes.at(4).lower[0], 120, 0.01);
  EXPECT_TRUE(GlyphTiles(std::vector<Glyph>{}).tree().tiles.empty());
}

}  // namespace
}  // namespace conurb::scene

// SPDX-License-Identifier: Apache-2.0
#include "engine/scene/extrusion_tiles.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <map>

#include "engine/scene/facade.hpp"
#include "tests/engine/scene/ground_fixture.hpp"

namespace conurb::scene {
namespace {

class Extrusions : public testing::Test {
 protected:
  Extrusions() {
    add_hills(city_, 300);
    std::vector<city::Coordinates> zones;
    for (int i = 0; i < 4; ++i) zones.push_back(city::rectangle(-200 + 100.0 * i, -20, 80, 60));
    city::add_shapes(city_, "zone", city::Shape::polygon, zones);
  }
  std::map<std::uint32_t, city::Box> boxes(const std::vector<float>& heights) {
    const GroundHeights ground(city_);
    const ExtrusionTiles tiles(city_, city_.index_of("zone"), heights, ObjectNumbers(city_), ground);
    std::map<std::uint32_t, city::Box> result;
    for (std::uint32_t t = 0; t < tiles.tree().tiles.size(); ++t) {
      const Mesh mesh = tiles.make(t, tiles.tree().tiles[t].levels.size() - 1).mesh;
      for (const Vertex& v : mesh.vertices) {
        EXPECT_EQ(v.material, Material::structure);
        EXPECT_EQ(v.facade, kNoFacade);
        result[v.object].add(city::Point3{mesh.origin[0] + static_cast<double>(v.x),
                                          mesh.origin[1] + static_cast<double>(v.y),
                                          mesh.origin[2] + static_cast<double>(v.z)});
      }
    }
    return result;
  }
  std::uint32_t number(std::int64_t row) { return ObjectNumbers(city_).number(city_.index_of("zone"), row); }
  city::City city_;
};

TEST_F(Extrusions, StandOnTheGroundAndAreAsHighAsTheyShall) {
  const auto found = boxes({10, 120, 0, 40});
  const GroundHeights ground(city_);
  ASSERT_EQ(found.size(), 4u);
  const std::array<double, 4> heights{10, 120, ExtrusionTiles::kLeast_m, 40};
  for (std::int64_t row = 0; row < 4; ++row) {
    const city::Box& box = found.at(number(row));
    const double west = -200 + 100.0 * static_cast<double>(row);
    EXPECT_NEAR(box.upper[2], ground.height(west + 40, 10) + heights[static_cast<std::size_t>(row)], 0.01);
    for (const double x : {west, west + 80})
      for (const double y : {-20.0, 40.0}) EXPECT_LT(box.lower[2], ground.height(x, y));
    EXPECT_NEAR(box.lower[0], west, 1e-3);
    EXPECT_NEAR(box.upper[1], 40, 1e-3);
  }
}

TEST_F(Extrusions, AreLeftOutWhereTheRowIsGoneOrHasNoHeight) {
  const std::array<std::int64_t, 1> gone{0};
  city_.edit("zone").retire(gone);
  const auto found = boxes({10, NAN, 30});
  EXPECT_EQ(found.size(), 1u);
  EXPECT_TRUE(found.contains(number(2)));
}

}  // namespace
}  // namespace conurb::scene

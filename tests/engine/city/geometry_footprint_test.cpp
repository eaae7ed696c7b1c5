// SPDX-License-Identifier: Apache-2.0
#include "engine/city/geometry_footprint.hpp"

#include <gtest/gtest.h>

#include "tests/engine/city/geometry_shapes.hpp"

namespace conurb::city {
namespace {

constexpr double kTolerance = 1e-9;  // millimetres in doubles

GeometryStore metric_store() {
  GeometryStore store;
  store.add_tile({{0.001, 0.001, 0.001}, {85000, 446000, 0}, {0, 0, 0}});
  return store;
}

std::vector<Point2> square(double x, double y, double size) {
  return {{x, y}, {x + size, y}, {x + size, y + size}, {x, y + size}};
}

TEST(Footprint, of_a_cube_is_its_floor_in_world_coordinates) {
  GeometryStore store = metric_store();
  for (const bool outward : {true, false}) {
    const std::uint32_t cube = add_solid(store, outward ? kBoxOutward : reversed(kBoxOutward),
                                         add_box(store, {0, 0, 2000}, {10000, 10000, 12000}));
    const Footprint result = footprint(store, {cube, cube + 1});
    EXPECT_EQ(result.source, FootprintSource::lowest_surfaces);
    ASSERT_EQ(result.polygons.size(), 1u);
    EXPECT_EQ(result.polygons[0].outer.size(), 4u);
    EXPECT_NEAR(result.area, 100, kTolerance * 100);
    EXPECT_NEAR(result.polygons[0].outer[0][0], 85000, 1e-6);
    EXPECT_GT(signed_area(result.polygons[0].outer), 0);
  }
}

TEST(Footprint, prefers_ground_surfaces_and_dissolves_their_triangles) {
  GeometryStore store = metric_store();
  const std::uint32_t box = add_box(store, {0, 0, 0}, {10000, 10000, 3000});
  add_faces(store, {{0, 3, 2}, {0, 2, 1}, {4, 5, 6, 7}}, box);
  const std::uint32_t g = store.end_geometry(GeometryType::multi_surface, kNoName, 0, 0);
  const auto ground =
      store.add_semantic(static_cast<std::uint16_t>(store.semantic_types().intern("GroundSurface")), "");
  store.link_semantics(std::vector<std::uint32_t>{ground, ground, kNone});
  const Footprint result = footprint(store, {g, g + 1});
  EXPECT_EQ(result.source, FootprintSource::ground_surfaces);
  ASSERT_EQ(result.polygons.size(), 1u);
  EXPECT_EQ(result.polygons[0].outer.size(), 4u);
  EXPECT_NEAR(result.area, 100, kTolerance * 100);
}

TEST(Footprint, of_a_block_without_floor_is_its_roof) {
  GeometryStore store = metric_store();
  Faces faces = kBoxOutward;
  faces.erase(faces.begin());
  const std::uint32_t block = add_solid(store, faces, add_box(store, {0, 0, 0}, {10000, 5000, 3000}));
  const Footprint result = footprint(store, {block, block + 1});
  EXPECT_EQ(result.source, FootprintSource::upward_surfaces);
  EXPECT_NEAR(result.area, 50, kTolerance * 50);
}

TEST(Footprint, of_walls_alone_is_their_hull) {
  GeometryStore store = metric_store();
  const std::uint32_t box = add_box(store, {0, 0, 0}, {10000, 5000, 3000});
  add_faces(store, {{0, 1, 5, 4}, {2, 3, 7, 6}}, box);
  store.end_geometry(GeometryType::multi_surface, kNoName, 0, 0);
  const Footprint result = footprint(store, {0, 1});
  EXPECT_EQ(result.source, FootprintSource::convex_hull);
  EXPECT_NEAR(result.area, 50, kTolerance * 50);
}

TEST(Footprint, of_no_surfaces_says_so) {
  GeometryStore store = metric_store();
  EXPECT_EQ(footprint(store, {0, 0}).source, FootprintSource::none);
  add_faces(store, {{0}}, add_box(store, {0, 0, 0}, {1, 1, 1}));
  store.end_geometry(GeometryType::multi_point, kNoName, 0, 0);
  EXPECT_EQ(footprint(store, {0, 1}).source, FootprintSource::none);
}

TEST(Dissolve, keeps_squares_that_touch_at_a_corner_apart) {
  const auto polygons = dissolve({square(0, 0, 1), square(1, 1, 1)});
  ASSERT_EQ(polygons.size(), 2u);
  EXPECT_EQ(polygons[0].outer.size(), 4u);
  EXPECT_EQ(polygons[1].outer.size(), 4u);
}

TEST(Dissolve, finds_the_hole_in_a_ring_of_squares) {
  std::vector<std::vector<Point2>> rings;
  for (int x = 0; x < 3; ++x) {
    for (int y = 0; y < 3; ++y) {
      if (x != 1 || y != 1) rings.push_back(square(x, y, 1));
    }
  }
  const auto polygons = dissolve(rings);
  ASSERT_EQ(polygons.size(), 1u);
  ASSERT_EQ(polygons[0].holes.size(), 1u);
  EXPECT_NEAR(signed_area(polygons[0].outer), 9, kTolerance);
  EXPECT_NEAR(signed_area(polygons[0].holes[0]), -1, kTolerance);
}

TEST(Dissolve, separates_a_hole_that_touches_the_outline) {
  auto outer = square(0, 0, 4);
  std::vector<Point2> hole{{0, 0}, {1, 2}, {2, 1}};  // clockwise, shares the corner (0, 0)
  const auto polygons = dissolve({outer, hole});
  ASSERT_EQ(polygons.size(), 1u);
  ASSERT_EQ(polygons[0].holes.size(), 1u);
  EXPECT_EQ(polygons[0].outer.size(), 4u);
}

TEST(ConvexHull, leaves_out_inner_and_collinear_points) {
  const auto hull = convex_hull({{0, 0}, {2, 0}, {1, 0}, {2, 2}, {1, 1}, {0, 2}, {0, 1}});
  EXPECT_EQ(hull.size(), 4u);
  EXPECT_NEAR(signed_area(hull), 4, kTolerance);
  EXPECT_TRUE(convex_hull({{0, 0}, {1, 1}, {2, 2}}).empty());
}

}  // namespace
}  // namespace conurb::city

// SPDX-License-Identifier: Apache-2.0
#include "engine/city/geometry_store.hpp"

#include <gtest/gtest.h>

#include "tests/engine/city/geometry_shapes.hpp"

namespace conurb::city {
namespace {

TEST(GeometryStore, keeps_coordinates_far_from_zero_exact) {
  GeometryStore store;
  // Dutch RD coordinates in steps of a millimetre around an origin beyond 32 bits.
  const std::uint32_t tile =
      store.add_tile({{0.001, 0.001, 0.001}, {0, 0, 0}, {84'616'468'000, 447'422'999'000, 0}});
  store.add_vertex(1, -2, 3);
  const Point3 world = store.world(0, tile);
  EXPECT_DOUBLE_EQ(world[0], 84'616'468.001);
  EXPECT_DOUBLE_EQ(world[1], 447'422'998.998);
  EXPECT_DOUBLE_EQ(world[2], 0.003);
}

TEST(GeometryStore, separates_shells_from_the_surfaces_of_a_multi_surface_before_them) {
  GeometryStore store;
  store.add_tile({});
  const std::uint32_t box = add_box(store, {0, 0, 0}, {10, 10, 10});
  add_faces(store, {{0, 1, 2, 3}}, box);
  const std::uint32_t loose = store.end_geometry(GeometryType::multi_surface, kNoName, 0, 0);
  const std::uint32_t solid = add_solid(store, kBoxOutward, box);
  store.validate();
  EXPECT_EQ(store.surfaces(loose).size(), 1u);
  EXPECT_EQ(store.shells(loose).size(), 0u);
  const Range shell = store.surfaces_of_shell(store.shells(solid).begin);
  EXPECT_EQ(shell.begin, 1u);
  EXPECT_EQ(shell.end, 7u);
}

TEST(GeometryStore, links_surfaces_to_semantic_rows) {
  GeometryStore store;
  store.add_tile({});
  const std::uint32_t solid = add_solid(store, kBoxOutward, add_box(store, {0, 0, 0}, {1, 1, 1}));
  const auto roof = static_cast<std::uint16_t>(store.semantic_types().intern("RoofSurface"));
  const std::uint32_t row = store.add_semantic(roof, "{\"type\":\"RoofSurface\",\"slope\":0}");
  store.link_semantics(std::vector<std::uint32_t>{kNone, row, kNone, kNone, kNone, kNone});
  store.validate();
  EXPECT_EQ(store.surface_type(0), kNoName);
  EXPECT_EQ(store.surface_type(1), roof);
  EXPECT_EQ(store.semantic_of(solid, 1), row);
  EXPECT_EQ(store.semantic_of(solid, 2), kNone);
  EXPECT_EQ(store.semantic_raw(row), "{\"type\":\"RoofSurface\",\"slope\":0}");
}

TEST(GeometryStore, rolls_back_to_a_mark) {
  GeometryStore store;
  store.add_tile({});
  add_solid(store, kBoxOutward, add_box(store, {0, 0, 0}, {1, 1, 1}));
  const auto mark = store.mark();
  store.add_tile({{2, 2, 2}, {0, 0, 0}, {0, 0, 0}});
  add_solid(store, kBoxOutward, add_box(store, {5, 5, 5}, {6, 6, 6}));
  store.add_semantic(0, "{}");
  store.roll_back(mark);
  store.validate();
  EXPECT_EQ(store.geometry_count(), 1u);
  EXPECT_EQ(store.vertex_count(), 8u);
  EXPECT_EQ(store.tile_count(), 1u);
  add_solid(store, kBoxOutward, add_box(store, {5, 5, 5}, {6, 6, 6}));
  store.validate();
  EXPECT_EQ(store.shell_count(), 2u);
}

TEST(GeometryStore, drops_the_surface_under_construction_only) {
  GeometryStore store;
  store.add_tile({});
  const std::uint32_t box = add_box(store, {0, 0, 0}, {1, 1, 1});
  add_faces(store, {{0, 1, 2, 3}}, box);
  store.add_index(4);
  store.end_ring();
  store.add_index(5);
  store.drop_surface();
  add_faces(store, {{4, 5, 6}}, box);
  const std::uint32_t geometry = store.end_geometry(GeometryType::multi_surface, kNoName, 0, 0);
  store.validate();
  ASSERT_EQ(store.surfaces(geometry).size(), 2u);
  EXPECT_EQ(store.ring(1).size(), 3u);
  EXPECT_EQ(store.ring(1)[0], 4u);
}

TEST(GeometryStore, validation_names_an_index_out_of_range) {
  GeometryStore store;
  store.add_tile({});
  store.add_vertex(0, 0, 0);
  add_faces(store, {{0, 1, 2}}, 0);
  store.end_geometry(GeometryType::multi_surface, kNoName, 0, 0);
  EXPECT_THROW(store.validate(), Error);
}

}  // namespace
}  // namespace conurb::city

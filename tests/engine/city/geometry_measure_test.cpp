// SPDX-License-Identifier: Apache-2.0
#include "engine/city/geometry_measure.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/engine/city/geometry_shapes.hpp"

namespace conurb::city {
namespace {

// Coordinates are millimetres, exact in a double: figures agree to a few units in the last place.
constexpr double kMeasureTolerance = 1e-9;

GeometryStore metric_store() {
  GeometryStore store;
  store.add_tile({{0.001, 0.001, 0.001}, {85000, 446000, 0}, {0, 0, 0}});
  return store;
}

TEST(GeometryMeasure, measures_a_cube_of_ten_metres) {
  GeometryStore store = metric_store();
  const std::uint32_t cube = add_solid(store, kBoxOutward, add_box(store, {0, 0, 0}, {10000, 10000, 10000}));
  const GeometryMeasure measure = measure_geometry(store, cube);
  EXPECT_NEAR(measure.volume, 1000, kMeasureTolerance * 1000);
  EXPECT_NEAR(measure.area, 600, kMeasureTolerance * 600);
  EXPECT_NEAR(measure.downward_area, 100, kMeasureTolerance * 100);
  EXPECT_EQ(measure.triangles, 12u);
  EXPECT_EQ(measure.closed_shells, 1u);
  EXPECT_EQ(measure.inverted_outer_shells, 0u);
  EXPECT_NEAR(measure.box.lower[0], 85000, kMeasureTolerance * 85000);
  EXPECT_NEAR(measure.box.upper[1], 446010, kMeasureTolerance * 446010);
}

TEST(GeometryMeasure, an_inside_out_cube_has_a_negative_volume_and_says_so) {
  GeometryStore store = metric_store();
  const std::uint32_t cube =
      add_solid(store, reversed(kBoxOutward), add_box(store, {0, 0, 0}, {10000, 10000, 10000}));
  const GeometryMeasure measure = measure_geometry(store, cube);
  EXPECT_NEAR(measure.volume, -1000, kMeasureTolerance * 1000);
  EXPECT_EQ(measure.inverted_outer_shells, 1u);
  EXPECT_EQ(measure.closed_shells, 1u);
}

TEST(GeometryMeasure, a_cavity_subtracts_whichever_way_it_is_wound) {
  for (const bool inward : {true, false}) {
    GeometryStore store = metric_store();
    const std::uint32_t outer = add_box(store, {0, 0, 0}, {10000, 10000, 10000});
    const std::uint32_t inner = add_box(store, {4000, 4000, 4000}, {6000, 6000, 6000});
    add_faces(store, kBoxOutward, outer);
    store.end_shell();
    add_faces(store, inward ? reversed(kBoxOutward) : kBoxOutward, inner);
    store.end_shell();
    store.end_solid();
    const std::uint32_t solid = store.end_geometry(GeometryType::solid, kNoName, 0, 0);
    EXPECT_NEAR(measure_geometry(store, solid).volume, 992, kMeasureTolerance * 992);
  }
}

TEST(GeometryMeasure, a_block_without_floor_is_open_but_has_the_volume_above_its_lowest_corner) {
  GeometryStore store = metric_store();
  Faces faces = kBoxOutward;
  faces.erase(faces.begin());
  const std::uint32_t block = add_solid(store, faces, add_box(store, {0, 0, 5000}, {10000, 10000, 15000}));
  const GeometryMeasure measure = measure_geometry(store, block);
  EXPECT_EQ(measure.closed_shells, 0u);
  EXPECT_NEAR(measure.volume, 1000, kMeasureTolerance * 1000);
}

TEST(GeometryMeasure, a_hole_subtracts_from_its_surface) {
  GeometryStore store = metric_store();
  const std::uint32_t box = add_box(store, {0, 0, 0}, {10000, 10000, 1});
  const std::uint32_t hole = add_box(store, {2000, 2000, 0}, {4000, 4000, 1});
  for (const std::uint32_t v : {0u, 1u, 2u, 3u}) store.add_index(box + v);
  store.end_ring();
  for (const std::uint32_t v : {3u, 2u, 1u, 0u}) store.add_index(hole + v);
  store.end_ring();
  store.end_surface();
  const std::uint32_t face = store.end_geometry(GeometryType::multi_surface, kNoName, 0, 0);
  const GeometryMeasure measure = measure_geometry(store, face);
  EXPECT_NEAR(measure.area, 96, kMeasureTolerance * 96);
  EXPECT_EQ(measure.triangles, 8u);
  EXPECT_EQ(measure.downward_area, 0);
}

TEST(GeometryMeasure, tilt_and_azimuth_follow_the_compass) {
  GeometryStore store = metric_store();
  add_solid(store, kBoxOutward, add_box(store, {0, 0, 0}, {10000, 10000, 10000}));
  const GeometryPoints points(store, 0);
  EXPECT_NEAR(measure_surface(points, 0).tilt_deg, 180, kMeasureTolerance);  // floor
  EXPECT_TRUE(std::isnan(measure_surface(points, 0).azimuth_deg));
  EXPECT_NEAR(measure_surface(points, 1).tilt_deg, 0, kMeasureTolerance);  // roof
  EXPECT_NEAR(measure_surface(points, 2).tilt_deg, 90, kMeasureTolerance);
  EXPECT_NEAR(measure_surface(points, 2).azimuth_deg, 180, kMeasureTolerance);  // south wall
  EXPECT_NEAR(measure_surface(points, 3).azimuth_deg, 90, kMeasureTolerance);   // east
  EXPECT_NEAR(measure_surface(points, 4).azimuth_deg, 0, kMeasureTolerance);    // north
  EXPECT_NEAR(measure_surface(points, 5).azimuth_deg, 270, kMeasureTolerance);  // west
}

TEST(GeometryMeasure, planarity_is_the_largest_distance_from_the_mean_plane) {
  GeometryStore store = metric_store();
  // A square metre whose corners stand alternately 10 mm above and below the plane.
  for (const auto& [x, y, z] : {std::array{0, 0, 10}, {1000, 0, -10}, {1000, 1000, 10}, {0, 1000, -10}}) {
    store.add_vertex(x, y, z);
  }
  add_faces(store, {{0, 1, 2, 3}}, 0);
  store.end_geometry(GeometryType::multi_surface, kNoName, 0, 0);
  EXPECT_NEAR(planarity_deviation(GeometryPoints(store, 0), 0), 0.010, kMeasureTolerance);
}

TEST(GeometryMeasure, vertices_at_one_place_close_a_shell) {
  GeometryStore store = metric_store();
  const std::uint32_t box = add_box(store, {0, 0, 0}, {10, 10, 10});
  const std::uint32_t again = add_box(store, {0, 0, 0}, {10, 10, 10});
  add_faces(store, {kBoxOutward.begin(), kBoxOutward.begin() + 3}, box);
  add_faces(store, {kBoxOutward.begin() + 3, kBoxOutward.end()}, again);
  store.end_shell();
  store.end_solid();
  const std::uint32_t solid = store.end_geometry(GeometryType::solid, kNoName, 0, 0);
  EXPECT_EQ(measure_geometry(store, solid).closed_shells, 1u);
}

TEST(GeometryMeasure, an_instance_is_its_template_moved_and_scaled) {
  GeometryStore store = metric_store();
  for (const Point3& p : {Point3{0, 0, 0}, Point3{1, 0, 0}, Point3{1, 1, 0}, Point3{0, 1, 0}}) {
    store.add_template_vertex(p);
  }
  add_faces(store, {{0, 1, 2, 3}}, 0);
  const std::uint32_t pattern =
      store.end_geometry(GeometryType::multi_surface, kNoName, kNone, kTemplateTile);
  store.add_vertex(5000, 6000, 7000);
  Instance instance;
  instance.template_geometry = pattern;
  instance.anchor = 0;
  instance.matrix = {2, 0, 0, 0, 0, 2, 0, 0, 0, 0, 2, 1, 0, 0, 0, 1};
  const std::uint32_t placed = store.end_instance(instance, kNoName, 0, 0);
  store.validate();
  const GeometryMeasure measure = measure_geometry(store, placed);
  EXPECT_NEAR(measure.area, 4, kMeasureTolerance);
  EXPECT_NEAR(measure.box.lower[0], 85005, kMeasureTolerance * 85005);
  EXPECT_NEAR(measure.box.upper[1], 446008, kMeasureTolerance * 446008);
  EXPECT_NEAR(measure.box.lower[2], 8, kMeasureTolerance * 8);
}

TEST(GeometryMeasure, adds_up_an_object_by_level_of_detail) {
  GeometryStore store = metric_store();
  const auto one = static_cast<std::uint16_t>(store.lods().intern("1"));
  const auto two = static_cast<std::uint16_t>(store.lods().intern("2"));
  const std::uint32_t box = add_box(store, {0, 0, 0}, {10000, 10000, 10000});
  for (const std::uint16_t lod : {one, two, one}) {
    add_faces(store, {{0, 3, 2, 1}}, box);
    store.end_geometry(GeometryType::multi_surface, lod, 0, 0);
  }
  const auto measures = measure_by_lod(store, {0, 3});
  ASSERT_EQ(measures.size(), 2u);
  EXPECT_EQ(measures[0].lod, one);
  EXPECT_NEAR(measures[0].area, 200, kMeasureTolerance * 200);
  EXPECT_NEAR(measures[1].downward_area, 100, kMeasureTolerance * 100);
}

}  // namespace
}  // namespace conurb::city

// SPDX-License-Identifier: Apache-2.0
#include "engine/city/geometry_check.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "engine/city/geometry_repair.hpp"
#include "engine/city/semantic_types.hpp"
#include "tests/engine/city/geometry_shapes.hpp"

namespace conurb::city {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

GeometryStore millimetres() {
  GeometryStore store;
  store.add_tile({.scale = {0.001, 0.001, 0.001}, .translate = {85000, 446000, 0}, .origin = {}});
  return store;
}

std::vector<GeometryFinding> check(const GeometryStore& store, std::uint32_t geometry = 0) {
  std::vector<GeometryFinding> findings;
  GeometryCheck(store, {}).check(geometry, findings);
  return findings;
}

std::vector<Rule> rules_of(const std::vector<GeometryFinding>& findings) {
  std::vector<Rule> found;
  for (const GeometryFinding& each : findings) found.push_back(each.rule);
  return found;
}

/// A cube of 10 m with other faces than the right ones.
GeometryStore cube_of(const Faces& faces) {
  GeometryStore store = millimetres();
  add_solid(store, faces, add_box(store, {0, 0, 0}, {10000, 10000, 10000}));
  return store;
}

/// One face with the given corners in millimetres, z = 0.
GeometryStore face_of(const std::vector<std::vector<std::array<std::int32_t, 2>>>& rings) {
  GeometryStore store = millimetres();
  std::uint32_t next = 0;
  for (const auto& ring : rings) {
    for (const auto& [x, y] : ring) {
      store.add_vertex(x, y, 0);
      store.add_index(next++);
    }
    store.end_ring();
  }
  store.end_surface();
  store.end_geometry(GeometryType::multi_surface, kNoName, 0, 0);
  return store;
}

RepairedGeometry repair(const GeometryStore& store) {
  RepairedGeometry repaired = repair_geometry(store, {}, {});
  repaired.store.validate();
  return repaired;
}

TEST(GeometryCheck, FindsNothingWrongWithACube) {
  EXPECT_THAT(check(cube_of(kBoxOutward)), IsEmpty());
}

TEST(GeometryCheck, PlacesFindingsInTheWorld) {
  Faces faces = kBoxOutward;
  faces.pop_back();
  const auto findings = check(cube_of(faces));
  ASSERT_THAT(rules_of(findings), ElementsAre(Rule::shell_not_closed));
  EXPECT_NEAR(findings[0].figure, 40, 1e-9);
  EXPECT_NEAR(findings[0].place[0], 85000, 1e-6);
}

TEST(GeometryCheck, TellsATurnedFaceFromASolidInsideOut) {
  Faces one = kBoxOutward;
  std::reverse(one[1].begin(), one[1].end());
  const auto turned = check(cube_of(one));
  ASSERT_THAT(rules_of(turned), ElementsAre(Rule::shell_face_orientation));
  EXPECT_EQ(turned[0].surface, 1U);
  const auto inverted = check(cube_of(reversed(kBoxOutward)));
  ASSERT_THAT(rules_of(inverted), ElementsAre(Rule::solid_inside_out));
  EXPECT_NEAR(inverted[0].figure, -1000, 1e-6);
}

TEST(GeometryCheck, FindsEdgesOfMoreThanTwoFaces) {
  Faces faces = kBoxOutward;
  faces.push_back({0, 1, 6, 7});  // through the middle
  const auto rules = rules_of(check(cube_of(faces)));
  EXPECT_THAT(rules, ::testing::Contains(Rule::shell_not_manifold));
}

TEST(GeometryCheck, FindsFacesThatCutEachOther) {
  GeometryStore store = millimetres();
  const std::uint32_t a = add_box(store, {0, 0, 0}, {10000, 10000, 10000});
  add_faces(store, kBoxOutward, a);
  const std::uint32_t b = add_box(store, {5000, 3000, 2000}, {15000, 7000, 8000});
  add_solid(store, kBoxOutward, b);
  const auto rules = rules_of(check(store));
  EXPECT_THAT(rules, ::testing::Contains(Rule::shell_self_crossing));
}

TEST(GeometryCheck, TakesPointsWithinTheSnapForOne) {
  GeometryStore store;
  store.add_tile({.scale = {1e-5, 1e-5, 1e-5}, .translate = {0, 0, 0}, .origin = {}});
  add_faces(store, {{0, 3, 2, 1}, {4, 5, 6, 7}, {0, 1, 5, 4}},
            add_box(store, {0, 0, 0}, {500000, 500000, 500000}));
  // The other three faces with corners of their own, half a millimetre beside.
  add_solid(store, {{1, 2, 6, 5}, {2, 3, 7, 6}, {3, 0, 4, 7}},
            add_box(store, {30, 30, 0}, {500030, 500030, 500000}));
  EXPECT_THAT(check(store), IsEmpty());
  std::vector<GeometryFinding> findings;
  GeometryCheck(store, {.snap_m = 1e-5}).check(0, findings);
  EXPECT_THAT(rules_of(findings), ::testing::Contains(Rule::shell_not_closed));
}

TEST(GeometryCheck, FindsRingsThatCrossOrTouchThemselves) {
  const auto find = [](const std::vector<std::array<std::int32_t, 2>>& ring) {
    return rules_of(check(face_of({ring})));
  };
  EXPECT_THAT(find({{0, 0}, {6000, 6000}, {6000, 0}, {0, 3000}}), ElementsAre(Rule::ring_self_crossing));
  EXPECT_THAT(find({{0, 0}, {6000, 6000}, {6000, 0}, {0, 6000}}),
              ElementsAre(Rule::ring_self_crossing, Rule::polygon_no_area));
  // Touches a corner, a side, and has a spike.
  EXPECT_THAT(find({{0, 0}, {4000, 0}, {2000, 2000}, {4000, 4000}, {0, 4000}, {2000, 2000}}),
              ElementsAre(Rule::ring_self_crossing));
  EXPECT_THAT(find({{0, 0}, {4000, 0}, {4000, 4000}, {2000, 0}, {0, 4000}}),
              ElementsAre(Rule::ring_self_crossing));
  EXPECT_THAT(find({{0, 0}, {4000, 0}, {4000, 2000}, {9000, 2000}, {4000, 2000}, {4000, 4000}, {0, 4000}}),
              ElementsAre(Rule::ring_self_crossing));
  EXPECT_THAT(find({{0, 0}, {4000, 0}, {4000, 4000}, {2000, 1000}, {0, 4000}}), IsEmpty());
}

TEST(GeometryCheck, FindsFoldsThatTheDistanceFromThePlaneHides) {
  GeometryStore store = millimetres();
  for (const auto& [x, y, z] : std::vector<std::array<std::int32_t, 3>>{
           {0, 0, 0}, {10000, 0, 0}, {10000, 10000, 0}, {5000, 10000, 0}, {5000, 10020, 9}, {0, 10020, 9}}) {
    store.add_vertex(x, y, z);
  }
  for (std::uint32_t v = 0; v < 6; ++v) store.add_index(v);
  store.end_ring();
  store.end_surface();
  store.end_geometry(GeometryType::multi_surface, kNoName, 0, 0);
  EXPECT_THAT(rules_of(check(store)), ElementsAre(Rule::polygon_folded));
}

TEST(GeometryCheck, FindsFacesThatAreThereTwiceButNotTheirBacks) {
  GeometryStore store = millimetres();
  const std::uint32_t box = add_box(store, {0, 0, 0}, {1000, 1000, 1000});
  add_faces(store, {{0, 1, 2, 3}, {2, 3, 0, 1}, {3, 2, 1, 0}}, box);
  store.end_geometry(GeometryType::multi_surface, kNoName, 0, 0);
  const auto findings = check(store);
  ASSERT_THAT(rules_of(findings), ElementsAre(Rule::face_duplicate));
  EXPECT_EQ(findings[0].surface, 1U);
}

TEST(GeometryCheck, TellsFlatAndCopiedSolids) {
  GeometryStore flat = millimetres();
  add_solid(flat, kBoxOutward, add_box(flat, {0, 0, 0}, {10000, 10000, 0}));
  EXPECT_THAT(rules_of(check(flat)),
              ::testing::Contains(::testing::AnyOf(Rule::solid_no_volume, Rule::shell_not_closed,
                                                   Rule::ring_too_few_points)));
  GeometryStore twice = millimetres();
  const std::uint32_t box = add_box(twice, {0, 0, 0}, {1000, 1000, 1000});
  for (int i = 0; i < 2; ++i) {
    add_faces(twice, kBoxOutward, box);
    twice.end_shell();
    twice.end_solid();
  }
  twice.end_geometry(GeometryType::multi_solid, kNoName, 0, 0);
  EXPECT_THAT(rules_of(check(twice)), ElementsAre(Rule::solid_duplicate));
}

TEST(GeometryCheck, SaysWhenGroundLooksUpAndRoofDown) {
  GeometryStore store = millimetres();
  const std::uint32_t box = add_box(store, {0, 0, 0}, {1000, 1000, 1000});
  add_faces(store, {{0, 1, 2, 3}, {7, 6, 5, 4}, {0, 3, 2, 1}, {4, 5, 6, 7}}, box);
  const auto ground = static_cast<std::uint16_t>(store.semantic_types().intern("GroundSurface"));
  const auto roof = static_cast<std::uint16_t>(store.semantic_types().intern("RoofSurface"));
  store.end_geometry(GeometryType::multi_surface, kNoName, 0, 0);
  const std::uint32_t rows[] = {store.add_semantic(ground, ""), store.add_semantic(roof, "")};
  store.link_semantics(std::vector<std::uint32_t>{rows[0], rows[1], rows[0], rows[1]});
  const auto findings = check(store);
  ASSERT_THAT(rules_of(findings), ElementsAre(Rule::ground_faces_up, Rule::roof_faces_down));
  EXPECT_NEAR(findings[0].figure, 180, 1e-6);
  // A solid inside-out is told once, not for each of its surfaces.
  GeometryStore inverted = cube_of(reversed(kBoxOutward));
  EXPECT_THAT(rules_of(check(inverted)), ElementsAre(Rule::solid_inside_out));
}

TEST(GeometryCheck, KnowsWhichSurfacesAnObjectMayHave) {
  EXPECT_EQ(fit_of("BuildingPart", "RoofSurface"), SurfaceTypeFit::fits);
  EXPECT_EQ(fit_of("WaterBody", "RoofSurface"), SurfaceTypeFit::of_others);
  EXPECT_EQ(fit_of("Road", "TrafficArea"), SurfaceTypeFit::fits);
  EXPECT_EQ(fit_of("Building", "Roof"), SurfaceTypeFit::unknown);
  EXPECT_EQ(fit_of("Building", "+Roof"), SurfaceTypeFit::fits);
  EXPECT_EQ(fit_of("CityFurniture", "WallSurface"), SurfaceTypeFit::fits);
}

TEST(GeometryRepair, LeavesWhatIsValidAsItIs) {
  const GeometryStore store = cube_of(kBoxOutward);
  const RepairedGeometry repaired = repair(store);
  EXPECT_THAT(repaired.repairs, IsEmpty());
  EXPECT_THAT(repaired.surface, ElementsAre(0, 1, 2, 3, 4, 5));
  for (std::uint32_t r = 0; r < store.ring_count(); ++r)
    EXPECT_TRUE(std::ranges::equal(store.ring(r), repaired.store.ring(r)));
}

TEST(GeometryRepair, TurnsFacesByTheSignOfTheVolume) {
  Faces one = kBoxOutward;
  std::reverse(one[1].begin(), one[1].end());
  for (const Faces& faces : {one, reversed(one), reversed(kBoxOutward)}) {
    const RepairedGeometry repaired = repair(cube_of(faces));
    EXPECT_FALSE(repaired.repairs.empty());
    EXPECT_THAT(check(repaired.store), IsEmpty());
    EXPECT_NEAR(measure_geometry(repaired.store, 0).volume, 1000, 1e-6);
  }
}

TEST(GeometryRepair, LeavesOpenSolidsAsTheyLie) {
  Faces faces = reversed(kBoxOutward);
  faces.pop_back();
  EXPECT_THAT(repair(cube_of(faces)).repairs, IsEmpty());
}

TEST(GeometryRepair, LeavesOutRepeatedPointsAndWhatHasNoArea) {
  GeometryStore store = millimetres();
  const std::uint32_t box = add_box(store, {0, 0, 0}, {1000, 1000, 1000});
  add_faces(store, {{0, 0, 1, 2, 2, 3}, {0, 1, 0}, {4, 5, 6, 7}, {5, 6, 7, 4}}, box);
  const auto wall = static_cast<std::uint16_t>(store.semantic_types().intern("WallSurface"));
  store.end_geometry(GeometryType::multi_surface, kNoName, 0, 0);
  const std::uint32_t row = store.add_semantic(wall, "");
  store.link_semantics(std::vector<std::uint32_t>{kNone, kNone, row, row});
  const RepairedGeometry repaired = repair(store);
  EXPECT_THAT(repaired.surface, ElementsAre(0, kNone, 1, kNone));
  EXPECT_THAT(repaired.store.ring(0), ElementsAre(box, box + 1, box + 2, box + 3));
  EXPECT_EQ(repaired.store.semantic_of(0, 1), row);
  EXPECT_THAT(check(repaired.store), IsEmpty());
  EXPECT_EQ(repaired.repairs.size(), 3U);
}

TEST(GeometryRepair, OpensNoSolidAndEmptiesNoGeometry) {
  // The roof is two triangles and a sliver of no area that closes the seam between them.
  GeometryStore store = millimetres();
  const std::uint32_t box = add_box(store, {0, 0, 0}, {10000, 10000, 10000});
  store.add_vertex(5000, 5000, 10000);
  Faces faces = kBoxOutward;
  faces[1] = {4, 5, 6, 8};
  faces.push_back({4, 6, 7});
  faces.push_back({4, 8, 6});
  add_solid(store, faces, box);
  EXPECT_THAT(rules_of(check(store)), ElementsAre(Rule::polygon_no_area));
  EXPECT_THAT(repair(store).repairs, IsEmpty());
  EXPECT_THAT(repair(face_of({{{0, 0}, {1000, 0}, {2000, 0}}})).repairs, IsEmpty());
}

TEST(GeometryRepair, TurnsHolesAgainstTheirOutline) {
  const GeometryStore store = face_of({{{0, 0}, {9000, 0}, {9000, 9000}, {0, 9000}},
                                       {{3000, 3000}, {6000, 3000}, {6000, 6000}, {3000, 6000}},
                                       {{1000, 1000}, {2000, 1000}}});
  EXPECT_THAT(rules_of(check(store)), ElementsAre(Rule::ring_too_few_points, Rule::polygon_hole_orientation));
  const RepairedGeometry repaired = repair(store);
  EXPECT_THAT(check(repaired.store), IsEmpty());
  EXPECT_NEAR(measure_geometry(repaired.store, 0).area, 72, 1e-9);
}

}  // namespace
}  // namespace conurb::city

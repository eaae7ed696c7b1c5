// SPDX-License-Identifier: Apache-2.0
#include "engine/city/surface_looks.hpp"

#include <gtest/gtest.h>

#include <array>
#include <utility>
#include <vector>

#include "engine/base/error.hpp"
#include "engine/city/geometry_repair.hpp"
#include "engine/city/geometry_store.hpp"

namespace conurb::city {
namespace {

constexpr std::uint32_t kRed = pack_colour(255, 0, 0);
constexpr std::array<TexturePoint, 4> kSquare{{{0, 0}, {1, 0}, {1, 1}, {0, 1}}};

/// Two squares of a metre, apart from each other; the second has a point twice.
GeometryStore two_squares() {
  GeometryStore store;
  store.add_tile({});
  for (const int x : {0, 5}) {
    store.add_vertex(x, 0, 0);
    store.add_vertex(x + 1, 0, 0);
    store.add_vertex(x + 1, 1, 0);
    store.add_vertex(x, 1, 0);
  }
  for (const std::uint32_t first : {0U, 4U}) {
    for (std::uint32_t i = 0; i < 4; ++i) store.add_index(first + i);
    if (first == 4) store.add_index(7);
    store.end_ring();
    store.end_surface();
    store.end_geometry(GeometryType::multi_surface, kNoName, 0, 0);
  }
  return store;
}

TEST(SurfaceLooks, OnlySurfacesWithALookAreKept) {
  SurfaceLooks looks;
  const std::uint32_t image = looks.intern_image({"a", nullptr});
  looks.add(3, {kRed, kNone, {}});
  looks.add(4, {});
  looks.add(9, {0, image, kSquare});
  EXPECT_EQ(looks.surfaces().size(), 2U);
  EXPECT_EQ(looks.of(3).colour, kRed);
  EXPECT_TRUE(looks.of(4).none());
  EXPECT_EQ(looks.of(9).points[2], (TexturePoint{1, 1}));
  EXPECT_TRUE(looks.any_of(4, 10));
  EXPECT_FALSE(looks.any_of(4, 9));
  EXPECT_EQ(looks.intern_image({"a", nullptr}), image);
  EXPECT_THROW(looks.add(9, {kRed, kNone, {}}), Error);
}

TEST(SurfaceLooks, ARollBackTakesThemBack) {
  GeometryStore store = two_squares();
  store.looks().add(0, {kRed, kNone, {}});
  const GeometryStore::Mark mark = store.mark();
  for (std::uint32_t i = 0; i < 4; ++i) store.add_index(i);
  store.end_ring();
  store.end_surface();
  store.end_geometry(GeometryType::multi_surface, kNoName, 0, 0);
  store.looks().intern_image({"a", nullptr});
  store.looks().add(2, {0, 0, kSquare});
  store.validate();
  store.roll_back(mark);
  store.validate();
  EXPECT_EQ(store.looks().surfaces().size(), 1U);
  store.looks().add(1, {kRed, kNone, {}});
  EXPECT_TRUE(store.looks().of(1).points.empty());
}

TEST(SurfaceLooks, PlacesThatAreNotAsManyAsCornersAreNotValid) {
  GeometryStore store = two_squares();
  store.looks().intern_image({"a", nullptr});
  store.looks().add(0, {0, 0, std::span(kSquare).first(3)});
  EXPECT_THROW(store.validate(), Error);
  GeometryStore other = two_squares();
  other.looks().add(0, {0, 0, kSquare});
  EXPECT_THROW(other.validate(), Error) << "an image that is not there";
  GeometryStore beyond = two_squares();
  beyond.looks().add(2, {kRed, kNone, {}});
  EXPECT_THROW(beyond.validate(), Error) << "no such surface";
}

/// Places that tell the vertex of each corner.
std::vector<TexturePoint> vertices_as_places(const GeometryStore& store, std::uint32_t surface) {
  std::vector<TexturePoint> places;
  for (std::uint32_t r = store.rings(surface).begin; r < store.rings(surface).end; ++r)
    for (const std::uint32_t v : store.ring(r)) places.push_back({static_cast<float>(v), 0});
  return places;
}

/// That a repair mends something, and that each corner has its place after it.
void expect_places_kept(GeometryStore store) {
  store.looks().intern_image({"a", nullptr});
  for (std::uint32_t s = 0; s < store.surface_count(); ++s)
    store.looks().add(s, {kRed, 0, vertices_as_places(store, s)});
  store.validate();
  const RepairedGeometry repaired = repair_geometry(store, {}, {});
  ASSERT_FALSE(repaired.repairs.empty());
  repaired.store.validate();
  for (std::uint32_t s = 0; s < repaired.store.surface_count(); ++s) {
    const SurfaceLook look = repaired.store.looks().of(s);
    EXPECT_EQ(look.colour, kRed);
    EXPECT_EQ(std::vector(look.points.begin(), look.points.end()), vertices_as_places(repaired.store, s));
  }
}

TEST(SurfaceLooks, ARepairThatLeavesOutPointsKeepsThoseOfTheOthers) {
  expect_places_kept(two_squares());
}

TEST(SurfaceLooks, ARepairThatTurnsFacesTurnsPlacesWithThem) {
  GeometryStore store;
  store.add_tile({});
  store.add_vertex(0, 0, 0);
  store.add_vertex(9, 0, 0);
  store.add_vertex(0, 9, 0);
  store.add_vertex(0, 0, 9);
  constexpr std::array<std::array<std::uint32_t, 3>, 4> kInwards{
      {{0, 1, 2}, {0, 3, 1}, {0, 2, 3}, {1, 3, 2}}};
  for (const auto& face : kInwards) {
    for (const std::uint32_t v : face) store.add_index(v);
    store.end_ring();
    store.end_surface();
  }
  store.end_shell();
  store.end_solid();
  store.end_geometry(GeometryType::solid, kNoName, 0, 0);
  expect_places_kept(std::move(store));
}

}  // namespace
}  // namespace conurb::city

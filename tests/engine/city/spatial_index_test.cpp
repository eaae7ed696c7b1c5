// SPDX-License-Identifier: Apache-2.0
#include "engine/city/spatial_index.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "engine/base/error.hpp"
#include "tests/engine/city/shape_fixture.hpp"

namespace conurb::city {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Rows = std::vector<std::int64_t>;

// Whole coordinates make many equal distances and touching boxes: the hard cases.
std::vector<Coordinates> random_shapes(Shape kind, std::size_t count, std::mt19937& random) {
  std::uniform_int_distribution<int> place(0, 60);
  std::uniform_int_distribution<int> size(1, 6);
  std::vector<Coordinates> shapes;
  for (std::size_t i = 0; i < count; ++i) {
    const double x = place(random);
    const double y = place(random);
    const double w = size(random);
    const double h = size(random);
    if (kind == Shape::point) shapes.push_back({x, y});
    if (kind == Shape::line) shapes.push_back({x, y, x + w, y, x + w, y + h});
    if (kind == Shape::polygon) shapes.push_back({x, y, x + w, y, x, y + h, x, y});
  }
  return shapes;
}

std::vector<Neighbour> nearest_by_looking_at_all(const std::vector<Coordinates>& shapes, Shape kind, double x,
                                                 double y, std::size_t k) {
  std::vector<Neighbour> all;
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    all.push_back({static_cast<std::int64_t>(i), std::sqrt(distance_squared(kind, shapes[i], x, y))});
  }
  std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) {
    return a.distance != b.distance ? a.distance < b.distance : a.row < b.row;
  });
  all.resize(std::min(k, all.size()));
  return all;
}

class SpatialIndexOf : public ::testing::TestWithParam<Shape> {};

TEST_P(SpatialIndexOf, agrees_with_looking_at_every_row) {
  std::mt19937 random(11);
  for (const std::size_t count : {1U, 2U, 16U, 17U, 300U, 1500U}) {
    const std::vector<Coordinates> shapes = random_shapes(GetParam(), count, random);
    City city;
    const SpatialIndex index = SpatialIndex::of_table(add_shapes(city, "thing", GetParam(), shapes));
    ASSERT_EQ(index.size(), static_cast<std::int64_t>(count));
    for (int round = 0; round < 20; ++round) {
      const double x = static_cast<double>(random() % 70);
      const double y = static_cast<double>(random() % 70);
      const Box2 box{x, y, x + static_cast<double>(random() % 20), y + static_cast<double>(random() % 20)};
      const Coordinates rings = rectangle(x, y, 15, 9.5);
      Rows in_box;
      Rows in_polygon;
      Rows holding;
      for (std::size_t i = 0; i < count; ++i) {
        const Box2 own = bounding_box(shapes[i]);
        const auto row = static_cast<std::int64_t>(i);
        if (own.meets(box)) in_box.push_back(row);
        if (polygon_holds(rings, own.centre().x, own.centre().y)) in_polygon.push_back(row);
        if (distance_squared(GetParam(), shapes[i], x, y) == 0) holding.push_back(row);
      }
      EXPECT_EQ(index.within(box), in_box);
      EXPECT_EQ(index.within(rings), in_polygon);
      EXPECT_EQ(index.containing(x, y), holding);
      const auto found = index.nearest(x, y, 7);
      const auto expected = nearest_by_looking_at_all(shapes, GetParam(), x, y, 7);
      ASSERT_EQ(found.size(), expected.size());
      for (std::size_t i = 0; i < found.size(); ++i) {
        EXPECT_EQ(found[i].row, expected[i].row);
        EXPECT_EQ(found[i].distance, expected[i].distance);
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Shapes, SpatialIndexOf,
                         ::testing::Values(Shape::point, Shape::line, Shape::polygon));

TEST(SpatialIndex, equally_near_rows_come_by_row) {
  const std::vector<double> x(100, 5.0);
  const std::vector<double> y(100, 5.0);
  const auto found = SpatialIndex::of_points(x, y).nearest(0, 0, 3);
  ASSERT_EQ(found.size(), 3U);
  EXPECT_EQ(found[0].row, 0);
  EXPECT_EQ(found[2].row, 2);
}

TEST(SpatialIndex, retired_empty_and_infinite_shapes_are_not_found) {
  City city;
  Table& table = add_shapes(city, "thing", Shape::point, {{0, 0}, {}, {1, 1}, {INFINITY, 2}, {3, NAN}});
  const Rows rows{0};
  table.retire(rows);
  const SpatialIndex index = SpatialIndex::of_table(table);
  EXPECT_THAT(index.within(Box2{-9, -9, 9, 9}), ElementsAre(2));
  EXPECT_EQ(index.bounds().min_x, 1);
}

TEST(SpatialIndex, an_empty_index_answers_with_nothing) {
  const SpatialIndex index;
  EXPECT_THAT(index.within(Box2{0, 0, 1, 1}), IsEmpty());
  EXPECT_THAT(index.nearest(0, 0, 5), IsEmpty());
  EXPECT_TRUE(index.bounds().empty());
  EXPECT_THAT(SpatialIndex::of_points({}, {}).containing(0, 0), IsEmpty());
}

TEST(SpatialIndex, boxes_are_places_of_their_own) {
  const std::vector<Box2> boxes{{0, 0, 2, 2}, {1, 1, 5, 5}, {}};
  const SpatialIndex index = SpatialIndex::of_boxes(boxes);
  EXPECT_EQ(index.size(), 2);
  EXPECT_THAT(index.containing(1.5, 1.5), ElementsAre(0, 1));
  EXPECT_EQ(index.nearest(8, 9, 1).at(0).distance, 5);
}

TEST(SpatialIndex, a_search_may_end_after_so_many_rows_and_always_finds_the_same) {
  const std::vector<Box2> pile(5000, Box2{0, 0, 1, 1});
  const SpatialIndex index = SpatialIndex::of_boxes(pile);
  const auto found = index.within(Box2{0, 0, 1, 1}, 7);
  EXPECT_EQ(found.size(), 7U);
  EXPECT_TRUE(std::is_sorted(found.begin(), found.end()));
  EXPECT_EQ(found, SpatialIndex::of_boxes(pile).within(Box2{0, 0, 1, 1}, 7));
  EXPECT_EQ(index.within(Box2{0, 0, 1, 1}, 9000).size(), 5000U);
  EXPECT_THAT(index.within(Box2{0, 0, 1, 1}, 0), IsEmpty());
}

TEST(SpatialIndex, it_keeps_the_shapes_that_it_was_built_on) {
  City city;
  Table& table = add_shapes(city, "thing", Shape::polygon, {rectangle(0, 0, 1, 1), rectangle(5, 5, 1, 1)});
  const SpatialIndex index = SpatialIndex::of_table(table);
  const std::vector<std::int64_t> none(3, 0);
  table.column("shape").assign_lists(none, nullptr);
  EXPECT_THAT(index.containing(5.5, 5.5), ElementsAre(1));
}

TEST(SpatialIndex, misuse_is_told) {
  City city;
  TableSpec spec;
  spec.name = "thing";
  city.add_table(spec);
  EXPECT_THROW((void)SpatialIndex::of_table(city.table("thing")), Error);
  const std::vector<double> one{1};
  EXPECT_THROW((void)SpatialIndex::of_points(one, {}), Error);
}

}  // namespace
}  // namespace conurb::city

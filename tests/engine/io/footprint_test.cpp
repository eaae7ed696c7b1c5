// SPDX-License-Identifier: Apache-2.0
#include "engine/io/footprint.hpp"

#include <gtest/gtest.h>

#include "engine/city/query_shape.hpp"

namespace conurb::io {
namespace {

using Ring = std::vector<std::pair<double, double>>;

void add(OutlineBuilder& outline, const std::vector<Ring>& rings) {
  for (const Ring& ring : rings) {
    for (const auto& [x, y] : ring) outline.add_corner(x, y);
    outline.end_ring();
  }
  outline.end_polygon();
}

std::vector<std::vector<double>> rings_of(const std::vector<double>& shape) {
  std::vector<std::vector<double>> rings;
  for (city::RingReader reader{std::span<const double>(shape)}; reader.next();) {
    rings.emplace_back(reader.ring().begin(), reader.ring().end());
  }
  return rings;
}

TEST(Footprint, TwoSquaresSideBySideBecomeOneOutline) {
  OutlineBuilder outline;
  add(outline, {{{0, 0}, {1, 0}, {1, 1}, {0, 1}}});
  add(outline, {{{1, 0}, {1, 1}, {2, 1}, {2, 0}}});  // wound the other way
  std::vector<double> shape;
  outline.finish(shape);
  ASSERT_EQ(rings_of(shape).size(), 1U);
  EXPECT_DOUBLE_EQ(city::polygon_area(shape), 2);
  EXPECT_DOUBLE_EQ(city::polygon_perimeter(shape), 6);
}

TEST(Footprint, AFanOfTrianglesBecomesItsOutline) {
  OutlineBuilder outline;
  add(outline, {{{0, 0}, {4, 0}, {2, 2}}});
  add(outline, {{{4, 0}, {4, 4}, {2, 2}}});
  add(outline, {{{4, 4}, {0, 4}, {2, 2}}});
  add(outline, {{{0, 4}, {0, 0}, {2, 2}}});
  std::vector<double> shape;
  outline.finish(shape);
  EXPECT_EQ(shape.size(), 10U);  // four corners and the first again
  EXPECT_DOUBLE_EQ(city::polygon_area(shape), 16);
}

TEST(Footprint, ACourtyardIsAHoleOfItsRingAndAnIslandInItAPolygonOfItsOwn) {
  OutlineBuilder outline;
  add(outline, {{{0, 0}, {9, 0}, {9, 9}, {0, 9}}, {{2, 2}, {2, 7}, {7, 7}, {7, 2}}});
  add(outline, {{{4, 4}, {5, 4}, {5, 5}, {4, 5}}});
  std::vector<double> shape;
  outline.finish(shape);
  EXPECT_EQ(rings_of(shape).size(), 3U);
  EXPECT_DOUBLE_EQ(city::polygon_area(shape), 81 - 25 + 1);
  EXPECT_FALSE(city::polygon_holds(shape, 3, 3));
  EXPECT_TRUE(city::polygon_holds(shape, 4.5, 4.5));
}

TEST(Footprint, SquaresThatTouchAtACornerStayTwo) {
  OutlineBuilder outline;
  add(outline, {{{0, 0}, {1, 0}, {1, 1}, {0, 1}}});
  add(outline, {{{1, 1}, {2, 1}, {2, 2}, {1, 2}}});
  std::vector<double> shape;
  outline.finish(shape);
  EXPECT_EQ(rings_of(shape).size(), 2U);
}

TEST(Footprint, SquaresAroundACourtyardBecomeARingWithAHole) {
  OutlineBuilder outline;
  for (int x = 0; x < 3; ++x) {
    for (int y = 0; y < 3; ++y) {
      const double a = x, b = y;
      if (x != 1 || y != 1) add(outline, {{{a, b}, {a + 1, b}, {a + 1, b + 1}, {a, b + 1}}});
    }
  }
  std::vector<double> shape;
  outline.finish(shape);
  EXPECT_EQ(rings_of(shape).size(), 2U);
  EXPECT_DOUBLE_EQ(city::polygon_area(shape), 8);
}

TEST(Footprint, AHoleThatTouchesTheOutlineIsARingOfItsOwnAtAnyCorner) {
  const Ring square{{0, 0}, {4, 0}, {4, 4}, {0, 4}};
  for (const Ring& hole : {Ring{{0, 0}, {1, 2}, {2, 1}}, Ring{{4, 4}, {3, 2}, {2, 3}}}) {
    OutlineBuilder outline;
    add(outline, {square, hole});
    std::vector<double> shape;
    outline.finish(shape);
    ASSERT_EQ(rings_of(shape).size(), 2U);
    EXPECT_EQ(rings_of(shape)[0].size(), 10U);
    EXPECT_DOUBLE_EQ(city::polygon_area(shape), 16 - 1.5);
  }
}

TEST(Footprint, WhatHasNoAreaGivesNoOutline) {
  OutlineBuilder outline;
  add(outline, {{{0, 0}, {1, 0}, {2, 0}}});
  add(outline, {{{0, 0}, {0, 0}, {0, 0}}});
  add(outline, {{}});
  std::vector<double> shape;
  outline.finish(shape);
  EXPECT_TRUE(shape.empty());
}

}  // namespace
}  // namespace conurb::io

// SPDX-License-Identifier: Apache-2.0
#include "engine/scene/outline_rings.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numbers>

#include "engine/city/query_shape.hpp"
#include "tests/engine/city/shape_fixture.hpp"

namespace conurb::scene {
namespace {

using city::Coordinates;
using city::hole;
using city::joined;
using city::rectangle;

Coordinates circle(double radius, int corners) {
  Coordinates shape;
  for (int i = 0; i <= corners; ++i) {
    const double a = 2 * std::numbers::pi * (i % corners) / corners;
    shape.insert(shape.end(), {radius * std::cos(a), radius * std::sin(a)});
  }
  return shape;
}

TEST(OutlineRings, PolygonsKeepTheirHoles) {
  OutlineRings rings;
  ASSERT_TRUE(
      rings.read(joined(joined(rectangle(0, 0, 20, 20), hole(5, 5, 5, 5)), rectangle(30, 0, 5, 5)), 0));
  EXPECT_EQ(rings.points().size(), 12u);
  EXPECT_THAT(rings.ring_ends(), testing::ElementsAre(4, 8, 12));
  EXPECT_THAT(rings.polygon_ends(), testing::ElementsAre(2, 3));
  EXPECT_EQ(rings.triangles(), 8u + 2u);
}

TEST(OutlineRings, AnOutlineThatRunsTheWrongWayIsTurned) {
  OutlineRings rings;
  ASSERT_TRUE(rings.read(hole(0, 0, 10, 10), 0));
  double twice = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    const auto &a = rings.points()[i], &b = rings.points()[(i + 1) % 4];
    twice += a.x * b.y - b.x * a.y;
  }
  EXPECT_NEAR(twice, 200, 1e-9);
}

TEST(OutlineRings, CornersWithinTheToleranceAreLostAndNoOthers) {
  OutlineRings rings;
  const Coordinates round = circle(20, 200);
  ASSERT_TRUE(rings.read(round, 0.5));
  EXPECT_TRUE(rings.simplified());
  EXPECT_LT(rings.points().size(), 25u);
  // What is left is no farther than the tolerance from what was there.
  const auto kept = rings.points();
  for (std::size_t i = 0; i < kept.size(); ++i) {
    const auto &a = kept[i], &b = kept[(i + 1) % kept.size()];
    EXPECT_GE(std::hypot((a.x + b.x) / 2, (a.y + b.y) / 2), 20 - 0.51);
  }
  ASSERT_TRUE(rings.read(round, 0));
  EXPECT_EQ(rings.points().size(), 200u);
  EXPECT_FALSE(rings.simplified());
  // A comb whose teeth are larger stays as it is.
  Coordinates comb{0, 0, 60, 0, 60, 10};
  for (int i = 5; i-- > 0;)
    comb.insert(comb.end(), {i * 10.0 + 5, 10, i * 10.0 + 5, 4, i * 10.0, 4, i * 10.0, 10});
  comb.insert(comb.end(), {0, 0});
  ASSERT_TRUE(rings.read(comb, 1));
  EXPECT_FALSE(rings.simplified());
}

TEST(OutlineRings, CornersInARowGoWhereverTheRingBegins) {
  // A rectangle with 40 corners on its sides, begun in the middle of one.
  Coordinates shape;
  const auto at = [](int i) -> std::pair<double, double> {
    if (i < 10) return {i * 2.0, 0};
    if (i < 20) return {20, (i - 10) * 2.0};
    return i < 30 ? std::pair{20 - (i - 20) * 2.0, 20.0} : std::pair{0.0, 20 - (i - 30) * 2.0};
  };
  for (int i = 0; i <= 40; ++i) {
    const auto [x, y] = at((i + 5) % 40);
    shape.insert(shape.end(), {x, y});
  }
  OutlineRings rings;
  ASSERT_TRUE(rings.read(shape, 0.5));
  EXPECT_EQ(rings.points().size(), 4u);
}

TEST(OutlineRings, WhatIsNoOutlineIsRefused) {
  OutlineRings rings;
  const double nan = std::nan(""), inf = std::numeric_limits<double>::infinity();
  EXPECT_FALSE(rings.read({}, 0));
  for (const Coordinates& bad :
       {Coordinates{0}, Coordinates{0, 0, 1, 1}, Coordinates{0, 0, 5, 5, 0, 0},
        Coordinates{0, 0, 5, 0, 9, 0, 0, 0}, Coordinates{0, 0, nan, 0, 5, 5, 0, 0},
        Coordinates{0, 0, inf, 0, 5, 5, 0, 0}, Coordinates{0, 0, 1e9, 0, 1e9, 5, 0, 0},
        rectangle(0, 0, 0.1, 0.1),
        Coordinates{0, 0, 10, 10, 10, 0, 0, 10, 0, 0}}) {  // the last crosses itself: its halves cancel
    EXPECT_FALSE(rings.read(bad, 0.5)) << testing::PrintToString(bad);
    EXPECT_EQ(rings.triangles(), 0u);
  }
}

TEST(ConvexOutline, IsTheSmallestAroundItsPoints) {
  std::vector<city::Point2> points{{5, 5}, {0, 0}, {10, 0}, {4, 3}, {10, 10}, {0, 10}, {5, 0}, {0, 0}};
  const Coordinates hull = convex_outline(points);
  EXPECT_EQ(hull.size(), 10u);
  EXPECT_EQ(city::polygon_area(hull), 100);
  std::vector<city::Point2> row{{0, 0}, {5, 5}, {9, 9}}, none;
  EXPECT_TRUE(convex_outline(row).empty());
  EXPECT_TRUE(convex_outline(none).empty());
}

}  // namespace
}  // namespace conurb::scene

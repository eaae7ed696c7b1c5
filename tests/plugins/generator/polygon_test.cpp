// SPDX-License-Identifier: Apache-2.0
#include "plugins/generator/polygon.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "plugins/generator/clip.hpp"
#include "plugins/generator/noise.hpp"
#include "plugins/generator/parcels.hpp"

namespace {

using namespace conurb::generator;

const Ring kSquare{{0, 0}, {10000, 0}, {10000, 10000}, {0, 10000}};
/// A U open to the north.
const Ring kU{{0, 0},       {9000, 0},    {9000, 9000}, {6000, 9000},
              {6000, 3000}, {3000, 3000}, {3000, 9000}, {0, 9000}};

TEST(Polygon, AreaPerimeterAndCentroidOfASquare) {
  EXPECT_EQ(area(kSquare), 100);
  EXPECT_EQ(perimeter(kSquare), 40);
  EXPECT_NEAR(centroid(kSquare).x, 5, 1e-12);
  EXPECT_NEAR(centroid(kSquare).y, 5, 1e-12);
  EXPECT_EQ(area(Ring(kSquare.rbegin(), kSquare.rend())), -100);
}

TEST(Polygon, ContainsItsBoundaryAndNotItsNotch) {
  EXPECT_TRUE(contains(kU, {1000, 5000}));
  EXPECT_TRUE(contains(kU, {0, 0}));
  EXPECT_TRUE(contains(kU, {4500, 3000}));
  EXPECT_FALSE(contains(kU, {4500, 5000}));
}

TEST(Polygon, SimpleMeansNoSidesMeet) {
  EXPECT_TRUE(is_simple(kU));
  EXPECT_FALSE(is_simple(Ring{{0, 0}, {10, 10}, {10, 0}, {0, 10}}));
  EXPECT_FALSE(is_simple(Ring{{0, 0}, {10, 0}, {5, 0}, {5, 10}}));  // turns back on itself
}

TEST(Polygon, OrientedBoxOfATurnedRectangleIsThatRectangle) {
  const Ring ring{{0, 0}, {40000, 30000}, {34000, 38000}, {-6000, 8000}};
  const OrientedBox box = oriented_box(ring);
  EXPECT_NEAR(box.length, 50, 1e-9);
  EXPECT_NEAR(box.width, 10, 1e-9);
  EXPECT_NEAR(std::fabs(dot(box.axis, {0.8, 0.6})), 1, 1e-12);
}

TEST(Split, CutsAConcavePolygonIntoAllItsPieces) {
  const TaggedPolygon u{kU, {0, 1, 2, 3, 4, 5, 6, 7}};
  const auto pieces = split(u, {0, 6}, {1, 0}, -1);
  ASSERT_TRUE(pieces);
  ASSERT_EQ(pieces->size(), 3U);
  double sum = 0;
  for (const TaggedPolygon& piece : *pieces) {
    sum += area(piece.ring);
    EXPECT_EQ(std::count(piece.tags.begin(), piece.tags.end(), -1), piece.size() == 4 ? 1 : 2);
  }
  EXPECT_EQ(sum, area(kU));
}

TEST(Split, RefusesLinesThatMissOrTouchACorner) {
  const TaggedPolygon square{kSquare, {0, 1, 2, 3}};
  EXPECT_FALSE(split(square, {0, 20}, {1, 0}, -1));
  EXPECT_FALSE(split(square, {0, 0}, {1, 1}, -1));
}

TEST(Subdivide, ParcelsTileTheBlockAndFaceTheStreet) {
  const TaggedPolygon block{{{0, 0}, {150000, 4000}, {148000, 72000}, {-3000, 66000}}, {1, 2, 3, 4}};
  Dice dice(conurb::sdk::Random(1, "test"), 0);
  const auto parcels = subdivide(block, {20, 30, 0.1}, dice);
  EXPECT_GT(parcels.size(), 10U);
  double sum = 0;
  for (const TaggedPolygon& p : parcels) {
    sum += area(p.ring);
    EXPECT_TRUE(has_frontage(p, 8));
    EXPECT_GT(area(p.ring), 150);
    EXPECT_LT(area(p.ring), 1300);
    EXPECT_TRUE(is_simple(p.ring));
  }
  EXPECT_NEAR(sum, area(block.ring), 1);
}

TEST(Clip, ADeadEndIsCutOutOfItsBlock) {
  // The street comes in from the south and ends in the middle; the face passes it on both sides.
  const Ring face{{0, 0}, {50000, 0}, {50000, 40000}, {50000, 0}, {100000, 0}, {100000, 80000}, {0, 80000}};
  const Strip street{{50000, 0}, {50000, 40000}, 5};
  const auto blocks = subtract_strips(face, {&street, 1}, 100);
  ASSERT_EQ(blocks.size(), 1U);
  EXPECT_NEAR(area(blocks[0]), 8000 - 400 - 25, 0.1);  // 10 m wide, and the pointed end
}

TEST(SideFrame, ClearSpanIsTheWidestRectangle) {
  const SideFrame frame(kU, 0);
  EXPECT_NEAR(frame.depth(), 9, 1e-12);
  const Span low = frame.clear_span(0.5, 2.5, 4.5);
  EXPECT_NEAR(low.width(), 9, 1e-9);
  EXPECT_NEAR(frame.clear_span(1, 8, 1).width(), 3, 1e-9);
}

}  // namespace

// SPDX-License-Identifier: Apache-2.0
#include "engine/city/query_shape.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "tests/engine/city/shape_fixture.hpp"

namespace conurb::city {
namespace {

// Sums of a few products of coordinates below 1e6: rounding stays far below this.
constexpr double kShapeTolerance = 1e-9;

const Coordinates kCourtyard = joined(rectangle(0, 0, 10, 10), hole(2, 2, 4, 4));
const Coordinates kU = {0, 0, 9, 0, 9, 9, 6, 9, 6, 3, 3, 3, 3, 9, 0, 9, 0, 0};  // open at the top

TEST(QueryShape, rings_come_one_after_the_other) {
  RingReader rings(kCourtyard);
  ASSERT_TRUE(rings.next());
  EXPECT_EQ(rings.ring().size(), 10U);
  EXPECT_EQ(ring_area(rings.ring()), 100);
  ASSERT_TRUE(rings.next());
  EXPECT_EQ(ring_area(rings.ring()), -16);
  EXPECT_FALSE(rings.next());
}

TEST(QueryShape, holes_take_area_away_and_add_perimeter) {
  EXPECT_EQ(polygon_area(kCourtyard), 84);
  EXPECT_EQ(polygon_perimeter(kCourtyard), 56);
  EXPECT_EQ(polygon_area(kU), 81 - 18);
  const Coordinates line{0, 0, 3, 4, 3, 10};
  EXPECT_EQ(line_length(line), 11);
}

TEST(QueryShape, the_centroid_is_the_centre_of_mass) {
  const Point2 courtyard = centroid(Shape::polygon, kCourtyard);
  EXPECT_NEAR(courtyard.x, (100 * 5 - 16 * 4) / 84.0, kShapeTolerance);
  const Coordinates triangle{1e6, 1e6, 1e6 + 3, 1e6, 1e6, 1e6 + 3, 1e6, 1e6};
  EXPECT_NEAR(centroid(Shape::polygon, triangle).x, 1e6 + 1, kShapeTolerance);
  const Coordinates line{0, 0, 10, 0, 10, 10};
  EXPECT_NEAR(centroid(Shape::line, line).x, 7.5, kShapeTolerance);
  const Coordinates point{3, 4};
  EXPECT_EQ(centroid(Shape::point, point).y, 4);
  const Coordinates flat{0, 0, 4, 0, 0, 0};
  EXPECT_EQ(centroid(Shape::polygon, flat).x, 2);
  EXPECT_TRUE(std::isnan(centroid(Shape::polygon, {}).x));
}

TEST(QueryShape, a_polygon_holds_its_border_but_not_its_holes) {
  EXPECT_TRUE(polygon_holds(kCourtyard, 1, 1));
  EXPECT_FALSE(polygon_holds(kCourtyard, 3, 3));
  EXPECT_FALSE(polygon_holds(kCourtyard, 11, 5));
  EXPECT_TRUE(polygon_holds(kCourtyard, 0, 0));
  EXPECT_TRUE(polygon_holds(kCourtyard, 10, 5));
  EXPECT_TRUE(polygon_holds(kCourtyard, 2, 3));
  EXPECT_TRUE(polygon_holds(kU, 1, 8));
  EXPECT_FALSE(polygon_holds(kU, 4, 8));
  EXPECT_TRUE(polygon_holds(kU, 4, 3));
  EXPECT_FALSE(polygon_holds({}, 0, 0));
}

TEST(QueryShape, a_ray_through_corners_counts_each_crossing_once) {
  const Coordinates diamond{0, -1, 1, 0, 0, 1, -1, 0, 0, -1};
  EXPECT_TRUE(polygon_holds(diamond, -0.5, 0));
  EXPECT_FALSE(polygon_holds(diamond, -1.5, 0));
  EXPECT_FALSE(polygon_holds(diamond, -1.5, 1));
}

TEST(QueryShape, distances_are_to_the_border_and_zero_inside) {
  EXPECT_EQ(distance_squared(Shape::polygon, kCourtyard, 1, 1), 0);
  EXPECT_EQ(distance_squared(Shape::polygon, kCourtyard, 4, 4), 4);
  EXPECT_EQ(distance_squared(Shape::polygon, kCourtyard, 13, 14), 25);
  const Coordinates line{0, 0, 10, 0};
  EXPECT_EQ(distance_squared(Shape::line, line, 5, 3), 9);
  EXPECT_EQ(distance_squared(Shape::line, line, -3, 4), 25);
  const Coordinates point{1, 1};
  EXPECT_EQ(distance_squared(Shape::point, point, 4, 5), 25);
  EXPECT_TRUE(std::isinf(distance_squared(Shape::line, {}, 0, 0)));
}

TEST(QueryShape, the_area_in_a_box_is_exact_for_concave_outlines_with_holes) {
  EXPECT_NEAR(area_in_box(kCourtyard, {0, 0, 4, 4}), 16 - 4, kShapeTolerance);
  EXPECT_NEAR(area_in_box(kU, {0, 6, 9, 9}), 9 + 9, kShapeTolerance);
  EXPECT_NEAR(area_in_box(kU, {4, 4, 5, 5}), 0, kShapeTolerance);
  EXPECT_NEAR(area_in_box(kU, {-100, -100, 100, 100}), 63, kShapeTolerance);
  EXPECT_EQ(area_in_box(kU, {20, 20, 30, 30}), 0);
}

TEST(QueryShape, shared_areas_agree_with_boxes_and_do_not_depend_on_the_order) {
  EXPECT_NEAR(shared_area(kCourtyard, rectangle(0, 0, 4, 4)), 12, kShapeTolerance);
  EXPECT_NEAR(shared_area(kU, kCourtyard), shared_area(kCourtyard, kU), kShapeTolerance);
  EXPECT_NEAR(shared_area(kCourtyard, kCourtyard), 84, kShapeTolerance);
  EXPECT_NEAR(shared_area(kU, rectangle(4, 4, 1, 1)), 0, kShapeTolerance);
  EXPECT_EQ(shared_area(kU, rectangle(40, 4, 1, 1)), 0);
  EXPECT_EQ(shared_area(kU, {}), 0);
}

TEST(QueryShape, random_star_polygons_are_cut_without_loss) {
  std::mt19937 random(3);
  std::uniform_real_distribution<double> radius(1, 50);
  for (int round = 0; round < 50; ++round) {
    Coordinates star;
    for (int i = 0; i < 24; ++i) {
      const double r = radius(random);
      const double angle = 2 * 3.14159265358979 * i / 24;
      star.push_back(500 + r * std::cos(angle));
      star.push_back(500 + r * std::sin(angle));
    }
    star.push_back(star[0]);
    star.push_back(star[1]);
    double by_box = 0;
    double by_polygon = 0;
    for (double x = 450; x < 550; x += 20) {
      for (double y = 450; y < 550; y += 20) {
        by_box += area_in_box(star, {x, y, x + 20, y + 20});
        by_polygon += shared_area(star, rectangle(x, y, 20, 20));
      }
    }
    const double area = polygon_area(star);
    EXPECT_NEAR(by_box, area, 1e-9 * area);
    EXPECT_NEAR(by_polygon, area, 1e-9 * area);
  }
}

TEST(QueryShape, convex_polygons_share_the_same_however_many_corners_their_sides_have) {
  // Up to six corners are clipped as a whole, more as triangles.
  std::mt19937 random(7);
  std::uniform_real_distribution<double> place(-3, 3), angle(0, 1.5);
  const auto convex = [&](int corners, int points_per_side) {
    const double x = place(random), y = place(random), turn = angle(random);
    Coordinates polygon;
    for (int i = 0; i < corners; ++i) {
      const double a = turn + 6.283185307179586 * i / corners,
                   b = turn + 6.283185307179586 * (i + 1) / corners;
      for (int k = 0; k < points_per_side; ++k) {
        const double t = static_cast<double>(k) / points_per_side;
        polygon.push_back(x + 3 * ((1 - t) * std::cos(a) + t * std::cos(b)));
        polygon.push_back(y + 2 * ((1 - t) * std::sin(a) + t * std::sin(b)));
      }
    }
    polygon.insert(polygon.end(), {polygon[0], polygon[1]});
    return polygon;
  };
  for (int round = 0; round < 200; ++round) {
    const std::mt19937 state = random;
    const Coordinates a = convex(3 + round % 4, 1), b = convex(3 + round % 3, 1);
    random = state;
    const Coordinates fine_a = convex(3 + round % 4, 3), fine_b = convex(3 + round % 3, 3);
    EXPECT_NEAR(shared_area(a, b), shared_area(fine_a, fine_b), 1e-9);
    EXPECT_NEAR(shared_area(a, a), polygon_area(a), 1e-9);
  }
}

TEST(QueryShape, odd_and_open_data_are_read_without_fault) {
  const Coordinates odd{0, 0, 1, 0, 1, 1, 5};
  EXPECT_EQ(polygon_area(odd), 0.5);
  EXPECT_EQ(bounding_box(odd).max_x, 1);
  const Coordinates nan{0, 0, std::nan(""), 1};
  EXPECT_EQ(bounding_box(nan).max_y, 0);
  EXPECT_FALSE(polygon_holds(nan, 5, 5));
}

}  // namespace
}  // namespace conurb::city

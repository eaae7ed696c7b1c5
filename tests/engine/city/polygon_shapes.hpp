// SPDX-License-Identifier: Apache-2.0
// Polygons for the tests of the triangulation, and what every triangulation of a valid one must be.
#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <numbers>
#include <random>
#include <span>
#include <utility>
#include <vector>

#include "engine/city/triangulate.hpp"

namespace conurb::city {

struct TestPolygon {
  std::vector<Point3> points;
  std::vector<std::uint32_t> ring_ends;

  void add_ring(const std::vector<Point2>& ring) {
    for (const Point2& p : ring) points.push_back({p.x, p.y, 0});
    ring_ends.push_back(static_cast<std::uint32_t>(points.size()));
  }
  /// Rings in the plane z = 0.
  static TestPolygon flat(const std::vector<std::vector<Point2>>& rings) {
    TestPolygon polygon;
    for (const auto& ring : rings) polygon.add_ring(ring);
    return polygon;
  }
};

/// A closed outline around `centre` whose points lie in ascending directions: simple whatever the radii.
template <class Radius>
std::vector<Point2> star(Point2 centre, int corners, Radius radius) {
  std::vector<Point2> ring;
  for (int i = 0; i < corners; ++i) {
    const double angle = 2 * std::numbers::pi * i / corners;
    const double r = radius(i);
    ring.push_back({centre.x + r * std::cos(angle), centre.y + r * std::sin(angle)});
  }
  return ring;
}

/// An outline of 3 to 60 corners, jagged, with up to 16 jagged holes, turned into a random plane.
inline TestPolygon random_polygon(std::mt19937& random) {
  const auto real = [&random](double low, double high) {
    return std::uniform_real_distribution<double>(low, high)(random);
  };
  const auto whole = [&random](int low, int high) {
    return std::uniform_int_distribution<int>(low, high)(random);
  };
  TestPolygon polygon;
  // Chords of an outline of few corners come nearer to its centre than its corners do.
  const int corners = whole(3, 60);
  const double inner = corners < 12 ? 20 : 7;
  polygon.add_ring(star({0, 0}, corners, [&](int) { return real(inner, 1.6 * inner); }));
  const int most = whole(0, 1) * 16;
  for (int cell = 0; cell < most; ++cell) {
    if (whole(0, 2) == 0) continue;
    const Point2 centre{cell % 4 * 2.0 - 3, cell / 4 * 2.0 - 3};
    std::vector<Point2> hole = star(centre, whole(3, 12), [&](int) { return real(0.2, 0.95); });
    if (whole(0, 1) == 1) hole = {hole.rbegin(), hole.rend()};  // holes may be wound either way
    polygon.add_ring(hole);
  }
  const double a = real(0, 6.3), b = real(0, 3.1);
  for (Point3& p : polygon.points) {
    const auto [x, y, z] = p;
    const double u = x * std::cos(a) - y * std::sin(a), v = x * std::sin(a) + y * std::cos(a);
    p = {u + 100, v * std::cos(b) - z * std::sin(b) - 50, v * std::sin(b) + z * std::cos(b) + 7};
  }
  return polygon;
}

/// Signed area of a triangle seen along a normal, m2.
inline double area_along(const Point3& normal, const Point3& a, const Point3& b, const Point3& c) {
  const Point3 u{b[0] - a[0], b[1] - a[1], b[2] - a[2]}, v{c[0] - a[0], c[1] - a[1], c[2] - a[2]};
  return 0.5 * (normal[0] * (u[1] * v[2] - u[2] * v[1]) + normal[1] * (u[2] * v[0] - u[0] * v[2]) +
                normal[2] * (u[0] * v[1] - u[1] * v[0]));
}

/// Of any polygon with an area: the number of triangles and the sum of their signed areas.
inline void expect_accounted_for(const TestPolygon& polygon, const Triangulation& result,
                                 std::span<const std::uint32_t> triangles) {
  std::uint32_t points = 0, rings = 0, begin = 0;
  for (const std::uint32_t end : polygon.ring_ends) {
    if (end - begin >= 3) {
      points += end - begin;
      ++rings;
    }
    begin = end;
  }
  EXPECT_EQ(result.triangles, points + 2 * (rings - 1) - 2);
  ASSERT_EQ(triangles.size(), std::size_t{result.triangles} * 3);
  double area = 0, wrong = 0;
  for (std::size_t i = 0; i < triangles.size(); i += 3) {
    ASSERT_LT(std::max({triangles[i], triangles[i + 1], triangles[i + 2]}), polygon.points.size());
    const double each = area_along(result.normal, polygon.points[triangles[i]],
                                   polygon.points[triangles[i + 1]], polygon.points[triangles[i + 2]]);
    area += each;
    wrong += std::max(0.0, -each);
  }
  EXPECT_NEAR(area, result.area, 1e-9 * std::abs(result.area));
  EXPECT_NEAR(wrong, result.overlap, 1e-9 * std::abs(result.area));
}

/// Of a valid polygon: besides, no triangle faces the other way, every side of the polygon is a side of one
/// triangle, and every other side lies between two. With the right area that is a triangulation.
inline void expect_triangulated(const TestPolygon& polygon, const Triangulation& result,
                                std::span<const std::uint32_t> triangles) {
  EXPECT_EQ(result.state, TriangulationState::exact);
  expect_accounted_for(polygon, result, triangles);
  EXPECT_LE(result.overlap, 1e-9 * result.area);
  std::map<std::pair<std::uint32_t, std::uint32_t>, int> sides;
  for (std::size_t i = 0; i < triangles.size(); i += 3) {
    for (std::size_t k = 0; k < 3; ++k) ++sides[{triangles[i + k], triangles[i + (k + 1) % 3]}];
  }
  std::uint32_t begin = 0;
  for (const std::uint32_t end : polygon.ring_ends) {
    for (std::uint32_t i = begin; i < end && end - begin >= 3; ++i) {
      const std::uint32_t j = i + 1 == end ? begin : i + 1;
      // The side as it is, or for a hole that is wound as the outline is, turned round.
      const int found = (sides.contains({i, j}) ? --sides[{i, j}] : -1);
      if (found < 0) --sides[{j, i}];
    }
    begin = end;
  }
  for (const auto& [side, count] : sides) {
    const auto other = sides.find({side.second, side.first});
    EXPECT_EQ(count, other == sides.end() ? 0 : other->second) << side.first << " to " << side.second;
  }
}

}  // namespace conurb::city

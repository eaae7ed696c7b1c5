// SPDX-License-Identifier: Apache-2.0
#include "engine/city/triangulate.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "tests/engine/city/geometry_shapes.hpp"
#include "tests/engine/city/polygon_shapes.hpp"

namespace conurb::city {
namespace {

using ::testing::ElementsAre;

struct Outcome {
  Triangulation result;
  PodArray<std::uint32_t> triangles;
};

Outcome triangulate(const TestPolygon& polygon) {
  Outcome outcome;
  Triangulator triangulator;
  outcome.result = triangulator.add(polygon.points, polygon.ring_ends, outcome.triangles);
  return outcome;
}

Outcome triangulate_valid(const TestPolygon& polygon) {
  Outcome outcome = triangulate(polygon);
  expect_triangulated(polygon, outcome.result, outcome.triangles.view());
  return outcome;
}

/// A polygon that is none, but has an area: all is accounted for.
Outcome triangulate_odd(const TestPolygon& polygon) {
  Outcome outcome = triangulate(polygon);
  expect_accounted_for(polygon, outcome.result, outcome.triangles.view());
  return outcome;
}

TEST(Triangulate, LeavesATriangleAsItIs) {
  const Outcome outcome = triangulate_valid(TestPolygon::flat({{{0, 0}, {4, 0}, {0, 3}}}));
  EXPECT_THAT(outcome.triangles.view(), ElementsAre(0, 1, 2));
  EXPECT_DOUBLE_EQ(outcome.result.area, 6);
  EXPECT_THAT(outcome.result.normal, ElementsAre(0, 0, 1));
}

TEST(Triangulate, FansOutWhatIsConvex) {
  const Outcome square = triangulate_valid(TestPolygon::flat({{{0, 0}, {2, 0}, {2, 2}, {0, 2}}}));
  EXPECT_THAT(square.triangles.view(), ElementsAre(0, 1, 2, 0, 2, 3));
  const Outcome seven = triangulate_valid(TestPolygon::flat({star({0, 0}, 7, [](int) { return 2.0; })}));
  EXPECT_THAT(seven.triangles.view(), ElementsAre(0, 1, 2, 0, 2, 3, 0, 3, 4, 0, 4, 5, 0, 5, 6));
}

TEST(Triangulate, TellsAPentagramFromAPentagon) {
  // All its corners turn the same way, but it goes round twice.
  const auto ring = star({0, 0}, 5, [](int) { return 2.0; });
  const Outcome outcome = triangulate_odd(TestPolygon::flat({{ring[0], ring[2], ring[4], ring[1], ring[3]}}));
  EXPECT_EQ(outcome.result.triangles, 3U);
}

TEST(Triangulate, CutsAnArrowHeadWhereItIsNotched) {
  for (std::size_t turn = 0; turn < 4; ++turn) {
    std::vector<Point2> arrow{{0, 0}, {4, 2}, {0, 4}, {1, 2}};
    std::rotate(arrow.begin(), arrow.begin() + static_cast<std::ptrdiff_t>(turn), arrow.end());
    triangulate_valid(TestPolygon::flat({arrow}));
  }
}

TEST(Triangulate, FollowsTheOutlineWhicheverWayItIsWound) {
  std::vector<Point2> ell{{0, 0}, {4, 0}, {4, 1}, {1, 1}, {1, 3}, {0, 3}};
  EXPECT_EQ(triangulate_valid(TestPolygon::flat({ell})).result.normal[2], 1);
  EXPECT_EQ(triangulate_valid(TestPolygon::flat({{ell.rbegin(), ell.rend()}})).result.normal[2], -1);
}

TEST(Triangulate, LeavesHolesOpen) {
  const TestPolygon polygon =
      TestPolygon::flat({{{0, 0}, {10, 0}, {10, 10}, {0, 10}}, {{4, 4}, {4, 6}, {6, 6}, {6, 4}}});
  const Outcome outcome = triangulate_valid(polygon);
  EXPECT_EQ(outcome.result.triangles, 8U);
  EXPECT_DOUBLE_EQ(outcome.result.area, 96);
}

TEST(Triangulate, TakesHolesThatTouch) {
  const std::vector<Point2> square{{0, 0}, {10, 0}, {10, 10}, {0, 10}};
  // At a corner of the outline, at its side, at each other's corner, and one level with another.
  const std::vector<std::vector<std::vector<Point2>>> cases = {
      {square, {{0, 0}, {2, 4}, {4, 2}}},
      {square, {{0, 5}, {2, 6}, {2, 4}}},
      {square, {{2, 2}, {3, 4}, {5, 5}, {4, 3}}, {{5, 5}, {6, 7}, {8, 8}, {7, 6}}},
      {square, {{2, 5}, {3, 6}, {3, 4}}, {{5, 5}, {6, 6}, {6, 4}}, {{8, 5}, {9, 6}, {9, 4}}},
      {square, {{10, 10}, {8, 6}, {6, 8}}},
  };
  for (std::size_t i = 0; i < cases.size(); ++i) {
    SCOPED_TRACE(i);
    const Outcome outcome = triangulate(TestPolygon::flat(cases[i]));
    EXPECT_EQ(outcome.result.state, TriangulationState::exact);
    expect_accounted_for(TestPolygon::flat(cases[i]), outcome.result, outcome.triangles.view());
  }
}

TEST(Triangulate, SolvesRandomPolygonsWithHoles) {
  std::mt19937 random(20260101);
  for (int i = 0; i < 2000; ++i) {
    SCOPED_TRACE(i);
    triangulate_valid(random_polygon(random));
    if (HasFailure()) return;
  }
}

TEST(Triangulate, TakesPointsInARow) {
  const std::vector<Point2> ring{{0, 0}, {1, 0}, {2, 0}, {3, 0}, {3, 1},
                                 {3, 2}, {2, 2}, {1, 2}, {0, 2}, {0, 1}};
  EXPECT_DOUBLE_EQ(triangulate_valid(TestPolygon::flat({ring})).result.area, 6);
}

TEST(Triangulate, TakesSpikesAndRepeatedPoints) {
  const Outcome spike =
      triangulate_odd(TestPolygon::flat({{{0, 0}, {4, 0}, {4, 2}, {9, 2}, {4, 2}, {4, 4}, {0, 4}}}));
  EXPECT_EQ(spike.result.state, TriangulationState::exact);
  EXPECT_DOUBLE_EQ(spike.result.area, 16);
  const Outcome inward =
      triangulate_odd(TestPolygon::flat({{{0, 0}, {4, 0}, {4, 2}, {1, 2}, {4, 2}, {4, 4}, {0, 4}}}));
  EXPECT_EQ(inward.result.state, TriangulationState::exact);
  const Outcome doubled = triangulate_odd(
      TestPolygon::flat({{{0, 0}, {0, 0}, {4, 0}, {4, 0}, {4, 0}, {1, 1}, {1, 1}, {0, 4}, {0, 0}}}));
  EXPECT_EQ(doubled.result.state, TriangulationState::exact);
  EXPECT_DOUBLE_EQ(doubled.result.area, 4);
}

TEST(Triangulate, EndsWhereRingsCrossAndSaysSo) {
  const std::vector<Point2> square{{0, 0}, {10, 0}, {10, 10}, {0, 10}};
  const Outcome bow_tie = triangulate_odd(TestPolygon::flat({{{0, 0}, {6, 6}, {6, 0}, {0, 3}}}));
  EXPECT_EQ(bow_tie.result.state, TriangulationState::crossing);
  EXPECT_GT(bow_tie.result.overlap, 1);
  const Outcome outside = triangulate_odd(TestPolygon::flat({square, {{20, 4}, {20, 6}, {22, 6}, {22, 4}}}));
  EXPECT_EQ(outside.result.state, TriangulationState::crossing);
  const Outcome crossing = triangulate_odd(TestPolygon::flat({square, {{8, 4}, {8, 6}, {12, 6}, {12, 4}}}));
  EXPECT_EQ(crossing.result.state, TriangulationState::crossing);
  const Outcome twice = triangulate_odd(
      TestPolygon::flat({square, {{4, 4}, {4, 6}, {6, 6}, {6, 4}}, {{4, 4}, {4, 6}, {6, 6}, {6, 4}}}));
  EXPECT_EQ(twice.result.triangles, 14U);
}

TEST(Triangulate, GivesNoTriangleWithoutArea) {
  constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  const std::vector<TestPolygon> polygons = {
      {},
      TestPolygon::flat({{}}),
      TestPolygon::flat({{{1, 1}, {2, 2}}}),
      TestPolygon::flat({{{0, 0}, {1, 0.1}, {2, 0.2}}}),
      TestPolygon::flat({{{0, 0}, {1, 0.1}, {2, 0.2}, {7, 0.7}, {5, 0.5}}}),
      TestPolygon::flat({{{3, 3}, {3, 3}, {3, 3}, {3, 3}, {3, 3}}}),
      TestPolygon::flat({{{0, 0}, {2, 2}, {2, 0}, {0, 2}}}),  // both halves cancel out
      TestPolygon::flat({{{0, 0}, {kNan, 0}, {1, 1}}}),
      TestPolygon::flat({{{0, 0}, {1, 0}, {1, 1}, {0, kNan}}}),
      TestPolygon::flat({{{0, 0}, {kInfinity, 0}, {1, 1}, {0, 2}, {-1, 1}}}),
      TestPolygon::flat({{{0, 0}, {9, 0}, {9, 9}, {0, 9}}, {{1, 1}, {2, kNan}, {2, 2}}}),
  };
  for (const TestPolygon& polygon : polygons) {
    const Outcome outcome = triangulate(polygon);
    EXPECT_EQ(outcome.result.state, TriangulationState::no_area);
    EXPECT_EQ(outcome.result.triangles, 0U);
    EXPECT_TRUE(outcome.triangles.empty());
  }
}

TEST(Triangulate, LeavesOutHolesOfTwoPoints) {
  const Outcome outcome =
      triangulate_valid(TestPolygon::flat({{{0, 0}, {9, 0}, {9, 9}, {0, 9}}, {{1, 1}, {2, 2}}}));
  EXPECT_EQ(outcome.result.triangles, 2U);
}

TEST(Triangulate, MeasuresHowFarCornersLieOffThePlane) {
  TestPolygon polygon = TestPolygon::flat({{{0, 0}, {10, 0}, {10, 10}, {0, 10}}});
  polygon.points[2][2] = 0.4;
  EXPECT_NEAR(triangulate_valid(polygon).result.deviation, 0.1, 1e-3);
  TestPolygon ell = TestPolygon::flat({{{0, 0}, {4, 0}, {4, 1}, {1, 1}, {1, 3}, {0, 3}}});
  EXPECT_LT(triangulate_valid(ell).result.deviation, 1e-12);
  ell.points[3][2] = 0.6;
  const Outcome outcome = triangulate_valid(ell);
  EXPECT_GT(outcome.result.deviation, 0.3);
  EXPECT_EQ(outcome.triangles.size(), 12U);
}

// A comb, whose every second corner is notched, and a spiral: both are slow or endless for naive cutting.
std::vector<Point2> comb(int teeth) {
  std::vector<Point2> ring;
  for (int i = 0; i < teeth; ++i) {
    ring.push_back({i * 1.0, 0.3 * (i % 3)});
    ring.push_back({i + 0.5, 10.0});
  }
  ring.push_back({teeth * 1.0, 0.0});
  ring.push_back({teeth * 1.0, -1.0});
  ring.push_back({0.0, -1.0});
  return {ring.rbegin(), ring.rend()};
}

std::vector<Point2> spiral(int corners) {
  std::vector<Point2> ring;
  for (const double width : {0.0, 0.4}) {
    std::vector<Point2> side;
    for (int i = 0; i < corners; ++i) {
      const double angle = 0.2 * (i + 20);
      const double r = angle / (2 * std::numbers::pi) + width;
      side.push_back({r * std::cos(angle), r * std::sin(angle)});
    }
    if (width == 0) side = {side.rbegin(), side.rend()};
    ring.insert(ring.end(), side.begin(), side.end());
  }
  return ring;
}

TEST(Triangulate, TakesLongRings) {
  triangulate_valid(TestPolygon::flat({comb(124)}));  // 251 corners, as the longest of real files
  triangulate_valid(TestPolygon::flat({comb(5000)}));
  triangulate_valid(TestPolygon::flat({spiral(126)}));
  triangulate_valid(TestPolygon::flat({spiral(1000)}));
}

TEST(Triangulate, TakesManyHolesInOneFace) {
  TestPolygon facade = TestPolygon::flat({{{0, 0}, {60, 0}, {60, 40}, {0, 40}}});
  for (int i = 0; i < 600; ++i) {
    const double x = i % 30 * 2 + 0.5, y = i / 30 * 2 + 0.5;
    facade.add_ring({{x, y}, {x, y + 1}, {x + 1, y + 1}, {x + 1, y}});
  }
  EXPECT_DOUBLE_EQ(triangulate_valid(facade).result.area, 1800);
}

TEST(Triangulate, GivesTheSameTrianglesWhateverCameBefore) {
  std::mt19937 random(7);
  const TestPolygon first = random_polygon(random), second = random_polygon(random);
  Triangulator used;
  PodArray<std::uint32_t> triangles;
  const Triangulation one = used.add(first.points, first.ring_ends, triangles);
  const Triangulation two = used.add(second.points, second.ring_ends, triangles);
  ASSERT_EQ(triangles.size(), 3 * (std::size_t{one.triangles} + two.triangles));
  const Outcome alone = triangulate(second);
  EXPECT_TRUE(
      std::ranges::equal(triangles.view().subspan(std::size_t{one.triangles} * 3), alone.triangles.view()));
}

TEST(Triangulate, NamesTheStoresVertices) {
  GeometryStore store;
  store.add_tile({.scale = {0.001, 0.001, 0.001}, .translate = {85000, 446000, 0}, .origin = {}});
  for (int i = 0; i < 7; ++i) store.add_vertex(0, 0, 0);  // of others
  const std::uint32_t box = add_box(store, {1000, 1000, 0}, {4000, 5000, 2500});
  const std::uint32_t geometry = add_solid(store, kBoxOutward, box);
  const GeometryPoints points(store, geometry);
  Triangulator triangulator;
  PodArray<std::uint32_t> triangles;
  double area = 0;
  const Range surfaces = store.surfaces(geometry);
  for (std::uint32_t s = surfaces.begin; s < surfaces.end; ++s) {
    area += triangulator.add(points, s, triangles).area;
  }
  ASSERT_EQ(triangles.size(), 36U);
  EXPECT_EQ(*std::min_element(triangles.begin(), triangles.end()), box);
  EXPECT_EQ(*std::max_element(triangles.begin(), triangles.end()), box + 7);
  EXPECT_NEAR(area, 2 * 12 + 2 * 2.5 * 3 + 2 * 2.5 * 4, 1e-9);
}

}  // namespace
}  // namespace conurb::city

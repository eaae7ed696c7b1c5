// SPDX-License-Identifier: Apache-2.0
#include "engine/scene/ribbons.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <set>

#include "tests/engine/scene/ground_fixture.hpp"

namespace conurb::scene {
namespace {

city::Point3 at(const Mesh& mesh, std::size_t i) {
  const Vertex& v = mesh.vertices[i];
  return {static_cast<double>(v.x) + mesh.origin[0], static_cast<double>(v.y) + mesh.origin[1],
          static_cast<double>(v.z) + mesh.origin[2]};
}

TEST(Ribbons, StartAndEndWhereTheLineDoesAndAreAsWide) {
  const GroundHeights flat((city::City()));
  const std::vector<double> line = {0, 0, 30, 40};
  const Mesh mesh = make_ribbons(std::vector<RibbonLine>{{line, 6, 77, 0, 0, Flow::along}}, flat);
  ASSERT_EQ(mesh.vertices.size(), 4u);
  ASSERT_EQ(mesh.triangles(), 2u);
  EXPECT_NEAR(at(mesh, 0)[0], -2.4, 1e-5);  // left of a line to the north-east
  EXPECT_NEAR(at(mesh, 0)[1], 1.8, 1e-5);
  EXPECT_NEAR(at(mesh, 1)[0], 2.4, 1e-5);
  EXPECT_NEAR(at(mesh, 3)[0], 32.4, 1e-5);
  EXPECT_NEAR(at(mesh, 3)[1], 38.2, 1e-5);
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(mesh.vertices[i].object, 77u);
    EXPECT_EQ(mesh.vertices[i].material, Material::ribbon);
    EXPECT_NEAR(at(mesh, i)[2], 0.3, 1e-6);
    EXPECT_EQ(mesh.vertices[i].facade[0], i < 2 ? 0 : 200);  // 50 m
    EXPECT_EQ(mesh.vertices[i].facade[1], 6 * 64);
    EXPECT_EQ(mesh.vertices[i].normal[2], i % 2 == 0 ? -127 : 127);
  }
}

TEST(Ribbons, FaceUpAndKeepTheirWidthRoundACorner) {
  const GroundHeights flat((city::City()));
  const std::vector<double> line = {0, 0, 50, 0, 50, 50};
  const Mesh mesh = make_ribbons(std::vector<RibbonLine>{{line, 4, 1}}, flat);
  ASSERT_EQ(mesh.vertices.size(), 6u);
  EXPECT_NEAR(at(mesh, 2)[0], 48, 1e-5);  // the mitre's inner and outer corner
  EXPECT_NEAR(at(mesh, 2)[1], 2, 1e-5);
  EXPECT_NEAR(at(mesh, 3)[0], 52, 1e-5);
  EXPECT_NEAR(at(mesh, 3)[1], -2, 1e-5);
  for (std::size_t i = 0; i < mesh.indices.size(); i += 3) {
    const city::Point3 a = at(mesh, mesh.indices[i]), b = at(mesh, mesh.indices[i + 1]),
                       c = at(mesh, mesh.indices[i + 2]);
    EXPECT_GT(city::cross(city::minus(b, a), city::minus(c, a))[2], 0);
  }
}

TEST(Ribbons, NeverLieBelowTheGround) {
  city::City city;
  add_hills(city, 300);
  const GroundHeights ground(city);
  const std::vector<double> line = {-250, -100, 10, 40, 250, 120};
  const Mesh mesh = make_ribbons(std::vector<RibbonLine>{{line, 8, 1}}, ground);
  ASSERT_GT(mesh.vertices.size(), 10u);
  EXPECT_LT(mesh.vertices.size(), 100u);  // points where the ground does not bend are left out
  for (std::size_t i = 0; i < mesh.vertices.size(); ++i) {
    const city::Point3 p = at(mesh, i);
    EXPECT_GE(p[2], ground.height(p[0], p[1]) + 0.29);
    EXPECT_LE(p[2], ground.height(p[0], p[1]) + 2);
  }
}

TEST(Ribbons, BridgesRunStraightFromEndToEnd) {
  city::City city;
  add_hills(city, 300);
  const GroundHeights ground(city);
  const std::vector<double> line = {-90, 0, 510 - 300.0, 0};
  const Mesh mesh = make_ribbons(std::vector<RibbonLine>{{line, 8, 1, 1}}, ground);
  for (std::size_t i = 0; i < mesh.vertices.size(); ++i) {
    const city::Point3 p = at(mesh, i);
    const double deck =
        ground.height(-90, 0) + (ground.height(210, 0) - ground.height(-90, 0)) * (p[0] + 90) / 300;
    EXPECT_GE(p[2], deck + 0.25);
  }
}

TEST(Ribbons, PlacesAlongAVeryLongLineStartAgainWithoutRunningBackwards) {
  const GroundHeights flat((city::City()));
  const std::vector<double> line = {0, 0, 40'000, 0};
  const Mesh mesh = make_ribbons(std::vector<RibbonLine>{{line, 4, 1, 0, 0, Flow::along}}, flat);
  for (std::size_t i = 0; i < mesh.indices.size(); i += 3) {
    std::set<int> along;
    for (std::size_t k = 0; k < 3; ++k) along.insert(mesh.vertices[mesh.indices[i + k]].facade[0]);
    const double length = std::abs(at(mesh, mesh.indices[i])[0] - at(mesh, mesh.indices[i + 2])[0]);
    ASSERT_GT(length, 0);
    EXPECT_EQ(*along.rbegin() - *along.begin(), length * 4);
    EXPECT_LE(*along.rbegin(), kFlowTurn_m * 4);
  }
  EXPECT_EQ(mesh.vertices.back().facade[0], (40'000 - 2 * kFlowTurn_m) * 4);
}

TEST(Ribbons, CountPlacesTheWayThatSomethingFlows) {
  const GroundHeights flat((city::City()));
  const std::vector<double> line = {0, 0, 100, 0};
  const auto flowing = [&](Flow flow) {
    return make_ribbons(std::vector<RibbonLine>{{line, 4, 1, 0, 3, flow}}, flat);
  };
  for (const Vertex& v : flowing(Flow::none).vertices) EXPECT_EQ(v.facade[0], 0xFFFF);
  for (const Flow flow : {Flow::along, Flow::against}) {
    const Mesh mesh = flowing(flow);
    for (std::size_t i = 0; i < mesh.vertices.size(); ++i) {
      const double gone = flow == Flow::along ? at(mesh, i)[0] : 100 - at(mesh, i)[0];
      EXPECT_EQ(mesh.vertices[i].facade[0], gone * 4);
      EXPECT_LE(at(mesh, i)[1], -1) << "to the right of the line, whichever way something flows";
    }
  }
}

TEST(Ribbons, GrowOnBothSidesOrAwayFromTheLineThatTheyLieBeside) {
  const GroundHeights flat((city::City()));
  const std::vector<double> line = {0, 0, 100, 0};
  const Mesh middle = make_ribbons(std::vector<RibbonLine>{{line, 4, 1}}, flat);
  const Mesh beside = make_ribbons(std::vector<RibbonLine>{{line, 4, 1, 0, 3}}, flat);
  EXPECT_EQ(middle.vertices[0].normal[1], 28) << "half a metre to the left, in 1/56 m";
  EXPECT_EQ(middle.vertices[1].normal[1], -28);
  EXPECT_LE(beside.vertices[0].normal[1], 0);
  EXPECT_GE(beside.vertices[0].normal[1], -6) << "a small gap";
  EXPECT_NEAR(beside.vertices[1].normal[1], -56, 6);
}

TEST(Ribbons, HaveRoundEndsAndBordersBelowAllOfThemWhenOutlined) {
  const GroundHeights flat((city::City()));
  const std::vector<double> line = {0, 0, 100, 0}, other = {50, -50, 50, 50};
  RibbonOptions options;
  options.detail = RibbonDetail::outlined;
  const Mesh mesh = make_ribbons(std::vector<RibbonLine>{{line, 8, 1}, {other, 8, 2}}, flat, options);
  bool filled = false;
  double west = 0, east = 0;
  for (std::size_t i = 0; i < mesh.indices.size(); ++i) {
    const Vertex& v = mesh.vertices[mesh.indices[i]];
    if (v.material == Material::ribbon) filled = true;
    EXPECT_EQ(v.material, filled ? Material::ribbon : Material::ribbon_border);
    west = std::min(west, at(mesh, mesh.indices[i])[0]);
    east = std::max(east, at(mesh, mesh.indices[i])[0]);
  }
  EXPECT_NEAR(west, -4, 1e-5);
  EXPECT_NEAR(east, 104, 1e-5);
  for (std::size_t i = 0; i < mesh.indices.size(); i += 3) {
    const city::Point3 a = at(mesh, mesh.indices[i]), b = at(mesh, mesh.indices[i + 1]),
                       c = at(mesh, mesh.indices[i + 2]);
    EXPECT_GT(city::cross(city::minus(b, a), city::minus(c, a))[2], 0);
  }
}

TEST(Ribbons, LinesThatAreNoneAreLeftOutAndOthersKeepTheirNumbers) {
  const GroundHeights flat((city::City()));
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const std::vector<double> empty, point = {1, 1}, same = {1, 1, 1, 1}, broken = {nan, 0, 1, nan},
                                   good = {0, 0, 9, 9};
  const std::vector<RibbonLine> lines = {{empty, 2, 1}, {point, 2, 2},  {same, 2, 3}, {broken, 2, 4},
                                         {good, 0, 5},  {good, nan, 6}, {good, 2, 7}};
  const Mesh mesh = make_ribbons(lines, flat);
  ASSERT_EQ(mesh.vertices.size(), 4u);
  for (const Vertex& vertex : mesh.vertices) EXPECT_EQ(vertex.object, 7u);
  EXPECT_TRUE(make_ribbons({}, flat).vertices.empty());
}

}  // namespace
}  // namespace conurb::scene

// SPDX-License-Identifier: Apache-2.0
#include "engine/scene/mover_mesh.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <map>

#include "tests/engine/scene/layer_city.hpp"

namespace conurb::scene {
namespace {

TEST(MoverMesh, BodiesLieAlongTheirHeading) {
  const double east = 1.5707963267948966;
  const std::vector<Mover> movers = {{{100, 50, 3}, static_cast<float>(east), 7, 0},
                                     {{std::numeric_limits<double>::quiet_NaN(), 0, 0}, 0, 8, 1}};
  for (const MoverBody body : {MoverBody::car, MoverBody::arrow}) {
    MoverOptions options;
    options.body = body;
    const Mesh mesh = make_movers(movers, options);
    EXPECT_LE(mesh.triangles(), 20u);
    city::Box box;
    double front_width = 0, back_width = 0;
    for (const Vertex& v : mesh.vertices) {
      EXPECT_EQ(v.object, 7u);
      box.add(city::Point3{mesh.origin[0] + static_cast<double>(v.x),
                           mesh.origin[1] + static_cast<double>(v.y),
                           mesh.origin[2] + static_cast<double>(v.z)});
      double& width = static_cast<double>(v.x) + mesh.origin[0] > 100 ? front_width : back_width;
      width = std::max(width, std::abs(static_cast<double>(v.y) + mesh.origin[1] - 50));
    }
    EXPECT_GT(box.upper[0] - box.lower[0], 1.4 * (box.upper[1] - box.lower[1]));
    EXPECT_GE(box.lower[2], 3);
    EXPECT_LT(front_width, back_width) << "the front is narrower";
  }
  EXPECT_TRUE(make_movers({}).vertices.empty());
}

TEST(MoverMesh, IsTwiceAsLargeIfAskedFor) {
  const std::vector<Mover> movers = {{{0, 0, 0}, 0, 1, 0}};
  MoverOptions options;
  const float once = make_movers(movers, options).vertices[0].x;
  options.size = 2;
  EXPECT_FLOAT_EQ(make_movers(movers, options).vertices[0].x, 2 * once);
}

TEST(MoverMesh, KeepsToTheRightIfAskedTo) {
  const std::vector<Mover> movers = {{{0, 0, 0}, 0, 1, 0}};  // to the north
  MoverOptions options;
  options.right = 1.5;
  const Mesh mesh = make_movers(movers, options);
  for (const Vertex& v : mesh.vertices) {
    EXPECT_GT(static_cast<double>(v.x) + mesh.origin[0], 0.4);
    EXPECT_GT(v.normal[0], 0) << "also when it grows";
  }
}

TEST(MoverMesh, TailsReachBackAndBecomeNarrower) {
  Trajectories ways;
  ways.points = {{0, 0, 0}, {1000, 0, 0}};
  ways.times = {Time{0}, Time{100'000'000}};
  ways.rows = {4, 4};
  ways.strands = {{1, 0, 2}};
  const std::vector<std::uint32_t> objects = {0, 0, 0, 0, 44};
  const GroundHeights flat((city::City()));
  const Mesh mesh = make_tails(ways, flat, Time{60'000'000}, Duration{20'000'000}, objects, 8);
  double west = 1e9, east = -1e9, narrow = 1e9, wide = 0;
  for (std::size_t i = 0; i + 1 < mesh.vertices.size(); i += 2) {
    const Vertex& v = mesh.vertices[i];
    EXPECT_EQ(v.object, 44u);
    const double x = mesh.origin[0] + static_cast<double>(v.x);
    const double width = static_cast<double>(v.y - mesh.vertices[i + 1].y);
    west = std::min(west, x);
    east = std::max(east, x);
    if (x < 401) narrow = std::min(narrow, width);
    if (x > 599) wide = width;
  }
  EXPECT_NEAR(west, 400, 0.1);
  EXPECT_NEAR(east, 600, 0.1);
  EXPECT_NEAR(wide, 8, 0.01);
  EXPECT_NEAR(narrow, 2, 0.01);
}

}  // namespace
}  // namespace conurb::scene

// SPDX-License-Identifier: Apache-2.0
#include "engine/scene/marks.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace conurb::scene {
namespace {

city::Point3 place(const Vertex& v) {
  return {static_cast<double>(v.x), static_cast<double>(v.y), static_cast<double>(v.z)};
}

/// As the shader does it.
city::Point3 unfolded(std::uint16_t code) {
  const double u = (code & 0xFF) / 127.5 - 1, v = (code >> 8) / 127.5 - 1;
  city::Point3 normal{u, v, 1 - std::abs(u) - std::abs(v)};
  const double below = std::max(-normal[2], 0.0);
  normal[0] += normal[0] < 0 ? below : -below;
  normal[1] += normal[1] < 0 ? below : -below;
  const double length = std::sqrt(city::dot(normal, normal));
  for (double& c : normal) c /= length;
  return normal;
}

const MarkBody kBodies[] = {pin_body(), car_body(), arrow_body()};

TEST(Marks, HaveFewTriangles) {
  const std::size_t most[] = {32, 20, 6};
  for (std::size_t i = 0; i < 3; ++i) {
    Mesh mesh;
    MarkMesher(kBodies[i], mesh).add({});
    EXPECT_LE(mesh.triangles(), most[i]);
    EXPECT_GT(mesh.triangles(), 2u);
  }
}

TEST(Marks, FaceOutwardsAndSaySoInTheirCodes) {
  for (const MarkBody& body : kBodies) {
    Mesh mesh;
    MarkMesher(body, mesh).add({{0, 0, 0}, 0.7, 2.5, 3, 9});
    city::Point3 middle{0, 0, 0};
    for (const Vertex& v : mesh.vertices)
      for (std::size_t axis = 0; axis < 3; ++axis)
        middle[axis] += place(v)[axis] / static_cast<double>(mesh.vertices.size());
    for (std::size_t i = 0; i < mesh.indices.size(); i += 3) {
      const city::Point3 a = place(mesh.vertices[mesh.indices[i]]),
                         b = place(mesh.vertices[mesh.indices[i + 1]]),
                         c = place(mesh.vertices[mesh.indices[i + 2]]);
      const city::Point3 facing = city::cross(city::minus(b, a), city::minus(c, a));
      const double length = std::sqrt(city::dot(facing, facing));
      ASSERT_GT(length, 0);
      const city::Point3 normal = unfolded(mesh.vertices[mesh.indices[i]].facade[0]);
      EXPECT_GT(city::dot(facing, normal) / length, 0.97);
      const bool convex = body.faces.size() == kBodies[0].faces.size();  // the pin
      EXPECT_TRUE(!convex || city::dot(facing, city::minus(a, middle)) > 0);
    }
  }
}

TEST(Marks, GrowAroundTheirFootByWhatTheirVerticesSay) {
  Mesh mesh;
  mesh.origin = {100, 200, 0};
  MarkMesher(pin_body(), mesh).add({{130, 210, 50}, 0, 3, 4.5, 77});
  for (const Vertex& v : mesh.vertices) {
    EXPECT_EQ(v.material, Material::mark);
    EXPECT_EQ(v.object, 77u);
    const city::Point3 foot{30, 10, 50};
    for (std::size_t axis = 0; axis < 3; ++axis)
      EXPECT_NEAR(place(v)[axis], foot[axis] + 3 * v.normal[axis] / 32.0, 0.06);
    EXPECT_NEAR(std::exp2(((v.facade[1] & 0xFF) - 96) / 16.0), 3, 0.1);
    EXPECT_NEAR((v.facade[1] >> 8) / 8.0, 4.5, 0.1);
  }
}

}  // namespace
}  // namespace conurb::scene

// SPDX-License-Identifier: Apache-2.0
#include "engine/io/scene_colours.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace conurb::io {
namespace {

using Triple = std::array<double, 3>;
using Matrix = std::array<Triple, 3>;

constexpr Matrix kAll{{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};
// Machado, Oliveira and Fernandes 2009, severity 1.0, of linear red, green and blue.
constexpr Matrix kProtanope{
    {{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}}};
constexpr Matrix kDeuteranope{
    {{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}}};
constexpr Matrix kTritanope{
    {{1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602}, {0.004733, 0.691367, 0.303900}}};
constexpr Matrix kToXyz{{{0.4124564, 0.3575761, 0.1804375},
                         {0.2126729, 0.7151522, 0.0721750},
                         {0.0193339, 0.1191920, 0.9503041}}};  // sRGB, D65

Triple product(const Matrix& m, const Triple& v) {
  Triple result{};
  for (std::size_t r = 0; r < 3; ++r) result[r] = m[r][0] * v[0] + m[r][1] * v[1] + m[r][2] * v[2];
  return result;
}

/// CIE L*a*b* (ISO/CIE 11664-4) of a colour as somebody sees it.
Triple lab(SceneMaterial material, const Matrix& eye) {
  Triple seen = product(eye, linear_colour(colour_of(material)));
  for (double& part : seen) part = std::clamp(part, 0.0, 1.0);
  const Triple xyz = product(kToXyz, seen);
  const auto f = [](double t) { return t > 216.0 / 24389 ? std::cbrt(t) : (24389.0 / 27 * t + 16) / 116; };
  const double x = f(xyz[0] / 0.95047), y = f(xyz[1]), z = f(xyz[2] / 1.08883);
  return {116 * y - 16, 500 * (x - y), 200 * (y - z)};
}

TEST(SceneColours, AreToldApartByEveryEye) {
  for (const Matrix& eye : {kAll, kProtanope, kDeuteranope, kTritanope}) {
    for (std::size_t i = 0; i < kSceneMaterials; ++i) {
      for (std::size_t j = i + 1; j < kSceneMaterials; ++j) {
        const auto a = static_cast<SceneMaterial>(i), b = static_cast<SceneMaterial>(j);
        const Triple p = lab(a, eye), q = lab(b, eye);
        EXPECT_GT(std::hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]), 12)
            << colour_of(a).name << " and " << colour_of(b).name;
      }
    }
  }
}

TEST(SceneColours, SurfacesSayWhatTheyAreElseTheirSlopeOrTheirObjectDoes) {
  EXPECT_EQ(material_of_surface("RoofSurface"), SceneMaterial::roof);
  EXPECT_EQ(material_of_surface("+SolarPanel"), SceneMaterial::other);
  EXPECT_EQ(kind_of("BuildingPart"), SceneKind::house);
  EXPECT_EQ(kind_of("TINRelief"), SceneKind::terrain);
  EXPECT_EQ(kind_of("+Noise"), SceneKind::other);
  EXPECT_EQ(material_of_kind(SceneKind::house, 1), SceneMaterial::roof);
  EXPECT_EQ(material_of_kind(SceneKind::house, 0.2), SceneMaterial::wall);
  EXPECT_EQ(material_of_kind(SceneKind::house, -0.9), SceneMaterial::ground);
  EXPECT_EQ(material_of_kind(SceneKind::water, 1), SceneMaterial::water);
}

}  // namespace
}  // namespace conurb::io

// SPDX-License-Identifier: Apache-2.0
// Volumes of the solids against their formulas; city_test holds that shells are closed.
#include "plugins/generator/roofs.hpp"

#include <gtest/gtest.h>

#include "city_checks.hpp"

namespace {

using namespace conurb::generator;

constexpr Quad kHouse{Point{0, 0}, Point{12000, 0}, Point{12000, 8000}, Point{0, 8000}};

void expect_shell(const Shells& shells, double expected) {
  City city;
  city.buildings.shell = shells;
  city.buildings.footprint.add(kHouse);
  city.buildings.year.push_back(2000);
  EXPECT_EQ(checks::shells(city), "");
  EXPECT_NEAR(volume(shells, 0), expected, 1e-3 * expected);
}

TEST(Roofs, APrismIsAreaTimesHeight) {
  Shells shells;
  add_prism(shells, kHouse, 100, 106);
  expect_shell(shells, 96 * 6);
}

TEST(Roofs, AGableAddsHalfTheRise) {
  Shells shells;
  const ProfilePoint profile[] = {{0, 106}, {0.5, 110}, {1, 106}};
  add_profile_solid(shells, kHouse, 100, profile);
  expect_shell(shells, 96 * (6 + 2));
}

TEST(Roofs, AShedAddsHalfTheRise) {
  Shells shells;
  const ProfilePoint profile[] = {{0, 106}, {1, 108}};
  add_profile_solid(shells, kHouse, 100, profile);
  expect_shell(shells, 96 * (6 + 1));
}

TEST(Roofs, AHipIsAPrismBetweenTwoHalfPyramids) {
  Shells shells;
  add_hipped_solid(shells, kHouse, 100, 106, 4);
  expect_shell(shells, 96 * 6 + 4 * 8 * 4 / 2.0 + 8 * 8 * 4 / 3.0);
}

TEST(Roofs, ASquareHipIsAPyramid) {
  Shells shells;
  add_hipped_solid(shells, Quad{Point{0, 0}, Point{9000, 0}, Point{9000, 9000}, Point{0, 9000}}, 0, 3, 6);
  EXPECT_NEAR(volume(shells, 0), 81 * 3 + 81 * 2, 0.5);
  EXPECT_EQ(shells.surface_kind.size(), 9U);
}

TEST(Roofs, AnInsetRoofIsAFrustum) {
  Shells shells;
  ASSERT_TRUE(add_inset_solid(shells, kHouse, 100, 106, 3, 1));
  // Prismatoid: (base + top + 4 middle) / 6 times the rise.
  expect_shell(shells, 96 * 6 + (96 + 60 + 4 * 77) / 6.0 * 3);
  EXPECT_FALSE(add_inset_solid(shells, kHouse, 100, 106, 3, 4.1));
  EXPECT_EQ(shells.size(), 1U);
}

}  // namespace

// SPDX-License-Identifier: Apache-2.0
#include "plugins/buildings/building_physics.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>

#include "plugins/buildings/error.hpp"
#include "plugins/buildings/systems.hpp"
#include "tests/plugins/buildings/fixtures.hpp"
#include "tests/validation.hpp"

namespace conurb::buildings {
namespace {

Archetype plain() {
  Archetype a;
  a.year_to = 9999;
  a.u_wall = 1.0;
  a.u_roof = 0.5;
  a.u_floor = 0.8;
  a.u_window = 2.0;
  a.g_window = 0.6;
  a.window_share = 0.25;
  a.thermal_bridge = 0.1;
  a.infiltration = 0.5;
  a.capacity = CapacityClass::heavy;
  return a;
}

/// 10 m x 10 m x 6 m, two storeys, facades to the four winds.
Geometry box() {
  Geometry g;
  g.wall_area = {60, 0, 60, 0, 60, 0, 60, 0};
  g.roof_area = 100;
  g.ground_area = 100;
  g.party_wall_area = 0;
  g.volume = 600;
  g.footprint_area = 100;
  g.perimeter = 40;
  g.mean_height = 6;
  g.storeys = 2;
  g.floor_area = 200;
  return g;
}

double sum(const std::array<double, kFacades>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0);
}

TEST(BuildingPhysics, EqualsTheHandCalculationOfABox) {
  const BuildingPhysics p = building_physics(box(), plain());
  EXPECT_EQ(p.assumed, 0u);
  EXPECT_DOUBLE_EQ(p.net_floor_area, 160);
  EXPECT_DOUBLE_EQ(p.window_area, 60);
  EXPECT_DOUBLE_EQ(p.h_tr_w, 120);
  // walls 180 x 1.0, roof 100 x 0.5, floor 0.5 x 100 x 0.8, bridges 0.1 x (240 + 100 + 50)
  EXPECT_NEAR(p.h_tr_op, 180 + 50 + 40 + 39, 1e-9);
  const auto& c = p.coefficients;
  EXPECT_DOUBLE_EQ(c.zone.h_tr_ms, 9.1 * 3.0 * 160);
  EXPECT_DOUBLE_EQ(c.zone.h_tr_is, 3.45 * 4.5 * 160);
  EXPECT_DOUBLE_EQ(c.zone.c_m_per_hour, 260e3 * 160 / 3600);
  EXPECT_NEAR(1.0 / (1.0 / c.zone.h_tr_em + 1.0 / c.zone.h_tr_ms), p.h_tr_op, 1e-9);
  EXPECT_NEAR(c.h_ve_base, 0.5 * 0.8 * 600 * 1200 / 3600, 1e-9);
  EXPECT_NEAR(c.window[4], 15 * 0.7 * 0.6 * 0.8, 1e-12);  // area, frame, g, shading
  EXPECT_NEAR(c.opaque[4], 45 * 0.6 * 0.04 * 1.0 * 0.8, 1e-12);
  EXPECT_EQ(c.window[3], 0.0);
  EXPECT_NEAR(c.opaque[kRoof], 100 * 0.6 * 0.04 * 0.5, 1e-12);
  validation::row("energy",
                  {"hand calculation of a box", validation::this_test(), "1e-9", validation::met()});
}

TEST(BuildingPhysics, PrefersWhatIsKnownOfTheBuildingToItsArchetype) {
  Overrides o;
  o.wall_u_value = 0.2;
  o.window_share = 0.5;
  o.window_g_value = 0.3;
  o.infiltration = 0.1;
  o.thermal_capacity = 100e3;
  const BuildingPhysics p = building_physics(box(), plain(), o);
  EXPECT_DOUBLE_EQ(p.window_area, 120);
  EXPECT_NEAR(p.h_tr_op, 120 * 0.2 + 50 + 40 + 39, 1e-9);
  EXPECT_NEAR(p.coefficients.window[4], 30 * 0.7 * 0.3 * 0.8, 1e-12);
  EXPECT_NEAR(p.coefficients.h_ve_base, 0.1 * 0.8 * 600 * 1200 / 3600, 1e-9);
  EXPECT_DOUBLE_EQ(p.coefficients.zone.c_m_per_hour, 100e3 * 160 / 3600);
}

TEST(BuildingPhysics, OpensWindowsOnlyWhereThereIsNoActiveCooling) {
  Overrides cooled;
  cooled.cooling_limit = 1e4;
  EXPECT_GT(building_physics(box(), plain()).coefficients.h_ve_airing, 0.0);
  EXPECT_EQ(building_physics(box(), plain(), cooled).coefficients.h_ve_airing, 0.0);
}

TEST(BuildingPhysics, TakesTheHeatPumpsSupplyFromTheStateOfRefurbishment) {
  Archetype advanced = plain();
  advanced.state = Refurbishment::advanced;
  const auto radiators = building_physics(box(), plain()).coefficients;
  const auto floor = building_physics(box(), advanced).coefficients;
  EXPECT_GT(inverse_cop(radiators.inverse_cop_at_zero, radiators.inverse_cop_per_kelvin, 0.0),
            inverse_cop(floor.inverse_cop_at_zero, floor.inverse_cop_per_kelvin, 0.0));
}

TEST(BuildingPhysics, FillsAnOpenShellFromFootprintAndHeightAndSaysSo) {
  Geometry g;
  g.footprint_area = 100;
  g.mean_height = 6.2;
  const Completed c = complete(g);
  EXPECT_DOUBLE_EQ(c.geometry.volume, 620);
  EXPECT_DOUBLE_EQ(c.geometry.storeys, 2);
  EXPECT_DOUBLE_EQ(c.geometry.floor_area, 200);
  EXPECT_DOUBLE_EQ(c.geometry.roof_area, 100);
  EXPECT_NEAR(sum(c.geometry.wall_area), 4 * 10 * 6.2, 1e-9);
  EXPECT_EQ(c.assumed, kAssumedVolume | kAssumedWalls | kAssumedPerimeter | kAssumedRoof | kAssumedGround |
                           kAssumedStoreys | kAssumedFloorArea);
}

TEST(BuildingPhysics, TakesPartyWallsOffTheAssumedWallsAndNeverBelowNothing) {
  Geometry g;
  g.footprint_area = 100;
  g.mean_height = 6;
  g.perimeter = 40;
  g.party_wall_area = 120;
  EXPECT_NEAR(sum(complete(g).geometry.wall_area), 120, 1e-9);
  g.party_wall_area = 1000;
  EXPECT_EQ(sum(complete(g).geometry.wall_area), 0.0);
}

TEST(BuildingPhysics, FindsTheHeightFromVolumeOrStoreys) {
  Geometry g;
  g.ground_area = 50;
  g.volume = 400;
  EXPECT_DOUBLE_EQ(complete(g).geometry.mean_height, 8.0);
  EXPECT_TRUE(complete(g).assumed & kAssumedFootprint);
  g.volume = kUnknown;
  g.storeys = 4;
  EXPECT_DOUBLE_EQ(complete(g).geometry.mean_height, 12.0);
  g.storeys = kUnknown;
  EXPECT_THROW((void)complete(g), InputError);
}

TEST(BuildingPhysics, RefusesWhatIsNoBuilding) {
  EXPECT_THROW((void)complete(Geometry{}), InputError);
  Geometry g = box();
  g.volume = -1;
  EXPECT_THROW((void)complete(g), InputError);
  g = box();
  g.roof_area = std::numeric_limits<double>::infinity();
  EXPECT_THROW((void)complete(g), InputError);
  Overrides o;
  o.window_share = 1.5;
  EXPECT_THROW((void)building_physics(box(), plain(), o), InputError);
}

TEST(BuildingPhysics, GivesUsableCoefficientsEvenForAnUninsulatedShed) {
  Geometry g;
  g.footprint_area = 6;
  g.mean_height = 2.2;
  Archetype a = plain();
  a.u_wall = a.u_roof = a.u_floor = 6.0;
  const BuildingPhysics p = building_physics(g, a);
  EXPECT_GT(p.h_tr_op, 0.95 * p.coefficients.zone.h_tr_ms);
  EXPECT_GT(p.coefficients.zone.h_tr_em, 0.0);
  EXPECT_NO_THROW(validate(p.coefficients));
}

TEST(BuildingPhysics, SortsNormalsIntoEightFacades) {
  EXPECT_EQ(facade_of(0, 1), 0u);
  EXPECT_EQ(facade_of(1, 1), 1u);
  EXPECT_EQ(facade_of(1, 0), 2u);
  EXPECT_EQ(facade_of(0, -1), 4u);
  EXPECT_EQ(facade_of(-1, 0), 6u);
  EXPECT_EQ(facade_of(-1, 1), 7u);
  EXPECT_EQ(facade_of(-0.01, 1), 0u);
}

TEST(BuildingPhysics, FindsThePrismsWallsInEitherSenseOfRotation) {
  const std::array<double, 8> ring{0, 0, 20, 0, 20, 10, 0, 10};  // counter-clockwise, 20 m along east
  const auto walls = prism_walls(ring, 3.0);
  EXPECT_DOUBLE_EQ(walls[0], 60);
  EXPECT_DOUBLE_EQ(walls[4], 60);
  EXPECT_DOUBLE_EQ(walls[2], 30);
  EXPECT_DOUBLE_EQ(walls[6], 30);
  const std::array<double, 10> closed_clockwise{0, 0, 0, 10, 20, 10, 20, 0, 0, 0};
  EXPECT_EQ(prism_walls(closed_clockwise, 3.0), walls);
  const std::array<double, 8> triangle_ish{0, 0, 10, 0, 0, 10, 0, 10};  // north-east facade, doubled point
  EXPECT_NEAR(prism_walls(triangle_ish, 1.0)[1], std::sqrt(200.0), 1e-9);
  EXPECT_THROW((void)prism_walls(std::span(ring).first(4), 3.0), InputError);
}

TEST(BuildingPhysics, KnowsTheThinnerAirOfHighPlaces) {
  EXPECT_NEAR(air_capacity(101325, 15), 1006 * 1.225, 1.0);  // ISA sea level: 1.225 kg/m3
  EXPECT_NEAR(air_capacity(83400, 15) / air_capacity(101325, 15), 0.823, 0.001);
}

}  // namespace
}  // namespace conurb::buildings

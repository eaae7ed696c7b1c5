// SPDX-License-Identifier: Apache-2.0
// Parcels against areas that follow from the rule, and what must hold of those of any city.
#include "plugins/people/parcels.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <utility>

#include "engine/city/query_shape.hpp"
#include "engine/sdk/dice.hpp"
#include "plugins/generator/city.hpp"
#include "plugins/people/plan_clip.hpp"
#include "tests/plugins/two_threads.hpp"

namespace conurb::people {
namespace {

using test::two_threads;

constexpr double kPi = std::numbers::pi;

using Shape = std::vector<double>;

/// Counter-clockwise, closed.
Shape box(double x0, double y0, double x1, double y1) {
  return {x0, y0, x1, y0, x1, y1, x0, y1, x0, y0};
}

Shape with_hole(Shape outer, double x0, double y0, double x1, double y1) {
  for (const double v : {x0, y0, x0, y1, x1, y1, x1, y0, x0, y0}) outer.push_back(v);
  return outer;
}

Ground ground_of(const std::vector<Shape>& footprints, std::vector<std::uint8_t> small = {}) {
  Ground ground;
  for (const Shape& each : footprints) ground.footprint.emplace_back(each);
  ground.small = std::move(small);
  ground.small.resize(footprints.size(), 0);
  return ground;
}

std::span<const double> outline(const Parcels& parcels, std::size_t p) {
  const auto begin = static_cast<std::size_t>(parcels.offsets[p]),
             end = static_cast<std::size_t>(parcels.offsets[p + 1]);
  return std::span(parcels.xy).subspan(begin, end - begin);
}

/// A text for the first fault: rings that do not close or turn the wrong way, an area that is not that of the
/// outline, parcels that lie over each other.
std::string land_faults(const Parcels& parcels) {
  double sum = 0, twice = 0;
  std::vector<city::Box2> boxes;
  for (std::size_t p = 0; p < parcels.size(); ++p) {
    const std::string name = "parcel " + std::to_string(p) + ": ";
    city::RingReader rings(outline(parcels, p));
    for (bool first = true; rings.next(); first = false) {
      const auto ring = rings.ring();
      if (ring.size() < 8 || ring[0] != ring[ring.size() - 2] || ring[1] != ring[ring.size() - 1])
        return name + "an open ring";
      if (first && !(city::ring_area(ring) > 0)) return name + "an outer ring that turns clockwise";
    }
    const double area = city::polygon_area(outline(parcels, p));
    if (!(area > 0) || std::fabs(area - parcels.area[p]) > 1e-5 * area + 1e-9) return name + "a wrong area";
    sum += area;
    boxes.push_back(city::bounding_box(outline(parcels, p)));
  }
  std::vector<std::size_t> order(parcels.size());
  for (std::size_t p = 0; p < order.size(); ++p) order[p] = p;
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return boxes[a].min_x < boxes[b].min_x; });
  for (std::size_t a = 0; a < order.size(); ++a)
    for (std::size_t b = a + 1; b < order.size() && boxes[order[b]].min_x <= boxes[order[a]].max_x; ++b)
      if (boxes[order[a]].meets(boxes[order[b]]))
        twice += city::shared_area(outline(parcels, order[a]), outline(parcels, order[b]));
  if (twice > 1e-3 * sum)
    return "parcels share " + std::to_string(twice) + " of " + std::to_string(sum) + " m2";
  return {};
}

/// The same, and whether every building stands on its parcel.
std::string ground_faults(const Ground& ground, const Parcels& parcels) {
  for (std::size_t i = 0; i < ground.footprint.size(); ++i) {
    const std::uint32_t p = parcels.parcel_of[i];
    if (p == kNone) return "building " + std::to_string(i) + " has no parcel";
    const double area = city::polygon_area(ground.footprint[i]);
    const double inside = city::shared_area(ground.footprint[i], outline(parcels, p));
    if (inside < 0.999 * area - 1e-3)
      return "building " + std::to_string(i) + " stands outside of its parcel";
  }
  return land_faults(parcels);
}

/// Area within `r` of a box, m2.
double around(double width, double height, double r) {
  return width * height + 2 * r * (width + height) + kPi * r * r;
}

TEST(Parcels, AHouseAloneHasTheGroundAroundIt) {
  const std::vector<Shape> town{box(1000, 2000, 1010, 2008)};
  const Ground ground = ground_of(town);
  const Parcels parcels = make_parcels(ground, 15);
  ASSERT_EQ(parcels.size(), 1U);
  EXPECT_EQ(ground_faults(ground, parcels), "");
  EXPECT_LE(parcels.area[0], around(10, 8, 15));
  EXPECT_GT(parcels.area[0], around(10, 8, 15) - 0.1 * 2 * kPi * 15);
}

TEST(Parcels, TheBorderOfTwoHousesLiesInTheMiddle) {
  for (const double gap : {0.6, 2.0, 6.0, 11.0}) {
    const std::vector<Shape> town{box(0, 0, 10, 20), box(10 + gap, 0, 20 + gap, 20)};
    const Ground ground = ground_of(town);
    const Parcels parcels = make_parcels(ground, 15);
    ASSERT_EQ(parcels.size(), 2U);
    EXPECT_EQ(ground_faults(ground, parcels), "");
    // Of the offset of a box what is left of x = h: a strip beside, and caps cut by the line in the corners.
    const double h = gap / 2, r = 15;
    const double corner = 0.5 * (h * std::sqrt(r * r - h * h) + r * r * std::asin(h / r));
    const double expected = 10 * 20 + 20 * r + 2 * 10 * r + kPi * r * r / 2 + 20 * h + 2 * corner;
    for (std::size_t p = 0; p < 2; ++p)
      EXPECT_NEAR(parcels.area[p], expected, 2e-3 * expected + 0.1 * 50) << gap;
    EXPECT_NEAR(parcels.area[0], parcels.area[1], 0.004 * expected) << gap;
    for (std::size_t i = 0; i < outline(parcels, 0).size(); i += 2)
      EXPECT_LE(outline(parcels, 0)[i], 10 + h + 0.15);
  }
}

TEST(Parcels, HousesWallToWallHaveStripsOfTheirWidth) {
  std::vector<Shape> town;
  for (int i = 0; i < 9; ++i) town.push_back(box(6.0 * i, 0, 6.0 * i + 6, 10));
  const Ground ground = ground_of(town);
  const Parcels parcels = make_parcels(ground, 15);
  ASSERT_EQ(parcels.size(), 9U);
  EXPECT_EQ(ground_faults(ground, parcels), "");
  for (std::size_t p = 1; p < 8; ++p) EXPECT_NEAR(parcels.area[p], 6 * 40, 0.02 * 240) << p;
}

TEST(Parcels, AStreetIsNobodysAndEndsTheParcel) {
  const std::vector<Shape> town{box(0, 0, 10, 10)};
  Ground ground = ground_of(town);
  ground.strips = {{-50, 16, 60, 16, 3}, {60, 16, -50, 16, 3}};  // both directions
  const Parcels parcels = make_parcels(ground, 15);
  ASSERT_EQ(parcels.size(), 1U);
  double top = 0;
  for (std::size_t i = 1; i < outline(parcels, 0).size(); i += 2) top = std::max(top, outline(parcels, 0)[i]);
  EXPECT_NEAR(top, 13, 2e-3) << "what lies across the street is not the parcel's";
  EXPECT_LT(parcels.area[0], around(10, 10, 15) - 10 * 12);
}

TEST(Parcels, AHouseInTheStreetKeepsItsFootprint) {
  const std::vector<Shape> town{box(0, 0, 10, 10)};
  Ground ground = ground_of(town);
  ground.strips = {{-50, 5, 60, 5, 40}};
  const Parcels parcels = make_parcels(ground, 15);
  ASSERT_EQ(parcels.size(), 1U);
  EXPECT_NEAR(parcels.area[0], 100, 1e-3);
}

TEST(Parcels, WaterIsTakenOutAndItsIslandsAreNot) {
  const std::vector<Shape> town{box(0, 0, 10, 10)};
  const Shape lake = with_hole(box(-500, -500, 500, 500), -5, -5, 15, 15);
  Ground ground = ground_of(town);
  ground.water.emplace_back(lake);
  const Parcels parcels = make_parcels(ground, 15);
  ASSERT_EQ(parcels.size(), 1U);
  EXPECT_NEAR(parcels.area[0], 400, 0.01);
}

TEST(Parcels, ACourtyardBelongsToItsBuildingAndAHouseInItHasSome) {
  const Shape block = with_hole(box(0, 0, 60, 60), 10, 10, 50, 50);
  const std::vector<Shape> town{block, box(25, 25, 35, 35)};
  const Ground ground = ground_of(town);
  const Parcels parcels = make_parcels(ground, 15);
  ASSERT_EQ(parcels.size(), 2U);
  EXPECT_EQ(ground_faults(ground, parcels), "");
  // The middle between the squares of 10 and 40 m: straight sides at 7.5 m, rounder at the corners.
  EXPECT_GT(parcels.area[1], 20 * 20.0);
  EXPECT_LT(parcels.area[1], 25 * 25.0);
  EXPECT_NEAR(parcels.area[0] + parcels.area[1], around(60, 60, 15), 0.1 * 100);
}

TEST(Parcels, AShedBelongsToTheNearestHouseAndAloneToItself) {
  const std::vector<Shape> town{box(0, 0, 10, 10), box(40, 0, 50, 10), box(14, 2, 17, 5), box(18, 2, 20, 5),
                                box(500, 0, 503, 4)};
  const Ground ground = ground_of(town, {0, 0, 1, 1, 1});
  const Parcels parcels = make_parcels(ground, 15);
  EXPECT_EQ(ground_faults(ground, parcels), "");
  EXPECT_EQ(parcels.main, (std::vector<std::uint32_t>{0, 1, 4}));
  EXPECT_EQ(parcels.parcel_of, (std::vector<std::uint32_t>{0, 1, 0, 0, 2}));
}

TEST(Parcels, BuildingsOnOneSpotShareAParcel) {
  std::vector<Shape> town(5, box(0, 0, 10, 10));
  town.push_back(box(30, 0, 40, 10));
  town.push_back(box(2, 2, 8, 8));  // inside of the others
  const Ground ground = ground_of(town);
  const Parcels parcels = make_parcels(ground, 15);
  EXPECT_EQ(ground_faults(ground, parcels), "");
  EXPECT_EQ(parcels.parcel_of, (std::vector<std::uint32_t>{0, 0, 0, 0, 0, 1, 0}));
}

TEST(Parcels, ThousandsOfCopiesCostNoMoreThanOne) {
  std::vector<Shape> town(20'000, box(0, 0, 10, 10));
  town.push_back(box(20, 0, 30, 10));
  const Ground ground = ground_of(town);
  const Parcels parcels = make_parcels(ground, 15);
  EXPECT_EQ(parcels.main, (std::vector<std::uint32_t>{0, 20'000}));
  EXPECT_EQ(parcels.parcel_of[19'999], 0U);
}

TEST(Parcels, BuildingsThatLieOverEachOtherShareNoGround) {
  const std::vector<Shape> town{box(0, 0, 10, 10), box(6, 4, 18, 12), box(5, -6, 9, 3)};
  const Ground ground = ground_of(town);
  const Parcels parcels = make_parcels(ground, 15);
  ASSERT_EQ(parcels.size(), 3U);
  for (std::size_t a = 0; a < 3; ++a)
    for (std::size_t b = a + 1; b < 3; ++b)
      EXPECT_LT(city::shared_area(outline(parcels, a), outline(parcels, b)), 0.01);
  EXPECT_NEAR(city::shared_area(outline(parcels, 0), town[0]), 100, 0.01) << "the first one has the ground";
}

TEST(Parcels, AHeapOfBuildingsAtAllAnglesSharesNoGround) {
  const sdk::Random random(7, "org.conurb.people/test");
  for (std::uint64_t heap = 0; heap < 12; ++heap) {
    const double side = heap < 6 ? 120 : 900;  // the larger ones need more than one tile
    std::vector<Shape> town;
    for (std::uint64_t i = 0; i < 220; ++i) {
      sdk::Dice dice(random, 1000 * heap + i);
      const double x = dice.uniform(0, side), y = dice.uniform(0, side), turn = dice.uniform(0, kPi);
      const double half = dice.uniform(0.01, heap % 2 == 0 ? 4 : 20), wide = dice.uniform(0.01, 8);
      Shape shape;
      for (const auto& [u, v] :
           {std::pair{-1, -1}, std::pair{1, -1}, std::pair{1, 1}, std::pair{-1, 1}, std::pair{-1, -1}}) {
        shape.push_back(x + u * half * std::cos(turn) - v * wide * std::sin(turn));
        shape.push_back(y + u * half * std::sin(turn) + v * wide * std::cos(turn));
      }
      town.push_back(std::move(shape));
    }
    const Parcels parcels = make_parcels(ground_of(town), 15);
    EXPECT_EQ(land_faults(parcels), "") << heap;
    for (std::size_t i = 0; i < town.size(); ++i) EXPECT_NE(parcels.parcel_of[i], kNone) << heap << ": " << i;
  }
}

TEST(Parcels, OutlinesOfNothingAndOfTooMuchAreSurvived) {
  const double inf = std::numeric_limits<double>::infinity();
  const std::vector<Shape> town{box(0, 0, 10, 10),
                                box(30, 0, 30.001, 0.001),                   // a millimetre
                                box(60, 0, 60.0001, 0.0001),                 // less
                                {90, 0, 95, 0, 90, 0},                       // a line
                                {120, 0, 130, 10, 130, 0, 120, 10, 120, 0},  // crosses itself
                                box(0, 0, 6000, 6000),
                                box(1e12, 0, 1e12 + 10, 10),
                                {0, 0, inf, 0, 5, 5, 0, 0},
                                {},
                                {150, 10, 160, 10, 160, 0, 150, 0, 150, 10}};  // clockwise
  const Ground ground = ground_of(town);
  const Parcels parcels = make_parcels(ground, 15);
  for (const std::size_t with : {0U, 1U, 2U, 3U, 4U, 9U}) EXPECT_NE(parcels.parcel_of[with], kNone) << with;
  for (const std::size_t none : {5U, 6U, 7U, 8U}) EXPECT_EQ(parcels.parcel_of[none], kNone) << none;
  for (std::size_t p = 0; p < parcels.size(); ++p) EXPECT_GT(parcels.area[p], 500) << p;
  EXPECT_TRUE(make_parcels({}, 15).xy.empty());
}

TEST(Parcels, BrokenStreetsAndWaterAreSurvived) {
  const double nan = std::numeric_limits<double>::quiet_NaN(), inf = std::numeric_limits<double>::infinity();
  const std::vector<Shape> town{box(0, 0, 10, 10)};
  const Shape odd{0, 0, nan, 5, 5, 5, 0, 0}, thin{0, 20};
  Ground ground = ground_of(town);
  ground.strips = {
      {nan, 0, 1, 1, 3}, {0, 0, inf, 0, 3}, {3, 20, 3, 20, 3}, {-1e9, 20, 1e9, 20, 3}, {0, 0, 9, 9, nan}};
  ground.water = {odd, thin, {}};
  const Parcels parcels = make_parcels(ground, 15);
  ASSERT_EQ(parcels.size(), 1U);
  double top = 0;
  for (std::size_t i = 1; i < outline(parcels, 0).size(); i += 2) top = std::max(top, outline(parcels, 0)[i]);
  EXPECT_NEAR(top, 17, 0.002);
}

/// Footprints, streets and the river of a generated city, as shapes.
struct Town {
  std::vector<Shape> footprints;
  Shape river;
  Ground ground;
};

Shape closed(std::span<const generator::Point> ring) {
  Shape shape;
  for (std::size_t i = 0; i <= ring.size(); ++i) {
    const generator::Vec p = generator::to_m(ring[i % ring.size()]);
    shape.push_back(p.x), shape.push_back(p.y);
  }
  return shape;
}

Town town_of(const generator::City& city) {
  Town town;
  for (std::size_t i = 0; i < city.buildings.size(); ++i)
    town.footprints.push_back(closed(city.buildings.footprint[i]));
  town.river = closed(city.river);
  town.ground = ground_of(town.footprints);
  town.ground.water.emplace_back(town.river);
  for (std::size_t i = 0; i < city.links.size(); ++i) {
    const auto line = city.links.line[i];
    for (std::size_t k = 0; k + 1 < line.size(); ++k) {
      const generator::Vec a = generator::to_m(line[k]), b = generator::to_m(line[k + 1]);
      town.ground.strips.push_back({a.x, a.y, b.x, b.y, 0.5 * city.links.width[i]});
    }
  }
  return town;
}

TEST(Parcels, ThoseOfACityShareNoGroundAndHoldTheirBuildings) {
  generator::Options options;
  options.population = 6000;
  const Town town = town_of(generator::generate(options));
  const Parcels parcels = make_parcels(town.ground, 15);
  EXPECT_EQ(ground_faults(town.ground, parcels), "");
  EXPECT_EQ(parcels.size(), town.footprints.size());
  std::vector<Ring> built;
  for (const Shape& each : town.footprints)
    for (Ring& ring : to_plan(each)) built.push_back(std::move(ring));
  double sum = 0;
  for (const float area : parcels.area) sum += area;
  EXPECT_LE(sum, 1e-6 * area_of(widened(joined(built), 15'000)) * 1.0001);
}

TEST(Parcels, ThreadsChangeNoBit) {
  generator::Options options;
  options.population = 3000;
  const Town town = town_of(generator::generate(options));
  const Parcels one = make_parcels(town.ground, 15), two = make_parcels(town.ground, 15, two_threads);
  EXPECT_EQ(one.xy, two.xy);
  EXPECT_EQ(one.offsets, two.offsets);
  EXPECT_EQ(one.area, two.area);
  EXPECT_EQ(one.parcel_of, two.parcel_of);
}

TEST(Parcels, ASmallerDepthGivesSmallerParcels) {
  std::vector<Shape> town;
  for (int i = 0; i < 4; ++i) town.push_back(box(40.0 * i, 0, 40.0 * i + 10, 10));
  const Ground ground = ground_of(town);
  double before = 1e9;
  for (const double depth : {60.0, 30.0, 15.0, 2.0}) {
    const Parcels parcels = make_parcels(ground, depth);
    EXPECT_EQ(ground_faults(ground, parcels), "") << depth;
    double sum = 0;
    for (const float area : parcels.area) sum += area;
    EXPECT_LT(sum, before) << depth;
    before = sum;
  }
}

}  // namespace
}  // namespace conurb::people

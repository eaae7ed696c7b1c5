// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/synthesis/city_columns.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <vector>

namespace conurb::energy::synthesis {

namespace {

TEST(CityColumns, CablesRunAlongStreetsPassBridgesAndAvoidMotorways) {
  EXPECT_EQ(passage_of("residential", 0), Passage::street);
  EXPECT_EQ(passage_of("", 0), Passage::street) << "an unknown road is a street";
  EXPECT_EQ(passage_of("primary", 1), Passage::cables) << "nobody joins a bridge";
  EXPECT_EQ(passage_of("residential", -1), Passage::cables);
  EXPECT_EQ(passage_of("footway", 0), Passage::cables);
  EXPECT_EQ(passage_of("motorway", 0), Passage::closed);
  EXPECT_EQ(passage_of("motorway_link", 1), Passage::closed);
}

TEST(CityColumns, FunctionsSayWhatPowerABuildingNeedsAndHowLongItKeepsIt) {
  EXPECT_EQ(need_of("residential").use, PowerUse::dwelling);
  EXPECT_EQ(need_of("31001_2000").use, PowerUse::retail);
  EXPECT_EQ(need_of("Hospital").use, PowerUse::hospital);
  EXPECT_EQ(need_of("hospital").priority, 2);
  EXPECT_EQ(need_of("fire_station").priority, 2);
  EXPECT_EQ(need_of("nursing home").priority, 1) << "a home for the elderly is no house, nor a hospital";
  EXPECT_EQ(need_of("warehouse").use, PowerUse::warehouse) << "though 'house' stands in it";
  EXPECT_FALSE(need_of("xyz").known);
  EXPECT_EQ(need_of("xyz").use, PowerUse::dwelling);
}

TEST(CityColumns, TheLargerPartOfAMixedBuildingCounts) {
  const PowerNeed house = need_of("residential"), shop = need_of("retail"), clinic = need_of("hospital");
  EXPECT_EQ(need_of_both(house, shop, 1000, 10).use, PowerUse::dwelling) << "a shop below ten flats";
  EXPECT_EQ(need_of_both(shop, {}, 1000, 1).use, PowerUse::retail) << "a flat above a hall";
  EXPECT_EQ(need_of_both(house, shop, kUnknown, kUnknown).use, PowerUse::retail);
  EXPECT_EQ(need_of_both(clinic, {}, 1000, 10).use, PowerUse::hospital) << "with homes for nurses";
  EXPECT_EQ(need_of_both(clinic, shop, 1000, 0).priority, 2) << "the higher one";
}

TEST(CityColumns, OnlyElectricHeatingDrawsPower) {
  EXPECT_GT(heating_of("electric"), heating_of("heat_pump"));
  EXPECT_GT(heating_of("heat_pump"), 0);
  EXPECT_EQ(heating_of("gas"), 0);
}

TEST(CityColumns, TheMiddleIsThatOfTheAreaWithoutItsHoles) {
  // An L of three squares around the origin's corner: middles (1,1), (3,1), (1,3).
  const std::vector<double> l{0, 0, 4, 0, 4, 2, 2, 2, 2, 4, 0, 4, 0, 0};
  EXPECT_NEAR(middle_of(l).x, 5.0 / 3, 1e-12);
  EXPECT_NEAR(middle_of(l).y, 5.0 / 3, 1e-12);
  // A square of 6 with two holes of 1, whose middles are (1.5,1.5) and (3.5,1.5).
  const std::vector<double> ring{0, 0, 6, 0, 6, 6, 0, 6, 0, 0, 1, 1, 1, 2, 2,
                                 2, 2, 1, 1, 1, 3, 1, 3, 2, 4, 2, 4, 1, 3, 1};
  EXPECT_NEAR(middle_of(ring).x, (36 * 3 - 1.5 - 3.5) / 34, 1e-12);
  EXPECT_NEAR(middle_of(ring).y, (36 * 3 - 1.5 - 1.5) / 34, 1e-12);
}

TEST(CityColumns, ShapesWithoutAreaHaveTheMiddleOfTheirPoints) {
  const std::vector<double> point{7, 8}, line{0, 0, 2, 0, 4, 0};
  EXPECT_EQ(middle_of(point).x, 7);
  EXPECT_EQ(middle_of(point).y, 8);
  EXPECT_EQ(middle_of(line).x, 2);
  EXPECT_TRUE(std::isnan(middle_of({}).x));
  const std::vector<double> broken{0, 0, kUnknown, 1, 1, 1, 0, 0};
  EXPECT_TRUE(std::isnan(middle_of(broken).x)) << "no place rather than a wrong one";
}

/// Rows of roads between nodes 0, 1, 2 along the x axis, 100 m each.
struct RoadTable {
  std::vector<std::uint8_t> alive;
  std::vector<std::int32_t> from, to, reverse, road_class, level;
  std::vector<std::int64_t> first{0};
  std::vector<double> points;
  std::array<std::string_view, 1> classes{"motorway"};

  void add(std::int32_t a, std::int32_t b, std::int32_t back, std::int32_t code = -1) {
    alive.push_back(1);
    from.push_back(a);
    to.push_back(b);
    reverse.push_back(back);
    road_class.push_back(code);
    level.push_back(0);
    points.insert(points.end(), {100.0 * a, 0.0, 100.0 * b, 0.0});
    first.push_back(static_cast<std::int64_t>(points.size()));
  }
  [[nodiscard]] CityStreets streets() const {
    return streets_of({alive, from, to, reverse, road_class, level, classes, first, points}, 3);
  }
};

TEST(CityColumns, OfTheTwoDirectionsOfARoadOneCounts) {
  RoadTable roads;
  roads.add(0, 1, 1);
  roads.add(1, 0, 0);
  roads.add(1, 2, -1, 0);
  const CityStreets streets = roads.streets();
  ASSERT_EQ(streets.size(), 2U);
  EXPECT_EQ(streets.from, (std::vector<std::int32_t>{0, 1}));
  EXPECT_EQ(streets.to, (std::vector<std::int32_t>{1, 2}));
  EXPECT_EQ(streets.passage, (std::vector<Passage>{Passage::street, Passage::closed}));
  EXPECT_EQ(streets.nodes, 3);
}

TEST(CityColumns, ADirectionWhoseOtherOneIsGoneCounts) {
  RoadTable roads;
  roads.add(0, 1, 1);
  roads.add(1, 0, 0);
  roads.alive[0] = 0;
  const CityStreets streets = roads.streets();
  ASSERT_EQ(streets.size(), 1U);
  EXPECT_EQ(streets.from[0], 1);
}

TEST(CityColumns, AReferenceThatIsNotAnsweredHidesNoRoad) {
  RoadTable roads;
  roads.add(0, 1, -1);
  roads.add(1, 2, 0);
  EXPECT_EQ(roads.streets().size(), 2U);
}

TEST(CityColumns, AnEndWithoutANodeIsANodeOfItsOwn) {
  RoadTable roads;
  roads.add(0, 1, -1);
  roads.from[0] = -1;
  roads.to[0] = 99;
  const CityStreets streets = roads.streets();
  ASSERT_EQ(streets.size(), 1U);
  EXPECT_EQ(streets.from[0], 3);
  EXPECT_EQ(streets.to[0], 4);
  EXPECT_EQ(streets.nodes, 5);
}

TEST(CityColumns, UnknownColumnsAreNotNeeded) {
  RoadTable roads;
  roads.add(0, 1, 1);
  roads.reverse.clear();
  roads.level.clear();
  roads.road_class.clear();
  EXPECT_EQ(roads.streets().passage, std::vector<Passage>{Passage::street});
}

}  // namespace

}  // namespace conurb::energy::synthesis

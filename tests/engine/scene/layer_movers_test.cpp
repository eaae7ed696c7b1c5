// SPDX-License-Identifier: Apache-2.0
#include "engine/scene/layer_movers.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numbers>

#include "engine/scene/link_lines.hpp"
#include "tests/engine/scene/layer_city.hpp"

namespace conurb::scene {
namespace {

using testing::ElementsAre;

Time at_second(double s) {
  return Time{} + from_seconds(s);
}

class Movers : public testing::Test {
 protected:
  Movers() { layer_.look.path.link = "link"; }
  std::vector<Mover> movers(double s) {
    return movers_at(city_, layer_, ObjectNumbers(city_), {}, at_second(s));
  }
  city::City city_ = layer_city();
  LayerSpec layer_ = shown("vehicle", "", host::LayerGeometry::particles);
};

TEST(LinkLines, AreShapesOrGoStraightFromNodeToNode) {
  const city::City city = layer_city();
  const LinkLines lines(city, city.table("link"));
  EXPECT_EQ(lines.length(0), 70);
  EXPECT_EQ(lines.length(1), 100) << "has no shape";
  EXPECT_EQ(lines.length(2), 0);
  const auto corner = lines.at(0, 40);
  EXPECT_TRUE(corner.found);
  EXPECT_DOUBLE_EQ(corner.x, 10);
  EXPECT_DOUBLE_EQ(corner.y, 30);
  EXPECT_DOUBLE_EQ(corner.heading_rad, std::numbers::pi / 2) << "east";
  EXPECT_EQ(lines.at(0, 1000).x, 40) << "cut to the line";
  EXPECT_EQ(lines.at(0, -5).y, 0);
  EXPECT_FALSE(lines.at(-1, 0).found);
}

TEST_F(Movers, AreAsFarAsTheirPositionSays) {
  layer_.look.path.position = "position";
  const auto found = movers(0);
  ASSERT_EQ(found.size(), 2U) << "the third is on no link";
  EXPECT_THAT(found[0].position, ElementsAre(20, 30, 0));
  EXPECT_FLOAT_EQ(found[0].heading_rad, std::numbers::pi_v<float> / 2);
  EXPECT_THAT(found[1].position, ElementsAre(75, 0, 0));
  EXPECT_FLOAT_EQ(found[1].heading_rad, -std::numbers::pi_v<float> / 2) << "west";
  EXPECT_EQ(found[1].object, ObjectNumbers(city_).number(city_.index_of("vehicle"), 1));
}

TEST_F(Movers, OfPassagesAreThoseThatAreUnderWay) {
  layer_.look.path.enter = "entered";
  layer_.look.path.leave = "left";
  EXPECT_TRUE(movers(-1).empty());
  auto found = movers(5);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].row, 0);
  EXPECT_THAT(found[0].position, ElementsAre(5, 30, 0)) << "halfway, 35 m";
  found = movers(10);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].row, 1) << "at that instant it has left the first link";
  EXPECT_TRUE(movers(20).empty());
}

TEST_F(Movers, StandWhereTheirPassageSaysSo) {
  layer_.look.path.enter = "entered";
  layer_.look.path.leave = "left";
  layer_.look.path.halt = "halt";
  layer_.look.path.halt_from = "halt_from";
  layer_.look.path.halt_to = "halt_to";
  // 70 m in 10 s, 4 of which it stands at 30 m: at the corner, which is 30 m from the start.
  EXPECT_THAT(movers(1)[0].position, ElementsAre(0, 15, 0));
  EXPECT_THAT(movers(2)[0].position, ElementsAre(0, 30, 0));
  EXPECT_THAT(movers(5.9)[0].position, ElementsAre(0, 30, 0));
  EXPECT_THAT(movers(8)[0].position, ElementsAre(20, 30, 0)) << "20 of the last 40 m";
  EXPECT_THAT(movers(15)[0].position, ElementsAre(50, 0, 0)) << "who stands for no time does not";
}

TEST_F(Movers, ThatKnowOnlyTheirArrivalComeAtTheSpeedOfTheLink) {
  layer_.look.path.leave = "left";
  layer_.look.path.speed = "speed";
  const auto found = movers(9);  // 10 m/s
  ASSERT_EQ(found.size(), 2U);
  EXPECT_THAT(found[0].position, ElementsAre(30, 30, 0)) << "a second before the end";
  EXPECT_EQ(found[1].position[0], 100) << "not begun";
  EXPECT_EQ(movers(100)[0].position[0], 40) << "waits at the end";
}

TEST_F(Movers, MayBeAnywhereByXAndY) {
  add_table(city_, "person", city::TableKind::particles, city::Shape::none,
            {column("x", city::Scalar::f64, "m"), column("y", city::Scalar::f64, "m")}, 2);
  set_values<double>(city_, "person", "x", {3, kNull});
  set_values<double>(city_, "person", "y", {4, 4});
  const auto layers = layers_of(city_, {});
  const LayerSpec& layer = find_layer(layers, "person.x");
  EXPECT_EQ(layer.look.geometry, host::LayerGeometry::particles);
  const auto found = movers_at(city_, layer, ObjectNumbers(city_), {}, {});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_THAT(found[0].position, ElementsAre(3, 4, 0));
}

TEST_F(Movers, LeaveTrajectoriesWithTime) {
  layer_.look.geometry = host::LayerGeometry::trajectory;
  layer_.look.path.enter = "entered";
  layer_.look.path.leave = "left";
  layer_.look.path.of = "who";
  const Trajectories ways = trajectories_of(city_, layer_, {}, at_second(-1), at_second(30));
  ASSERT_EQ(ways.strands.size(), 1U) << "who was on no link left none";
  EXPECT_EQ(ways.strands[0].of, 5);
  EXPECT_EQ(ways.strands[0].count, 5U);
  EXPECT_THAT(ways.points[1], ElementsAre(0, 30, 0));
  EXPECT_EQ(ways.times[1], Time{4'285'714}) << "30 of 70 m in 10 s";
  EXPECT_EQ(ways.times[4], at_second(20));
  EXPECT_THAT(ways.rows, ElementsAre(0, 0, 0, 1, 1));
  EXPECT_TRUE(trajectories_of(city_, layer_, {}, at_second(25), at_second(30)).strands.empty());
}

}  // namespace
}  // namespace conurb::scene

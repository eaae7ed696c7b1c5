// SPDX-License-Identifier: Apache-2.0
#include "engine/scene/map_streets.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/engine/scene/ground_fixture.hpp"

namespace conurb::scene {
namespace {

using testing::DoubleNear;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(MapStreets, ShortenedLinesLackTheirEnds) {
  const std::vector<double> line = {0, 0, 10, 0, 10, 20};
  EXPECT_THAT(shortened(line, 4, 5), ElementsAre(4, 0, 10, 0, 10, 15));
  EXPECT_THAT(shortened(line, 12, 0), ElementsAre(10, 2, 10, 20));
  EXPECT_THAT(shortened(line, 20, 10), IsEmpty());
  EXPECT_THAT(shortened({}, 1, 1), IsEmpty());
}

TEST(MapStreets, LinesBesideOthersKeepTheirDistanceRoundCorners) {
  const std::vector<double> line = {0, 0, 10, 0, 10, 20};
  EXPECT_THAT(beside(line, 2), ElementsAre(DoubleNear(0, 1e-9), DoubleNear(-2, 1e-9), DoubleNear(12, 1e-9),
                                           DoubleNear(-2, 1e-9), DoubleNear(12, 1e-9), DoubleNear(20, 1e-9)));
  EXPECT_THAT(beside(std::vector<double>{1, 1, 1, 1}, 2), IsEmpty());
}

TEST(MapStreets, OfTwoDirectionsOneIsDrawnAndNothingBelowTheGround) {
  city::City city = village();
  set_numbers(city.edit("road_link"), "level", {0, 0});
  const Ground above(city);
  EXPECT_THAT(lines_within(above.features->roads, {-10, -10, 10, 10}), ElementsAre(0));
  EXPECT_THAT(lines_within(above.features->roads, {-10, 100, 10, 120}), IsEmpty());
  set_numbers(city.edit("road_link"), "level", {-1, -1});
  const Ground below(city);
  EXPECT_THAT(lines_within(below.features->roads, {-10, -10, 10, 10}), IsEmpty());
}

TEST(MapStreets, WidthComesFromTheRowElseFromLanesElseFromTheClass) {
  city::City city;
  city::Table& roads = city::add_shapes(city, "road_link", city::Shape::line,
                                        {{0, 0, 9, 0}, {0, 5, 9, 5}, {0, 9, 9, 9}, {0, 12, 9, 12}});
  set_texts(roads, "road_class", {"residential", "primary", "footway", "motorway"});
  set_floats(roads, "width", {7.25F, NAN, NAN, NAN});
  set_floats(roads, "lanes", {4, 4, NAN, NAN});
  const Ground ground(std::move(city));
  const std::vector<LineStyle>& styles = ground.features->roads.styles;
  EXPECT_EQ(styles[0].width_m, 7.25F);
  EXPECT_EQ(styles[1].width_m, 13);
  EXPECT_LT(styles[2].width_m, 3);
  EXPECT_GT(styles[3].width_m, 8);
  EXPECT_LT(styles[2].rank, styles[0].rank);
  EXPECT_LT(styles[0].rank, styles[3].rank);
}

}  // namespace
}  // namespace conurb::scene

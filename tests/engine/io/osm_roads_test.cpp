// SPDX-License-Identifier: Apache-2.0
#include "engine/io/osm_roads.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/engine/io/osm_fixture.hpp"

namespace conurb::io {

namespace {

RoadRules road(const TagTexts& tags) {
  const TagBag bag(tags);
  return road_rules(bag.tags());
}

RailRules rail(const TagTexts& tags) {
  const TagBag bag(tags);
  return rail_rules(bag.tags());
}

}  // namespace

TEST(OsmRoads, EachClassIsForItsOwnUsers) {
  struct Case {
    const char* highway;
    bool open, walkable, cyclable;
  };
  for (const Case& each : {Case{"motorway", true, false, false}, Case{"residential", true, true, true},
                           Case{"footway", false, true, false}, Case{"cycleway", false, true, true},
                           Case{"path", false, true, true}, Case{"steps", false, true, false},
                           Case{"track", false, true, true}, Case{"busway", false, false, false}}) {
    const RoadDirection way = road({{"highway", each.highway}}).forward;
    EXPECT_EQ(way.open, each.open) << each.highway;
    EXPECT_EQ(way.walkable, each.walkable) << each.highway;
    EXPECT_EQ(way.cyclable, each.cyclable) << each.highway;
  }
  for (const char* none : {"proposed", "construction", "platform", "rest_area", "elevator"})
    EXPECT_FALSE(road({{"highway", none}}).is_road) << none;
}

TEST(OsmRoads, TheMoreSpecialAccessTagCounts) {
  const RoadDirection gate = road({{"highway", "service"}, {"access", "private"}, {"foot", "yes"}}).forward;
  EXPECT_FALSE(gate.open);
  EXPECT_TRUE(gate.walkable);
  EXPECT_FALSE(gate.cyclable);
  EXPECT_TRUE(road({{"highway", "track"}, {"motor_vehicle", "yes"}}).forward.open);
  EXPECT_TRUE(road({{"highway", "footway"}, {"bicycle", "yes"}}).forward.cyclable);
  EXPECT_FALSE(road({{"highway", "footway"}, {"access", "yes"}}).forward.open);
  EXPECT_TRUE(road({{"highway", "residential"}, {"access", "destination"}}).forward.open);
  EXPECT_FALSE(road({{"highway", "trunk"}, {"motorroad", "yes"}}).forward.walkable);
}

TEST(OsmRoads, OnewayHoldsForVehiclesOnly) {
  const RoadRules with = road({{"highway", "primary"}, {"oneway", "yes"}});
  EXPECT_TRUE(with.forward.open && !with.backward.open);
  EXPECT_TRUE(with.backward.walkable && !with.backward.cyclable);
  const RoadRules against = road({{"highway", "primary"}, {"oneway", "-1"}, {"lanes", "2"}});
  EXPECT_TRUE(!against.forward.open && against.backward.open);
  EXPECT_EQ(against.backward.lanes, 2);
  EXPECT_EQ(against.forward.lanes, 0);
  EXPECT_FALSE(road({{"highway", "tertiary"}, {"junction", "roundabout"}}).backward.open);
  EXPECT_FALSE(road({{"highway", "motorway"}}).backward.used());
  EXPECT_TRUE(road({{"highway", "motorway"}, {"oneway", "no"}}).backward.open);
  EXPECT_TRUE(
      road({{"highway", "residential"}, {"oneway", "yes"}, {"oneway:bicycle", "no"}}).backward.cyclable);
  EXPECT_TRUE(
      road({{"highway", "residential"}, {"oneway", "yes"}, {"cycleway", "opposite_lane"}}).backward.cyclable);
}

TEST(OsmRoads, LanesAndSpeedsAreThoseOfTheDirection) {
  const RoadRules three = road({{"highway", "secondary"}, {"lanes", "3"}, {"lanes:forward", "2"}});
  EXPECT_EQ(three.forward.lanes, 2);
  EXPECT_EQ(three.backward.lanes, 1);
  EXPECT_EQ(road({{"highway", "secondary"}, {"lanes", "4"}}).backward.lanes, 2);
  EXPECT_TRUE(std::isnan(road({{"highway", "secondary"}}).forward.lanes));
  const RoadRules speeds = road({{"highway", "secondary"}, {"maxspeed", "50"}, {"maxspeed:backward", "30"}});
  EXPECT_NEAR(speeds.forward.speed_limit_m_s, 50 / 3.6, 1e-9);
  EXPECT_NEAR(speeds.backward.speed_limit_m_s, 30 / 3.6, 1e-9);
}

TEST(OsmRoads, AbsurdValuesAreLeftOutAndTold) {
  const RoadRules odd =
      road({{"highway", "secondary"}, {"lanes", "nan"}, {"maxspeed", "1e9"}, {"width", "-2"}});
  EXPECT_TRUE(odd.odd_lanes && odd.odd_speed && odd.odd_width);
  EXPECT_TRUE(std::isnan(odd.forward.lanes) && std::isnan(odd.forward.speed_limit_m_s) &&
              std::isnan(odd.width_m));
  EXPECT_FALSE(road({{"highway", "motorway"}, {"maxspeed", "none"}}).odd_speed);
}

TEST(OsmRoads, RailHasGaugeVoltageAndDirection) {
  const RailRules tram =
      rail({{"railway", "tram"}, {"gauge", "1435;1000"}, {"voltage", "750"}, {"oneway", "-1"}});
  EXPECT_TRUE(tram.is_rail);
  EXPECT_DOUBLE_EQ(tram.gauge_m, 1.435);
  EXPECT_EQ(tram.supply_voltage, 750);
  EXPECT_TRUE(!tram.both_ways && tram.reversed);
  EXPECT_EQ(rail({{"railway", "narrow_gauge"}}).rail_class, "rail");
  EXPECT_EQ(rail({{"railway", "rail"}, {"electrified", "no"}}).supply_voltage, 0);
  for (const char* none : {"disused", "construction", "platform", "station"})
    EXPECT_FALSE(rail({{"railway", none}}).is_rail) << none;
}

}  // namespace conurb::io

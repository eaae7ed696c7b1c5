// SPDX-License-Identifier: Apache-2.0
#include "engine/io/osm_values.hpp"

#include <gtest/gtest.h>

namespace conurb::io {

TEST(OsmValues, SpeedsAreReadInTheirUnitsAndWords) {
  EXPECT_NEAR(osm_speed_m_s("50").value(), 50 / 3.6, 1e-12);
  EXPECT_NEAR(osm_speed_m_s("50 km/h").value(), 50 / 3.6, 1e-12);
  EXPECT_NEAR(osm_speed_m_s("30 mph").value(), 30 * 0.44704, 1e-12);
  EXPECT_NEAR(osm_speed_m_s("10 knots").value(), 10 * 1852.0 / 3600, 1e-12);
  EXPECT_NEAR(osm_speed_m_s("walk").value(), 7 / 3.6, 1e-12);
  EXPECT_NEAR(osm_speed_m_s("DE:urban").value(), 50 / 3.6, 1e-12);
  EXPECT_NEAR(osm_speed_m_s("DE:zone30").value(), 30 / 3.6, 1e-12);
  EXPECT_NEAR(osm_speed_m_s("DE:zone:30").value(), 30 / 3.6, 1e-12);
  EXPECT_NEAR(osm_speed_m_s("GB:nsl_single").value(), 60 * 0.44704, 1e-12);
  EXPECT_NEAR(osm_speed_m_s("50;30").value(), 50 / 3.6, 1e-12);
}

TEST(OsmValues, SpeedsThatAreNoneAreNothing) {
  for (const char* text : {"", "none", "signals", "nan", "inf", "-50", "0", "1e300", "50 parsec", "DE:zone",
                           "fast", "401", "XX:urban"})
    EXPECT_FALSE(osm_speed_m_s(text).has_value()) << text;
  EXPECT_TRUE(is_open_speed("none"));
  EXPECT_FALSE(is_open_speed("fast"));
}

TEST(OsmValues, LengthsAreReadInTheirUnits) {
  EXPECT_DOUBLE_EQ(osm_length_m("12").value(), 12);
  EXPECT_DOUBLE_EQ(osm_length_m("3.5 m").value(), 3.5);
  EXPECT_DOUBLE_EQ(osm_length_m("3.5m").value(), 3.5);
  EXPECT_DOUBLE_EQ(osm_length_m("0.4 km").value(), 400);
  EXPECT_DOUBLE_EQ(osm_length_m("80 cm").value(), 0.8);
  EXPECT_DOUBLE_EQ(osm_length_m("10 ft").value(), 3.048);
  EXPECT_DOUBLE_EQ(osm_length_m("12'").value(), 12 * 0.3048);
  EXPECT_DOUBLE_EQ(osm_length_m("6'6\"").value(), 6.5 * 0.3048);
  for (const char* text : {"", "tall", "nan", "inf", "12 bananas", "6'x", "3,5"})
    EXPECT_FALSE(osm_length_m(text).has_value()) << text;
}

TEST(OsmValues, LevelFollowsLayerThenBridgeThenTunnel) {
  EXPECT_EQ(osm_level("", "", ""), 0);
  EXPECT_EQ(osm_level("2", "yes", ""), 2);
  EXPECT_EQ(osm_level("-3", "", "yes"), -3);
  EXPECT_EQ(osm_level("", "viaduct", ""), 1);
  EXPECT_EQ(osm_level("", "no", "yes"), -1);
  EXPECT_EQ(osm_level("", "", "building_passage"), 0);
  EXPECT_EQ(osm_level("99999", "yes", ""), 1);
}

TEST(OsmValues, YearsComeFromDates) {
  EXPECT_EQ(osm_year("1975"), 1975);
  EXPECT_EQ(osm_year("1975-06-01"), 1975);
  EXPECT_EQ(osm_year("~1930"), 1930);
  EXPECT_EQ(osm_year("1960s"), 1960);
  EXPECT_EQ(osm_year("C19"), 1850);
  for (const char* text : {"", "old", "19", "12345", "0000", "C1x"}) EXPECT_FALSE(osm_year(text)) << text;
}

}  // namespace conurb::io

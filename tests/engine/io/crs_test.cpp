// SPDX-License-Identifier: Apache-2.0
#include "engine/io/crs.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <iostream>
#include <vector>

#include "engine/base/error.hpp"
#include "tests/validation.hpp"

namespace conurb::io {
namespace {

TEST(CrsText, takes_the_forms_apart_that_files_use) {
  struct Case {
    const char* text;
    CrsForm form;
    int epsg, vertical;
  };
  const Case cases[] = {
      {"https://www.opengis.net/def/crs/EPSG/0/7415", CrsForm::url, 7415, 0},
      {"http://www.opengis.net/def/crs/EPSG/6.12/3068", CrsForm::url, 3068, 0},
      {"http://www.opengis.net/def/crs-compound?1=http://www.opengis.net/def/crs/EPSG/0/25832&2=http://"
       "www.opengis.net/"
       "def/crs/EPSG/0/5783",
       CrsForm::url, 25832, 5783},
      {"urn:ogc:def:crs:EPSG::7415", CrsForm::urn, 7415, 0},
      {"urn:ogc:def:crs:EPSG:9.0:28992", CrsForm::urn, 28992, 0},
      {"urn:ogc:def:crs,crs:EPSG::25832,crs:EPSG::5783", CrsForm::urn, 25832, 5783},
      {"EPSG:7415", CrsForm::code, 7415, 0},
      {" epsg:25832+5783 ", CrsForm::code, 25832, 5783},
      {"OGC:CRS84", CrsForm::code, 0, 0},
      {"urn:adv:crs:ETRS89_UTM32*DE_DHHN92_NH", CrsForm::urn, 25832, 5783},
      {"urn:adv:crs:DE_DHDN_3GK3", CrsForm::urn, 31467, 0},
      {"urn:adv:crs:ETRS89_UTM32*DE_SOMETHING", CrsForm::other, 0, 0},
      {"http://www.opengis.net/gml/srs/epsg.xml#25832", CrsForm::url, 25832, 0},
      {"http://www.opengis.net/gml/srs/other.xml#25832", CrsForm::other, 0, 0},
      {"https://example.org/crs", CrsForm::other, 0, 0},
      {"EPSG:-1", CrsForm::other, 0, 0},
      {"", CrsForm::none, 0, 0},
  };
  for (const Case& entry : cases) {
    const CrsText crs = parse_crs_text(entry.text);
    EXPECT_EQ(crs.form, entry.form) << entry.text;
    EXPECT_EQ(crs.epsg, entry.epsg) << entry.text;
    EXPECT_EQ(crs.vertical_epsg, entry.vertical) << entry.text;
    EXPECT_EQ(crs.text, entry.text);
  }
}

TEST(Crs, splits_a_compound_system_into_its_parts) {
  const Crs crs = Crs::open("https://www.opengis.net/def/crs/EPSG/0/7415");
  EXPECT_EQ(crs.name(), "Amersfoort / RD New + NAP height");
  EXPECT_EQ(crs.horizontal_epsg(), 28992);
  EXPECT_EQ(crs.vertical_epsg(), 5709);
  EXPECT_TRUE(crs.has_height());
  EXPECT_FALSE(crs.is_geographic());
  EXPECT_EQ(crs.unit(), "metre");
  EXPECT_EQ(crs.unit_factor(), 1);
}

TEST(Crs, converts_a_utm_point_in_the_order_of_maps) {
  // On the central meridian of zone 32 the easting is 500 km by definition; the northing at 48 degrees is
  // 0.9996 times the meridian arc 5,317,885.43 m (GRS 80, series of Helmert), so the point lies at 9 E 48 N
  // within a millimetre.
  const Crs crs = Crs::open("urn:ogc:def:crs,crs:EPSG::25832,crs:EPSG::5783");
  EXPECT_EQ(crs.vertical_epsg(), 5783);
  const auto [longitude, latitude] = crs.to_wgs84(500000, 0.9996 * 5318427.59536765);
  EXPECT_NEAR(longitude, 9, 1e-9);
  EXPECT_NEAR(latitude, 48, 1e-8);
  const auto [x, y] = crs.from_wgs84(longitude, latitude);
  EXPECT_NEAR(x, 500000, 1e-3);
  EXPECT_NEAR(y, 0.9996 * 5318427.59536765, 1e-3);
  validation::row("weather", {"meridian of UTM 32, series of Helmert", validation::this_test(),
                              "1e-8°; back 1 mm", validation::met()});
}

TEST(Crs, puts_longitude_first_where_the_authority_does_not) {
  const Crs crs = Crs::open("EPSG:4326");
  EXPECT_TRUE(crs.is_geographic());
  EXPECT_EQ(crs.unit(), "degree");
  const auto [longitude, latitude] = crs.to_wgs84(139.75, 35.68);
  EXPECT_EQ(longitude, 139.75);
  EXPECT_EQ(latitude, 35.68);
  // The Japanese plane systems have x to the north in the register; here x is to the east.
  const Crs tokyo = Crs::open("http://www.opengis.net/def/crs/EPSG/0/6677");
  const auto [east, north] = tokyo.to_wgs84(-8000, -36000);
  EXPECT_GT(east, 139.7);
  EXPECT_LT(east, 139.8);
  EXPECT_GT(north, 35.6);
  EXPECT_LT(north, 35.7);
}

TEST(Crs, puts_delft_where_it_is_and_states_the_accuracy) {
  const Crs crs = Crs::open("EPSG:7415");
  const auto [longitude, latitude] = crs.to_wgs84(84616, 447423);
  // The old town of Delft, to the datum's metre: 1e-4 degree.
  EXPECT_NEAR(longitude, 4.3607, 0.02);
  EXPECT_NEAR(latitude, 52.0101, 0.02);
  const auto accuracy = crs.accuracy_m(84616, 447423);
  ASSERT_TRUE(accuracy.has_value());
  EXPECT_LE(*accuracy, 1.0);
  validation::row("weather", {"Delft in the Dutch grid", validation::this_test(), "0.02°, a gross check",
                              validation::met()});
}

TEST(Crs, converts_many_points_and_marks_the_impossible) {
  const Crs utm = Crs::open("EPSG:25832");
  std::vector<double> points{500000, 5000000, 1e30, 1e30, 500000, 0};
  EXPECT_EQ(utm.to_wgs84(points), 1u);
  EXPECT_TRUE(std::isnan(points[2]));
  EXPECT_NEAR(points[4], 9, 1e-9);
  EXPECT_NEAR(points[5], 0, 1e-9);
  EXPECT_THROW((void)utm.to_wgs84(1e30, 1e30), Error);
}

TEST(Crs, tells_feet_from_metres) {
  const Crs crs = Crs::open("EPSG:2263");  // New York Long Island
  EXPECT_EQ(crs.unit(), "US survey foot");
  EXPECT_NEAR(crs.unit_factor(), 1200.0 / 3937, 1e-12);
}

TEST(Crs, says_when_a_missing_grid_costs_accuracy) {
  const Crs crs =
      Crs::open("EPSG:27700");  // London; Debian's proj-data has the grid, the plain library has not
  const auto accuracy = crs.accuracy_m(530000, 180000);
  ASSERT_TRUE(accuracy.has_value());
  EXPECT_EQ(crs.missing_grid().empty(), *accuracy <= 1.0) << crs.missing_grid() << " " << *accuracy;
}

TEST(Crs, refuses_what_proj_does_not_know) {
  for (const char* const text :
       {"EPSG:999999", "urn:adv:crs:ETRS89_UTM32*DE_SOMETHING", "nonsense", "", "EPSG:5709", "EPSG:4978"}) {
    EXPECT_THROW(Crs::open(text, "city.json"), Error) << text;
  }
}

TEST(Crs, knows_the_order_of_the_register_and_the_area_of_use) {
  EXPECT_TRUE(Crs::open("EPSG:4326").is_north_first());
  EXPECT_TRUE(Crs::open("EPSG:31467").is_north_first());
  EXPECT_FALSE(Crs::open("EPSG:25832+5783").is_north_first());
  const auto area = Crs::open("EPSG:28992").area_of_use();
  ASSERT_TRUE(area.has_value());
  EXPECT_NEAR((*area)[0], 3.2, 0.1);
  EXPECT_NEAR((*area)[3], 53.7, 0.1);
  EXPECT_FALSE(Crs::open("+proj=utm +zone=32 +type=crs").area_of_use().has_value());
}

}  // namespace
}  // namespace conurb::io

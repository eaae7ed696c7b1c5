// SPDX-License-Identifier: Apache-2.0
// Which coordinate system a CityGML file is in, and which coordinate comes first.
#include <gmock/gmock.h>

#include "engine/city/geometry_measure.hpp"
#include "tests/engine/io/citygml_fixture.hpp"

namespace conurb::io {
namespace {

using namespace fixture;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// First point of the first geometry of a file with one triangle.
city::Point3 point_of(const CityModel& model) {
  const city::GeometryStore& store = model.geometry;
  return store.world(store.ring(0)[0], store.tile_of(0));
}
CityModel with_points(const std::string& points, const std::string& srs) {
  return read(file(building("<bldg:lod1MultiSurface>" + multi_surface(surface_member(polygon(points))) +
                            "</bldg:lod1MultiSurface>"),
                   srs));
}
CityModel with_block(std::array<double, 3> low, std::array<double, 3> high, const std::string& srs) {
  return read(
      file(building("<bldg:lod1Solid>" + solid(all(block(low, high, ""))) + "</bldg:lod1Solid>"), srs));
}

TEST(CityGmlCrs, puts_longitude_first_where_the_register_puts_latitude_first) {
  for (const char* const srs : {"urn:ogc:def:crs:EPSG::4326", "http://www.opengis.net/def/crs/EPSG/0/4979",
                                "http://www.opengis.net/def/crs/EPSG/0/6697", "urn:adv:crs:ETRS89_Lat-Lon"}) {
    const CityModel model = with_points(
        "35.681236 139.767125 3.5 35.681236 139.7672 3.5 35.6813 139.7672 3.5 35.681236 139.767125 3.5", srs);
    EXPECT_THAT(point_of(model),
                ElementsAre(::testing::DoubleNear(139.767125, 1e-9), ::testing::DoubleNear(35.681236, 1e-9),
                            ::testing::DoubleNear(3.5, 1e-9)))
        << srs;
    EXPECT_EQ(model.crs.text, srs);
  }
}

TEST(CityGmlCrs, takes_short_names_as_longitude_first) {
  for (const char* const srs : {"EPSG:4326", "http://www.opengis.net/gml/srs/epsg.xml#4326"}) {
    const CityModel model = with_points("13.4 52.5 30 13.5 52.5 30 13.5 52.6 30 13.4 52.5 30", srs);
    EXPECT_NEAR(point_of(model)[0], 13.4, 1e-9) << srs;
    EXPECT_THAT(model.findings.kept(), IsEmpty());
  }
}

TEST(CityGmlCrs, sees_from_the_numbers_that_latitude_and_longitude_stand_the_other_way_round) {
  const CityModel model =
      with_points("139.767125 35.68 3 139.7672 35.68 3 139.7672 35.69 3 139.767125 35.68 3",
                  "urn:ogc:def:crs:EPSG::4326");
  EXPECT_NEAR(point_of(model)[0], 139.767125, 1e-9);
  EXPECT_EQ(model.findings.count("crs.axis_order"), 1u);
}

TEST(CityGmlCrs, puts_east_first_in_systems_that_the_register_gives_north_first) {
  // Gauss-Krueger zone 3 as nearly all files have it: easting first, against the register.
  const CityModel kassel =
      with_block({3534000, 5686000, 160}, {3534010, 5686020, 170}, "urn:ogc:def:crs:EPSG::31467");
  EXPECT_NEAR(point_of(kassel)[0], 3534000, 1e-6);
  EXPECT_EQ(kassel.findings.count("crs.axis_order"), 1u);
  // And as the register wants it.
  const CityModel right =
      with_points("5686000 3534000 160 5686010 3534000 160 5686010 3534020 160 5686000 3534000 160",
                  "urn:ogc:def:crs:EPSG::31467");
  EXPECT_NEAR(point_of(right)[0], 3534000, 1e-6);
  EXPECT_THAT(right.findings.kept(), IsEmpty());
}

TEST(CityGmlCrs, tells_the_order_from_solids_where_both_lie_in_the_country) {
  // Poland CS92 (EPSG:2180) covers 500 km x 800 km: the area of use says nothing about (540000, 500000).
  const CityModel model =
      with_block({540000, 500000, 100}, {540010, 500020, 130}, "urn:ogc:def:crs:EPSG::2180");
  EXPECT_EQ(model.findings.count("crs.axis_order"), 1u);
  EXPECT_GT(measure_geometry(model.geometry, 0).volume, 0);
  EXPECT_NEAR(point_of(model)[0], 540000, 1e-6);
  // The same block with its axes the other way round: what was outward is outward again once it is turned.
  const auto faces = block({500000, 540000, 100}, {500020, 540010, 130}, "");
  std::string turned;
  for (const std::string& face : faces)
    turned += surface_member("<gml:OrientableSurface orientation=\"-\"><gml:baseSurface>" + face +
                             "</gml:baseSurface></gml:OrientableSurface>");
  const CityModel by_register = read(
      file(building("<bldg:lod1Solid>" + solid(turned) + "</bldg:lod1Solid>"), "urn:ogc:def:crs:EPSG::2180"));
  EXPECT_THAT(by_register.findings.kept(), IsEmpty());
  EXPECT_GT(measure_geometry(by_register.geometry, 0).volume, 0);
  EXPECT_NEAR(point_of(by_register)[0], 540000, 1e-6);
}

TEST(CityGmlCrs, inherits_the_system_from_boxes_and_geometries_around) {
  const std::string surface =
      multi_surface(surface_member(kUtm.empty() ? "" : polygon("0 0 0 1 0 0 1 1 0 0 0 0")));
  const std::string named = "<gml:MultiSurface srsName=\"EPSG:25833\">" + surface.substr(18);
  EXPECT_EQ(read(file(building("<bldg:lod1MultiSurface>" + named + "</bldg:lod1MultiSurface>"), "")).crs.epsg,
            25833);
  EXPECT_EQ(read(file(building(envelope("EPSG:25833") + "<bldg:lod1MultiSurface>" + surface +
                               "</bldg:lod1MultiSurface>"),
                      ""))
                .crs.epsg,
            25833);
  EXPECT_EQ(
      read(file(building("<bldg:lod1MultiSurface>" + surface + "</bldg:lod1MultiSurface>"), "")).crs.form,
      CrsForm::none);
}

TEST(CityGmlCrs, leaves_out_geometry_in_a_second_system) {
  const std::string surface = surface_member(polygon("0 0 0 1 0 0 1 1 0 0 0 0"));
  const auto in = [&](const char* srs) {
    return read(file(building(std::string("<bldg:lod1MultiSurface><gml:MultiSurface srsName=\"") + srs +
                              "\">" + surface + "</gml:MultiSurface></bldg:lod1MultiSurface>")));
  };
  EXPECT_THAT(in("urn:ogc:def:crs:EPSG::25832").findings.kept(), IsEmpty()) << "the same in other words";
  const CityModel mixed = in("EPSG:25833");
  EXPECT_EQ(mixed.findings.count("crs.mixed"), 1u);
  EXPECT_EQ(mixed.geometry.geometry_count(), 0u);
}

TEST(CityGmlCrs, knows_the_names_of_the_german_authorities) {
  const CityModel model =
      with_points("458875 5438350 112 458885 5438350 112 458885 5438355 112 458875 5438350 112",
                  "urn:adv:crs:ETRS89_UTM32*DE_DHHN92_NH");
  EXPECT_EQ(model.crs.epsg, 25832);
  EXPECT_EQ(model.crs.vertical_epsg, 5783);
  EXPECT_NEAR(point_of(model)[0], 458875, 1e-9);
  EXPECT_EQ(model.metadata, R"({"referenceSystem":"https://www.opengis.net/def/crs-compound?)"
                            R"(1=https://www.opengis.net/def/crs/EPSG/0/25832)"
                            R"(&2=https://www.opengis.net/def/crs/EPSG/0/5783"})");
}

TEST(CityGmlCrs, knows_eastings_with_the_number_of_their_zone) {
  const CityModel model =
      with_points("32458875 5438350 112 32458885 5438350 112 32458885 5438355 112 32458875 5438350 112",
                  "urn:adv:crs:ETRS89_UTM32*DE_DHHN2016_NH");
  EXPECT_EQ(model.crs.epsg, 4647);
  EXPECT_EQ(model.crs.vertical_epsg, 7837);
  EXPECT_EQ(model.findings.count("crs.zone_prefix"), 1u);
}

}  // namespace
}  // namespace conurb::io

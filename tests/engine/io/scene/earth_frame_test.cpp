// SPDX-License-Identifier: Apache-2.0
#include "engine/io/earth_frame.hpp"

#include <gmock/gmock.h>
#include <ogr_srs_api.h>

#include <cmath>
#include <string>

#include "engine/base/error.hpp"

namespace conurb::io {
namespace {

using city::Point3;
using ::testing::HasSubstr;

city::Place place_in(const std::string& crs) {
  city::Place place;
  place.crs = crs;
  return place;
}

/// The same by GDAL, which chooses the operation on its own.
Point3 earth_by_gdal(const std::string& crs, Point3 point) {
  const OGRSpatialReferenceH from = OSRNewSpatialReference(nullptr), to = OSRNewSpatialReference(nullptr);
  OSRSetFromUserInput(from, crs.c_str());
  OSRPromoteTo3D(from, nullptr);
  OSRSetAxisMappingStrategy(from, OAMS_TRADITIONAL_GIS_ORDER);
  OSRImportFromEPSG(to, 4978);
  const OGRCoordinateTransformationH way = OCTNewCoordinateTransformation(from, to);
  OCTTransform(way, 1, point.data(), &point[1], &point[2]);
  OCTDestroyCoordinateTransformation(way);
  OSRRelease(from);
  OSRRelease(to);
  return point;
}

Point3 on_earth(const EarthFrame& frame, const Point3& p) {
  const auto& m = frame.to_earth();
  Point3 at{};
  for (std::size_t axis = 0; axis < 3; ++axis)
    at[axis] = m[axis] * p[0] + m[4 + axis] * p[1] + m[8 + axis] * p[2] + m[12 + axis];
  return at;
}

struct Case {
  const char* crs;
  Point3 origin;
};

class EarthFrames : public testing::TestWithParam<Case> {};

TEST_P(EarthFrames, PointsAreWhereGdalPutsThemAndComeBack) {
  const Case& each = GetParam();
  const EarthFrame frame = EarthFrame::open(place_in(each.crs), each.origin);
  for (const Point3& step : {Point3{0, 0, 0}, Point3{3000, -8000, 55}, Point3{-12000, 9000, 400}}) {
    const Point3 point{each.origin[0] + step[0], each.origin[1] + step[1], each.origin[2] + step[2]};
    Point3 local[1] = {point};
    frame.to_local(local);
    // East and north are those of the map but for its convergence (a few degrees), up falls by the earth's
    // curvature.
    EXPECT_NEAR(std::hypot(local[0][0], local[0][1]), std::hypot(step[0], step[1]), 15);
    const Point3 earth = on_earth(frame, local[0]), expected = earth_by_gdal(each.crs, point);
    for (std::size_t axis = 0; axis < 3; ++axis) EXPECT_NEAR(earth[axis], expected[axis], 1e-6);
    frame.from_local(local);
    // Datum shifts turn by small angles taken as their sines: the way back is off by their square, that of
    // Amersfoort's 1.9 seconds times the earth's radius.
    const double square = std::string(each.crs) == "EPSG:28992" ? 9.1e-6 * 9.1e-6 * 6.4e6 : 1e-6;
    for (std::size_t axis = 0; axis < 3; ++axis) EXPECT_NEAR(local[0][axis], point[axis], square);
  }
}

INSTANTIATE_TEST_SUITE_P(Systems, EarthFrames,
                         testing::Values(Case{"EPSG:32632", {500000, 5700000, 114}},
                                         Case{"EPSG:25833", {390000, 5820000, 35}},
                                         Case{"EPSG:28992", {84879, 447587, -1}},
                                         Case{"EPSG:2056", {2682812, 1248058, 395}},
                                         Case{"EPSG:32722", {480000, 6677000, 10}}));

TEST(EarthFrame, AxesAreEastNorthAndUp) {
  const EarthFrame frame = EarthFrame::open(place_in("EPSG:32632"), {500000, 5700000, 100});
  const auto& m = frame.to_earth();
  const Point3 east{m[0], m[1], m[2]}, north{m[4], m[5], m[6]}, up{m[8], m[9], m[10]};
  const auto dot = [](const Point3& a, const Point3& b) { return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]; };
  EXPECT_NEAR(dot(east, east), 1, 1e-14);
  EXPECT_NEAR(dot(north, north), 1, 1e-14);
  EXPECT_NEAR(dot(east, north), 0, 1e-15);
  EXPECT_NEAR(dot(up, {east[1] * north[2] - east[2] * north[1], east[2] * north[0] - east[0] * north[2],
                       east[0] * north[1] - east[1] * north[0]}),
              1, 1e-14);
  EXPECT_EQ(east[2], 0);
  // The zone's meridian is 9 degrees east.
  EXPECT_NEAR(std::atan2(m[13], m[12]) * 180 / M_PI, 9, 1e-9);
  // On it the scale of the map is 0.9996: a kilometre of it is longer on the ground.
  Point3 step[2] = {{500000, 5701000, 100}, {500000, 5700000, 101}};
  frame.to_local(step);
  EXPECT_NEAR(step[0][1], 1000 / 0.9996, 0.02);
  EXPECT_NEAR(step[0][0], 0, 1e-6);
  EXPECT_NEAR(step[0][2], -1e6 / 2 / 6371000, 1e-3);
  EXPECT_NEAR(step[1][2], 1, 1e-9);
}

TEST(EarthFrame, SaysWhatHeightsAreTakenFor) {
  const Point3 origin{84879, 447587, -1};
  EXPECT_THAT(EarthFrame::open(place_in("EPSG:28992"), origin).heights(), HasSubstr("Bessel 1841"));
  EXPECT_FALSE(EarthFrame::open(place_in("EPSG:7415"), origin).heights().empty());
}

TEST(EarthFrame, WhatCannotBePlacedIsAnError) {
  EXPECT_THROW(EarthFrame::open(place_in(""), {0, 0, 0}), Error);
  EXPECT_THROW(EarthFrame::open(place_in("EPSG:99999"), {0, 0, 0}), Error);
  EXPECT_THROW(EarthFrame::open(place_in("EPSG:32632"), {1e300, 1e300, 0}), Error);
  const EarthFrame frame = EarthFrame::open(place_in("EPSG:32632"), {500000, 5700000, 100});
  Point3 far[1] = {{1e300, 0, 0}};
  EXPECT_THROW(frame.to_local(far), Error);
}

}  // namespace
}  // namespace conurb::io

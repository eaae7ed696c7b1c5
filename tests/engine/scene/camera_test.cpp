// SPDX-License-Identifier: Apache-2.0
#include "engine/scene/camera.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "engine/base/error.hpp"

namespace conurb::scene {
namespace {

Projection seen_by(const Camera& camera) {
  return {camera, 16.0 / 9, 1, 10'000};
}

TEST(Camera, TheTargetIsInTheMiddleOfThePicture) {
  Camera camera;
  camera.target = {120, -40, 7};
  camera.heading_deg = 210;
  for (const CameraMode mode : {CameraMode::orbit, CameraMode::map}) {
    camera.mode = mode;
    const city::Point3 at = seen_by(camera).project(camera.target);
    EXPECT_NEAR(at[0], 0.5, 1e-12);
    EXPECT_NEAR(at[1], 0.5, 1e-12);
    EXPECT_NEAR(at[2], camera.distance, 1e-9);
  }
}

TEST(Camera, OverviewOfAPartShowsTheBoxThereAndFillsIt) {
  const city::Box box{{-800, -500, 100}, {700, 900, 160}};
  const PicturePart parts[] = {{}, {0.2, 0.4, 0.75, 0.93}, {0, 0.4, 1, 0.95}, {0.6, 0, 1, 1}};
  for (const double aspect : {0.5, 0.89, 16.0 / 9}) {
    for (const PicturePart& part : parts) {
      const Projection projection{overview(box, aspect, part), aspect};
      double left = 1, right = 0, bottom = 1, top = 0;
      for (unsigned corner = 0; corner < 8; ++corner) {
        city::Point3 at{};
        for (unsigned axis = 0; axis < 3; ++axis)
          at[axis] = (corner >> axis & 1u ? box.upper : box.lower)[axis];
        const city::Point3 seen = projection.project(at);
        EXPECT_GT(seen[2], 0);
        left = std::min(left, seen[0]);
        right = std::max(right, seen[0]);
        bottom = std::min(bottom, seen[1]);
        top = std::max(top, seen[1]);
      }
      EXPECT_GE(left, part.left);
      EXPECT_LE(right, part.right);
      EXPECT_GE(bottom, part.bottom);
      EXPECT_LE(top, part.top);
      const double wide = (right - left) / (part.right - part.left),
                   high = (top - bottom) / (part.top - part.bottom);
      EXPECT_GT(std::max(wide, high), 0.7) << aspect << " " << part.left;
    }
  }
}

TEST(Camera, HeadingNinetyLooksEast) {
  Camera camera;
  camera.heading_deg = 90;
  camera.pitch_deg = 0;
  EXPECT_NEAR(camera.forward()[0], 1, 1e-12);
  EXPECT_NEAR(camera.right()[1], -1, 1e-12);  // the south is on the right
  EXPECT_NEAR(camera.up()[2], 1, 1e-12);
}

TEST(Camera, ARayHitsWhatIsProjectedThere) {
  Camera camera;
  camera.heading_deg = 33;
  for (const CameraMode mode : {CameraMode::orbit, CameraMode::map}) {
    camera.mode = mode;
    const Projection projection = seen_by(camera);
    const auto ray = projection.ray(0.2, 0.8);
    const city::Point3 on = {ray.from[0] + 300 * ray.direction[0], ray.from[1] + 300 * ray.direction[1],
                             ray.from[2] + 300 * ray.direction[2]};
    EXPECT_NEAR(projection.project(on)[0], 0.2, 1e-9);
    EXPECT_NEAR(projection.project(on)[1], 0.8, 1e-9);
  }
}

TEST(Camera, MatricesAgreeWithProject) {
  Camera camera;
  camera.target = {500'000, 40, 3};
  const Projection projection = seen_by(camera);
  const city::Point3 origin = {499'900, 0, 0}, point = {500'100, 90, 30};
  const auto view = projection.view(origin), clip = projection.clip();
  const std::array<double, 4> in = {point[0] - origin[0], point[1] - origin[1], point[2] - origin[2], 1};
  const auto times = [](const std::array<double, 16>& m, const std::array<double, 4>& v) {
    std::array<double, 4> r{};
    for (std::size_t i = 0; i < 16; ++i) r[i / 4] += m[i] * v[i % 4];
    return r;
  };
  const auto out = times(clip, times(view, in));
  EXPECT_NEAR(out[0] / out[3] * 0.5 + 0.5, projection.project(point)[0], 1e-9);
  EXPECT_NEAR(out[1] / out[3] * 0.5 + 0.5, projection.project(point)[1], 1e-9);
  EXPECT_NEAR(out[3], projection.project(point)[2], 1e-6);
}

TEST(Camera, PlanesHoldWhatIsInThePicture) {
  const Projection projection = seen_by(Camera{});
  const auto inside = [&](const city::Point3& p) {
    bool all = true;
    for (const auto& plane : projection.planes())
      all = all && plane[0] * p[0] + plane[1] * p[1] + plane[2] * p[2] + plane[3] >= 0;
    return all;
  };
  const auto at = [&](double u, double v) {
    const auto ray = projection.ray(u, v);
    return city::Point3{ray.from[0] + 900 * ray.direction[0], ray.from[1] + 900 * ray.direction[1],
                        ray.from[2] + 900 * ray.direction[2]};
  };
  EXPECT_TRUE(inside(at(0.01, 0.01)));
  EXPECT_TRUE(inside(at(0.99, 0.99)));
  EXPECT_FALSE(inside(at(-0.01, 0.5)));
  EXPECT_FALSE(inside(at(0.5, 1.01)));
  EXPECT_FALSE(inside(projection.ray(0.5, 0.5).from));
}

TEST(Camera, AnOverviewShowsTheWholeBox) {
  for (const double aspect : {0.5, 1.0, 16.0 / 9}) {
    city::Box box;
    box.add(city::Point3{1000, 2000, 400});
    box.add(city::Point3{4000, 4000, 460});
    Projection projection = seen_by(overview(box, aspect));
    projection.aspect = aspect;
    for (const double x : {1000.0, 4000.0})
      for (const double y : {2000.0, 4000.0}) {
        const city::Point3 at = projection.project({x, y, 400});
        EXPECT_THAT(at[0], testing::AllOf(testing::Gt(0), testing::Lt(1))) << aspect;
        EXPECT_THAT(at[1], testing::AllOf(testing::Gt(0), testing::Lt(1))) << aspect;
      }
  }
}

TEST(Camera, AFlightStartsAndEndsWhereItShouldAndRisesOnALongWay) {
  Camera from, to;
  from.distance = to.distance = 200;
  to.target = {8000, 0, 0};
  from.heading_deg = 350;
  to.heading_deg = 20;
  EXPECT_EQ(between(from, to, 0), from);
  EXPECT_EQ(between(from, to, 1), to);
  const Camera middle = between(from, to, 0.5);
  EXPECT_NEAR(middle.target[0], 4000, 1);
  EXPECT_GT(middle.distance, 2000);
  EXPECT_NEAR(middle.heading_deg, 5, 1e-9);
  double before = -1;
  for (int i = 0; i <= 100; ++i) {
    const double x = between(from, to, i / 100.0).target[0];
    EXPECT_GE(x, before);
    before = x;
  }
}

TEST(Camera, ZoomingInPlaceKeepsTheTarget) {
  Camera from, to;
  to.distance = 10;
  EXPECT_EQ(between(from, to, 0.3).target, from.target);
  EXPECT_NEAR(between(from, to, 0.5).distance, 100, 1e-9);
}

TEST(Camera, TextIsReadAsItWasWritten) {
  Camera camera;
  camera.target = {12.25, -7.1, 3};
  camera.heading_deg = 123.456;
  EXPECT_EQ(parse_camera(to_text(camera)), camera);
  EXPECT_EQ(parse_camera("1,2,3,100,0,-90").field_deg, 40);
}

TEST(Camera, WhatIsNoCameraIsRefusedWithTheReason) {
  for (const char* bad :
       {"", "1,2", "1,2,3,4,5,6,7,8", "a,2,3,4,5,6", "1,2,3,-4,5,6", "1,2,3,4,5,-91", "1,2,3,4,5,6,0",
        "nan,2,3,4,5,6", "1,2,3,4,5,6,", "1e9,2,3,4,5,6", "1,2,-1e300,4,5,6", "1,2,3,1e8,5,6", "1,2,3,0,5,6",
        "1,2,3,4,1e308,6", "1,2,3,inf,5,6", "1,2,3,4,5,6,nan"})
    EXPECT_THROW((void)parse_camera(bad), Error) << bad;
}

}  // namespace
}  // namespace conurb::scene

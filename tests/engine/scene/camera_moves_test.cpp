// SPDX-License-Identifier: Apache-2.0
#include "engine/scene/camera_moves.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace conurb::scene {
namespace {

Projection seen_from(const Camera& camera) {
  return {camera, 1.5, 1, 1e5};
}

TEST(CameraMoves, ADragKeepsTheGroundUnderTheCursor) {
  Camera camera;
  camera.heading_deg = 70;
  for (const CameraMode mode : {CameraMode::orbit, CameraMode::map}) {
    const Camera before = in_mode(camera, mode);
    const auto ray = seen_from(before).ray(0.3, 0.3);
    const double t = -ray.from[2] / ray.direction[2];
    const city::Point3 ground = {ray.from[0] + t * ray.direction[0], ray.from[1] + t * ray.direction[1], 0};
    const Camera after = dragged(seen_from(before), {0.3, 0.3}, {0.6, 0.4});
    EXPECT_NEAR(seen_from(after).project(ground)[0], 0.6, 1e-6);
    EXPECT_NEAR(seen_from(after).project(ground)[1], 0.4, 1e-6);
  }
}

TEST(CameraMoves, DraggingTheSkyMovesNoFurtherThanNearTheTarget) {
  Camera camera;
  camera.pitch_deg = -5;
  const Camera after = dragged(seen_from(camera), {0.5, 0.99}, {0.5, 0.9});
  EXPECT_LT(std::hypot(after.target[0], after.target[1]), camera.distance);
  EXPECT_GT(std::hypot(after.target[0], after.target[1]), 1);
}

TEST(CameraMoves, ZoomingKeepsTheGroundUnderTheCursorAndEndsAtTheLimits) {
  const Camera camera;
  const auto ray = seen_from(camera).ray(0.2, 0.2);
  const double t = -ray.from[2] / ray.direction[2];
  const city::Point3 ground = {ray.from[0] + t * ray.direction[0], ray.from[1] + t * ray.direction[1], 0};
  const Camera near = zoomed(seen_from(camera), {0.2, 0.2}, 0.5, {});
  EXPECT_NEAR(near.distance, 500, 1e-9);
  EXPECT_NEAR(seen_from(near).project(ground)[0], 0.2, 1e-6);
  EXPECT_EQ(zoomed(seen_from(camera), {0.5, 0.5}, 1e-9, {}).distance, CameraLimits{}.least_distance);
  EXPECT_EQ(zoomed(seen_from(camera), {0.5, 0.5}, 1e9, {}).distance, CameraLimits{}.most_distance);
}

TEST(CameraMoves, TurningStaysAboveTheGroundAndKeepsTheTarget) {
  const Camera turned_far = turned(Camera{}, 350, 200, {});
  EXPECT_EQ(turned_far.target, Camera{}.target);
  EXPECT_EQ(turned_far.pitch_deg, -1);
  EXPECT_NEAR(turned_far.heading_deg, 350, 1e-9);
  EXPECT_EQ(turned(Camera{}, 0, -200, {}).pitch_deg, -90);
}

TEST(CameraMoves, FlyingTurnsTheHead) {
  const Camera camera = in_mode(Camera{}, CameraMode::fly);
  const city::Point3 before = camera.eye(), after = turned(camera, 40, 10, {}).eye();
  for (std::size_t axis = 0; axis < 3; ++axis) EXPECT_NEAR(before[axis], after[axis], 1e-9);
}

TEST(CameraMoves, FlyingAheadGoesWhereOneLooksButStaysLevel) {
  Camera camera;
  camera.heading_deg = 90;
  const Camera after = flown(camera, 10, 0, 0);
  EXPECT_NEAR(after.target[0], 10, 1e-9);
  EXPECT_NEAR(after.target[1], 0, 1e-9);
  EXPECT_EQ(after.target[2], 0);
}

TEST(CameraMoves, AMapShowsAsMuchAsTheOrbitDid) {
  const Camera map = in_mode(Camera{}, CameraMode::map);
  EXPECT_EQ(map.pitch_deg, -90);
  EXPECT_EQ(map.distance, Camera{}.distance);
  EXPECT_EQ(in_mode(map, CameraMode::orbit).pitch_deg, -35);
}

}  // namespace
}  // namespace conurb::scene

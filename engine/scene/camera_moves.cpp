// SPDX-License-Identifier: Apache-2.0
#include "engine/scene/camera_moves.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <optional>

namespace conurb::scene {
namespace {

using city::Point3;

/// Where a place of the picture shows the level plane through the target; none for the sky and what is so far
/// away that a pixel would be a leap.
std::optional<Point3> on_plane(const Projection& projection, std::array<double, 2> at) {
  const auto ray = projection.ray(at[0], at[1]);
  const double sink = -ray.direction[2];
  if (sink < 0.02) return std::nullopt;
  const double t = (ray.from[2] - projection.camera.target[2]) / sink;
  if (t < 0 || t > 50 * projection.camera.distance) return std::nullopt;
  return Point3{ray.from[0] + t * ray.direction[0], ray.from[1] + t * ray.direction[1],
                projection.camera.target[2]};
}

void shift(Camera& camera, double x, double y) {
  camera.target[0] += x;
  camera.target[1] += y;
}

}  // namespace

Camera turned(Camera camera, double heading_deg, double pitch_deg, const CameraLimits& limits) {
  const Point3 eye = camera.eye();
  camera.heading_deg = std::fmod(camera.heading_deg + heading_deg, 360.0);
  if (camera.heading_deg < 0) camera.heading_deg += 360;
  if (camera.mode == CameraMode::map) return camera;
  camera.pitch_deg = std::clamp(camera.pitch_deg + pitch_deg, limits.steepest_deg,
                                camera.mode == CameraMode::fly ? 60.0 : limits.flattest_deg);
  if (camera.mode != CameraMode::fly) return camera;
  // Flying, a person turns the head: the eye stays.
  const Point3 sight = camera.forward();
  for (std::size_t axis = 0; axis < 3; ++axis)
    camera.target[axis] = eye[axis] + camera.distance * sight[axis];
  return camera;
}

Camera dragged(const Projection& projection, std::array<double, 2> from, std::array<double, 2> to) {
  Camera camera = projection.camera;
  const auto was = on_plane(projection, from), is = on_plane(projection, to);
  if (was && is) {
    shift(camera, (*was)[0] - (*is)[0], (*was)[1] - (*is)[1]);
    return camera;
  }
  const double metres = 2 * camera.distance *
                        std::tan(camera.field_deg * std::numbers::pi / 360);  // the picture's height there
  const Point3 right = camera.right(),
               ahead = Camera{.heading_deg = camera.heading_deg, .pitch_deg = 0}.forward();
  const double x = (from[0] - to[0]) * metres * projection.aspect, y = (from[1] - to[1]) * metres;
  shift(camera, right[0] * x + ahead[0] * y, right[1] * x + ahead[1] * y);
  return camera;
}

Camera zoomed(const Projection& projection, std::array<double, 2> at, double factor,
              const CameraLimits& limits) {
  Projection after = projection;
  after.camera.distance =
      std::clamp(projection.camera.distance * factor, limits.least_distance, limits.most_distance);
  const auto was = on_plane(projection, at), is = on_plane(after, at);
  if (was && is) shift(after.camera, (*was)[0] - (*is)[0], (*was)[1] - (*is)[1]);
  return after.camera;
}

Camera flown(Camera camera, double forward_m, double right_m, double up_m) {
  const Point3 right = camera.right(),
               ahead = Camera{.heading_deg = camera.heading_deg, .pitch_deg = 0}.forward();
  shift(camera, ahead[0] * forward_m + right[0] * right_m, ahead[1] * forward_m + right[1] * right_m);
  camera.target[2] += up_m;
  return camera;
}

Camera in_mode(Camera camera, CameraMode mode) {
  if (camera.mode == mode) return camera;
  if (mode == CameraMode::map)
    camera.pitch_deg = -90;
  else if (camera.mode == CameraMode::map)
    camera.pitch_deg = -35;
  camera.mode = mode;
  return camera;
}

}  // namespace conurb::scene

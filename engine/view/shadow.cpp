// SPDX-License-Identifier: Apache-2.0
#include "engine/view/shadow.hpp"

#include <osg/BoundingBox>

#include <algorithm>
#include <cmath>
#include <vector>

namespace conurb::view {
namespace {

using city::Point3;

/// Points around the part of the box that is seen: rays of sight cut with the box's top and bottom planes.
std::vector<Point3> seen_points(const scene::Projection& projection, const city::Box& box, double reach) {
  std::vector<Point3> points;
  for (const double u : {0.0, 0.5, 1.0}) {
    for (const double v : {0.0, 0.5, 1.0}) {
      const auto ray = projection.ray(u, v);
      const bool map = projection.camera.mode == scene::CameraMode::map;
      double from = 0, to = map ? projection.far_m : reach;
      // Between which distances the ray runs at heights that the box has.
      for (const double z : {box.lower[2], box.upper[2]}) {
        if (std::abs(ray.direction[2]) < 1e-9) continue;
        const double t = (z - ray.from[2]) / ray.direction[2];
        const bool enters = (z == box.upper[2]) == (ray.direction[2] < 0);
        if (enters)
          from = std::max(from, t);
        else
          to = std::min(to, t);
      }
      if (from > to) continue;
      for (const double t : {from, to})
        points.push_back({std::clamp(ray.from[0] + t * ray.direction[0], box.lower[0], box.upper[0]),
                          std::clamp(ray.from[1] + t * ray.direction[1], box.lower[1], box.upper[1]),
                          std::clamp(ray.from[2] + t * ray.direction[2], box.lower[2], box.upper[2])});
    }
  }
  return points;
}

}  // namespace

ShadowFrame fit_shadow(const scene::Projection& projection, const city::Box& scene_box, const Point3& origin,
                       const Point3& to_light, double reach, int texels, double room) {
  const osg::Vec3d light(to_light[0], to_light[1], to_light[2]);
  const osg::Vec3d up = std::abs(light.z()) > 0.99 ? osg::Vec3d(0, 1, 0) : osg::Vec3d(0, 0, 1);
  ShadowFrame frame;
  frame.view = osg::Matrixd::lookAt(light, osg::Vec3d(0, 0, 0), up);
  osg::BoundingBoxd seen, all;
  for (const Point3& p : seen_points(projection, scene_box, reach))
    seen.expandBy(osg::Vec3d(p[0] - origin[0], p[1] - origin[1], p[2] - origin[2]) * frame.view);
  for (unsigned corner = 0; corner < 8; ++corner) {
    osg::Vec3d at;
    for (int axis = 0; axis < 3; ++axis) {
      const auto a = static_cast<std::size_t>(axis);
      at[axis] = (corner >> a & 1u ? scene_box.upper[a] : scene_box.lower[a]) - origin[a];
    }
    all.expandBy(at * frame.view);
  }
  if (!seen.valid()) seen = all;
  // A square whose side is one of few sizes and whose corner lies on whole texels.
  const double side = std::max({seen.xMax() - seen.xMin(), seen.yMax() - seen.yMin(), 10.0}) * 1.02 * room;
  const double step = std::exp2(std::floor(std::log2(side)) - 3);
  const double fitted = std::ceil(side / step) * step;
  frame.texel_m = fitted / texels;
  const auto snapped = [&](double middle) {
    return std::floor((middle - fitted / 2) / frame.texel_m) * frame.texel_m;
  };
  const double left = snapped((seen.xMin() + seen.xMax()) / 2),
               low = snapped((seen.yMin() + seen.yMax()) / 2);
  frame.needed = {seen.xMin(), seen.yMin(), seen.xMax(), seen.yMax()};
  frame.covered = {left, low, left + fitted, low + fitted};
  frame.projection =
      osg::Matrixd::ortho(left, left + fitted, low, low + fitted, -all.zMax() - 1, -all.zMin() + 1);
  frame.to_map =
      frame.view * frame.projection * osg::Matrixd::translate(1, 1, 1) * osg::Matrixd::scale(.5, .5, .5);
  return frame;
}

bool ShadowFrame::does_for(const ShadowFrame& other) const {
  const Extent& n = other.needed;
  const bool inside =
      n.left >= covered.left && n.low >= covered.low && n.right <= covered.right && n.high <= covered.high;
  const double side = std::max(n.right - n.left, n.high - n.low);
  return inside && covered.right - covered.left < 3 * side;
}

}  // namespace conurb::view

// SPDX-License-Identifier: Apache-2.0
// Any text as a camera: refused, or one that is written and read the same, and that sees, moves and flies by
// finite numbers only.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "engine/base/error.hpp"
#include "engine/scene/camera_moves.hpp"
#include "engine/scene/tiles.hpp"

namespace {

using namespace conurb;
using scene::Camera;

void require(bool holds) {
  if (!holds) std::abort();
}

template <typename Numbers>
void require_finite(const Numbers& numbers) {
  require(std::all_of(numbers.begin(), numbers.end(), [](double number) { return std::isfinite(number); }));
}

void require_finite(const Camera& camera) {
  require_finite(camera.target);
  require_finite(std::array{camera.distance, camera.heading_deg, camera.pitch_deg, camera.field_deg});
}

/// A city of two by two blocks, each in two ways.
scene::TileTree small_tree() {
  scene::TileTree tree;
  tree.levels = {{40, 12}, {0.5, 4000}};
  tree.tiles.push_back({{{-500, -500, 0}, {500, 500, 80}}, 100, 80, city::kNone, {1, 4}, {0, 1}});
  for (const double x : {-500.0, 0.0})
    for (const double y : {-500.0, 0.0})
      tree.tiles.push_back({{{x, y, 0}, {x + 500, y + 500, 80}}, 0, 80, 0, {0, 0}, {0, 2}});
  return tree;
}

void look(const Camera& camera, const scene::TileTree& tree) {
  const scene::Projection projection{camera, 16.0 / 9, 1, 2 * scene::kWorld_m};
  const auto ray = projection.ray(0.3, 0.9);
  require_finite(ray.from);
  require_finite(ray.direction);
  require_finite(projection.view(camera.target));
  require_finite(projection.clip());
  for (const auto& plane : projection.planes()) require_finite(plane);
  (void)scene::choose_tiles(tree, projection, 1080, {});
  const scene::CameraLimits limits;
  require_finite(scene::dragged(projection, {0.5, 0.5}, {0.1, 0.9}));
  require_finite(scene::zoomed(projection, {0.2, 0.2}, 0.5, limits));
  require_finite(scene::turned(camera, 30, 10, limits));
  require_finite(scene::flown(camera, 10, -10, 5));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const scene::TileTree* const tree = new scene::TileTree(small_tree());
  try {
    Camera camera = scene::parse_camera(std::string(reinterpret_cast<const char*>(data), size));
    require(scene::parse_camera(scene::to_text(camera)) == camera);
    for (const auto mode : {scene::CameraMode::orbit, scene::CameraMode::map, scene::CameraMode::fly}) {
      camera.mode = mode;
      look(camera, *tree);
    }
    for (const double t : {0.01, 0.5, 0.99}) {
      require_finite(scene::between(Camera{}, camera, t));
      require_finite(scene::between(camera, Camera{}, t));
    }
  } catch (const Error&) {
  }
  return 0;
}

// SPDX-License-Identifier: Apache-2.0
#include "engine/scene/city_scene.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "engine/scene/camera_moves.hpp"

namespace conurb::scene {
namespace {

city::Box box_of(const CityScene& scene) {
  if (!scene.buildings->tree().tiles.empty()) return scene.buildings->tree().tiles.front().box;
  const city::Box2& extent = scene.heights->extent();
  city::Box box;
  for (const double x : {extent.min_x, extent.centre().x, extent.max_x})
    for (const double y : {extent.min_y, extent.centre().y, extent.max_y})
      box.add(city::Point3{x, y, scene.heights->height(x, y)});
  return box;
}

/// Where the tallest things stand: the middle of the root's own, which are these.
city::Point3 landmark(const CityScene& scene) {
  const city::Point3 middle = {(scene.box.lower[0] + scene.box.upper[0]) / 2,
                               (scene.box.lower[1] + scene.box.upper[1]) / 2, 0};
  const TileTree& tree = scene.buildings->tree();
  if (tree.tiles.empty()) return middle;
  const Mesh mesh = scene.buildings->make(0, 0).mesh;
  city::Point3 highest = middle;
  double top = -1e308;
  for (const Vertex& v : mesh.vertices) {
    if (v.z <= top) continue;
    top = v.z;
    highest = {mesh.origin[0] + v.x, mesh.origin[1] + v.y, 0};
  }
  return highest;
}

}  // namespace

CityScene::CityScene(const city::City& city, Jobs& jobs)
    : numbers(city),
      heights(std::make_shared<const GroundHeights>(city)),
      features(std::make_shared<const GroundFeatures>(city, numbers, jobs)),
      relief(std::make_shared<const GroundRelief>(heights, *features)),
      buildings(std::make_shared<const BuildingTiles>(city, numbers, jobs)),
      ground(std::make_shared<const GroundTiles>(features, relief, jobs)),
      trees(std::make_shared<const TreeTiles>(features, relief, jobs)),
      bridges(std::make_shared<const BridgeTiles>(*features, *relief)),
      box(box_of(*this)) {}

Camera named_camera(const CityScene& scene, std::string_view name, double aspect) {
  constexpr auto kSides = std::to_array<std::pair<std::string_view, double>>(
      {{"overview", 0}, {"east", 270}, {"north", 180}, {"west", 90}});
  for (const auto& [side, heading] : kSides) {
    if (name != side) continue;
    Camera camera = overview(scene.box, aspect);
    camera.heading_deg = heading;
    return camera;
  }
  if (name == "top") return in_mode(overview(scene.box, aspect), CameraMode::map);
  if (name == "street") {
    Camera camera;
    camera.target = landmark(scene);
    camera.target[2] = scene.heights->height(camera.target[0], camera.target[1]) + 8;
    camera.distance = 220;
    camera.pitch_deg = -14;
    camera.heading_deg = 20;
    return camera;
  }
  throw Error(ErrorCode::not_found, fmt::format("there is no camera '{}'", name), {},
              "there are overview, north, east, west, top and street, the bookmarks of the city file, and "
              "x,y,z,distance,heading,pitch[,field]");
}

}  // namespace conurb::scene

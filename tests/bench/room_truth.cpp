// SPDX-License-Identifier: Apache-2.0
// room.truth: whether the picture shows the buildings that are there.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "engine/scene/camera_moves.hpp"
#include "engine/view/renderer.hpp"
#include "tests/bench/areas.hpp"
#include "tests/bench/inputs/id_picture.hpp"
#include "tests/bench/inputs/room_city.hpp"
#include "tests/bench/measure.hpp"

namespace conurb::bench {

namespace {

constexpr view::Size kSize{1280, 720};

scene::TileWish all_detail() { return {0, 1'000'000'000'000}; }

/// Everything of a source that adds.
void add_all(const scene::TileSource& source, const scene::Projection& projection, IdPicture& picture, const char* what) {
  std::uint64_t triangles = 0;
  const double s = seconds([&] {
  for (const scene::TileUse& use : scene::choose_tiles(source.tree(), projection, kSize.height, all_detail())) {
    const scene::TileContent c = source.make(use.tile, use.level);
    triangles += c.mesh.triangles();
    picture.add(c.mesh);
  }});
  tell(fmt::format("  {} {} triangles {:.1f} s", what, triangles, s));
}

void add_ground(const scene::CityScene& scene, const scene::Projection& projection, IdPicture& picture) {
  constexpr double kError = 0.1;
  const scene::GroundMesher mesher;
  const scene::TileTree& tree = scene.ground->tree();
  std::set<std::uint32_t> uses;
  for (const auto& use : scene::choose_tiles(tree, projection, kSize.height, {kError, 1'000'000'000})) uses.insert(use.tile);
  std::uint64_t triangles = 0; int n = 0;
  const double s = seconds([&] {
  for (const std::uint32_t t : uses) {
    const scene::Tile& tile = tree.tiles[t];
    bool leaf = true;
    for (std::uint32_t c = tile.children.begin; c < tile.children.end; ++c) leaf = leaf && !uses.contains(c);
    if (!leaf) continue;
    const city::Box2 extent{tile.box.lower[0], tile.box.lower[1], tile.box.upper[0], tile.box.upper[1]};
    const auto mesh = mesher.mesh(*scene.heights, extent, 0.25 * (extent.max_x - extent.min_x) / 512, 2 * tile.error);
    triangles += mesh.triangles(); ++n;
    picture.add(mesh);
  }});
  tell(fmt::format("  ground {} tiles {} triangles {:.1f} s", n, triangles, s));
}

struct Pose { const char* name; scene::Camera camera; };

Json truth(std::span<const std::string> arguments) {
  double load = 0;
  std::unique_ptr<RoomCity> room;
  load = seconds([&] { room = std::make_unique<RoomCity>(arguments[0]); });
  tell(fmt::format("loaded in {:.1f} s", load));
  const scene::CityScene& scene = room->scene;
  const auto size = city::minus(scene.box.upper, scene.box.lower);
  tell(fmt::format("city {} x {} x {}", size[0], size[1], size[2]));
  const auto range = scene.numbers.range(room->city.index_of("building"));
  const auto is_building = [&](std::uint32_t n) { return n >= range.first && n < range.first + range.count; };

  auto context = view::make_offscreen_context();
  view::RendererOptions options;
  options.box = scene.box;
  options.objects = scene.numbers.count();
  options.workers = 2;
  view::Renderer renderer(*context, options);
  renderer.add_source(scene.buildings, view::SourceKind::solid);
  renderer.add_source(scene.ground, view::SourceKind::ground);
  renderer.add_source(scene.trees, view::SourceKind::solid);

  std::vector<Pose> poses;
  const double aspect = 1280.0 / 720;
  poses.push_back({"whole", scene::named_camera(scene, "overview", aspect)});
  const scene::Camera street = scene::named_camera(scene, "street", aspect);
  scene::Camera district = street;
  district.distance = 2500; district.pitch_deg = -35;
  poses.push_back({"district", district});
  poses.push_back({"street", street});
  scene::Camera above = scene::in_mode(district, scene::CameraMode::map);
  poses.push_back({"above", above});
  poses.push_back({"top", scene::named_camera(scene, "top", aspect)});

  view::Effort effort;
  effort.error_px = arguments.size() > 1 ? std::stod(arguments[1]) : 1;
  effort.triangles = 1'500'000;
  for (const Pose& pose : poses) {
    view::SceneView view;
    view.camera = pose.camera;
    tell(fmt::format("{}: {}", pose.name, scene::to_text(pose.camera)));
    const double drawn = seconds([&] {
    view::Renderer::State state = renderer.advance(kSize, {view}, effort);
    while (!state.tiles_complete) { renderer.wait_for_tiles(); state = renderer.advance(kSize, {view}, effort); }
    tell(fmt::format("  {} triangles", state.triangles));
    });
    const scene::Picture ids = renderer.read_ids(kSize, view);
    tell(fmt::format("  drawn in {:.1f} s", drawn));
    const scene::Projection projection = renderer.projection(kSize, view);
    IdPicture picture(kSize.width, kSize.height, projection, scene.box.lower);
    add_all(*scene.buildings, projection, picture, "buildings");
    add_ground(scene, projection, picture);
    add_all(*scene.trees, projection, picture, "trees");
    std::int64_t seen = 0, agree = 0, near = 0, miss_ours = 0, miss_truth = 0, other = 0;
    for (int y = 0; y < kSize.height; ++y) for (int x = 0; x < kSize.width; ++x) {
      const std::uint8_t* p = ids.pixel(x, y);
      const std::uint32_t ours = p[0] | std::uint32_t{p[1]} << 8 | std::uint32_t{p[2]} << 16;
      const auto number = [&](int i, int j) { return picture.numbers()[static_cast<std::size_t>(std::clamp(j,0,719)) * 1280 + static_cast<std::size_t>(std::clamp(i,0,1279))]; };
      const std::uint32_t true_number = number(x, y);
      if (!is_building(ours) && !is_building(true_number)) continue;
      ++seen;
      if (ours == true_number) { ++agree; ++near; continue; }
      if (!is_building(ours)) ++miss_ours; else if (!is_building(true_number)) ++miss_truth; else ++other;
      bool found = false;
      for (int j = -1; j <= 1; ++j) for (int i = -1; i <= 1; ++i) found = found || number(x + i, y + j) == ours;
      if (found) ++near;
    }
    const double n = static_cast<double>(seen) / 100;
    tell(fmt::format("  agree {:.2f} % of {}; ours none {:.2f} truth none {:.2f} other {:.2f}; within a pixel {:.2f}", static_cast<double>(agree) / n, seen,
      static_cast<double>(miss_ours) / n, static_cast<double>(miss_truth) / n, static_cast<double>(other) / n, static_cast<double>(near) / n));
  }
  return Json::object();
}

}  // namespace

void add_room_truth(Benchmarks& benchmarks) {
  benchmarks.add_child("truth", truth);
}

}  // namespace conurb::bench

// SPDX-License-Identifier: Apache-2.0
// room.truth: whether the id pass of the renderer tells the buildings that are there, beside a depth buffer
// of ours into which all tiles are drawn at their finest level.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "engine/base/error.hpp"
#include "engine/base/json.hpp"
#include "engine/scene/camera_moves.hpp"
#include "engine/ui/city_stage.hpp"
#include "tests/bench/areas.hpp"
#include "tests/bench/inputs/id_picture.hpp"
#include "tests/bench/inputs/room_city.hpp"
#include "tests/bench/inputs/room_picture.hpp"
#include "tests/bench/measure.hpp"

namespace conurb::bench {

namespace {

constexpr view::Size kTruthSize = RoomPicture::kSize;

struct Pose {
  const char* name;
  scene::Camera camera;
};

std::array<Pose, 4> poses_of(const scene::CityScene& scene) {
  const scene::Camera street = scene::named_camera(scene, "street", RoomPicture::kAspect);
  scene::Camera district = street;
  district.distance = 2500;
  district.pitch_deg = -35;
  return {{{"city", scene::named_camera(scene, "overview", RoomPicture::kAspect)},
           {"district", district},
           {"street", street},
           {"above", scene::in_mode(district, scene::CameraMode::map)}}};
}

/// All tiles of a source that are seen, at their finest level.
void add_all(const scene::TileSource& source, const scene::Projection& projection, IdPicture& picture) {
  const scene::TileWish everything{.error_px = 0, .triangles = 1'000'000'000'000};
  for (const auto& use : scene::choose_tiles(source.tree(), projection, kTruthSize.height, everything))
    picture.add(source.make(use.tile, use.level).mesh);
}

/// The relief to a tenth of a pixel, without the pictures on it, of which there would be too many.
void add_ground(const scene::CityScene& scene, const scene::Projection& projection, IdPicture& picture) {
  constexpr double kError_px = 0.1;
  constexpr double kTexels = 512;  // along a tile: GroundOptions::side
  const scene::GroundMesher mesher;
  const std::vector<scene::Tile>& tiles = scene.ground->tree().tiles;
  std::set<std::uint32_t> uses;
  for (const auto& use :
       scene::choose_tiles(scene.ground->tree(), projection, kTruthSize.height, {.error_px = kError_px}))
    uses.insert(use.tile);
  for (const std::uint32_t number : uses) {
    const scene::Tile& tile = tiles[number];
    const auto next = uses.lower_bound(tile.children.begin);
    if (next != uses.end() && *next < tile.children.end) continue;  // its children stand for it
    const city::Box2 extent{tile.box.lower[0], tile.box.lower[1], tile.box.upper[0], tile.box.upper[1]};
    picture.add(
        mesher.mesh(*scene.relief, extent, 0.25 * (extent.max_x - extent.min_x) / kTexels, 2 * tile.error));
  }
}

/// Share of the pixels in which either shows a building that show the same one, %.
double agreement(const scene::Picture& ids, const std::vector<std::uint32_t>& truth,
                 const scene::ObjectNumbers::Range& buildings) {
  const auto is_building = [&](std::uint32_t number) {
    return number >= buildings.first && number < buildings.first + buildings.count;
  };
  std::int64_t seen = 0, same = 0;
  for (std::size_t i = 0; i < truth.size(); ++i) {
    const std::uint8_t* p = &ids.rgba[4 * i];
    const std::uint32_t number = p[0] | std::uint32_t{p[1]} << 8 | std::uint32_t{p[2]} << 16;
    if (!is_building(number) && !is_building(truth[i])) continue;
    ++seen;
    same += number == truth[i] ? 1 : 0;
  }
  if (seen < 1000) throw Error(ErrorCode::internal, fmt::format("only {} pixels show a building", seen));
  return 100.0 * static_cast<double>(same) / static_cast<double>(seen);
}

Json truth(std::span<const std::string> arguments) {
  const RoomCity city(arguments[0]);
  const scene::ObjectNumbers::Range buildings = city.scene.numbers.range(city.city.index_of("building"));
  RoomPicture picture(city.scene);
  Json answer;
  for (const Pose& pose : poses_of(city.scene)) {
    picture.view().camera = pose.camera;
    picture.finish(ui::still_effort());
    const scene::Picture settled = picture.renderer().read_ids(kTruthSize, picture.view());
    scene::Picture full;
    const double took_s =
        seconds([&] { full = picture.renderer().read_full_ids(kTruthSize, picture.view()); });
    const scene::Projection projection = picture.renderer().projection(kTruthSize, picture.view());
    IdPicture reference(kTruthSize.width, kTruthSize.height, projection, city.scene.box.lower);
    add_all(*city.scene.buildings, projection, reference);
    add_all(*city.scene.trees, projection, reference);
    add_all(*city.scene.bridges, projection, reference);
    add_ground(city.scene, projection, reference);
    const double share = agreement(full, reference.numbers(), buildings);
    tell(fmt::format("{}: {:.2f} % in {:.1f} s; of the tiles of the settled picture {:.2f} %", pose.name,
                     share, took_s, agreement(settled, reference.numbers(), buildings)));
    answer[pose.name] = share;
  }
  return answer;
}

}  // namespace

void add_room_truth(Benchmarks& benchmarks) {
  benchmarks.add_child("truth", truth);
}

}  // namespace conurb::bench

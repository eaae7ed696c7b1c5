// SPDX-License-Identifier: Apache-2.0
// room.rays: how many sight lines a second Bullet's boxes and our triangles answer, and Embree on the same.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>
#include <span>
#include <vector>

#include "engine/base/error.hpp"
#include "engine/base/files.hpp"
#include "engine/physics/pick_scene.hpp"
#include "tests/bench/areas.hpp"
#include "tests/bench/inputs/room_city.hpp"
#include "tests/bench/inputs/shared_data.hpp"
#include "tests/bench/measure.hpp"
#include "tests/bench/process.hpp"
#ifdef CONURB_BENCH_EMBREE
#include <embree3/rtcore.h>
#endif

namespace conurb::bench {

namespace {

constexpr std::size_t kRays = 500'000;

/// The finest tiles of the Zurich subset.
std::vector<scene::Mesh> zurich() {
  const TempDir folder("conurb-bench");
  const std::filesystem::path file = folder.path() / "zurich.gpkg";
  run_conurb({"import", shared_file(kZurich).string(), "-o", file.string()}, folder.path());
  const RoomCity zurich(file);
  const scene::BuildingTiles& tiles = *zurich.scene.buildings;
  std::vector<scene::Mesh> meshes;
  for (std::uint32_t t = 0; t < tiles.tree().tiles.size(); ++t)
    meshes.push_back(tiles.make(t, tiles.tree().tiles[t].levels.size() - 1).mesh);
  return meshes;
}

/// What both are built of.
struct Soup {
  std::vector<scene::Mesh> meshes;
  city::Point3 origin{};
  std::size_t triangles = 0;

  explicit Soup(std::vector<scene::Mesh> given) : meshes(std::move(given)) {
    origin = meshes.front().origin;
    for (scene::Mesh& mesh : meshes) {
      // Vertices as floats from one origin, as Embree takes them.
      const city::Point3 shift = city::minus(mesh.origin, origin);
      for (scene::Vertex& v : mesh.vertices) {
        v.x = static_cast<float>(static_cast<double>(v.x) + shift[0]);
        v.y = static_cast<float>(static_cast<double>(v.y) + shift[1]);
        v.z = static_cast<float>(static_cast<double>(v.z) + shift[2]);
      }
      mesh.origin = origin;
      triangles += mesh.triangles();
    }
  }
};

/// From around the walls and roofs into all directions, as sight and shade ask. In floats, from the soup's
/// origin: both are to be asked the same.
struct FloatRay {
  std::array<float, 3> from, direction;
};

std::vector<FloatRay> make_rays(const Soup& soup) {
  constexpr double kAround_m = 15;
  std::mt19937_64 random(1);
  const auto next = [&] { return static_cast<double>(random() >> 11) * 0x1p-53; };
  const auto direction = [&] {
    const double up = 2 * next() - 1, turn = 2 * std::numbers::pi * next(), flat = std::sqrt(1 - up * up);
    return city::Point3{flat * std::cos(turn), flat * std::sin(turn), up};
  };
  std::vector<FloatRay> rays(kRays);
  for (std::size_t i = 0; i < kRays; ++i) {
    const scene::Mesh& mesh = soup.meshes[i % soup.meshes.size()];
    const scene::Vertex& near = mesh.vertices[random() % mesh.vertices.size()];
    const city::Point3 aside = direction(), along = direction();
    const double far_m = kAround_m * next();
    const std::array<float, 3> at = {near.x, near.y, near.z};
    for (std::size_t k = 0; k < 3; ++k) {
      rays[i].from[k] = at[k] + static_cast<float>(far_m * aside[k]);
      rays[i].direction[k] = static_cast<float>(along[k]);
    }
  }
  return rays;
}

struct Figures {
  double rays_per_s = 0, build_s = 0;
  std::int64_t blocked = 0;
};

Figures ask_bullet(const Soup& soup, std::span<const FloatRay> rays) {
  Figures figures;
  std::shared_ptr<const physics::PickScene> scene;
  std::vector<std::uint32_t> objects;
  figures.build_s = median_of_five([&] {
    return seconds([&] {
      physics::PickScene::Tiles tiles;
      for (const scene::Mesh& mesh : soup.meshes) {
        objects.assign(mesh.triangles(), 0);
        const physics::TriangleSource source{
            mesh.origin,           mesh.vertices.empty() ? nullptr : &mesh.vertices.front().x,
            sizeof(scene::Vertex), mesh.vertices.size(),
            mesh.indices,          objects};
        tiles.push_back(std::make_shared<const physics::PickTile>(source));
      }
      scene = std::make_shared<const physics::PickScene>(std::move(tiles));
    });
  });
  std::vector<physics::Ray> ours;
  for (const FloatRay& ray : rays) {
    physics::Ray& next = ours.emplace_back();
    for (std::size_t k = 0; k < 3; ++k) {
      next.from[k] = soup.origin[k] + static_cast<double>(ray.from[k]);
      next.direction[k] = static_cast<double>(ray.direction[k]);
    }
  }
  std::vector<std::uint8_t> blocked(ours.size());
  const double took_s = median_of_five([&] { return seconds([&] { scene->blocks(ours, blocked); }); });
  figures.rays_per_s = static_cast<double>(rays.size()) / took_s;
  figures.blocked = std::count(blocked.begin(), blocked.end(), 1);
  return figures;
}

#ifdef CONURB_BENCH_EMBREE
class Embree {
 public:
  explicit Embree(const Soup& soup) : device_(rtcNewDevice("threads=1")), scene_(rtcNewScene(device_)) {
    rtcSetSceneFlags(scene_, RTC_SCENE_FLAG_ROBUST);
    for (const scene::Mesh& mesh : soup.meshes) {
      RTCGeometry geometry = rtcNewGeometry(device_, RTC_GEOMETRY_TYPE_TRIANGLE);
      rtcSetSharedGeometryBuffer(geometry, RTC_BUFFER_TYPE_VERTEX, 0, RTC_FORMAT_FLOAT3, mesh.vertices.data(),
                                 0, sizeof(scene::Vertex), mesh.vertices.size());
      rtcSetSharedGeometryBuffer(geometry, RTC_BUFFER_TYPE_INDEX, 0, RTC_FORMAT_UINT3, mesh.indices.data(), 0,
                                 3 * sizeof(std::uint32_t), mesh.triangles());
      rtcCommitGeometry(geometry);
      rtcAttachGeometry(scene_, geometry);
      rtcReleaseGeometry(geometry);
    }
    rtcCommitScene(scene_);
  }
  ~Embree() {
    rtcReleaseScene(scene_);
    rtcReleaseDevice(device_);
  }
  Embree(const Embree&) = delete;
  Embree& operator=(const Embree&) = delete;

  [[nodiscard]] bool blocks(const FloatRay& ray) const {
    RTCIntersectContext context;
    rtcInitIntersectContext(&context);
    RTCRay asked{};
    asked.org_x = ray.from[0];
    asked.org_y = ray.from[1];
    asked.org_z = ray.from[2];
    asked.dir_x = ray.direction[0];
    asked.dir_y = ray.direction[1];
    asked.dir_z = ray.direction[2];
    asked.tfar = std::numeric_limits<float>::infinity();
    asked.mask = ~0u;
    rtcOccluded1(scene_, &context, &asked);
    return asked.tfar < 0;
  }

 private:
  RTCDevice device_;
  RTCScene scene_;
};

Figures ask_embree(const Soup& soup, std::span<const FloatRay> rays) {
  Figures figures;
  figures.build_s = median_of_five([&] { return seconds([&] { const Embree built(soup); }); });
  const Embree embree(soup);
  const double took_s = median_of_five([&] {
    figures.blocked = 0;
    return seconds([&] {
      for (const FloatRay& ray : rays) figures.blocked += embree.blocks(ray) ? 1 : 0;
    });
  });
  figures.rays_per_s = static_cast<double>(rays.size()) / took_s;
  return figures;
}

void compare(Results& results, const Soup& soup, std::span<const FloatRay> rays, const Figures& bullet) {
  const Figures embree = ask_embree(soup, rays);
  tell(fmt::format("Embree: {:.2f} M rays/s, built in {:.1f} ms; {} blocked", embree.rays_per_s / 1e6,
                   1e3 * embree.build_s, embree.blocked));
  // Embree counts in floats: a few rays along an edge end otherwise.
  if (std::abs(bullet.blocked - embree.blocked) > static_cast<std::int64_t>(rays.size() / 10'000))
    throw Error(ErrorCode::internal,
                fmt::format("{} rays are blocked, for Embree {}", bullet.blocked, embree.blocked));
  results.put("room.rays.embree", embree.rays_per_s / 1e6);
  results.put("room.rays.embree_build", 1e3 * embree.build_s);
}
#else
void compare(Results&, const Soup&, std::span<const FloatRay>, const Figures&) {
  throw Skip{"no Embree here: built without libembree-dev"};  // what was measured before stays
}
#endif

void measure_room_rays(Results& results) {
  const Soup soup(zurich());
  const std::vector<FloatRay> rays = make_rays(soup);
  const Figures bullet = ask_bullet(soup, rays);
  tell(fmt::format("{} triangles; Bullet: {:.2f} M rays/s, built in {:.1f} ms; {} of {} blocked",
                   soup.triangles, bullet.rays_per_s / 1e6, 1e3 * bullet.build_s, bullet.blocked,
                   rays.size()));
  results.put("room.rays.bullet", bullet.rays_per_s / 1e6);
  results.put("room.rays.bullet_build", 1e3 * bullet.build_s);
  compare(results, soup, rays, bullet);
}

}  // namespace

void add_room_rays(Benchmarks& benchmarks) {
  Group group;
  group.rows = {
      {"room.rays.bullet", "M rays/s", Op::at_least, 0,
       "any-hit rays a second through the Zurich subset, from around its walls and roofs into all "
       "directions, one thread",
       "reported"},
      {"room.rays.bullet_build", "ms", Op::at_least, 0, "time to build all that they are asked of",
       "reported"},
      {"room.rays.embree", "M rays/s", Op::at_least, 0, "the same rays by Embree, one at a time", "reported"},
      {"room.rays.embree_build", "ms", Op::at_least, 0, "time to build its tree", "reported"}};
  group.measure = measure_room_rays;
  benchmarks.add(std::move(group));
}

}  // namespace conurb::bench

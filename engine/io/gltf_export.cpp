// SPDX-License-Identifier: Apache-2.0
#include "engine/io/gltf_export.hpp"

#include <cmath>
#include <numeric>

#include "engine/io/gltf_file.hpp"

namespace conurb::io {

using city::Point3;

std::vector<std::size_t> ground_tiles(const SceneTerrain& terrain, const city::City& city,
                                      const SceneExportOptions& options) {
  std::vector<std::size_t> tiles;
  if (!options.ground) return tiles;
  for (std::size_t tile = 0; tile < terrain.tiles(); ++tile) {
    const city::Box box = terrain.extent(tile);
    if (options.ground_box) {
      const auto& [x0, y0, x1, y1] = *options.ground_box;
      const double east = city.place().origin_x, north = city.place().origin_y;
      if (box.upper[0] + east < x0 || box.lower[0] + east > x1 || box.upper[1] + north < y0 ||
          box.lower[1] + north > y1)
        continue;
    }
    tiles.push_back(tile);
  }
  return tiles;
}

Json place_extras(const city::Place& place, const Point3& origin) {
  Json extras = {{"origin", {origin[0], origin[1], origin[2]}}};
  if (!place.crs.empty()) extras["crs"] = place.crs;
  if (!place.vertical_datum.empty()) extras["vertical_datum"] = place.vertical_datum;
  return extras;
}

SceneExportResult export_gltf(const city::City& city, const SceneExportOptions& options,
                              const UnitSystem& units, const TextSink& write, Jobs& jobs) {
  const Scene scene = choose_scene(city, options.scene, jobs);
  const SceneColumns columns(scene, options.columns, units);
  // Whole metres keep the way back to the CRS exact.
  const Point3 origin{std::round(0.5 * (scene.box.lower[0] + scene.box.upper[0])),
                      std::round(0.5 * (scene.box.lower[1] + scene.box.upper[1])),
                      std::floor(scene.box.lower[2])};
  std::vector<std::uint32_t> all(scene.features.size());
  std::iota(all.begin(), all.end(), 0U);
  const SceneMesh objects = mesh_of(scene, all, {}, origin, jobs);
  options.cancel.check("the export");

  const SceneTerrain terrain(city, options.ground_error);
  const std::vector<std::size_t> tiles = ground_tiles(terrain, city, options);
  std::vector<SceneMesh> pieces(tiles.size());
  jobs.parallel_for(0, tiles.size(), 1, [&](std::size_t begin, std::size_t) {
    terrain.add(tiles[begin], {}, origin, pieces[begin]);
  });
  SceneMesh ground;
  for (const SceneMesh& piece : pieces) ground.append(piece);

  GltfContent content;
  content.meshes = {{"objects", &objects}, {"ground", &ground}};
  content.tables = columns.encode(all);
  content.schema = &columns.schema();
  content.copyright = options.attribution;
  const city::Place& place = city.place();
  content.extras = place_extras(
      place, {place.origin_x + origin[0], place.origin_y + origin[1], place.origin_z + origin[2]});

  SceneExportResult result;
  result.objects = static_cast<std::int64_t>(scene.features.size());
  result.triangles = static_cast<std::int64_t>(objects.triangles());
  result.ground_triangles = static_cast<std::int64_t>(ground.triangles());
  result.files = 1;
  result.without_geometry = scene.without_geometry;
  result.without_area = objects.without_area;
  result.crossing = objects.crossing;
  result.turned = objects.turned;
  for (const PropertyTable& table : content.tables) result.suppressed += table.suppressed;
  result.bytes = write_glb(content, [&](std::string_view piece) {
    options.cancel.check("the export");
    write(piece);
  });
  return result;
}

}  // namespace conurb::io

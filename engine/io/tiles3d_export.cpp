// SPDX-License-Identifier: Apache-2.0
#include "engine/io/tiles3d_export.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <fstream>
#include <mutex>

#include "engine/base/build_info.hpp"
#include "engine/base/error.hpp"
#include "engine/io/earth_frame.hpp"
#include "engine/io/gltf_file.hpp"
#include "engine/io/tiles3d_tree.hpp"

namespace conurb::io {

using city::Box;
using city::Point3;

namespace fs = std::filesystem;

namespace {

/// Frames at one place, as many as threads ask for at once: making one takes PROJ some milliseconds.
class EarthFrames {
 public:
  EarthFrames(const city::Place& place, const Point3& origin) : place_(place), origin_(origin) {
    free_.push_back(EarthFrame::open(place, origin));
  }
  template <class Work>
  void with(Work&& work) {
    EarthFrame frame = take();
    work(frame);
    const std::lock_guard lock(mutex_);
    free_.push_back(std::move(frame));
  }

 private:
  EarthFrame take() {
    {
      const std::lock_guard lock(mutex_);
      if (!free_.empty()) {
        EarthFrame frame = std::move(free_.back());
        free_.pop_back();
        return frame;
      }
    }
    return EarthFrame::open(place_, origin_);
  }

  city::Place place_;
  Point3 origin_;
  std::mutex mutex_;
  std::vector<EarthFrame> free_;
};

/// A file of the tileset once it is written.
struct TileFile {
  std::string uri;  ///< empty: no file, as nothing is to be seen
  Box box;          ///< of its vertices, in the frame of the root
  std::int64_t triangles = 0, bytes = 0, suppressed = 0;
  std::int64_t without_area = 0, crossing = 0, turned = 0;
};

class TilesetWriter {
 public:
  TilesetWriter(const city::City& city, const TilesetExportOptions& options, const UnitSystem& units,
                fs::path folder, Jobs& jobs)
      : city_(city),
        options_(options),
        folder_(std::move(folder)),
        jobs_(jobs),
        scene_(choose_scene(city, options.scene, jobs)),
        columns_(scene_, options.columns, units),
        terrain_(city, options.ground_error) {
    const city::Place& place = city.place();
    frame_ = {place.origin_x, place.origin_y, place.origin_z + options.height_offset};
    for (std::size_t axis = 0; axis < 3; ++axis) {
      const double middle = axis == 2 ? std::floor(scene_.box.lower[2])
                                      : std::round(0.5 * (scene_.box.lower[axis] + scene_.box.upper[axis]));
      middle_[axis] = middle;
      origin_[axis] = frame_[axis] + middle;
    }
    if (!place.crs.empty()) frames_ = std::make_unique<EarthFrames>(place, origin_);
  }

  SceneExportResult write() {
    write_objects();
    write_ground();
    write_tileset();
    return std::move(result_);
  }

 private:
  /// Coordinates of the city's local frame to those of the root.
  void map(const EarthFrame* earth, std::span<Point3> points) const {
    const Point3& shift = earth != nullptr ? frame_ : middle_;
    const double sign = earth != nullptr ? 1 : -1;
    for (Point3& point : points) {
      for (std::size_t axis = 0; axis < 3; ++axis) point[axis] += sign * shift[axis];
    }
    if (earth != nullptr) earth->to_local(points);
  }

  template <class Work>
  void with_map(Work&& work) {
    if (!frames_) return work(PointMap([this](std::span<Point3> points) { map(nullptr, points); }));
    frames_->with([&](const EarthFrame& earth) {
      work(PointMap([this, &earth](std::span<Point3> points) { map(&earth, points); }));
    });
  }

  // A point of the root's frame near the middle of a box of the city's frame: floats of the file start there.
  [[nodiscard]] static Point3 start_of(const Box& box, const PointMap& to_root) {
    Point3 middle[1] = {
        {0.5 * (box.lower[0] + box.upper[0]), 0.5 * (box.lower[1] + box.upper[1]), box.lower[2]}};
    to_root(middle);
    return {std::round(middle[0][0]), std::round(middle[0][1]), std::round(middle[0][2])};
  }

  void write_file(TileFile& file, GltfContent& content) const {
    options_.cancel.check("the export");
    const SceneMesh& mesh = *content.meshes.front().mesh;
    file.triangles = static_cast<std::int64_t>(mesh.triangles());
    file.without_area = mesh.without_area;
    file.crossing = mesh.crossing;
    file.turned = mesh.turned;
    for (const PropertyTable& table : content.tables) file.suppressed += table.suppressed;
    for (const ScenePart& part : mesh.parts) {
      if (part.indices.empty()) continue;
      for (const auto& corner : {part.lower, part.upper}) {
        file.box.add(Point3{content.origin[0] + static_cast<double>(corner[0]),
                            content.origin[1] + static_cast<double>(corner[1]),
                            content.origin[2] + static_cast<double>(corner[2])});
      }
    }
    if (file.triangles == 0) {
      file.uri.clear();
      return;
    }
    content.copyright = options_.attribution;
    const fs::path path = folder_ / file.uri;
    std::ofstream stream(path, std::ios::binary | std::ios::trunc);
    file.bytes = write_glb(content, [&stream](std::string_view piece) {
      stream.write(piece.data(), static_cast<std::streamsize>(piece.size()));
    });
    stream.close();
    if (!stream)
      throw Error(ErrorCode::io, "the file cannot be written", path.string(), "check the free space");
  }

  void write_objects() {
    std::vector<TileObject> objects;
    objects.reserve(scene_.features.size());
    for (const SceneFeature& each : scene_.features) {
      objects.push_back({0.5 * (each.box.lower[0] + each.box.upper[0]),
                         0.5 * (each.box.lower[1] + each.box.upper[1]), each.diagonal(), each.triangles});
    }
    nodes_ = build_tile_tree(objects, options_.tile_triangles);
    files_.resize(nodes_.size());
    fs::create_directory(folder_ / "objects");
    jobs_.parallel_for(0, nodes_.size(), 1, [this](std::size_t n, std::size_t) {
      with_map([&](const PointMap& to_root) { write_node(n, to_root); });
    });
  }

  void write_node(std::size_t n, const PointMap& to_root) {
    const TileNode& node = nodes_[n];
    Box box;
    for (const std::uint32_t f : node.objects) box.add(scene_.features[f].box);
    GltfContent content;
    content.origin = start_of(box, to_root);
    SceneMesher mesher(scene_, to_root, content.origin);
    SceneMesh mesh;
    std::vector<std::uint32_t> count(scene_.tables.size(), 0);
    for (const std::uint32_t f : node.objects)
      mesher.add(scene_.features[f], count[scene_.features[f].table]++, mesh);
    content.meshes = {{"objects", &mesh}};
    content.tables = columns_.encode(node.objects);
    content.schema = &columns_.schema();
    files_[n].uri = node.name.empty() ? "objects/all.glb" : "objects/" + node.name + ".glb";
    write_file(files_[n], content);
  }

  void write_ground() {
    const std::vector<std::size_t> tiles = ground_tiles(terrain_, city_, options_);
    ground_.resize(tiles.size());
    if (!tiles.empty()) fs::create_directory(folder_ / "ground");
    jobs_.parallel_for(0, tiles.size(), 1, [&](std::size_t n, std::size_t) {
      with_map([&](const PointMap& to_root) {
        GltfContent content;
        Box box = terrain_.extent(tiles[n]);
        box.lower[2] = middle_[2];
        content.origin = start_of(box, to_root);
        SceneMesh mesh;
        terrain_.add(tiles[n], to_root, content.origin, mesh);
        content.meshes = {{"ground", &mesh}};
        ground_[n].uri = fmt::format("ground/{}_{}.glb", terrain_.column(tiles[n]), terrain_.row(tiles[n]));
        write_file(ground_[n], content);
      });
    });
  }

  // Centre and half axes, with a millimetre to spare for readers that compute in single precision.
  static Json box_json(const Box& box) {
    Json numbers = Json::array();
    for (std::size_t axis = 0; axis < 3; ++axis) numbers.push_back(0.5 * (box.lower[axis] + box.upper[axis]));
    for (std::size_t i = 0; i < 9; ++i) {
      const std::size_t axis = i / 3;
      numbers.push_back(i % 4 == 0 ? 0.5 * (box.upper[axis] - box.lower[axis]) + 0.001 : 0.0);
    }
    return {{"box", std::move(numbers)}};
  }

  static double diagonal(const Box& box) {
    return std::hypot(box.upper[0] - box.lower[0], box.upper[1] - box.lower[1], box.upper[2] - box.lower[2]);
  }

  void count(const TileFile& file) {
    if (!file.uri.empty()) ++result_.files;
    result_.bytes += file.bytes;
    result_.suppressed += file.suppressed;
    result_.without_area += file.without_area;
    result_.crossing += file.crossing;
    result_.turned += file.turned;
  }

  // A node with what hangs below it; grows `box` by all of that. Null where nothing is to be seen.
  Json tile_json(std::size_t n, Box& box) {
    Box own = files_[n].box;
    Json children = Json::array();
    for (const std::uint32_t child : nodes_[n].children) {
      if (Json tile = tile_json(child, own); !tile.is_null()) children.push_back(std::move(tile));
    }
    count(files_[n]);
    result_.triangles += files_[n].triangles;
    if (own.empty()) return nullptr;
    box.add(own);
    Json tile = {{"boundingVolume", box_json(own)},
                 {"geometricError", children.empty() ? 0.0 : nodes_[n].geometric_error}};
    if (!files_[n].uri.empty()) tile["content"] = {{"uri", files_[n].uri}};
    if (!children.empty()) tile["children"] = std::move(children);
    return tile;
  }

  void write_tileset() {
    Box box;
    Json children = Json::array();
    if (Json objects = tile_json(0, box); !objects.is_null()) children.push_back(std::move(objects));
    double largest = 0;
    for (const SceneFeature& each : scene_.features) largest = std::max(largest, each.diagonal());
    for (const TileFile& file : ground_) {
      count(file);
      result_.ground_triangles += file.triangles;
      if (file.uri.empty()) continue;
      box.add(file.box);
      largest = std::max(largest, diagonal(file.box));
      children.push_back({{"boundingVolume", box_json(file.box)},
                          {"geometricError", 0.0},
                          {"content", {{"uri", file.uri}}}});
    }
    if (box.empty()) throw Error(ErrorCode::not_found, "no object has a surface with an area");
    Json root = {{"boundingVolume", box_json(box)},
                 {"geometricError", largest},
                 {"refine", "ADD"},
                 {"children", std::move(children)}};
    Json extras = place_extras(city_.place(), {origin_[0], origin_[1], origin_[2] - options_.height_offset});
    if (options_.height_offset != 0) extras["height_offset"] = options_.height_offset;
    if (frames_) {
      frames_->with([&](const EarthFrame& earth) {
        root["transform"] = earth.to_earth();
        result_.heights = earth.heights();
      });
      extras["heights"] = result_.heights;
    }
    Json tileset = {{"asset",
                     {{"version", "1.1"},
                      {"generator", fmt::format("Conurb {}", build_version())},
                      {"extras", std::move(extras)}}},
                    {"geometricError", largest},
                    {"root", std::move(root)}};
    if (!options_.attribution.empty()) tileset["asset"]["copyright"] = options_.attribution;
    const std::string text = tileset.dump(1, ' ', false, Json::error_handler_t::replace);
    std::ofstream stream(folder_ / "tileset.json", std::ios::binary | std::ios::trunc);
    stream << text << '\n';
    stream.close();
    if (!stream)
      throw Error(ErrorCode::io, "the file cannot be written", (folder_ / "tileset.json").string(),
                  "check the free space");
    result_.objects = static_cast<std::int64_t>(scene_.features.size());
    result_.without_geometry = scene_.without_geometry;
    result_.bytes += static_cast<std::int64_t>(text.size()) + 1;
    ++result_.files;
  }

  const city::City& city_;
  const TilesetExportOptions& options_;
  fs::path folder_;
  Jobs& jobs_;
  Scene scene_;
  SceneColumns columns_;
  SceneTerrain terrain_;
  Point3 frame_{}, middle_{}, origin_{};  // of the city in the CRS; the root in the city; the root in the CRS
  std::unique_ptr<EarthFrames> frames_;
  std::vector<TileNode> nodes_;
  std::vector<TileFile> files_, ground_;
  SceneExportResult result_;
};

}  // namespace

SceneExportResult export_tileset(const city::City& city, const TilesetExportOptions& options,
                                 const UnitSystem& units, const fs::path& folder, Jobs& jobs) {
  return TilesetWriter(city, options, units, folder, jobs).write();
}

}  // namespace conurb::io

// SPDX-License-Identifier: Apache-2.0
#include "engine/scene/ground_tiles.hpp"

#include <algorithm>
#include <cmath>

namespace conurb::scene {
namespace {

using city::Box2;

constexpr double kSmallCity = 1500;     // m: smaller ones have finer texels
constexpr double kAreaTexel = 1;        // m: fine enough where only green, water or parcels are
constexpr double kRelief = 0.5;         // m: land is refined until it shows ground as rough as this
constexpr double kLargestRoot = 4e6;    // m
constexpr double kTriangleError = 0.5;  // texels: share of a tile's error that its triangles may take

Box2 extent_of(const Tile& tile) {
  return {tile.box.lower[0], tile.box.lower[1], tile.box.upper[0], tile.box.upper[1]};
}

/// Of a mesh whose triangles follow the relief: two and the skirts on flat ground, all cells on rough.
std::uint32_t estimated_triangles(const Tile& tile) {
  constexpr double kFlat = 10, kAll = 2.0 * GroundMesher::kCells * GroundMesher::kCells;
  const double relief = (tile.box.upper[2] - tile.box.lower[2]) / tile.error - 2;
  return static_cast<std::uint32_t>(std::clamp(kFlat + 4 * relief, kFlat, kAll));
}

}  // namespace

GroundTiles::GroundTiles(const city::City& city, const ObjectNumbers& numbers,
                         std::shared_ptr<const GroundHeights> heights, Jobs& jobs,
                         const GroundOptions& options)
    : GroundTiles(std::make_shared<const GroundFeatures>(city, numbers, jobs), std::move(heights), jobs,
                  options) {}

GroundTiles::GroundTiles(std::shared_ptr<const GroundFeatures> features,
                         std::shared_ptr<const GroundHeights> heights, Jobs& jobs,
                         const GroundOptions& options)
    : GroundTiles(features, std::make_shared<const GroundRelief>(std::move(heights), *features), jobs,
                  options) {}

GroundTiles::GroundTiles(std::shared_ptr<const GroundFeatures> features,
                         std::shared_ptr<const GroundRelief> relief, Jobs& jobs, const GroundOptions& options)
    : options_(options), relief_(std::move(relief)), map_(std::move(features), options.palette) {
  const Box2& extent = heights().extent();
  if (std::max(extent.max_x - extent.min_x, extent.max_y - extent.min_y) < kSmallCity) options_.finest_m /= 2;
  plant(jobs);
}

/// The root is three times as wide as the city or wider, so that halving it ends at the finest texel.
void GroundTiles::plant(Jobs& jobs) {
  const Box2& extent = heights().extent();
  const double wanted =
      std::min(3 * std::max(extent.max_x - extent.min_x, extent.max_y - extent.min_y), kLargestRoot);
  double side = options_.finest_m * options_.side;
  while (side < wanted) side *= 2;
  const city::Point2 centre = extent.centre();
  Tile root;
  // On whole metres, so that halving is exact.
  root.box.lower = {std::floor(centre.x) - side / 2, std::floor(centre.y) - side / 2, 0};
  root.box.upper = {std::floor(centre.x) + side / 2, std::floor(centre.y) + side / 2, 0};
  tree_.refinement = Refinement::replace;
  tree_.tiles.push_back(root);
  for (std::size_t begin = 0; begin < tree_.tiles.size();) {
    const std::size_t end = tree_.tiles.size();
    std::vector<std::uint8_t> refine(end - begin);
    jobs.parallel_for(begin, end, 64, [&](std::size_t from, std::size_t to) {
      for (std::size_t t = from; t < to; ++t) {
        measure(tree_.tiles[t]);
        refine[t - begin] = refines(tree_.tiles[t]) ? 1 : 0;
      }
    });
    for (std::size_t t = begin; t < end; ++t)
      if (refine[t - begin] != 0) divide(static_cast<std::uint32_t>(t));
    begin = end;
  }
  tree_.levels.resize(tree_.tiles.size());
  for (std::uint32_t t = 0; t < tree_.tiles.size(); ++t) {
    Tile& tile = tree_.tiles[t];
    tile.levels = {t, t + 1};
    tree_.levels[t] = {tile.error, estimated_triangles(tile)};
  }
  // A tile's box holds those of its children, too.
  for (std::size_t t = tree_.tiles.size(); t-- > 1;)
    tree_.tiles[tree_.tiles[t].parent].box.add(tree_.tiles[t].box);
}

/// Heights and error of a tile, whose box has its place.
void GroundTiles::measure(Tile& tile) const {
  constexpr int kPlaces = 8;
  const Box2 extent = extent_of(tile);
  const double side = extent.max_x - extent.min_x;
  const double texel = side / options_.side;
  double low = 1e30, high = -1e30;
  for (int j = 0; j <= kPlaces; ++j)
    for (int i = 0; i <= kPlaces; ++i) {
      const double z = heights().height(extent.min_x + side * i / kPlaces, extent.min_y + side * j / kPlaces);
      low = std::min(low, z);
      high = std::max(high, z);
    }
  const double error = kTriangleError * texel + GroundMesher::sampling_error(heights(), extent);
  tile.error = std::max(texel, error);
  tile.box.lower[2] = low - tile.error;
  tile.box.upper[2] = high + tile.error;
}

bool GroundTiles::refines(const Tile& tile) const {
  const Box2 extent = extent_of(tile);
  const double texel = (extent.max_x - extent.min_x) / options_.side;
  if (texel <= options_.finest_m) return false;
  const GroundFeatures& features = map_.features();
  const auto is_in = [&](const GroundShapes& shapes) { return !shapes.index.within(extent, 1).empty(); };
  if (is_in(features.buildings) || is_in(features.roads) || is_in(features.rails)) return true;
  for (const GroundAreas& areas : features.modelled)
    if (is_in(areas)) return true;
  if (texel <= kAreaTexel) return false;
  return GroundMesher::sampling_error(heights(), extent) > kRelief || is_in(features.green) ||
         is_in(features.water) || is_in(features.land_use) || is_in(features.parcels) ||
         is_in(features.watercourses) || !features.tree_index.within(extent, 1).empty();
}

void GroundTiles::divide(std::uint32_t number) {
  const auto first = static_cast<std::uint32_t>(tree_.tiles.size());
  tree_.tiles[number].children = {first, first + 4};
  const Box2 extent = extent_of(tree_.tiles[number]);
  const city::Point2 centre = extent.centre();
  for (const int quarter : {0, 1, 2, 3}) {
    const bool right = quarter % 2 != 0, upper = quarter >= 2;
    Tile child;
    child.parent = number;
    child.box.lower = {right ? centre.x : extent.min_x, upper ? centre.y : extent.min_y, 0};
    child.box.upper = {right ? extent.max_x : centre.x, upper ? extent.max_y : centre.y, 0};
    tree_.tiles.push_back(child);
  }
}

/// Alpha of land beyond the city: falls smoothly from a tenth of the way to the root's border on.
void GroundTiles::fade(const Box2& extent, Picture& surface) const {
  const Box2& city = heights().extent();
  const Box2 root = extent_of(tree_.tiles[0]);
  const double reach = std::min(root.max_x - city.max_x, root.max_y - city.max_y);
  const double texel = (extent.max_x - extent.min_x) / surface.width;
  if (city.min_x <= extent.min_x && city.max_x >= extent.max_x && city.min_y <= extent.min_y &&
      city.max_y >= extent.max_y)
    return;
  for (int j = 0; j < surface.height; ++j)
    for (int i = 0; i < surface.width; ++i) {
      const double x = extent.min_x + (i + 0.5) * texel, y = extent.max_y - (j + 0.5) * texel;
      const double out = std::hypot(std::max({city.min_x - x, x - city.max_x, 0.0}),
                                    std::max({city.min_y - y, y - city.max_y, 0.0}));
      const double t = std::clamp((out / reach - 0.1) / 0.88, 0.0, 1.0);
      std::uint8_t& alpha = surface.pixel(i, j)[3];
      if (t > 0) alpha = static_cast<std::uint8_t>(std::lround(kLandAlpha * (1 - t * t * (3 - 2 * t))));
    }
}

TileContent GroundTiles::make(std::uint32_t number, std::uint32_t /*level*/) const {
  const Tile& tile = tree_.tiles[number];
  TileContent content;
  content.extent = extent_of(tile);
  const double texel = (content.extent.max_x - content.extent.min_x) / options_.side;
  content.mesh = mesher_.mesh(*relief_, content.extent, kTriangleError * texel,
                              2 * tile.error + relief_->bank_height(content.extent));
  content.surface = map_.surface(content.extent, options_.side);
  fade(content.extent, content.surface);
  content.lamps = map_.lamps(content.extent, options_.side / 2);
  content.objects = map_.objects(content.extent, options_.side);
  return content;
}

std::uint32_t GroundTiles::object_at(double x, double y) const {
  constexpr double kHalf_m = 0.01;  // of the only texel, whose centre is asked about
  const Picture texel = map_.objects({x - kHalf_m, y - kHalf_m, x + kHalf_m, y + kHalf_m}, 1);
  const std::uint8_t* p = texel.pixel(0, 0);
  return p[0] | std::uint32_t{p[1]} << 8 | std::uint32_t{p[2]} << 16;
}

}  // namespace conurb::scene

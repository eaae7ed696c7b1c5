// SPDX-License-Identifier: Apache-2.0
#include "engine/scene/solids.hpp"

#include <algorithm>
#include <cmath>

#include "engine/base/error.hpp"
#include "engine/city/terrain.hpp"
#include "engine/scene/facade.hpp"
#include "engine/scene/outline_rings.hpp"

namespace conurb::scene {
namespace {

using city::Point3;

constexpr double kHighest_m = 3000;  // what is higher stands in the data by mistake
constexpr float kDetail_m = 0.3F;    // windows, sills and steps that a block of the right height lacks
constexpr float kLooks_m = 1.F;      // as wrong as that, m, do blocks without the model's colours look
constexpr std::size_t kGrain = 512;

std::span<const float> reals(const city::Table& table, const char* name) {
  const auto column = table.find(name);
  return column ? table.column(*column).values<float>() : std::span<const float>();
}

double value(std::span<const float> column, std::uint32_t row) {
  return column.empty() || row == city::kNone ? std::nan("") : static_cast<double>(column[row]);
}

bool is_built(io::SceneKind kind) {
  return kind == io::SceneKind::house || kind == io::SceneKind::structure || kind == io::SceneKind::other;
}

bool is_drawable(const city::Box& box) {
  for (std::size_t axis = 0; axis < 3; ++axis)
    if (!(box.lower[axis] >= -kFarthest_m && box.upper[axis] <= kFarthest_m)) return false;
  return box.upper[2] - box.lower[2] <= kHighest_m;
}

}  // namespace

/// Of the table building; all empty if the city has none.
struct Solids::Columns {
  std::size_t table = static_cast<std::size_t>(-1);
  std::uint32_t rows = 0;
  std::span<const std::uint8_t> alive;
  std::span<const std::int32_t> object;
  std::span<const float> height, ground, eaves, mean;

  explicit Columns(const city::City& city) {
    if (city.find("building") < 0) return;
    table = city.index_of("building");
    const city::Table& buildings = city.table(table);
    rows = static_cast<std::uint32_t>(buildings.rows());
    alive = buildings.alive();
    if (const auto column = buildings.find("object"))
      object = buildings.column(*column).values<std::int32_t>();
    height = reals(buildings, "height");
    ground = reals(buildings, "ground_height");
    eaves = reals(buildings, "eaves_height");
    mean = reals(buildings, "mean_height");
  }
};

Solids::Solids(city::City city, const ObjectNumbers& numbers, Jobs& jobs) : city_(std::move(city)) {
  const Columns columns(city_);
  if (columns.rows > 0 && city_.table(columns.table).spec().shape == city::Shape::polygon) {
    const city::Column& shapes = city_.table(columns.table).column("shape");
    shapes_ = shapes.values<double>();
    offsets_ = shapes.offsets();
  }
  choose(jobs);
  add_models(columns, numbers, jobs);
  add_blocks(columns, numbers, jobs);
  std::vector<io::SceneFeature>().swap(scene_.features);  // gives the memory back
  scene_.geometries.shrink_to_fit();
  std::size_t kept = 0;
  for (std::size_t i = 0; i < solids_.size(); ++i) {
    if (!(measures_[i].size > 0)) continue;
    solids_[kept] = solids_[i];
    measures_[kept++] = measures_[i];
  }
  solids_.resize(kept);
  solids_.shrink_to_fit();
  measures_.resize(kept);
}

void Solids::choose(Jobs& jobs) {
  scene_.city = &city_;
  if (city_.geometry() == nullptr || city_.find("city_object") < 0) return;
  try {
    scene_ = io::choose_scene(city_, {}, jobs);
  } catch (const Error& error) {
    if (error.code() != ErrorCode::not_found) throw;  // a model of points and lines: nothing to show
  }
}

std::span<const double> Solids::shape(std::size_t row) const {
  if (row + 1 >= offsets_.size()) return {};
  const auto begin = static_cast<std::size_t>(offsets_[row]),
             end = static_cast<std::size_t>(offsets_[row + 1]);
  return shapes_.subspan(begin, end - begin);
}

std::span<const double> Solids::outline(const Solid& solid) const {
  if (!solid.has_outline()) return {};
  return solid.own_outline ? std::span<const double>(own_outlines_[solid.outline]) : shape(solid.outline);
}

void Solids::reorder(std::span<const std::uint32_t> order) {
  std::vector<Solid> other;
  other.reserve(order.size());
  for (const std::uint32_t i : order) other.push_back(solids_[i]);
  solids_ = std::move(other);
}

// Counts lid and block, and says what the block lacks. False if the outline is none.
bool Solids::measure_outline(const Solid& solid, SolidMeasure& measure) const {
  const auto shape = outline(solid);
  OutlineRings rings;
  if (!rings.read(shape, kLidTolerance_m)) return false;
  measure.is_block = true;
  measure.lid_triangles = rings.triangles();
  rings.read(shape, kBlockTolerance_m);
  const auto block = [&rings] {
    return rings.triangles() + 2 * static_cast<std::uint32_t>(rings.points().size());
  };
  measure.block_triangles = block();
  if (rings.simplified()) {
    measure.block_error = std::max(measure.block_error, static_cast<float>(kBlockTolerance_m));
    rings.read(shape, 0);
  }
  for (const city::Point2& p : rings.points())
    measure.box.add(Point3{p.x, p.y, static_cast<double>(solid.ground) - kSunk_m});
  if (!solid.has_model()) {
    measure.full_triangles = block();
  } else {  // without what lies on the ground
    const std::uint32_t all = measure.full_triangles;
    measure.full_triangles -= std::min(rings.triangles(), all / 2);
    measure.full_triangles += measure.full_triangles / 10;  // gables are cut at the eaves
    if (all > block() + rings.triangles()) measure.block_error = std::max(measure.block_error, kDetail_m);
    if (has_looks(solid)) measure.block_error = std::max(measure.block_error, kLooks_m);
  }
  return true;
}

void Solids::measure_model(const io::SceneFeature& feature, const Columns& columns, Solid& solid,
                           SolidMeasure& measure) const {
  solid.kind = scene_.geometries[feature.geometries.begin].kind;
  if (!is_built(solid.kind) || !is_drawable(feature.box)) return;
  solid.geometries = feature.geometries;
  const Point3 &low = feature.box.lower, &high = feature.box.upper;
  const double ground = low[2] + origin_z(), top = high[2] + origin_z(), height = top - ground;
  solid.ground = static_cast<float>(ground);
  solid.eaves = solid.block_top = solid.top = static_cast<float>(top);
  measure.box = {{low[0], low[1], ground - kSunk_m}, {high[0], high[1], top}};
  const bool house = solid.kind == io::SceneKind::house;
  // A bridge is low, but long.
  const double across = std::hypot(high[0] - low[0], high[1] - low[1]);
  measure.size = static_cast<float>(std::max({height, house ? 0 : across / 4, 0.01}));
  measure.full_triangles =
      static_cast<std::uint32_t>(std::min<std::uint64_t>(feature.triangles, 1'000'000'000));
  measure.lid_triangles = measure.block_triangles = measure.full_triangles;
  if (!house || !is_of(columns, feature)) return;
  const auto row = static_cast<std::uint32_t>(feature.row);
  const auto within = [height](double known, double otherwise) {
    return known > 0 && known <= height ? known : otherwise;
  };
  const double mean = within(value(columns.mean, row), height);
  const double eaves = within(value(columns.eaves, row), std::min(mean, 0.75 * height));
  solid.eaves = static_cast<float>(ground + eaves);
  solid.block_top = static_cast<float>(ground + mean);
  measure.block_error = static_cast<float>(std::max(height - mean, mean - eaves));
  solid.outline = row;
  if (!measure_outline(solid, measure)) solid.outline = city::kNone;
}

bool Solids::has_looks(const Solid& solid) const {
  if (scene_.store->looks().empty()) return false;
  for (std::uint32_t g = solid.geometries.begin; g < solid.geometries.end; ++g) {
    const city::GeometryPoints points(*scene_.store, scene_.geometries[g].geometry);
    const city::Range surfaces = points.store().surfaces(points.boundary());
    if (scene_.store->looks().any_of(surfaces.begin, surfaces.end)) return true;
  }
  return false;
}

void Solids::add_models(const Columns& columns, const ObjectNumbers& numbers, Jobs& jobs) {
  const std::size_t count = scene_.features.size();
  solids_.resize(count);
  measures_.resize(count);
  jobs.parallel_for(0, count, kGrain, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      const io::SceneFeature& feature = scene_.features[i];
      solids_[i].object = numbers.number(scene_.tables[feature.table], feature.row);
      // Tables without a shape have no numbers.
      if (solids_[i].object == 0) solids_[i].object = numbers.number(scene_.tables.back(), feature.object);
      measure_model(feature, columns, solids_[i], measures_[i]);
    }
  });
  for (std::size_t i = 0; i < count; ++i) {
    Solid& solid = solids_[i];
    if (solid.kind != io::SceneKind::house || !solid.has_model() || solid.has_outline()) continue;
    own_outlines_.push_back(outline_of_model(solid));
    solid.outline = static_cast<std::uint32_t>(own_outlines_.size() - 1);
    solid.own_outline = true;
    if (measure_outline(solid, measures_[i])) continue;
    own_outlines_.pop_back();
    solid.outline = city::kNone;
  }
}

// What the model covers, roughly.
std::vector<double> Solids::outline_of_model(const Solid& solid) const {
  std::vector<city::Point2> corners;
  const city::Place& place = city_.place();
  for (std::uint32_t g = solid.geometries.begin; g < solid.geometries.end; ++g) {
    const city::GeometryPoints points(*scene_.store, scene_.geometries[g].geometry);
    const city::GeometryStore& store = points.store();
    const city::Range surfaces = store.surfaces(points.boundary());
    for (std::uint32_t s = surfaces.begin; s < surfaces.end; ++s) {
      for (std::uint32_t r = store.rings(s).begin; r < store.rings(s).end; ++r) {
        for (const std::uint32_t v : store.ring(r)) {
          const Point3 at = points.at(v);
          const city::Point2 corner{at[0] + (points.base()[0] - place.origin_x),
                                    at[1] + (points.base()[1] - place.origin_y)};
          if (std::abs(corner.x) <= kFarthest_m && std::abs(corner.y) <= kFarthest_m)
            corners.push_back(corner);  // no NaN
        }
      }
    }
  }
  return convex_outline(corners);
}

// Alive rows whose building the model does not show, nor one that it is part of.
std::vector<std::uint32_t> Solids::rows_for_blocks(const Columns& columns) const {
  std::vector<std::uint32_t> rows;
  if (columns.height.empty() || offsets_.empty()) return rows;
  std::vector<std::uint8_t> shown_rows(columns.rows, 0), shown_objects;
  std::span<const std::int32_t> roots;
  if (!scene_.features.empty()) {
    const city::Table& objects = city_.table("city_object");
    shown_objects.assign(static_cast<std::size_t>(objects.rows()), 0);
    roots = objects.column("root").values<std::int32_t>();
  }
  for (const io::SceneFeature& feature : scene_.features) {
    shown_objects[feature.object] = 1;
    if (is_of(columns, feature)) shown_rows[static_cast<std::size_t>(feature.row)] = 1;
  }
  const auto in_model = [&](std::uint32_t row) {
    if (shown_rows[row] != 0) return true;
    if (columns.object.empty() || columns.object[row] < 0 || shown_objects.empty()) return false;
    const auto object = static_cast<std::size_t>(columns.object[row]);
    return shown_objects[roots[object] < 0 ? object : static_cast<std::size_t>(roots[object])] != 0;
  };
  for (std::uint32_t row = 0; row < columns.rows; ++row) {
    const float height = columns.height[row];
    if (columns.alive[row] != 0 && height > 0 && height <= kHighest_m && !shape(row).empty() &&
        !in_model(row))
      rows.push_back(row);
  }
  return rows;
}

void Solids::add_blocks(const Columns& columns, const ObjectNumbers& numbers, Jobs& jobs) {
  const std::vector<std::uint32_t> rows = rows_for_blocks(columns);
  const bool all_known = std::all_of(
      rows.begin(), rows.end(), [&](std::uint32_t row) { return std::isfinite(value(columns.ground, row)); });
  const city::Terrain terrain = all_known ? city::Terrain() : city::Terrain::of_city(city_);
  const std::size_t first = solids_.size();
  solids_.resize(first + rows.size());
  measures_.resize(first + rows.size());
  jobs.parallel_for(0, rows.size(), kGrain, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      Solid& solid = solids_[first + i];
      SolidMeasure& measure = measures_[first + i];
      solid.object = numbers.number(columns.table, rows[i]);
      solid.outline = rows[i];
      double ground = value(columns.ground, rows[i]);
      OutlineRings rings;
      if (!std::isfinite(ground) && rings.read(shape(rows[i]), 0)) ground = terrain.lowest(shape(rows[i]));
      if (!std::isfinite(ground)) ground = 0;  // as io::add_blocks
      solid.ground = static_cast<float>(ground);
      solid.eaves = solid.block_top = solid.top = solid.ground + columns.height[rows[i]];
      if (!measure_outline(solid, measure)) continue;
      measure.box.add(Point3{measure.box.lower[0], measure.box.lower[1], static_cast<double>(solid.top)});
      if (is_drawable(measure.box)) measure.size = columns.height[rows[i]];
    }
  });
}

bool Solids::is_of(const Columns& columns, const io::SceneFeature& feature) const {
  return scene_.tables[feature.table] == columns.table;
}

}  // namespace conurb::scene

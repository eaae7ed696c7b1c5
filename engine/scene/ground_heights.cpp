// SPDX-License-Identifier: Apache-2.0
#include "engine/scene/ground_heights.hpp"

#include <algorithm>
#include <cmath>

#include "engine/city/query_shape.hpp"
#include "engine/scene/height_filling.hpp"
#include "engine/scene/model_areas.hpp"

namespace conurb::scene {
namespace {

using city::Box2;

constexpr double kLeastGroundSide = 100;  // m
constexpr double kFurthestPlace = 2e7;    // m: no CRS has places beyond
constexpr double kLineStep = 5;           // m, of lines over triangles
constexpr double kFarStep = 50;           // m, of lines where the ground is known roughly

void add_shapes(const city::Table& table, Box2& extent) {
  const auto offsets = table.column("shape").offsets();
  const auto values = table.column("shape").values<double>();
  for (std::size_t row = 0; row < static_cast<std::size_t>(table.rows()); ++row) {
    if (table.alive()[row] == 0) continue;
    for (auto i = static_cast<std::size_t>(offsets[row]); i + 1 < static_cast<std::size_t>(offsets[row + 1]);
         i += 2)
      if (std::abs(values[i]) < kFurthestPlace && std::abs(values[i + 1]) < kFurthestPlace)
        extent.add(values[i], values[i + 1]);
  }
}

Box2 extent_of(const city::City& city) {
  Box2 extent = model_areas(city).extent;
  for (std::size_t t = 0; t < city.table_count(); ++t) {
    const city::Table& table = city.table(t);
    const city::GridSpec& grid = table.spec().grid;
    if (table.name() == "terrain" && table.rows() > 0) {
      extent.add(grid.origin_x, grid.origin_y);
      extent.add(grid.origin_x + grid.cell * static_cast<double>(grid.width),
                 grid.origin_y + grid.cell * static_cast<double>(grid.height));
    }
    if (table.spec().shape == city::Shape::none || table.rows() == 0) continue;
    add_shapes(table, extent);
  }
  if (extent.empty()) extent.add(0, 0);
  const city::Point2 centre = extent.centre();
  extent.add(centre.x - kLeastGroundSide / 2, centre.y - kLeastGroundSide / 2);
  extent.add(centre.x + kLeastGroundSide / 2, centre.y + kLeastGroundSide / 2);
  return extent;
}

}  // namespace

GroundHeights::GroundHeights(const city::City& city)
    : terrain_(city::Terrain::of_city(city)), extent_(extent_of(city)) {
  const city::Point2 centre = extent_.centre();
  const double half = 1.1 / 2 * std::max(extent_.max_x - extent_.min_x, extent_.max_y - extent_.min_y);
  square_ = {centre.x - half, centre.y - half, centre.x + half, centre.y + half};
  fill(city);
}

void GroundHeights::fill(const city::City& city) {
  HeightFilling filling(kSide);
  const double cell = (square_.max_x - square_.min_x) / kSide;
  bool any = false;
  const auto add = [&](int column, int row, double height) {
    if (!std::isfinite(height)) return;
    filling.add(column, row, height);
    any = true;
  };
  for (int j = 0; j < kSide && !terrain_.empty(); ++j)
    for (int i = 0; i < kSide; ++i)
      add(i, j, terrain_.height(square_.min_x + (i + 0.5) * cell, square_.min_y + (j + 0.5) * cell));
  const std::int32_t found = city.find("building");
  if (found >= 0 && city.table(static_cast<std::size_t>(found)).find("ground_height") &&
      city.table(static_cast<std::size_t>(found)).find("shape")) {
    const city::Table& buildings = city.table(static_cast<std::size_t>(found));
    const auto heights = buildings.column("ground_height").values<float>();
    const auto offsets = buildings.column("shape").offsets();
    const auto shapes = buildings.column("shape").values<double>();
    for (std::size_t row = 0; row < static_cast<std::size_t>(buildings.rows()); ++row) {
      if (buildings.alive()[row] == 0 || std::isnan(heights[row]) || offsets[row + 1] < offsets[row] + 2)
        continue;
      const double x = shapes[static_cast<std::size_t>(offsets[row])];
      const double y = shapes[static_cast<std::size_t>(offsets[row]) + 1];
      if (!square_.holds(x, y) || std::isfinite(terrain_.height(x, y))) continue;
      add(static_cast<int>((x - square_.min_x) / cell), static_cast<int>((y - square_.min_y) / cell),
          static_cast<double>(heights[row]));
    }
  }
  if (any) samples_ = filling.filled();
}

double GroundHeights::continuation(double x, double y) const {
  return samples_.empty() ? 0 : between_cells(samples_, kSide, square_, x, y);
}

double GroundHeights::height(double x, double y) const {
  const double known = terrain_.height(x, y);
  if (std::isfinite(known)) return known;
  if (!terrain_.tiles().empty()) {  // a grid goes on as its border
    const city::GridSpec& grid = terrain_.tiles().grid();
    const double right = grid.origin_x + grid.cell * static_cast<double>(grid.width);
    const double top = grid.origin_y + grid.cell * static_cast<double>(grid.height);
    const double border =
        terrain_.tiles().height(std::clamp(x, grid.origin_x, right), std::clamp(y, grid.origin_y, top));
    if (std::isfinite(border)) return border;
  }
  return continuation(x, y);
}

std::vector<city::GroundPoint> GroundHeights::drape(std::span<const double> line) const {
  std::vector<double> finite;
  for (std::size_t i = 0; i + 1 < line.size(); i += 2) {
    if (!(std::abs(line[i]) < kFurthestPlace && std::abs(line[i + 1]) < kFurthestPlace)) continue;
    if (!finite.empty() && !samples_.empty()) {
      const double dx = line[i] - finite[finite.size() - 2], dy = line[i + 1] - finite.back();
      const double x = finite[finite.size() - 2], y = finite.back();
      const int parts = static_cast<int>(std::clamp(std::ceil(std::hypot(dx, dy) / kFarStep), 1.0, 1e5));
      for (int part = 1; part < parts; ++part)
        finite.insert(finite.end(), {x + dx * part / parts, y + dy * part / parts});
    }
    finite.insert(finite.end(), {line[i], line[i + 1]});
  }
  std::vector<city::GroundPoint> points;
  if (terrain_.empty()) {
    for (std::size_t i = 0; i + 1 < finite.size(); i += 2) points.push_back({finite[i], finite[i + 1], 0});
  } else {
    points = terrain_.drape(finite, kLineStep);
  }
  for (city::GroundPoint& p : points)
    if (terrain_.empty() || !std::isfinite(p.z)) p.z = height(p.x, p.y);
  return points;
}

}  // namespace conurb::scene

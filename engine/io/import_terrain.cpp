// SPDX-License-Identifier: Apache-2.0
// Elevation models as cells of the grid `terrain`. The models of the first import that has any lay the grid:
// around all of them, with the cells of the first. Later models fill the cells that they cover.
#include "engine/io/import_terrain.hpp"
#include "engine/base/no_value.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "engine/base/error.hpp"
#include "engine/city/height_tiles.hpp"
#include "engine/city/query_shape.hpp"
#include "engine/io/import_place.hpp"
#include "engine/io/import_state.hpp"

namespace conurb::io {

using city::Box2;
using city::HeightTiles;
using city::Table;

namespace {

constexpr double kFinestCell_m = 2, kCoarsestCell_m = 90;  // what a terrain is made for
constexpr std::int64_t kMostCells = 100'000'000;

/// Where a raster lies in the city's CRS.
struct Extent {
  Box2 box;
  double pixel = 1;      ///< side of a pixel, metres
  bool aligned = false;  ///< its pixels are north-up squares of the city's CRS
};

Extent extent_of(const TerrainInput& input, const std::string& city_crs) {
  const Raster& raster = input.raster;
  const auto& t = raster.transform;
  Extent extent;
  const bool same = input.crs == city_crs;
  extent.aligned =
      same && t[2] == 0 && t[4] == 0 && t[1] > 0 && t[5] < 0 && std::abs(t[1] + t[5]) < 1e-9 * t[1];
  std::vector<double> points;
  constexpr int kSteps = 32;
  const auto width = static_cast<double>(raster.width), height = static_cast<double>(raster.height);
  const auto add = [&](double i, double j) {
    const auto [x, y] = place_of(raster, i, j);
    points.insert(points.end(), {x, y});
  };
  add(width / 2, height / 2);
  add(width / 2 + 1, height / 2);
  add(width / 2, height / 2 + 1);
  for (int k = 0; k <= kSteps; ++k) {
    const double part = static_cast<double>(k) / kSteps;
    add(part * width, 0);
    add(part * width, height);
    add(0, part * height);
    add(width, part * height);
  }
  if (!same) {
    const std::size_t failed = Crs::open(input.crs, raster.name).to_wgs84(points) +
                               Crs::open(city_crs, raster.name).from_wgs84(points);
    if (failed > 0) {
      throw Error(ErrorCode::bad_data, "the terrain does not lie where its coordinate system is valid",
                  raster.name, "check its coordinate system (gdalinfo) and the city's");
    }
  }
  const double ax = points[2] - points[0], ay = points[3] - points[1];
  const double bx = points[4] - points[0], by = points[5] - points[1];
  extent.pixel = std::sqrt(std::abs(ax * by - ay * bx));
  for (std::size_t i = 6; i < points.size(); i += 2) extent.box.add(points[i], points[i + 1]);
  if (!(extent.pixel > 0)) throw Error(ErrorCode::bad_data, "its cells have no size", raster.name);
  return extent;
}

/// The city's grid in its CRS. The phase of an aligned raster is kept, so that its cells stay its pixels.
RasterFrame lay_frame(const std::vector<TerrainInput>& inputs, const std::vector<Extent>& extents,
                      double wanted_cell) {
  RasterFrame frame;
  const Extent& first = extents.front();
  frame.cell = first.pixel;
  if (!first.aligned) {  // three digits are enough of a size that comes of a projection
    const double digit = std::pow(10, std::floor(std::log10(first.pixel)) - 2);
    frame.cell = std::round(first.pixel / digit) * digit;
  }
  frame.cell = wanted_cell > 0 ? wanted_cell : std::max(frame.cell, kFinestCell_m);
  Box2 box;
  for (const Extent& each : extents) box.add(each.box);
  const bool in_phase = first.aligned && frame.cell == first.pixel;
  const double phase_x = in_phase ? first.box.min_x : 0, phase_y = in_phase ? first.box.min_y : 0;
  // A hair's breadth of rounding makes no further row of cells.
  const auto floor_to = [&](double value, double phase) {
    return phase + std::floor((value - phase) / frame.cell + 1e-6) * frame.cell;
  };
  frame.x = floor_to(box.min_x, phase_x);
  frame.y = floor_to(box.min_y, phase_y);
  const double across = std::max(1.0, std::ceil((box.max_x - frame.x) / frame.cell - 1e-6));
  const double up = std::max(1.0, std::ceil((box.max_y - frame.y) / frame.cell - 1e-6));
  if (!(across * up <= static_cast<double>(kMostCells))) {
    throw Error(ErrorCode::limit,
                fmt::format("a terrain of {:.0f} x {:.0f} cells of {} m is larger than {} cells", across, up,
                            frame.cell, kMostCells),
                inputs.front().raster.name, "give larger cells with --cell, or a smaller area");
  }
  frame.width = static_cast<std::int64_t>(across);
  frame.height = static_cast<std::int64_t>(up);
  return frame;
}

/// Puts a raster's heights into the cells of the grid that `take` lets it.
class GridFiller {
 public:
  GridFiller(const RasterFrame& frame, std::string crs, std::vector<float>& heights)
      : frame_(frame), crs_(std::move(crs)), heights_(heights) {}

  /// Cells that were filled. `replace`: those that have a height already, too.
  std::int64_t fill(const TerrainInput& input, const Extent& extent, const std::vector<std::uint8_t>& taken) {
    const auto column = [&](double x) { return (x - frame_.x) / frame_.cell; };
    const auto row = [&](double y) { return (y - frame_.y) / frame_.cell; };
    const double left = column(extent.box.min_x), bottom = row(extent.box.min_y);
    const bool in_phase = extent.aligned && std::abs(extent.pixel - frame_.cell) < 1e-9 * frame_.cell &&
                          is_whole(left) && is_whole(bottom);
    if (in_phase) return copy(input.raster, std::llround(left), std::llround(bottom), taken);
    const std::int64_t x0 = clamp(std::floor(left), frame_.width),
                       y0 = clamp(std::floor(bottom), frame_.height);
    const std::int64_t x1 = clamp(std::ceil(column(extent.box.max_x)), frame_.width);
    const std::int64_t y1 = clamp(std::ceil(row(extent.box.max_y)), frame_.height);
    if (x1 <= x0 || y1 <= y0) return 0;
    const RasterFrame window{frame_.x + static_cast<double>(x0) * frame_.cell,
                             frame_.y + static_cast<double>(y0) * frame_.cell, frame_.cell, x1 - x0, y1 - y0};
    const std::vector<float> part = resample(input.raster, input.crs, extent.pixel, window, crs_);
    std::int64_t filled = 0;
    for (std::int64_t j = 0; j < window.height; ++j) {
      for (std::int64_t i = 0; i < window.width; ++i)
        filled += put(x0 + i, y0 + j, part[static_cast<std::size_t>(j * window.width + i)], taken);
    }
    return filled;
  }

 private:
  static bool is_whole(double value) {
    constexpr double kMost = 1e12;  // cells away: beyond, nothing of it is on the grid
    return std::abs(value) < kMost && std::abs(value - std::round(value)) < 1e-6;
  }
  static std::int64_t clamp(double value, std::int64_t count) {
    return static_cast<std::int64_t>(std::clamp(value, 0.0, static_cast<double>(count)));
  }

  std::int64_t copy(const Raster& raster, std::int64_t left, std::int64_t bottom,
                    const std::vector<std::uint8_t>& taken) {
    std::int64_t filled = 0;
    for (std::int64_t j = 0; j < raster.height; ++j) {
      const std::int64_t row = bottom + raster.height - 1 - j;  // rasters begin in the north
      if (row < 0 || row >= frame_.height) continue;
      for (std::int64_t i = 0; i < raster.width; ++i) {
        if (left + i < 0 || left + i >= frame_.width) continue;
        filled += put(left + i, row, raster.heights[static_cast<std::size_t>(j * raster.width + i)], taken);
      }
    }
    return filled;
  }

  std::int64_t put(std::int64_t column, std::int64_t row, float height,
                   const std::vector<std::uint8_t>& taken) {
    const auto at = static_cast<std::size_t>(row * frame_.width + column);
    if (std::isnan(height) || (!taken.empty() && taken[at] != 0)) return 0;
    heights_[at] = height;
    return 1;
  }

  RasterFrame frame_;
  std::string crs_;
  std::vector<float>& heights_;
};

class TerrainRows {
 public:
  explicit TerrainRows(CityImport::State& state) : state_(state), crs_(state.base_crs.value_or("")) {}

  void run() {
    for (const TerrainInput& each : state_.terrain) extents_.push_back(extent_of(each, crs_));
    prepare_table();
    fill();
    write();
  }

 private:
  void prepare_table() {
    const city::Place& place = state_.city.place();
    const std::int32_t known = state_.city.find("terrain");
    if (known >= 0 && state_.city.table(static_cast<std::size_t>(known)).rows() > 0) {
      table_ = static_cast<std::size_t>(known);
      const Table& table = state_.city.table(table_);
      state_.touch(table);
      const city::GridSpec& grid = table.spec().grid;
      frame_ = {grid.origin_x + place.origin_x, grid.origin_y + place.origin_y, grid.cell, grid.width,
                grid.height};
      const auto old = table.column("elevation").values<float>();
      heights_.assign(old.begin(), old.begin() + static_cast<std::ptrdiff_t>(table.rows()));
      return;
    }
    frame_ = lay_frame(state_.terrain, extents_, state_.options.terrain_cell);
    city::TableSpec spec = *state_.vocabulary("terrain");
    spec.grid = {frame_.x - place.origin_x, frame_.y - place.origin_y, frame_.cell, frame_.width,
                 frame_.height};
    table_ = state_.city.add_table(spec);
    Table& table = state_.city.edit(table_);
    state_.touch(table);
    table.insert(frame_.width * frame_.height, 0);
    heights_.assign(static_cast<std::size_t>(frame_.width * frame_.height), kNoValue);
    fresh_ = true;
    tell_cell();
  }

  void tell_cell() {
    const double own = extents_.front().pixel;
    if (frame_.cell > own * 1.01) {
      state_.find(state_.terrain.front().source, Severity::info, "", "terrain.cell",
                  fmt::format("cells of {:.4g} m become cells of {:.4g} m", own, frame_.cell));
    }
    if (frame_.cell > kCoarsestCell_m) {
      state_.find(
          state_.terrain.front().source, Severity::warning, "", "terrain.coarse",
          fmt::format("cells of {:.4g} m are coarse for a city: slopes and building heights follow them",
                      frame_.cell));
    }
  }

  /// Of models that overlap the first of the command counts; all of them before what was there.
  void fill() {
    std::vector<std::uint8_t> taken;
    GridFiller filler(frame_, crs_, heights_);
    for (std::size_t i = 0; i < state_.terrain.size(); ++i) {
      const TerrainInput& input = state_.terrain[i];
      state_.report(0.8, "terrain of " + state_.sources[input.source].record.name);
      std::vector<float> before;
      if (state_.terrain.size() > 1) before = heights_;
      const std::int64_t filled = filler.fill(input, extents_[i], taken);
      ImportedSource& source = state_.sources[input.source];
      (fresh_ ? source.inserted : source.updated)["terrain"] += filled;
      if (filled == 0) {
        state_.find(input.source, Severity::warning, "", "terrain.outside",
                    "nothing of it lies on the cells of the city's terrain that are free");
      } else if (!fresh_ && !within(extents_[i].box)) {
        state_.find(input.source, Severity::warning, "", "terrain.cut",
                    "it reaches beyond the city's terrain, which was laid before: that part is left out");
      }
      if (before.empty()) continue;
      taken.resize(heights_.size(), 0);
      for (std::size_t k = 0; k < heights_.size(); ++k) {
        const bool same = heights_[k] == before[k] || (std::isnan(heights_[k]) && std::isnan(before[k]));
        if (!same) taken[k] = 1;
      }
    }
  }

  [[nodiscard]] bool within(const Box2& box) const {
    const double slack = frame_.cell;
    return box.min_x >= frame_.x - slack && box.min_y >= frame_.y - slack &&
           box.max_x <= frame_.x + static_cast<double>(frame_.width) * frame_.cell + slack &&
           box.max_y <= frame_.y + static_cast<double>(frame_.height) * frame_.cell + slack;
  }

  void write() {
    Table& table = state_.city.edit(table_);
    const HeightTiles tiles(table.spec().grid, heights_);
    const auto at = [&](std::int64_t column, std::int64_t row) {
      return static_cast<float>(tiles.sample(column, row));
    };
    write_column(table, "elevation", at);
    std::vector<float> slope(heights_.size(), kNoValue), aspect(heights_.size(), kNoValue);
    constexpr std::size_t kRows = 64;
    state_.options.jobs->parallel_for(0, static_cast<std::size_t>(frame_.height), kRows,
                                      [&](std::size_t begin, std::size_t end) {
                                        for (std::size_t row = begin; row < end; ++row)
                                          measure_row(tiles, row, slope, aspect);
                                      });
    const auto of = [&](const std::vector<float>& values) {
      return [&values, width = frame_.width](std::int64_t column, std::int64_t row) {
        return values[static_cast<std::size_t>(row * width + column)];
      };
    };
    write_column(table, "slope", of(slope));
    write_column(table, "aspect", of(aspect));
    auto& provenance = state_.sources[state_.terrain.front().source].provenance;
    provenance.push_back({"terrain", "elevation", store::Provenance::measured, {}});
    provenance.push_back({"terrain", "slope", store::Provenance::derived, {}});
    provenance.push_back({"terrain", "aspect", store::Provenance::derived, {}});
  }

  /// Slope and aspect of the third-order finite difference (Horn: Hill shading and the reflectance map,
  /// Proceedings of the IEEE 69, 1981). Empty beside missing cells; the border repeats its last row.
  void measure_row(const HeightTiles& tiles, std::size_t row, std::vector<float>& slope,
                   std::vector<float>& aspect) const {
    constexpr double kTurn = 2 * 3.14159265358979323846;
    const auto j = static_cast<std::int64_t>(row);
    const auto sample = [&](std::int64_t column, std::int64_t line) {
      return tiles.sample(std::clamp<std::int64_t>(column, 0, frame_.width - 1),
                          std::clamp<std::int64_t>(line, 0, frame_.height - 1));
    };
    const bool single_row = frame_.height == 1, single_column = frame_.width == 1;
    for (std::int64_t i = 0; i < frame_.width; ++i) {
      const double nw = sample(i - 1, j + 1), n = sample(i, j + 1), ne = sample(i + 1, j + 1);
      const double w = sample(i - 1, j), e = sample(i + 1, j);
      const double sw = sample(i - 1, j - 1), s = sample(i, j - 1), se = sample(i + 1, j - 1);
      // At the border the difference is over one cell, not two.
      const double across = i > 0 && i + 1 < frame_.width ? 8 : 4,
                   up = j > 0 && j + 1 < frame_.height ? 8 : 4;
      const double east = single_column ? 0 : (ne + 2 * e + se - nw - 2 * w - sw) / (across * frame_.cell);
      const double north = single_row ? 0 : (nw + 2 * n + ne - sw - 2 * s - se) / (up * frame_.cell);
      const double steep = std::hypot(east, north);
      if (std::isnan(steep) || std::isnan(sample(i, j))) continue;
      const auto at = static_cast<std::size_t>(j * frame_.width + i);
      slope[at] = static_cast<float>(std::atan(steep));
      if (steep == 0) continue;
      const double down = std::atan2(-east, -north);
      aspect[at] = static_cast<float>(down < 0 ? down + kTurn : down);
    }
  }

  template <typename Value>
  void write_column(Table& table, const char* name, Value value) {
    CellWriter<float> cells(table, table.index_of(name), state_.known.edited, state_.first_new_row(table));
    for (std::int64_t row = 0; row < frame_.height; ++row) {
      for (std::int64_t column = 0; column < frame_.width; ++column)
        cells.set(row * frame_.width + column, value(column, row));
    }
    cells.finish();
  }

  CityImport::State& state_;
  std::string crs_;
  std::vector<Extent> extents_;  // by input
  RasterFrame frame_;
  std::size_t table_ = 0;
  bool fresh_ = false;
  std::vector<float> heights_;  // of the grid, as they are to be
};

}  // namespace

void import_terrain(CityImport::State& state) {
  if (!state.terrain.empty()) TerrainRows(state).run();
}

}  // namespace conurb::io

// SPDX-License-Identifier: Apache-2.0
#include "engine/scene/layer_raster.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "engine/scene/layer_values.hpp"

namespace conurb::scene {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

/// How a grid becomes pixels: blocks of cells, the first row of pixels being the northernmost.
struct Blocks {
  std::int64_t width, height;  // of the grid, cells
  std::int64_t cells;          // along a block's side
  std::int64_t across, down;   // pixels

  Blocks(const city::GridSpec& grid, int most) : width(grid.width), height(grid.height) {
    const std::int64_t side = std::max<std::int64_t>(most, 1);
    cells = std::max<std::int64_t>(1, (std::max(width, height) + side - 1) / side);
    across = (width + cells - 1) / cells;
    down = (height + cells - 1) / cells;
  }
  [[nodiscard]] std::size_t pixels() const { return static_cast<std::size_t>(across * down); }
  // Blocks are counted from the south-west corner, as cells are.
  [[nodiscard]] std::int64_t south(std::int64_t y) const { return (down - 1 - y) * cells; }
};

/// Mean of the values of each block that are known; NaN where none is.
std::vector<double> block_means(std::span<const double> values, const Blocks& blocks) {
  std::vector<double> means;
  means.reserve(blocks.pixels());
  for (std::int64_t y = 0; y < blocks.down; ++y) {
    for (std::int64_t x = 0; x < blocks.across; ++x) {
      double sum = 0, count = 0;
      const std::int64_t south = blocks.south(y), west = x * blocks.cells;
      for (std::int64_t r = south; r < std::min(south + blocks.cells, blocks.height); ++r) {
        for (std::int64_t c = west; c < std::min(west + blocks.cells, blocks.width); ++c) {
          const double value = values[static_cast<std::size_t>(r * blocks.width + c)];
          if (std::isnan(value)) continue;
          sum += value;
          count += 1;
        }
      }
      means.push_back(count > 0 ? sum / count : kNone);
    }
  }
  return means;
}

std::vector<Texel> block_corners(std::span<const Texel> texels, const Blocks& blocks) {
  std::vector<Texel> corners;
  corners.reserve(blocks.pixels());
  for (std::int64_t y = 0; y < blocks.down; ++y) {
    for (std::int64_t x = 0; x < blocks.across; ++x)
      corners.push_back(texels[static_cast<std::size_t>(blocks.south(y) * blocks.width + x * blocks.cells)]);
  }
  return corners;
}

RasterDrape empty_drape(const city::GridSpec& grid, const Blocks& blocks, const LayerSpec& layer) {
  RasterDrape drape;
  drape.picture = Picture(static_cast<int>(blocks.across), static_cast<int>(blocks.down));
  drape.cells = static_cast<int>(blocks.cells);
  drape.smooth = layer.look.smooth;
  // Blocks at the eastern and northern edge may reach beyond the grid.
  const double pixel = grid.cell * static_cast<double>(blocks.cells);
  drape.extent = {grid.origin_x, grid.origin_y, grid.origin_x + pixel * static_cast<double>(blocks.across),
                  grid.origin_y + pixel * static_cast<double>(blocks.down)};
  return drape;
}

void fill_picture(std::span<const Texel> texels, Picture& picture) {
  for (std::size_t i = 0; i < texels.size(); ++i) {
    const Rgb colour = colour_of(texels[i]);
    const bool shown = look_of(texels[i]) == Look::value;
    std::uint8_t* pixel = picture.rgba.data() + 4 * i;
    pixel[0] = colour.red;
    pixel[1] = colour.green;
    pixel[2] = colour.blue;
    pixel[3] = shown ? 0xFF : 0;
  }
}

/// The grid of the layer's table with as many rows as it says, or none.
std::optional<city::GridSpec> grid_of(const city::City& city, const LayerSpec& layer) {
  const std::int32_t index = city.find(layer.look.table);
  if (index < 0) return std::nullopt;
  const city::Table& table = city.table(static_cast<std::size_t>(index));
  const city::GridSpec& grid = table.spec().grid;
  if (table.spec().kind != city::TableKind::grid || grid.width <= 0 || grid.height <= 0 ||
      table.rows() < grid.width * grid.height)
    return std::nullopt;
  return grid;
}

void draw_numbers(std::span<const double> values, const Blocks& blocks, const LayerSpec& layer,
                  const Scale& scale, RasterDrape& drape) {
  std::vector<Texel> texels(blocks.pixels());
  paint(block_means(values, blocks), scale, layer.look.null_look, false, texels);
  fill_picture(texels, drape.picture);
}

}  // namespace

RasterDrape raster_of(const city::City& city, const LayerSpec& layer, const Scale& scale,
                      const UnitSystem& units, int most) {
  const auto grid = grid_of(city, layer);
  const city::Column* column = layer_column(city, layer, layer.look.color);
  if (!grid || column == nullptr || column->spec().list) return {};
  const Blocks blocks(*grid, most);
  const auto cells = static_cast<std::size_t>(grid->width * grid->height);
  RasterDrape drape = empty_drape(*grid, blocks, layer);
  if (scale.kind == host::LayerScale::categories) {
    std::vector<Texel> texels(cells);
    paint(*column, scale, layer.look.null_look, false, texels);
    fill_picture(block_corners(texels, blocks), drape.picture);
    drape.smooth = false;  // there is nothing between two kinds
  } else {
    draw_numbers(values_of(*column, cells), blocks, layer, scale, drape);
  }
  if (const city::Column* height = layer_column(city, layer, layer.look.height)) {
    const Unit unit = units.parse(height->spec().unit), metre = units.parse("m");
    const double factor = units.convertible(unit, metre) ? units.factor(unit, metre) : 1;
    for (const double mean : block_means(values_of(*height, cells), blocks))
      drape.heights.push_back(static_cast<float>(mean * factor));
  }
  return drape;
}

RasterDrape difference_raster_of(const city::City& a, const city::City& b, const LayerSpec& layer,
                                 const Scale& scale, int most) {
  const auto grid = grid_of(b, layer);
  if (!grid) return {};
  const Blocks blocks(*grid, most);
  RasterDrape drape = empty_drape(*grid, blocks, layer);
  draw_numbers(differences_of(layer, a, b), blocks, layer, scale, drape);
  return drape;
}

}  // namespace conurb::scene

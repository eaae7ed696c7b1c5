// SPDX-License-Identifier: Apache-2.0
#include "engine/scene/layer_sizes.hpp"

#include <algorithm>
#include <cmath>

#include "engine/scene/layer_values.hpp"

namespace conurb::scene {
namespace {

using plot::display_of;
using plot::nice_above;

/// visit(row, value) for the rows of the layer's table that are there and whose column has a value.
template <typename Visit>
void for_each_value(const city::City& city, const LayerSpec& layer, const city::Column& column, Visit visit) {
  const city::Table& table = city.table(layer.look.table);
  const auto alive = table.alive();
  with_values(column, [&](auto values) {
    for (std::size_t row = 0; row < static_cast<std::size_t>(table.rows()); ++row) {
      const auto value = static_cast<double>(values[row]);
      if (alive[row] != 0 && !std::isnan(value)) visit(row, value);
    }
  });
}

std::size_t row_count(const city::City& city, const LayerSpec& layer) {
  return static_cast<std::size_t>(city.table(layer.look.table).rows());
}

}  // namespace

double SizeScale::share(double value) const {
  return std::isnan(value) ? value : std::min(std::abs(value) / top, 1.0);
}

SizeScale size_scale_of(const LayerSpec& layer, const std::string& name,
                        std::span<const city::City* const> cities, const UnitSystem& units) {
  SizeScale scale;
  std::vector<double> amounts;
  const city::Column* column = nullptr;
  for (const city::City* city : cities) {
    const city::Column* of_city = layer_column(*city, layer, name);
    if (of_city == nullptr) continue;
    column = of_city;
    for_each_value(*city, layer, *of_city,
                   [&](std::size_t, double value) { amounts.push_back(std::abs(value)); });
  }
  if (column == nullptr) return scale;
  scale.display = display_of(units, column->spec());
  if (name == layer.look.color && !layer.look.unit.empty())
    scale.display = display_of(units, column->spec(), layer.look.unit);
  const Unit unit = units.parse(column->spec().unit), metre = units.parse("m");
  if (units.convertible(unit, metre)) scale.metres = units.factor(unit, metre);
  const double high = robust_range(amounts).high;
  if (high > 0) scale.top = nice_above(high * scale.display.factor) / scale.display.factor;
  return scale;
}

std::vector<float> heights_of(const city::City& city, const LayerSpec& layer, const SizeScale& scale) {
  const city::Column* column = layer_column(city, layer, layer.look.height);
  if (column == nullptr) return {};
  std::vector<float> heights(row_count(city, layer), 0);
  for_each_value(city, layer, *column, [&](std::size_t row, double value) {
    const double metres = scale.metres > 0 ? value * scale.metres : scale.share(value) * kTallest_m;
    heights[row] = static_cast<float>(std::max(metres, 0.0));
  });
  return heights;
}

std::vector<float> widths_of(const city::City& city, const LayerSpec& layer, const SizeScale& scale) {
  const city::Column* column = layer_column(city, layer, layer.look.width);
  if (column == nullptr) return {};
  std::vector<float> widths(row_count(city, layer), 0);
  for_each_value(city, layer, *column, [&](std::size_t row, double value) {
    widths[row] = static_cast<float>(scale.share(value));
  });
  return widths;
}

std::vector<std::int8_t> arrows_of(const city::City& city, const LayerSpec& layer) {
  const city::Column* column = layer_column(city, layer, layer.look.arrow);
  if (column == nullptr) return {};
  std::vector<std::int8_t> signs(row_count(city, layer), 0);
  for_each_value(city, layer, *column, [&](std::size_t row, double value) {
    signs[row] = static_cast<std::int8_t>((value > 0) - (value < 0));
  });
  return signs;
}

std::vector<Glyph> glyphs_of(const city::City& city, const LayerSpec& layer, const SizeScale& scale,
                             const ObjectNumbers& numbers, const city::Terrain& terrain) {
  const std::size_t index = city.index_of(layer.look.table);
  const city::Table& table = city.table(index);
  const auto offsets = table.column("shape").offsets();
  const auto shapes = table.column("shape").values<double>();
  const auto alive = table.alive();
  const std::vector<float> shares = widths_of(city, layer, scale);
  std::vector<Glyph> glyphs;
  for (std::size_t row = 0; row < static_cast<std::size_t>(table.rows()); ++row) {
    if (alive[row] == 0 || offsets[row + 1] - offsets[row] < 2) continue;
    const auto at = static_cast<std::size_t>(offsets[row]);
    const double x = shapes[at], y = shapes[at + 1], z = terrain.height(x, y);
    // The eye compares areas, not diameters.
    const float size = shares.empty() ? 1.0F : std::sqrt(shares[row]);
    glyphs.push_back(
        {{x, y, std::isnan(z) ? 0 : z}, size, numbers.number(index, static_cast<std::int64_t>(row))});
  }
  return glyphs;
}

}  // namespace conurb::scene

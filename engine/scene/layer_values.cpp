// SPDX-License-Identifier: Apache-2.0
#include "engine/scene/layer_values.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "engine/base/no_value.hpp"

namespace conurb::scene {
namespace {

const city::Column& number_column(const LayerSpec& layer, const city::City& city) {
  const city::Column* column = layer_column(city, layer, layer.look.color);
  if (column == nullptr || column->spec().list || column->spec().scalar == city::Scalar::text ||
      column->spec().scalar == city::Scalar::ref) {
    throw Error(ErrorCode::invalid_argument,
                fmt::format("layer '{}' has no numbers to take a difference of", layer.id), {},
                "choose a layer that is coloured by a number in both scenarios");
  }
  return *column;
}

}  // namespace

std::vector<double> values_of(const city::Column& column, std::size_t rows) {
  return with_values(column, [rows](auto values) {
    std::vector<double> all(rows);
    for (std::size_t row = 0; row < rows; ++row) all[row] = static_cast<double>(values[row]);
    return all;
  });
}

std::vector<double> differences_of(const LayerSpec& layer, const city::City& a, const city::City& b) {
  const city::Table &table_a = a.table(layer.look.table), &table_b = b.table(layer.look.table);
  const auto rows = static_cast<std::size_t>(table_b.rows());
  const std::size_t common = std::min(rows, static_cast<std::size_t>(table_a.rows()));
  const std::vector<double> from = values_of(number_column(layer, a), common);
  std::vector<double> result = values_of(number_column(layer, b), rows);
  const auto ids_a = table_a.ids(), ids_b = table_b.ids();
  const auto alive_a = table_a.alive(), alive_b = table_b.alive();
  for (std::size_t row = 0; row < common; ++row) {
    const bool same = ids_a[row] == ids_b[row] && alive_a[row] != 0 && alive_b[row] != 0;
    result[row] = same ? result[row] - from[row] : kNoValue;
  }
  std::fill(result.begin() + static_cast<std::ptrdiff_t>(common), result.end(), kNoValue);
  return result;
}

}  // namespace conurb::scene

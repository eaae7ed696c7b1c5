// SPDX-License-Identifier: Apache-2.0
// Heights that follow from the terrain, where nothing else has given them. They follow a newer terrain, too.
#include <algorithm>
#include <cmath>

#include "engine/city/terrain.hpp"
#include "engine/io/import_state.hpp"

namespace conurb::io {

using city::Table;

namespace {

/// Rows whose cell is empty or, when new terrain came, was derived from the former one. What has a 3D model
/// stands where the model says.
std::vector<std::int64_t> rows_to_fill(const CityImport::State& state, const Table& table,
                                       const city::Column& column) {
  const auto known = column.values<float>();
  std::vector<std::uint8_t> derived(static_cast<std::size_t>(table.rows()), 0);
  if (!state.terrain.empty() && state.known.derived)
    derived = state.known.derived(table.name(), column.spec().name, table.ids().first(derived.size()));
  if (const auto object = table.find("object")) {
    const auto objects = table.column(*object).values<std::int32_t>();
    for (std::size_t row = 0; row < derived.size(); ++row) {
      if (objects[row] >= 0) derived[row] = 0;
    }
  }
  std::vector<std::int64_t> rows;
  for (std::size_t row = 0; row < derived.size(); ++row) {
    if (table.alive()[row] != 0 && (std::isnan(known[row]) || derived[row] != 0))
      rows.push_back(static_cast<std::int64_t>(row));
  }
  return rows;
}

/// Fills cells of a column by `value(row)`, NaN for none; they are derived.
template <typename Value>
void fill_derived(CityImport::State& state, const char* name, const char* column_name, Value value) {
  const std::int32_t index = state.city.find(name);
  if (index < 0) return;
  const auto column = state.city.table(static_cast<std::size_t>(index)).find(column_name);
  if (!column) return;
  Table& table = state.city.edit(static_cast<std::size_t>(index));
  const std::vector<std::int64_t> rows = rows_to_fill(state, table, table.column(*column));
  std::vector<double> values(rows.size());
  constexpr std::size_t kGrain = 512;
  state.options.jobs->parallel_for(0, rows.size(), kGrain, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) values[i] = value(table, rows[i]);
  });
  std::vector<city::Id> filled;
  state.touch(table);
  const city::ColumnSpec& spec = table.column(*column).spec();
  CellWriter<float> cells(table, *column, state.known.edited, state.first_new_row(table));
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (std::isnan(values[i]) || values[i] < spec.min || values[i] > spec.max) continue;
    cells.set(rows[i], static_cast<float>(values[i]));
    filled.push_back(table.ids()[static_cast<std::size_t>(rows[i])]);
  }
  cells.finish();
  if (filled.empty()) return;
  if (filled.size() == static_cast<std::size_t>(table.alive_rows())) filled.clear();  // the whole column
  state.sources.back().provenance.push_back(
      {name, column_name, store::Provenance::derived, std::move(filled)});
}

std::span<const double> shape_of(const Table& table, std::int64_t row) {
  const city::Column& shapes = table.column("shape");
  const auto at = static_cast<std::size_t>(row);
  const auto first = static_cast<std::size_t>(shapes.offsets()[at]);
  return shapes.values<double>().subspan(first, static_cast<std::size_t>(shapes.offsets()[at + 1]) - first);
}

}  // namespace

void derive_ground(CityImport::State& state) {
  const bool something_new = !state.terrain.empty() || !state.map_buildings.empty() || state.geometry_changed;
  if (state.sources.empty() || !something_new) return;
  const city::Terrain ground = city::Terrain::of_city(state.city);
  if (ground.empty()) return;
  fill_derived(state, "building", "ground_height",
               [&](const Table& table, std::int64_t row) { return ground.lowest(shape_of(table, row)); });
  const auto at_point = [&](const Table& table, std::int64_t row) {
    const auto point = shape_of(table, row);
    return point.size() < 2 ? std::nan("") : ground.height(point[0], point[1]);
  };
  fill_derived(state, "road_node", "elevation", at_point);
  fill_derived(state, "rail_node", "elevation", at_point);
  if (state.city.find("road_link") < 0) return;
  const auto elevations = state.city.table("road_node").column("elevation").values<float>();
  fill_derived(state, "road_link", "gradient", [elevations](const Table& table, std::int64_t row) {
    const auto at = static_cast<std::size_t>(row);
    const std::int32_t from = table.column("from").values<std::int32_t>()[at];
    const std::int32_t to = table.column("to").values<std::int32_t>()[at];
    const auto length = static_cast<double>(table.column("length").values<float>()[at]);
    if (from < 0 || to < 0 || !(length > 0)) return std::nan("");
    return static_cast<double>(elevations[static_cast<std::size_t>(to)] -
                               elevations[static_cast<std::size_t>(from)]) /
           length;
  });
}

}  // namespace conurb::io

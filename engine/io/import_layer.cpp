// SPDX-License-Identifier: Apache-2.0
// A GIS layer as rows of a table, or as buildings.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/base/error.hpp"
#include "engine/base/no_value.hpp"
#include "engine/city/query_shape.hpp"
#include "engine/io/city_place.hpp"
#include "engine/io/import_columns.hpp"
#include "engine/io/import_names.hpp"
#include "engine/io/import_place.hpp"
#include "engine/io/import_rows.hpp"
#include "engine/io/import_state.hpp"
#include "engine/io/import_values.hpp"

namespace conurb::io {

using city::Shape;
using city::Table;

namespace {

/// Gives a city without a place that of the layer.
void place_city(CityImport::State& state, const VectorLayer& layer, const Crs* crs) {
  double low_x = HUGE_VAL, low_y = HUGE_VAL, high_x = -HUGE_VAL, high_y = -HUGE_VAL;
  for (const std::vector<double>& shape : layer.shapes) {
    const city::Box2 box = city::bounding_box(shape);
    low_x = std::min(low_x, box.min_x);
    low_y = std::min(low_y, box.min_y);
    high_x = std::max(high_x, box.max_x);
    high_y = std::max(high_y, box.max_y);
  }
  const double x = low_x + (high_x - low_x) / 2, y = low_y + (high_y - low_y) / 2;
  city::Place place = state.city.place();
  if (crs != nullptr && !is_metric(*crs)) {
    const auto [longitude, latitude] = crs->to_wgs84(x, y);
    place = placed(std::move(place), state.options.crs, longitude, latitude, layer.name);
  } else {
    if (crs != nullptr) place.crs = name_of(*crs);
    place.origin_x = rounded_centre(x, x);
    place.origin_y = rounded_centre(y, y);
  }
  state.base_crs = place.crs;
  state.city.set_place(std::move(place));
}

/// Turns all shapes into metres of the local frame.
class LayerPlacing {
 public:
  LayerPlacing(CityImport::State& state, VectorLayer& layer, std::size_t source)
      : state_(state), layer_(layer), source_(source) {}

  void run() {
    const std::string text = layer_.crs.empty() ? state_.options.crs : layer_.crs;
    if (text.empty()) {
      place_nameless();
    } else {
      const Crs crs = Crs::open(text, layer_.name);
      if (!state_.base_crs) place_city(state_, layer_, &crs);
      if (state_.base_crs->empty()) {
        throw Error(ErrorCode::incompatible,
                    fmt::format("the layer is in {}, the city in no known CRS", crs.name()), layer_.name,
                    "import it into a city file of its own, or import the city anew with --crs");
      }
      const Crs to = Crs::open(*state_.base_crs, layer_.name);
      const bool same = crs.horizontal_epsg() > 0 ? crs.horizontal_epsg() == to.horizontal_epsg()
                                                  : name_of(crs) == name_of(to);
      if (!same) convert(crs, to);
    }
    const city::Place& place = state_.city.place();
    for (std::vector<double>& shape : layer_.shapes) {
      for (std::size_t i = 0; i < shape.size(); i += 2) {
        shape[i] -= place.origin_x;
        shape[i + 1] -= place.origin_y;
      }
    }
  }

 private:
  void place_nameless() {
    const std::string city = state_.base_crs.value_or("");
    state_.find(source_, Severity::warning, "", "crs.missing",
                city.empty() ? "the file names no CRS: its coordinates are taken as metres; give --crs to "
                               "place it on the map"
                             : fmt::format("the file names no CRS: taken as that of the city, {}", city));
    if (!state_.base_crs) place_city(state_, layer_, nullptr);
  }

  void convert(const Crs& from, const Crs& to) {
    state_.find(source_, Severity::info, "", "crs.converted",
                fmt::format("coordinates in {} are converted to {}", from.name(), to.name()));
    std::size_t lost = 0;
    for (std::vector<double>& shape : layer_.shapes) {
      if (from.to_wgs84(shape) + to.from_wgs84(shape) == 0) continue;
      ++lost;
      shape.clear();
    }
    if (lost == 0) return;
    if (lost == layer_.shapes.size()) {
      throw Error(ErrorCode::bad_data, fmt::format("nothing of the layer lies where {} is valid", to.name()),
                  layer_.name, "import it into a city file of its own");
    }
    state_.find(source_, Severity::warning, "", "vector.place",
                fmt::format("{} feature(s) lie outside what {} covers: without a place", lost, to.name()));
  }

  CityImport::State& state_;
  VectorLayer& layer_;
  std::size_t source_;
};

/// Table of the layer: one of the vocabulary, one that the city has, or a new one of its own.
std::size_t table_for(CityImport::State& state, const VectorLayer& layer, const std::string& name) {
  if (state.vocabulary(name) == nullptr && state.city.find(name) < 0) {
    city::TableSpec spec;
    spec.name = name;
    spec.shape = layer.shape;
    spec.description = fmt::format("Features of the layer {}", layer.layer);
    city::ColumnSpec id;
    id.name = "object_id";
    id.scalar = city::Scalar::text;
    id.nullable = true;
    id.description = "Identifier in the source file";
    city::ColumnSpec shape;
    shape.name = "shape";
    shape.list = true;
    shape.unit = "m";
    shape.description = "Outline on the map in the local frame: x, y, x, y …";
    spec.columns = {shape, id};
    return state.city.add_table(spec);
  }
  const std::size_t table =
      state.vocabulary(name) != nullptr ? state.vocabulary_table(name) : state.city.index_of(name);
  const Shape has = state.city.table(table).spec().shape;
  if (has != layer.shape) {
    throw Error(ErrorCode::incompatible,
                has == Shape::none ? fmt::format("{} is no table of things on the map", name)
                                   : fmt::format("{} has a {} for each row, the layer a {}", name,
                                                 to_string(has), to_string(layer.shape)),
                layer.name, "name another table with --table");
  }
  return table;
}

/// Number of the attribute that fills a column of `building`, where there is one.
std::vector<double> numbers_for(const CityImport::State& state, const VectorLayer& layer,
                                std::string_view column, const UnitSystem& units, std::string_view unit) {
  std::vector<double> values(layer.ids.size(), kNoValue);
  for (const CsvColumn& each : layer.attributes.columns) {
    const MappedColumn* const known = state.options.attributes.find(each.name).column;
    const bool fills =
        snake_case(each.name, "column_") == column || (known != nullptr && known->column == column);
    if (!fills || each.type == CsvType::text || each.type == CsvType::boolean) continue;
    const double factor = each.unit.empty() ? 1 : units.factor(units.parse(each.unit), units.parse(unit));
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = each.real(i) * factor;
    break;
  }
  return values;
}

/// As building_height() does for tags.
BuildingHeight height_of(double height, double storeys) {
  BuildingHeight result;
  result.height_given = height > 0;
  result.storeys_given = storeys >= 1;
  if (result.storeys_given) result.storeys = storeys;
  result.height_m = result.height_given    ? height
                    : result.storeys_given ? storeys * kStoreyHeight_m
                                           : kDefaultHeight_m;
  if (!result.storeys_given) result.storeys = std::max(1.0, std::round(result.height_m / kStoreyHeight_m));
  return result;
}

/// Footprints become blocks as tall as the layer says, by the rules for buildings of maps.
std::vector<MapBuilding> buildings_of(const CityImport::State& state, const VectorLayer& layer,
                                      const UnitSystem& units) {
  const std::vector<double> heights = numbers_for(state, layer, "height", units, "m");
  const std::vector<double> storeys = numbers_for(state, layer, "storeys_above_ground", units, "1");
  std::vector<MapBuilding> buildings;
  for (std::size_t i = 0; i < layer.ids.size(); ++i) {
    if (layer.shapes[i].empty()) continue;
    MapBuilding building;
    building.external = layer.ids[i];
    building.shape = layer.shapes[i];
    building.storeys_below = building.year = building.dwellings = kNoValue;
    building.height = height_of(heights[i], storeys[i]);
    building.line = i;
    buildings.push_back(std::move(building));
  }
  return buildings;
}

void import_rows(CityImport::State& state, const VectorLayer& layer, Table& table, const UnitSystem& units,
                 std::size_t source) {
  const std::vector<std::int64_t> rows = place_rows(state, table, source, layer.ids);
  RowFill fill(state, table, source, rows);
  fill.shapes(layer.shapes);
  fill.text("object_id", [&](std::size_t i) { return std::string_view(layer.ids[i]); });
  if (layer.shape == Shape::polygon)
    fill.real("area", [&](std::size_t i) { return city::polygon_area(layer.shapes[i]); });
  if (layer.shape == Shape::line)
    fill.real("length", [&](std::size_t i) { return city::line_length(layer.shapes[i]); });
  RowsOfLines rows_of_lines;
  for (const std::int64_t row : rows) rows_of_lines.push_back({row});
  import_columns(state, layer.attributes, table, rows_of_lines, std::nullopt, units, source);
}

}  // namespace

void CityImport::add(VectorLayer layer, const std::string& name, const UnitSystem& units,
                     store::SourceRecord record) {
  State& state = *state_;
  const std::size_t source = state.sources.size();
  ImportedSource& imported = state.sources.emplace_back();
  imported.record = std::move(record);
  imported.format = layer.format;
  state.findings.push_back(layer.findings);
  LayerPlacing(state, layer, source).run();
  const std::size_t index = table_for(state, layer, name);
  Table& table = state.city.edit(index);
  state.touch(table);
  if (name != "building") return import_rows(state, layer, table, units, source);
  MapBuildings buildings{source, buildings_of(state, layer, units), nullptr};
  buildings.attributes =
      std::make_shared<const LayerAttributes>(LayerAttributes{std::move(layer.attributes), units});
  state.map_buildings.push_back(std::move(buildings));
}

}  // namespace conurb::io

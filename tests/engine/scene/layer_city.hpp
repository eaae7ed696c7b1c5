// SPDX-License-Identifier: Apache-2.0
// A small city with something of every kind to show, for the tests of layers.
#pragma once

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "engine/city/city.hpp"
#include "engine/scene/layer.hpp"

namespace conurb::scene {

inline constexpr double kNull = std::numeric_limits<double>::quiet_NaN();

inline city::ColumnSpec column(const std::string& name, city::Scalar scalar, const std::string& unit = "1",
                               const std::string& display_unit = "") {
  city::ColumnSpec spec;
  spec.name = name;
  spec.scalar = scalar;
  spec.unit = unit;
  spec.display_unit = display_unit;
  spec.description = "The " + name;
  spec.nullable = city::is_float(scalar) || scalar == city::Scalar::text || scalar == city::Scalar::ref;
  return spec;
}

inline city::ColumnSpec reference(const std::string& name, const std::string& table) {
  city::ColumnSpec spec = column(name, city::Scalar::ref);
  spec.refers_to = table;
  return spec;
}

template <typename T>
void set_values(city::City& city, const std::string& table, const std::string& name,
                const std::vector<T>& values) {
  city::Column& target = city.edit(table).column(name);
  const auto data = target.modify<T>();
  for (std::size_t i = 0; i < values.size(); ++i) data[i] = values[i];
}

inline void set_texts(city::City& city, const std::string& table, const std::string& name,
                      const std::vector<std::string>& texts) {
  city::Column& target = city.edit(table).column(name);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (!texts[i].empty()) target.set(static_cast<std::int64_t>(i), texts[i]);
  }
}

inline void set_shapes(city::City& city, const std::string& table,
                       const std::vector<std::vector<double>>& shapes) {
  std::vector<std::int64_t> offsets{0};
  std::vector<double> values;
  for (const std::vector<double>& shape : shapes) {
    values.insert(values.end(), shape.begin(), shape.end());
    offsets.push_back(static_cast<std::int64_t>(values.size()));
  }
  city.edit(table).column("shape").assign_lists(offsets, reinterpret_cast<const std::byte*>(values.data()));
}

inline void add_table(city::City& city, const std::string& name, city::TableKind kind, city::Shape shape,
                      std::vector<city::ColumnSpec> columns, std::int64_t rows) {
  city::TableSpec spec;
  spec.name = name;
  spec.kind = kind;
  spec.shape = shape;
  spec.description = name;
  spec.columns = std::move(columns);
  if (shape != city::Shape::none) {
    city::ColumnSpec list = column("shape", city::Scalar::f64, "m");
    list.list = true;
    list.nullable = false;
    spec.columns.insert(spec.columns.begin(), list);
  }
  city.edit(city.add_table(spec)).insert(rows, 0);
}

/// Four buildings, two nodes with a bent link each way, a grid of 3 x 2 cells, a sensor, three vehicles.
inline city::City layer_city() {
  using city::Scalar;
  using city::Shape;
  using city::TableKind;
  city::City city;
  city::ColumnSpec cooled = column("cooled", Scalar::u8);
  cooled.min = 0;
  cooled.max = 1;
  add_table(city, "building", TableKind::entities, Shape::polygon,
            {column("height", Scalar::f32, "m"), column("heating_energy", Scalar::f64, "J", "kWh"),
             column("indoor_temperature", Scalar::f32, "K", "degC"), column("function", Scalar::text), cooled,
             column("geometry", Scalar::i32)},
            4);
  set_values<float>(city, "building", "height", {10, 20, 30, std::nanf("")});
  set_values<double>(city, "building", "heating_energy", {3.6e9, 7.2e9, kNull, 0});
  set_values<float>(city, "building", "indoor_temperature", {293.15F, 295.15F, 298.15F, 291.15F});
  set_texts(city, "building", "function", {"office", "home", "home", ""});
  set_values<std::uint8_t>(city, "building", "cooled", {0, 1, 1, 0});
  add_table(city, "node", TableKind::entities, Shape::point, {}, 2);
  set_shapes(city, "node", {{0, 0}, {100, 0}});
  add_table(city, "link", TableKind::links, Shape::line,
            {reference("from", "node"), reference("to", "node"), column("flow", Scalar::f32, "s-1"),
             column("speed", Scalar::f32, "m s-1")},
            2);
  set_values<std::int32_t>(city, "link", "from", {0, 1});
  set_values<std::int32_t>(city, "link", "to", {1, 0});
  set_values<float>(city, "link", "flow", {4, -1});
  set_values<float>(city, "link", "speed", {10, 10});
  set_shapes(city, "link", {{0, 0, 0, 30, 40, 30}, {}});
  add_table(city, "sensor", TableKind::entities, Shape::point, {column("level", Scalar::f32, "m")}, 1);
  set_values<float>(city, "sensor", "level", {4});
  set_shapes(city, "sensor", {{7, 8}});
  add_table(
      city, "vehicle", TableKind::particles, Shape::none,
      {reference("link", "link"), column("position", Scalar::f32, "m"), column("entered", Scalar::i64, "us"),
       column("left", Scalar::i64, "us"), column("who", Scalar::i32), column("halt", Scalar::f32, "m"),
       column("halt_from", Scalar::i64, "us"), column("halt_to", Scalar::i64, "us")},
      3);
  set_values<std::int32_t>(city, "vehicle", "link", {0, 1, -1});
  set_values<float>(city, "vehicle", "position", {50, 25, 0});
  set_values<std::int64_t>(city, "vehicle", "entered", {0, 10'000'000, 0});
  set_values<std::int64_t>(city, "vehicle", "left", {10'000'000, 20'000'000, 0});
  set_values<std::int32_t>(city, "vehicle", "who", {5, 5, 6});
  set_values<float>(city, "vehicle", "halt", {40, 10, 0});
  set_values<std::int64_t>(city, "vehicle", "halt_from", {2'000'000, 12'000'000, 0});
  set_values<std::int64_t>(city, "vehicle", "halt_to", {6'000'000, 12'000'000, 0});
  city::TableSpec grid;
  grid.name = "water";
  grid.kind = TableKind::grid;
  grid.description = "water";
  grid.columns = {column("depth", Scalar::f32, "m")};
  const std::size_t index = city.add_table(grid);
  city.edit(index).lay_grid({100, 200, 10, 3, 2}, 0);
  set_values<float>(city, "water", "depth", {0, 1, 2, 3, std::nanf(""), 5});
  return city;
}

/// A layer that shows one column.
inline LayerSpec shown(const std::string& table, const std::string& color,
                       host::LayerGeometry geometry = host::LayerGeometry::surface) {
  LayerSpec layer;
  layer.id = table + "." + color;
  layer.look.table = table;
  layer.look.color = color;
  layer.look.label = color;
  layer.look.geometry = geometry;
  return layer;
}

inline Scale scale_between(double low, double high, const char* palette = "viridis") {
  Scale scale;
  scale.low = low;
  scale.high = high;
  scale.palette = Palette::named(palette);
  return scale;
}

}  // namespace conurb::scene

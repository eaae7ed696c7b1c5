// SPDX-License-Identifier: Apache-2.0
#include "store_testing.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace conurb::store {

using city::City;
using city::ColumnSpec;
using city::Scalar;
using city::Table;
using city::TableSpec;

TempFolder::TempFolder() {
  std::string pattern = (std::filesystem::temp_directory_path() / "conurb-store-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) throw Error(ErrorCode::io, "no temporary folder");
  path_ = pattern;
}

TempFolder::~TempFolder() {
  std::error_code error;
  std::filesystem::remove_all(path_, error);
}

ColumnSpec column(std::string name, Scalar scalar) {
  ColumnSpec spec;
  spec.name = std::move(name);
  spec.scalar = scalar;
  spec.description = "Test column";
  return spec;
}

namespace {

TableSpec building_spec() {
  TableSpec spec;
  spec.name = "building";
  spec.shape = city::Shape::polygon;
  spec.description = "Buildings with their footprints";
  ColumnSpec height = column("height", Scalar::f64);
  height.unit = "m";
  height.nullable = true;
  height.min = 0;
  height.max = 1000;
  ColumnSpec area = column("floor_area", Scalar::f32);
  area.unit = "m2";
  area.role = city::Role::input;
  ColumnSpec year = column("year_of_construction", Scalar::i32);
  year.min = 0;
  year.max = 2100;
  ColumnSpec heated = column("heated", Scalar::u8);
  heated.max = 1;
  heated.initial = std::int64_t{1};
  ColumnSpec use = column("function", Scalar::text);
  use.nullable = true;
  ColumnSpec part = column("part_of", Scalar::ref);
  part.refers_to = "building";
  part.nullable = true;
  ColumnSpec curve = column("curve", Scalar::f32);
  curve.list = true;
  ColumnSpec tags = column("tags", Scalar::text);
  tags.list = true;
  ColumnSpec temperature = column("temperature", Scalar::f64);
  temperature.role = city::Role::state;
  temperature.initial = 293.15;
  ColumnSpec demand = column("heating_demand", Scalar::f32);
  demand.role = city::Role::output;
  demand.unit = "W";
  demand.recording.kind = city::Recording::Kind::days;
  demand.recording.days = {"01-15", "07-15"};
  spec.columns = {curve,  tags, use,         height, area, year, column("external", Scalar::i64),
                  heated, part, temperature, demand};
  return spec;
}

void fill_buildings(City& city, std::int64_t count) {
  Table& table = city.edit("building");
  table.insert(count, 0);
  std::vector<std::int64_t> offsets{0}, curve_offsets{0}, tag_offsets{0};
  std::vector<double> shape;
  std::vector<float> curve;
  std::vector<std::int32_t> tags;
  const std::int32_t tag_codes[] = {table.column("tags").intern("protected"),
                                    table.column("tags").intern("corner")};
  auto& use = table.column("function");
  for (std::int64_t row = 0; row < count; ++row) {
    const auto at = static_cast<std::size_t>(row);
    const double x = static_cast<double>(row % 100) * 20, y = static_cast<double>(row / 100) * 20;
    table.column("height").modify<double>()[at] = row % 7 == 0 ? NAN : 3.1 * static_cast<double>(row % 9 + 1);
    table.column("floor_area").modify<float>()[at] = 0.1F * static_cast<float>(row);
    table.column("year_of_construction").modify<std::int32_t>()[at] =
        static_cast<std::int32_t>(1900 + row % 120);
    table.column("external").modify<std::int64_t>()[at] = (std::int64_t{1} << 60) + row;
    table.column("heated").modify<std::uint8_t>()[at] = static_cast<std::uint8_t>(row % 2);
    if (row % 5 != 0) use.set(row, fmt::format("use {} ü'\"", row % 4));
    if (row > 0) table.column("part_of").modify<std::int32_t>()[at] = static_cast<std::int32_t>(row - 1);
    table.column("temperature").modify<double>()[at] = 290.0 + 0.01 * static_cast<double>(row);
    for (int i = 0; i < row % 4; ++i) curve.push_back(static_cast<float>(i) + 0.5F);
    for (int i = 0; i < row % 3; ++i) tags.push_back(tag_codes[i]);
    curve_offsets.push_back(static_cast<std::int64_t>(curve.size()));
    tag_offsets.push_back(static_cast<std::int64_t>(tags.size()));
    if (row % 50 != 49) shape.insert(shape.end(), {x, y, x + 10, y, x + 10, y + 10, x, y + 10, x, y});
    if (row % 10 == 3) shape.insert(shape.end(), {x + 2, y + 2, x + 2, y + 4, x + 4, y + 4, x + 2, y + 2});
    offsets.push_back(static_cast<std::int64_t>(shape.size()));
  }
  table.column("shape").assign_lists(offsets, reinterpret_cast<const std::byte*>(shape.data()));
  table.column("curve").assign_lists(curve_offsets, reinterpret_cast<const std::byte*>(curve.data()));
  table.column("tags").assign_lists(tag_offsets, reinterpret_cast<const std::byte*>(tags.data()));
  for (std::size_t i = Table::kAlive + 1; i < table.column_count(); ++i) table.mark_changed(i);
}

void add_other_tables(City& city) {
  TableSpec sensor;
  sensor.name = "sensor";
  sensor.shape = city::Shape::point;
  sensor.columns = {column("level", Scalar::f64)};
  Table& points = city.edit(city.add_table(sensor));
  points.insert(2, 0);
  const double xy[] = {1, 2, 3.5, 4.5};
  const std::int64_t two[] = {0, 2, 4};
  points.column("shape").assign_lists(two, reinterpret_cast<const std::byte*>(xy));

  TableSpec road;
  road.name = "road_link";
  road.kind = city::TableKind::links;
  road.shape = city::Shape::line;
  ColumnSpec from = column("from", Scalar::ref), order = column("order", Scalar::i32);
  from.refers_to = "sensor";
  from.nullable = true;
  road.columns = {from, order};
  Table& links = city.edit(city.add_table(road));
  links.insert(1, 0);
  const double line[] = {0, 0, 10, 0, 10, 10};
  const std::int64_t one[] = {0, 6};
  links.column("shape").assign_lists(one, reinterpret_cast<const std::byte*>(line));
  links.column("from").set(0, std::int64_t{1});

  TableSpec weather;
  weather.name = "weather";
  weather.kind = city::TableKind::series;
  weather.interpolation = "linear";
  weather.columns = {column("time", Scalar::i64), column("air_temperature", Scalar::f64)};
  Table& hours = city.edit(city.add_table(weather));
  hours.insert(24, 0);
  for (std::int64_t hour = 0; hour < 24; ++hour) hours.column("time").set(hour, hour * 3600000000);

  TableSpec terrain;
  terrain.name = "terrain";
  terrain.kind = city::TableKind::grid;
  terrain.grid = {0, 0, 10, 300, 300};
  terrain.columns = {column("elevation", Scalar::f32)};
  Table& cells = city.edit(city.add_table(terrain));
  cells.insert(90000, 0);
  auto elevation = cells.column("elevation").modify<float>();
  for (std::size_t i = 0; i < 90000; ++i) elevation[i] = std::sin(static_cast<float>(i) * 0.01F);
  TableSpec window = {};
  window.name = "window";
  window.storage = city::Storage::chunks;
  ColumnSpec building = column("building", Scalar::ref);
  building.refers_to = "building";
  building.nullable = true;
  window.columns = {building, column("area", Scalar::f32), column("frame", Scalar::text)};
  Table& windows = city.edit(city.add_table(window));
  windows.insert(300, 0);
  const std::int32_t wood = windows.column("frame").intern("wood");
  const auto houses = static_cast<std::int32_t>(city.table("building").rows());
  for (std::int32_t i = 0; i < 300; ++i) {
    const auto at = static_cast<std::size_t>(i);
    windows.column("building").modify<std::int32_t>()[at] = houses > 0 && i % 3 != 0 ? i % houses : -1;
    windows.column("area").modify<float>()[at] = 0.25F * static_cast<float>(i % 11);
    windows.column("frame").modify<std::int32_t>()[at] = i % 2 == 0 ? wood : -1;
  }
  for (const char* name : {"sensor", "road_link", "weather", "terrain", "window"}) {
    Table& table = city.edit(name);
    for (std::size_t i = Table::kAlive + 1; i < table.column_count(); ++i) table.mark_changed(i);
  }
}

}  // namespace

City small_city(std::int64_t buildings) {
  City city;
  city.set_place({"EPSG:28992", "NAP", 84000, 447000, 0, "Europe/Amsterdam"});
  city.add_table(building_spec());
  fill_buildings(city, buildings);
  add_other_tables(city);
  city.validate();
  return city;
}

namespace {

void expect_same_column(const std::string& where, const city::Column& a, const city::Column& b) {
  ASSERT_EQ(a.rows(), b.rows()) << where;
  const bool text = a.spec().scalar == Scalar::text;
  if (a.spec().list) {
    const auto left = a.offsets(), right = b.offsets();
    ASSERT_TRUE(std::equal(left.begin(), left.end(), right.begin(), right.end())) << where;
  }
  const auto elements = static_cast<std::size_t>(a.spec().list ? a.offsets().back() : a.rows());
  if (!text) {
    const std::size_t bytes = elements * city::size_of(a.spec().scalar);
    ASSERT_EQ(bytes == 0 ? 0 : std::memcmp(a.bytes(), b.bytes(), bytes), 0) << where;
    return;
  }
  for (std::size_t i = 0; i < elements; ++i) {
    const std::int32_t left = a.values<std::int32_t>()[i], right = b.values<std::int32_t>()[i];
    ASSERT_EQ(left < 0, right < 0) << where << " " << i;
    ASSERT_EQ(a.dictionary().text(left), b.dictionary().text(right)) << where << " " << i;
  }
}

}  // namespace

void expect_same_city(const City& a, const City& b) {
  ASSERT_EQ(a.table_count(), b.table_count());
  EXPECT_EQ(a.place().crs, b.place().crs);
  EXPECT_EQ(a.place().origin_x, b.place().origin_x);
  EXPECT_EQ(a.place().time_zone, b.place().time_zone);
  for (std::size_t t = 0; t < a.table_count(); ++t) {
    const Table& left = a.table(t);
    const Table& right = b.table(t);
    ASSERT_EQ(left.name(), right.name());
    EXPECT_EQ(left.spec().kind, right.spec().kind);
    EXPECT_EQ(left.spec().interpolation, right.spec().interpolation);
    EXPECT_EQ(left.spec().grid.width, right.spec().grid.width);
    EXPECT_EQ(left.alive_rows(), right.alive_rows()) << left.name();
    EXPECT_EQ(left.next_id(), right.next_id()) << left.name();
    ASSERT_EQ(left.column_count(), right.column_count()) << left.name();
    for (std::size_t c = 0; c < left.column_count(); ++c) {
      const ColumnSpec& spec = left.column(c).spec();
      ASSERT_EQ(spec.name, right.column(c).spec().name);
      if (spec.role == city::Role::output) continue;
      expect_same_column(left.name() + "." + spec.name, left.column(c), right.column(c));
    }
  }
  b.validate();
}

std::string output_of(const std::string& command, int& status) {
  std::string text;
  FILE* pipe = popen((command + " 2>&1").c_str(), "r");
  if (pipe == nullptr) {
    status = -1;
    return text;
  }
  std::array<char, 4096> buffer{};
  while (const std::size_t count = fread(buffer.data(), 1, buffer.size(), pipe))
    text.append(buffer.data(), count);
  status = pclose(pipe);
  return text;
}

bool edit_with_ogr(const std::filesystem::path& file, const std::string& sql) {
  int status = 0;
  const std::string output =
      output_of(fmt::format("ogrinfo -q {} -dialect SQLITE -sql \"{}\"", file.string(), sql), status);
  if (status != 0 || output.find("ERROR") != std::string::npos) ADD_FAILURE() << output;
  return status == 0;
}

}  // namespace conurb::store

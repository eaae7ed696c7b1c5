// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/inputs/generated_city.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "engine/base/error.hpp"
#include "engine/cli/command.hpp"
#include "engine/sdk/random.hpp"

namespace conurb::bench {

namespace {

/// A building as a box under a flat roof.
struct Box {
  double width = 0, depth = 0, height = 0, storeys = 0, year = 0;
  std::size_t function = 0;
};

constexpr std::array<const char*, 8> kFunctions{"residential", "residential", "residential", "residential",
                                                "residential", "residential", "office",      "retail"};

Box make_box(std::int64_t row) {
  const sdk::Random random(1, 1);
  const sdk::PhiloxBlock block = random.block(static_cast<std::uint64_t>(row), 0);
  Box box;
  box.width = 8 + 12 * static_cast<double>(sdk::to_uniform_f32(block[0]));
  box.depth = 8 + 12 * static_cast<double>(sdk::to_uniform_f32(block[1]));
  box.storeys = 1 + static_cast<double>(block[2] % 6);
  box.height = 3.1 * box.storeys;
  box.year = 1850 + static_cast<double>(block[3] % 175);
  box.function = (block[2] >> 8) % kFunctions.size();
  return box;
}

std::vector<Box> make_boxes(std::int64_t count) {
  std::vector<Box> boxes;
  boxes.reserve(static_cast<std::size_t>(count));
  for (std::int64_t row = 0; row < count; ++row) boxes.push_back(make_box(row));
  return boxes;
}

void add_footprints(city::Table& table, const std::vector<Box>& boxes) {
  const std::int64_t side = side_of(table.rows());
  std::vector<double> points;
  std::vector<std::int64_t> offsets{0};
  points.reserve(boxes.size() * 10);
  for (std::size_t row = 0; row < boxes.size(); ++row) {
    const double x = kSpacing * static_cast<double>(static_cast<std::int64_t>(row) % side);
    const double y = kSpacing * static_cast<double>(static_cast<std::int64_t>(row) / side);
    const double right = x + boxes[row].width;
    const double top = y + boxes[row].depth;
    points.insert(points.end(), {x, y, right, y, right, top, x, top, x, y});
    offsets.push_back(static_cast<std::int64_t>(points.size()));
  }
  table.column("shape").assign_lists(offsets, reinterpret_cast<const std::byte*>(points.data()));
}

/// Fills a column of floats with what `value` makes of each building.
template <typename Value>
void fill(city::Table& table, const char* column, const std::vector<Box>& boxes, Value value) {
  const auto out = table.column(column).modify<float>();
  for (std::size_t row = 0; row < boxes.size(); ++row) out[row] = static_cast<float>(value(boxes[row]));
}

void fill_measures(city::Table& table, const std::vector<Box>& boxes) {
  const auto area = [](const Box& box) { return box.width * box.depth; };
  fill(table, "year_of_construction", boxes, [](const Box& box) { return box.year; });
  fill(table, "storeys_above_ground", boxes, [](const Box& box) { return box.storeys; });
  for (const char* height : {"height", "eaves_height", "mean_height"})
    fill(table, height, boxes, [](const Box& box) { return box.height; });
  for (const char* flat : {"footprint_area", "roof_area", "roof_area_flat", "ground_area"})
    fill(table, flat, boxes, area);
  fill(table, "footprint_perimeter", boxes, [](const Box& box) { return 2 * (box.width + box.depth); });
  fill(table, "floor_area", boxes, [&](const Box& box) { return area(box) * box.storeys; });
  fill(table, "volume", boxes, [&](const Box& box) { return area(box) * box.height; });
  for (const char* wall : {"wall_area_n", "wall_area_s"})
    fill(table, wall, boxes, [](const Box& box) { return box.width * box.height; });
  for (const char* wall : {"wall_area_e", "wall_area_w"})
    fill(table, wall, boxes, [](const Box& box) { return box.depth * box.height; });
  for (const char* none : {"wall_area_ne", "wall_area_se", "wall_area_sw", "wall_area_nw", "party_wall_area"})
    fill(table, none, boxes, [](const Box&) { return 0.0; });
}

void fill_texts(city::Table& table, const std::vector<Box>& boxes) {
  city::Column& function = table.column("function");
  city::Column& id = table.column("object_id");
  std::array<std::int32_t, kFunctions.size()> codes{};
  for (std::size_t i = 0; i < codes.size(); ++i) codes[i] = function.intern(kFunctions[i]);
  std::vector<std::int32_t> ids;
  ids.reserve(boxes.size());
  for (std::size_t row = 0; row < boxes.size(); ++row) ids.push_back(id.intern(fmt::format("B{:08}", row)));
  const auto functions = function.modify<std::int32_t>();
  for (std::size_t row = 0; row < boxes.size(); ++row) functions[row] = codes[boxes[row].function];
  std::copy(ids.begin(), ids.end(), id.modify<std::int32_t>().begin());
  std::fill_n(table.column("shell_closed").modify<std::uint8_t>().begin(), boxes.size(), std::uint8_t{1});
}

}  // namespace

std::int64_t side_of(std::int64_t buildings) {
  return static_cast<std::int64_t>(std::ceil(std::sqrt(static_cast<double>(buildings))));
}

void add_buildings(city::City& city, std::int64_t count) {
  const std::vector<city::TableSpec> vocabulary = cli::load_vocabulary();
  const auto spec =
      std::find_if(vocabulary.begin(), vocabulary.end(), [](const auto& t) { return t.name == "building"; });
  if (spec == vocabulary.end())
    throw Error(ErrorCode::not_found, "the standard vocabulary has no table building");
  city::Table& table = city.edit(city.add_table(*spec));
  table.insert(count, 0);
  const std::vector<Box> boxes = make_boxes(count);
  fill_measures(table, boxes);
  fill_texts(table, boxes);
  add_footprints(table, boxes);
  for (std::size_t i = city::Table::kAlive + 1; i < table.column_count(); ++i) table.mark_changed(i);
}

std::int64_t count_older(const city::City& city, double year) {
  const city::Table& table = city.table("building");
  const auto years =
      table.column("year_of_construction").values<float>().first(static_cast<std::size_t>(table.rows()));
  return std::count_if(years.begin(), years.end(),
                       [year](float each) { return static_cast<double>(each) < year; });
}

city::City generated_city(std::int64_t buildings) {
  city::City city;
  city.set_place({"EPSG:25832", "", 500000, 5700000, 0, "Europe/Berlin"});
  add_buildings(city, buildings);
  return city;
}

}  // namespace conurb::bench

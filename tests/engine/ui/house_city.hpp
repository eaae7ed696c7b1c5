// SPDX-License-Identifier: Apache-2.0
// A street of houses in a district, with a plugin that heats them and levers of every kind.
#pragma once

#include <cmath>
#include <cstdint>
#include <vector>

#include "engine/city/schema.hpp"
#include "engine/store/catalogue.hpp"
#include "tests/engine/room/room_fixture.hpp"

namespace conurb::test {

constexpr const char* kHeating = R"json("tables": {"building": {}}, "columns": {
  "building.wall_u_value": {"access": "read", "type": "f32", "unit": "W m-2 K-1"},
  "building.floor_area": {"access": "read", "type": "f32", "unit": "m2"},
  "building.heating_demand": {"access": "write_all", "type": "f64", "unit": "W", "display_unit": "kW",
    "description": "Heat that the rooms need", "nullable": true, "recording": {"every": 1}},
  "building.indoor_temperature": {"access": "write_all", "type": "f64", "unit": "K", "display_unit": "degC",
    "description": "Mean of the rooms", "nullable": true, "recording": {"every": 1}}},
  "parameters": {
    "share": {"label": "Heat pumps", "description": "Share of the homes that have one", "unit": "percent",
      "initial": 10, "range": [0, 100], "step": 5, "lever": true},
    "shutters": {"label": "Close shutters at night", "description": "Of all windows", "type": "boolean",
      "initial": false, "lever": true},
    "fuel": {"label": "Fuel of the boilers", "description": "Of those that stay", "type": "choice",
      "choices": ["gas", "oil", "wood_pellets"], "initial": "gas", "lever": true, "at_restart": true}},
  "levers": {"walls": {"label": "Wall U-value", "description": "Of all outer walls",
    "column": "building.wall_u_value", "unit": "W m-2 K-1", "range": [0.1, 2], "initial": 1.4,
    "step": 0.05}},
  "kpis": {"heat": {"label": "Heat", "table": "building", "expression": "sum(heating_demand)", "unit": "W",
    "display_unit": "kW", "better": "lower", "over": "last"}})json";

/// A day that is cold in the morning; half of it for walls that keep the warmth.
inline void heat(const Host&, const View& view, Step& step) {
  const double hour = static_cast<double>(step.t1_us) / static_cast<double>(kHour.us);
  const double cold = 22 - 6 * std::sin((hour - 9) / 24 * 2 * 3.141592653589793) + std::sin(hour / 3);
  const auto walls = view.read<float>(0U);
  const auto area = view.read<float>(1U);
  const auto demand = view.write<double>(2U), indoor = view.write<double>(3U);
  for (std::size_t row = 0; row < static_cast<std::size_t>(view.table(0U).rows); ++row) {
    demand[row] = static_cast<double>(area[row] * (walls[row] + 0.3F)) * cold;
    indoor[row] = 293.15 + 0.4 / static_cast<double>(walls[row] + 0.5F);
  }
}

inline std::vector<host::PluginCode> heating() {
  return {fake<Stepper<heat>>("heating", kHeating)};
}
/// The same beside a plugin that takes its time.
inline std::vector<host::PluginCode> slow_heating() {
  std::vector<host::PluginCode> plugins = heating();
  plugins.push_back(fake<Stepper<dawdle>>("slow", R"("tables": {"building": {}}, "columns": {
    "building.slowness": {"access": "write_all", "type": "f64", "unit": "1", "description": "None",
      "recording": {"every": 1}}})"));
  return plugins;
}

/// Writes a city of houses; ids of the houses count from 1.
inline void make_house_city(const std::filesystem::path& path, std::int64_t houses = 23) {
  city::City city;
  for (const city::TableSpec& table : city::read_schema("assets/schema")) city.add_table(table);
  city.set_place({.crs = "", .vertical_datum = "", .time_zone = "Europe/Zurich"});
  city.edit("district").insert(1, 0);
  set_cell(city, "district", "name", 0, "Old Town");
  city.edit("building").insert(houses, 0);
  std::vector<std::int64_t> offsets{0};
  std::vector<double> corners;
  for (std::int64_t row = 0; row < houses; ++row) {
    const auto n = static_cast<double>(row);
    set_cell(city, "building", "address", row, "Bahnhofstrasse " + std::to_string(row + 1));
    set_cell(city, "building", "function", row, row % 3 == 0 ? "retail" : "residential");
    set_cell(city, "building", "usage", row, "flats above shops, partly let to holiday makers");
    set_cell(city, "building", "year_of_construction", row, 1950.0 + n);
    set_cell(city, "building", "storeys_above_ground", row, 5.0);
    set_cell(city, "building", "height", row, 14.2 + n / 10);
    set_cell(city, "building", "ground_height", row, 408.0);
    set_cell(city, "building", "footprint_area", row, 428.0 + n);
    set_cell(city, "building", "floor_area", row, 2140.0 + n);
    set_cell(city, "building", "wall_u_value", row, 1.4);
    set_cell(city, "building", "window_u_value", row, 2.7);
    set_cell(city, "building", "heating_set_point", row, 293.15);
    set_cell(city, "building", "heat_source", row, "gas boiler");
    set_cell(city, "building", "residents", row, 61.0);
    set_cell(city, "building", "district", row, std::int64_t{0});
    const double x = 30 * n;
    corners.insert(corners.end(), {x, 0, x + 20, 0, x + 20, 24, x, 24, x, 0});
    offsets.push_back(static_cast<std::int64_t>(corners.size()));
  }
  city::Table& building = city.edit("building");
  building.column("shape").assign_lists(offsets, reinterpret_cast<const std::byte*>(corners.data()));
  store::CityFile file = store::CityFile::create(path);
  file.save(city);
  store::Catalogue catalogue(file);
  store::SourceRecord source;
  source.name = "cadastre";
  source.date = "2024-05-01";
  const std::int64_t cadastre = catalogue.put_source(source);
  using store::Provenance;
  catalogue.put_provenance("building", "footprint_area", Provenance::measured, cadastre);
  catalogue.put_provenance("building", "floor_area", Provenance::derived, cadastre);
  catalogue.put_provenance("building", "wall_u_value", Provenance::by_default, 0);
}

/// The room over it.
class HouseRig : public RoomRig {
 public:
  explicit HouseRig(const CityFolder& folder, store::Mode mode = store::Mode::read_write,
                    std::vector<host::PluginCode> plugins = heating(), const std::string& language = "en")
      : RoomRig(made(folder), std::move(plugins), mode, 0, language) {}

  /// A what-if with better walls, run beside the base over three days.
  void retrofit() {
    room.execute("whatif.branch", {{"name", "Deep retrofit"}});
    room.execute("lever.set", {{"lever", "heating.walls"}, {"value", 0.2}});
    run("Deep retrofit", 72);
    settle();
    room.execute("time.set", {{"time", "1970-01-02 08:00"}});
    settle();
  }

 private:
  static std::filesystem::path made(const CityFolder& folder) {
    if (!std::filesystem::exists(folder.city())) make_house_city(folder.city());
    return folder.city();
  }
};

}  // namespace conurb::test

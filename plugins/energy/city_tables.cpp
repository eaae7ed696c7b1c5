// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/city_tables.hpp"

#include <cstddef>
#include <string_view>

#include "energy_columns.hpp"
#include "plugins/energy/index.hpp"
#include "plugins/energy/synthesis/city_columns.hpp"

namespace conurb::energy {

namespace {

using ::energy::Column;
using ::energy::Table;

/// Values of a text column by code, through `meaning`; empty without the column.
template <class Meaning>
auto by_code(const sdk::Host& host, const sdk::View& view, Column column, const Meaning& meaning) {
  std::vector<decltype(meaning(std::string_view()))> values;
  for (std::int32_t code = 0; view.has(column); ++code) {
    const char* const text = host.text(column, code);
    if (text == nullptr) break;
    values.push_back(meaning(std::string_view(text)));
  }
  return values;
}

/// Value of a column that may be absent.
template <class T>
T cell(std::span<const T> column, std::int64_t row, T otherwise) {
  return column.empty() ? otherwise : column[static_cast<std::size_t>(row)];
}

}  // namespace

BuildingRows building_rows(const sdk::View& view) {
  BuildingRows rows;
  const conurb_table& table = view.table(Table::building);
  const conurb_column& shape = view.column(Column::building_shape);
  const auto points = view.read<double>(Column::building_shape);
  for (std::int64_t row = 0; row < table.rows; ++row) {
    if (table.alive[row] == 0) continue;
    synthesis::Middle middle;
    if (view.has(Column::building_shape)) {
      const auto begin = static_cast<std::size_t>(shape.offsets[row]);
      const auto end = static_cast<std::size_t>(shape.offsets[row + 1]);
      middle = synthesis::middle_of(points.subspan(begin, end - begin));
    }
    rows.row.push_back(row);
    rows.x.push_back(middle.x);
    rows.y.push_back(middle.y);
  }
  return rows;
}

CityBuildings power_of(const sdk::Host& host, const sdk::View& view, const BuildingRows& rows) {
  const auto functions = by_code(host, view, Column::building_function, synthesis::need_of);
  const auto usages = by_code(host, view, Column::building_usage, synthesis::need_of);
  const auto sources = by_code(host, view, Column::building_heat_source, synthesis::heating_of);
  const auto function = view.read<std::int32_t>(Column::building_function);
  const auto usage = view.read<std::int32_t>(Column::building_usage);
  const auto source = view.read<std::int32_t>(Column::building_heat_source);
  const auto area = view.read<float>(Column::building_floor_area);
  const auto dwellings = view.read<float>(Column::building_dwellings);
  const auto need = [](const std::vector<synthesis::PowerNeed>& needs, std::int32_t code) {
    return code < 0 ? synthesis::PowerNeed() : needs[at(code)];
  };
  CityBuildings buildings;
  buildings.x = rows.x;
  buildings.y = rows.y;
  for (const std::int64_t row : rows.row) {
    const synthesis::PowerNeed built = need(functions, cell(function, row, kNone));
    const synthesis::PowerNeed used = need(usages, cell(usage, row, kNone));
    const double floor = static_cast<double>(cell(area, row, static_cast<float>(kUnknown)));
    const double homes = static_cast<double>(cell(dwellings, row, static_cast<float>(kUnknown)));
    const synthesis::PowerNeed what = synthesis::need_of_both(built, used, floor, homes);
    const std::int32_t heat = cell(source, row, kNone);
    const double heating = heat < 0 ? 0 : sources[at(heat)];
    buildings.use.push_back(what.use);
    buildings.priority.push_back(what.priority);
    buildings.floor_area.push_back(floor);
    buildings.dwellings.push_back(what.use == PowerUse::dwelling ? homes : kUnknown);
    buildings.heating_power.push_back(floor > 0 ? heating * floor : 0);
  }
  return buildings;
}

CityStreets city_streets(const sdk::Host& host, const sdk::View& view) {
  const conurb_table& links = view.table(Table::road_link);
  if (links.alive_rows == 0 || !view.has(Column::road_link_shape) || !view.has(Column::road_link_from) ||
      !view.has(Column::road_link_to))
    return {};
  const auto classes =
      by_code(host, view, Column::road_link_road_class, [](std::string_view text) { return text; });
  const auto rows = static_cast<std::size_t>(links.rows);
  synthesis::RoadColumns roads;
  roads.alive = {links.alive, rows};
  roads.from = view.read<std::int32_t>(Column::road_link_from);
  roads.to = view.read<std::int32_t>(Column::road_link_to);
  roads.reverse = view.read<std::int32_t>(Column::road_link_reverse);
  roads.road_class = view.read<std::int32_t>(Column::road_link_road_class);
  roads.level = view.read<std::int32_t>(Column::road_link_level);
  roads.classes = classes;
  roads.first = {view.column(Column::road_link_shape).offsets, rows + 1};
  roads.points = view.read<double>(Column::road_link_shape);
  return synthesis::streets_of(roads, static_cast<std::int32_t>(view.table(Table::road_node).rows));
}

}  // namespace conurb::energy

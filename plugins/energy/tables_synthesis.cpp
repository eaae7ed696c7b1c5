// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/tables_synthesis.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <string>
#include <vector>

#include "energy_columns.hpp"
#include "plugins/energy/city_tables.hpp"
#include "plugins/energy/index.hpp"
#include "plugins/energy/synthesis/box_tree.hpp"
#include "plugins/energy/synthesis/synthesis.hpp"
#include "plugins/energy/tables.hpp"

namespace conurb::energy {

namespace {

using ::energy::Column;
using ::energy::Parameter;
using ::energy::Table;

constexpr double kLowVoltage = 1000;  // V, below which buildings are connected

// In the order of the enumerations.
constexpr std::array<const char*, 6> kBusRoles{"high_voltage", "substation", "station",
                                               "station_low",  "joint",      "building"};
constexpr std::array<const char*, 3> kLineRoles{"ring", "feeder", "service"};
constexpr std::array<const char*, 3> kTransformerRoles{"primary", "station", "customer_station"};
constexpr std::array<const char*, 6> kSwitchRoles{"busbar_tie", "transformer", "ring_end",
                                                  "ring",       "open_point",  "feeder"};

void find(const sdk::Host& host, std::int32_t level, const char* code, const std::string& text) {
  host.c()->finding(host.c(), level, static_cast<std::uint32_t>(Table::building), -1, code, text.c_str());
}

/// Types are named by the voltages that they are built for here.
void name_types(std::vector<TransformerType>& types, double high, double low) {
  for (TransformerType& type : types) {
    const bool large = type.rated_power >= 10e6;
    type.name = fmt::format("{:g} {} {:g}/{:g} kV", type.rated_power / (large ? 1e6 : 1e3),
                            large ? "MVA" : "kVA", high / 1e3, low / 1e3);
  }
}

SynthesisOptions options_of(const sdk::View& view) {
  SynthesisOptions options;
  options.seed = view.seed();
  options.medium_voltage = view.parameter(Parameter::medium_voltage);
  options.low_voltage = view.parameter(Parameter::low_voltage);
  options.station_power = view.parameter(Parameter::station_power);
  options.planned_loading = view.parameter(Parameter::planned_loading);
  options.feeder_length = view.parameter(Parameter::feeder_length);
  options.household_power = view.parameter(Parameter::household_power);
  name_types(options.station_types, options.medium_voltage, options.low_voltage);
  name_types(options.primary_types, options.high_voltage, options.medium_voltage);
  return options;
}

/// The synthesis on the host's threads; whoever cancels is heard between its pieces.
Synthesis run_synthesis(const sdk::Host& host, const CityStreets& streets, const CityBuildings& buildings,
                        const SynthesisOptions& options) {
  const auto heed = [&host] {
    if (host.cancelled()) throw sdk::Failure(CONURB_CANCELLED, "");
  };
  const ParallelFor parallel = [&](std::size_t count, const std::function<void(std::size_t)>& body) {
    host.threads()(count, [&](std::size_t i) {
      heed();
      body(i);
    });
  };
  return synthesize(streets, buildings, options, parallel, [&](double share) {
    heed();
    host.progress(share, "power grid");
  });
}

/// Writes texts of the rows of a table from `first` on.
template <class Text>
void write_texts(const sdk::Host& host, const sdk::View& view, Column column, std::size_t first,
                 std::size_t count, const Text& text) {
  if (count == 0) return;
  const auto cells = view.write<std::int32_t>(column).subspan(first);
  for (std::size_t i = 0; i < count; ++i) cells[i] = host.code(column, text(i));
}

void write_roles(const sdk::Host& host, const sdk::View& view, const Synthesis& grid,
                 const FirstRows& first) {
  const auto roles = [&](Column column, std::size_t from, const auto& role, const auto& words) {
    write_texts(host, view, column, from, role.size(),
                [&](std::size_t i) { return words[static_cast<std::size_t>(role[i])]; });
  };
  const auto types = [&](Column column, std::size_t from, const std::vector<std::int32_t>& type) {
    write_texts(host, view, column, from, type.size(),
                [&](std::size_t i) { return grid.types[at(type[i])].c_str(); });
  };
  roles(Column::power_bus_role, first.bus, grid.bus_role, kBusRoles);
  roles(Column::power_line_role, first.line, grid.line_role, kLineRoles);
  roles(Column::power_transformer_role, first.transformer, grid.transformer_role, kTransformerRoles);
  roles(Column::power_switch_role, first.of_switch, grid.switch_role, kSwitchRoles);
  types(Column::power_line_type, first.line, grid.line_type);
  types(Column::power_transformer_type, first.transformer, grid.transformer_type);
}

void write_buildings(const sdk::View& view, const Synthesis& grid, const FirstRows& first,
                     const BuildingRows& rows) {
  const auto fed_by = view.write<std::int32_t>(Column::building_power_bus);
  const auto load_building = view.write<std::int32_t>(Column::power_load_building);
  const auto customers = view.write<double>(Column::power_load_customers);
  for (std::size_t i = 0; i < rows.row.size(); ++i) {
    const auto building = static_cast<std::size_t>(rows.row[i]);
    if (grid.bus_of_building[i] != kNone) fed_by[building] = row_of(first.bus) + grid.bus_of_building[i];
    if (grid.load_of_building[i] == kNone) continue;
    const std::size_t load = first.load + at(grid.load_of_building[i]);
    load_building[load] = row_of(building);
    customers[load] = grid.customers_of_building[i];
  }
}

void make_grid(const sdk::Host& host, const sdk::View& view, const BuildingRows& rows) {
  const SynthesisOptions options = options_of(view);
  const Synthesis grid = run_synthesis(host, city_streets(host, view), power_of(host, view, rows), options);
  for (const Finding& finding : grid.findings) {
    const bool one = finding.row != kNone;
    host.c()->finding(host.c(), finding.level == Finding::Level::info ? CONURB_LOG_INFO : CONURB_LOG_WARNING,
                      static_cast<std::uint32_t>(one ? Table::building : Table::power_bus),
                      one ? rows.row[at(finding.row)] : -1, "energy.synthesis",
                      (one ? finding.text : finding.object + ": " + finding.text).c_str());
  }
  if (grid.network.buses.empty()) return;
  const FirstRows first = insert_network(host, view, grid.network, Places::local);
  write_roles(host, view, grid, first);
  write_buildings(view, grid, first, rows);
  const SynthesisFigures& f = grid.figures;
  find(host, CONURB_LOG_INFO, "energy.grid",
       fmt::format("{} substation(s), {} stations and {} of large customers on {} ring(s), {} feeders: "
                   "{:.1f} km of medium and {:.1f} km of low voltage for {:.0f} buildings, {:.2f} MW at peak",
                   f.substations, f.stations, f.customer_stations, f.rings, f.feeders, f.ring_length / 1e3,
                   (f.feeder_length + f.service_length) / 1e3, f.buildings, f.peak / 1e6));
}

/// Buses where buildings may be connected, with their places.
struct LowBuses {
  std::vector<std::int32_t> row;
  std::vector<synthesis::Box> place;
};

LowBuses low_buses(const sdk::View& view) {
  LowBuses buses;
  const conurb_table& table = view.table(Table::power_bus);
  const conurb_column& shape = view.column(Column::power_bus_shape);
  const auto points = view.read<double>(Column::power_bus_shape);
  const auto voltage = view.read<double>(Column::power_bus_nominal_voltage);
  for (std::int64_t row = 0; row < table.rows; ++row) {
    const auto i = static_cast<std::size_t>(row);
    const auto first = static_cast<std::size_t>(shape.offsets[row]);
    const bool placed = shape.offsets[row + 1] >= shape.offsets[row] + 2;
    if (table.alive[row] == 0 || !placed || !(voltage[i] > 0 && voltage[i] < kLowVoltage)) continue;
    buses.row.push_back(row_of(i));
    buses.place.push_back({points[first], points[first + 1], points[first], points[first + 1]});
  }
  return buses;
}

/// Buses of buildings whose loads stand in the grid.
void join_by_loads(const sdk::View& view, std::span<std::int32_t> fed_by) {
  const conurb_table& loads = view.table(Table::power_load);
  const auto building = view.read<std::int32_t>(Column::power_load_building);
  const auto bus = view.read<std::int32_t>(Column::power_load_bus);
  for (std::int64_t row = 0; row < loads.rows; ++row) {
    const auto i = static_cast<std::size_t>(row);
    if (loads.alive[row] != 0 && building[i] >= 0 && bus[i] >= 0 && fed_by[at(building[i])] < 0)
      fed_by[at(building[i])] = bus[i];
  }
}

void join_buildings(const sdk::Host& host, const sdk::View& view, const BuildingRows& rows) {
  const auto fed_by = view.write<std::int32_t>(Column::building_power_bus);
  join_by_loads(view, fed_by);
  const double reach = view.parameter(Parameter::join_distance);
  const LowBuses buses = low_buses(view);
  const synthesis::BoxTree tree(buses.place);
  const double within2 = std::nextafter(reach * reach, kUnlimited);
  std::size_t joined = 0, left = 0;
  for (std::size_t i = 0; i < rows.row.size(); ++i) {
    std::int32_t& bus = fed_by[static_cast<std::size_t>(rows.row[i])];
    if (bus >= 0) continue;
    const double x = rows.x[i], y = rows.y[i];
    const synthesis::BoxTree::Hit hit =
        std::isnan(x + y)
            ? synthesis::BoxTree::Hit()
            : tree.nearest(
                  x, y, [&](std::int32_t item) { return buses.place[at(item)].distance2(x, y); }, within2,
                  [](std::int32_t) { return false; }, [](std::int32_t) { return false; });
    if (hit.item == kNone) {
      ++left;
      continue;
    }
    bus = buses.row[at(hit.item)];
    ++joined;
  }
  if (joined > 0)
    find(host, CONURB_LOG_INFO, "energy.joined",
         fmt::format("{} building(s) are joined to the nearest bus of low voltage; what the grid draws stays "
                     "that of its own loads",
                     joined));
  if (left > 0)
    find(host, CONURB_LOG_WARNING, "energy.no_bus",
         fmt::format("{} building(s) have no bus of low voltage within {:g} m: they count as supplied; "
                     "join_distance reaches farther",
                     left, reach));
}

}  // namespace

void synthesise_grid(const sdk::Host& host, const sdk::View& view) {
  const bool grid = has_grid(view);
  const BuildingRows rows = building_rows(view);
  if (rows.row.empty() && !grid)
    throw sdk::Failure(CONURB_NOT_FOUND, "the city has no buildings: import or generate some first");
  if (rows.row.empty()) return;
  grid ? join_buildings(host, view, rows) : make_grid(host, view, rows);
}

}  // namespace conurb::energy

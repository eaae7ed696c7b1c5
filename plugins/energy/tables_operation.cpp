// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/tables_operation.hpp"

#include <cmath>
#include <string>
#include <vector>

#include "energy_columns.hpp"
#include "plugins/energy/index.hpp"
#include "plugins/energy/tables_fill.hpp"

namespace conurb::energy {

namespace {

using ::energy::Column;
using ::energy::Table;

/// Puts values over those that the power flow gave, where there are any.
void put_over(const sdk::View& view, Column column, const std::vector<double>& values) {
  const auto cells = view.write<double>(column);
  const auto rows = static_cast<std::size_t>(view.column(column).rows);
  for (std::size_t row = 0; row < rows; ++row)
    if (!std::isnan(values[row])) cells[row] = values[row];
}

/// What people should know of; loads and diesels have columns of their own for it.
void tell_actions(const sdk::Host& host, const MicrogridReport& report) {
  using Kind = MicrogridAction::Kind;
  for (const MicrogridAction& action : report.actions) {
    const auto tell = [&](const char* code, std::string what) {
      if (!action.text.empty()) what += ": " + action.text;
      host.c()->finding(host.c(), CONURB_LOG_INFO, static_cast<std::uint32_t>(Table::power_switch),
                        report.coupling, code, what.c_str());
    };
    if (action.kind == Kind::open_coupling) tell("energy.island", "parts its micro-grid from the grid");
    if (action.kind == Kind::close_coupling) tell("energy.coupled", "couples its micro-grid to the grid");
    if (action.kind == Kind::refuse_coupling) tell("energy.not_coupled", "stays open");
    if (action.kind == Kind::go_black) tell("energy.black", "its micro-grid goes black");
    if (action.kind == Kind::form) tell("energy.formed", "its micro-grid has a voltage of its own");
  }
}

}  // namespace

void tell_operation(const sdk::Host& host, const MicrogridDecisions& decisions) {
  for (const MicrogridReport& report : decisions.reports) {
    const auto tell = [&](const char* code, const std::string& text) {
      host.finding(Table::power_switch, report.coupling, code, text);
    };
    if (!report.trouble.empty()) tell("energy.no_micro_grid", "parts no micro-grid: " + report.trouble);
    for (const std::string& note : report.notes) tell("energy.micro_grid", note);
    tell_actions(host, report);
  }
}

void write_operation(const sdk::Host& host, const sdk::View& view, const Network& network,
                     const MicrogridDecisions& decisions) {
  const auto rows = [&](Table table) { return static_cast<std::size_t>(view.table(table).rows); };
  const std::size_t storages = rows(Table::power_storage);
  fill<std::uint8_t>(view, Column::power_bus_island, rows(Table::power_bus),
                     [&](auto i) { return decisions.island[i]; });
  fill<std::uint8_t>(view, Column::power_line_island, network.lines.size(), [&](auto i) {
    const Line& line = network.lines[i];
    return decisions.island[at(line.from)] != 0 && decisions.island[at(line.to)] != 0 ? 1 : 0;
  });
  fill<std::uint8_t>(view, Column::power_load_shed, rows(Table::power_load),
                     [&](auto i) { return decisions.shed[i]; });
  fill<double>(view, Column::power_storage_output, storages, [&](auto i) { return decisions.storage[i]; });
  put_over(view, Column::power_generator_output, decisions.generator);
  put_over(view, Column::power_load_drawn, decisions.drawn);
  put_over(view, Column::power_load_unserved, decisions.unserved);
  move_to<double>(host, view, Column::power_storage_charge, storages,
                  [&](auto i) { return network.storages[i].charge; });
  move_to<double>(host, view, Column::power_generator_fuel, rows(Table::power_generator), [&](auto i) {
    const double fuel = network.generators[i].fuel;
    return std::isfinite(fuel) ? fuel : kUnknown;
  });
}

}  // namespace conurb::energy

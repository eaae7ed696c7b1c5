// SPDX-License-Identifier: Apache-2.0
// Columns of faults, switches that open by themselves, and interruptions.
#include <cstdint>
#include <string>

#include "energy_columns.hpp"
#include "plugins/energy/index.hpp"
#include "plugins/energy/interruptions.hpp"
#include "plugins/energy/tables.hpp"

namespace conurb::energy {

namespace {

using ::energy::Column;
using ::energy::Table;

void add_faults(std::span<const std::uint8_t> column, std::int64_t rows, Fault::Kind kind,
                std::vector<Fault>& faults) {
  for (std::int64_t row = 0; row < rows; ++row)
    if (column[static_cast<std::size_t>(row)] != 0) faults.push_back({kind, static_cast<std::int32_t>(row)});
}

}  // namespace

std::vector<Fault> faults_of(const sdk::View& view) {
  std::vector<Fault> faults;
  const auto add = [&](Column column, Table table, Fault::Kind kind) {
    add_faults(view.read<std::uint8_t>(column), view.table(table).rows, kind, faults);
  };
  add(Column::power_bus_fault, Table::power_bus, Fault::Kind::bus);
  add(Column::power_line_fault, Table::power_line, Fault::Kind::line);
  add(Column::power_transformer_fault, Table::power_transformer, Fault::Kind::transformer);
  return faults;
}

void write_switches(const sdk::Host& host, const sdk::View& view, const Network& network,
                    std::span<const std::int32_t> tripped) {
  const auto closed = view.write<std::uint8_t>(Column::power_switch_closed);
  const auto mark = view.write<std::uint8_t>(Column::power_switch_tripped);
  std::vector<std::uint8_t> trips(network.switches.size(), 0);
  for (const std::int32_t row : tripped) {
    trips[at(row)] = 1;
    host.info("power_switch " + std::to_string(view.table(Table::power_switch).ids[row]) +
              " opens on a short circuit");
  }
  std::vector<std::int64_t> moved, marked;
  const auto put = [](std::uint8_t& cell, std::uint8_t value, std::size_t row,
                      std::vector<std::int64_t>& changed) {
    if (cell == value) return;
    cell = value;
    changed.push_back(static_cast<std::int64_t>(row));
  };
  for (std::size_t row = 0; row < trips.size(); ++row) {
    const bool by_itself = network.switches[row].coupling || trips[row] != 0;
    if (by_itself) put(closed[row], network.switches[row].closed ? 1 : 0, row, moved);
    if (trips[row] != 0 || closed[row] != 0) put(mark[row], trips[row], row, marked);
  }
  host.mark_changed(Column::power_switch_closed, moved);
  host.mark_changed(Column::power_switch_tripped, marked);
}

void forget_faults(const sdk::View& view, Network& network) {
  const auto was_in_service = [&](Column column, std::int32_t row) {
    return view.read<std::uint8_t>(column)[at(row)] != 0;
  };
  for (const Fault& fault : faults_of(view)) {
    switch (fault.kind) {
      case Fault::Kind::bus:
        network.buses[at(fault.row)].in_service = was_in_service(Column::power_bus_in_service, fault.row);
        break;
      case Fault::Kind::line:
        network.lines[at(fault.row)].in_service = was_in_service(Column::power_line_in_service, fault.row);
        break;
      case Fault::Kind::transformer:
        network.transformers[at(fault.row)].in_service =
            was_in_service(Column::power_transformer_in_service, fault.row);
        break;
    }
  }
  const auto tripped = view.read<std::uint8_t>(Column::power_switch_tripped);
  for (std::size_t row = 0; row < network.switches.size(); ++row)
    if (tripped[row] != 0) network.switches[row].closed = true;
}

void count_interruptions(const sdk::Host& host, const sdk::View& view, const Network& network,
                         const GridState& state, std::span<const std::uint8_t> shed, double dt_s) {
  const Interruptions counted{view.write<double>(Column::power_load_outage),
                              view.write<double>(Column::power_load_interrupted_time),
                              view.write<std::int32_t>(Column::power_load_interruptions)};
  std::vector<std::int64_t> lasting, counting;
  const auto rows = static_cast<std::size_t>(view.table(Table::power_load).rows);
  for (std::size_t row = 0; row < rows; ++row) {
    const Load& load = network.loads[row];
    const bool dark = load.in_service && (shed[row] != 0 || state.energised[at(load.bus)] == 0);
    if (!dark && counted.lasting[row] == 0) continue;
    count_interruption(counted, row, dark, dt_s);
    lasting.push_back(static_cast<std::int64_t>(row));
    if (dark) counting.push_back(static_cast<std::int64_t>(row));
  }
  host.mark_changed(Column::power_load_outage, lasting);
  host.mark_changed(Column::power_load_interrupted_time, counting);
  host.mark_changed(Column::power_load_interruptions, counting);
}

}  // namespace conurb::energy

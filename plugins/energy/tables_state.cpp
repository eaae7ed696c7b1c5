// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <vector>

#include "energy_columns.hpp"
#include "plugins/energy/index.hpp"
#include "plugins/energy/tables.hpp"
#include "plugins/energy/tables_fill.hpp"

namespace conurb::energy {

namespace {

using ::energy::Column;
using ::energy::Table;

void write_buses(const sdk::View& view, const Network& network, const GridState& state) {
  const std::size_t buses = network.buses.size();
  fill<double>(view, Column::power_bus_voltage, buses, [&](auto i) { return state.voltage[i]; });
  fill<double>(view, Column::power_bus_angle, buses, [&](auto i) { return state.angle[i]; });
  fill<std::uint8_t>(view, Column::power_bus_energised, buses, [&](auto i) { return state.energised[i]; });
}

double if_live(const std::vector<std::uint8_t>& alive, std::size_t i, double value) {
  return alive[i] != 0 ? value : kUnknown;
}

void write_lines(const sdk::View& view, const Network& network, const GridState& state) {
  const std::size_t lines = network.lines.size();
  const std::vector<BranchFlow>& l = state.line;
  fill<std::uint8_t>(view, Column::power_line_energised, lines, [&](auto i) { return state.line_live[i]; });
  fill<double>(view, Column::power_line_loading, lines, [&](auto i) { return state.line_loading[i]; });
  fill<double>(view, Column::power_line_power, lines,
               [&](auto i) { return if_live(state.line_live, i, l[i].p_from); });
  fill<double>(view, Column::power_line_losses, lines,
               [&](auto i) { return if_live(state.line_live, i, l[i].p_from + l[i].p_to); });
  fill<double>(view, Column::power_line_current, lines, [&](auto i) {
    return if_live(state.line_live, i, std::max(l[i].current_from, l[i].current_to));
  });
}

void write_stations(const sdk::View& view, const Network& network, const GridState& state) {
  const std::size_t transformers = network.transformers.size();
  const std::vector<BranchFlow>& t = state.transformer;
  fill<double>(view, Column::power_transformer_loading, transformers,
               [&](auto i) { return state.transformer_loading[i]; });
  fill<double>(view, Column::power_transformer_power, transformers,
               [&](auto i) { return if_live(state.transformer_live, i, t[i].p_from); });
  fill<double>(view, Column::power_transformer_losses, transformers,
               [&](auto i) { return if_live(state.transformer_live, i, t[i].p_from + t[i].p_to); });
  fill<double>(view, Column::power_switch_power, network.switches.size(),
               [&](auto i) { return state.through_switch[i].real(); });
  fill<double>(view, Column::power_generator_output, network.generators.size(),
               [&](auto i) { return state.generator[i].real(); });
  fill<double>(view, Column::power_generator_reactive_output, network.generators.size(),
               [&](auto i) { return state.generator[i].imag(); });
}

/// Loads may be followed by what other plugins draw: rows of the table alone.
void write_loads(const sdk::View& view, const Network& network, const GridState& state) {
  const auto rows = static_cast<std::size_t>(view.table(Table::power_load).rows);
  const auto drawn = [&](std::size_t i) {
    const Load& load = network.loads[i];
    if (!load.in_service || state.energised[at(load.bus)] == 0) return 0.0;
    const double v = state.voltage[at(load.bus)];
    return load.p * (1 - load.share_z - load.share_i + load.share_i * v + load.share_z * v * v);
  };
  fill<double>(view, Column::power_load_drawn, rows, drawn);
  fill<double>(view, Column::power_load_unserved, rows, [&](std::size_t i) {
    const Load& load = network.loads[i];
    return load.in_service && state.energised[at(load.bus)] == 0 ? std::max(0.0, load.p) : 0.0;
  });
}

}  // namespace

void write_state(const sdk::Host& host, const sdk::View& view, const Network& network, const GridState& state,
                 const ParallelFor& parallel) {
  constexpr auto kWriters = std::array{write_buses, write_lines, write_stations, write_loads};
  parallel(kWriters.size(), [&](std::size_t i) { kWriters[i](view, network, state); });
  move_to<std::int32_t>(host, view, Column::power_transformer_tap_position, network.transformers.size(),
                        [&](auto i) { return network.transformers[i].tap.position; });
  move_to<std::int32_t>(host, view, Column::power_shunt_steps, network.shunts.size(),
                        [&](auto i) { return network.shunts[i].steps; });
}

}  // namespace conurb::energy

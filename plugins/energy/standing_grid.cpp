// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/standing_grid.hpp"

#include <array>
#include <cmath>
#include <cstdint>

#include "energy_columns.hpp"
#include "plugins/energy/error.hpp"
#include "plugins/energy/index.hpp"
#include "plugins/energy/outage/protection.hpp"

namespace conurb::energy {

namespace {

using ::energy::Column;
using ::energy::Parameter;
using ::energy::Table;

/// All that network_of() reads but for what read_powers() does.
constexpr Column kStanding[] = {Column::power_bus_number,
                                Column::power_bus_nominal_voltage,
                                Column::power_bus_voltage_min,
                                Column::power_bus_voltage_max,
                                Column::power_bus_start_voltage,
                                Column::power_bus_start_angle,
                                Column::power_bus_in_service,
                                Column::power_bus_fault,
                                Column::power_line_from,
                                Column::power_line_to,
                                Column::power_line_resistance,
                                Column::power_line_reactance,
                                Column::power_line_conductance,
                                Column::power_line_susceptance,
                                Column::power_line_length,
                                Column::power_line_max_current,
                                Column::power_line_in_service,
                                Column::power_line_fault,
                                Column::power_transformer_from,
                                Column::power_transformer_to,
                                Column::power_transformer_rated_voltage_from,
                                Column::power_transformer_rated_voltage_to,
                                Column::power_transformer_phase_shift,
                                Column::power_transformer_resistance,
                                Column::power_transformer_reactance,
                                Column::power_transformer_conductance,
                                Column::power_transformer_susceptance,
                                Column::power_transformer_rated_power,
                                Column::power_transformer_max_power,
                                Column::power_transformer_star,
                                Column::power_transformer_tap_side,
                                Column::power_transformer_tap_neutral,
                                Column::power_transformer_tap_lowest,
                                Column::power_transformer_tap_highest,
                                Column::power_transformer_tap_step,
                                Column::power_transformer_tap_step_angle,
                                Column::power_transformer_tap_automatic,
                                Column::power_transformer_tap_bus,
                                Column::power_transformer_tap_target,
                                Column::power_transformer_tap_dead_band,
                                Column::power_transformer_in_service,
                                Column::power_transformer_fault,
                                Column::power_switch_bus,
                                Column::power_switch_other_bus,
                                Column::power_switch_line,
                                Column::power_switch_transformer,
                                Column::power_switch_closed,
                                Column::power_switch_remote,
                                Column::power_switch_breaker,
                                Column::power_switch_coupling,
                                Column::power_load_bus,
                                Column::power_load_share_z,
                                Column::power_load_share_i,
                                Column::power_load_priority,
                                Column::power_load_in_service,
                                Column::power_shunt_bus,
                                Column::power_shunt_power,
                                Column::power_shunt_reactive_power,
                                Column::power_shunt_most_steps,
                                Column::power_shunt_automatic,
                                Column::power_shunt_target,
                                Column::power_shunt_dead_band,
                                Column::power_shunt_in_service,
                                Column::power_generator_bus,
                                Column::power_generator_control,
                                Column::power_generator_reactive_min,
                                Column::power_generator_reactive_max,
                                Column::power_generator_rated_power,
                                Column::power_generator_share,
                                Column::power_generator_grid_forming,
                                Column::power_generator_in_service,
                                Column::power_storage_bus,
                                Column::power_storage_capacity,
                                Column::power_storage_max_power,
                                Column::power_storage_efficiency,
                                Column::power_storage_grid_forming,
                                Column::power_storage_in_service,
                                Column::power_load_building};

/// Bytes that a bus takes with its share of everything else: of a grid of low voltage, measured.
constexpr std::uint64_t kBytesOfBus = 4096;

std::vector<std::int32_t> connections_of(const sdk::View& view, const Network& network) {
  const auto building = view.read<std::int32_t>(Column::power_load_building);
  std::vector<std::int32_t> of_load(network.loads.size(), 0);
  std::vector<std::int32_t> of_building(static_cast<std::size_t>(view.table(Table::building).rows), 0);
  const auto counts = [&](std::size_t load) {
    return network.loads[load].in_service && building[load] >= 0 && at(building[load]) < of_building.size();
  };
  for (std::size_t load = 0; load < of_load.size(); ++load)
    if (counts(load)) ++of_building[at(building[load])];
  for (std::size_t load = 0; load < of_load.size(); ++load)
    if (counts(load)) of_load[load] = of_building[at(building[load])];
  return of_load;
}

std::shared_ptr<const StandingGrid> read_grid(const sdk::Host& host, const sdk::View& view,
                                              const ParallelFor& parallel) {
  try {
    std::vector<RowFinding> findings;
    Network network = network_of(host, view, findings);
    std::vector<std::int32_t> tripped = protect(network, faults_of(view));
    std::vector<std::int32_t> connections = connections_of(view, network);
    network.loads.reserve(network.loads.size() + network.buses.size());
    for (std::size_t bus = 0; bus < network.buses.size(); ++bus) {
      Load load;
      load.bus = row_of(bus);
      load.in_service = network.buses[bus].in_service;
      network.loads.push_back(std::move(load));
    }
    GridPlan plan(network, parallel);
    return std::make_shared<const StandingGrid>(StandingGrid{std::move(network), std::move(tripped),
                                                             std::move(connections), std::move(findings),
                                                             std::move(plan)});
  } catch (const InputError& error) {
    throw sdk::Failure(CONURB_BAD_DATA, error.what());
  }
}

}  // namespace

std::shared_ptr<const StandingGrid> standing_grid_of(const sdk::Host& host, const sdk::View& view,
                                                     const ParallelFor& parallel) {
  std::array<std::uint32_t, std::size(kStanding)> columns{};
  for (std::size_t i = 0; i < columns.size(); ++i) columns[i] = static_cast<std::uint32_t>(kStanding[i]);
  using Shared = std::shared_ptr<const StandingGrid>;
  const std::uint64_t bytes = kBytesOfBus * static_cast<std::uint64_t>(view.table(Table::power_bus).rows);
  return host.cached<Shared>("grid", columns, bytes,
                             [&] { return std::make_unique<Shared>(read_grid(host, view, parallel)); });
}

void read_powers(const sdk::View& view, const StandingGrid& grid, Network& network) {
  const auto f64 = [&](Column column) { return view.read<double>(column); };
  const double factor = view.parameter(Parameter::demand_factor);
  const double cosine = view.parameter(Parameter::power_factor);
  const double reactive = std::sqrt(1 - cosine * cosine) / cosine;
  const auto load_p = f64(Column::power_load_power), load_q = f64(Column::power_load_reactive_power);
  const auto building = view.read<std::int32_t>(Column::power_load_building);
  const auto drawn = view.read<float>(Column::building_electric_power);
  const std::size_t loads = grid.connections.size();
  for (std::size_t row = 0; row < loads; ++row) {
    double p = load_p[row], q = load_q[row];
    if (grid.connections[row] > 0 && !drawn.empty() && !std::isnan(drawn[at(building[row])])) {
      p = static_cast<double>(drawn[at(building[row])]) / grid.connections[row];
      q = reactive * p;
    }
    network.loads[row].p = p * factor;
    network.loads[row].q = q * factor;
  }
  const auto demand_p = f64(Column::power_bus_demand), demand_q = f64(Column::power_bus_reactive_demand);
  for (std::size_t bus = 0; bus < network.buses.size(); ++bus) {
    network.loads[loads + bus].p = demand_p[bus];
    network.loads[loads + bus].q = demand_q[bus];
  }
  const auto p = f64(Column::power_generator_power), q = f64(Column::power_generator_reactive_power);
  const auto v = f64(Column::power_generator_voltage_target),
             angle = f64(Column::power_generator_angle_target);
  const auto fuel = f64(Column::power_generator_fuel), charge = f64(Column::power_storage_charge);
  for (std::size_t row = 0; row < network.generators.size(); ++row) {
    Generator& generator = network.generators[row];
    generator.p = p[row];
    generator.q = q[row];
    generator.v = v[row];
    generator.angle = angle[row];
    generator.fuel = std::isnan(fuel[row]) ? kUnlimited : fuel[row];
  }
  const auto store_p = f64(Column::power_storage_power), store_q = f64(Column::power_storage_reactive_power);
  for (std::size_t row = 0; row < network.storages.size(); ++row) {
    network.storages[row].p = store_p[row];
    network.storages[row].q = store_q[row];
    network.storages[row].charge = charge[row];
  }
  const auto position = view.read<std::int32_t>(Column::power_transformer_tap_position);
  for (std::size_t row = 0; row < network.transformers.size(); ++row)
    network.transformers[row].tap.position = position[row];
  const auto steps = view.read<std::int32_t>(Column::power_shunt_steps);
  for (std::size_t row = 0; row < network.shunts.size(); ++row) network.shunts[row].steps = steps[row];
}

}  // namespace conurb::energy

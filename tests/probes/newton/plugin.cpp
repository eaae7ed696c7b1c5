// SPDX-License-Identifier: Apache-2.0
// Maps the columns of buses and lines to the network solver, and keeps ordering and factorisation in the
// host's cache.
#include <cmath>
#include <string>
#include <vector>

#include "engine/sdk/conurb.hpp"
#include "probe_newton_columns.hpp"
#include "tests/probes/newton/network.hpp"

namespace probe_newton {

using conurb::sdk::Failure;
using conurb::sdk::View;

class Newton {
 public:
  explicit Newton(conurb::sdk::Host host) : host_(host) {}

  void step(const View& view, conurb::sdk::Step&) {
    require_sound(view);
    const Topology& topology = topology_of(view);
    const Conductances& conductances = conductances_of(view, topology);
    const auto buses = static_cast<std::size_t>(view.table(Table::bus).rows);
    const auto voltage = view.write<double>(Column::bus_voltage).first(buses);
    const auto base = view.read<double>(Column::bus_base_demand);
    const auto demand = view.read<double>(Column::bus_demand);
    power_.resize(buses);
    for (std::size_t bus = 0; bus < buses; ++bus) power_[bus] = base[bus] + demand[bus];
    const SolveResult result =
        solve(topology, conductances, power_, view.parameter(Parameter::source_voltage), voltage);
    if (!result.converged) {
      throw Failure(CONURB_BAD_DATA, "the network does not converge: " + std::to_string(result.residual_a) +
                                         " A are left after " + std::to_string(result.newton_steps) +
                                         " steps");
    }
    write_lines(view, topology, conductances, voltage);
  }

 private:
  // A network with an unknown load or a line without resistance has no solution worth the name.
  static void require_sound(const View& view) {
    constexpr double kLeastResistance = 1e-9;  // ohm
    const conurb_table& line = view.table(Table::line);
    const auto resistance = view.read<double>(Column::line_resistance);
    for (std::size_t row = 0; row < static_cast<std::size_t>(line.rows); ++row) {
      if (line.alive[row] == 0 || (resistance[row] >= kLeastResistance && std::isfinite(resistance[row])))
        continue;
      throw Failure(CONURB_BAD_DATA, "line " + std::to_string(line.ids[row]) + " has a resistance of " +
                                         std::to_string(resistance[row]) + " ohm");
    }
    const conurb_table& bus = view.table(Table::bus);
    const auto base = view.read<double>(Column::bus_base_demand);
    for (std::size_t row = 0; row < static_cast<std::size_t>(bus.rows); ++row) {
      if (bus.alive[row] == 0 || std::isfinite(base[row])) continue;
      throw Failure(CONURB_BAD_DATA, "the demand of bus " + std::to_string(bus.ids[row]) + " is unknown");
    }
  }

  const Topology& topology_of(const View& view) {
    static constexpr std::uint32_t kColumns[] = {static_cast<std::uint32_t>(Column::bus_source),
                                                 static_cast<std::uint32_t>(Column::line_from),
                                                 static_cast<std::uint32_t>(Column::line_to)};
    const conurb_table& bus = view.table(Table::bus);
    const conurb_table& line = view.table(Table::line);
    const auto buses = static_cast<std::size_t>(bus.rows);
    const auto lines = static_cast<std::size_t>(line.rows);
    return host_.cached<Topology>("topology", kColumns, (buses + lines) * 200, [&] {
      return std::make_unique<Topology>(
          std::span(bus.alive, buses), view.read<std::uint8_t>(Column::bus_source),
          std::span(line.alive, lines), view.read<std::int32_t>(Column::line_from),
          view.read<std::int32_t>(Column::line_to));
    });
  }

  const Conductances& conductances_of(const View& view, const Topology& topology) {
    static constexpr std::uint32_t kColumns[] = {
        static_cast<std::uint32_t>(Column::bus_source), static_cast<std::uint32_t>(Column::line_from),
        static_cast<std::uint32_t>(Column::line_to), static_cast<std::uint32_t>(Column::line_resistance)};
    return host_.cached<Conductances>("conductances", kColumns, topology.bytes(), [&] {
      auto made = factor_conductances(topology, view.read<double>(Column::line_resistance));
      if (made == nullptr) throw Failure(CONURB_BAD_DATA, "the network's matrix is singular");
      return made;
    });
  }

  static void write_lines(const View& view, const Topology& topology, const Conductances& conductances,
                          std::span<const double> voltage) {
    const auto current = view.write<double>(Column::line_current);
    const auto loss = view.write<double>(Column::line_loss);
    std::fill(current.begin(), current.end(), 0.0);
    std::fill(loss.begin(), loss.end(), 0.0);
    const auto lines = topology.lines();
    for (std::size_t i = 0; i < lines.size(); ++i) {
      const auto row = static_cast<std::size_t>(lines[i].row);
      const double drop =
          voltage[static_cast<std::size_t>(lines[i].from)] - voltage[static_cast<std::size_t>(lines[i].to)];
      current[row] = conductances.of_line[i] * drop;
      loss[row] = current[row] * drop;
    }
  }

  conurb::sdk::Host host_;
  std::vector<double> power_;
};

}  // namespace probe_newton

CONURB_PLUGIN(probe_newton::Newton)

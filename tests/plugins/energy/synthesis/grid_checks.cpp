// SPDX-License-Identifier: Apache-2.0
#include "grid_checks.hpp"

#include <algorithm>
#include <cmath>

#include "engine/solvers/graph.hpp"
#include "plugins/energy/flows.hpp"
#include "plugins/energy/index.hpp"
#include "plugins/energy/power_flow.hpp"

namespace conurb::energy::test {

namespace {

std::string columns(const Synthesis& g) {
  const Network& n = g.network;
  if (g.bus_role.size() != n.buses.size() || g.station_of_bus.size() != n.buses.size())
    return "columns of buses";
  if (g.line_role.size() != n.lines.size() || g.line_type.size() != n.lines.size() ||
      g.line_peak.size() != n.lines.size())
    return "columns of lines";
  if (g.transformer_role.size() != n.transformers.size() ||
      g.transformer_type.size() != n.transformers.size() ||
      g.transformer_peak.size() != n.transformers.size())
    return "columns of transformers";
  if (g.switch_role.size() != n.switches.size()) return "columns of switches";
  if (g.station_peak_power.size() != n.loads.size()) return "columns of loads";
  return {};
}

std::string geometry(const Synthesis& g) {
  for (std::size_t l = 0; l < g.network.lines.size(); ++l) {
    const Line& line = g.network.lines[l];
    const std::string name = "line " + std::to_string(l) + " ";
    if (line.path.size() < 4) return name + "has no path";
    const Bus &from = g.network.buses[at(line.from)], &to = g.network.buses[at(line.to)];
    const std::size_t end = line.path.size();
    if (std::hypot(line.path[0] - from.x, line.path[1] - from.y) > 1e-9 ||
        std::hypot(line.path[end - 2] - to.x, line.path[end - 1] - to.y) > 1e-9)
      return name + "does not lead from bus to bus";
    double length = 0;
    for (std::size_t p = 2; p < end; p += 2)
      length += std::hypot(line.path[p] - line.path[p - 2], line.path[p + 1] - line.path[p - 1]);
    // Services have 2 m at least, other cables 1 m; each edge of the streets 0.01 m.
    if (line.length < length - 1e-6 || line.length > length + 2.5)
      return name + "is " + std::to_string(line.length) + " m long, its path " + std::to_string(length);
    if (!(line.r > 0) || !(line.max_current > 0)) return name + "has no cable";
  }
  return {};
}

/// Every part has one source and no loop; every building is in such a part.
std::string operation(const Synthesis& g, const CityBuildings& buildings) {
  const Topology topology = process(g.network);
  const Islands parts = islands(topology);
  std::vector<int> sources(at(parts.count), 0), nodes(at(parts.count), 0), edges(at(parts.count), 0);
  for (const std::int32_t part : parts.of_node) ++nodes[at(part)];
  for (const Branch& branch : topology.branches)
    if (branch.through()) ++edges[at(parts.of_node[at(branch.from)])];
  for (const Generator& generator : g.network.generators)
    if (generator.control == Generator::Control::slack)
      ++sources[at(parts.of_node[at(topology.node_of_bus[at(generator.bus)])])];
  for (std::size_t part = 0; part < nodes.size(); ++part) {
    if (sources[part] != 1) return "a part has " + std::to_string(sources[part]) + " sources";
    if (edges[part] != nodes[part] - 1) return "a part is not radial";
  }
  for (std::size_t i = 0; i < buildings.size(); ++i) {
    const bool has_place = std::isfinite(buildings.x[i]) && std::abs(buildings.x[i]) < 1e7;
    if (has_place != (g.bus_of_building[i] >= 0)) return "building " + std::to_string(i) + " is not supplied";
    if (!has_place) continue;
    const Load& load = g.network.loads[at(g.load_of_building[i])];
    if (load.bus != g.bus_of_building[i]) return "building " + std::to_string(i) + " has another's load";
    const Bus& bus = g.network.buses[at(load.bus)];
    const std::int32_t roof = g.generator_of_building[i];
    const bool has_roof = i < buildings.roof_power.size() && buildings.roof_power[i] > 0;
    if (has_roof != (roof >= 0)) return "solar panels of building " + std::to_string(i);
    if (has_roof && (g.network.generators[at(roof)].bus != load.bus ||
                     g.network.generators[at(roof)].rated_power != buildings.roof_power[i]))
      return "building " + std::to_string(i) + " has another's solar panels";
    if (bus.x != buildings.x[i] || bus.y != buildings.y[i]) return "building " + std::to_string(i) + " moved";
  }
  return {};
}

std::string sums(const Synthesis& g) {
  double drawn = 0, feeder = 0, service = 0, ring = 0;
  for (const Load& load : g.network.loads) drawn += load.p;
  // Up to the rounding of a sum of as many numbers.
  if (std::abs(drawn - g.figures.peak) > 1e-9 * std::max(1.0, g.figures.peak)) return "loads do not add up";
  for (std::size_t l = 0; l < g.network.lines.size(); ++l) {
    double& sum = g.line_role[l] == LineRole::ring     ? ring
                  : g.line_role[l] == LineRole::feeder ? feeder
                                                       : service;
    sum += g.network.lines[l].length;
  }
  if (std::abs(feeder - g.figures.feeder_length) > 1e-6 * (1 + feeder) ||
      std::abs(service - g.figures.service_length) > 1e-6 * (1 + service) ||
      std::abs(ring - g.figures.ring_length) > 1e-6 * (1 + ring))
    return "lengths do not add up";
  return {};
}

}  // namespace

std::string faults(const Synthesis& grid, const CityBuildings& buildings) {
  std::string fault = columns(grid);
  if (fault.empty()) fault = geometry(grid);
  if (fault.empty()) fault = operation(grid, buildings);
  if (fault.empty()) fault = sums(grid);
  return fault;
}

Solution solve(Network network, bool regulate) {
  Solution solution;
  Grid grid(network, process(network));
  Injections injections = inject(network, grid);
  PowerFlow flow(network, grid);
  PowerFlowOptions options;
  options.regulate = regulate;
  Voltages v;
  solution.converged = flow.solve(injections, options, v).converged();
  if (!solution.converged) return solution;
  solution.loading = loadings(network, grid, branch_flows(grid, v));
  for (std::size_t b = 0; b < network.buses.size(); ++b) {
    const std::size_t place = at(grid.place_of_bus(static_cast<std::int32_t>(b)));
    solution.voltage.push_back(std::hypot(v.re[place], v.im[place]));
  }
  return solution;
}

std::string excess(const Network& network, const Solution& solution, double max_loading) {
  if (!solution.converged) return "no solution";
  for (std::size_t b = 0; b < network.buses.size(); ++b)
    if (solution.voltage[b] < network.buses[b].v_min || solution.voltage[b] > network.buses[b].v_max)
      return "bus " + std::to_string(b) + " has " + std::to_string(solution.voltage[b]);
  for (std::size_t k = 0; k < solution.loading.size(); ++k)
    if (solution.loading[k] > max_loading)
      return "branch " + std::to_string(k) + " is loaded by " + std::to_string(solution.loading[k]);
  return {};
}

}  // namespace conurb::energy::test

// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/switch_flows.hpp"

#include <algorithm>
#include <cmath>
#include <memory>

#include "engine/solvers/block_lu.hpp"
#include "plugins/energy/index.hpp"

namespace conurb::energy {

namespace {

bool joins(const Network& network, const Switch& s) {
  return s.kind == Switch::Kind::bus && s.closed && s.bus != s.element &&
         network.buses[at(s.bus)].in_service && network.buses[at(s.element)].in_service;
}

/// VA that what stands at each bus gives to the switches there.
std::vector<Complex> surplus(const Network& network, const Grid& grid, const Voltages& v,
                             std::span<const BranchFlow> flows, std::span<const Complex> generators) {
  std::vector<Complex> at_bus(network.buses.size(), Complex(0));
  const auto magnitude = [&](std::int32_t bus) {
    const std::int32_t place = grid.place_of_bus(bus);
    return place == kNone ? 0.0 : std::hypot(v.re[at(place)], v.im[at(place)]);
  };
  for (const Load& load : network.loads) {
    if (!load.in_service) continue;
    const double m = magnitude(load.bus);
    if (m == 0) continue;
    const double share = 1 - load.share_z - load.share_i + load.share_i * m + load.share_z * m * m;
    at_bus[at(load.bus)] -= Complex(load.p, load.q) * share;
  }
  for (const Shunt& shunt : network.shunts) {
    const double m = shunt.in_service ? magnitude(shunt.bus) : 0;
    at_bus[at(shunt.bus)] -= Complex(shunt.p, shunt.q) * (shunt.steps * m * m);
  }
  for (const Storage& storage : network.storages)
    if (storage.in_service && magnitude(storage.bus) > 0)
      at_bus[at(storage.bus)] += Complex(storage.p, storage.q);
  for (std::size_t g = 0; g < network.generators.size(); ++g)
    at_bus[at(network.generators[g].bus)] += generators[g];
  for (std::size_t b = 0; b < flows.size(); ++b) {
    const Branch& branch = grid.topology().branches[b];
    const bool is_line = branch.kind == Branch::Kind::line;
    const std::int32_t from =
        is_line ? network.lines[at(branch.row)].from : network.transformers[at(branch.row)].hv;
    const std::int32_t to =
        is_line ? network.lines[at(branch.row)].to : network.transformers[at(branch.row)].lv;
    at_bus[at(from)] -= Complex(flows[b].p_from, flows[b].q_from);
    at_bus[at(to)] -= Complex(flows[b].p_to, flows[b].q_to);
  }
  return at_bus;
}

}  // namespace

// With equal impedances the flows are differences of a potential whose graph Laplacian gives the surpluses;
// active and reactive power are the two unknowns of a block. One bus of each group has the potential 0.
std::vector<Complex> switch_flows(const Network& network, const Grid& grid, const Voltages& v,
                                  std::span<const BranchFlow> flows, std::span<const Complex> generators) {
  std::vector<Complex> through(network.switches.size(), Complex(0));
  std::vector<solvers::Edge> edges;
  for (const Switch& s : network.switches)
    if (joins(network, s)) edges.push_back({s.bus, s.element});
  if (edges.empty()) return through;

  const auto buses = static_cast<std::int32_t>(network.buses.size());
  const auto pattern = std::make_shared<const solvers::BlockPattern>(buses, edges);
  solvers::BlockLu lu(pattern);
  std::vector<double> x(2 * network.buses.size(), 0.0);
  const std::vector<Complex> given = surplus(network, grid, v, flows, generators);
  const auto place = [&](std::int32_t bus) { return pattern->place_of()[at(bus)]; };
  const auto add = [&](std::int32_t row, std::int32_t column, double value) {
    const std::size_t block = 4 * at(pattern->block(row, column));
    lu.values()[block] += value;
    lu.values()[block + 3] += value;
  };
  const auto is_ground = [&](std::int32_t bus) {
    const std::int32_t node = grid.topology().node_of_bus[at(bus)];
    return node == kNone || grid.topology().bus_of_node[at(node)] == bus;
  };
  for (std::int32_t bus = 0; bus < buses; ++bus) {
    if (is_ground(bus)) {
      add(place(bus), place(bus), 1);
    } else {
      x[2 * at(place(bus))] = given[at(bus)].real();
      x[2 * at(place(bus)) + 1] = given[at(bus)].imag();
    }
  }
  for (const solvers::Edge& edge : edges) {
    for (const auto& [one, other] : {edge, solvers::Edge{edge.to, edge.from}}) {
      if (is_ground(one)) continue;
      add(place(one), place(one), 1);
      add(place(one), place(other), -1);
    }
  }
  if (!(lu.factor() > 0)) return through;  // cannot be: each group has its ground
  lu.solve(x);
  const auto potential = [&](std::int32_t bus) {
    return Complex(x[2 * at(place(bus))], x[2 * at(place(bus)) + 1]);
  };
  for (std::size_t s = 0; s < through.size(); ++s) {
    const Switch& closed = network.switches[s];
    if (joins(network, closed)) through[s] = potential(closed.bus) - potential(closed.element);
  }
  return through;
}

}  // namespace conurb::energy

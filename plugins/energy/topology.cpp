// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/topology.hpp"

#include <string>

#include "engine/solvers/graph.hpp"
#include "plugins/energy/error.hpp"
#include "plugins/energy/index.hpp"

namespace conurb::energy {

namespace {

template <typename Rows>
void check_row(std::int32_t row, const Rows& rows, const char* what, const char* kind, std::size_t element) {
  if (row >= 0 && at(row) < rows.size()) return;
  throw InputError("there is no " + std::string(what) + " " + std::to_string(row),
                   std::string(kind) + " " + std::to_string(element));
}

void check_references(const Network& n) {
  const auto buses = [&](const auto& elements, const char* kind) {
    for (std::size_t i = 0; i < elements.size(); ++i) check_row(elements[i].bus, n.buses, "bus", kind, i);
  };
  buses(n.loads, "load");
  buses(n.shunts, "shunt");
  buses(n.generators, "generator");
  buses(n.storages, "storage");
  buses(n.switches, "switch");
  for (std::size_t i = 0; i < n.lines.size(); ++i) {
    check_row(n.lines[i].from, n.buses, "bus", "line", i);
    check_row(n.lines[i].to, n.buses, "bus", "line", i);
  }
  for (std::size_t i = 0; i < n.transformers.size(); ++i) {
    check_row(n.transformers[i].hv, n.buses, "bus", "transformer", i);
    check_row(n.transformers[i].lv, n.buses, "bus", "transformer", i);
  }
  for (std::size_t i = 0; i < n.switches.size(); ++i) {
    const Switch& s = n.switches[i];
    switch (s.kind) {
      case Switch::Kind::bus: check_row(s.element, n.buses, "bus", "switch", i); break;
      case Switch::Kind::line: check_row(s.element, n.lines, "line", "switch", i); break;
      case Switch::Kind::transformer: check_row(s.element, n.transformers, "transformer", "switch", i); break;
    }
  }
}

void fuse(const Network& n, Topology& topology) {
  solvers::DisjointSets joined(static_cast<std::int32_t>(n.buses.size()));
  for (const Switch& s : n.switches) {
    if (s.kind == Switch::Kind::bus && s.closed && n.buses[at(s.bus)].in_service &&
        n.buses[at(s.element)].in_service)
      joined.join(s.bus, s.element);
  }
  topology.node_of_bus.assign(n.buses.size(), kNone);
  for (std::int32_t bus = 0; at(bus) < n.buses.size(); ++bus) {
    if (!n.buses[at(bus)].in_service) continue;
    const std::int32_t lowest = joined.find(bus);
    if (lowest == bus) {
      topology.node_of_bus[at(bus)] = topology.nodes++;
      topology.bus_of_node.push_back(bus);
    } else {
      topology.node_of_bus[at(bus)] = topology.node_of_bus[at(lowest)];
    }
  }
}

Branch connected(Branch::Kind kind, std::size_t row, std::int32_t from, std::int32_t to, bool in_service) {
  return {kind, static_cast<std::int32_t>(row), from,
          to,   in_service && from != kNone,    in_service && to != kNone};
}

}  // namespace

Topology process(const Network& network) {
  check_references(network);
  Topology topology;
  fuse(network, topology);
  const auto node = [&](std::int32_t bus) { return topology.node_of_bus[at(bus)]; };
  for (std::size_t i = 0; i < network.lines.size(); ++i) {
    const Line& line = network.lines[i];
    topology.branches.push_back(
        connected(Branch::Kind::line, i, node(line.from), node(line.to), line.in_service));
  }
  for (std::size_t i = 0; i < network.transformers.size(); ++i) {
    const Transformer& t = network.transformers[i];
    topology.branches.push_back(
        connected(Branch::Kind::transformer, i, node(t.hv), node(t.lv), t.in_service));
  }
  for (const Switch& s : network.switches) {
    if (s.kind == Switch::Kind::bus || s.closed) continue;
    const SwitchEnd end = end_of(network, s);
    Branch& branch = topology.branches[end.branch];
    (end.from ? branch.from_closed : branch.to_closed) = false;
  }
  return topology;
}

SwitchEnd end_of(const Network& network, const Switch& s) {
  if (s.kind == Switch::Kind::line) return {at(s.element), s.bus == network.lines[at(s.element)].from};
  return {at(s.element) + network.lines.size(), s.bus == network.transformers[at(s.element)].hv};
}

Islands islands(const Topology& topology) {
  std::vector<solvers::Edge> edges;
  for (const Branch& branch : topology.branches)
    if (branch.through()) edges.push_back({branch.from, branch.to});
  solvers::Components parts = components(solvers::Graph(topology.nodes, edges));
  return {parts.count, std::move(parts.of)};
}

}  // namespace conurb::energy

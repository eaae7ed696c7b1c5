// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/switch_flows.hpp"

#include <algorithm>
#include <cmath>
#include <memory>

#include "plugins/energy/index.hpp"

namespace conurb::energy {

namespace {

bool joins(const Network& network, const Switch& s) {
  return s.kind == Switch::Kind::bus && s.closed && s.bus != s.element &&
         network.buses[at(s.bus)].in_service && network.buses[at(s.element)].in_service;
}

}  // namespace

// With equal impedances the flows are differences of a potential whose graph Laplacian gives the surpluses;
// active and reactive power are the two unknowns of a block. One bus of each group has the potential 0.
SwitchFlows::SwitchFlows(const Network& network, const Topology& topology) {
  std::vector<std::int32_t> local(network.buses.size(), kNone), buses;
  std::vector<solvers::Edge> edges;
  const auto number = [&](std::int32_t bus) {
    if (local[at(bus)] == kNone) {
      local[at(bus)] = row_of(buses.size());
      buses.push_back(bus);
    }
    return local[at(bus)];
  };
  for (std::size_t row = 0; row < network.switches.size(); ++row) {
    const Switch& s = network.switches[row];
    if (!joins(network, s)) continue;
    edges.push_back({number(s.bus), number(s.element)});
    joints_.push_back({row_of(row), edges.back().from, edges.back().to});
  }
  if (joints_.empty()) return;
  const auto pattern =
      std::make_shared<const solvers::BlockPattern>(static_cast<std::int32_t>(buses.size()), edges);
  const auto place = [&](std::int32_t row) { return pattern->place_of()[at(row)]; };
  ground_.resize(buses.size());
  for (std::size_t i = 0; i < buses.size(); ++i)
    ground_[at(place(row_of(i)))] = topology.bus_of_node[at(topology.node_of_bus[at(buses[i])])] == buses[i];
  for (Joint& joint : joints_) {
    joint.place = place(joint.place);
    joint.other = place(joint.other);
  }
  x_.resize(2 * buses.size());
  lu_.emplace(pattern);
  factor();

  const auto stand = [&](Kind kind, std::size_t row, std::int32_t bus, bool from) {
    if (local[at(bus)] != kNone) stands_.push_back({kind, from, row_of(row), place(local[at(bus)])});
  };
  const auto all = [&](Kind kind, const auto& elements) {
    for (std::size_t row = 0; row < elements.size(); ++row)
      if (elements[row].in_service) stand(kind, row, elements[row].bus, false);
  };
  all(Kind::load, network.loads);
  all(Kind::shunt, network.shunts);
  all(Kind::storage, network.storages);
  all(Kind::generator, network.generators);
  for (std::size_t row = 0; row < network.lines.size(); ++row) {
    stand(Kind::line, row, network.lines[row].from, true);
    stand(Kind::line, row, network.lines[row].to, false);
  }
  for (std::size_t row = 0; row < network.transformers.size(); ++row) {
    stand(Kind::transformer, row, network.transformers[row].hv, true);
    stand(Kind::transformer, row, network.transformers[row].lv, false);
  }
}

void SwitchFlows::factor() {
  const solvers::BlockPattern& pattern = lu_->pattern();
  const auto add = [&](std::int32_t row, std::int32_t column, double value) {
    const std::size_t block = 4 * at(pattern.block(row, column));
    lu_->values()[block] += value;
    lu_->values()[block + 3] += value;
  };
  for (std::int32_t i = 0; i < pattern.rows(); ++i)
    if (ground_[at(i)] != 0) add(i, i, 1);
  for (const Joint& joint : joints_) {
    for (const auto& [one, other] :
         {solvers::Edge{joint.place, joint.other}, solvers::Edge{joint.other, joint.place}}) {
      if (ground_[at(one)] != 0) continue;
      add(one, one, 1);
      add(one, other, -1);
    }
  }
  if (!(lu_->factor() > 0)) joints_.clear();  // cannot be: each group has its ground
}

void SwitchFlows::find(const Network& network, std::span<const double> magnitude,
                       std::span<const BranchFlow> line, std::span<const BranchFlow> transformer,
                       std::span<const Complex> generator, std::span<Complex> through) {
  if (joints_.empty()) return;
  std::fill(x_.begin(), x_.end(), 0.0);
  for (const Stand& stand : stands_) {
    const Complex power = given(network, stand, magnitude, line, transformer, generator);
    if (ground_[at(stand.place)] != 0 || std::isnan(power.real())) continue;
    x_[2 * at(stand.place)] += power.real();
    x_[2 * at(stand.place) + 1] += power.imag();
  }
  lu_->solve(x_);
  for (const Joint& joint : joints_)
    through[at(joint.row)] = Complex(x_[2 * at(joint.place)] - x_[2 * at(joint.other)],
                                     x_[2 * at(joint.place) + 1] - x_[2 * at(joint.other) + 1]);
}

// VA that it gives to the switches there; what is without supply gives nothing.
Complex SwitchFlows::given(const Network& network, const Stand& stand, std::span<const double> magnitude,
                           std::span<const BranchFlow> line, std::span<const BranchFlow> transformer,
                           std::span<const Complex> generator) {
  const std::size_t row = at(stand.row);
  const auto out = [&](const BranchFlow& flow) {
    return stand.from ? -Complex(flow.p_from, flow.q_from) : -Complex(flow.p_to, flow.q_to);
  };
  switch (stand.kind) {
    case Kind::load: {
      const Load& load = network.loads[row];
      const double m = magnitude[at(load.bus)];
      if (!(m > 0)) return 0;
      const double share = 1 - load.share_z - load.share_i + load.share_i * m + load.share_z * m * m;
      return -Complex(load.p, load.q) * share;
    }
    case Kind::shunt: {
      const Shunt& shunt = network.shunts[row];
      const double m = magnitude[at(shunt.bus)];
      return m > 0 ? -Complex(shunt.p, shunt.q) * (shunt.steps * m * m) : 0;
    }
    case Kind::storage: {
      const Storage& storage = network.storages[row];
      return magnitude[at(storage.bus)] > 0 ? Complex(storage.p, storage.q) : 0;
    }
    case Kind::generator: return generator[row];
    case Kind::line: return out(line[row]);
    case Kind::transformer: return out(transformer[row]);
  }
  return 0;
}

}  // namespace conurb::energy

// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/network_parts.hpp"

#include <utility>

#include "plugins/energy/index.hpp"
#include "plugins/energy/topology.hpp"

namespace conurb::energy {

namespace {

class Parting {
 public:
  explicit Parting(const Network& network)
      : network_(network),
        topology_(process(network)),
        part_of_bus_(network.buses.size(), kNone),
        row_of_bus_(network.buses.size(), kNone) {
    const Islands found = islands(topology_);
    parts_.resize(at(found.count));
    for (NetworkPart& part : parts_) {
      part.network.base_power = network.base_power;
      part.network.frequency = network.frequency;
    }
    for (std::int32_t bus = 0; at(bus) < network.buses.size(); ++bus) {
      const std::int32_t node = topology_.node_of_bus[at(bus)];
      if (node == kNone) continue;
      part_of_bus_[at(bus)] = found.of_node[at(node)];
      row_of_bus_[at(bus)] = add_bus(parts_[at(part_of_bus_[at(bus)])], bus);
    }
  }

  std::vector<NetworkPart> all() {
    add_branches();
    add_switches();
    const auto add = [&](const auto& elements, auto member, auto rows) {
      for (std::size_t i = 0; i < elements.size(); ++i) {
        const std::int32_t part = part_of_bus_[at(elements[i].bus)];
        if (part == kNone) continue;
        auto element = elements[i];
        element.name.clear();
        element.bus = row_of_bus_[at(element.bus)];
        (parts_[at(part)].network.*member).push_back(std::move(element));
        (parts_[at(part)].*rows).push_back(static_cast<std::int32_t>(i));
      }
    };
    add(network_.loads, &Network::loads, &NetworkPart::load);
    add(network_.shunts, &Network::shunts, &NetworkPart::shunt);
    add(network_.generators, &Network::generators, &NetworkPart::generator);
    add(network_.storages, &Network::storages, &NetworkPart::storage);
    return std::move(parts_);
  }

 private:
  std::int32_t add_bus(NetworkPart& part, std::int32_t row) {
    const Bus& from = network_.buses[at(row)];
    Bus bus;
    bus.id = from.id;
    bus.nominal_voltage = from.nominal_voltage;
    bus.v_min = from.v_min;
    bus.v_max = from.v_max;
    bus.v_start = from.v_start;
    bus.angle_start = from.angle_start;
    part.network.buses.push_back(std::move(bus));
    part.bus.push_back(row);
    return static_cast<std::int32_t>(part.bus.size()) - 1;
  }

  void add_branches() {
    for (const Branch& branch : topology_.branches) {
      if (!branch.from_closed && !branch.to_closed) continue;
      const bool is_line = branch.kind == Branch::Kind::line;
      const std::int32_t from =
          is_line ? network_.lines[at(branch.row)].from : network_.transformers[at(branch.row)].hv;
      const std::int32_t to =
          is_line ? network_.lines[at(branch.row)].to : network_.transformers[at(branch.row)].lv;
      const std::int32_t part = part_of_bus_[at(branch.from_closed ? from : to)];
      // An end that is open hangs at a stand-in, so that no switch is needed to say so.
      const auto end = [&](std::int32_t bus, bool closed) {
        return closed ? row_of_bus_[at(bus)] : stand_in(part, bus);
      };
      NetworkPart& to_part = parts_[at(part)];
      if (is_line) {
        const Line& whole = network_.lines[at(branch.row)];
        Line line;
        line.from = end(from, branch.from_closed);
        line.to = end(to, branch.to_closed);
        line.r = whole.r;
        line.x = whole.x;
        line.g = whole.g;
        line.b = whole.b;
        line.length = whole.length;
        line.max_current = whole.max_current;
        to_part.network.lines.push_back(std::move(line));
        to_part.line.push_back(branch.row);
      } else {
        Transformer t = network_.transformers[at(branch.row)];
        t.name.clear();
        t.hv = end(from, branch.from_closed);
        t.lv = end(to, branch.to_closed);
        if (t.tap.controlled >= 0 && part_of_bus_[at(t.tap.controlled)] == part)
          t.tap.controlled = row_of_bus_[at(t.tap.controlled)];
        else if (t.tap.controlled >= 0)
          t.tap.automatic = false;  // what it looks at hangs elsewhere
        to_part.network.transformers.push_back(std::move(t));
        to_part.transformer.push_back(branch.row);
      }
    }
  }

  /// A bus out of service in place of one where an end hangs open.
  std::int32_t stand_in(std::int32_t part, std::int32_t bus) {
    const std::int32_t row = add_bus(parts_[at(part)], bus);
    parts_[at(part)].network.buses.back().in_service = false;
    return row;
  }

  void add_switches() {
    for (const Switch& s : network_.switches) {
      if (s.kind != Switch::Kind::bus || !s.closed) continue;
      const std::int32_t part = part_of_bus_[at(s.bus)];
      if (part == kNone || part_of_bus_[at(s.element)] != part) continue;
      Switch copy;
      copy.bus = row_of_bus_[at(s.bus)];
      copy.element = row_of_bus_[at(s.element)];
      parts_[at(part)].network.switches.push_back(std::move(copy));
    }
  }

  const Network& network_;
  const Topology topology_;
  std::vector<NetworkPart> parts_;
  std::vector<std::int32_t> part_of_bus_, row_of_bus_;
};

}  // namespace

std::vector<NetworkPart> take_apart(const Network& network) {
  return Parting(network).all();
}

}  // namespace conurb::energy

// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/outage/microgrid_part.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "plugins/energy/error.hpp"
#include "plugins/energy/index.hpp"
#include "plugins/energy/outage/zones.hpp"

namespace conurb::energy {

namespace {

bool forms(const Network& network, const Zones& zones, const Supply& supply, std::int32_t part) {
  const auto any = [&](const auto& elements) {
    return std::ranges::any_of(elements, [&](const auto& e) {
      const std::int32_t zone = zones.of_bus[at(e.bus)];
      return e.in_service && e.grid_forming && zone != kNone && supply.part[at(zone)] == part;
    });
  };
  return any(network.generators) || any(network.storages);
}

std::int32_t inner_side(const Network& network, const Zones& zones, const Supply& supply,
                        const Zones::Sides& sides, const std::string& name) {
  const std::int32_t a = supply.part[at(sides.at_bus)], b = supply.part[at(sides.beyond)];
  const std::int32_t root = supply.part.back();
  if (a == root && b == root) throw InputError("both sides have an infeed", name);
  if (a == root) return b;
  if (b == root) return a;
  const bool a_forms = forms(network, zones, supply, a), b_forms = forms(network, zones, supply, b);
  if (a_forms == b_forms)
    throw InputError(std::string("neither side has an infeed, and ") +
                         (a_forms ? "both have" : "neither has") + " a source that can form a grid",
                     name, "mark the sources of the part as such, or the grid as a slack");
  return a_forms ? a : b;
}

class Cutting {
 public:
  Cutting(const Network& network, const Zones& zones, const Supply& supply, std::int32_t coupling,
          std::int32_t inside)
      : n_(network),
        zones_(zones),
        supply_(supply),
        switch_(coupling),
        inside_(inside),
        sides_(zones.of_switch[at(coupling)]) {}

  MicrogridPart cut() {
    copy_buses();
    copy_branches();
    copy_switches();
    const auto keep = [&](auto& to, const auto& from, RowMap& rows) {
      rows.part.assign(from.size(), kNone);
      for (std::size_t i = 0; i < from.size(); ++i) {
        const std::int32_t bus = part_.buses.part[at(from[i].bus)];
        if (bus == kNone || bus == part_.grid_bus) continue;
        add(to, from[i], rows, i).bus = bus;
      }
    };
    keep(part_.network.loads, n_.loads, part_.loads);
    keep(part_.network.storages, n_.storages, part_.storages);
    keep(part_.network.generators, n_.generators, part_.generators);
    RowMap shunts;
    keep(part_.network.shunts, n_.shunts, shunts);
    Generator grid;
    grid.name = "grid";
    grid.bus = part_.grid_bus;
    grid.control = Generator::Control::slack;
    part_.network.generators.push_back(grid);
    return std::move(part_);
  }

 private:
  bool in(std::int32_t zone, std::int32_t part) const {
    return zone != kNone && supply_.part[at(zone)] == part;
  }

  template <typename Element>
  static Element& add(std::vector<Element>& to, const Element& element, RowMap& rows, std::size_t row) {
    rows.part[row] = row_of(to.size());
    rows.whole.push_back(row_of(row));
    to.push_back(element);
    return to.back();
  }

  void copy_buses() {
    part_.network.name = n_.name;
    part_.network.frequency = n_.frequency;
    part_.buses.part.assign(n_.buses.size(), kNone);
    for (std::size_t bus = 0; bus < n_.buses.size(); ++bus)
      if (in(zones_.of_bus[bus], inside_)) add(part_.network.buses, n_.buses[bus], part_.buses, bus);
    const Switch& s = n_.switches[at(switch_)];
    const bool at_bus_inside = in(sides_.at_bus, inside_);
    // A line of the part may end at the switch: then the bus behind it is the grid.
    if (!at_bus_inside && s.kind != Switch::Kind::bus) {
      part_.grid_bus = row_of(part_.network.buses.size());
      add(part_.network.buses, n_.buses[at(s.bus)], part_.buses, at(s.bus));
      return;
    }
    const std::int32_t inner = at_bus_inside ? s.bus : s.element;
    part_.inner_bus = part_.buses.part[at(inner)];
    part_.grid_bus = row_of(part_.network.buses.size());
    Bus grid = n_.buses[at(inner)];
    grid.name = "grid";
    part_.network.buses.push_back(grid);
    part_.buses.whole.push_back(kNone);
  }

  void copy_branches() {
    const auto bus = [&](std::int32_t row) { return part_.buses.part[at(row)]; };
    part_.lines.part.assign(n_.lines.size(), kNone);
    for (std::size_t l = 0; l < n_.lines.size(); ++l) {
      const Line& line = n_.lines[l];
      if (!in(zones_.of_line[l], inside_) || bus(line.from) == kNone || bus(line.to) == kNone) continue;
      Line& made = add(part_.network.lines, line, part_.lines, l);
      made.from = bus(line.from);
      made.to = bus(line.to);
    }
    part_.transformers.part.assign(n_.transformers.size(), kNone);
    for (std::size_t t = 0; t < n_.transformers.size(); ++t) {
      const Transformer& transformer = n_.transformers[t];
      if (!in(zones_.of_transformer[t], inside_) || bus(transformer.hv) == kNone ||
          bus(transformer.lv) == kNone)
        continue;
      Transformer& made = add(part_.network.transformers, transformer, part_.transformers, t);
      made.hv = bus(transformer.hv);
      made.lv = bus(transformer.lv);
      if (made.tap.controlled >= 0) made.tap.controlled = bus(made.tap.controlled);
    }
  }

  void copy_switches() {
    for (std::size_t i = 0; i < n_.switches.size(); ++i) {
      const Switch& s = n_.switches[i];
      Switch made = s;
      made.bus = part_.buses.part[at(s.bus)];
      switch (s.kind) {
        case Switch::Kind::bus: made.element = part_.buses.part[at(s.element)]; break;
        case Switch::Kind::line: made.element = part_.lines.part[at(s.element)]; break;
        case Switch::Kind::transformer: made.element = part_.transformers.part[at(s.element)]; break;
      }
      const bool is_coupling = i == at(switch_);
      if (is_coupling) part_.coupling = row_of(part_.network.switches.size());
      if (is_coupling && (made.bus == kNone || made.element == kNone)) {
        made.kind = Switch::Kind::bus;
        made.bus = part_.inner_bus;
        made.element = part_.grid_bus;
      }
      if (made.bus == kNone || made.element == kNone) continue;
      if (is_coupling && made.kind != Switch::Kind::bus) {
        const bool line = made.kind == Switch::Kind::line;
        const std::int32_t first = line ? part_.network.lines[at(made.element)].from
                                        : part_.network.transformers[at(made.element)].hv;
        const std::int32_t second =
            line ? part_.network.lines[at(made.element)].to : part_.network.transformers[at(made.element)].lv;
        part_.inner_bus = first == part_.grid_bus ? second : first;
      }
      part_.network.switches.push_back(made);
    }
  }

  const Network& n_;
  const Zones& zones_;
  const Supply& supply_;
  std::int32_t switch_ = 0, inside_ = 0;  // inside_: lowest zone of the part
  Zones::Sides sides_;
  MicrogridPart part_;
};

}  // namespace

MicrogridPart part_behind(const Network& network, const Zones& zones, const Supply& supply,
                          std::int32_t coupling, std::int32_t inside) {
  return Cutting(network, zones, supply, coupling, inside).cut();
}

MicrogridPart part_behind(const Network& network, std::int32_t coupling) {
  const Zones zones = find_zones(network);
  std::string name = "coupling switch " + std::to_string(coupling);
  if (coupling < 0 || at(coupling) >= network.switches.size())
    throw InputError("there is none; there are " + std::to_string(network.switches.size()), name);
  name = "coupling " + device_name(network, {Device::Kind::bus_switch, coupling});
  const Zones::Sides& sides = zones.of_switch[at(coupling)];
  if (!sides.parts()) throw InputError("it parts nothing", name, "choose a switch between two parts");
  Positions positions = positions_of(network);
  positions.switches[at(coupling)] = 0;
  const Supply supply = supply_of(zones, positions);
  std::ranges::fill(positions.infeeds, std::uint8_t{0});
  const Supply alone = supply_of(zones, positions);
  if (alone.part[at(sides.at_bus)] == alone.part[at(sides.beyond)])
    throw InputError("with it open there is another way from one side to the other", name,
                     "open the other connection first, or choose a switch that is the only one");
  return part_behind(network, zones, supply, coupling, inner_side(network, zones, supply, sides, name));
}

}  // namespace conurb::energy

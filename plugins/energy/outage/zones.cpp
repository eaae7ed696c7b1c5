// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/outage/zones.hpp"

#include <algorithm>

#include "engine/solvers/graph.hpp"
#include "plugins/energy/index.hpp"

namespace conurb::energy {

namespace {

bool is_infeed(const Network& network, const Generator& g) {
  return g.in_service && g.control == Generator::Control::slack && network.buses[at(g.bus)].in_service;
}

/// Members are buses, then lines, then transformers, then the gaps between switches in series.
class Joining {
 public:
  explicit Joining(const Network& network)
      : n_(network),
        lines_(n_.buses.size()),
        transformers_(lines_ + n_.lines.size()),
        gaps_(transformers_ + n_.transformers.size()),
        sets_(row_of(gaps_ + n_.switches.size())),
        used_(gaps_ + n_.switches.size(), 0),
        sides_(n_.switches.size()) {
    find_ends();
  }

  Zones all() {
    for (std::size_t bus = 0; bus < n_.buses.size(); ++bus) used_[bus] = n_.buses[bus].in_service ? 1 : 0;
    for (std::size_t l = 0; l < n_.lines.size(); ++l)
      join(lines_ + l, n_.lines[l].in_service, n_.lines[l].from, n_.lines[l].to);
    for (std::size_t t = 0; t < n_.transformers.size(); ++t) {
      const Transformer& transformer = n_.transformers[t];
      join(transformers_ + t, transformer.in_service, transformer.hv, transformer.lv);
    }
    for (std::size_t s = 0; s < n_.switches.size(); ++s)
      if (n_.switches[s].kind == Switch::Kind::bus) sides_[s] = {n_.switches[s].bus, n_.switches[s].element};
    return numbered();
  }

 private:
  /// Switches at the two ends of each line and transformer.
  void find_ends() {
    ends_.resize(2 * (n_.lines.size() + n_.transformers.size()));
    for (std::size_t s = 0; s < n_.switches.size(); ++s) {
      if (n_.switches[s].kind == Switch::Kind::bus) continue;
      const SwitchEnd end = end_of(n_, n_.switches[s]);
      ends_[2 * end.branch + (end.from ? 0 : 1)].push_back(row_of(s));
    }
  }

  void join(std::size_t body, bool in_service, std::int32_t from, std::int32_t to) {
    if (!in_service) return;
    used_[body] = 1;
    const std::size_t element = body - lines_;
    join_end(body, from, ends_[2 * element]);
    join_end(body, to, ends_[2 * element + 1]);
  }

  void join_end(std::size_t body, std::int32_t bus, const std::vector<std::int32_t>& switches) {
    if (!n_.buses[at(bus)].in_service) return;
    if (switches.empty()) {
      sets_.join(bus, row_of(body));
      return;
    }
    std::int32_t here = bus;
    for (std::size_t k = 0; k < switches.size(); ++k) {
      const bool last = k + 1 == switches.size();
      const std::size_t beyond = last ? body : gaps_ + at(switches[k]);
      used_[beyond] = 1;
      sides_[at(switches[k])] = {here, row_of(beyond)};
      here = row_of(beyond);
    }
  }

  Zones numbered() {
    Zones zones;
    std::vector<std::int32_t> zone(used_.size(), kNone);
    for (std::size_t m = 0; m < used_.size(); ++m) {
      if (used_[m] == 0) continue;
      std::int32_t& first = zone[at(sets_.find(row_of(m)))];
      if (first == kNone) first = zones.count++;
      zone[m] = first;
    }
    const auto begin = zone.begin();
    const auto upto = [&](std::size_t member) { return begin + static_cast<std::ptrdiff_t>(member); };
    zones.of_bus.assign(begin, upto(lines_));
    zones.of_line.assign(upto(lines_), upto(transformers_));
    zones.of_transformer.assign(upto(transformers_), upto(gaps_));
    const auto number = [&](std::int32_t member) { return member == kNone ? kNone : zone[at(member)]; };
    for (const Zones::Sides& s : sides_) zones.of_switch.push_back({number(s.at_bus), number(s.beyond)});
    for (const Generator& g : n_.generators)
      zones.of_generator.push_back(is_infeed(n_, g) ? zones.of_bus[at(g.bus)] : kNone);
    return zones;
  }

  const Network& n_;
  std::size_t lines_, transformers_, gaps_;  // the first members of these kinds
  solvers::DisjointSets sets_;
  std::vector<std::uint8_t> used_;
  std::vector<Zones::Sides> sides_;  // members
  std::vector<std::vector<std::int32_t>> ends_;
};

}  // namespace

Zones find_zones(const Network& network) {
  (void)process(network);  // for its checks of rows
  return Joining(network).all();
}

Positions positions_of(const Network& network) {
  Positions positions;
  for (const Switch& s : network.switches) positions.switches.push_back(s.closed ? 1 : 0);
  for (const Generator& g : network.generators) positions.infeeds.push_back(is_infeed(network, g) ? 1 : 0);
  return positions;
}

void set(Positions& positions, Device device, bool closed) {
  (device.kind == Device::Kind::infeed ? positions.infeeds : positions.switches)[at(device.row)] =
      closed ? 1 : 0;
}

bool is_closed(const Positions& positions, Device device) {
  return (device.kind == Device::Kind::infeed ? positions.infeeds : positions.switches)[at(device.row)] != 0;
}

Zones::Sides sides_of(const Zones& zones, Device device) {
  if (device.kind == Device::Kind::infeed) return {zones.root(), zones.of_generator[at(device.row)]};
  return zones.of_switch[at(device.row)];
}

std::string device_name(const Network& network, Device device) {
  const bool infeed = device.kind == Device::Kind::infeed;
  const std::string& name =
      infeed ? network.generators[at(device.row)].name : network.switches[at(device.row)].name;
  return (infeed ? "infeed " : "switch ") + std::to_string(device.row) +
         (name.empty() ? "" : " (" + name + ")");
}

// Two infeeds of one zone cannot be parted by a switch: only the first that is on counts for loops.
Supply supply_of(const Zones& zones, const Positions& positions) {
  Supply supply;
  solvers::DisjointSets joined(zones.count + 1);
  std::vector<std::uint8_t> fed(at(zones.count), 0);
  for (std::size_t s = 0; s < positions.switches.size(); ++s) {
    const Zones::Sides& sides = zones.of_switch[s];
    if (positions.switches[s] != 0 && sides.parts() && !joined.join(sides.at_bus, sides.beyond))
      ++supply.loops;
  }
  for (std::size_t g = 0; g < positions.infeeds.size(); ++g) {
    const std::int32_t zone = zones.of_generator[g];
    if (positions.infeeds[g] == 0 || zone == kNone || fed[at(zone)] != 0) continue;
    fed[at(zone)] = 1;
    if (!joined.join(zones.root(), zone)) ++supply.loops;
  }
  const std::int32_t root = joined.find(zones.root());
  for (std::int32_t zone = 0; zone <= zones.count; ++zone) {
    supply.part.push_back(joined.find(zone));
    if (zone < zones.count) supply.alive.push_back(supply.part.back() == root ? 1 : 0);
  }
  return supply;
}

void add_line_switches(Network& network) {
  (void)process(network);
  std::vector<std::uint8_t> there(2 * network.lines.size(), 0);
  std::vector<std::vector<std::size_t>> at_to(network.lines.size());
  for (std::size_t s = 0; s < network.switches.size(); ++s) {
    if (network.switches[s].kind != Switch::Kind::line) continue;
    const SwitchEnd end = end_of(network, network.switches[s]);
    there[2 * end.branch + (end.from ? 0 : 1)] = 1;
    if (!end.from) at_to[end.branch].push_back(s);
  }
  const auto stands_closed = [&](std::size_t s) { return network.switches[s].closed; };
  for (std::size_t l = 0; l < network.lines.size(); ++l) {
    Line& line = network.lines[l];
    if (!line.in_service && !at_to[l].empty() && std::ranges::all_of(at_to[l], stands_closed))
      network.switches[at_to[l].front()].closed = false;
    for (const bool from : {true, false}) {
      if (there[2 * l + (from ? 0 : 1)] != 0) continue;
      Switch added;
      added.name = (line.name.empty() ? "line " + std::to_string(l) : line.name) + (from ? " from" : " to");
      added.kind = Switch::Kind::line;
      added.bus = from ? line.from : line.to;
      added.element = row_of(l);
      added.closed = line.in_service || from;
      network.switches.push_back(std::move(added));
    }
    line.in_service = true;
  }
}

void assume_feeder_breakers(Network& network) {
  const auto is_breaker = [](const Switch& s) { return s.breaker; };
  if (std::any_of(network.switches.begin(), network.switches.end(), is_breaker)) return;
  const Zones zones = find_zones(network);
  std::vector<std::uint8_t> feeds(at(zones.count), 0);
  for (const std::int32_t zone : zones.of_generator)
    if (zone != kNone) feeds[at(zone)] = 1;
  for (std::size_t s = 0; s < network.switches.size(); ++s) {
    const Zones::Sides& sides = zones.of_switch[s];
    if (!sides.parts() || (feeds[at(sides.at_bus)] == 0 && feeds[at(sides.beyond)] == 0)) continue;
    network.switches[s].breaker = network.switches[s].remote = true;
  }
}

}  // namespace conurb::energy

// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/outage/switch_graph.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <string>
#include <utility>

#include "plugins/energy/error.hpp"
#include "plugins/energy/index.hpp"

namespace conurb::energy {

namespace {

/// Far from where sums of them would run over.
std::int64_t whole(double amount) {
  constexpr double kMost = 1e15;
  return std::isfinite(amount) ? std::llround(std::clamp(amount, -kMost, kMost)) : 0;
}

void check_customers(const Network& n, std::span<const double> customers) {
  if (customers.empty()) return;
  if (customers.size() != n.buses.size())
    throw InputError("there are counts of customers for " + std::to_string(customers.size()) + " of " +
                         std::to_string(n.buses.size()) + " buses",
                     "customers", "give one count for each bus, or none at all");
  for (std::size_t bus = 0; bus < customers.size(); ++bus) {
    if (std::isfinite(customers[bus]) && customers[bus] >= 0) continue;
    throw InputError("the count is " + std::to_string(customers[bus]) + ", must be 0 or more",
                     "customers of bus " + std::to_string(bus));
  }
}

/// Zones in which something is drawn or fed in.
std::vector<std::uint8_t> occupied(const Network& n, const Zones& zones) {
  std::vector<std::uint8_t> found(at(zones.count), 0);
  const auto mark = [&](const auto& elements) {
    for (const auto& e : elements) {
      const std::int32_t zone = zones.of_bus[at(e.bus)];
      if (e.in_service && zone != kNone) found[at(zone)] = 1;
    }
  };
  mark(n.loads);
  mark(n.shunts);
  mark(n.generators);
  mark(n.storages);
  return found;
}

}  // namespace

Worth& Worth::operator+=(const Worth& other) {
  for (std::size_t i = 0; i < amounts.size(); ++i) amounts[i] += other.amounts[i];
  return *this;
}

bool Worth::none() const {
  return std::all_of(amounts.begin(), amounts.end(), [](std::int64_t amount) { return amount <= 0; });
}

ZoneLoads zone_loads(const Network& n, const Zones& zones, std::span<const double> customers) {
  check_customers(n, customers);
  std::map<std::int32_t, std::size_t, std::greater<>> levels;
  for (const Load& load : n.loads)
    if (load.in_service && load.priority > 0) levels.emplace(load.priority, 0);
  std::size_t level = 0;
  for (auto& entry : levels) entry.second = level++;

  ZoneLoads loads;
  loads.customers.assign(at(zones.count), 0.0);
  loads.power.assign(at(zones.count), 0.0);
  loads.worth.assign(at(zones.count), Worth{std::vector<std::int64_t>(level + 2, 0)});
  std::vector<double> count(customers.begin(), customers.end());
  count.resize(n.buses.size(), 0.0);
  for (const Load& load : n.loads) {
    const std::int32_t zone = zones.of_bus[at(load.bus)];
    if (!load.in_service || zone == kNone) continue;
    if (customers.empty()) count[at(load.bus)] = 1;
    loads.power[at(zone)] += load.p;
    std::vector<std::int64_t>& amounts = loads.worth[at(zone)].amounts;
    amounts[level + 1] += whole(load.p);
    if (load.priority > 0) amounts[levels.at(load.priority)] += whole(load.p);
  }
  for (std::size_t bus = 0; bus < n.buses.size(); ++bus) {
    const std::int32_t zone = zones.of_bus[bus];
    if (zone == kNone) continue;
    loads.customers[at(zone)] += count[bus];
    loads.worth[at(zone)].amounts[level] += whole(1000 * count[bus]);
  }
  return loads;
}

SwitchGraph::SwitchGraph(const Network& network, Zones zones, std::int32_t kept) : zones_(std::move(zones)) {
  chain_up(network, kept);
  std::map<std::int32_t, Link> infeeds;
  for (std::size_t g = 0; g < zones_.of_generator.size(); ++g) {
    const std::int32_t zone = zones_.of_generator[g];
    if (zone == kNone) continue;
    Link& link = infeeds.try_emplace(zone, Link{root(), zone, {}}).first->second;
    link.devices.push_back({Device::Kind::infeed, row_of(g)});
  }
  for (auto& entry : infeeds) {
    links_.push_back(std::move(entry.second));
    openers_.push_back(links_.back().devices);
  }
  at_zone_.resize(at(zones_.count) + 1);
  for (std::size_t l = 0; l < links_.size(); ++l) {
    if (links_[l].a == links_[l].b) continue;
    at_zone_[at(links_[l].a)].push_back(row_of(l));
    at_zone_[at(links_[l].b)].push_back(row_of(l));
  }
}

void SwitchGraph::chain_up(const Network& network, std::int32_t kept) {
  std::vector<std::vector<std::int32_t>> around(at(zones_.count));
  for (std::size_t s = 0; s < zones_.of_switch.size(); ++s) {
    const Zones::Sides& sides = zones_.of_switch[s];
    if (!sides.parts()) continue;
    around[at(sides.at_bus)].push_back(row_of(s));
    around[at(sides.beyond)].push_back(row_of(s));
  }
  const std::vector<std::uint8_t> full = occupied(network, zones_);
  const auto passes = [&](std::int32_t zone) {
    return zone != kept && full[at(zone)] == 0 && around[at(zone)].size() == 2;
  };
  std::vector<std::uint8_t> seen(zones_.of_switch.size(), 0);
  const auto follow = [&](std::int32_t from, std::int32_t first) {
    Link link{from, from, {}};
    for (std::int32_t next = first; next != kNone;) {
      seen[at(next)] = 1;
      link.devices.push_back({Device::Kind::bus_switch, next});
      const Zones::Sides& sides = zones_.of_switch[at(next)];
      link.b = sides.at_bus == link.b ? sides.beyond : sides.at_bus;
      if (link.b == from || !passes(link.b)) break;
      const std::vector<std::int32_t>& both = around[at(link.b)];
      next = both[both[0] == next ? 1 : 0];
      if (seen[at(next)] != 0) break;
    }
    Device best = link.devices.front();
    const auto rank = [&](Device d) { return std::pair(!network.switches[at(d.row)].remote, d.row); };
    for (const Device d : link.devices)
      if (rank(d) < rank(best)) best = d;
    links_.push_back(std::move(link));
    openers_.push_back({best});
  };
  for (std::int32_t zone = 0; zone < zones_.count; ++zone) {
    if (passes(zone)) continue;
    for (const std::int32_t s : around[at(zone)])
      if (seen[at(s)] == 0) follow(zone, s);
  }
  // What is left are rings of empty zones, which nothing feeds and nothing needs.
}

bool SwitchGraph::closed(std::int32_t link, const Positions& positions) const {
  const Link& l = links_[at(link)];
  const auto is_on = [&](Device d) { return is_closed(positions, d); };
  if (l.a == root()) return std::any_of(l.devices.begin(), l.devices.end(), is_on);
  return std::all_of(l.devices.begin(), l.devices.end(), is_on);
}

void SwitchGraph::close(std::int32_t link, Positions& positions) const {
  for (const Device d : links_[at(link)].devices) set(positions, d, true);
}

void SwitchGraph::open(std::int32_t link, Positions& positions) const {
  for (const Device d : openers_[at(link)]) set(positions, d, false);
}

void SwitchGraph::part(std::int32_t link, const Positions& now, Positions& positions) const {
  if (closed(link, now)) {
    open(link, positions);
    return;
  }
  for (const Device d : links_[at(link)].devices) set(positions, d, is_closed(now, d));
}

std::span<const Device> SwitchGraph::opener(std::int32_t link) const {
  return openers_[at(link)];
}

SwitchGraph::Tree SwitchGraph::tree(const Positions& positions) const {
  const std::size_t n = at(zones_.count) + 1;
  Tree tree{{root()}, std::vector(n, kNone), std::vector(n, kNone), std::vector(n, kNone)};
  tree.depth[at(root())] = 0;
  for (std::size_t next = 0; next < tree.order.size(); ++next) {
    const std::int32_t zone = tree.order[next];
    for (const std::int32_t l : at_zone_[at(zone)]) {
      const std::int32_t other = links_[at(l)].a == zone ? links_[at(l)].b : links_[at(l)].a;
      if (tree.depth[at(other)] != kNone || !closed(l, positions)) continue;
      tree.depth[at(other)] = tree.depth[at(zone)] + 1;
      tree.parent[at(other)] = zone;
      tree.link[at(other)] = l;
      tree.order.push_back(other);
    }
  }
  return tree;
}

std::vector<std::int32_t> SwitchGraph::way(const Tree& tree, std::int32_t from, std::int32_t to) {
  std::vector<std::int32_t> links;
  if (tree.depth[at(from)] == kNone || tree.depth[at(to)] == kNone) return links;
  while (from != to) {
    std::int32_t& lower = tree.depth[at(from)] >= tree.depth[at(to)] ? from : to;
    links.push_back(tree.link[at(lower)]);
    lower = tree.parent[at(lower)];
  }
  return links;
}

}  // namespace conurb::energy

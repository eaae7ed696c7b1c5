// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/hosting_areas.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "engine/solvers/graph.hpp"
#include "plugins/energy/network_parts.hpp"
#include "plugins/energy/topology.hpp"

namespace conurb::energy {

namespace {

/// V: IEC 60038.
constexpr double kLowVoltage = 1000;

/// The network without its medium voltage: each transformer of a station hangs on a slack of its own.
class StationCut {
 public:
  StationCut(const Network& whole, std::span<const double> voltage, std::span<const double> angle)
      : topology_(process(whole)),
        islands_(islands(topology_)),
        cut_(whole),
        covered_(at(islands_.count), 0) {
    for (std::size_t bus = 0; bus < whole.buses.size(); ++bus)
      if (whole.buses[bus].nominal_voltage > kLowVoltage) cut_.buses[bus].in_service = false;
    std::vector<std::int32_t> feeding(whole.transformers.size(), kNone);
    for (std::size_t t = 0; t < whole.transformers.size(); ++t) {
      const std::int32_t outside = medium_voltage_side(whole, t);
      if (outside == kNone || std::isnan(voltage[at(outside)])) continue;
      feeding[t] = row_of(cut_.buses.size());
      cut_.buses.push_back(whole.buses[at(outside)]);
      Generator grid;
      grid.bus = feeding[t];
      grid.control = Generator::Control::slack;
      grid.v = voltage[at(outside)];
      grid.angle = angle[at(outside)];
      cut_.generators.push_back(grid);
      Transformer& transformer = cut_.transformers[t];
      cover(transformer.hv == outside ? transformer.lv : transformer.hv);
      (transformer.hv == outside ? transformer.hv : transformer.lv) = feeding[t];
      transformer.tap.automatic = false;
    }
    for (Switch& s : cut_.switches) {
      if (s.kind != Switch::Kind::transformer || feeding[at(s.element)] == kNone) continue;
      if (!is_low(whole, s.bus)) s.bus = feeding[at(s.element)];
    }
    for (const Generator& g : whole.generators)
      if (g.in_service && g.control == Generator::Control::slack && is_low(whole, g.bus)) cover(g.bus);
  }

  [[nodiscard]] const Network& network() const { return cut_; }
  /// Whether a bus of the whole is in an island of which low voltage is an area.
  [[nodiscard]] bool is_covered(std::int32_t bus) const {
    const std::int32_t node = topology_.node_of_bus[at(bus)];
    return node != kNone && covered_[at(islands_.of_node[at(node)])] != 0;
  }

 private:
  [[nodiscard]] static bool is_low(const Network& n, std::int32_t bus) {
    return n.buses[at(bus)].nominal_voltage <= kLowVoltage;
  }
  /// Of a closed transformer between medium and low voltage (files may have them the wrong way round), the
  /// bus at the upper side; else none.
  [[nodiscard]] std::int32_t medium_voltage_side(const Network& n, std::size_t t) const {
    const Transformer& transformer = n.transformers[t];
    const bool hv_low = is_low(n, transformer.hv), lv_low = is_low(n, transformer.lv);
    if (!topology_.branches[n.lines.size() + t].through() || hv_low == lv_low) return kNone;
    return lv_low ? transformer.hv : transformer.lv;
  }
  void cover(std::int32_t bus) {
    const std::int32_t node = topology_.node_of_bus[at(bus)];
    if (node != kNone) covered_[at(islands_.of_node[at(node)])] = 1;
  }

  Topology topology_;
  Islands islands_;
  Network cut_;
  std::vector<std::uint8_t> covered_;
};

/// What the lines of the busbars lead to.
class FeederSearch {
 public:
  explicit FeederSearch(const HostingArea& area)
      : area_(area), topology_(process(area.network)), station_(at(topology_.nodes), kNone) {
    const auto mark = [&](std::int32_t bus, std::int32_t transformer) {
      const std::int32_t node = topology_.node_of_bus[at(bus)];
      if (node == kNone) return;
      busbar_.resize(station_.size(), 0);
      busbar_[at(node)] = 1;
      if (station_[at(node)] == kNone) station_[at(node)] = transformer;
    };
    for (const Generator& g : area.network.generators)
      if (g.in_service && g.control == Generator::Control::slack) mark(g.bus, kNone);
    for (std::size_t t = 0; t < area.network.transformers.size(); ++t) {
      const Transformer& transformer = area.network.transformers[t];
      if (area.bus[at(transformer.hv)] == kNone) mark(transformer.lv, area.transformer[t]);
      if (area.bus[at(transformer.lv)] == kNone) mark(transformer.hv, area.transformer[t]);
    }
    busbar_.resize(station_.size(), 0);
  }

  std::vector<HostingFeeder> all() {
    std::vector<solvers::Edge> edges;
    for (const Branch& b : topology_.branches)
      if (b.through() && !is_busbar(b.from) && !is_busbar(b.to)) edges.push_back({b.from, b.to});
    const solvers::Components found = components(solvers::Graph(topology_.nodes, edges));
    std::vector<HostingFeeder> feeders(at(found.count));
    for (std::size_t bus = 0; bus < area_.bus.size(); ++bus) {
      const std::int32_t node = topology_.node_of_bus[bus];
      if (node != kNone && !is_busbar(node)) feeders[at(found.of[at(node)])].buses.push_back(row_of(bus));
    }
    for (const Branch& b : topology_.branches) {
      if (!b.through() || is_busbar(b.from) == is_busbar(b.to)) continue;
      const std::int32_t root = is_busbar(b.from) ? b.from : b.to, beyond = root == b.from ? b.to : b.from;
      HostingFeeder& feeder = feeders[at(found.of[at(beyond)])];
      if (feeder.line == kNone && b.kind == Branch::Kind::line) feeder.line = area_.line[at(b.row)];
      if (feeder.transformer == kNone) feeder.transformer = station_[at(root)];
    }
    std::erase_if(feeders, [](const HostingFeeder& feeder) { return feeder.buses.empty(); });
    return feeders;
  }

 private:
  [[nodiscard]] bool is_busbar(std::int32_t node) const { return busbar_[at(node)] != 0; }

  const HostingArea& area_;
  Topology topology_;
  std::vector<std::int32_t> station_;  // by node: lowest transformer that feeds it
  std::vector<std::uint8_t> busbar_;   // by node
};

HostingArea area_of(NetworkPart part, std::size_t buses) {
  HostingArea area{
      std::move(part.network), std::move(part.bus), std::move(part.line), std::move(part.transformer), {}};
  for (std::int32_t& row : area.bus)
    if (at(row) >= buses) row = kNone;
  return area;
}

HostingFeeder everything(const HostingArea& area) {
  HostingFeeder feeder;
  for (std::size_t bus = 0; bus < area.bus.size(); ++bus)
    if (area.bus[bus] != kNone && area.network.buses[bus].in_service) feeder.buses.push_back(row_of(bus));
  for (std::size_t t = 0; t < area.network.transformers.size() && feeder.transformer == kNone; ++t) {
    const Transformer& transformer = area.network.transformers[t];
    if (area.bus[at(transformer.hv)] == kNone || area.bus[at(transformer.lv)] == kNone)
      feeder.transformer = area.transformer[t];
  }
  return feeder;
}

}  // namespace

std::vector<HostingArea> hosting_areas(const Network& network, std::span<const double> voltage,
                                       std::span<const double> angle, HostingScope scope) {
  const std::size_t buses = network.buses.size();
  std::vector<HostingArea> areas;
  const auto has_supply = [&](const NetworkPart& part) {
    for (std::size_t i = 0; i < part.bus.size(); ++i)  // one out of service stands for an end that hangs open
      if (part.network.buses[i].in_service && at(part.bus[i]) < buses &&
          !std::isnan(voltage[at(part.bus[i])]))
        return true;
    return false;
  };
  const auto add = [&](NetworkPart part, HostingScope how) {
    areas.push_back(area_of(std::move(part), buses));
    HostingArea& area = areas.back();
    if (how == HostingScope::feeder)
      area.feeders = FeederSearch(area).all();
    else
      area.feeders = {everything(area)};
  };
  if (scope == HostingScope::island) {
    for (NetworkPart& part : take_apart(network))
      if (has_supply(part)) add(std::move(part), scope);
    return areas;
  }
  const StationCut cut(network, voltage, angle);
  for (NetworkPart& part : take_apart(cut.network()))
    if (has_supply(part)) add(std::move(part), scope);
  for (NetworkPart& part : take_apart(network))
    if (has_supply(part) && !cut.is_covered(part.bus.front())) add(std::move(part), HostingScope::island);
  return areas;
}

}  // namespace conurb::energy

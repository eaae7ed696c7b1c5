// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/outage/reconfiguration.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "engine/solvers/graph.hpp"
#include "plugins/energy/error.hpp"
#include "plugins/energy/index.hpp"

namespace conurb::energy {

namespace {

/// W, and parts of the loss, by which a configuration must be better: below it, the last digits would decide.
constexpr double kLeastLossGain = 1e-3, kLeastPart = 1e-9;
/// Links of least current that are tried, of those that could be opened next.
constexpr std::size_t kMostTried = 12;

struct Candidate {
  Positions positions;
  Assessment assessment;
};

bool better(const Assessment& a, const Assessment& b) {
  if (std::abs(a.severity - b.severity) > kLeastPart) return a.severity < b.severity;
  return a.loss < b.loss - std::max(kLeastLossGain, kLeastPart * b.loss);
}

class Search {
 public:
  Search(const Network& network, const SwitchGraph& graph, SwitchedGrid& grid, const Limits& limits,
         const ReconfigurationOptions& options)
      : network_(network), graph_(graph), grid_(grid), limits_(limits), options_(options) {
    std::vector<std::uint8_t> fixed(network.switches.size(), 0);
    for (const std::int32_t s : options.fixed) {
      if (s < 0 || at(s) >= fixed.size())
        throw InputError("there is no switch " + std::to_string(s), "switches not to be operated");
      fixed[at(s)] = 1;
    }
    const auto is_fixed = [&](Device d) { return fixed[at(d.row)] != 0; };
    for (std::int32_t l = 0; at(l) < graph.links().size(); ++l) {
      const Link& link = graph.link(l);
      const bool infeed = link.a == graph.root();
      const bool ring = link.a == link.b;
      may_open_.push_back(!infeed && !ring && !std::ranges::any_of(graph.opener(l), is_fixed) ? 1 : 0);
      may_close_.push_back(!infeed && !ring && !std::ranges::any_of(link.devices, is_fixed) ? 1 : 0);
    }
  }

  /// Branch exchange, tie after tie, until a round brings nothing.
  Candidate descend(Positions from) {
    const int first = grid_.flows();
    Candidate best = looked(std::move(from));
    for (bool more = true; more;) {
      more = false;
      for (std::int32_t l = 0; at(l) < may_close_.size(); ++l) {
        if (may_close_[at(l)] == 0 || graph_.closed(l, best.positions)) continue;
        if (grid_.flows() - first > options_.most_flows) {
          complete_ = false;
          return best;
        }
        more = exchange(l, best) || more;
      }
    }
    return best;
  }

  /// All that has supply at both sides closed; then loops opened one by one.
  Positions open_one_by_one(Positions positions) {
    const SwitchGraph::Tree tree = graph_.tree(positions);
    for (std::int32_t l = 0; at(l) < may_close_.size(); ++l) {
      const Link& link = graph_.link(l);
      if (may_close_[at(l)] != 0 && tree.depth[at(link.a)] != kNone && tree.depth[at(link.b)] != kNone)
        graph_.close(l, positions);
    }
    for (;;) {
      const std::vector<std::int32_t> candidates = least_loaded(positions);
      if (candidates.empty()) return positions;
      Candidate best;
      for (std::size_t i = 0; i < candidates.size(); ++i) {
        Positions opened = positions;
        graph_.open(candidates[i], opened);
        Candidate t = looked(std::move(opened));
        if (i == 0 || better(t.assessment, best.assessment)) best = std::move(t);
      }
      positions = std::move(best.positions);
    }
  }

  [[nodiscard]] bool complete() const { return complete_; }

 private:
  Candidate looked(Positions positions) {
    Candidate t{std::move(positions), {}};
    t.assessment = grid_.look(t.positions, limits_);
    return t;
  }

  bool exchange(std::int32_t l, Candidate& best) {
    const SwitchGraph::Tree tree = graph_.tree(best.positions);
    const Positions from = best.positions;
    bool found = false;
    for (const std::int32_t e : SwitchGraph::way(tree, graph_.link(l).a, graph_.link(l).b)) {
      if (may_open_[at(e)] == 0) continue;
      Positions positions = from;
      graph_.open(e, positions);
      graph_.close(l, positions);
      Candidate t = looked(std::move(positions));
      if (!better(t.assessment, best.assessment)) continue;
      best = std::move(t);
      found = true;
    }
    return found;
  }

  /// Links that are part of a loop, those of least current first.
  std::vector<std::int32_t> least_loaded(const Positions& positions) {
    std::vector<solvers::Edge> edges;
    for (std::int32_t l = 0; at(l) < graph_.links().size(); ++l) {
      const Link& link = graph_.link(l);
      edges.push_back(graph_.closed(l, positions) ? solvers::Edge{link.a, link.b} : solvers::Edge{0, 0});
    }
    const solvers::Graph graph(graph_.zones().count + 1, edges);
    const std::vector<std::uint8_t> bridge = solvers::bridges(graph, edges);
    const SwitchGraph::Tree tree = graph_.tree(positions);
    std::vector<std::pair<double, std::int32_t>> in_loops;
    const bool solved = grid_.look(positions, limits_).solved;
    const std::vector<BranchFlow> flows = branch_flows(grid_.grid(), grid_.voltages());
    for (std::int32_t l = 0; at(l) < edges.size(); ++l) {
      if (may_open_[at(l)] == 0 || edges[at(l)].from == edges[at(l)].to || bridge[at(l)] != 0) continue;
      if (tree.depth[at(graph_.link(l).a)] == kNone) continue;
      in_loops.emplace_back(solved ? current(l, flows) : 0.0, l);
    }
    std::ranges::sort(in_loops);
    std::vector<std::int32_t> links;
    for (const auto& [amperes, l] : in_loops)
      if (links.size() < kMostTried) links.push_back(l);
    return links;
  }

  /// A at the first line or transformer of the link; 0 for a switch between buses, which is tried always.
  double current(std::int32_t l, const std::vector<BranchFlow>& flows) const {
    for (const Device d : graph_.link(l).devices) {
      const Switch& s = network_.switches[at(d.row)];
      if (s.kind == Switch::Kind::bus) continue;
      const std::size_t branch = end_of(network_, s).branch;
      return std::max(flows[branch].current_from, flows[branch].current_to);
    }
    return 0;
  }

  const Network& network_;
  const SwitchGraph& graph_;
  SwitchedGrid& grid_;
  const Limits& limits_;
  const ReconfigurationOptions& options_;
  std::vector<std::uint8_t> may_open_, may_close_;  // by link
  bool complete_ = true;
};

}  // namespace

Reconfiguration reconfigure(const Network& network, std::span<const double> customers,
                            const ReconfigurationOptions& options) {
  const SwitchGraph graph(network, find_zones(network));
  const ZoneLoads loads = zone_loads(network, graph.zones(), customers);
  SwitchedGrid grid(network, options.flow, options.before_flow);
  const Limits limits = limits_of(network, options.limits);
  const Positions present = positions_of(network);
  Reconfiguration result;
  result.before = grid.solve(present, limits);
  Search search(network, graph, grid, limits, options);
  const bool meshed = supply_of(graph.zones(), present).loops > 0;
  const Positions opened = search.open_one_by_one(present);
  if (meshed && supply_of(graph.zones(), opened).loops > 0)
    throw InputError("there are loops that no switch may open", "reconfiguration",
                     "give their lines switches, or leave them out of the switches that are fixed");
  Candidate best = search.descend(meshed ? opened : present);
  if (meshed) {
    result.start = Reconfiguration::Start::sequential_opening;
  } else if (!(opened == present)) {
    Candidate other = search.descend(opened);
    if (better(other.assessment, best.assessment)) {
      best = std::move(other);
      result.start = Reconfiguration::Start::sequential_opening;
    }
  }
  result.complete = search.complete();
  if (!best.assessment.solved)
    throw InputError("neither the present state nor any other that was tried has a power flow",
                     "reconfiguration", "look at loads and impedances first");

  const std::vector<double> no_times(network.switches.size(), 0.0);
  const SearchContext context{graph, loads, grid, limits, no_times};
  Positions now = present;
  for (const Operation& operation : change_over(context, present, best.positions, options.loops)) {
    set(now, operation.device, operation.close);
    result.steps.push_back({operation, grid.solve(now, limits)});
  }
  for (std::size_t s = 0; s < now.switches.size(); ++s)
    if (now.switches[s] == 0) result.open.push_back(row_of(s));
  result.after = grid.solve(now, limits);
  result.flows = grid.flows();
  return result;
}

}  // namespace conurb::energy

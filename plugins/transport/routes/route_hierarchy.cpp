// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/routes/route_hierarchy.hpp"

#include <algorithm>
#include <limits>
#include <string>
#include <utility>

#include "plugins/transport/error.hpp"
#include "plugins/transport/routes/dissection.hpp"

namespace conurb::transport {

namespace {

using Direction = RouteHierarchy::Direction;

constexpr std::int32_t kRanksBetween = 64;  // that are eliminated before somebody may stop it

constexpr Direction opposite(Direction way) {
  return way == RouteHierarchy::up ? RouteHierarchy::down : RouteHierarchy::up;
}

std::vector<std::int32_t> ranks_of(const TurnGraph& graph, const std::vector<std::int32_t>& order) {
  std::vector<std::int32_t> ranks(at(graph.nodes()), kNone);
  for (std::size_t rank = 0; rank < order.size(); ++rank) {
    const std::int32_t node = order[rank];
    if (node < 0 || node >= graph.nodes() || ranks[at(node)] != kNone)
      throw InputError("node " + std::to_string(node) + " is named twice or is none of the " +
                           std::to_string(graph.nodes()),
                       "order of elimination, place " + std::to_string(rank));
    ranks[at(node)] = row_of(rank);
  }
  if (order.size() != ranks.size())
    throw InputError(
        "names " + std::to_string(order.size()) + " of " + std::to_string(ranks.size()) + " nodes",
        "order of elimination");
  return ranks;
}

/// Arcs of the turn graph by their lower ends, one list for each direction.
struct Turns {
  std::array<std::vector<std::vector<std::int32_t>>, 2> higher;

  Turns(const TurnGraph& graph, const std::vector<std::int32_t>& rank_of_node) {
    for (auto& lists : higher) lists.resize(at(graph.nodes()));
    for (std::int32_t n = 0; n < graph.nodes(); ++n) {
      for (std::int32_t a = graph.first_arc[at(n)]; a < graph.first_arc[at(n) + 1]; ++a) {
        const std::int32_t from = rank_of_node[at(n)], to = rank_of_node[at(graph.head[at(a)])];
        if (from < to) higher[RouteHierarchy::up][at(from)].push_back(to);
        if (to < from) higher[RouteHierarchy::down][at(to)].push_back(from);
      }
    }
  }
};

/// Eliminates in order: x gets an arc up to w where a lower v has one down from x and one up to w.
class Elimination {
 public:
  explicit Elimination(std::int32_t nodes) : seen_(at(nodes), 0) {
    for (std::size_t way = 0; way < 2; ++way) {
      first[way].push_back(0);
      below_[way].resize(at(nodes));
    }
  }

  void eliminate(std::int32_t x, Direction way, const std::vector<std::int32_t>& turns) {
    std::vector<std::int32_t>& ends = higher[way];
    const std::size_t start = ends.size();
    ++step_;
    const auto add = [&](std::int32_t end) {
      if (std::exchange(seen_[at(end)], step_) != step_) ends.push_back(end);
    };
    for (const std::int32_t end : turns) add(end);
    for (const std::int32_t v : below_[opposite(way)][at(x)])
      for (std::int32_t a = first[way][at(v) + 1]; a-- > first[way][at(v)] && ends[at(a)] > x;)
        add(ends[at(a)]);
    if (higher[0].size() + higher[1].size() > at(std::numeric_limits<std::int32_t>::max()))
      throw InputError("needs more than 2^31 shortcuts", "road network",
                       "so many links that lead everywhere are no street network");
    std::sort(ends.begin() + static_cast<std::ptrdiff_t>(start), ends.end());
    for (std::size_t a = start; a < ends.size(); ++a) below_[way][at(ends[a])].push_back(x);
    first[way].push_back(row_of(ends.size()));
  }

  std::array<std::vector<std::int32_t>, 2> first, higher;

 private:
  std::array<std::vector<std::vector<std::int32_t>>, 2> below_;
  std::vector<std::int64_t> seen_;  // by rank: the step that added it last
  std::int64_t step_ = 0;
};

/// Joins both directions to one numbering, and lists the arcs from their higher ends.
void join_arcs(Elimination& eliminated, RouteHierarchy& h) {
  const std::int32_t ups = row_of(eliminated.higher[RouteHierarchy::up].size());
  h.higher = std::move(eliminated.higher[RouteHierarchy::up]);
  const auto& downs = eliminated.higher[RouteHierarchy::down];
  h.higher.insert(h.higher.end(), downs.begin(), downs.end());
  h.lower.resize(h.higher.size());
  for (const Direction way : {RouteHierarchy::up, RouteHierarchy::down}) {
    RouteHierarchy::Way& arcs = h.ways[way];
    arcs.first = std::move(eliminated.first[way]);
    if (way == RouteHierarchy::down)
      for (std::int32_t& first : arcs.first) first += ups;
    arcs.first_lower.assign(at(h.nodes()) + 1, 0);
    for (std::int32_t a = arcs.first.front(); a < arcs.first.back(); ++a)
      ++arcs.first_lower[at(h.higher[at(a)]) + 1];
    for (std::size_t r = 1; r < arcs.first_lower.size(); ++r) arcs.first_lower[r] += arcs.first_lower[r - 1];
    arcs.lower_arc.resize(at(arcs.first_lower.back()));
    std::vector<std::int32_t> next = arcs.first_lower;
    for (std::int32_t r = 0; r < h.nodes(); ++r) {
      for (std::int32_t a = arcs.first[at(r)]; a < arcs.first[at(r) + 1]; ++a) {
        h.lower[at(a)] = r;
        arcs.lower_arc[at(next[at(h.higher[at(a)])]++)] = a;
      }
    }
  }
}

void place_turns(RouteHierarchy& h) {
  h.turn.assign(h.higher.size(), kNone);
  for (std::int32_t n = 0; n < h.nodes(); ++n) {
    for (std::int32_t t = h.graph.first_arc[at(n)]; t < h.graph.first_arc[at(n) + 1]; ++t) {
      const std::int32_t from = h.rank_of_node[at(n)], to = h.rank_of_node[at(h.graph.head[at(t)])];
      if (from == to) {
        h.arc_of_turn.push_back(kNone);
        continue;
      }
      const RouteHierarchy::Way& way = h.ways[from < to ? RouteHierarchy::up : RouteHierarchy::down];
      const std::size_t low = at(std::min(from, to));
      const auto found = std::lower_bound(h.higher.begin() + way.first[low],
                                          h.higher.begin() + way.first[low + 1], std::max(from, to));
      const std::int32_t arc = row_of(static_cast<std::size_t>(found - h.higher.begin()));
      h.turn[at(arc)] = t;
      h.arc_of_turn.push_back(arc);
    }
  }
}

/// Liu, "A compact row storage scheme for Cholesky factors using elimination trees", ACM TOMS 12, 1986.
std::vector<std::int32_t> elimination_tree(const RouteHierarchy& h) {
  std::vector<std::int32_t> parent(at(h.nodes()), h.nodes());
  std::vector<std::int32_t> top(at(h.nodes()), kNone);  // short cuts towards the roots found so far
  for (std::int32_t r = 0; r < h.nodes(); ++r) {
    for (const RouteHierarchy::Way& way : h.ways) {
      for (std::int32_t i = way.first_lower[at(r)]; i < way.first_lower[at(r) + 1]; ++i) {
        std::int32_t v = h.lower[at(way.lower_arc[at(i)])];
        while (top[at(v)] != kNone && top[at(v)] != r) v = std::exchange(top[at(v)], r);
        if (top[at(v)] == r) continue;
        top[at(v)] = r;
        parent[at(v)] = r;
      }
    }
  }
  return parent;
}

}  // namespace

std::int32_t RouteHierarchy::rank_of_link(std::int32_t link) const {
  const std::int32_t node = graph.node_of(link);
  return node == kNone ? kNone : rank_of_node[at(node)];
}

RouteHierarchy route_hierarchy(TurnGraph graph, const std::vector<std::int32_t>& order,
                               const solvers::Heed& heed) {
  RouteHierarchy h;
  h.graph = std::move(graph);
  h.rank_of_node = ranks_of(h.graph, order);
  for (const std::int32_t node : order) h.link_of_rank.push_back(h.graph.link_of_node[at(node)]);
  const Turns turns(h.graph, h.rank_of_node);
  Elimination eliminated(h.nodes());
  for (std::int32_t r = 0; r < h.nodes(); ++r) {
    if (heed && r % kRanksBetween == 0) heed();
    for (const Direction way : {RouteHierarchy::up, RouteHierarchy::down})
      eliminated.eliminate(r, way, turns.higher[way][at(r)]);
  }
  join_arcs(eliminated, h);
  place_turns(h);
  h.parent = elimination_tree(h);
  return h;
}

RouteHierarchy route_hierarchy(const RoadNetwork& network, ClassSet users, const solvers::Heed& heed) {
  TurnGraph graph = turn_graph(network, users);
  std::vector<Place> places;
  for (const Junction& junction : network.junctions) places.push_back({junction.x, junction.y});
  std::vector<solvers::Edge> links;
  for (const std::int32_t l : graph.link_of_node)
    links.push_back({network.links[at(l)].from, network.links[at(l)].to});
  const std::vector<std::int32_t> order = dissection_order(places, links);
  return route_hierarchy(std::move(graph), order, heed);
}

}  // namespace conurb::transport

// SPDX-License-Identifier: Apache-2.0
#include "plugins/generator/street_network.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "plugins/generator/names.hpp"

namespace conurb::generator {

namespace {

class Sets {
 public:
  explicit Sets(std::size_t count) : parent_(count) { std::iota(parent_.begin(), parent_.end(), 0U); }
  std::uint32_t find(std::uint32_t i) {
    while (parent_[i] != i) i = parent_[i] = parent_[parent_[i]];
    return i;
  }
  /// False if both are in one set already.
  bool join(std::uint32_t a, std::uint32_t b) {
    a = find(a), b = find(b);
    if (a == b) return false;
    parent_[std::max(a, b)] = std::min(a, b);
    return true;
  }

 private:
  std::vector<std::uint32_t> parent_;
};

/// Which edges stay.
std::vector<std::uint8_t> keep_streets(const StreetPlan& plan, const std::vector<std::uint8_t>& city) {
  const PlanarGraph& graph = plan.graph;
  const std::size_t edges = graph.edge_count();
  std::vector<std::uint8_t> keep(edges, 1), needed(edges, 0);
  Sets faces(graph.face_count());
  const auto is_through = [&](HalfEdge h) {
    return std::binary_search(plan.through.begin(), plan.through.end(), graph.street(h));
  };
  for (const bool border : {true, false}) {
    for (std::uint32_t e = 0; e < edges; ++e) {
      const HalfEdge h = 2 * e;
      const Face a = graph.face(h), b = graph.face(h + 1);
      if ((graph.edge_class(h) == EdgeClass::border) != border) continue;
      needed[e] =
          city[a] || city[b] || (!border && (graph.edge_class(h) == EdgeClass::motorway || is_through(h)));
      if (!needed[e] && faces.join(a, b)) keep[e] = 0;
    }
  }
  std::vector<std::uint32_t> degree(graph.vertex_count(), 0);
  std::vector<std::vector<std::uint32_t>> at(graph.vertex_count());
  for (std::uint32_t e = 0; e < edges; ++e) {
    if (!keep[e]) continue;
    for (const HalfEdge h : {2 * e, 2 * e + 1}) ++degree[graph.origin(h)], at[graph.origin(h)].push_back(e);
  }
  std::vector<Vertex> ends;
  for (Vertex v = 0; v < graph.vertex_count(); ++v)
    if (degree[v] == 1) ends.push_back(v);
  while (!ends.empty()) {
    const Vertex v = ends.back();
    ends.pop_back();
    for (const std::uint32_t e : at[v]) {
      if (!keep[e] || needed[e]) continue;
      keep[e] = 0;
      const Vertex other = graph.origin(2 * e) == v ? graph.target(2 * e) : graph.origin(2 * e);
      --degree[v];
      if (--degree[other] == 1) ends.push_back(other);
    }
  }
  return keep;
}

double corridor_width(EdgeClass edge_class, Zone zone) {
  const bool old = zone == Zone::core;
  switch (edge_class) {
    case EdgeClass::motorway: return 44;
    case EdgeClass::primary: return old ? 19 : 26;
    case EdgeClass::secondary: return old ? 14 : 20;
    case EdgeClass::tertiary: return old ? 11 : 16;
    case EdgeClass::residential: break;
    case EdgeClass::border: return 8;
  }
  switch (zone) {
    case Zone::core: return 9;
    case Zone::perimeter: return 17;
    case Zone::apartments: return 14;
    case Zone::commerce: return 15;
    case Zone::industry: return 17;
    case Zone::rows:
    case Zone::houses: return 11;
    case Zone::rural: break;
  }
  return 8;
}

std::uint8_t bridge_kind(const StreetPlan& plan, HalfEdge h) {
  const FaceKind a = plan.faces[plan.graph.face(h)].kind, b = plan.faces[plan.graph.face(h ^ 1U)].kind;
  if (a != b) return 0;
  return a == FaceKind::river ? 1 : a == FaceKind::rail ? 2 : 0;
}

class Builder {
 public:
  Builder(const Form& form, const StreetPlan& plan, const std::vector<std::uint8_t>& city,
          const Terrain& terrain)
      : form_(form), plan_(plan), graph_(plan.graph), terrain_(terrain), keep_(keep_streets(plan, city)) {
    net_.corridor_of_edge.resize(graph_.edge_count(), 0);
    net_.link_of_edge.resize(graph_.edge_count(), kNone);
    for (std::uint32_t e = 0; e < graph_.edge_count(); ++e) {
      if (!keep_[e]) continue;
      double width = 0;
      for (const HalfEdge h : {2 * e, 2 * e + 1}) {
        const Face f = graph_.face(h);
        width =
            std::max(width, corridor_width(graph_.edge_class(h), city[f] ? plan.faces[f].zone : Zone::rural));
      }
      net_.corridor_of_edge[e] = static_cast<float>(width);
    }
  }

  Network run() {
    std::vector<std::uint8_t> is_node(graph_.vertex_count(), 0);
    for (Vertex v = 0; v < graph_.vertex_count(); ++v) is_node[v] = ends_links(v);
    node_of_.assign(graph_.vertex_count(), kNone);
    for (const bool nodes_only : {true, false}) {  // then rings that no other street meets
      for (HalfEdge h = 0; h < 2 * graph_.edge_count(); ++h) {
        if (!keep_[h / 2] || net_.link_of_edge[h / 2] != kNone) continue;
        if (nodes_only && !is_node[graph_.origin(h)]) continue;
        is_node[graph_.origin(h)] = 1;
        add_links(h, is_node);
      }
    }
    name_links();
    control_nodes();
    return std::move(net_);
  }

 private:
  [[nodiscard]] std::vector<HalfEdge> kept_from(Vertex v) const {
    std::vector<HalfEdge> out;
    HalfEdge h = graph_.any_from(v);
    do {
      if (keep_[h / 2]) out.push_back(h);
      h = graph_.turn(h);
    } while (h != graph_.any_from(v));
    return out;
  }

  [[nodiscard]] bool ends_links(Vertex v) const {
    const std::vector<HalfEdge> out = kept_from(v);
    if (out.size() != 2) return !out.empty();
    return graph_.edge_class(out[0]) != graph_.edge_class(out[1]) ||
           bridge_kind(plan_, out[0]) != bridge_kind(plan_, out[1]);
  }

  std::uint32_t node(Vertex v) {
    if (node_of_[v] == kNone) {
      node_of_[v] = static_cast<std::uint32_t>(net_.nodes.size());
      net_.nodes.point.push_back(graph_.point(v));
      net_.nodes.elevation.push_back(static_cast<float>(terrain_.at(to_m(graph_.point(v)))));
    }
    return node_of_[v];
  }

  /// The chain of edges from `h` to the next node becomes a link; two if it comes back to where it began.
  void add_links(HalfEdge h, const std::vector<std::uint8_t>& is_node) {
    std::vector<HalfEdge> chain{h};
    while (!is_node[graph_.target(chain.back())]) {
      const HalfEdge last = chain.back();
      for (const HalfEdge k : kept_from(graph_.target(last)))
        if (k != (last ^ 1U)) {
          chain.push_back(k);
          break;
        }
    }
    const std::span<const HalfEdge> all(chain);
    if (graph_.origin(chain.front()) == graph_.target(chain.back()) && chain.size() > 2) {
      const std::size_t third = chain.size() / 3;
      add_link(all.first(third));
      add_link(all.subspan(third, third));
      add_link(all.subspan(2 * third));
    } else {
      add_link(all);
    }
  }

  void add_link(std::span<const HalfEdge> chain) {
    StreetLinks& l = net_.links;
    const auto id = static_cast<std::uint32_t>(l.size());
    std::vector<Point> line{graph_.point(graph_.origin(chain.front()))};
    double length = 0;
    float corridor = 0;
    for (const HalfEdge h : chain) {
      line.push_back(graph_.point(graph_.target(h)));
      length += distance(line[line.size() - 2], line.back());
      corridor = std::max(corridor, net_.corridor_of_edge[h / 2]);
      net_.link_of_edge[h / 2] = id;
    }
    for (const HalfEdge h : chain) net_.corridor_of_edge[h / 2] = corridor;  // one width from node to node
    const EdgeClass c = graph_.edge_class(chain.front()) == EdgeClass::border
                            ? EdgeClass::tertiary
                            : graph_.edge_class(chain.front());
    const bool rural = form_.density(to_m(line[line.size() / 2])) < 0.6 * form_.edge_density();
    const double room = c == EdgeClass::primary ? 18 : c == EdgeClass::secondary ? 17 : 1e9;
    const bool wide = corridor > room && form_.options().population > 60000 && !rural;
    l.from.push_back(node(graph_.origin(chain.front())));
    l.to.push_back(node(graph_.target(chain.back())));
    l.street_class.push_back(c);
    l.lanes.push_back(c == EdgeClass::motorway ? 3 : wide ? 2 : 1);
    constexpr float kmh = 1 / 3.6F;
    l.speed_limit.push_back(kmh * (c == EdgeClass::motorway   ? 120
                                   : rural                    ? (c == EdgeClass::residential ? 50 : 80)
                                   : c >= EdgeClass::tertiary ? 30  // but for main roads, as towns do today
                                                              : 50));
    l.width.push_back(c == EdgeClass::motorway      ? 27
                      : wide                        ? 14
                      : c == EdgeClass::residential ? std::min(6.5F, corridor - 3)
                                                    : 7.5F);
    l.corridor.push_back(corridor);
    l.length.push_back(static_cast<float>(length));
    l.bridge.push_back(bridge_kind(plan_, chain.front()));
    l.line.add(line);
  }

  struct Arm {
    std::uint32_t link;
    Vec direction;  ///< out of the node
  };

  [[nodiscard]] std::vector<std::vector<Arm>> arms() const {
    const StreetLinks& l = net_.links;
    std::vector<std::vector<Arm>> at(net_.nodes.size());
    for (std::uint32_t i = 0; i < l.size(); ++i) {
      const auto line = l.line[i];
      at[l.from[i]].push_back({i, unit(to_m(line[1]) - to_m(line[0]))});
      at[l.to[i]].push_back({i, unit(to_m(line[line.size() - 2]) - to_m(line.back()))});
    }
    return at;
  }

  /// A name goes on over a crossing to the straightest street of the same class.
  void name_links() {
    StreetLinks& l = net_.links;
    Sets sets(l.size());
    const auto at = arms();
    for (const std::vector<Arm>& node : at) {
      std::vector<std::uint8_t> taken(node.size(), 0);
      for (std::size_t a = 0; a < node.size(); ++a) {
        std::size_t best = node.size();
        double straight = -0.86;
        for (std::size_t b = a + 1; b < node.size() && !taken[a]; ++b) {
          if (taken[b] || l.street_class[node[a].link] != l.street_class[node[b].link]) continue;
          if (const double d = dot(node[a].direction, node[b].direction); d < straight)
            straight = d, best = b;
        }
        if (best == node.size()) continue;
        taken[a] = taken[best] = 1;
        sets.join(node[a].link, node[best].link);
      }
    }
    std::vector<std::uint32_t> name_of(l.size(), kNone);
    l.name.resize(l.size());
    for (std::uint32_t i = 0; i < l.size(); ++i) {
      std::uint32_t& name = name_of[sets.find(i)];
      if (name == kNone) {
        name = static_cast<std::uint32_t>(net_.names.size());
        net_.names.push_back(street_name(form_.options().seed, name, l.street_class[i]));
      }
      l.name[i] = name;
    }
  }

  void control_nodes() {
    const auto at = arms();
    for (const std::vector<Arm>& node : at) {
      int main = 0, ranked = 0;
      bool motorway = false;
      for (const Arm& arm : node) {
        const EdgeClass c = net_.links.street_class[arm.link];
        motorway = motorway || c == EdgeClass::motorway;
        main += c <= EdgeClass::secondary;
        ranked += c <= EdgeClass::tertiary;
      }
      Control control = Control::none;
      if (node.size() >= 3) {
        if (!motorway && main >= 2 && ranked >= 3)
          control = Control::signal;
        else if (ranked >= 1)
          control = Control::priority;
      }
      net_.nodes.control.push_back(control);
    }
  }

  const Form& form_;
  const StreetPlan& plan_;
  const PlanarGraph& graph_;
  const Terrain& terrain_;
  std::vector<std::uint8_t> keep_;
  std::vector<std::uint32_t> node_of_;
  Network net_;
};

}  // namespace

Network make_network(const Form& form, const StreetPlan& plan, const std::vector<std::uint8_t>& city,
                     const Terrain& terrain) {
  return Builder(form, plan, city, terrain).run();
}

}  // namespace conurb::generator

// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/synthesis/street_graph.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "plugins/energy/synthesis/box_tree.hpp"
#include "plugins/energy/synthesis/findings.hpp"
#include "plugins/energy/synthesis/join_parts.hpp"

namespace conurb::energy::synthesis {

namespace {

constexpr double kFarthest = 1e7;      // m from the origin; what lies beyond is in other units
constexpr double kSameJoint = 1;       // m along a street within which buildings share a joint
constexpr double kLeastLength = 0.01;  // m

bool is_place(double x, double y) {
  return std::abs(x) <= kFarthest && std::abs(y) <= kFarthest;
}

/// Where a place is nearest to a street.
struct Foot {
  std::int32_t link = kNone;
  double along = 0, distance = 0, x = 0, y = 0;
};

class Planner {
 public:
  Planner(const CityStreets& streets, const CityBuildings& buildings, const SynthesisOptions& options,
          Findings& findings)
      : s_(streets), b_(buildings), o_(options), findings_(findings) {
    g_.streets = &streets;
  }

  StreetPlan plan(const ParallelFor& parallel) {
    measure_links();
    find_feet(parallel);
    place_nodes();
    split_links();
    add_access();
    rebuild();
    join();
    return {std::move(g_), std::move(connections_)};
  }

 private:
  [[nodiscard]] const double* point(std::size_t p) const { return s_.path.data() + 2 * p; }

  void measure_links() {
    usable_.assign(s_.size(), 0);
    g_.along.assign(s_.path.size() / 2, 0);
    for (std::size_t i = 0; i < s_.size(); ++i) {
      bool good = s_.from[i] >= 0 && s_.to[i] >= 0 && s_.from[i] < s_.nodes && s_.to[i] < s_.nodes &&
                  s_.first[i + 1] >= s_.first[i] + 2;
      double length = 0;
      for (std::size_t p = s_.first[i]; p < s_.first[i + 1]; ++p) {
        good = good && is_place(point(p)[0], point(p)[1]);
        if (p > s_.first[i])
          length += std::hypot(point(p)[0] - point(p - 1)[0], point(p)[1] - point(p - 1)[1]);
        g_.along[p] = length;
      }
      if (!good)
        findings_.warn("unusable street links", fmt::format("street link {}", i),
                       "has fewer than two places, one that is no number or beyond 10,000 km, or a node that "
                       "is not there; left out");
      usable_[i] = good && s_.passage[i] != Passage::closed ? 1 : 0;
    }
  }

  void find_feet(const ParallelFor& parallel) {
    std::vector<Box> boxes;
    for (std::size_t i = 0; i < s_.size(); ++i) {
      if (usable_[i] == 0 || s_.passage[i] != Passage::street) continue;
      for (std::size_t p = s_.first[i]; p + 1 < s_.first[i + 1]; ++p) {
        const double *a = point(p), *b = point(p + 1);
        boxes.push_back(
            {std::min(a[0], b[0]), std::min(a[1], b[1]), std::max(a[0], b[0]), std::max(a[1], b[1])});
        segment_.push_back({row_of(i), p});
      }
    }
    const BoxTree tree(std::move(boxes));
    feet_.resize(b_.size());
    constexpr std::size_t kChunkBuildings = 2048;
    parallel((b_.size() + kChunkBuildings - 1) / kChunkBuildings, [&](std::size_t chunk) {
      for (std::size_t i = chunk * kChunkBuildings; i < std::min(b_.size(), (chunk + 1) * kChunkBuildings);
           ++i)
        if (is_place(b_.x[i], b_.y[i])) feet_[i] = foot(tree, b_.x[i], b_.y[i]);
    });
  }

  /// Share of a segment at which it is nearest to a place.
  [[nodiscard]] double nearest_share(std::size_t p, double x, double y) const {
    const double *a = point(p), *b = point(p + 1);
    const double dx = b[0] - a[0], dy = b[1] - a[1], length2 = dx * dx + dy * dy;
    return length2 > 0 ? std::clamp(((x - a[0]) * dx + (y - a[1]) * dy) / length2, 0.0, 1.0) : 0;
  }

  [[nodiscard]] Foot foot(const BoxTree& tree, double x, double y) const {
    const auto place = [&](std::int32_t segment) {
      const std::size_t p = segment_[at(segment)].second;
      const double t = nearest_share(p, x, y);
      return std::pair{point(p)[0] + t * (point(p + 1)[0] - point(p)[0]),
                       point(p)[1] + t * (point(p + 1)[1] - point(p)[1])};
    };
    const BoxTree::Hit hit = tree.nearest(x, y, [&](std::int32_t segment) {
      const auto [fx, fy] = place(segment);
      return (fx - x) * (fx - x) + (fy - y) * (fy - y);
    });
    if (hit.item == kNone) return {};
    const auto [link, p] = segment_[at(hit.item)];
    const auto [fx, fy] = place(hit.item);
    const double along = g_.along[p] + nearest_share(p, x, y) * (g_.along[p + 1] - g_.along[p]);
    return {link, along, std::sqrt(hit.distance2), fx, fy};
  }

  std::int32_t add_vertex(double x, double y) {
    g_.x.push_back(x);
    g_.y.push_back(y);
    return row_of(g_.x.size()) - 1;
  }

  void add_edge(std::int32_t a, std::int32_t b, StreetGraph::Stretch stretch) {
    stretch.length = std::max(stretch.length, kLeastLength);
    g_.ends.push_back({a, b});
    g_.stretch.push_back(stretch);
  }

  void place_nodes() {
    vertex_of_node_.assign(at(std::max(s_.nodes, 0)), kNone);
    const auto place = [&](std::int32_t node, std::size_t p) {
      std::int32_t& vertex = vertex_of_node_[at(node)];
      if (vertex == kNone) vertex = add_vertex(point(p)[0], point(p)[1]);
    };
    for (std::size_t i = 0; i < s_.size(); ++i) {
      if (usable_[i] == 0) continue;
      place(s_.from[i], s_.first[i]);
      place(s_.to[i], s_.first[i + 1] - 1);
    }
  }

  void split_links() {
    connections_.resize(b_.size());
    std::vector<std::int32_t> joined;
    for (std::int32_t i = 0; at(i) < b_.size(); ++i)
      if (feet_[at(i)].link != kNone) joined.push_back(i);
    std::sort(joined.begin(), joined.end(), [&](std::int32_t p, std::int32_t q) {
      const Foot &a = feet_[at(p)], &b = feet_[at(q)];
      return a.link != b.link ? a.link < b.link : a.along != b.along ? a.along < b.along : p < q;
    });
    std::size_t next = 0;
    for (std::size_t i = 0; i < s_.size(); ++i) {
      if (usable_[i] == 0) continue;
      const double length = g_.along[s_.first[i + 1] - 1];
      const std::int32_t end = vertex_of_node_[at(s_.to[i])];
      std::int32_t last = vertex_of_node_[at(s_.from[i])];
      double last_along = 0;
      for (; next < joined.size() && feet_[at(joined[next])].link == row_of(i); ++next) {
        const std::int32_t building = joined[next];
        const Foot& foot = feet_[at(building)];
        if (foot.along > length - kSameJoint && foot.along - last_along >= length - foot.along) {
          connect(building, end);
          continue;
        }
        if (foot.along - last_along >= kSameJoint) {
          const std::int32_t joint = add_vertex(foot.x, foot.y);
          add_edge(last, joint, {row_of(i), last_along, foot.along, foot.along - last_along});
          last = joint;
          last_along = foot.along;
        }
        connect(building, last);
      }
      add_edge(last, end, {row_of(i), last_along, length, length - last_along});
    }
  }

  void connect(std::int32_t building, std::int32_t vertex) {
    const double length =
        std::hypot(g_.x[at(vertex)] - b_.x[at(building)], g_.y[at(vertex)] - b_.y[at(building)]);
    connections_[at(building)] = {vertex, length};
  }

  /// Buildings far from streets, and all where there are none, get a vertex of their own.
  void add_access() {
    std::size_t alone = 0;
    for (std::int32_t i = 0; at(i) < b_.size(); ++i) {
      Connection& connection = connections_[at(i)];
      if (!is_place(b_.x[at(i)], b_.y[at(i)])) {
        findings_.warn("buildings without a place", at(i),
                       "has a place that is no number or beyond 10,000 km; it is not connected");
        continue;
      }
      if (connection.vertex != kNone && connection.length <= o_.long_service) continue;
      const std::int32_t own = add_vertex(b_.x[at(i)], b_.y[at(i)]);
      if (connection.vertex != kNone) {
        findings_.tell("buildings far from streets", at(i),
                       fmt::format("stands {:.0f} m from the nearest street; a cable way across is assumed",
                                   connection.length));
        add_edge(connection.vertex, own, {kNone, 0, connection.length, connection.length});
      } else {
        ++alone;
      }
      connection = {own, 0};
    }
    if (alone > 0)
      findings_.warn(
          "cities without streets", "city",
          fmt::format("no street that cables may follow: {} buildings are joined by the shortest tree "
                      "between them; load streets for a grid that looks like one",
                      alone));
  }

  void rebuild() { g_.graph = solvers::Graph(row_of(g_.vertices()), g_.ends); }

  void join() {
    const solvers::Components parts = components(g_.graph);
    std::vector<std::uint8_t> lived_in(at(parts.count), 0);
    for (const Connection& connection : connections_)
      if (connection.vertex != kNone) lived_in[at(parts.of[at(connection.vertex)])] = 1;
    if (std::count(lived_in.begin(), lived_in.end(), 1) < 2) return;
    std::vector<std::int32_t> members, part_of;
    for (std::int32_t v = 0; at(v) < g_.vertices(); ++v) {
      if (lived_in[at(parts.of[at(v)])] == 0) continue;
      members.push_back(v);
      part_of.push_back(parts.of[at(v)]);
    }
    const bool streets = !segment_.empty();
    for (const auto [a, b] : join_parts(g_.x, g_.y, members, part_of)) {
      const double length = std::hypot(g_.x[at(a)] - g_.x[at(b)], g_.y[at(a)] - g_.y[at(b)]);
      add_edge(a, b, {kNone, 0, length, length});
      if (streets)
        findings_.tell(
            "links between parts of the street net", "city",
            fmt::format("a part of the street net is joined to the rest by {:.0f} m across, at {}, "
                        "{}",
                        length, std::lround(g_.x[at(a)]), std::lround(g_.y[at(a)])));
    }
    rebuild();
  }

  const CityStreets& s_;
  const CityBuildings& b_;
  const SynthesisOptions& o_;
  Findings& findings_;
  StreetGraph g_;
  std::vector<Connection> connections_;
  std::vector<std::uint8_t> usable_;                           // by link
  std::vector<std::pair<std::int32_t, std::size_t>> segment_;  // link and first point of what joins buildings
  std::vector<Foot> feet_;                                     // by building
  std::vector<std::int32_t> vertex_of_node_;
};

}  // namespace

void StreetGraph::follow(std::int32_t edge, std::int32_t from_vertex, std::vector<double>& path) const {
  const Stretch& s = stretch[at(edge)];
  const bool forward = ends[at(edge)].from == from_vertex;
  const std::int32_t to = forward ? ends[at(edge)].to : ends[at(edge)].from;
  if (s.link != kNone) {
    const std::size_t first = streets->first[at(s.link)], last = streets->first[at(s.link) + 1];
    const auto between = [&](std::size_t p) { return along[p] > s.from_along && along[p] < s.to_along; };
    for (std::size_t k = first; k < last; ++k) {
      const std::size_t p = forward ? k : last - 1 - (k - first);
      if (!between(p)) continue;
      path.push_back(streets->path[2 * p]);
      path.push_back(streets->path[2 * p + 1]);
    }
  }
  path.push_back(x[at(to)]);
  path.push_back(y[at(to)]);
}

StreetPlan plan_streets(const CityStreets& streets, const CityBuildings& buildings,
                        const SynthesisOptions& options, const ParallelFor& parallel, Findings& findings) {
  return Planner(streets, buildings, options, findings).plan(parallel);
}

}  // namespace conurb::energy::synthesis

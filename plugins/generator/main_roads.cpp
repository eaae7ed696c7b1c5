// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <numbers>

#include "plugins/generator/street_draft.hpp"

namespace conurb::generator {

namespace {

constexpr double kPi = std::numbers::pi;
constexpr double kBoulevardFrom = 100000;  // residents; the wall of a large town became its widest street

class MainRoads {
 public:
  explicit MainRoads(StreetDraft& draft) : draft_(draft) {}

  void run() {
    const double r = draft_.form.radius();
    // Where bridges are further apart the traffic of a large city does not get over the river.
    const double spacing = std::clamp(0.42 * r, 650.0, 850.0);
    Dice dice(draft_.random, 1);
    if (draft_.form.options().style == Style::grid) {
      lay_bridge_road(0, EdgeClass::primary);
    } else {
      const std::vector<Vertex> ring = lay_old_ring();
      const int spokes =
          draft_.form.options().style == Style::radial ? (r > 3000 ? 12 : 8) : (r > 3000 ? 9 : 6);
      const auto n = static_cast<int>(ring.size());
      lay_through_road(draft_.chains.vertex(draft_.chains.south_quay + 1, (draft_.chains.columns - 1) / 2),
                       {0, -1}, EdgeClass::primary);
      lay_through_road(draft_.chains.vertex(draft_.chains.rail, (draft_.chains.columns - 1) / 2), {0, 1},
                       EdgeClass::primary);
      for (int k = 0; k < spokes; ++k) {
        int at = (k * n + n / (2 * spokes)) / spokes;
        if (draft_.form.options().style == Style::organic) at = (at + dice.integer(-n / 40, n / 40) + n) % n;
        const Vertex v = ring[static_cast<std::size_t>(at)];
        const Vec out = unit(to_m(draft_.graph.point(v)) - draft_.form.centre());
        if (std::fabs(out.x) < 0.1) continue;  // the roads to bridge and station are there already
        lay_through_road(v, out, k % 2 == 0 ? EdgeClass::primary : EdgeClass::secondary);
      }
    }
    for (int k = 1; k * spacing < r * 1.02; ++k) {
      for (const int side : {-1, 1}) {
        const double shift = draft_.form.options().style == Style::grid ? 0 : dice.uniform(-0.2, 0.2);
        const double x = side * (k + shift) * spacing;
        if (near_bridge({x, draft_.form.river().y(x)})) continue;
        lay_bridge_road(x, k % 2 == 0 || r < 2500 ? EdgeClass::primary : EdgeClass::secondary);
      }
    }
  }

 private:
  /// A road from a vertex onwards through face after face, over river and railway, to the plan's border or
  /// until it would meet another street too sharply.
  void lay_through_road(Vertex v, Vec heading, EdgeClass edge_class) {
    const std::uint32_t street = draft_.next_street++;
    draft_.through.push_back(street);
    for (int faces = 0; faces < 60; ++faces) {
      const BoundaryPlace start = draft_.corner(v, heading);
      const Face face = draft_.graph.face(start.half_edge);
      const FaceKind kind = draft_.info[face].kind;
      if (kind == FaceKind::outside) return;
      const FaceView view(draft_.graph, face);
      TraceRules rules{30, 22, 45, 0.65};
      std::optional<TracedPath> path;
      if (kind == FaceKind::land) {
        if (!view.may_leave(start, heading, 0.5)) return;
        path = view.trace(start, heading, rules, [this](Vec p, Vec h) { return draft_.along_field(p, h); });
      } else {
        const Course& course = kind == FaceKind::river ? draft_.form.river() : draft_.form.rail();
        Vec across = unit({-course.slope(to_m(start.p).x), 1});
        if (dot(across, heading) < 0) across = across * -1;
        if (dot(across, heading) < 0.55 || (kind == FaceKind::river && near_bridge(to_m(start.p)))) return;
        rules.step = 400, rules.junction_snap = 0;
        path = view.trace(start, across, rules, [](Vec, Vec h) { return h; });
        if (path && kind == FaceKind::river) bridges_.push_back(to_m(start.p));
      }
      if (!path) return;
      const Point last = path->inner.empty() ? path->start.p : path->inner.back();
      if (kind == FaceKind::land && hugs_boundary(view, *path)) return;
      const Vec arrival = unit(to_m(path->end.p) - to_m(last));
      v = draft_.lay(*path, edge_class, street).end;
      heading = kind == FaceKind::land ? arrival : heading;
    }
  }

  /// Whether the path leaves only a strip beside it.
  [[nodiscard]] static bool hugs_boundary(const FaceView& view, const TracedPath& path) {
    double length = 0;
    Point at = path.start.p;
    for (const Point p : path.inner) length += distance(at, p), at = p;
    length += distance(at, path.end.p);
    const auto [one, other] = view.cut(path);
    return std::min(area(one), area(other)) < std::min(170.0, 60 + 0.12 * length) * length;
  }

  [[nodiscard]] bool near_bridge(Vec p) const {
    return std::any_of(bridges_.begin(), bridges_.end(), [&](Vec b) { return (b - p).length() < 230; });
  }

  void lay_bridge_road(double x, EdgeClass edge_class) {
    const auto column = static_cast<std::size_t>(
        std::clamp((x + draft_.form.half_size()) / (2 * draft_.form.half_size()), 0.02, 0.98) *
        static_cast<double>(draft_.chains.columns - 1));
    const Vertex south = draft_.chains.vertex(draft_.chains.south_quay, column);
    const Vec across = unit({-draft_.form.river().slope(x), 1});
    lay_through_road(south, across, edge_class);
    lay_through_road(south, across * -1, edge_class);
  }

  /// The street on the line of the old town's wall. Returns its vertices, counter-clockwise from the south.
  std::vector<Vertex> lay_old_ring() {
    const double r = draft_.form.core_radius() * 0.86;
    const Noise bulge(draft_.form.options().seed, "generator/wall", 1.5 * r);
    const bool round = draft_.form.options().style == Style::radial;
    const int count = std::max(24, 8 * static_cast<int>(r / 55));
    const auto spot = [&](int k) {
      const double a = 2 * kPi * k / count - kPi / 2;
      const Vec d{std::cos(a), std::sin(a)};
      return to_mm(draft_.form.centre() +
                   d * (r * (round ? 1 : 0.88 + 0.13 * bulge(draft_.form.centre() + d * r))));
    };
    const std::size_t column = (draft_.chains.columns - 1) / 2;
    const Vertex quay = draft_.chains.vertex(draft_.chains.south_quay + 1, column),
                 rail = draft_.chains.vertex(draft_.chains.rail, column);
    std::vector<Point> inner;
    for (int k = 0; k <= count / 2; ++k) inner.push_back(spot(k));
    const Vec north{0, 1};
    const auto first = static_cast<Vertex>(draft_.graph.vertex_count());
    const std::uint32_t street = draft_.next_street++;
    const EdgeClass boulevard =
        draft_.form.options().population > kBoulevardFrom ? EdgeClass::primary : EdgeClass::secondary;
    draft_.graph.connect(draft_.corner(quay, north).half_edge, draft_.corner(rail, north * -1).half_edge,
                         inner, boulevard, street);
    draft_.info.push_back({});
    inner.clear();
    for (int k = count / 2 + 1; k < count; ++k) inner.push_back(spot(k));
    const Vec west{-1, 0};
    const Vertex top = first + static_cast<Vertex>(count / 2);
    draft_.graph.connect(draft_.corner(top, west).half_edge, draft_.corner(first, west).half_edge, inner,
                         boulevard, street);
    draft_.info.push_back({});
    std::vector<Vertex> ring;
    for (int k = 0; k < count; ++k) ring.push_back(first + static_cast<Vertex>(k));
    return ring;
  }

  StreetDraft& draft_;
  std::vector<Vec> bridges_;
};

}  // namespace

void lay_main_roads(StreetDraft& draft) {
  MainRoads(draft).run();
}

}  // namespace conurb::generator

// SPDX-License-Identifier: Apache-2.0
#include "plugins/generator/street_growth.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "plugins/generator/street_trace.hpp"

namespace conurb::generator {

namespace {

constexpr double kQuay = 14;      // from the water's edge to the middle of the street along it, m
constexpr double kRailHalf = 21;  // from the middle of the railway to the middle of the street beside it, m
constexpr double kPi = std::numbers::pi;

/// The curves from west to east that are laid out first, from south to north.
struct Chains {
  std::vector<Point> points;
  std::vector<PlanarGraph::Link> links;
  std::size_t columns{};
  std::size_t rows{};
  std::size_t south_quay{}, rail{};  ///< rows
  [[nodiscard]] Vertex vertex(std::size_t row, std::size_t column) const {
    return static_cast<Vertex>(row * columns + column);
  }
};

Chains lay_chains(const Form& form) {
  Chains c;
  const double half = form.half_size(), step = 36;
  c.columns = static_cast<std::size_t>(2 * half / step) + 2;
  const auto add = [&](const Course& course, double shift, EdgeClass edge_class) {
    for (std::size_t i = 0; i < c.columns; ++i) {
      const double x = -half + 2 * half * static_cast<double>(i) / static_cast<double>(c.columns - 1);
      const double s = course.slope(x);
      c.points.push_back(to_mm({x, course.y(x) + shift * std::sqrt(1 + s * s)}));
      if (i > 0) c.links.push_back({c.vertex(c.rows, i - 1), c.vertex(c.rows, i), edge_class});
    }
    if (c.rows > 0) {
      c.links.push_back({c.vertex(c.rows - 1, 0), c.vertex(c.rows, 0), EdgeClass::border});
      c.links.push_back(
          {c.vertex(c.rows - 1, c.columns - 1), c.vertex(c.rows, c.columns - 1), EdgeClass::border});
    }
    return c.rows++;
  };
  const Course border{0, form.river().tilt, 0, 1000, 0};
  const double bank = form.river_width() / 2 + kQuay;
  add(border, -half, EdgeClass::border);
  if (form.has_motorway()) add(form.motorway(), 0, EdgeClass::motorway);
  c.south_quay = add(form.river(), -bank, EdgeClass::tertiary);
  add(form.river(), bank, EdgeClass::tertiary);
  c.rail = add(form.rail(), -kRailHalf, EdgeClass::residential);
  add(form.rail(), kRailHalf, EdgeClass::residential);
  if (form.has_second_motorway()) add(form.second_motorway(), 0, EdgeClass::motorway);
  add(border, half, EdgeClass::border);
  return c;
}

class Grower {
 public:
  Grower(const Form& form, const Zoning& zoning)
      : form_(form),
        zoning_(zoning),
        chains_(lay_chains(form)),
        graph_(chains_.points, chains_.links),
        random_(form.options().seed, "generator/streets") {}

  StreetPlan run() {
    name_first_faces();
    lay_main_roads();
    std::vector<Face> open;
    for (Face f = 0; f < graph_.face_count(); ++f)
      if (info_[f].kind == FaceKind::land) open.push_back(f);
    while (!open.empty()) {
      const Face f = open.back();
      open.pop_back();
      settle_face(f);
      const Face fresh = cut(f);
      if (fresh == kNone) {
        info_[f].whole = true;
        continue;
      }
      open.push_back(f);
      open.push_back(fresh);
    }
    return {std::move(graph_), std::move(info_), std::move(districts_), std::move(through_)};
  }

 private:
  [[nodiscard]] HalfEdge half_edge(Vertex a, Vertex b) const {
    HalfEdge h = graph_.any_from(a);
    while (graph_.target(h) != b) h = graph_.turn(h);
    return h;
  }

  void name_first_faces() {
    info_.resize(graph_.face_count());
    const auto above = [&](std::size_t row) {
      return graph_.face(half_edge(chains_.vertex(row, 0), chains_.vertex(row, 1)));
    };
    info_[above(chains_.south_quay)].kind = FaceKind::river;
    info_[above(chains_.rail)].kind = FaceKind::rail;
    info_[graph_.outer_face()].kind = FaceKind::outside;
    next_street_ = static_cast<std::uint32_t>(EdgeClass::border) + 1;
  }

  [[nodiscard]] Vec along_field(Vec p, Vec heading) const {
    const double angle = form_.street_angle(p);
    Vec u{std::cos(angle), std::sin(angle)};
    if (std::fabs(dot(u, heading)) < std::fabs(cross(u, heading))) u = left(u);
    return dot(u, heading) < 0 ? u * -1 : u;
  }

  HalfEdge realise(const BoundaryPlace& place) {
    if (!place.within) return place.half_edge;
    graph_.split_edge(place.half_edge, place.p);
    return graph_.next(place.half_edge);
  }

  /// Lays a path; returns the new face and leaves in `end_` the vertex where it ends.
  Face lay(const TracedPath& path, EdgeClass edge_class, std::uint32_t street) {
    const HalfEdge from = realise(path.start), to = realise(path.end);
    end_ = graph_.origin(to);
    const Face old = graph_.face(from), fresh = graph_.connect(from, to, path.inner, edge_class, street);
    info_.push_back(info_[old]);
    return fresh;
  }

  /// The corner at a vertex into which `heading` points.
  [[nodiscard]] BoundaryPlace corner(Vertex v, Vec heading) const {
    HalfEdge h = graph_.any_from(v), best = h;
    double least = 10;
    do {  // the half-edge that comes first, clockwise from the heading
      const Vec d = to_m(graph_.point(graph_.target(h))) - to_m(graph_.point(v));
      double a = std::atan2(cross(d, heading), dot(d, heading));
      if (a < 0) a += 2 * kPi;
      if (a < least) least = a, best = h;
      h = graph_.turn(h);
    } while (h != graph_.any_from(v));
    return {best, false, graph_.point(v)};
  }

  /// A road from a vertex onwards through face after face, over river and railway, to the plan's border or
  /// until it would meet another street too sharply.
  void lay_through_road(Vertex v, Vec heading, EdgeClass edge_class, double reach) {
    const std::uint32_t street = next_street_++;
    through_.push_back(street);
    for (int faces = 0; faces < 60; ++faces) {
      const BoundaryPlace start = corner(v, heading);
      const Face face = graph_.face(start.half_edge);
      const FaceKind kind = info_[face].kind;
      if (kind == FaceKind::outside || (to_m(start.p) - form_.centre()).length() > reach) return;
      const FaceView view(graph_, face);
      TraceRules rules{30, 22, 45, 0.65};
      std::optional<TracedPath> path;
      if (kind == FaceKind::land) {
        if (!view.may_leave(start, heading, 0.5)) return;
        path = view.trace(start, heading, rules, [this](Vec p, Vec h) { return along_field(p, h); });
      } else {
        const Course& course = kind == FaceKind::river ? form_.river() : form_.rail();
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
      lay(*path, edge_class, street);
      v = end_;
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
    const auto column =
        static_cast<std::size_t>(std::clamp((x + form_.half_size()) / (2 * form_.half_size()), 0.02, 0.98) *
                                 static_cast<double>(chains_.columns - 1));
    const Vertex south = chains_.vertex(chains_.south_quay, column);
    const Vec across = unit({-form_.river().slope(x), 1});
    lay_through_road(south, across, edge_class, 1e9);
    lay_through_road(south, across * -1, edge_class, 1e9);
  }

  /// The street on the line of the old town's wall. Returns its vertices, counter-clockwise from the south.
  std::vector<Vertex> lay_old_ring() {
    const double r = form_.core_radius() * 0.86;
    const Noise bulge(form_.options().seed, "generator/wall", 1.5 * r);
    const bool round = form_.options().style == Style::radial;
    const int count = std::max(24, 8 * static_cast<int>(r / 55));
    const auto spot = [&](int k) {
      const double a = 2 * kPi * k / count - kPi / 2;
      const Vec d{std::cos(a), std::sin(a)};
      return to_mm(form_.centre() + d * (r * (round ? 1 : 0.88 + 0.13 * bulge(form_.centre() + d * r))));
    };
    const std::size_t column = (chains_.columns - 1) / 2;
    const Vertex quay = chains_.vertex(chains_.south_quay + 1, column),
                 rail = chains_.vertex(chains_.rail, column);
    std::vector<Point> inner;
    for (int k = 0; k <= count / 2; ++k) inner.push_back(spot(k));
    const Vec north{0, 1};
    const auto first = static_cast<Vertex>(graph_.vertex_count());
    const std::uint32_t street = next_street_++;
    graph_.connect(corner(quay, north).half_edge, corner(rail, north * -1).half_edge, inner,
                   EdgeClass::secondary, street);
    info_.push_back({});
    inner.clear();
    for (int k = count / 2 + 1; k < count; ++k) inner.push_back(spot(k));
    const Vec west{-1, 0};
    const Vertex top = first + static_cast<Vertex>(count / 2);
    graph_.connect(corner(top, west).half_edge, corner(first, west).half_edge, inner, EdgeClass::secondary,
                   street);
    info_.push_back({});
    std::vector<Vertex> ring;
    for (int k = 0; k < count; ++k) ring.push_back(first + static_cast<Vertex>(k));
    return ring;
  }

  void lay_main_roads() {
    const double r = form_.radius();
    const double spacing = std::clamp(0.42 * r, 650.0, 1700.0);
    Dice dice(random_, 1);
    if (form_.options().style == Style::grid) {
      lay_bridge_road(0, EdgeClass::primary);
    } else {
      const std::vector<Vertex> ring = lay_old_ring();
      const int spokes = form_.options().style == Style::radial ? (r > 3000 ? 12 : 8) : (r > 3000 ? 9 : 6);
      const auto n = static_cast<int>(ring.size());
      lay_through_road(chains_.vertex(chains_.south_quay + 1, (chains_.columns - 1) / 2), {0, -1},
                       EdgeClass::primary, 1e9);
      lay_through_road(chains_.vertex(chains_.rail, (chains_.columns - 1) / 2), {0, 1}, EdgeClass::primary,
                       1e9);
      for (int k = 0; k < spokes; ++k) {
        int at = (k * n + n / (2 * spokes)) / spokes;
        if (form_.options().style == Style::organic) at = (at + dice.integer(-n / 40, n / 40) + n) % n;
        const Vertex v = ring[static_cast<std::size_t>(at)];
        const Vec out = unit(to_m(graph_.point(v)) - form_.centre());
        if (std::fabs(out.x) < 0.1) continue;  // the roads to bridge and station are there already
        lay_through_road(v, out, k % 2 == 0 ? EdgeClass::primary : EdgeClass::secondary, 1e9);
      }
    }
    for (int k = 1; k * spacing < r * 1.02; ++k) {
      for (const int side : {-1, 1}) {
        const double shift = form_.options().style == Style::grid ? 0 : dice.uniform(-0.2, 0.2);
        const double x = side * (k + shift) * spacing;
        if (near_bridge({x, form_.river().y(x)})) continue;
        lay_bridge_road(x, k % 2 == 0 || r < 2500 ? EdgeClass::primary : EdgeClass::secondary);
      }
    }
  }

  /// Gives a face its district and zone once it is small enough.
  void settle_face(Face f) {
    FaceInfo& info = info_[f];
    if (info.district != kNone && info.zoned) return;
    const Ring ring = graph_.ring(f);
    const OrientedBox box = oriented_box(ring);
    const double size = std::sqrt(std::fabs(area(ring)));
    if (info.district == kNone && size < std::clamp(0.5 * form_.radius(), 750.0, 1900.0)) {
      info.district = static_cast<std::uint32_t>(districts_.size());
      districts_.push_back(ring);
    }
    if (!info.zoned && size < 330 && box.length < 800) {
      info.zoned = true;
      info.zone = zoning_.at(centroid(ring));
    }
  }

  /// Whether any part of the face may become city.
  [[nodiscard]] bool reaches_city(const Ring& ring) const {
    const double least = form_.edge_density() * 0.72;
    const Vec centre = centroid(ring);
    for (const Point p : ring) {
      const Vec v = to_m(p);
      if (form_.density(v) > least || form_.density((v + centre) * 0.5) > least) return true;
    }
    return form_.density(centre) > least;
  }

  struct Frame {
    Vec axis[2];
    double low[2], extent[2];
    double parts[2];  ///< number of blocks along each axis
  };

  [[nodiscard]] Frame frame_of(const Ring& ring, BlockSize size) const {
    Frame f;
    const double angle = form_.street_angle(centroid(ring));
    f.axis[0] = {std::cos(angle), std::sin(angle)};
    f.axis[1] = left(f.axis[0]);
    for (int k = 0; k < 2; ++k) {
      double low = 1e18, high = -1e18;
      for (const Point p : ring) {
        low = std::min(low, dot(to_m(p), f.axis[k]));
        high = std::max(high, dot(to_m(p), f.axis[k]));
      }
      f.low[k] = low;
      f.extent[k] = high - low;
    }
    // Blocks lie along the axis that needs fewer cuts.
    const double a = std::max(f.extent[0] / size.length, f.extent[1] / size.width);
    const double b = std::max(f.extent[0] / size.width, f.extent[1] / size.length);
    f.parts[0] = f.extent[0] / (a <= b ? size.length : size.width);
    f.parts[1] = f.extent[1] / (a <= b ? size.width : size.length);
    return f;
  }

  [[nodiscard]] EdgeClass class_for(double extent) const {
    const double r = form_.radius();
    if (extent > std::max(1300.0, std::min(0.95 * r, 2400.0))) return EdgeClass::primary;
    if (extent > std::clamp(0.42 * r, 620.0, 950.0)) return EdgeClass::secondary;
    if (extent > 430) return EdgeClass::tertiary;
    return EdgeClass::residential;
  }

  Face cut(Face face) {
    const FaceView view(graph_, face);
    const Ring& ring = view.ring();
    FaceInfo& info = info_[face];
    const bool city = info.zoned ? info.zone != Zone::rural : reaches_city(ring);
    const Vec centre = centroid(ring);
    Dice dice(random_, mix_key(centre));
    const Zone zone = info.zoned ? info.zone : city ? Zone::houses : Zone::rural;
    BlockSize size = Zoning::block_size(zone);
    const double vary = form_.options().style == Style::grid ? 0.08 : 0.2;
    const double factor = dice.uniform(1 - vary, 1 + vary);
    size = {size.width * factor, size.length * factor};
    const Frame frame = frame_of(ring, size);
    const double surface = std::fabs(area(ring));
    if (std::max(frame.parts[0], frame.parts[1]) < 1.45 || surface < 1.25 * size.width * size.length)
      return kNone;
    const int first = frame.parts[0] >= frame.parts[1] ? 0 : 1;
    const bool quiet = info.zoned && (zone == Zone::houses || zone == Zone::rows);
    if (quiet && frame.parts[first] < 2.2 && frame.parts[1 - first] < 1.5 && dice.chance(0.16)) {
      lay_dead_end(view, frame, first);
      return kNone;
    }
    for (int attempt = 0; attempt < 2; ++attempt) {
      const int axis = attempt == 0 ? first : 1 - first;
      if (frame.parts[axis] < 1.4) continue;
      if (const Face fresh = cut_across(view, frame, axis, size, dice); fresh != kNone) return fresh;
    }
    return kNone;
  }

  /// A cul-de-sac into the middle of a face that could have been two blocks.
  void lay_dead_end(const FaceView& view, const Frame& frame, int axis) {
    const TraceRules rules{15, 15, 0, 1.0};
    for (const BoundaryPlace& start :
         starts(view, frame, axis, frame.low[axis] + frame.extent[axis] / 2, rules, 0)) {
      const Vec heading = inward(view, start, frame.axis[1 - axis]);
      const auto path = view.trace(start, heading, rules, [this](Vec p, Vec h) { return along_field(p, h); });
      if (!path || !path->inner.empty()) continue;
      const Vec a = to_m(start.p), b = to_m(path->end.p);
      if ((b - a).length() < 70) continue;
      const Point tip = to_mm(a + (b - a) * 0.58);
      graph_.add_dead_end(realise(start), {&tip, 1}, EdgeClass::residential, next_street_++);
      return;
    }
  }

  [[nodiscard]] static std::uint64_t mix_key(Vec p) {
    const Point q = to_mm(p);
    return sdk::mix_bits((std::uint64_t{static_cast<std::uint32_t>(q.x)} << 32) |
                         static_cast<std::uint32_t>(q.y));
  }

  Face cut_across(const FaceView& view, const Frame& frame, int axis, BlockSize size, Dice& dice) {
    const double parts = std::max(2.0, std::round(frame.parts[axis]));
    const double middle = std::floor(parts / 2) / parts;
    const Style style = form_.options().style;
    const double snapping = style == Style::organic ? 0.4 : style == Style::radial ? 0.75 : 0.93;
    const double pitch = frame.extent[axis] / parts;
    const EdgeClass edge_class = class_for(std::max(frame.extent[0], frame.extent[1]));
    std::vector<double> wanted;
    for (const double shift : {0.0, -0.22, 0.22, -0.4, 0.4})
      wanted.push_back(frame.low[axis] + frame.extent[axis] * middle +
                       pitch * (shift + dice.uniform(-0.06, 0.06)));
    if (parts >= 4)
      for (const int shift : {-1, 1})
        wanted.push_back(frame.low[axis] + frame.extent[axis] * (middle + shift / parts));
    const TraceRules rules{std::clamp(pitch * 0.25, 14.0, 40.0), std::min(16.0, 0.25 * size.width),
                           dice.chance(snapping) ? std::min(0.42 * pitch, 45.0) : 0.0, 0.85};
    std::optional<TracedPath> best;
    double best_score = -1;
    for (std::size_t k = 0; k < wanted.size(); ++k) {
      for (const BoundaryPlace& start : starts(view, frame, axis, wanted[k], rules, pitch)) {
        const Vec heading = inward(view, start, frame.axis[1 - axis]);
        if (!view.may_leave(start, along_field(to_m(start.p), heading), rules.least_angle)) continue;
        auto path = view.trace(start, heading, rules, [this](Vec p, Vec h) { return along_field(p, h); });
        if (!path) continue;
        const double score = worth(view, *path, size) - 0.04 * static_cast<double>(k);
        if (score > best_score) best_score = score, best = std::move(path);
      }
      if (best_score > 0.5) break;
    }
    if (!best || best_score <= 0) return kNone;
    return lay(*best, edge_class, next_street_++);
  }

  [[nodiscard]] Vec inward(const FaceView& view, const BoundaryPlace& place, Vec axis) const {
    return view.may_leave(place, axis, 0.3) ? axis : axis * -1;
  }

  /// Where a street at position `at` along the axis may begin: at junctions of the other side first.
  [[nodiscard]] static std::vector<BoundaryPlace> starts(const FaceView& view, const Frame& frame, int axis,
                                                         double at, const TraceRules& rules, double pitch) {
    std::vector<BoundaryPlace> places;
    const auto position = [&](std::size_t i) { return dot(to_m(view.point(i)), frame.axis[axis]); };
    if (rules.junction_snap > 0) {
      double least = 0.5 * pitch;
      std::size_t nearest = view.size();
      for (std::size_t i = 0; i < view.size(); ++i) {
        const double away = std::fabs(position(i) - at);
        if (view.is_junction(i) && away < least) least = away, nearest = i;
      }
      if (nearest < view.size()) places.push_back({view.half_edge(nearest), false, view.point(nearest)});
    }
    for (std::size_t i = 0; i < view.size() && places.size() < 4; ++i) {
      const double a = position(i), b = position(i + 1 == view.size() ? 0 : i + 1);
      if ((a > at) == (b > at)) continue;
      const Vec p = to_m(view.point(i)), q = to_m(view.point(i + 1));
      const double t = (at - a) / (b - a), length = (q - p).length();
      if (t * length < rules.snap) {
        places.push_back({view.half_edge(i), false, view.point(i)});
      } else if ((1 - t) * length < rules.snap) {
        places.push_back({view.half_edge((i + 1) % view.size()), false, view.point(i + 1)});
      } else {
        places.push_back({view.half_edge(i), true, to_mm(p + (q - p) * t)});
      }
    }
    return places;
  }

  /// How good the two faces would be that a path makes: 0 for a bad cut, up to about 1.
  [[nodiscard]] static double worth(const FaceView& view, const TracedPath& path, BlockSize size) {
    const auto [one, other] = view.cut(path);
    const double a = area(one), b = area(other);
    const double least = 0.42 * size.width * size.length;
    if (a < least || b < least) return 0;
    const double shape = std::min(compactness(one), compactness(other));
    if (shape < std::min(0.26, 1.15 * compactness(view.ring()))) return 0;
    for (const Ring* ring : {&one, &other}) {
      const OrientedBox box = oriented_box(*ring);
      if (box.width < 0.6 * size.width) return 0;
    }
    return std::min(1.0, shape / 0.6) * (0.5 + std::min(a, b) / (a + b));
  }

  const Form& form_;
  const Zoning& zoning_;
  Chains chains_;
  PlanarGraph graph_;
  sdk::Random random_;
  std::vector<FaceInfo> info_;
  std::vector<Ring> districts_;
  std::vector<Vec> bridges_;
  std::uint32_t next_street_ = 0;
  std::vector<std::uint32_t> through_;
  Vertex end_ = kNone;
};

}  // namespace

StreetPlan grow_streets(const Form& form, const Zoning& zoning) {
  return Grower(form, zoning).run();
}

}  // namespace conurb::generator

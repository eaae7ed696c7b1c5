// SPDX-License-Identifier: Apache-2.0
#include "plugins/generator/street_growth.hpp"

#include <algorithm>
#include <cmath>

#include "plugins/generator/street_draft.hpp"

namespace conurb::generator {

namespace {

class Grower {
 public:
  Grower(const Form& form, const Zoning& zoning)
      : form_(form), zoning_(zoning), draft_(form), graph_(draft_.graph), info_(draft_.info) {}

  StreetPlan run() {
    lay_main_roads(draft_);
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
    return {std::move(graph_), std::move(info_), std::move(districts_), std::move(draft_.through)};
  }

 private:
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

  [[nodiscard]] static Frame frame_of(const Ring& ring, BlockSize size, double angle) {
    Frame f;
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
    Dice dice(draft_.random, mix_key(centre));
    const Zone zone = info.zoned ? info.zone : city ? Zone::houses : Zone::rural;
    BlockSize size = Zoning::block_size(zone);
    const double vary = form_.options().style == Style::grid ? 0.08 : 0.2;
    const double factor = dice.uniform(1 - vary, 1 + vary);
    size = {size.width * factor, size.length * factor};
    const Frame frame = frame_of(ring, size, form_.street_angle(centre));
    const double surface = std::fabs(area(ring));
    if (std::max(frame.parts[0], frame.parts[1]) < 1.45 || surface < 1.25 * size.width * size.length)
      return kNone;
    const int first = frame.parts[0] >= frame.parts[1] ? 0 : 1;
    const bool quiet = info.zoned && (zone == Zone::houses || zone == Zone::rows);
    if (quiet && frame.parts[first] < 2.2 && frame.parts[1 - first] < 1.5 && dice.chance(0.16)) {
      lay_dead_end(view, frame, first);
      return kNone;
    }
    // Long or bent faces lie otherwise than the field in their middle: then along their own box.
    const Vec own = oriented_box(ring).axis;
    const Frame boxed = frame_of(ring, size, std::atan2(own.y, own.x));
    for (const Frame* f : {&frame, &boxed}) {
      const int longer = f->parts[0] >= f->parts[1] ? 0 : 1;
      for (const int axis : {longer, 1 - longer}) {
        if (f->parts[axis] < 1.4) continue;
        if (const Face fresh = cut_across(view, *f, axis, size, dice); fresh != kNone) return fresh;
      }
    }
    return kNone;
  }

  /// A cul-de-sac into the middle of a face that could have been two blocks.
  void lay_dead_end(const FaceView& view, const Frame& frame, int axis) {
    const TraceRules rules{15, 15, 0, 1.0};
    for (const BoundaryPlace& start :
         starts(view, frame, axis, frame.low[axis] + frame.extent[axis] / 2, rules, 0)) {
      const Vec heading = inward(view, start);
      const auto path =
          view.trace(start, heading, rules, [this](Vec p, Vec h) { return draft_.along_field(p, h); });
      if (!path || !path->inner.empty()) continue;
      const Vec a = to_m(start.p), b = to_m(path->end.p);
      if ((b - a).length() < 70) continue;
      const Point tip = to_mm(a + (b - a) * 0.58);
      graph_.add_dead_end(draft_.realise(start), {&tip, 1}, EdgeClass::residential, draft_.next_street++);
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
        const Vec heading = inward(view, start);
        if (!view.may_leave(start, draft_.along_field(to_m(start.p), heading), rules.least_angle)) continue;
        auto path =
            view.trace(start, heading, rules, [this](Vec p, Vec h) { return draft_.along_field(p, h); });
        if (!path) continue;
        const double score = worth(view, *path, size) * (1 - 0.04 * static_cast<double>(k));
        if (score > best_score) best_score = score, best = std::move(path);
      }
      if (best_score > 0.5) break;
    }
    if (!best || best_score <= 0) return kNone;
    return draft_.lay(*best, edge_class, draft_.next_street++).face;
  }

  /// Across the boundary at a place on it, inwards.
  [[nodiscard]] Vec inward(const FaceView& view, const BoundaryPlace& place) const {
    const std::size_t i = view.index_of(place.half_edge), before = i == 0 ? view.size() - 1 : i - 1;
    const Vec ahead = unit(to_m(view.point(i + 1)) - to_m(view.point(i)));
    if (place.within) return left(ahead);
    return left(unit(ahead + unit(to_m(view.point(i)) - to_m(view.point(before)))));
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
    // Great faces may be long; blocks may not.
    const double parent = compactness(view.ring());
    if (shape < (std::min(a, b) > 12 * size.width * size.length ? std::min(0.08, 0.5 * parent)
                                                                : std::min(0.26, 1.15 * parent)))
      return 0;
    for (const Ring* ring : {&one, &other}) {
      const OrientedBox box = oriented_box(*ring);
      if (box.width < 0.6 * size.width) return 0;
    }
    return std::min(1.0, shape / 0.6) * (0.5 + std::min(a, b) / (a + b));
  }

  const Form& form_;
  const Zoning& zoning_;
  StreetDraft draft_;
  PlanarGraph& graph_;
  std::vector<FaceInfo>& info_;
  std::vector<Ring> districts_;
};

}  // namespace

StreetPlan grow_streets(const Form& form, const Zoning& zoning) {
  return Grower(form, zoning).run();
}

}  // namespace conurb::generator

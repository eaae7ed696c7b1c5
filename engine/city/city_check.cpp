// SPDX-License-Identifier: Apache-2.0
#include "engine/city/city_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <span>

#include "engine/city/geometry_check.hpp"
#include "engine/city/semantic_types.hpp"

namespace conurb::city {

namespace {

constexpr std::size_t kGrain = 512;

/// What the pass over the geometry leaves for the comparison of parts.
struct GeometryNote {
  Box box;
  bool closed = false;
};

class CityCheck {
 public:
  CityCheck(const City& city, const CityCheckOptions& options, Jobs& jobs, const CancelToken& cancel)
      : city_(city), options_(options), jobs_(jobs), cancel_(cancel), store_(city.geometry().get()) {}

  CityReport run() {
    if (store_ != nullptr) {
      take_objects();
      check_geometries();
      check_objects();
      check_parts();
    }
    check_values();
    std::stable_sort(all_.begin(), all_.end(),
                     [](const CityFinding& a, const CityFinding& b) { return a.rule < b.rule; });
    for (CityFinding& each : all_) {
      std::int64_t& count = report_.counts[static_cast<std::size_t>(each.rule)];
      if (static_cast<std::size_t>(count++) < options_.most_per_rule)
        report_.findings.push_back(std::move(each));
    }
    return std::move(report_);
  }

 private:
  // ---- objects ----

  void take_objects() {
    const std::int32_t table = city_.find("city_object");
    const std::size_t objects = table < 0 ? 0 : static_cast<std::size_t>(city_.table("city_object").rows());
    begin_.assign(objects + 1, 0);
    const std::uint32_t count = store_->geometry_count();
    for (std::uint32_t g = 0; g < count; ++g) {
      if (store_->owner(g) < objects) ++begin_[store_->owner(g) + 1];
    }
    for (std::size_t i = 1; i < begin_.size(); ++i) begin_[i] += begin_[i - 1];
    of_object_.resize(begin_.back());
    std::vector<std::uint32_t> next(begin_.begin(), begin_.end() - 1);
    for (std::uint32_t g = 0; g < count; ++g) {
      if (store_->owner(g) < objects) of_object_[next[store_->owner(g)]++] = g;
    }
    if (objects > 0) alive_ = city_.table("city_object").alive();
  }

  [[nodiscard]] std::span<const std::uint32_t> geometries_of(std::size_t object) const {
    return std::span(of_object_).subspan(begin_[object], begin_[object + 1] - begin_[object]);
  }
  /// Templates belong to nobody and are judged; what belongs to a retired object is not.
  [[nodiscard]] bool is_judged(std::uint32_t geometry) const {
    const std::uint32_t owner = store_->owner(geometry);
    return owner < alive_.size() ? alive_[owner] != 0 : store_->tile_of(geometry) == kTemplateTile;
  }
  [[nodiscard]] std::string_view text_of(const char* column, std::size_t object) const {
    const Column& texts = city_.table("city_object").column(column);
    const std::int32_t code = texts.values<std::int32_t>()[object];
    return code < 0 ? std::string_view() : texts.dictionary().text(code);
  }

  // ---- one geometry after the other ----

  void check_geometries() {
    notes_.resize(store_->geometry_count());
    std::vector<std::vector<GeometryFinding>> chunks(Jobs::chunk_count(notes_.size(), kGrain));
    jobs_.parallel_for(0, notes_.size(), kGrain, [&](std::size_t begin, std::size_t end) {
      cancel_.check("the check");
      GeometryCheck check(*store_, options_.validity);
      for (std::size_t g = begin; g < end; ++g) {
        if (!is_judged(static_cast<std::uint32_t>(g))) continue;
        check.check(static_cast<std::uint32_t>(g), chunks[begin / kGrain]);
        notes_[g].closed = check.has_closed_solids();
        if (notes_[g].closed) notes_[g].box = box_of(check);
      }
    });
    for (const auto& chunk : chunks) {
      for (const GeometryFinding& each : chunk) add(each);
    }
    for (std::uint32_t g = 0; g < store_->geometry_count(); ++g) {
      if (!is_judged(g)) continue;
      ++report_.geometries;
      report_.surfaces += store_->surfaces(g).size();
      report_.shells += store_->shells(g).size();
    }
  }

  static Box box_of(const GeometryCheck& check) {
    Box box;
    const SnappedGeometry& geometry = check.snapped();
    for (std::uint32_t n = 0; n < geometry.names(); ++n) box.add(geometry.world(geometry.point(n)));
    return box;
  }

  CityFinding& add(const GeometryFinding& finding) {
    CityFinding& added = all_.emplace_back();
    static_cast<GeometryFinding&>(added) = finding;
    const std::uint32_t owner = finding.geometry == kNone ? kNone : store_->owner(finding.geometry);
    added.object = owner < alive_.size() ? owner : kNone;
    added.has_place = finding.geometry != kNone && store_->tile_of(finding.geometry) != kTemplateTile;
    return added;
  }

  // ---- one object after the other ----

  void check_objects() {
    for (std::size_t object = 0; object < alive_.size(); ++object) {
      if (alive_[object] == 0) continue;
      check_lods(object);
      for (const std::uint32_t g : geometries_of(object)) check_surface_types(object, g);
    }
  }

  [[nodiscard]] Point3 place_of(std::uint32_t geometry, std::uint32_t surface) const {
    const Range rings = store_->rings(surface);
    return rings.size() == 0 || store_->ring(rings.begin).empty()
               ? Point3{0, 0, 0}
               : store_->world(store_->ring(rings.begin)[0], store_->tile_of(geometry));
  }
  [[nodiscard]] bool has_faces(std::uint32_t g) const {
    const GeometryType type = store_->type(g);
    return type != GeometryType::multi_point && type != GeometryType::multi_line_string &&
           type != GeometryType::instance && store_->surfaces(g).size() > 0;
  }

  void check_lods(std::size_t object) {
    const auto geometries = geometries_of(object);
    for (std::size_t i = 0; i < geometries.size(); ++i) {
      const std::uint16_t lod = store_->lod(geometries[i]);
      if (lod == kNoName || !has_faces(geometries[i])) continue;
      const auto same = [&](std::uint32_t g) { return has_faces(g) && store_->lod(g) == lod; };
      const auto number = std::count_if(geometries.begin(), geometries.end(), same);
      const bool first = std::find_if(geometries.begin(), geometries.end(), same) - geometries.begin() ==
                         static_cast<std::ptrdiff_t>(i);
      if (number < 2 || !first) continue;
      const std::uint32_t g = geometries[i];
      CityFinding& added = add({Rule::object_lod_twice, g, kNone, place_of(g, store_->surfaces(g).begin),
                                static_cast<double>(number)});
      added.detail = fmt::format("level of detail {}", store_->lod_text(g));
    }
  }

  void check_surface_types(std::size_t object, std::uint32_t g) {
    const Range rows = store_->semantics(g);
    if (rows.size() == 0) return;
    const std::string_view type = text_of("type", object);
    for (std::uint32_t row = rows.begin; row < rows.end; ++row) {
      const std::uint16_t code = store_->semantic_type(row);
      if (code == kNoName) continue;
      const std::string_view surface_type = store_->semantic_types()[code];
      const SurfaceTypeFit fit = fit_of(type, surface_type);
      if (fit == SurfaceTypeFit::fits) continue;
      std::uint32_t surface = kNone;
      const Range surfaces = store_->surfaces(g);
      for (std::uint32_t s = surfaces.begin; s < surfaces.end && surface == kNone; ++s) {
        if (store_->semantic_of(g, s) == row) surface = s;
      }
      const Rule rule =
          fit == SurfaceTypeFit::unknown ? Rule::surface_type_unknown : Rule::surface_type_of_others;
      const Point3 place =
          surfaces.size() == 0 ? Point3{0, 0, 0} : place_of(g, surface == kNone ? surfaces.begin : surface);
      CityFinding& added = add({rule, g, surface, place, 0});
      added.detail = fmt::format("{} of a {}", surface_type, type);
    }
  }

  // ---- parts of one building ----

  void check_parts() {
    if (alive_.empty()) return;
    const auto roots = city_.table("city_object").column("root").values<std::int32_t>();
    std::vector<std::vector<std::uint32_t>> parts(alive_.size());  // closed geometries by root
    for (std::size_t object = 0; object < alive_.size(); ++object) {
      if (alive_[object] == 0 || roots[object] < 0) continue;
      if (text_of("type", object) != "BuildingPart" && text_of("type", object) != "Building") continue;
      for (const std::uint32_t g : geometries_of(object)) {
        if (notes_[g].closed) parts[static_cast<std::size_t>(roots[object])].push_back(g);
      }
    }
    std::vector<std::vector<GeometryFinding>> chunks(Jobs::chunk_count(parts.size(), kGrain));
    jobs_.parallel_for(0, parts.size(), kGrain, [&](std::size_t begin, std::size_t end) {
      cancel_.check("the check");
      PartComparison comparison(*store_, options_.validity);
      for (std::size_t root = begin; root < end; ++root)
        compare(parts[root], comparison, chunks[begin / kGrain]);
    });
    for (const auto& chunk : chunks) {
      for (const GeometryFinding& each : chunk) add(each);
    }
  }

  /// Whether two solids have space in common.
  class PartComparison {
   public:
    PartComparison(const GeometryStore& store, const ValidityOptions& options)
        : check_(store, options), tolerance_(options.crossing_m) {}

    std::optional<Point3> common(std::uint32_t a, std::uint32_t b) {
      const Point3 origin = take(a, first_, first_sides_);
      const Point3 own = take(b, second_, second_sides_);
      const auto move = [&](Point3& p) {
        for (std::size_t axis = 0; axis < 3; ++axis) p[axis] += own[axis] - origin[axis];
      };
      for (SpaceTriangle& t : second_) {
        for (Point3* p : {&t.a, &t.b, &t.c}) move(*p);
      }
      for (SpaceEdge& side : second_sides_) {
        for (Point3* p : {&side.a, &side.b}) move(*p);
      }
      std::optional<Point3> place = held(first_, second_);
      if (!place) place = held(second_, first_);
      if (!place) place = cut();
      for (std::size_t axis = 0; axis < 3 && place; ++axis) (*place)[axis] += origin[axis];
      return place;
    }

   private:
    // In coordinates of the geometry's own frame, whose origin it returns.
    Point3 take(std::uint32_t g, std::vector<SpaceTriangle>& triangles, std::vector<SpaceEdge>& sides) {
      ignored_.clear();
      check_.check(g, ignored_);
      triangles = check_.triangles();
      sides = check_.sides();
      return check_.snapped().world({0, 0, 0});
    }

    // A point in the middle of a face of the one that lies within the other.
    std::optional<Point3> held(const std::vector<SpaceTriangle>& ones,
                               const std::vector<SpaceTriangle>& solid) const {
      Box box;
      for (const SpaceTriangle& t : solid) {
        for (const Point3* p : {&t.a, &t.b, &t.c}) box.add(*p);
      }
      for (const SpaceTriangle& t : ones) {
        Point3 middle;
        bool within = true;
        for (std::size_t axis = 0; axis < 3; ++axis) {
          middle[axis] = (t.a[axis] + t.b[axis] + t.c[axis]) / 3;
          within = within && middle[axis] > box.lower[axis] && middle[axis] < box.upper[axis];
        }
        if (!within || !is_inside(middle, solid)) continue;
        const bool apart = std::all_of(solid.begin(), solid.end(), [&](const SpaceTriangle& other) {
          return distance(middle, other) > tolerance_;
        });
        if (apart) return middle;
      }
      return {};
    }

    std::optional<Point3> cut() {
      search_.clear();
      for (const SpaceTriangle& t : first_) search_.add(SpaceTriangle{t.a, t.b, t.c, 2 * t.face});
      for (const SpaceTriangle& t : second_) search_.add(SpaceTriangle{t.a, t.b, t.c, 2 * t.face + 1});
      for (const SpaceEdge& s : first_sides_) search_.add(SpaceEdge{s.a, s.b, 2 * s.face});
      for (const SpaceEdge& s : second_sides_) search_.add(SpaceEdge{s.a, s.b, 2 * s.face + 1});
      return search_.find(tolerance_);
    }

    GeometryCheck check_;
    CrossingSearch search_;
    double tolerance_;
    std::vector<SpaceTriangle> first_, second_;
    std::vector<SpaceEdge> first_sides_, second_sides_;
    std::vector<GeometryFinding> ignored_;
  };

  void compare(const std::vector<std::uint32_t>& parts, PartComparison& comparison,
               std::vector<GeometryFinding>& findings) const {
    const double least = options_.validity.crossing_m;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      for (std::size_t j = i + 1; j < parts.size(); ++j) {
        const std::uint32_t a = parts[i], b = parts[j];
        if (store_->owner(a) == store_->owner(b) || store_->lod(a) != store_->lod(b)) continue;
        const Box &p = notes_[a].box, &q = notes_[b].box;
        bool apart = false;
        for (std::size_t axis = 0; axis < 3; ++axis) {
          apart = apart || p.upper[axis] < q.lower[axis] + least || q.upper[axis] < p.lower[axis] + least;
        }
        if (apart) continue;
        if (const auto place = comparison.common(a, b))
          findings.push_back({Rule::parts_overlap, b, kNone, *place, 0});
      }
    }
  }

  // ---- columns ----

  void check_values() {
    for (std::size_t t = 0; t < city_.table_count(); ++t) {
      const Table& table = city_.table(t);
      for (std::size_t c = 0; c < table.column_count(); ++c) {
        const ColumnSpec& spec = table.column(c).spec();
        if (spec.list || (!std::isfinite(spec.min) && !std::isfinite(spec.max))) continue;
        cancel_.check("the check");
        switch (spec.scalar) {
          case Scalar::f64: check_column<double>(t, c); break;
          case Scalar::f32: check_column<float>(t, c); break;
          case Scalar::i64: check_column<std::int64_t>(t, c); break;
          case Scalar::i32: check_column<std::int32_t>(t, c); break;
          case Scalar::u8: check_column<std::uint8_t>(t, c); break;
          case Scalar::text:
          case Scalar::ref: break;
        }
      }
    }
  }

  template <class T>
  void check_column(std::size_t t, std::size_t c) {
    const Table& table = city_.table(t);
    const ColumnSpec& spec = table.column(c).spec();
    const auto values = table.column(c).template values<T>();
    const auto alive = table.alive();
    for (std::size_t row = 0; row < values.size(); ++row) {
      const auto value = static_cast<double>(values[row]);
      if (alive[row] == 0 || !(value < spec.min || value > spec.max)) continue;
      CityFinding& added = all_.emplace_back();
      added.rule = Rule::value_out_of_range;
      added.table = static_cast<std::int32_t>(t);
      added.row = static_cast<std::int64_t>(row);
      added.has_place = false;
      const bool low = value < spec.min;
      added.detail = fmt::format("{}.{} = {}, which is to be at {} {}", table.name(), spec.name, value,
                                 low ? "least" : "most", low ? spec.min : spec.max);
      if (spec.unit != "1") added.detail += " " + spec.unit;
    }
  }

  const City& city_;
  const CityCheckOptions& options_;
  Jobs& jobs_;
  const CancelToken& cancel_;
  const GeometryStore* store_;
  std::span<const std::uint8_t> alive_;  // of city_object
  std::vector<std::uint32_t> begin_, of_object_;
  std::vector<GeometryNote> notes_;
  std::vector<CityFinding> all_;
  CityReport report_;
};

}  // namespace

std::int64_t CityReport::count(RuleSeverity severity) const {
  std::int64_t sum = 0;
  for (const RuleInfo& each : rules()) {
    if (each.severity == severity) sum += count(each.rule);
  }
  return sum;
}

CityReport check_city(const City& city, const CityCheckOptions& options, Jobs& jobs,
                      const CancelToken& cancel) {
  return CityCheck(city, options, jobs, cancel).run();
}

}  // namespace conurb::city

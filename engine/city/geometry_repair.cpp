// SPDX-License-Identifier: Apache-2.0
#include "engine/city/geometry_repair.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "engine/city/geometry_check.hpp"

namespace conurb::city {

namespace {

class Repairer {
 public:
  Repairer(const GeometryStore& store, const ValidityOptions& options)
      : store_(store), check_(store, options) {
    copy_frames();
    result_.surface.assign(store.surface_count(), kNone);
  }

  void geometry(std::uint32_t g, bool may_change) {
    findings_.clear();
    check_.check(g, findings_);
    plan_ = may_change && !check_.plan().empty() ? &check_.plan() : nullptr;
    corners_.clear();
    surfaces_ = store_.surfaces(g);
    first_ring_ = surfaces_.size() == 0 ? 0 : store_.rings(surfaces_.begin).begin;
    if (plan_ != nullptr) tell(g);
    if (const Instance* instance = store_.instance(g)) {
      out().end_instance(*instance, store_.lod(g), store_.owner(g), store_.tile_of(g));
    } else {
      boundary(g);
      out().end_geometry(store_.type(g), store_.lod(g), store_.owner(g), store_.tile_of(g));
    }
    semantics(g);
    looks();
  }

  RepairedGeometry take() { return std::move(result_); }

 private:
  GeometryStore& out() { return result_.store; }

  void copy_frames() {
    out().looks().images() = store_.looks().images();
    for (std::uint32_t t = 0; t < store_.tile_count(); ++t) out().add_tile(store_.tile(t));
    std::uint32_t tile = kNone;
    for (std::uint32_t v = 0; v < store_.vertex_count(); ++v) {
      const std::uint32_t of = store_.tile_of_vertex(v);
      if (of != std::exchange(tile, of)) out().use_tile(of);
      const auto [x, y, z] = store_.vertex(v);
      out().add_vertex(x, y, z);
    }
    for (std::uint32_t v = 0; v < store_.template_vertex_count(); ++v)
      out().add_template_vertex(store_.template_vertex(v));
    for (std::uint32_t i = 0; i < store_.lods().size(); ++i) out().lods().intern(store_.lods()[i]);
    for (std::uint32_t i = 0; i < store_.semantic_types().size(); ++i)
      out().semantic_types().intern(store_.semantic_types()[i]);
  }

  // ---- what the plan amounts to ----

  [[nodiscard]] bool is_dropped(std::uint32_t surface) const {
    return plan_ != nullptr && plan_->drop[surface - surfaces_.begin] != 0 && !keep_all_;
  }
  [[nodiscard]] bool is_turned(std::uint32_t surface) const {
    return plan_ != nullptr && plan_->turn[surface - surfaces_.begin] != 0;
  }

  // Never the last faces: a geometry or a shell of nothing is worse than one with faces of no area.
  void settle_drops(std::uint32_t g) {
    const auto kept = [this](Range faces) {
      return std::count(plan_->drop.begin() + (faces.begin - surfaces_.begin),
                        plan_->drop.begin() + (faces.end - surfaces_.begin), 0);
    };
    keep_all_ = kept(surfaces_) == 0;
    for (std::uint32_t sh = store_.shells(g).begin; sh < store_.shells(g).end; ++sh) {
      const Range faces = store_.surfaces_of_shell(sh);
      keep_all_ = keep_all_ || kept(faces) < std::min<std::ptrdiff_t>(4, faces.size());
    }
  }

  void tell(std::uint32_t g) {
    settle_drops(g);
    std::map<Rule, std::uint32_t> faces;
    std::uint32_t points = 0, holes = 0, turned_holes = 0;
    const std::size_t before = result_.repairs.size();
    for (std::uint32_t s = surfaces_.begin; s < surfaces_.end; ++s) {
      if (is_dropped(s)) {
        result_.repairs.push_back({plan_->why[s - surfaces_.begin], g, s, 1});
        continue;
      }
      if (is_turned(s)) ++faces[plan_->why[s - surfaces_.begin]];
      for (std::uint32_t r = store_.rings(s).begin; r < store_.rings(s).end; ++r) {
        if (plan_->drop_ring[r - first_ring_] != 0) {
          ++holes;
        } else if (check_.snapped().ring(r).size() >= 3) {
          points += check_.snapped().repeated(r);
          turned_holes += plan_->turn_ring[r - first_ring_];
        }
      }
    }
    for (const auto& [rule, number] : faces) result_.repairs.push_back({rule, g, kNone, number});
    const std::pair<Rule, std::uint32_t> others[] = {{Rule::ring_repeated_point, points},
                                                     {Rule::ring_too_few_points, holes},
                                                     {Rule::polygon_hole_orientation, turned_holes}};
    for (const auto& [rule, number] : others) {
      if (number > 0) result_.repairs.push_back({rule, g, kNone, number});
    }
    if (result_.repairs.size() == before) plan_ = nullptr;
  }

  // ---- the boundary ----

  void boundary(std::uint32_t g) {
    if (!is_solid_type(store_.type(g))) return surfaces(surfaces_);
    for (std::uint32_t so = store_.solids(g).begin; so < store_.solids(g).end; ++so) {
      const Range shells = store_.shells_of_solid(so);
      for (std::uint32_t sh = shells.begin; sh < shells.end; ++sh) {
        surfaces(store_.surfaces_of_shell(sh));
        out().end_shell();
      }
      out().end_solid();
    }
  }

  void surfaces(Range range) {
    for (std::uint32_t s = range.begin; s < range.end; ++s) {
      if (is_dropped(s)) continue;
      first_corner_ = 0;
      for (std::uint32_t r = store_.rings(s).begin; r < store_.rings(s).end; ++r) {
        ring(s, r);
        first_corner_ += static_cast<std::uint32_t>(store_.ring(r).size());
      }
      result_.surface[s] = out().surface_count();
      out().end_surface();
    }
  }

  void ring(std::uint32_t s, std::uint32_t r) {
    const auto vertices = store_.ring(r);
    if (plan_ == nullptr) {
      for (const std::uint32_t v : vertices) out().add_index(v);
      return out().end_ring();
    }
    const std::size_t at = r - first_ring_;
    if (plan_->drop_ring[at] != 0) return;
    ring_.clear();
    const bool shorten = check_.snapped().repeated(r) > 0 && check_.snapped().ring(r).size() >= 3;
    const auto called = [&](std::uint32_t corner) { return check_.snapped().name(vertices[corner]); };
    for (std::uint32_t i = 0; i < vertices.size(); ++i) {
      if (!shorten || ring_.empty() || called(ring_.back()) != called(i)) ring_.push_back(i);
    }
    while (shorten && ring_.size() > 1 && called(ring_.back()) == called(ring_.front())) ring_.pop_back();
    const bool turned = is_turned(s) != (plan_->turn_ring[at] != 0);
    if (turned) std::reverse(ring_.begin(), ring_.end());
    for (const std::uint32_t corner : ring_) {
      out().add_index(vertices[corner]);
      corners_.push_back(first_corner_ + corner);
    }
    out().end_ring();
  }

  void semantics(std::uint32_t g) {
    const Range rows = store_.semantics(g);
    if (rows.size() == 0) return;
    for (std::uint32_t row = rows.begin; row < rows.end; ++row)
      out().add_semantic(store_.semantic_type(row), store_.semantic_raw(row));
    links_.clear();
    for (std::uint32_t s = surfaces_.begin; s < surfaces_.end; ++s) {
      if (!is_dropped(s)) links_.push_back(store_.semantic_of(g, s));
    }
    out().link_semantics(links_);
  }

  // A corner keeps its place on an image where its ring was turned or shortened.
  void looks() {
    if (!store_.looks().any_of(surfaces_.begin, surfaces_.end)) return;
    std::size_t corner = 0;
    std::vector<TexturePoint> points;
    for (std::uint32_t s = surfaces_.begin; s < surfaces_.end; ++s) {
      if (is_dropped(s)) continue;
      SurfaceLook look = store_.looks().of(s);
      const std::uint32_t count = plan_ == nullptr ? 0 : out().corner_count(result_.surface[s]);
      if (count > 0 && look.image != kNone) {
        points.clear();
        for (std::uint32_t i = 0; i < count; ++i) points.push_back(look.points[corners_[corner + i]]);
        look.points = points;
      }
      corner += count;
      out().looks().add(result_.surface[s], look);
    }
  }

  const GeometryStore& store_;
  GeometryCheck check_;
  RepairedGeometry result_;
  std::vector<GeometryFinding> findings_;
  const GeometryPlan* plan_ = nullptr;
  bool keep_all_ = false;
  Range surfaces_;
  std::uint32_t first_ring_ = 0;
  std::vector<std::uint32_t> ring_, links_;
  std::uint32_t first_corner_ = 0;      // of the ring, in its surface
  std::vector<std::uint32_t> corners_;  // of the geometry, where it is mended: their number in their surface
};

}  // namespace

RepairedGeometry repair_geometry(const GeometryStore& store, const ValidityOptions& options,
                                 const std::function<bool(std::uint32_t)>& may_change) {
  Repairer repairer(store, options);
  for (std::uint32_t g = 0; g < store.geometry_count(); ++g)
    repairer.geometry(g, !may_change || may_change(g));
  return repairer.take();
}

}  // namespace conurb::city

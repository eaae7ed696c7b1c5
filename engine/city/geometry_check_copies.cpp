// SPDX-License-Identifier: Apache-2.0
// Faces and solids that are there twice, and faces that a solid can do without.
#include <algorithm>
#include <span>
#include <utility>

#include "engine/city/geometry_check.hpp"

namespace conurb::city {

namespace {

/// Corners of a face from its lowest name on: equal for faces of the same corners in the same order.
void append_turned(std::span<const std::uint32_t> ring, std::vector<std::uint32_t>& names) {
  const auto lowest = std::min_element(ring.begin(), ring.end());
  names.insert(names.end(), lowest, ring.end());
  names.insert(names.end(), ring.begin(), lowest);
}

}  // namespace

void GeometryCheck::find_copies(Range faces, bool in_solid) {
  names_.clear();
  names_begin_.assign(1, 0);
  order_.clear();
  for (std::uint32_t s = faces.begin; s < faces.end; ++s) {
    for (std::uint32_t r = store_.rings(s).begin; face(s).has_outline && r < store_.rings(s).end; ++r)
      append_turned(snapped_.ring(r), names_);
    names_begin_.push_back(static_cast<std::uint32_t>(names_.size()));
    order_.push_back(s - faces.begin);
  }
  const auto corners = [this](std::uint32_t f) {
    return std::span(names_).subspan(names_begin_[f], names_begin_[f + 1] - names_begin_[f]);
  };
  std::sort(order_.begin(), order_.end(), [&](std::uint32_t a, std::uint32_t b) {
    const auto p = corners(a), q = corners(b);
    if (p.size() != q.size()) return p.size() < q.size();
    const auto [x, y] = std::mismatch(p.begin(), p.end(), q.begin());
    return x == p.end() ? a < b : *x < *y;
  });
  std::vector<std::uint32_t> copies;
  for (std::size_t i = 1; i < order_.size(); ++i) {
    const auto p = corners(order_[i - 1]), q = corners(order_[i]);
    if (!q.empty() && std::ranges::equal(p, q)) copies.push_back(faces.begin + order_[i]);
  }
  std::sort(copies.begin(), copies.end());
  if (!copies.empty() && in_solid) take_uses(faces);
  for (const std::uint32_t s : copies) {
    find(Rule::face_duplicate, s, face(s).middle, 0);
    drop(s, Rule::face_duplicate, in_solid);
  }
}

void GeometryCheck::take_uses(Range faces) {
  uses_.clear();
  for (std::uint32_t s = faces.begin; s < faces.end; ++s) {
    for (std::uint32_t r = store_.rings(s).begin; r < store_.rings(s).end; ++r) {
      const auto ring = snapped_.ring(r);
      for (std::size_t i = 0; ring.size() > 1 && i < ring.size(); ++i) {
        const std::uint32_t a = ring[i], b = ring[i + 1 == ring.size() ? 0 : i + 1];
        uses_.emplace_back(std::uint64_t{std::min(a, b)} << 32 | std::max(a, b), s);
      }
    }
  }
  std::sort(uses_.begin(), uses_.end());
}

// Whether no edge of the face is left with one other face only.
bool GeometryCheck::stays_closed_without(std::uint32_t surface) const {
  for (std::uint32_t r = store_.rings(surface).begin; r < store_.rings(surface).end; ++r) {
    const auto ring = snapped_.ring(r);
    for (std::size_t i = 0; ring.size() > 1 && i < ring.size(); ++i) {
      const std::uint32_t a = ring[i], b = ring[i + 1 == ring.size() ? 0 : i + 1];
      const std::uint64_t ends = std::uint64_t{std::min(a, b)} << 32 | std::max(a, b);
      std::size_t others = 0;
      for (auto use = std::lower_bound(uses_.begin(), uses_.end(), std::pair{ends, std::uint32_t{0}});
           use != uses_.end() && use->first == ends; ++use) {
        others += use->second != surface && plan_.drop[use->second - surfaces_.begin] == 0 ? 1 : 0;
      }
      if (others == 1) return false;
    }
  }
  return true;
}

void GeometryCheck::drop(std::uint32_t surface, Rule rule, bool in_solid) {
  const std::size_t at = surface - surfaces_.begin;
  if (plan_.drop[at] != 0 || (in_solid && !stays_closed_without(surface))) return;
  plan_.drop[at] = 1;
  plan_.turn[at] = 0;
  plan_.why[at] = rule;
}

void GeometryCheck::plan_drops(Range faces, bool in_solid) {
  bool taken = false;
  for (std::uint32_t s = faces.begin; s < faces.end; ++s) {
    if (face(s).has_area || face(s).crosses) continue;
    if (in_solid && !std::exchange(taken, true)) take_uses(faces);
    drop(s, face(s).has_outline ? Rule::polygon_no_area : Rule::ring_too_few_points, in_solid);
  }
}

// Solids whose faces have the same corners.
void GeometryCheck::find_copied_solids() {
  const Range solids = store_.solids(geometry_);
  std::vector<std::pair<std::vector<std::uint32_t>, std::uint32_t>> corners;
  for (std::uint32_t so = solids.begin; so < solids.end; ++so) {
    std::vector<std::uint32_t> names;
    std::uint32_t first = kNone;
    const Range shells = store_.shells_of_solid(so);
    for (std::uint32_t sh = shells.begin; sh < shells.end; ++sh) {
      const Range faces = store_.surfaces_of_shell(sh);
      if (first == kNone && faces.size() > 0) first = faces.begin;
      for (std::uint32_t s = faces.begin; s < faces.end; ++s) {
        for (std::uint32_t r = store_.rings(s).begin; r < store_.rings(s).end; ++r)
          names.insert(names.end(), snapped_.ring(r).begin(), snapped_.ring(r).end());
      }
    }
    std::sort(names.begin(), names.end());
    if (!names.empty()) corners.emplace_back(std::move(names), first);
  }
  std::sort(corners.begin(), corners.end());
  for (std::size_t i = 1; i < corners.size(); ++i) {
    if (corners[i].first == corners[i - 1].first)
      find(Rule::solid_duplicate, corners[i].second, face(corners[i].second).middle, 0);
  }
}

}  // namespace conurb::city

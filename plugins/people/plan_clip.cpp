// SPDX-License-Identifier: Apache-2.0
#include "plugins/people/plan_clip.hpp"

#include <iterator>
#include <polyclipping/clipper.hpp>
#include <utility>

namespace conurb::people {

namespace {

using ClipperLib::Path;
using ClipperLib::Paths;

Path to_path(std::span<const Place> ring) {
  Path path;
  path.reserve(ring.size());
  for (const Place p : ring) path.emplace_back(p.x, p.y);
  return path;
}

Ring to_ring(const Path& path) {
  Ring ring;
  ring.reserve(path.size());
  for (const ClipperLib::IntPoint& p : path) ring.push_back({p.X, p.Y});
  return ring;
}

void add(ClipperLib::Clipper& clipper, std::span<const Ring> rings, ClipperLib::PolyType as) {
  for (const Ring& ring : rings)
    if (ring.size() > 2) clipper.AddPath(to_path(ring), as, true);
}

std::vector<Ring> combined(ClipperLib::ClipType how, std::span<const Ring> a, std::span<const Ring> b) {
  ClipperLib::Clipper clipper;
  add(clipper, a, ClipperLib::ptSubject);
  add(clipper, b, ClipperLib::ptClip);
  Paths paths;
  clipper.Execute(how, paths, ClipperLib::pftNonZero, ClipperLib::pftNonZero);
  std::vector<Ring> rings;
  rings.reserve(paths.size());
  for (const Path& path : paths) rings.push_back(to_ring(path));
  return rings;
}

/// Outer rings each followed by its holes.
void collect(const ClipperLib::PolyNode& outer, double least_hole, std::vector<std::vector<Ring>>& pieces) {
  std::vector<Ring> piece{to_ring(outer.Contour)};
  for (const ClipperLib::PolyNode* hole : outer.Childs)
    if (-ClipperLib::Area(hole->Contour) >= least_hole) piece.push_back(to_ring(hole->Contour));
  pieces.push_back(std::move(piece));
  for (const ClipperLib::PolyNode* hole : outer.Childs)
    for (const ClipperLib::PolyNode* island : hole->Childs) collect(*island, least_hole, pieces);
}

}  // namespace

std::vector<Ring> joined(std::span<const Ring> rings) {
  return combined(ClipperLib::ctUnion, rings, {});
}

std::vector<Ring> joined(std::span<const Ring> a, std::span<const Ring> b) {
  return combined(ClipperLib::ctUnion, a, b);
}

std::vector<Ring> common(std::span<const Ring> a, std::span<const Ring> b) {
  return combined(ClipperLib::ctIntersection, a, b);
}

std::vector<Ring> without(std::span<const Ring> a, std::span<const Ring> b) {
  return combined(ClipperLib::ctDifference, a, b);
}

std::vector<Ring> widened(std::span<const Ring> rings, std::int64_t by) {
  ClipperLib::ClipperOffset offset(2.0, 100.0);
  for (const Ring& ring : rings)
    offset.AddPath(to_path(ring), ClipperLib::jtRound,
                   ring.size() > 2 ? ClipperLib::etClosedPolygon : ClipperLib::etOpenRound);
  Paths paths;
  offset.Execute(paths, static_cast<double>(by));
  std::vector<Ring> result;
  for (const Path& path : paths) result.push_back(to_ring(path));
  return result;
}

std::vector<Ring> pieces_around(std::span<const Ring> rings, std::span<const Ring> core, double least_hole) {
  ClipperLib::Clipper clipper;
  add(clipper, rings, ClipperLib::ptSubject);
  ClipperLib::PolyTree tree;
  clipper.Execute(ClipperLib::ctUnion, tree, ClipperLib::pftNonZero, ClipperLib::pftNonZero);
  std::vector<std::vector<Ring>> pieces;
  for (const ClipperLib::PolyNode* outer : tree.Childs) collect(*outer, least_hole, pieces);
  std::vector<Ring> kept;
  for (std::vector<Ring>& piece : pieces) {
    if (pieces.size() > 1 && area_of(common(piece, core)) <= 0) continue;
    std::move(piece.begin(), piece.end(), std::back_inserter(kept));
  }
  return kept;
}

double area_of(std::span<const Ring> rings) {
  double twice = 0;
  for (const Ring& ring : rings) twice += twice_area(ring);
  return twice / 2;
}

}  // namespace conurb::people

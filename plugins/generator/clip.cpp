// SPDX-License-Identifier: Apache-2.0
#include "plugins/generator/clip.hpp"

#include <polyclipping/clipper.hpp>

namespace conurb::generator {

namespace {

ClipperLib::Path to_path(std::span<const Point> ring) {
  ClipperLib::Path path;
  path.reserve(ring.size());
  for (const Point p : ring) path.emplace_back(p.x, p.y);
  return path;
}

Ring to_ring(const ClipperLib::Path& path) {
  Ring ring;
  for (const ClipperLib::IntPoint& p : path)
    ring.push_back({static_cast<std::int32_t>(p.X), static_cast<std::int32_t>(p.Y)});
  return ring;
}

/// Takes out points that stand within `least_side` m of the one before or within `off_line` m of the line of
/// their neighbours.
void tidy(Ring& ring, double least_side, double off_line) {
  for (bool changed = true; changed && ring.size() > 3;) {
    changed = false;
    for (std::size_t i = 0; i < ring.size() && ring.size() > 3; ++i) {
      const Point a = ring[(i + ring.size() - 1) % ring.size()], b = ring[i], c = ring[(i + 1) % ring.size()];
      if (distance(a, b) > least_side && segment_distance(to_m(b), to_m(a), to_m(c)) > off_line) continue;
      ring.erase(ring.begin() + static_cast<std::ptrdiff_t>(i));
      changed = true;
    }
  }
}

std::vector<Ring> pieces(ClipperLib::Clipper& clipper, double least_area, double least_side,
                         double off_line) {
  ClipperLib::Paths paths;
  clipper.Execute(ClipperLib::ctDifference, paths, ClipperLib::pftNonZero, ClipperLib::pftNonZero);
  std::vector<Ring> rings;
  for (const ClipperLib::Path& path : paths) {
    Ring ring = to_ring(path);
    if (ring.size() < 3 || area(ring) < least_area) continue;
    tidy(ring, least_side, off_line);
    if (area(ring) >= least_area) rings.push_back(std::move(ring));
  }
  return rings;
}

}  // namespace

std::vector<Ring> subtract_strips(std::span<const Point> ring, std::span<const Strip> strips,
                                  double least_area) {
  ClipperLib::Clipper clipper;
  clipper.AddPath(to_path(ring), ClipperLib::ptSubject, true);
  for (const Strip& s : strips) {
    const Vec a = to_m(s.a), b = to_m(s.b), u = unit(b - a) * s.half_width, n = left(u);
    // Hexagons: neighbours overlap at bends without a gap on the outer side.
    const Ring hexagon{to_mm(a - n), to_mm(b - n), to_mm(b + u), to_mm(b + n), to_mm(a + n), to_mm(a - u)};
    clipper.AddPath(to_path(hexagon), ClipperLib::ptClip, true);
  }
  return pieces(clipper, least_area, 0.3, 0.02);
}

std::vector<Ring> subtract(std::span<const Point> ring, std::span<const Point> hole, double least_area) {
  ClipperLib::Clipper clipper;
  clipper.AddPath(to_path(ring), ClipperLib::ptSubject, true);
  clipper.AddPath(to_path(hole), ClipperLib::ptClip, true);
  return pieces(clipper, least_area, 1.5e-3, 1e-3);
}

Ring shrink(std::span<const Point> ring, double by) {
  ClipperLib::ClipperOffset offset(4.0);
  offset.AddPath(to_path(ring), ClipperLib::jtMiter, ClipperLib::etClosedPolygon);
  ClipperLib::Paths paths;
  offset.Execute(paths, -by * 1e3);
  Ring best;
  double largest = 0;
  for (const ClipperLib::Path& path : paths) {
    Ring piece = to_ring(path);
    if (const double a = area(piece); a > largest) largest = a, best = std::move(piece);
  }
  return best;
}

double common_area(std::span<const Point> a, std::span<const Point> b) {
  ClipperLib::Clipper clipper;
  clipper.AddPath(to_path(a), ClipperLib::ptSubject, true);
  clipper.AddPath(to_path(b), ClipperLib::ptClip, true);
  ClipperLib::Paths paths;
  clipper.Execute(ClipperLib::ctIntersection, paths, ClipperLib::pftNonZero, ClipperLib::pftNonZero);
  double sum = 0;
  for (const ClipperLib::Path& path : paths) sum += ClipperLib::Area(path) * 1e-6;
  return sum;
}

}  // namespace conurb::generator

// SPDX-License-Identifier: Apache-2.0
// Footprints and closedness of buildings' shells.
#include <algorithm>

#include "engine/city/query_shape.hpp"
#include "engine/io/building_shell.hpp"

namespace conurb::io {

using city::GeometryPoints;
using city::kNone;
using city::minus;
using city::Point3;
using city::Range;

void ShellMeasurer::collect_edges(Range surfaces) {
  forward_.clear();
  backward_.clear();
  for (std::uint32_t s = surfaces.begin; s < surfaces.end; ++s) {
    for (std::uint32_t r = store_.rings(s).begin; r < store_.rings(s).end; ++r) {
      const auto ring = store_.ring(r);
      for (std::size_t i = 0; i < ring.size(); ++i) {
        std::uint64_t a = ring[i], b = ring[i + 1 == ring.size() ? 0 : i + 1];
        if (!names_.empty()) {
          const auto name = [this](std::uint64_t v) {
            const auto at =
                std::lower_bound(vertices_.begin(), vertices_.end(), static_cast<std::uint32_t>(v));
            return std::uint64_t{names_[static_cast<std::size_t>(at - vertices_.begin())]};
          };
          a = name(a);
          b = name(b);
        }
        if (a < b) forward_.push_back(a << 32 | b);
        if (a > b) backward_.push_back(b << 32 | a);
      }
    }
  }
  std::sort(forward_.begin(), forward_.end());
  std::sort(backward_.begin(), backward_.end());
}

// Every directed edge once and its opposite once.
bool ShellMeasurer::closed(const GeometryPoints& points, Range surfaces) {
  names_.clear();
  const auto paired = [this] {
    return !forward_.empty() && forward_ == backward_ &&
           std::adjacent_find(forward_.begin(), forward_.end()) == forward_.end();
  };
  collect_edges(surfaces);
  if (paired()) return true;
  // Vertices that lie at one place may be written down several times.
  vertices_.clear();
  for (std::uint32_t s = surfaces.begin; s < surfaces.end; ++s) {
    for (std::uint32_t r = store_.rings(s).begin; r < store_.rings(s).end; ++r) {
      vertices_.insert(vertices_.end(), store_.ring(r).begin(), store_.ring(r).end());
    }
  }
  std::sort(vertices_.begin(), vertices_.end());
  vertices_.erase(std::unique(vertices_.begin(), vertices_.end()), vertices_.end());
  places_.clear();
  for (std::uint32_t i = 0; i < vertices_.size(); ++i) places_.emplace_back(points.at(vertices_[i]), i);
  std::sort(places_.begin(), places_.end());
  names_.resize(vertices_.size());
  bool merged = false;
  for (std::size_t i = 0; i < places_.size(); ++i) {
    const bool same = i > 0 && places_[i].first == places_[i - 1].first;
    merged = merged || same;
    names_[places_[i].second] = same ? names_[places_[i - 1].second] : places_[i].second;
  }
  if (!merged) return false;
  collect_edges(surfaces);
  return paired();
}

void ShellMeasurer::add_polygon(const GeometryPoints& points, std::uint32_t surface) {
  const Point3 base = minus(points.base(), origin_);
  for (std::uint32_t r = store_.rings(surface).begin; r < store_.rings(surface).end; ++r) {
    for (const std::uint32_t v : store_.ring(r)) {
      const Point3 p = points.at(v);
      outline_.add_corner(p[0] + base[0], p[1] + base[1]);
    }
    outline_.end_ring();
  }
  outline_.end_polygon();
}

void ShellMeasurer::add_flat(std::uint32_t geometry) {
  const GeometryPoints points(store_, geometry);
  const Range surfaces = store_.surfaces(points.boundary());
  for (std::uint32_t s = surfaces.begin; s < surfaces.end; ++s) add_polygon(points, s);
}

// Adds the faces whose normal looks up (`up` = 1) or down (-1).
void ShellMeasurer::add_faces(std::span<const ShellFace> faces, double up, bool ground_only) {
  for (std::size_t i = 0; i < faces.size();) {
    const GeometryPoints points(store_, faces[i].geometry);
    const std::uint32_t geometry = faces[i].geometry;
    for (; i < faces.size() && faces[i].geometry == geometry; ++i) {
      const ShellFace& face = faces[i];
      if (ground_only && face.facing != Facing::ground) continue;
      if (up * static_cast<double>(face.vector_area[2]) > 0.01 * face.area())
        add_polygon(points, face.surface);
    }
  }
}

void ShellMeasurer::footprint(std::span<const ShellFace> faces, std::vector<double>& shapes,
                              BuildingMeasure& measure) {
  outline_.clear();
  if (!choices_.empty() && choices_[0].flat != kNone) {
    add_flat(choices_[0].flat);
  } else {
    for (const Choice& choice : choices_) {
      if (choice.flat != kNone) add_flat(choice.flat);
    }
  }
  if (outline_.empty()) add_faces(faces, -1, true);
  if (outline_.empty()) add_faces(faces, -1, false);
  if (outline_.empty()) add_faces(faces, 1, false);
  measure.shape_begin = shapes.size();
  outline_.finish(shapes);
  measure.shape_end = shapes.size();
  const auto shape = std::span<const double>(shapes).subspan(measure.shape_begin);
  measure.footprint_area = city::polygon_area(shape);
  measure.footprint_perimeter = city::polygon_perimeter(shape);
}

void ShellMeasurer::outline(std::uint32_t object, std::vector<double>& shapes) {
  const Choice choice = choose(object);
  outline_.clear();
  if (choice.surfaces != kNone) {
    spare_.clear();
    std::vector<ShellFace> faces;
    moments_.clear();
    const GeometryPoints points(store_, choice.surfaces);
    measure_range(points, store_.surfaces(points.boundary()), faces);
    for (ShellFace& face : faces) face.geometry = choice.surfaces;
    add_faces(faces, 1, false);
    if (outline_.empty()) add_faces(faces, -1, false);
  } else if (choice.flat != kNone) {
    add_flat(choice.flat);
  }
  outline_.finish(shapes);
}

}  // namespace conurb::io

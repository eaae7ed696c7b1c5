// SPDX-License-Identifier: Apache-2.0
#include "engine/io/building_shell.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "engine/base/text.hpp"

namespace conurb::io {

using city::cross;
using city::GeometryPoints;
using city::kNone;
using city::minus;
using city::Point3;
using city::Range;

namespace {

constexpr double kWallSlope = 0.25;     // sine of 14.5 degrees: |normal z| of a wall is below
constexpr std::uint8_t kBySlope = 250;  // semantics that do not say which way a surface counts
constexpr std::uint8_t kOpening = 251;
constexpr double kUnknownLod = 1;
constexpr double kSmallestFace = 1e-6;  // m2

std::uint8_t facing_of_type(std::string_view type) {
  using enum Facing;
  const auto code = [](Facing facing) { return static_cast<std::uint8_t>(facing); };
  if (type == "WallSurface") return code(wall);
  if (type == "RoofSurface" || type == "OuterFloorSurface") return code(roof);
  if (type == "GroundSurface" || type == "OuterCeilingSurface") return code(ground);
  if (type == "Window" || type == "Door") return kOpening;
  if (type == "ClosureSurface" || type == "InteriorWallSurface" || type == "CeilingSurface" ||
      type == "FloorSurface") {
    return code(none);
  }
  return kBySlope;
}

bool has_polygons(const city::GeometryStore& store, std::uint32_t geometry) {
  const city::Instance* instance = store.instance(geometry);
  const std::uint32_t boundary = instance != nullptr ? instance->template_geometry : geometry;
  const city::GeometryType type = store.type(boundary);
  return type != city::GeometryType::multi_point && type != city::GeometryType::multi_line_string &&
         store.surfaces(boundary).size() > 0;
}

}  // namespace

double lod_value(std::string_view text) {
  if (text.empty() || text[0] < '0' || text[0] > '9') return kUnknownLod;
  double value = text[0] - '0';
  if (text.size() > 2 && text[1] == '.' && text[2] >= '0' && text[2] <= '9') value += 0.1 * (text[2] - '0');
  return value;
}

std::size_t facade_of(double east, double north) {
  const double turns = std::atan2(east, north) / (2 * std::numbers::pi);  // -0.5 … 0.5 from north, clockwise
  const auto sector = static_cast<int>(std::floor(turns * 8 + 0.5));
  return static_cast<std::size_t>((sector + 8) % 8);
}

double ShellFace::area() const {
  return std::hypot(static_cast<double>(vector_area[0]), static_cast<double>(vector_area[1]),
                    static_cast<double>(vector_area[2]));
}

double BuildingMeasure::roof_total() const {
  return std::accumulate(roof_area.begin(), roof_area.end(), roof_area_flat);
}

GeometryIndex::GeometryIndex(const city::GeometryStore& store, std::size_t objects) : begin_(objects + 1, 0) {
  const std::uint32_t count = store.geometry_count();
  for (std::uint32_t g = 0; g < count; ++g) {
    if (store.owner(g) < objects) ++begin_[store.owner(g) + 1];
  }
  for (std::size_t i = 1; i < begin_.size(); ++i) begin_[i] += begin_[i - 1];
  geometries_.resize(begin_.back());
  std::vector<std::uint32_t> next(begin_.begin(), begin_.end() - 1);
  for (std::uint32_t g = 0; g < count; ++g) {
    if (store.owner(g) < objects) geometries_[next[store.owner(g)]++] = g;
  }
}

ShellMeasurer::ShellMeasurer(const city::GeometryStore& store, const GeometryIndex& index, Point3 origin)
    : store_(store), index_(index), origin_(origin) {
  for (std::uint32_t i = 0; i < store.lods().size(); ++i) lods_.push_back(lod_value(store.lods()[i]));
  for (std::uint32_t i = 0; i < store.semantic_types().size(); ++i) {
    facing_.push_back(facing_of_type(store.semantic_types()[i]));
  }
}

double ShellMeasurer::lod_of(std::uint32_t geometry) const {
  std::uint16_t code = store_.lod(geometry);
  if (const city::Instance* instance = store_.instance(geometry);
      code == city::kNoName && instance != nullptr) {
    code = store_.lod(instance->template_geometry);
  }
  return code == city::kNoName ? kUnknownLod : lods_[code];
}

bool ShellMeasurer::has_semantics(std::uint32_t geometry) const {
  const Range surfaces = store_.surfaces(geometry);
  for (std::uint32_t s = surfaces.begin; s < surfaces.end; ++s) {
    const std::uint16_t type = store_.surface_type(s);
    if (type != city::kNoName && facing_[type] != kBySlope) return true;
  }
  return false;
}

ShellMeasurer::Choice ShellMeasurer::choose(std::uint32_t object) const {
  Choice choice;
  double flat_lod = 2;
  int best_rank = -1;
  for (const std::uint32_t g : index_.of(object)) {
    if (!has_polygons(store_, g)) continue;
    const double lod = lod_of(g);
    const bool solid = city::is_solid_type(store_.type(g));
    if (lod < 1 && !solid) {
      if (choice.flat == kNone || lod < flat_lod) choice.flat = g;
      flat_lod = std::min(lod, flat_lod);
      continue;
    }
    const int rank = (has_semantics(g) ? 2 : 0) + (solid ? 1 : 0);
    if (lod > choice.lod) {
      choice = {lod, g, kNone, choice.flat};
      best_rank = rank;
    } else if (lod == choice.lod && rank > best_rank) {
      choice.other = city::is_solid_type(store_.type(choice.surfaces)) ? choice.surfaces : choice.other;
      choice.surfaces = g;
      best_rank = rank;
    } else if (lod == choice.lod && solid && choice.other == kNone) {
      choice.other = g;
    }
  }
  return choice;
}

void ShellMeasurer::choose_all(std::span<const std::uint32_t> objects) {
  choices_.clear();
  double parts = -1;
  for (const std::uint32_t object : objects) {
    choices_.push_back(choose(object));
    if (choices_.size() > 1) parts = std::max(parts, choices_.back().lod);
  }
  if (choices_.size() < 2) return;
  // A building is its parts, unless it says more of itself than they do.
  if (choices_[0].lod > parts) {
    for (std::size_t i = 1; i < choices_.size(); ++i) choices_[i].lod = -1;
  } else {
    choices_[0].lod = -1;
  }
}

std::uint32_t ShellMeasurer::best_geometry(std::uint32_t object) const {
  const Choice choice = choose(object);
  if (choice.surfaces != kNone) return choice.surfaces;
  if (choice.flat != kNone) return choice.flat;
  const auto all = index_.of(object);
  return all.empty() ? kNone : all.front();
}

Facing ShellMeasurer::facing_of(std::uint32_t surface, const Point3& normal) const {
  const std::uint16_t type = store_.surface_type(surface);
  const std::uint8_t code = type == city::kNoName ? kBySlope : facing_[type];
  if (code < kBySlope) return static_cast<Facing>(code);
  const double area = std::hypot(normal[0], normal[1], normal[2]);
  if (code == kOpening) return normal[2] > 0.5 * area ? Facing::roof : Facing::wall;
  if (normal[2] > kWallSlope * area) return Facing::roof;
  return normal[2] < -kWallSlope * area ? Facing::ground : Facing::wall;
}

ShellMeasurer::RawFace ShellMeasurer::raw_face(const GeometryPoints& points, std::uint32_t surface,
                                               city::Box& box, double& six_volumes) const {
  RawFace face;
  for (std::uint32_t r = store_.rings(surface).begin; r < store_.rings(surface).end; ++r) {
    const auto ring = store_.ring(r);
    if (ring.size() < 3) continue;
    const Point3 first = points.at(ring[0]);
    Point3 before = points.at(ring[1]);
    box.add(first);
    box.add(before);
    for (std::size_t i = 2; i < ring.size(); ++i) {
      const Point3 here = points.at(ring[i]);
      box.add(here);
      const Point3 twice = cross(minus(before, first), minus(here, first));
      for (std::size_t axis = 0; axis < 3; ++axis) face.vector[axis] += 0.5 * twice[axis];
      face.moment += 0.5 * twice[2] * (first[2] + before[2] + here[2]) / 3;
      six_volumes += first[0] * twice[0] + first[1] * twice[1] + first[2] * twice[2];
      before = here;
    }
  }
  return face;
}

// Appends the faces of a range of surfaces; returns the volume about the first vertex of the geometry.
double ShellMeasurer::measure_range(const GeometryPoints& points, Range surfaces,
                                    std::vector<ShellFace>& faces) {
  double six_volumes = 0;
  const Point3 base = minus(points.base(), origin_);
  for (std::uint32_t s = surfaces.begin; s < surfaces.end; ++s) {
    city::Box box;
    const RawFace raw = raw_face(points, s, box, six_volumes);
    if (box.empty()) continue;
    ShellFace face;
    face.surface = s;
    face.facing = facing_of(s, raw.vector);
    for (std::size_t axis = 0; axis < 3; ++axis) {
      face.vector_area[axis] = static_cast<float>(raw.vector[axis]);
      face.lower[axis] = static_cast<float>(box.lower[axis] + base[axis]);
      face.upper[axis] = static_cast<float>(box.upper[axis] + base[axis]);
    }
    faces.push_back(face);
    moments_.push_back(raw.moment + base[2] * raw.vector[2]);
  }
  return six_volumes / 6;
}

// Whether the faces from `first` on point inwards: by the sign of the volume of a closed shell; else by where
// roofs and grounds look; else by the volume, where it is clear.
bool ShellMeasurer::upside_down(std::span<const ShellFace> faces, std::size_t first, double volume,
                                bool is_closed) const {
  if (is_closed) return volume < 0;
  double outward = 0, all = 0;
  for (const ShellFace& face : faces.subspan(first)) {
    const std::uint16_t type = store_.surface_type(face.surface);
    if (type == city::kNoName || facing_[type] >= kBySlope) continue;
    const auto up = static_cast<double>(face.vector_area[2]);
    if (face.facing == Facing::roof) outward += up;
    if (face.facing == Facing::ground) outward -= up;
    if (face.facing == Facing::roof || face.facing == Facing::ground) all += std::abs(up);
  }
  if (all > 0) return outward < -0.5 * all;
  city::Box box;
  for (const ShellFace& face : faces.subspan(first)) {
    for (const auto& corner : {face.lower, face.upper}) box.add(Point3{corner[0], corner[1], corner[2]});
  }
  if (box.empty()) return false;
  const Point3 size = minus(box.upper, box.lower);
  return volume < -0.1 * size[0] * size[1] * size[2];
}

ShellMeasurer::Shell ShellMeasurer::shell(std::uint32_t geometry, std::vector<ShellFace>& faces) {
  const GeometryPoints points(store_, geometry);
  const std::uint32_t boundary = points.boundary();
  Shell result;
  moments_.clear();
  const std::size_t first_face = faces.size();
  const auto outer = [&](Range surfaces) {
    const std::size_t first = faces.size();
    const double volume = measure_range(points, surfaces, faces);
    const bool is_closed = closed(points, surfaces);
    const bool inverted = upside_down(faces, first, volume, is_closed);
    result.volume += std::abs(volume);
    result.closed = result.closed && is_closed;
    result.inverted = result.inverted || inverted;
    if (!inverted) return;
    for (std::size_t i = first; i < faces.size(); ++i) {
      for (float& part : faces[i].vector_area) part = -part;
      moments_[i - first_face] = -moments_[i - first_face];
      const auto& v = faces[i].vector_area;
      faces[i].facing = facing_of(faces[i].surface, {v[0], v[1], v[2]});
    }
  };
  if (!city::is_solid_type(store_.type(boundary))) {
    outer(store_.surfaces(boundary));
  } else {
    for (std::uint32_t so = store_.solids(boundary).begin; so < store_.solids(boundary).end; ++so) {
      const Range shells = store_.shells_of_solid(so);
      for (std::uint32_t sh = shells.begin; sh < shells.end; ++sh) {
        if (sh == shells.begin) {
          outer(store_.surfaces_of_shell(sh));
          continue;
        }
        spare_.clear();  // cavities take from the volume and have no facade
        const std::size_t kept = moments_.size();
        result.volume -= std::abs(measure_range(points, store_.surfaces_of_shell(sh), spare_));
        result.closed = closed(points, store_.surfaces_of_shell(sh)) && result.closed;
        moments_.resize(kept);
      }
    }
  }
  double ground = 1e308;
  for (std::size_t i = first_face; i < faces.size(); ++i) {
    faces[i].geometry = geometry;
    ground = std::min(ground, static_cast<double>(faces[i].lower[2]));
  }
  for (std::size_t i = first_face; i < faces.size(); ++i) {
    const auto up = static_cast<double>(faces[i].vector_area[2]);
    if (faces[i].facing == Facing::roof && up > 0) result.prism += moments_[i - first_face] - ground * up;
  }
  return result;
}

void ShellMeasurer::sum_up(std::span<const ShellFace> faces, BuildingMeasure& measure) {
  double ground = 1e308, top = -1e308, eaves = 1e308;
  for (const ShellFace& face : faces) {
    const double area = face.area();
    ground = std::min(ground, static_cast<double>(face.lower[2]));
    top = std::max(top, static_cast<double>(face.upper[2]));
    if (area < kSmallestFace) continue;
    const auto [x, y, z] = face.vector_area;
    const double level = std::hypot(static_cast<double>(x), static_cast<double>(y));
    if (face.facing == Facing::roof) {
      eaves = std::min(eaves, static_cast<double>(face.lower[2]));
      // Tilt below 10 degrees: tan 10° = 0.17633.
      if (level < 0.17632698070846498 * static_cast<double>(z)) {
        measure.roof_area_flat += area;
      } else {
        measure.roof_area[facade_of(static_cast<double>(x), static_cast<double>(y))] += area;
      }
    } else if (face.facing == Facing::ground) {
      measure.ground_area += area;
    } else if (face.facing == Facing::wall) {
      measure.wall_area[facade_of(static_cast<double>(x), static_cast<double>(y))] += area;
    }
  }
  measure.ground_z = ground;
  measure.top_z = top;
  measure.eaves_z = eaves < 1e308 ? eaves : top;
  measure.has_shell = true;
}

BuildingMeasure ShellMeasurer::building(std::uint32_t number, std::span<const std::uint32_t> objects,
                                        std::vector<ShellFace>& faces, std::vector<double>& shapes) {
  BuildingMeasure measure;
  choose_all(objects);
  const std::size_t first = faces.size();
  for (std::size_t i = 0; i < objects.size(); ++i) {
    const Choice& choice = choices_[i];
    if (choice.lod < 0) continue;
    if (measure.geometry == kNone) measure.geometry = choice.surfaces;
    const std::size_t begin = faces.size();
    Shell own = shell(choice.surfaces, faces);
    for (std::size_t f = begin; f < faces.size(); ++f) {
      faces[f].building = number;
      faces[f].object = objects[i];
    }
    if (!own.closed && choice.other != kNone) {
      std::vector<ShellFace> unused;
      const Shell other = shell(choice.other, unused);
      if (other.closed) {
        own.closed = true;
        own.volume = other.volume;
      }
    }
    if (!own.closed) ++measure.open_shells;
    if (own.inverted) ++measure.inverted_shells;
    measure.volume += own.closed ? own.volume : own.prism;
    measure.prism_volume += own.prism;
  }
  const auto own_faces = std::span<const ShellFace>(faces).subspan(first);
  if (!own_faces.empty()) sum_up(own_faces, measure);
  footprint(own_faces, shapes, measure);
  if (measure.has_shell && measure.ground_area < kSmallestFace) measure.ground_area = measure.footprint_area;
  if (measure.has_shell && measure.roof_total() < kSmallestFace)
    measure.roof_area_flat = measure.footprint_area;
  if (measure.geometry == kNone && !objects.empty()) measure.geometry = best_geometry(objects[0]);
  return measure;
}

}  // namespace conurb::io

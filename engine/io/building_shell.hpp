// SPDX-License-Identifier: Apache-2.0
// What building physics asks of a building's geometry: walls by facade, roof, ground, volume, heights and
// footprint, from the best level of detail of each of its objects. Rules, in order:
//  - Of an object the geometries of the highest level of detail count, never two of them: for the volume a
//  closed solid is
//    preferred, for the surfaces the geometry that says what its surfaces are.
//  - A building with parts is its parts; its own geometry stands only where it is more detailed than all of
//  them.
//  - Surfaces without semantics are told apart by slope: within 14.5 degrees of vertical a wall, above that a
//  roof, below
//    a floor. Windows and doors belong to the wall or roof they lie in. Closure surfaces and interiors count
//    nothing.
//  - A shell that is inside-out is turned; one that is open has no volume of its own and gets that of the
//  prism under its
//    roof: the sum over upward surfaces of projected area times height above the ground.
//  - A shell without a floor stands on its footprint, one without a roof is flat.
//  - The footprint is the level of detail 0 where there is one, else the ground surfaces, else what faces
//  down, else up.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "engine/city/geometry_measure.hpp"
#include "engine/city/geometry_store.hpp"
#include "engine/io/footprint.hpp"

namespace conurb::io {

enum class Facing : std::uint8_t { wall, roof, ground, none };

/// Facade or roof sector 0..7 (N, NE … NW) of a normal (east, north): each is 45 degrees wide, centred on its
/// direction.
[[nodiscard]] std::size_t facade_of(double east, double north);

inline constexpr std::size_t kFacades = 8;
inline constexpr std::array<const char*, kFacades> kSectors{"n", "ne", "e", "se", "s", "sw", "w", "nw"};

/// A level of detail as a number: "2.2" is 2.2. One that is no number counts as a block, 1.
[[nodiscard]] double lod_value(std::string_view text);

/// A polygon of a building's shell with its outward vector area (normal times area, m2).
struct ShellFace {
  std::uint32_t building = 0;  ///< number in the list that was measured
  std::uint32_t object = 0;    ///< owner in the geometry store
  std::uint32_t geometry = 0;
  std::uint32_t surface = 0;
  Facing facing = Facing::none;
  std::array<float, 3> vector_area{};
  std::array<float, 3> lower{}, upper{};  ///< box in the local frame, m

  [[nodiscard]] double area() const;
};

struct BuildingMeasure {
  std::array<double, kFacades> wall_area{};  ///< m2, party walls included until they are found
  std::array<double, kFacades> roof_area{};  ///< m2, tilted by 10 degrees or more
  double roof_area_flat = 0, ground_area = 0, party_wall_area = 0;  ///< m2
  double volume = 0;                                                ///< m3
  double ground_z = 0, top_z = 0, eaves_z = 0;                      ///< m above the vertical datum
  double prism_volume = 0;  ///< m3, of the prism between ground_z and the surfaces that face up
  double footprint_area = 0, footprint_perimeter = 0;
  std::uint32_t geometry = city::kNone;  ///< best one, of the first object that has any
  std::uint32_t open_shells = 0, inverted_shells = 0;
  bool has_shell = false;
  [[nodiscard]] double roof_total() const;     ///< m2, all sectors and flat
  std::size_t shape_begin = 0, shape_end = 0;  ///< footprint, in the coordinates returned with it
};

/// Geometries of the objects, found by owner.
class GeometryIndex {
 public:
  /// Of a store whose owners are below `objects`.
  GeometryIndex(const city::GeometryStore& store, std::size_t objects);
  [[nodiscard]] std::span<const std::uint32_t> of(std::uint32_t object) const {
    return {geometries_.data() + begin_[object], begin_[object + 1] - begin_[object]};
  }

 private:
  std::vector<std::uint32_t> begin_, geometries_;
};

/// Measures buildings one after the other. Makes no change to the store; one measurer per thread.
class ShellMeasurer {
 public:
  /// `origin` is that of the city's local frame, in the CRS.
  ShellMeasurer(const city::GeometryStore& store, const GeometryIndex& index, city::Point3 origin);

  /// Measures the building made of `objects` (its root first). Appends its faces, and its footprint to
  /// `shapes`.
  BuildingMeasure building(std::uint32_t number, std::span<const std::uint32_t> objects,
                           std::vector<ShellFace>& faces, std::vector<double>& shapes);
  /// Appends the outline on the map of any other object (what faces up, else down, at its best level of
  /// detail).
  void outline(std::uint32_t object, std::vector<double>& shapes);
  /// Best geometry of an object for showing it: highest level of detail, surfaces with semantics first; kNone
  /// without any.
  [[nodiscard]] std::uint32_t best_geometry(std::uint32_t object) const;

 private:
  struct Choice {
    double lod = -1;                       // of the two below; negative: neither
    std::uint32_t surfaces = city::kNone;  // geometry measured
    std::uint32_t other = city::kNone;     // another solid of the same level, for its volume
    std::uint32_t flat = city::kNone;      // level of detail 0
  };
  struct Shell {
    double volume = 0;  // m3, positive
    double prism = 0;   // m3
    bool closed = true, inverted = false;
  };
  struct RawFace {
    city::Point3 vector{0, 0, 0};
    double moment = 0;  // integral of the height over the projected area
  };
  [[nodiscard]] double lod_of(std::uint32_t geometry) const;
  [[nodiscard]] bool has_semantics(std::uint32_t geometry) const;
  [[nodiscard]] Choice choose(std::uint32_t object) const;
  void choose_all(std::span<const std::uint32_t> objects);
  [[nodiscard]] Facing facing_of(std::uint32_t surface, const city::Point3& normal) const;
  [[nodiscard]] bool closed(const city::GeometryPoints& points, city::Range surfaces);
  void collect_edges(city::Range surfaces);
  RawFace raw_face(const city::GeometryPoints& points, std::uint32_t surface, city::Box& box,
                   double& six_volumes) const;
  double measure_range(const city::GeometryPoints& points, city::Range surfaces,
                       std::vector<ShellFace>& faces);
  Shell shell(std::uint32_t geometry, std::vector<ShellFace>& faces);
  bool upside_down(std::span<const ShellFace> faces, std::size_t first, double volume, bool is_closed) const;
  static void sum_up(std::span<const ShellFace> faces, BuildingMeasure& measure);
  void add_flat(std::uint32_t geometry);
  void add_faces(std::span<const ShellFace> faces, double up, bool ground_only);
  void add_polygon(const city::GeometryPoints& points, std::uint32_t surface);
  void footprint(std::span<const ShellFace> faces, std::vector<double>& shapes, BuildingMeasure& measure);

  const city::GeometryStore& store_;
  const GeometryIndex& index_;
  city::Point3 origin_;
  std::vector<double> lods_;          // value of each level of detail
  std::vector<std::uint8_t> facing_;  // by semantic type: Facing, or by slope
  OutlineBuilder outline_;
  std::vector<std::uint64_t> forward_, backward_;
  std::vector<std::pair<city::Point3, std::uint32_t>> places_;
  std::vector<std::uint32_t> vertices_, names_;
  std::vector<Choice> choices_;
  std::vector<double> moments_;  // of the faces of the shell under way
  std::vector<ShellFace> spare_;
};

}  // namespace conurb::io

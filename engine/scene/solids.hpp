// SPDX-License-Identifier: Apache-2.0
// What of a city stands as a solid: buildings with a 3D model, buildings with an outline and a height,
// bridges and other built things of the model. A small record for each, so that a city of millions fits;
// shapes stay where the city has them.
#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "engine/base/jobs.hpp"
#include "engine/city/city.hpp"
#include "engine/city/query_shape.hpp"
#include "engine/io/scene.hpp"
#include "engine/scene/object_numbers.hpp"

namespace conurb::scene {

/// Tolerances of outlines that are simplified, m: of blocks, and of their lids alone.
inline constexpr double kBlockTolerance_m = 0.5, kLidTolerance_m = 1;

/// Heights are metres above the datum.
struct Solid {
  std::uint32_t object = 0;             ///< number
  std::uint32_t outline = city::kNone;  ///< row of the table building, or of Solids' own outlines
  bool own_outline = false;             ///< which of both
  io::SceneKind kind = io::SceneKind::house;
  city::Range geometries{};  ///< in the scene; none: the outline is all there is
  float ground = 0, eaves = 0, block_top = 0, top = 0;

  [[nodiscard]] bool has_outline() const { return outline != city::kNone; }
  [[nodiscard]] bool has_model() const { return geometries.size() > 0; }
};

/// What of a solid a tree of tiles is built from.
struct SolidMeasure {
  city::Box box;          ///< m, local frame, z above the datum; walls below the ground included
  float size = 0;         ///< m: how much is missing where it is not shown; its height, mostly; 0: left out
  float block_error = 0;  ///< m: what its block lacks; 0: nothing
  bool is_block = false;  ///< whether lid and block are less than all of it
  std::uint32_t lid_triangles = 0, block_triangles = 0, full_triangles = 0;
};

/// The solids of a city, in the order of features of the scene, then of rows of the table building. Immutable
/// but for reorder(); any thread may read. Not to be moved: the scene points into it.
class Solids {
 public:
  /// Of a building the highest level of detail. Alive buildings that are not in the 3D model are blocks from
  /// ground_height (or, where unknown, from the lowest ground) up by height (see io::add_blocks). What has no
  /// size, no numbers or is absurdly large is left out. Plants, roads, water and ground are not solids here.
  Solids(city::City city, const ObjectNumbers& numbers, Jobs& jobs);
  ~Solids() = default;
  Solids(const Solids&) = delete;
  Solids& operator=(const Solids&) = delete;

  [[nodiscard]] std::span<const Solid> all() const { return solids_; }
  /// Of the same order as all() was first; to be taken once.
  [[nodiscard]] std::vector<SolidMeasure> take_measures() { return std::move(measures_); }
  /// The solids in another order: old numbers by new ones.
  void reorder(std::span<const std::uint32_t> order);
  /// As city::Shape::polygon has it; empty if it has none.
  [[nodiscard]] std::span<const double> outline(const Solid& solid) const;
  /// Without features; its geometries are what Solid::geometries counts.
  [[nodiscard]] const io::Scene& scene() const { return scene_; }
  /// Height of the local frame's origin above the datum, m.
  [[nodiscard]] double origin_z() const { return city_.place().origin_z; }

 private:
  struct Columns;
  void choose(Jobs& jobs);
  void add_models(const Columns& columns, const ObjectNumbers& numbers, Jobs& jobs);
  void add_blocks(const Columns& columns, const ObjectNumbers& numbers, Jobs& jobs);
  void measure_model(const io::SceneFeature& feature, const Columns& columns, Solid& solid,
                     SolidMeasure& measure) const;
  [[nodiscard]] bool measure_outline(const Solid& solid, SolidMeasure& measure) const;
  [[nodiscard]] bool has_looks(const Solid& solid) const;
  [[nodiscard]] std::vector<double> outline_of_model(const Solid& solid) const;
  [[nodiscard]] std::vector<std::uint32_t> rows_for_blocks(const Columns& columns) const;
  [[nodiscard]] bool is_of(const Columns& columns, const io::SceneFeature& feature) const;
  [[nodiscard]] std::span<const double> shape(std::size_t row) const;

  city::City city_;
  io::Scene scene_;
  std::span<const double> shapes_;
  std::span<const std::int64_t> offsets_;
  std::vector<Solid> solids_;
  std::vector<SolidMeasure> measures_;
  std::vector<std::vector<double>> own_outlines_;
};

}  // namespace conurb::scene

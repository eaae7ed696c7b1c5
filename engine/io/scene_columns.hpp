// SPDX-License-Identifier: Apache-2.0
// What a scene says of its features: columns of their tables in the binary form of the glTF extension
// EXT_structural_metadata (3D Metadata Specification, OGC 22-025r4, annex). Values stand in their display
// units. Numbers of people above 0 and below 10 are left out (disclosure.hpp).
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/json.hpp"
#include "engine/base/units.hpp"
#include "engine/io/export_column.hpp"
#include "engine/io/scene.hpp"

namespace conurb::io {

/// A property table in the making: the values of some features of one table.
struct PropertyTable {
  struct Property {
    std::string name;
    std::string values;   ///< bytes as the extension lays them out, little-endian; never empty
    std::string offsets;  ///< texts: uint32 for each and one more; else empty
  };
  std::uint32_t table = 0;  ///< index in Scene::tables
  std::string schema_class;
  std::size_t count = 0;
  std::vector<Property> properties;  ///< those that are all null are left out
  std::int64_t suppressed = 0;       ///< numbers of people too small to be told
};

/// The columns that describe features. Any thread may encode at once.
class SceneColumns {
 public:
  /// `names` are columns of any of the scene's tables; empty: a handful that most people ask for. Each table
  /// has `object_id` and `object_type` besides. `units` outlives this. Throws Error not_found for a name that
  /// no table has, invalid_argument for a list, which property tables here do not have.
  SceneColumns(const Scene& scene, const std::vector<std::string>& names, const UnitSystem& units);

  /// The schema: a class for each table of the scene.
  [[nodiscard]] const Json& schema() const { return schema_; }
  /// Of features of one table, in their order (numbers of Scene::features).
  [[nodiscard]] PropertyTable encode(std::uint32_t table, std::span<const std::uint32_t> features) const;
  /// Of features of several tables: one property table for each that occurs.
  [[nodiscard]] std::vector<PropertyTable> encode(std::span<const std::uint32_t> features) const;

 private:
  void add_class(std::uint32_t table, const std::vector<std::string>& names);
  [[nodiscard]] static Json describe(const ExportColumn& column);
  static void encode_column(ExportColumn column, std::span<const std::int64_t> rows, PropertyTable& table);

  const Scene& scene_;
  const UnitSystem& units_;
  std::vector<std::vector<ExportColumn>> tables_;
  std::vector<std::string> classes_;
  Json schema_;
};

}  // namespace conurb::io

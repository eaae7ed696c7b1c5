// SPDX-License-Identifier: Apache-2.0
// One source on its way out: which of its objects come along, where their geometry is, what was edited.
// Private to engine/io.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/io/building_shell.hpp"
#include "engine/io/cityjson_export.hpp"

namespace conurb::io {

/// Attributes of a source's objects that are not as the source said.
struct AttributeEdits {
  /// By object and name of the attribute: JSON of the value now. Attributes that the object did not have,
  /// too.
  std::map<std::uint32_t, std::map<std::string, std::string>> values;
  std::int64_t count = 0;
};

class ExportPart {
 public:
  /// Coordinates and heights of a converted source are those of the source only if `alone`: beside others
  /// they are those of the city.
  ExportPart(const CityJsonExportInput& input, const ExportSource& source, bool alone,
             std::span<const std::uint8_t> alive);

  [[nodiscard]] const SourceModel& said() const { return *said_; }
  [[nodiscard]] const CityModel& model() const { return said_->model; }
  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] std::uint32_t objects() const { return model().objects.size(); }
  [[nodiscard]] bool kept(std::uint32_t object) const { return keep_[object] != 0; }
  /// Row of city_object, -1 for an object that the city does not have.
  [[nodiscard]] std::int64_t row(std::uint32_t object) const { return rows_[object]; }
  [[nodiscard]] bool pruned() const { return pruned_; }
  /// Leaves out what is not wanted; families stay together.
  void prune(std::span<const std::uint8_t> wanted);

  [[nodiscard]] const city::GeometryStore& store() const { return *store_; }
  /// Whether the coordinates are those of the source, not converted ones.
  [[nodiscard]] bool as_source() const { return as_source_; }
  /// Geometries of an object in the store, in the source's order.
  [[nodiscard]] std::span<const std::uint32_t> geometries(std::uint32_t object) const;
  /// Whether the geometry of an object is no longer what the source said.
  [[nodiscard]] bool reshaped(std::uint32_t object) const { return reshaped_[object] != 0; }
  /// Members of the n-th stored geometry that are text.
  [[nodiscard]] std::string_view geometry_extra(std::uint32_t object, std::size_t n) const;
  /// Whether all vertices of the store are this source's, numbered as in its file.
  [[nodiscard]] bool numbered_as_source() const;

  [[nodiscard]] const AttributeEdits& edits() const { return edits_; }
  void set_edits(AttributeEdits edits) { edits_ = std::move(edits); }

  [[nodiscard]] std::string id(std::uint32_t object) const;
  /// Gives an object another id in the output.
  void rename(std::uint32_t object, std::string id) { names_[object] = std::move(id); }

 private:
  void find_rows(const ExportSource& source, const city::Table& objects, std::span<const std::uint8_t> alive);
  void choose_store(const city::City& city, bool alone);
  void find_reshaped();

  std::string name_;
  const SourceModel* said_;
  std::vector<std::int64_t> rows_;
  std::vector<std::uint8_t> keep_, reshaped_;
  bool pruned_ = false, as_source_ = true;
  std::shared_ptr<const city::GeometryStore> store_;
  std::unique_ptr<GeometryIndex> index_;
  AttributeEdits edits_;
  std::map<std::uint32_t, std::string> names_;
};

/// By row of city_object: 1 if it, what it is a part of, and their rows in the tables of their types are
/// alive.
[[nodiscard]] std::vector<std::uint8_t> alive_objects(const city::City& city);

/// What of a source's attributes has been edited in the city's tables (export_attributes.cpp).
[[nodiscard]] AttributeEdits find_attribute_edits(const CityJsonExportInput& input, const ExportPart& part);

/// What a source would have said that brought the objects of `rows` of city_object into the city: for cities
/// that were made, not imported (export_tables.cpp). Counts of few people are left out (disclosure.hpp), and
/// `findings` says how many.
[[nodiscard]] ExportSource source_of_tables(const CityJsonExportInput& input,
                                            std::span<const std::int64_t> rows, FindingList& findings);

}  // namespace conurb::io

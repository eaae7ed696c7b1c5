// SPDX-License-Identifier: Apache-2.0
// The city: its tables, its geometry and its place on earth. A branch of it is a copy of this object: tables
// and columns are shared and copied at the next write, so copying a city of millions takes microseconds.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/city/table.hpp"

namespace conurb::city {

class GeometryStore;

/// Where the city lies. Geometry and grids are in the CRS's axes minus the origin, in metres.
struct Place {
  std::string crs;             ///< "EPSG:7415" or WKT; empty for a local city without place
  std::string vertical_datum;  ///< name, or empty if unknown
  double origin_x = 0, origin_y = 0, origin_z = 0;
  std::string time_zone = "UTC";  ///< IANA name
};

/// Not thread-safe for writing; several threads may read one object, and each branch is an object of its own.
class City {
 public:
  explicit City(std::shared_ptr<BufferPool> pool = BufferPool::create());

  [[nodiscard]] std::size_t table_count() const { return tables_.size(); }
  [[nodiscard]] const Table& table(std::size_t index) const { return *tables_[index]; }
  /// For writing: this branch's own table object from here on.
  [[nodiscard]] Table& edit(std::size_t index);
  /// Index of a table, or -1.
  [[nodiscard]] std::int32_t find(std::string_view table) const;
  /// By name; throws Error not_found with the names there are.
  [[nodiscard]] std::size_t index_of(std::string_view table) const;
  [[nodiscard]] const Table& table(std::string_view name) const { return *tables_[index_of(name)]; }
  [[nodiscard]] Table& edit(std::string_view name) { return edit(index_of(name)); }

  /// Adds a table, or finds the one of that name and adds the columns it lacks. Throws Error incompatible
  /// where kinds or columns differ. Tables keep their index for ever.
  std::size_t add_table(const TableSpec& spec);

  [[nodiscard]] const Place& place() const { return place_; }
  void set_place(Place place) { place_ = std::move(place); }
  /// The geometry that rows point into; null if there is none. Never changed, only replaced.
  [[nodiscard]] const std::shared_ptr<const GeometryStore>& geometry() const { return geometry_; }
  void set_geometry(std::shared_ptr<const GeometryStore> geometry) { geometry_ = std::move(geometry); }

  /// Number that rows born in this branch carry in their ids; 0 for the base.
  [[nodiscard]] std::int32_t branch() const { return branch_; }
  void set_branch(std::int32_t branch) { branch_ = branch; }

  [[nodiscard]] const TableContext& context() const { return context_; }
  void validate() const;

 private:
  TableContext context_;
  std::vector<std::shared_ptr<Table>> tables_;
  std::shared_ptr<const GeometryStore> geometry_;
  Place place_;
  std::int32_t branch_ = 0;
};

}  // namespace conurb::city

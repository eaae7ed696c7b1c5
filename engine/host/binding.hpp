// SPDX-License-Identifier: Apache-2.0
// Between a manifest and a city: which table and column each declared one is, and the views a call sees of them.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "engine/city/city.hpp"
#include "engine/host/manifest.hpp"
#include "engine/sdk/conurb.h"

namespace conurb::host {

/// Columns as they were at the previous exchange point, for lagged reads: (table, column) indices and a handle.
using LaggedColumns = std::vector<std::pair<std::pair<std::size_t, std::size_t>, city::Column>>;

/// Name of the private column that holds what one plugin adds to an accumulated column. Being a column, it is shared,
/// branched and checkpointed like any other, and tells who contributed what.
[[nodiscard]] std::string contribution_name(const std::string& column, const std::string& plugin_name);

class Binding {
 public:
  /// Resolves the manifest's names. Optional tables and columns that are not there stay unbound; others throw Error
  /// not_found. The manifest must outlive the binding.
  Binding(const Manifest& manifest, const city::City& city);

  struct ColumnPlace {
    std::int32_t table = -1;   ///< index in the city, -1 if unbound
    std::int32_t column = -1;
  };
  [[nodiscard]] const ColumnPlace& place(std::uint32_t column) const { return places_[column]; }
  [[nodiscard]] std::int32_t table(std::uint32_t table) const { return tables_[table]; }

  /// Fills the views for reading: every column as READ. Parameters are the caller's.
  void view_for_reading(const city::City& city, std::span<const double> parameters, std::uint64_t parameters_revision,
                        std::uint64_t seed);
  /// Fills the views for a step, making written columns writable in `city`. Copies what others hold.
  void view_for_step(city::City& city, const LaggedColumns& lagged, std::span<const double> parameters,
                     std::uint64_t parameters_revision, std::uint64_t seed);
  /// After rows came or went in a table: its view and those of its columns again.
  void refresh_table(city::City& city, std::uint32_t table);
  /// Remembers the revisions as seen, so that the next view tells what changed since.
  void mark_seen(const city::City& city);
  /// Forgets them: everything counts as changed, as for a new instance.
  void forget_seen();

  [[nodiscard]] const conurb_view* view() const { return &view_; }
  [[nodiscard]] const conurb_column& column_view(std::uint32_t column) const { return column_views_[column]; }
  [[nodiscard]] const Manifest& manifest() const { return *manifest_; }

  Binding(const Binding&) = delete;
  Binding& operator=(const Binding&) = delete;

 private:
  void fill_table(const city::City& city, std::uint32_t table);
  void fill_column(const city::Column& column, std::uint32_t index, Access access);
  void set_common(std::span<const double> parameters, std::uint64_t parameters_revision, std::uint64_t seed);
  std::byte* writable(city::Table& table, std::uint32_t index);

  const Manifest* manifest_;
  std::vector<std::int32_t> tables_;
  std::vector<ColumnPlace> places_;
  std::vector<conurb_column> column_views_;
  std::vector<conurb_table> table_views_;
  std::vector<conurb_column*> column_pointers_;
  std::vector<const conurb_table*> table_pointers_;
  std::vector<city::Revision> seen_;
  std::vector<city::ChangedRows> changed_;
  conurb_view view_{};
};

}  // namespace conurb::host

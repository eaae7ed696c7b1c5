// SPDX-License-Identifier: Apache-2.0
// Between a manifest and a city: which table and column each declared one is, and the views a call sees of
// them.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "engine/city/city.hpp"
#include "engine/host/manifest.hpp"
#include "engine/sdk/conurb.h"

namespace conurb::host {

/// Columns and tables as they were at the previous exchange point, for lagged reads. Holds handles, no
/// copies.
struct LaggedColumns {
  /// The rows of a table.
  struct Rows {
    std::int64_t rows = 0;
    std::int64_t alive_rows = 0;
    city::Revision topology = 0;
    city::Column ids;
    city::Column alive;
  };
  std::map<std::pair<std::size_t, std::size_t>, city::Column> columns;  ///< by indices of table and column
  std::map<std::size_t, Rows> tables;                                   ///< by index of the table

  /// Keeps what is there now.
  void remember_column(const city::City& city, std::size_t table, std::size_t column);
  void remember_table(const city::City& city, std::size_t table);
};

/// Name of the private column that holds what one plugin adds to an accumulated column. Being a column, it is
/// shared, branched and checkpointed like any other, and tells who contributed what.
[[nodiscard]] std::string contribution_name(const std::string& column, const std::string& plugin_name);

/// True for a table whose every column that the plugin uses is a lagged read: then it sees the table's rows
/// lagged too, and no order follows from who inserts them.
[[nodiscard]] bool reads_lagged_only(const Manifest& manifest, std::uint32_t table);

/// Not thread-safe. Several bindings may fill views from one city at once if none of them reads, unlagged,
/// what another one writes.
class Binding {
 public:
  /// Resolves the manifest's names. Optional tables and columns that are not there stay unbound; others throw
  /// Error not_found. The manifest must outlive the binding.
  Binding(const Manifest& manifest, const city::City& city);

  struct ColumnPlace {
    std::int32_t table = -1;  ///< index in the city, -1 if unbound
    std::int32_t column = -1;
  };
  [[nodiscard]] const ColumnPlace& place(std::uint32_t column) const { return places_[column]; }
  /// Index in the city of a table of the manifest, -1 if unbound.
  [[nodiscard]] std::int32_t table(std::uint32_t table) const { return tables_[table]; }
  /// Whether the table is seen as it was at the previous exchange point.
  [[nodiscard]] bool table_lagged(std::uint32_t table) const { return table_lagged_[table]; }

  /// Fills the views for reading: every column as READ. Parameters are the caller's and live as long as the
  /// view.
  void view_for_reading(const city::City& city, const LaggedColumns& lagged,
                        std::span<const double> parameters, std::uint64_t parameters_revision,
                        std::uint64_t seed);
  /// Fills the views for a step, making written columns writable in `city`. Copies what others hold.
  void view_for_step(city::City& city, const LaggedColumns& lagged, std::span<const double> parameters,
                     std::uint64_t parameters_revision, std::uint64_t seed);
  /// Fills the views for a synthesis: what the plugin fills or owns as READ_WRITE, the rest as READ.
  void view_for_synthesis(city::City& city, std::span<const double> parameters,
                          std::uint64_t parameters_revision, std::uint64_t seed);
  /// After rows came or went in a table that the plugin owns, or lists were assigned: its view and those of
  /// its columns again. Lagged columns keep the rows they had.
  void refresh_table(city::City& city, std::uint32_t table);
  /// Remembers the revisions as seen, so that the next view tells what changed since.
  void mark_seen(const city::City& city);
  /// Forgets them: everything counts as changed, as for a new instance.
  void forget_seen();

  [[nodiscard]] const conurb_view* view() const { return &view_; }
  [[nodiscard]] const conurb_column& column_view(std::uint32_t column) const { return column_views_[column]; }
  [[nodiscard]] const conurb_table& table_view(std::uint32_t table) const { return table_views_[table]; }
  [[nodiscard]] const Manifest& manifest() const { return *manifest_; }

  Binding(const Binding&) = delete;
  Binding& operator=(const Binding&) = delete;

 private:
  void bind_tables(const city::City& city);
  void bind_columns(const city::City& city);
  void fill_table(const city::City& city, const LaggedColumns& lagged, std::uint32_t table);
  void fill_column(const city::Column& column, std::uint32_t index);
  void fill_lagged_or(const city::Column& live, const LaggedColumns& lagged, std::uint32_t index);
  void set_common(std::span<const double> parameters, std::uint64_t parameters_revision, std::uint64_t seed);
  static void make_writable(city::Column& column, Access access);

  const Manifest* manifest_;
  std::vector<std::int32_t> tables_;
  std::vector<bool> table_lagged_;
  std::vector<ColumnPlace> places_;
  std::vector<Access> access_;
  std::vector<bool> lagged_;
  std::vector<conurb_column> column_views_;
  std::vector<conurb_table> table_views_;
  std::vector<conurb_column*> column_pointers_;
  std::vector<const conurb_table*> table_pointers_;
  std::vector<city::Revision> seen_;
  std::vector<std::vector<std::int64_t>> changed_;
  conurb_view view_{};
};

}  // namespace conurb::host

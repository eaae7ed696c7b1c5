// SPDX-License-Identifier: Apache-2.0
// How a table of the city stands in SQL: its layer, its index, and what watches over edits by other programs.
// Internal to engine/store.
//
// Table `building` has: "building" (fid = id, small columns first, geom last) with the rows alive, which is
// the layer that QGIS shows; conurb_retired_building with the rows retired, so that no program shows them and
// no id returns; and conurb_edit_building, where triggers note what other programs change: per row its first
// old values. Triggers use plain SQL only, so they work wherever the file is edited; on our own connections
// they never fire.
//
// Grids, particles and tables whose spec says chunks are not things to click on one by one: they have no SQL
// table, all their columns are chunks.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/city/table.hpp"
#include "engine/store/sqlite.hpp"

namespace conurb::store {

constexpr std::string_view kGeometryColumn = "geom";

[[nodiscard]] std::string retired_table(std::string_view table);
[[nodiscard]] std::string edit_table(std::string_view table);
[[nodiscard]] std::string rtree_table(std::string_view table);

/// True for tables whose rows stand in SQL.
[[nodiscard]] bool is_sql_table(const city::TableSpec& table);
/// True for columns that stand in SQL under their own name: static and input ones of such tables, but not id,
/// alive, shape.
[[nodiscard]] bool is_sql_column(const city::TableSpec& table, const city::ColumnSpec& column);
/// True for columns whose values stand in chunks of run 0.
[[nodiscard]] bool is_chunk_column(const city::TableSpec& table, const city::ColumnSpec& column);

/// Indices of the columns that stand in SQL, in the order in which they do so in a new layer: those that
/// is_sql_column says, and those that the file has there already (`present`). A column that a plugin has come
/// to compute stays where people look for it.
[[nodiscard]] std::vector<std::size_t> sql_columns(const city::Table& table,
                                                   const std::vector<std::string>& present);

/// Throws Error invalid_argument for names of tables and columns that GeoPackage or this file keeps for
/// itself.
void check_names(const city::Table& table);

/// Makes the layer and what belongs to it, or adds the columns that it lacks of `columns`. Returns those
/// added to a layer that was there. Inside a transaction.
std::vector<std::size_t> ensure_layer(Connection& connection, const city::Table& table,
                                      const std::vector<std::size_t>& columns, std::int32_t srs_id);
/// Brings descriptions, units and ranges in gpkg_data_columns up to date.
void describe_columns(Connection& connection, const city::Table& table,
                      const std::vector<std::size_t>& columns);

/// Names of a layer's columns that are ours (a person may have added others), geom included: all but fid.
[[nodiscard]] std::vector<std::string> layer_columns(Connection& connection, std::string_view table);
/// "a", "b" … of names, each with a prefix put before it (OLD.).
[[nodiscard]] std::string column_list(const std::vector<std::string>& names, std::string_view prefix);

}  // namespace conurb::store

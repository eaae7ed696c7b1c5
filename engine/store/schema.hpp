// SPDX-License-Identifier: Apache-2.0
// The tables that every city file has: those of GeoPackage 1.3 and our own, whose names begin with conurb_.
// Internal to engine/store.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/store/sqlite.hpp"

namespace conurb::store {

/// "GPKG", and version 1.3.0 of GeoPackage.
constexpr std::int64_t kApplicationId = 0x47504B47;
constexpr std::int64_t kGeoPackageVersion = 10300;

/// Makes all tables in an empty file. Inside a transaction.
void create_schema(Connection& connection);
/// Throws Error bad_data if the file is no GeoPackage or no city, incompatible if it is newer than this
/// build.
void check_schema(Connection& connection);

/// Says in gpkg_extensions that a table is ours, so that no other program wonders.
void register_own_table(Connection& connection, std::string_view table);
/// Registers a table as layer ("features", "attributes") or brings its entry up to date.
void register_contents(Connection& connection, std::string_view table, std::string_view data_type,
                       std::string_view description, std::optional<std::int64_t> srs_id);

/// Values of conurb_meta.
[[nodiscard]] std::optional<std::string> meta(Connection& connection, std::string_view key);
void set_meta(Connection& connection, std::string_view key, std::string_view value);
[[nodiscard]] double meta_real(Connection& connection, std::string_view key);
/// Written so that it reads back to the same bits.
void set_meta_real(Connection& connection, std::string_view key, double value);

/// GeoPackage's form of now, as its tables hold it.
constexpr std::string_view kNowSql = "strftime('%Y-%m-%dT%H:%M:%fZ','now')";

}  // namespace conurb::store

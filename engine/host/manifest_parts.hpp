// SPDX-License-Identifier: Apache-2.0
// The sections of a manifest, each read into the Manifest that holds those before it. Internal to
// engine/host.
#pragma once

#include "engine/host/manifest.hpp"
#include "engine/host/manifest_json.hpp"

namespace conurb::host {

/// "tables", then "columns". Throw Error bad_data.
void read_tables(JsonObject& root, Manifest& manifest);
void read_columns(JsonObject& root, Manifest& manifest);

/// "parameters" and "levers", which share one space of names. Throw Error bad_data.
void read_parameters(JsonObject& root, Manifest& manifest);
void read_levers(JsonObject& root, Manifest& manifest);

/// "kpis", "layers" and "queries", each after the tables. Throw Error bad_data.
void read_kpis(JsonObject& root, Manifest& manifest);
void read_layers(JsonObject& root, Manifest& manifest);
void read_queries(JsonObject& root, Manifest& manifest);
void read_formats(JsonObject& root, Manifest& manifest);

/// Throws Error bad_data unless `object` is a member under a proper name.
void check_name(const std::string& name, const JsonObject& object);

/// "building.height" as its two names; throws Error bad_data if it is not of that form.
struct ColumnName {
  std::string table, column;
};
[[nodiscard]] ColumnName split_column(const std::string& text, const JsonObject& object);

/// Index of a table of the manifest; throws Error bad_data if it is not among "tables".
[[nodiscard]] std::uint32_t table_index(const Manifest& manifest, const std::string& table,
                                        const JsonObject& object);

}  // namespace conurb::host

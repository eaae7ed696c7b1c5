// SPDX-License-Identifier: Apache-2.0
// What a plugin says of itself: plugin.json, embedded in its library. The host decides everything from it
// without running the plugin's code, and panels, Lua names, documentation, compare tables and reports are
// generated from it. docs/plugin-guide.md describes the JSON; this is the same as structs.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/city/spec.hpp"
#include "engine/host/layer.hpp"

namespace conurb::host {

/// How the plugin meets a column; the values are CONURB_ACCESS_*.
enum class Access : std::int32_t { read = 1, write_all = 2, read_write = 3, accumulate = 4 };
[[nodiscard]] std::string_view to_string(Access access);

/// A table the plugin uses. `spec` is full for a table it owns (private tables: "owns": true) or defines for
/// others (anything with a "kind"); otherwise only the name counts and the table must exist or be optional.
/// `spec.columns` holds the columns of that table that the plugin owns.
struct TableUse {
  city::TableSpec spec;
  bool defines = false;   ///< `spec` is full: the table is made from it where it is not there yet
  bool owns = false;      ///< only this plugin inserts and retires its rows; such a table is also defined
  bool optional = false;  ///< the plugin runs without it
  bool fills = false;     ///< synthesis adds rows to it
};

struct ColumnUse {
  std::uint32_t table = 0;  ///< index into Manifest::tables
  city::ColumnSpec spec;
  Access access = Access::read;
  bool owns = false;      ///< the plugin is the column's owner; for write_all and read_write always
  bool optional = false;  ///< absent columns come as null; also true for all columns of an optional table
  bool fills = false;     ///< synthesis gives values where there are none; reads it otherwise
  bool lagged = false;    ///< reads the value of the previous exchange point: cuts a cycle
};

/// Whether a synthesis may write the column.
[[nodiscard]] inline bool may_fill(const ColumnUse& use) {
  return use.fills || (use.owns && use.access != Access::accumulate);
}

struct Manifest;
/// Whether a plugin reads terrain.elevation, and so may ask for the ground through the space services.
[[nodiscard]] bool reads_ground(const Manifest& manifest);

/// A number the plugin is created with; SI units. A lever binds to one, or to a column.
struct Parameter {
  std::string name;
  std::string label;
  std::string description;
  std::string type = "number";  ///< number | integer | boolean | choice
  std::string unit = "1";
  double initial = 0;
  double min = 0, max = 0, step = 0;  ///< min = max: unlimited
  std::vector<std::string> choices;
  bool lever = false;       ///< shown to decision makers
  bool at_restart = false;  ///< applies when an instance is made, not in a run
};

/// A lever that sets a column for a selection instead of a parameter.
struct ColumnLever {
  std::string name, label, description, unit;
  std::string table, column, selection;
  double min = 0, max = 0, step = 0, initial = 0;
};

struct Kpi {
  std::string id;  ///< "heating_energy"; shown as "buildings.heating_energy"
  std::string label, description;
  std::string table;
  std::string expression;  ///< an aggregate in the selection language: sum(heating_energy)
  std::string unit;        ///< of the expression's value (times second for sum_dt)
  std::string display_unit;
  std::string better;    ///< "lower" | "higher" | "none"
  std::string over;      ///< sum_dt | mean | max | min | peak_to_valley | p95 | hours_above | last
  double threshold = 0;  ///< for hours_above
  std::string group_by;  ///< column of `table`, or ""
  std::string limits;    ///< what this figure cannot tell
};

struct QueryArgument {
  std::string name, type, unit, description;  ///< type: number | integer | text | row
  std::string table;                          ///< type row: of which table
};

struct Query {
  std::string id, description;
  std::vector<QueryArgument> arguments;
  std::vector<QueryArgument> returns;
};

/// A file format that the plugin reads or writes.
struct FileFormat {
  std::string id;                    ///< "matpower"
  std::string label, description;    ///< "MATPOWER case"
  std::vector<std::string> endings;  ///< of file names, lower case: ".m"
  bool reads = false, writes = false;
  bool together = false;  ///< the files of one import are read as one
};

struct Manifest {
  std::string id;    ///< reverse DNS: "org.conurb.buildings"
  std::string name;  ///< last part of the id; prefix of KPIs and parameters in scripts
  std::string label, version, license, description, author;
  std::uint32_t abi_major = 0, abi_minor = 0;  ///< least host it needs
  std::uint32_t state_version = 1;             ///< version of the private state stream
  double exchange_s = 3600;  ///< longest interval between exchange points at which its results are good
  double deadline_s = 60;    ///< wall time after which one step counts as hung
  std::vector<TableUse> tables;
  std::vector<ColumnUse> columns;
  std::vector<Parameter> parameters;
  std::vector<ColumnLever> levers;
  std::vector<Kpi> kpis;
  std::vector<Layer> layers;
  std::vector<Query> queries;
  std::vector<FileFormat> formats;
  std::vector<std::string> limits;  ///< "what this model cannot tell"
  std::string json;                 ///< the text it was read from
};

/// Reads and checks a manifest. Throws Error bad_data naming `where`, the key and the rule for anything that
/// is missing, unknown, of a wrong type, twice there, or contradictory (write access without ownership, a KPI
/// over an unknown table …). Never crashes on any bytes.
[[nodiscard]] Manifest parse_manifest(std::string_view json, const std::string& where);

}  // namespace conurb::host

// SPDX-License-Identifier: Apache-2.0
// GeoPackage tables follow OGC 12-128r18 (GeoPackage 1.3.1), annex C, and the extensions gpkg_rtree_index
// (F.3) and gpkg_schema (F.9).
#include "engine/store/schema.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <limits>

#include "engine/base/error.hpp"
#include "engine/store/city_file.hpp"

namespace conurb::store {

namespace {

constexpr const char* kGeoPackageTables = R"sql(
CREATE TABLE gpkg_spatial_ref_sys (
  srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY, organization TEXT NOT NULL,
  organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
CREATE TABLE gpkg_contents (
  table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE,
  description TEXT DEFAULT '',
  last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
  min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER,
  CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_geometry_columns (
  table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL,
  srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL,
  CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name), CONSTRAINT uk_gc_table_name UNIQUE (table_name),
  CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
  CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_extensions (
  table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL, definition TEXT NOT NULL, scope TEXT NOT NULL,
  CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name));
CREATE TABLE gpkg_data_columns (
  table_name TEXT NOT NULL, column_name TEXT NOT NULL, name TEXT, title TEXT, description TEXT, mime_type TEXT,
  constraint_name TEXT, CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name),
  CONSTRAINT gdc_tn UNIQUE (table_name, name));
CREATE TABLE gpkg_data_column_constraints (
  constraint_name TEXT NOT NULL, constraint_type TEXT NOT NULL, value TEXT, min NUMERIC,
  min_is_inclusive BOOLEAN, max NUMERIC, max_is_inclusive BOOLEAN, description TEXT,
  CONSTRAINT gdcc_ntv UNIQUE (constraint_name, constraint_type, value));
CREATE TABLE gpkg_ogr_contents (table_name TEXT NOT NULL PRIMARY KEY, feature_count INTEGER DEFAULT NULL);

INSERT INTO gpkg_spatial_ref_sys VALUES
  ('Undefined Cartesian SRS', -1, 'NONE', -1, 'undefined', 'undefined Cartesian coordinate reference system'),
  ('Undefined geographic SRS', 0, 'NONE', 0, 'undefined', 'undefined geographic coordinate reference system'),
  ('WGS 84 geodetic', 4326, 'EPSG', 4326,
   'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],'
   || 'AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],'
   || 'UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AXIS["Latitude",NORTH],AXIS["Longitude",EAST],'
   || 'AUTHORITY["EPSG","4326"]]',
   'longitude/latitude coordinates in decimal degrees on the WGS 84 spheroid');
INSERT INTO gpkg_extensions VALUES
  ('gpkg_data_columns', NULL, 'gpkg_schema', 'http://www.geopackage.org/spec121/#extension_schema', 'read-write'),
  ('gpkg_data_column_constraints', NULL, 'gpkg_schema', 'http://www.geopackage.org/spec121/#extension_schema',
   'read-write');
)sql";

constexpr const char* kOwnTables = R"sql(
CREATE TABLE conurb_meta (key TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE conurb_lock (
  id INTEGER PRIMARY KEY CHECK (id = 1), who TEXT NOT NULL, host TEXT NOT NULL, pid INTEGER NOT NULL,
  process_start INTEGER NOT NULL, since_us INTEGER NOT NULL);
CREATE TABLE conurb_table (
  name TEXT NOT NULL PRIMARY KEY, ordinal INTEGER NOT NULL UNIQUE, kind INTEGER NOT NULL, shape INTEGER NOT NULL,
  description TEXT NOT NULL, owner TEXT NOT NULL, interpolation TEXT NOT NULL, origin_x REAL NOT NULL,
  origin_y REAL NOT NULL, cell REAL NOT NULL, width INTEGER NOT NULL, height INTEGER NOT NULL,
  row_count INTEGER NOT NULL, alive_count INTEGER NOT NULL, next_id INTEGER NOT NULL, last_id INTEGER NOT NULL,
  dense INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE conurb_column (
  table_name TEXT NOT NULL, name TEXT NOT NULL, ordinal INTEGER NOT NULL, scalar INTEGER NOT NULL,
  list INTEGER NOT NULL, unit TEXT NOT NULL, display_unit TEXT NOT NULL, description TEXT NOT NULL,
  role INTEGER NOT NULL, initial, min REAL, max REAL, nullable INTEGER NOT NULL, refers_to TEXT NOT NULL,
  owner TEXT NOT NULL, recording INTEGER NOT NULL, recording_every INTEGER NOT NULL,
  recording_selection TEXT NOT NULL, PRIMARY KEY (table_name, name)) WITHOUT ROWID;
CREATE TABLE conurb_content (
  table_name TEXT NOT NULL, column_name TEXT NOT NULL, hash TEXT NOT NULL,
  PRIMARY KEY (table_name, column_name)) WITHOUT ROWID;
CREATE TABLE conurb_branch (
  ordinal INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, parent INTEGER NOT NULL, fork_sequence INTEGER NOT NULL,
  fork_time_us INTEGER NOT NULL, created_us INTEGER NOT NULL, who TEXT NOT NULL);
CREATE TABLE conurb_journal (
  sequence INTEGER PRIMARY KEY, grp INTEGER NOT NULL, branch INTEGER NOT NULL, kind INTEGER NOT NULL,
  time_us INTEGER NOT NULL, until_us INTEGER NOT NULL, wall_us INTEGER NOT NULL, who TEXT NOT NULL,
  role TEXT NOT NULL, table_name TEXT NOT NULL, columns TEXT NOT NULL, selection TEXT NOT NULL,
  undoes INTEGER NOT NULL, detail TEXT NOT NULL, id_count INTEGER NOT NULL, ids BLOB, value_count INTEGER NOT NULL,
  vals BLOB);
CREATE INDEX conurb_journal_branch ON conurb_journal (branch);
CREATE TABLE conurb_run (
  id INTEGER PRIMARY KEY AUTOINCREMENT, branch INTEGER NOT NULL, from_us INTEGER NOT NULL, to_us INTEGER NOT NULL,
  status INTEGER NOT NULL, started_us INTEGER NOT NULL, finished_us INTEGER NOT NULL,
  saved_exchange INTEGER NOT NULL, record TEXT NOT NULL);
CREATE TABLE conurb_exchange (
  run INTEGER NOT NULL, exchange INTEGER NOT NULL, time_us INTEGER NOT NULL, PRIMARY KEY (run, exchange)) WITHOUT ROWID;
CREATE TABLE conurb_chunk (
  id INTEGER PRIMARY KEY, run INTEGER NOT NULL, table_name TEXT NOT NULL, column_name TEXT NOT NULL,
  first_exchange INTEGER NOT NULL, last_exchange INTEGER NOT NULL, first_row INTEGER NOT NULL,
  row_count INTEGER NOT NULL, data BLOB NOT NULL,
  UNIQUE (run, table_name, column_name, first_exchange, first_row));
CREATE TABLE conurb_kpi (
  run INTEGER NOT NULL, kpi TEXT NOT NULL, grp TEXT NOT NULL, value REAL, low REAL, high REAL, n INTEGER NOT NULL,
  unit TEXT NOT NULL, PRIMARY KEY (run, kpi, grp)) WITHOUT ROWID;
CREATE TABLE conurb_blob (
  id INTEGER PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL, bytes INTEGER NOT NULL, stored INTEGER NOT NULL,
  hash TEXT NOT NULL, written_us INTEGER NOT NULL, UNIQUE (kind, name));
CREATE TABLE conurb_blob_part (
  id INTEGER PRIMARY KEY, blob INTEGER NOT NULL, part INTEGER NOT NULL, data BLOB NOT NULL, UNIQUE (blob, part));
CREATE TABLE conurb_source (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, file_hash TEXT NOT NULL, date TEXT NOT NULL,
  licence TEXT NOT NULL, attribution TEXT NOT NULL, uri TEXT NOT NULL, imported_us INTEGER NOT NULL);
CREATE TABLE conurb_identity (
  source INTEGER NOT NULL, tbl INTEGER NOT NULL, external TEXT NOT NULL, id INTEGER NOT NULL,
  PRIMARY KEY (source, tbl, external)) WITHOUT ROWID;
CREATE TABLE conurb_provenance (
  table_name TEXT NOT NULL, column_name TEXT NOT NULL, id INTEGER NOT NULL, provenance INTEGER NOT NULL,
  source INTEGER NOT NULL, PRIMARY KEY (table_name, column_name, id)) WITHOUT ROWID;
CREATE TABLE conurb_finding (
  id INTEGER PRIMARY KEY, severity INTEGER NOT NULL, code TEXT NOT NULL, message TEXT NOT NULL,
  table_name TEXT NOT NULL, row INTEGER NOT NULL, place TEXT NOT NULL, source INTEGER NOT NULL,
  number INTEGER NOT NULL, run INTEGER NOT NULL);
CREATE INDEX conurb_finding_run ON conurb_finding (run);
CREATE TABLE conurb_stream (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, unit TEXT NOT NULL, table_name TEXT NOT NULL,
  row INTEGER NOT NULL, column_name TEXT NOT NULL);
CREATE TABLE conurb_observation (
  stream INTEGER NOT NULL, time_us INTEGER NOT NULL, arrival INTEGER NOT NULL, value REAL, quality INTEGER NOT NULL,
  PRIMARY KEY (stream, time_us)) WITHOUT ROWID;
CREATE INDEX conurb_observation_arrival ON conurb_observation (arrival);
CREATE TABLE conurb_latest (
  stream INTEGER PRIMARY KEY, time_us INTEGER NOT NULL, arrival INTEGER NOT NULL, value REAL,
  quality INTEGER NOT NULL);
INSERT INTO conurb_branch VALUES (0, 'base', 0, 0, 0, 0, '');
)sql";

constexpr std::string_view kOwnNames[] = {
    "conurb_meta",       "conurb_lock",    "conurb_table",     "conurb_column",      "conurb_content",
    "conurb_branch",     "conurb_journal", "conurb_run",       "conurb_exchange",    "conurb_chunk",
    "conurb_kpi",        "conurb_blob",    "conurb_blob_part", "conurb_source",      "conurb_identity",
    "conurb_provenance", "conurb_finding", "conurb_stream",    "conurb_observation", "conurb_latest"};

}  // namespace

void register_own_table(Connection& connection, std::string_view table) {
  // UNIQUE lets NULLs repeat, hence the question whether it is there.
  Statement(
      connection,
      "INSERT INTO gpkg_extensions SELECT ?1, NULL, 'conurb_city', "
      "'the documentation of Conurb: docs/file-format.md', 'read-write' WHERE NOT EXISTS (SELECT 1 FROM "
      "gpkg_extensions WHERE table_name = ?1 AND extension_name = 'conurb_city')")
      .bind_all(table)
      .run();
}

void register_contents(Connection& connection, std::string_view table, std::string_view data_type,
                       std::string_view description, std::optional<std::int64_t> srs_id) {
  Statement statement(
      connection,
      fmt::format("INSERT INTO gpkg_contents (table_name, data_type, identifier, description, "
                  "srs_id) VALUES (?1, ?2, ?1, ?3, ?4) ON CONFLICT (table_name) DO UPDATE SET "
                  "description = excluded.description, srs_id = excluded.srs_id, last_change = {}",
                  kNowSql));
  statement.bind_all(table, data_type, description);
  if (srs_id) {
    statement.bind(4, *srs_id);
  } else {
    statement.bind_null(4);
  }
  statement.run();
}

void create_schema(Connection& connection) {
  connection.run(fmt::format("PRAGMA application_id = {}", kApplicationId));
  connection.run(fmt::format("PRAGMA user_version = {}", kGeoPackageVersion));
  connection.run(kGeoPackageTables);
  connection.run(kOwnTables);
  for (const std::string_view name : kOwnNames) register_own_table(connection, name);
  // Readable for people in QGIS; and with one registered attributes table, GDAL lists no others of ours.
  register_contents(connection, "conurb_source", "attributes",
                    "Sources, licences and attribution of the data", {});
  register_contents(connection, "conurb_finding", "attributes", "What imports, checks and runs found", {});
  set_meta(connection, "schema_version", std::to_string(CityFile::kSchemaVersion));
  set_meta(connection, "base_sequence", "0");
}

void check_schema(Connection& connection) {
  const auto id = connection.integer("PRAGMA application_id", 0);
  const auto version = connection.integer("PRAGMA user_version", 0);
  if (id != kApplicationId || version < 10200) {
    throw Error(ErrorCode::bad_data, "not a GeoPackage", connection.path(), std::string(kGiveCity));
  }
  if (!connection.has_table("conurb_meta")) {
    throw Error(ErrorCode::bad_data, "a GeoPackage, but no city", connection.path(),
                "import its data into a new file with 'conurb import'");
  }
  const std::string text = meta(connection, "schema_version").value_or("");
  std::int32_t schema = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), schema);
  if (parsed.ec != std::errc{} || schema < 1) {
    throw Error(ErrorCode::bad_data, fmt::format("the file is damaged: its schema version is '{}'", text),
                connection.path(), "restore it from a copy");
  }
  if (schema > CityFile::kSchemaVersion) {
    throw Error(ErrorCode::incompatible,
                fmt::format("the file has schema version {}, this program knows {} and older", schema,
                            CityFile::kSchemaVersion),
                connection.path(), "open it with a newer version of Conurb");
  }
  for (const std::string_view name : kOwnNames) {
    if (!connection.has_table(name)) {
      throw Error(ErrorCode::bad_data, fmt::format("the file is damaged: it has no table '{}'", name),
                  connection.path(), "restore it from a copy");
    }
  }
}

std::optional<std::string> meta(Connection& connection, std::string_view key) {
  Statement statement(connection, "SELECT value FROM conurb_meta WHERE key = ?");
  statement.bind_all(key);
  if (!statement.step()) return std::nullopt;
  return statement.string(0);
}

void set_meta(Connection& connection, std::string_view key, std::string_view value) {
  connection.run("INSERT OR REPLACE INTO conurb_meta VALUES (?, ?)", key, value);
}

double meta_real(Connection& connection, std::string_view key) {
  const std::string text = meta(connection, key).value_or("0");
  double value = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
  if (parsed.ec != std::errc{} || !std::isfinite(value)) {
    throw Error(ErrorCode::bad_data, fmt::format("the file is damaged: {} is '{}'", key, text),
                connection.path(), "restore it from a copy");
  }
  return value;
}

void set_meta_real(Connection& connection, std::string_view key, double value) {
  set_meta(connection, key, fmt::format("{}", value));
}

}  // namespace conurb::store

// SPDX-License-Identifier: Apache-2.0
#include "engine/store/catalogue.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engine/base/error.hpp"
#include "engine/store/file_core.hpp"

namespace conurb::store {

namespace {

std::int64_t table_number(Connection& connection, std::string_view table) {
  const std::int64_t number =
      connection.integer("SELECT ordinal FROM conurb_table WHERE name = ?", -1, table);
  if (number < 0) {
    throw Error(ErrorCode::not_found, fmt::format("the file has no table '{}'", table), connection.path(),
                "save the city first");
  }
  return number;
}

// Row 0 stands for the whole column: ids begin with 1.
constexpr city::Id kWholeColumn = 0;

}  // namespace

Catalogue::Catalogue(const CityFile& file) : core_(file.core()) {}

std::int64_t Catalogue::put_source(const SourceRecord& source) {
  std::int64_t id = 0;
  core_->write([&](Connection& connection) {
    connection.run(
        "INSERT INTO conurb_source VALUES (NULL, ?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (name) DO UPDATE "
        "SET file_hash = "
        "excluded.file_hash, date = excluded.date, licence = excluded.licence, attribution = "
        "excluded.attribution, uri = "
        "excluded.uri, imported_us = excluded.imported_us",
        source.name, source.file_hash, source.date, source.licence, source.attribution, source.uri,
        source.imported_us != 0 ? source.imported_us : wall_clock_us());
    id = connection.integer("SELECT id FROM conurb_source WHERE name = ?", 0, source.name);
  });
  return id;
}

std::vector<SourceRecord> Catalogue::sources() const {
  std::vector<SourceRecord> sources;
  core_->read([&sources](Connection& connection) {
    Statement row(connection,
                  "SELECT id, name, file_hash, date, licence, attribution, uri, imported_us FROM "
                  "conurb_source ORDER BY id");
    while (row.step()) {
      sources.push_back({row.integer(0), row.string(1), row.string(2), row.string(3), row.string(4),
                         row.string(5), row.string(6), row.integer(7)});
    }
  });
  return sources;
}

std::string Catalogue::attribution() const {
  std::string line;
  for (const SourceRecord& source : sources()) {
    line += (line.empty() ? "" : "; ") + (source.attribution.empty() ? source.name : source.attribution);
    if (!source.licence.empty()) line += " (" + source.licence + ")";
  }
  return line;
}

void Catalogue::put_identities(std::int64_t source, std::string_view table,
                               std::span<const Identity> identities) {
  core_->write([&](Connection& connection) {
    const std::int64_t number = table_number(connection, table);
    Statement put(connection, "INSERT OR REPLACE INTO conurb_identity VALUES (?, ?, ?, ?)");
    for (const Identity& each : identities) put.bind_all(source, number, each.external, each.id).run();
  });
}

std::vector<city::Id> Catalogue::find(std::int64_t source, std::string_view table,
                                      std::span<const std::string> externals) const {
  std::vector<city::Id> ids;
  ids.reserve(externals.size());
  core_->read([&](Connection& connection) {
    const std::int64_t number = table_number(connection, table);
    Statement find(connection,
                   "SELECT id FROM conurb_identity WHERE source = ? AND tbl = ? AND external = ?");
    for (const std::string& external : externals) {
      find.bind_all(source, number, external);
      ids.push_back(find.step() ? find.integer(0) : 0);
      find.reset();
    }
  });
  return ids;
}

std::vector<std::string> Catalogue::identified_tables(std::int64_t source) const {
  std::vector<std::string> tables;
  core_->read([&](Connection& connection) {
    Statement all(
        connection,
        "SELECT name FROM conurb_table WHERE EXISTS (SELECT 1 FROM conurb_identity WHERE source = ? "
        "AND tbl = ordinal) ORDER BY name");
    all.bind_all(source);
    while (all.step()) tables.push_back(all.string(0));
  });
  return tables;
}

std::vector<Identity> Catalogue::identities(std::int64_t source, std::string_view table) const {
  std::vector<Identity> identities;
  core_->read([&](Connection& connection) {
    Statement all(connection,
                  "SELECT external, id FROM conurb_identity WHERE source = ? AND tbl = ? ORDER BY external");
    all.bind_all(source, table_number(connection, table));
    while (all.step()) identities.push_back({all.string(0), all.integer(1)});
  });
  return identities;
}

void Catalogue::put_provenance(std::string_view table, std::string_view column, Provenance provenance,
                               std::int64_t source) {
  const city::Id whole[] = {kWholeColumn};
  put_provenance(table, column, whole, provenance, source);
}

void Catalogue::put_provenance(std::string_view table, std::string_view column, std::span<const city::Id> ids,
                               Provenance provenance, std::int64_t source) {
  core_->write([&](Connection& connection) {
    Statement put(connection, "INSERT OR REPLACE INTO conurb_provenance VALUES (?, ?, ?, ?, ?)");
    for (const city::Id id : ids) {
      put.bind_all(table, column, id, static_cast<std::int32_t>(provenance), source).run();
    }
  });
}

Provenance Catalogue::provenance(std::string_view table, std::string_view column) const {
  return provenance(table, column, kWholeColumn);
}

Provenance Catalogue::provenance(std::string_view table, std::string_view column, city::Id id) const {
  return known(table, column, id).how;
}

Catalogue::Known Catalogue::known(std::string_view table, std::string_view column, city::Id id) const {
  Known known;
  core_->read([&](Connection& connection) {
    Statement rows(
        connection,
        "SELECT provenance, source FROM conurb_provenance WHERE table_name = ? AND column_name = ? "
        "AND id IN (?, 0) ORDER BY id DESC LIMIT 1");
    rows.bind_all(table, column, id);
    if (!rows.step()) return;
    known.how = static_cast<Provenance>(std::clamp<std::int64_t>(rows.integer(0), 0, 3));
    known.source = rows.integer(1);
  });
  return known;
}

std::vector<city::Id> Catalogue::rows_of(std::string_view table, std::string_view column,
                                         Provenance provenance) const {
  std::vector<city::Id> ids;
  core_->read([&](Connection& connection) {
    Statement rows(
        connection,
        "SELECT id FROM conurb_provenance WHERE table_name = ? AND column_name = ? AND provenance = ? "
        "AND id <> 0 ORDER BY id");
    rows.bind_all(table, column, static_cast<std::int32_t>(provenance));
    while (rows.step()) ids.push_back(rows.integer(0));
  });
  return ids;
}

void Catalogue::add_findings(std::span<const Finding> findings) {
  core_->write([&](Connection& connection) {
    Statement put(connection, "INSERT INTO conurb_finding VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    for (const Finding& each : findings) {
      put.bind_all(static_cast<std::int32_t>(each.severity), each.code, each.message, each.table, each.id,
                   each.where, each.source, each.count, each.run)
          .run();
    }
  });
}

void Catalogue::clear_findings(std::int64_t source) {
  core_->write([source](Connection& connection) {
    connection.run("DELETE FROM conurb_finding WHERE source = ?", source);
  });
}

std::vector<Finding> Catalogue::findings() const {
  std::vector<Finding> findings;
  core_->read([&findings](Connection& connection) {
    Statement row(connection,
                  "SELECT severity, code, message, table_name, row, place, source, number, run FROM "
                  "conurb_finding ORDER BY id");
    while (row.step()) {
      findings.push_back({static_cast<Severity>(std::clamp<std::int64_t>(row.integer(0), 0, 2)),
                          row.string(1), row.string(2), row.string(3), row.integer(4), row.string(5),
                          row.integer(6), row.integer(7), row.integer(8)});
    }
  });
  return findings;
}

}  // namespace conurb::store

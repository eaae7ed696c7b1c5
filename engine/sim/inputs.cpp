// SPDX-License-Identifier: Apache-2.0
#include "engine/sim/inputs.hpp"

#include <string_view>
#include <vector>

#include "engine/city/content.hpp"
#include "engine/city/expression.hpp"
#include "engine/sim/journal.hpp"

namespace conurb::sim {

namespace {

// Adds a column, or one behind references ("parcel.district"): then also the references, and the rows they
// lead to.
void add_path(const city::City& city, std::string_view table, std::string_view path, ColumnNames& columns) {
  const std::int32_t found = city.find(table);
  if (found < 0) return;
  const city::Table& rows = city.table(static_cast<std::size_t>(found));
  ColumnNames::mapped_type& names = columns[rows.name()];
  names.insert({"id", "alive"});
  const std::size_t dot = path.find('.');
  const std::string_view first = path.substr(0, dot);
  const auto column = rows.find(first);
  if (!column) return;
  names.insert(std::string(first));
  if (dot == std::string_view::npos) return;
  add_path(city, rows.column(*column).spec().refers_to, path.substr(dot + 1), columns);
}

void add_expression(const city::City& city, const std::string& table, const std::string& text,
                    ColumnNames& columns) {
  for (const std::string& path : city::Expression::parse(text).columns())
    add_path(city, table, path, columns);
}

void add_manifest(const city::City& city, const host::Manifest& manifest, ColumnNames& columns) {
  for (const host::TableUse& use : manifest.tables) add_path(city, use.spec.name, "id", columns);
  for (const host::ColumnUse& use : manifest.columns) {
    const std::string& table = manifest.tables[use.table].spec.name;
    add_path(city, table, use.spec.name, columns);
    if (use.owns && use.spec.recording.kind == city::Recording::Kind::selection)
      add_expression(city, table, use.spec.recording.selection, columns);
  }
  for (const host::Kpi& kpi : manifest.kpis) {
    add_expression(city, kpi.table, kpi.expression, columns);
    if (!kpi.group_by.empty()) add_path(city, kpi.table, kpi.group_by, columns);
  }
}

}  // namespace

ColumnNames columns_seen(const city::City& city, std::span<const host::Manifest* const> manifests,
                         std::span<const city::JournalEntry> entries) {
  ColumnNames columns;
  for (const host::Manifest* manifest : manifests) add_manifest(city, *manifest, columns);
  for (const city::JournalEntry& entry : entries) {
    if (!is_intervention(entry.kind) || city.find(entry.table) < 0) continue;
    add_path(city, entry.table, "id", columns);
    for (const std::string& column : entry.columns) add_path(city, entry.table, column, columns);
  }
  return columns;
}

void fetch(const city::City& city, const ColumnNames& columns, Jobs& jobs) {
  std::vector<const city::Column*> wanted;
  for (const auto& [name, chosen] : columns) {
    const city::Table& table = city.table(name);
    for (const std::string& column : chosen) wanted.push_back(&table.column(column));
  }
  jobs.parallel_for(0, wanted.size(), 1, [&wanted](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) (void)wanted[i]->bytes();
  });
}

Hash128 content_hash(const city::City& city, const ColumnNames& columns) {
  Hasher hasher;
  for (const auto& [name, chosen] : columns) {
    const city::Table& table = city.table(name);
    hasher.add_text(name);
    for (const std::string& column : chosen) {
      hasher.add_text(column);
      city::add_content(hasher, table.column(column));
    }
  }
  return hasher.value();
}

Hash128 entries_hash(std::span<const city::JournalEntry> entries) {
  Hasher hasher;
  for (const city::JournalEntry& entry : entries) {
    if (!is_intervention(entry.kind)) continue;
    hasher.add_number(static_cast<std::uint64_t>(entry.kind));
    hasher.add_number(static_cast<std::uint64_t>(entry.time_us));
    hasher.add_number(static_cast<std::uint64_t>(entry.until_us));
    hasher.add_text(entry.table);
    hasher.add_number(entry.columns.size());
    for (const std::string& column : entry.columns) hasher.add_text(column);
    hasher.add_number(entry.ids.size());
    for (const city::Id id : entry.ids) hasher.add_number(static_cast<std::uint64_t>(id));
    hasher.add_number(entry.values.size());
    for (const city::Value& value : entry.values) {
      hasher.add_number(value.index());
      hasher.add_text(city::to_string(value));
    }
    hasher.add_text(entry.detail);
  }
  return hasher.value();
}

}  // namespace conurb::sim

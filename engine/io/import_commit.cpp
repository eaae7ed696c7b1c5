// SPDX-License-Identifier: Apache-2.0
#include "engine/io/import_commit.hpp"

#include <fmt/format.h>

#include <future>
#include <limits>
#include <set>

#include "engine/base/error.hpp"
#include "engine/io/crs.hpp"
#include "engine/io/geometry_blob.hpp"
#include "engine/io/source_model.hpp"
#include "engine/store/blobs.hpp"
#include "engine/store/catalogue.hpp"
#include "engine/store/journal.hpp"

namespace conurb::io {

using city::EntryKind;
using city::JournalEntry;

namespace {

// Groups taken back; a later undo of an undo brings its group back.
std::set<std::int64_t> undone_groups(const std::vector<JournalEntry>& entries) {
  std::set<std::int64_t> undone;
  for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry) {
    if (entry->kind == EntryKind::undo && !undone.contains(entry->group)) undone.insert(entry->undoes);
  }
  return undone;
}

store::CrsDefinition definition_of(const city::Place& place) {
  store::CrsDefinition definition;
  if (place.crs.empty()) return definition;
  const Crs crs = Crs::open(place.crs);
  definition.epsg = crs.horizontal_epsg();
  definition.name = crs.name();
  return definition;
}

// An edit that acts later in simulated time says nothing of what the data are.
void add_edits(EditedCells& edited, const JournalEntry& entry, std::int64_t saved) {
  if (entry.kind != EntryKind::set && entry.kind != EntryKind::external_edit) return;
  const bool in_tables = entry.kind == EntryKind::external_edit || entry.sequence <= saved;
  if (!in_tables && entry.time_us != std::numeric_limits<std::int64_t>::min()) return;
  const bool each_its_own = entry.values.size() == entry.ids.size() * entry.columns.size();
  for (std::size_t c = 0; c < entry.columns.size(); ++c) {
    for (std::size_t i = 0; i < entry.ids.size(); ++i) {
      if (in_tables) {
        edited.add(entry.table, entry.columns[c], entry.ids[i]);
        continue;
      }
      const std::size_t at = each_its_own ? i * entry.columns.size() + c : c;
      if (at < entry.values.size()) {
        edited.add_pending(entry.table, entry.columns[c], entry.ids[i], entry.values[at]);
      }
    }
  }
}

// What a later import does not say of its data set stays as it was said before.
store::SourceRecord completed(const store::Catalogue& catalogue, store::SourceRecord record) {
  for (const store::SourceRecord& known : catalogue.sources()) {
    if (known.name != record.name) continue;
    if (record.licence.empty()) record.licence = known.licence;
    if (record.attribution.empty()) record.attribution = known.attribution;
    if (record.date.empty()) record.date = known.date;
  }
  return record;
}

void write_source(store::CityFile& file, const ImportedSource& source) {
  store::Catalogue catalogue(file);
  const std::int64_t id = catalogue.put_source(completed(catalogue, source.record));
  catalogue.clear_findings(id);
  std::vector<store::Finding> findings = source.findings;
  for (store::Finding& each : findings) each.source = id;
  catalogue.add_findings(findings);
  if (!source.objects.empty()) catalogue.put_identities(id, "city_object", source.objects);
  for (const auto& [table, rows] : source.rows) {
    if (!rows.empty()) catalogue.put_identities(id, table, rows);
  }
  for (const ColumnProvenance& each : source.provenance) {
    if (each.ids.empty()) {
      catalogue.put_provenance(each.table, each.column, each.provenance, id);
    } else {
      catalogue.put_provenance(each.table, each.column, each.ids, each.provenance, id);
    }
  }
  if (!source.raw.empty()) {
    store::Blobs(file).put("source_raw", source.record.name, source.raw);
  }
}

}  // namespace

namespace {

std::vector<std::uint8_t> derived_rows(const store::Catalogue& catalogue, const std::string& table,
                                       const std::string& column, std::span<const city::Id> ids) {
  const bool whole = catalogue.provenance(table, column) == store::Provenance::derived;
  std::vector<std::uint8_t> derived(ids.size(), whole ? 1 : 0);
  const auto except = [&](store::Provenance provenance, std::uint8_t is_derived) {
    const std::vector<city::Id> rows = catalogue.rows_of(table, column, provenance);
    for (std::size_t i = 0; i < ids.size(); ++i) {
      if (std::binary_search(rows.begin(), rows.end(), ids[i])) derived[i] = is_derived;
    }
  };
  if (whole) {
    except(store::Provenance::measured, 0);
  } else {
    except(store::Provenance::derived, 1);
  }
  return derived;
}

}  // namespace

KnownImports read_known_imports(store::CityFile& file) {
  KnownImports known;
  const store::Catalogue catalogue(file);
  const std::int64_t saved = file.base_sequence();
  store::JournalFilter filter;
  filter.branch = 0;
  const std::vector<JournalEntry> entries = store::Journal(file).read(filter);
  const std::set<std::int64_t> undone = undone_groups(entries);
  for (const JournalEntry& entry : entries) {
    if (undone.contains(entry.group)) continue;
    if (entry.kind == EntryKind::insert && entry.sequence > saved) {
      throw Error(
          ErrorCode::conflict,
          fmt::format("the base has {} row(s) of '{}' that were added by {} and are in the journal only",
                      entry.ids.size(), entry.table, entry.who),
          file.path().string(), "import into a new file, or undo that entry first (conurb journal --undo)");
    }
    add_edits(known.edited, entry, saved);
  }
  known.edited.sort();
  known.derived = [&file](const std::string& table, const std::string& column,
                          std::span<const city::Id> ids) {
    return derived_rows(store::Catalogue(file), table, column, ids);
  };
  known.source = [&file](const std::string& name) { return load_source(file, name); };
  for (const store::SourceRecord& source : catalogue.sources()) {
    for (const std::string& table : catalogue.identified_tables(source.id)) {
      std::vector<store::Identity> rows = catalogue.identities(source.id, table);
      if (table == "city_object") {
        known.objects[source.name] = std::move(rows);
      } else {
        known.rows[source.name][table] = std::move(rows);
      }
    }
  }
  return known;
}

void commit_import(store::CityFile& file, const ImportResult& result) {
  store::SaveOptions options;
  options.crs = definition_of(result.city.place());
  // Packing the geometry takes as long as many tables: it goes beside them.
  std::future<std::vector<std::byte>> geometry;
  if (result.geometry_changed) {
    geometry = std::async(std::launch::async, [&result] { return encode_geometry(*result.city.geometry()); });
  }
  file.atomically([&] {
    // Entries of the journal that the tables do not hold yet stay to be replayed.
    options.base_sequence = file.base_sequence();
    file.save(result.city, options);
    if (geometry.valid()) {
      save_geometry(file, geometry.get());
      save_images(file, *result.city.geometry());
    }
    for (const ImportedSource& source : result.sources) write_source(file, source);
  });
}

}  // namespace conurb::io

// SPDX-License-Identifier: Apache-2.0
#include "engine/host/schedule.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "engine/base/error.hpp"
#include "engine/host/binding.hpp"

namespace conurb::host {

namespace {

using Name = std::pair<std::string, std::string>;  // table, column

Name name_of(const Manifest& manifest, const ColumnUse& use) {
  return {manifest.tables[use.table].spec.name, use.spec.name};
}

const city::TableSpec* find_table(std::span<const city::TableSpec> vocabulary, const std::string& name) {
  const auto found = std::find_if(vocabulary.begin(), vocabulary.end(),
                                  [&name](const city::TableSpec& table) { return table.name == name; });
  return found == vocabulary.end() ? nullptr : &*found;
}

const city::ColumnSpec* find_column(const city::TableSpec* table, const std::string& name) {
  if (table == nullptr) return nullptr;
  const auto found = std::find_if(table->columns.begin(), table->columns.end(),
                                  [&name](const city::ColumnSpec& column) { return column.name == name; });
  return found == table->columns.end() ? nullptr : &*found;
}

// A declaration must agree with the vocabulary; where it says less (no unit given), the vocabulary's words hold.
city::ColumnSpec agreed(const ColumnUse& use, const city::TableSpec* vocabulary, const Manifest& manifest) {
  const city::ColumnSpec* standard = find_column(vocabulary, use.spec.name);
  if (standard == nullptr) return use.spec;
  std::string why;
  if (!city::shareable(*standard, use.spec, &why)) {
    throw Error(ErrorCode::incompatible, fmt::format("{}.{} is declared against the standard vocabulary: {}",
                                                     vocabulary->name, use.spec.name, why),
                manifest.id, "declare it with the standard type and unit, or under another name");
  }
  city::ColumnSpec spec = *standard;
  if (use.access == Access::write_all || use.access == Access::read_write) {
    spec.role = use.spec.role;
    spec.nullable = use.spec.nullable;
    spec.recording = use.spec.recording;
  }
  return spec;
}

bool writes(const ColumnUse& use) { return use.access == Access::write_all || use.access == Access::read_write; }

std::vector<const Manifest*> by_id(Manifests manifests) {
  std::vector<const Manifest*> sorted(manifests.begin(), manifests.end());
  std::sort(sorted.begin(), sorted.end(), [](const Manifest* a, const Manifest* b) { return a->id < b->id; });
  return sorted;
}

void declare_table(const Manifest& manifest, const TableUse& use, const city::TableSpec* standard, city::City& city) {
  if (use.owns) {
    city::TableSpec spec = use.spec;
    spec.owner = manifest.id;
    const std::int32_t known = city.find(spec.name);
    if (known >= 0 && city.table(static_cast<std::size_t>(known)).spec().owner != manifest.id) {
      const std::string& owner = city.table(static_cast<std::size_t>(known)).spec().owner;
      throw Error(ErrorCode::conflict, fmt::format("the table '{}' belongs to {}", spec.name,
                                                   owner.empty() ? "the engine" : owner),
                  manifest.id, "use it without \"owns\", or choose another name");
    }
    city.add_table(spec);
  } else if (use.defines && standard == nullptr) {
    city.add_table(use.spec);
  } else if (standard != nullptr && city.find(use.spec.name) < 0 && !use.optional) {
    city::TableSpec bare = *standard;
    city.add_table(bare);
  }
}

void declare_reads(const Manifest& manifest, std::span<const city::TableSpec> vocabulary, city::City& city) {
  for (const ColumnUse& use : manifest.columns) {
    if (writes(use)) continue;
    const std::string& table_name = manifest.tables[use.table].spec.name;
    const std::int32_t table = city.find(table_name);
    if (table < 0) continue;  // binding says so if the table is needed
    const city::TableSpec* standard = find_table(vocabulary, table_name);
    const bool known = city.table(static_cast<std::size_t>(table)).find(use.spec.name).has_value();
    if (known || find_column(standard, use.spec.name) != nullptr || use.access == Access::accumulate) {
      if (!known && use.optional && use.access == Access::read) continue;
      city.edit(static_cast<std::size_t>(table)).add_column(agreed(use, standard, manifest));
    } else if (!use.optional) {
      throw Error(ErrorCode::not_found, fmt::format("nobody provides the column '{}.{}'", table_name, use.spec.name),
                  manifest.id, "load the plugin that owns it, or declare it optional");
    }
    if (use.access == Access::accumulate) {
      city::ColumnSpec contribution = use.spec;
      contribution.name = contribution_name(use.spec.name, manifest.name);
      contribution.role = city::Role::state;
      contribution.owner = manifest.id;
      contribution.recording.kind = city::Recording::Kind::none;
      city.edit(static_cast<std::size_t>(table)).add_column(contribution);
    }
  }
}

// What must come before what, with the column that says so.
struct Edge {
  std::size_t before = 0, after = 0;
  std::string because;
};

std::vector<Edge> edges(Manifests manifests) {
  std::map<Name, std::vector<std::size_t>> providers;
  std::map<std::string, std::size_t> table_owners;
  for (std::size_t i = 0; i < manifests.size(); ++i) {
    for (const ColumnUse& use : manifests[i]->columns) {
      if (use.access != Access::read) providers[name_of(*manifests[i], use)].push_back(i);
    }
    for (const TableUse& use : manifests[i]->tables) {
      if (use.owns) table_owners.emplace(use.spec.name, i);
    }
  }
  std::vector<Edge> result;
  for (std::size_t i = 0; i < manifests.size(); ++i) {
    std::set<std::string> cut;  // tables whose every read by this plugin is lagged: no order follows from them
    std::set<std::string> read;
    for (const ColumnUse& use : manifests[i]->columns) {
      const Name name = name_of(*manifests[i], use);
      (use.lagged ? cut : read).insert(name.first);
      if (use.access != Access::read || use.lagged) continue;
      for (const std::size_t provider : providers[name]) {
        if (provider != i) result.push_back({provider, i, name.first + "." + name.second});
      }
    }
    for (const TableUse& use : manifests[i]->tables) {
      const auto owner = table_owners.find(use.spec.name);
      if (owner == table_owners.end() || owner->second == i) continue;
      if (cut.contains(use.spec.name) && !read.contains(use.spec.name)) continue;
      result.push_back({owner->second, i, "rows of " + use.spec.name});
    }
  }
  return result;
}

[[noreturn]] void report_cycle(Manifests manifests, const std::vector<Edge>& all, const std::vector<bool>& done) {
  std::string text;
  for (const Edge& edge : all) {
    if (done[edge.before] || done[edge.after]) continue;
    text += fmt::format("{}{} reads {} of {}", text.empty() ? "" : "; ", manifests[edge.after]->id, edge.because,
                        manifests[edge.before]->id);
  }
  throw Error(ErrorCode::conflict, "plugins wait for each other: " + text, "",
              "declare one of these reads \"lagged\" to use the value of the previous exchange point");
}

}  // namespace

void declare(Manifests manifests, std::span<const city::TableSpec> vocabulary, city::City& city) {
  const std::vector<const Manifest*> sorted = by_id(manifests);
  for (const Manifest* manifest : sorted) {
    for (const TableUse& use : manifest->tables) {
      declare_table(*manifest, use, find_table(vocabulary, use.spec.name), city);
    }
  }
  std::map<Name, std::string> owners;
  std::map<Name, std::string> writers;
  std::map<Name, std::string> contributors;
  for (const Manifest* manifest : sorted) {
    for (const ColumnUse& use : manifest->columns) {
      const Name name = name_of(*manifest, use);
      if (use.access == Access::accumulate) contributors.emplace(name, manifest->id);
      if (!use.owns) continue;
      if (writes(use)) writers.emplace(name, manifest->id);
      if (const auto [known, fresh] = owners.emplace(name, manifest->id); !fresh) {
        throw Error(ErrorCode::conflict, fmt::format("{}.{} has one owner already: {}", name.first, name.second,
                                                     known->second),
                    manifest->id, "accumulate to it, or load only one of the two");
      }
      const std::int32_t table = city.find(name.first);
      if (table < 0) continue;
      city::ColumnSpec spec = agreed(use, find_table(vocabulary, name.first), *manifest);
      spec.owner = manifest->id;
      city.edit(static_cast<std::size_t>(table)).add_column(spec);
    }
  }
  for (const auto& [name, contributor] : contributors) {
    if (const auto writer = writers.find(name); writer != writers.end()) {
      throw Error(ErrorCode::conflict, fmt::format("{}.{} is written by {} and added to by {}", name.first, name.second,
                                                   writer->second, contributor));
    }
  }
  for (const Manifest* manifest : sorted) declare_reads(*manifest, vocabulary, city);
}

std::vector<std::vector<std::size_t>> levels(Manifests manifests) {
  const std::vector<Edge> all = edges(manifests);
  std::vector<bool> done(manifests.size(), false);
  std::vector<std::vector<std::size_t>> result;
  std::size_t left = manifests.size();
  while (left > 0) {
    std::vector<std::size_t> level;
    for (std::size_t i = 0; i < manifests.size(); ++i) {
      const bool waits = std::any_of(all.begin(), all.end(),
                                     [&](const Edge& edge) { return edge.after == i && !done[edge.before]; });
      if (!done[i] && !waits) level.push_back(i);
    }
    if (level.empty()) report_cycle(manifests, all, done);
    for (const std::size_t i : level) done[i] = true;
    left -= level.size();
    std::sort(level.begin(), level.end(),
              [&](std::size_t a, std::size_t b) { return manifests[a]->id < manifests[b]->id; });
    result.push_back(std::move(level));
  }
  return result;
}

}  // namespace conurb::host

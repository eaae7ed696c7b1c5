// SPDX-License-Identifier: Apache-2.0
#include "engine/host/schedule.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <map>
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

std::string full_name(const Name& name) {
  return name.first + "." + name.second;
}

bool writes(const ColumnUse& use) {
  return use.access == Access::write_all || use.access == Access::read_write;
}

// A declaration must agree with the vocabulary; where it is not the owner's, the vocabulary's words hold.
city::ColumnSpec agreed(const Manifest& manifest, const ColumnUse& use, const city::TableSpec* vocabulary) {
  const city::ColumnSpec* standard = find_column(vocabulary, use.spec.name);
  if (standard == nullptr) return use.spec;
  std::string why;
  if (!city::shareable(*standard, use.spec, &why)) {
    throw Error(ErrorCode::incompatible,
                fmt::format("{}.{} is declared against the standard vocabulary: {}", vocabulary->name,
                            use.spec.name, why),
                manifest.id, "declare it with the standard type and unit, or under another name");
  }
  city::ColumnSpec spec = *standard;
  if (use.owns) {
    spec.role = use.spec.role;
    spec.nullable = use.spec.nullable;
    spec.recording = use.spec.recording;
    spec.min = std::max(spec.min, use.spec.min);
    spec.max = std::min(spec.max, use.spec.max);
    if (!city::is_null(use.spec.initial)) spec.initial = use.spec.initial;
  }
  return spec;
}

std::vector<const Manifest*> by_id(Manifests manifests) {
  std::vector<const Manifest*> sorted(manifests.begin(), manifests.end());
  std::sort(sorted.begin(), sorted.end(), [](const Manifest* a, const Manifest* b) { return a->id < b->id; });
  return sorted;
}

// Names prefix parameters, KPIs and contributions, so two plugins may not share one.
void check_names(const std::vector<const Manifest*>& sorted) {
  std::map<std::string, const Manifest*> by_name;
  for (const Manifest* manifest : sorted) {
    const auto [known, fresh] = by_name.emplace(manifest->name, manifest);
    if (fresh) continue;
    throw Error(
        ErrorCode::conflict,
        fmt::format("{} and {} are both called '{}'", known->second->id, manifest->id, manifest->name), "",
        "load only one of the two");
  }
}

/// What a set of plugins says of one column, gathered over all of them.
struct Claims {
  const Manifest* owner = nullptr;
  const ColumnUse* owners_use = nullptr;
  const Manifest* contributor = nullptr;
};
using AllClaims = std::map<Name, Claims>;

AllClaims gather_claims(const std::vector<const Manifest*>& sorted) {
  AllClaims all;
  for (const Manifest* manifest : sorted) {
    for (const ColumnUse& use : manifest->columns) {
      const Name name = name_of(*manifest, use);
      Claims& claims = all[name];
      if (use.access == Access::accumulate && claims.contributor == nullptr) claims.contributor = manifest;
      if (!use.owns && !writes(use)) continue;
      if (claims.owner != nullptr) {
        throw Error(ErrorCode::conflict,
                    fmt::format("{} has one owner already: {}", full_name(name), claims.owner->id),
                    manifest->id, "accumulate to it, or load only one of the two");
      }
      claims.owner = manifest;
      claims.owners_use = &use;
    }
  }
  for (const auto& [name, claims] : all) {
    if (claims.contributor == nullptr || claims.owner == nullptr || !writes(*claims.owners_use)) continue;
    throw Error(ErrorCode::conflict, fmt::format("{} is written by {} and added to by {}", full_name(name),
                                                 claims.owner->id, claims.contributor->id));
  }
  return all;
}

void declare_table(const Manifest& manifest, const TableUse& use, const city::TableSpec* standard,
                   city::City& city) {
  const std::int32_t known = city.find(use.spec.name);
  if (known >= 0) {
    const city::TableSpec& spec = city.table(static_cast<std::size_t>(known)).spec();
    if (use.owns && spec.owner != manifest.id) {
      throw Error(ErrorCode::conflict,
                  fmt::format("the table '{}' belongs to {}", spec.name,
                              spec.owner.empty() ? "the engine" : spec.owner),
                  manifest.id, "use it without \"owns\", or choose another name");
    }
    if (use.defines && spec.kind != use.spec.kind) {
      throw Error(ErrorCode::incompatible,
                  fmt::format("the table '{}' is of kind {}, declared as {}", spec.name,
                              city::to_string(spec.kind), city::to_string(use.spec.kind)),
                  manifest.id);
    }
    return;
  }
  if (!use.defines && !use.owns && (standard == nullptr || use.optional)) return;
  city::TableSpec spec = use.defines || use.owns ? use.spec : *standard;
  spec.owner = use.owns ? manifest.id : "";
  if (use.defines || use.owns) spec.columns.clear();  // they come with the columns' own declarations
  const std::size_t table = city.add_table(spec);
  if (spec.kind == city::TableKind::grid) city.edit(table).insert(spec.grid.width * spec.grid.height, 0);
}

// Adds the column or gives it the owner's words; a city that has it as wanted is not touched.
void ensure_column(city::City& city, std::size_t table, const city::ColumnSpec& spec,
                   const Manifest& manifest) {
  const city::Table& known = city.table(table);
  const auto found = known.find(spec.name);
  if (found && known.column(*found).spec() == spec) return;
  try {
    city.edit(table).claim_column(spec);
  } catch (const Error& error) {
    throw Error(error.code(), error.message(), manifest.id, error.remedy());
  }
}

void declare_owned(const Manifest& manifest, const ColumnUse& use, const city::TableSpec* standard,
                   bool accumulated, city::City& city) {
  const std::int32_t table = city.find(manifest.tables[use.table].spec.name);
  if (table < 0) return;  // binding says so
  city::ColumnSpec spec = agreed(manifest, use, standard);
  spec.owner = manifest.id;
  if (accumulated) spec.role = city::Role::output;
  ensure_column(city, static_cast<std::size_t>(table), spec, manifest);
}

void declare_contribution(const Manifest& manifest, const ColumnUse& use, const city::TableSpec* standard,
                          const Claims& claims, city::City& city) {
  const std::int32_t found = city.find(manifest.tables[use.table].spec.name);
  if (found < 0) return;
  const auto table = static_cast<std::size_t>(found);
  if (claims.owner == nullptr) {
    const auto known = city.table(table).find(use.spec.name);
    city::ColumnSpec sum = known ? city.table(table).column(*known).spec() : agreed(manifest, use, standard);
    std::string why;
    if (!city::shareable(sum, use.spec, &why)) {
      throw Error(
          ErrorCode::incompatible,
          fmt::format("two declarations of {}.{} differ: {}", city.table(table).name(), use.spec.name, why),
          manifest.id);
    }
    sum.role = city::Role::output;
    sum.owner.clear();
    ensure_column(city, table, sum, manifest);
  }
  // A contributor that has not stepped yet adds nothing.
  city::ColumnSpec part = use.spec;
  part.name = contribution_name(use.spec.name, manifest.name);
  part.description = fmt::format("What {} adds to {}", manifest.name, use.spec.name);
  part.role = city::Role::state;
  part.owner = manifest.id;
  part.initial = city::Value{};
  part.nullable = false;
  part.min = -std::numeric_limits<double>::infinity();
  part.max = std::numeric_limits<double>::infinity();
  part.recording.kind = city::Recording::Kind::none;
  ensure_column(city, table, part, manifest);
}

void declare_read(const Manifest& manifest, const ColumnUse& use, const city::TableSpec* standard,
                  city::City& city) {
  const std::string& table_name = manifest.tables[use.table].spec.name;
  const std::int32_t table = city.find(table_name);
  if (table < 0) return;
  const city::ColumnSpec wanted = agreed(manifest, use, standard);
  const city::Table& known = city.table(static_cast<std::size_t>(table));
  if (const auto found = known.find(use.spec.name)) {
    std::string why;
    if (city::shareable(known.column(*found).spec(), use.spec, &why)) return;
    throw Error(ErrorCode::incompatible,
                fmt::format("two declarations of {}.{} differ: {}", table_name, use.spec.name, why),
                manifest.id, "declare it with the type and unit that the city has");
  }
  if (use.optional) return;
  if (find_column(standard, use.spec.name) == nullptr) {
    throw Error(ErrorCode::not_found,
                fmt::format("nobody provides the column '{}.{}'", table_name, use.spec.name), manifest.id,
                "load the plugin that owns it, or declare it optional");
  }
  ensure_column(city, static_cast<std::size_t>(table), wanted, manifest);
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
    for (const ColumnUse& use : manifests[i]->columns) {
      const Name name = name_of(*manifests[i], use);
      if (use.access != Access::read || use.lagged) continue;
      for (const std::size_t provider : providers[name]) {
        if (provider != i) result.push_back({provider, i, full_name(name)});
      }
    }
    for (std::uint32_t t = 0; t < manifests[i]->tables.size(); ++t) {
      const std::string& table = manifests[i]->tables[t].spec.name;
      const auto owner = table_owners.find(table);
      if (owner == table_owners.end() || owner->second == i || reads_lagged_only(*manifests[i], t)) continue;
      result.push_back({owner->second, i, "the rows of " + table});
    }
  }
  return result;
}

// Everybody left waits for somebody left, so walking from each to one it waits for must come round.
[[noreturn]] void report_cycle(Manifests manifests, const std::vector<Edge>& all,
                               const std::vector<bool>& done) {
  const auto waits_for = [&](std::size_t plugin) {
    return std::find_if(all.begin(), all.end(),
                        [&](const Edge& edge) { return edge.after == plugin && !done[edge.before]; });
  };
  std::size_t at = static_cast<std::size_t>(std::find(done.begin(), done.end(), false) - done.begin());
  for (std::size_t i = 0; i < manifests.size(); ++i) at = waits_for(at)->before;  // now on the cycle for sure
  std::string text;
  const std::size_t first = at;
  do {
    const auto edge = waits_for(at);
    text += fmt::format("{}{} reads {} of {}", text.empty() ? "" : "; ", manifests[at]->id, edge->because,
                        manifests[edge->before]->id);
    at = edge->before;
  } while (at != first);
  throw Error(ErrorCode::conflict, "plugins wait for each other: " + text, "",
              "declare one of these reads \"lagged\" to use the value of the previous exchange point");
}

}  // namespace

void declare(Manifests manifests, std::span<const city::TableSpec> vocabulary, city::City& city) {
  const std::vector<const Manifest*> sorted = by_id(manifests);
  check_names(sorted);
  const AllClaims claims = gather_claims(sorted);
  for (const Manifest* manifest : sorted) {
    for (const TableUse& use : manifest->tables) {
      declare_table(*manifest, use, find_table(vocabulary, use.spec.name), city);
    }
  }
  const auto for_each = [&](auto&& visit) {
    for (const Manifest* manifest : sorted) {
      for (const ColumnUse& use : manifest->columns) {
        const Name name = name_of(*manifest, use);
        visit(*manifest, use, find_table(vocabulary, name.first), claims.at(name));
      }
    }
  };
  for_each([&](const Manifest& manifest, const ColumnUse& use, const city::TableSpec* standard,
               const Claims& claim) {
    if (use.owns || writes(use)) declare_owned(manifest, use, standard, claim.contributor != nullptr, city);
  });
  for_each([&](const Manifest& manifest, const ColumnUse& use, const city::TableSpec* standard,
               const Claims& claim) {
    if (use.access == Access::accumulate) declare_contribution(manifest, use, standard, claim, city);
  });
  for_each(
      [&](const Manifest& manifest, const ColumnUse& use, const city::TableSpec* standard, const Claims&) {
        if (use.access == Access::read && !use.owns) declare_read(manifest, use, standard, city);
      });
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

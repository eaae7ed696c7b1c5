// SPDX-License-Identifier: Apache-2.0
// Which columns of a city a run is a function of, and what they hold: for taking over finished runs, for
// telling stale results, and for the hash of a result. Nothing else is read, so a city of millions stays
// where it is.
#pragma once

#include <map>
#include <set>
#include <span>
#include <string>

#include "engine/base/hash.hpp"
#include "engine/base/jobs.hpp"
#include "engine/city/city.hpp"
#include "engine/city/journal_entry.hpp"
#include "engine/host/manifest.hpp"

namespace conurb::sim {

/// Table -> columns.
using ColumnNames = std::map<std::string, std::set<std::string>>;

/// Columns that a run with these plugins can see or change: what their manifests name, the rows (id, alive)
/// of their tables, what their key figures and recording selections read, and what the entries touch. Only
/// what the city has. Outlines, which plugins may look at through the services over space, are not among
/// them.
[[nodiscard]] ColumnNames columns_seen(const city::City& city,
                                       std::span<const host::Manifest* const> manifests,
                                       std::span<const city::JournalEntry> entries);

/// Reads those of these columns that are still in the file alone, several at once. Else each would be read
/// when it is first asked for, one after the other.
void fetch(const city::City& city, const ColumnNames& columns, Jobs& jobs);

/// Hash of all values of these columns. Equal hashes mean equal values.
[[nodiscard]] Hash128 content_hash(const city::City& city, const ColumnNames& columns);

/// Hash of what the interventions among the entries do, whoever made them and when.
[[nodiscard]] Hash128 entries_hash(std::span<const city::JournalEntry> entries);

}  // namespace conurb::sim

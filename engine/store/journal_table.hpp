// SPDX-License-Identifier: Apache-2.0
// Journal entries in their table. Internal to engine/store.
//
// `columns` is a JSON array of names. `ids` and `vals` are zstd frames after their raw length (u64): ids as
// i64; values as a tag (0 null, 1 f64, 2 i64, 3 text) and the value.
#pragma once

#include <vector>

#include "engine/city/journal_entry.hpp"
#include "engine/store/journal.hpp"
#include "engine/store/sqlite.hpp"

namespace conurb::store {

/// Journal::append, inside a transaction.
void append_entries(Connection& connection, std::vector<city::JournalEntry>& entries);
[[nodiscard]] std::vector<city::JournalEntry> read_entries(Connection& connection,
                                                           const JournalFilter& filter);

}  // namespace conurb::store

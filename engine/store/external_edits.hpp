// SPDX-License-Identifier: Apache-2.0
// What other programs changed in the layers, turned into journal entries. Internal to engine/store.
//
// The triggers of features.hpp kept for each row its values before the first change; what the layer holds now
// is compared with them, so that a change that was taken back leaves no trace. New values that the column
// does not allow (out of range, of another type, a reference to no row) are set back to the old ones, and a
// finding says so.
#pragma once

#include <vector>

#include "engine/city/journal_entry.hpp"
#include "engine/store/file_core.hpp"

namespace conurb::store {

/// Journals the changes, brings the catalogue up to date and forgets the old values. Inside a transaction.
/// Rows that were added stay noted, for a later time, in tables for which the journal has insertions that
/// were not saved yet: their ids come first.
[[nodiscard]] std::vector<city::JournalEntry> take_edits(FileCore& core, Connection& connection);

}  // namespace conurb::store

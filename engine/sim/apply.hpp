// SPDX-License-Identifier: Apache-2.0
// What a journal entry does to a city: the one place where interventions become values.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/base/time.hpp"
#include "engine/city/city.hpp"
#include "engine/city/journal_entry.hpp"

namespace conurb::sim {

/// A person's value on a column that its owner computes: put back after every step of the owner until it
/// ends.
struct Pin {
  std::int64_t sequence = 0;  ///< the entry it comes from
  std::string table;
  std::string column;
  std::vector<city::Id> ids;
  std::vector<city::Value> values;  ///< one for all, or one per id
  std::int64_t until_us = 0;        ///< 0 = never ends
  std::string who;
};

/// Applies set, insert, retire and external edits; the other kinds are the branch's. A set on an output
/// column adds a pin instead. Rows are found by id; ids that a rebase has left without a row are skipped and
/// counted in the result. Throws Error, with the city unchanged, for values that the columns refuse.
std::int64_t apply(const city::JournalEntry& entry, city::City& city, std::vector<Pin>& pins);

/// Puts a pin's values into the city.
void hold(const Pin& pin, city::City& city);

/// Rows of ids; ids without a row are left out.
[[nodiscard]] std::vector<std::int64_t> rows_of(const city::Table& table, const std::vector<city::Id>& ids);

}  // namespace conurb::sim

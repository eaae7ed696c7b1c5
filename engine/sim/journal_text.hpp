// SPDX-License-Identifier: Apache-2.0
// The journal as people read it: what an entry does, when it acts, and whether it still counts. Any thread.
#pragma once

#include <cstdint>
#include <set>
#include <string>

#include "engine/base/zone.hpp"
#include "engine/city/journal_entry.hpp"
#include "engine/sim/journal.hpp"

namespace conurb::sim {

/// "set building.wall_u_value = 0.2 (1,204 rows) where year_of_construction < 1975".
[[nodiscard]] std::string what_it_does(const city::JournalEntry& entry, const Zone& zone);
/// "2026-02-10 07:00" in the zone, or "from the start".
[[nodiscard]] std::string when_it_acts(const city::JournalEntry& entry, const Zone& zone);
/// Sequences of the entries that count, each in its own branch: the others were taken back.
[[nodiscard]] std::set<std::int64_t> counting(const Journal& journal);

}  // namespace conurb::sim

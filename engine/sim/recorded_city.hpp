// SPDX-License-Identifier: Apache-2.0
// What a run recorded, as columns of the city's tables: for exports, pictures and selections, which then need
// neither the plugins nor a second way to look at results.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/time.hpp"
#include "engine/city/city.hpp"
#include "engine/store/city_file.hpp"
#include "engine/store/records.hpp"

namespace conurb::sim {

/// The newest run of a branch that was finished, if there is one.
[[nodiscard]] std::optional<store::RunRecord> latest_run(const store::CityFile& file, std::int32_t branch);

/// Gives the tables of `city`, as the run's branch has it, the columns that the run recorded ("table.column",
/// returned in order), each as it was at its last record not after `at` (none: the last of all); what was
/// recorded only as the run ended is of the whole run, and of any time in it. Rows that
/// the record does not speak of are null. Units and descriptions are those that the run record tells. Columns
/// that were not recorded by then, and tables that the city does not have, are left out. Throws Error
/// not_found if the run recorded nothing until `at`.
std::vector<std::string> add_results(const store::CityFile& file, const store::RunRecord& run,
                                     std::optional<Time> at, city::City& city);

}  // namespace conurb::sim

// SPDX-License-Identifier: Apache-2.0
// Whether a run's results are still those of its branch: told from the file alone, without plugins and
// without reading a column.
#pragma once

#include <string>
#include <vector>

#include "engine/store/city_file.hpp"
#include "engine/store/records.hpp"

namespace conurb::sim {

/// Why the results of a finished run are stale, in plain words, one sentence each; empty if they are not:
/// entries of the journal that came after it or were taken back since, a parent that went on, data of the
/// city that an import or another program changed since, and plugins that failed in it.
[[nodiscard]] std::vector<std::string> stale_reasons(const store::CityFile& file,
                                                     const store::RunRecord& run);

}  // namespace conurb::sim

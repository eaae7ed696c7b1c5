// SPDX-License-Identifier: Apache-2.0
// What a run's record says: everything that its result is a function of, what its figures mean, what came of
// it. For engine/sim, for the room, which shows the same of branches that are not recorded, and for tests.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/json_fwd.hpp"
#include "engine/sim/run.hpp"
#include "engine/store/records.hpp"

namespace conurb::sim {

/// What the result of a run is a function of: build, processor, plugins, seed, span, the entries that count,
/// and the hashes of the columns that it sees. Reads no column.
[[nodiscard]] Json run_facts(Twin& twin, std::int32_t branch, const RunRequest& request);

/// Text that stands for the facts: equal keys, equal bits.
[[nodiscard]] std::string key_of(const Json& facts);

/// The figures of the branch that are to be told first.
[[nodiscard]] std::vector<std::string> report_of(std::int32_t branch, const RunRequest& request);
/// Labels, units, limits and order of the figures, as the live branch's plugins declare them; those in
/// `first` come first.
[[nodiscard]] Json describe_kpis(const Branch& branch, const std::vector<std::string>& first);
/// Units and descriptions of the state and output columns that the live branch's plugins own, by
/// "table.column": what was recorded is understood without the plugins.
[[nodiscard]] Json describe_columns(const Branch& branch);
/// "What this model cannot tell", of all plugins.
[[nodiscard]] Json describe_limits(const Branch& branch);
[[nodiscard]] Json describe_sources(const store::CityFile& file);
[[nodiscard]] std::vector<store::KpiValue> to_records(const std::vector<KpiResult>& results);

/// The branch's findings as they are kept in the file; rows become ids.
[[nodiscard]] std::vector<store::Finding> findings_of(const Branch& branch, std::int64_t run,
                                                      const Zone& zone);
/// Those of a run that is in the file, worst first.
[[nodiscard]] std::vector<store::Finding> findings_of(const store::CityFile& file, std::int64_t run);

/// The latest finished run of the branch with this key.
[[nodiscard]] std::optional<RunOutcome> find_finished(Twin& twin, std::int32_t branch,
                                                      const std::string& key);

}  // namespace conurb::sim

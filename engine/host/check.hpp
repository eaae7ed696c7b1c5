// SPDX-License-Identifier: Apache-2.0
// Conformance of a plugin's library with the contract of engine/sdk/conurb.h: named cases, each in a process
// of its own, on a city that is made from the plugin's manifest. A crash, a hang or a lie of the plugin costs
// one case, never the program.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "engine/city/spec.hpp"

namespace conurb::host {

struct CheckOptions {
  std::string only{};      ///< name of the one case to run; "" runs all
  std::uint64_t seed = 1;  ///< of the generated city, the hostile inputs and the plugin's random numbers
  double timeout_s = 20;   ///< wall time after which a case counts as hung
  /// Standard tables (assets/schema): kinds, ranges and what may be null, where the manifest leaves that to
  /// others. The generated city must agree with them as a real one does.
  std::vector<city::TableSpec> vocabulary{};
};

struct CaseResult {
  std::string name;
  bool passed = false;
  bool skipped = false;  ///< the case does not apply to this plugin; `passed` is false then
  std::string detail;    ///< what was seen, why it was skipped, or the rule that was broken and where
  double seconds = 0;    ///< wall time
};

/// Holds a plugin's library against every case, or the one that `options.only` names, in the order of
/// case_names(). A plugin may refuse a generated city that it cannot work with (CONURB_BAD_DATA and the like,
/// with a text): what depends on it is skipped then. If the library cannot be loaded at all, that is the one
/// failure and the rest is skipped. Forks: to be called while the process has no other thread, that is before
/// any Jobs are made; the plugin's code never runs in the calling process. Throws Error not_found for a file
/// or case that is not there, conflict if the process has other threads, io if it cannot fork.
[[nodiscard]] std::vector<CaseResult> check_plugin(const std::filesystem::path& library,
                                                   const CheckOptions& options);

/// Names of all cases, in the order in which they run.
[[nodiscard]] std::vector<std::string> case_names();

}  // namespace conurb::host

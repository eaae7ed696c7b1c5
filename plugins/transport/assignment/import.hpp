// SPDX-License-Identifier: Apache-2.0
// What the readers of assignment problems take and give: texts with their names, a sound problem, and what
// was repaired or left out.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/transport/assignment/problem.hpp"
#include "plugins/transport/findings.hpp"

namespace conurb::transport::assignment {

/// One file. `where` names it in messages.
struct SourceText {
  std::string_view text = {};
  std::string where = {};
};

struct Import {
  AssignmentProblem problem = {};
  std::vector<Finding> findings = {};
};

/// The longest text that is read, bytes, and the most nodes of a network: no file of some bytes may become
/// gigabytes.
inline constexpr std::size_t kTextLimit = 400'000'000;
inline constexpr std::int32_t kMostNodes = 1'000'000;

/// The text without a byte order mark. Throws InputError for one beyond kTextLimit.
[[nodiscard]] std::string_view bounded_text(const SourceText& source);

/// Demand of the pairs without those within a zone, of which a finding tells.
[[nodiscard]] Demand demand_between(const AssignmentProblem& problem, std::vector<ZonePair> pairs,
                                    FindingList& findings);

}  // namespace conurb::transport::assignment

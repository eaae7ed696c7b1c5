// SPDX-License-Identifier: Apache-2.0
// What the readers of assignment problems take and give: texts with their names, a sound problem, and what
// was repaired or left out. A rule that meets a thousand rows is told once, with the first of them by name.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/transport/assignment/problem.hpp"
#include "plugins/transport/road_network.hpp"

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

/// Findings gathered by what they say.
class FindingList {
 public:
  /// Notes that the text holds for `kind` `id` ("link" "17"); an empty `id` where it holds for the kind.
  void warn(std::string_view kind, std::string_view id, std::string_view text);
  void inform(std::string_view kind, std::string_view id, std::string_view text);

  /// One for each level, kind and text, in the order in which they came first.
  [[nodiscard]] std::vector<Finding> take();

 private:
  struct Group {
    Finding finding;
    std::size_t rows = 0;
  };
  void add(Finding::Level level, std::string_view kind, std::string_view id, std::string_view text);

  std::vector<Group> groups_;
  std::map<std::string, std::size_t> by_text_;
};

/// Demand of the pairs without those within a zone, of which a finding tells.
[[nodiscard]] Demand demand_between(const AssignmentProblem& problem, std::vector<ZonePair> pairs,
                                    FindingList& findings);

}  // namespace conurb::transport::assignment

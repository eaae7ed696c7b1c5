// SPDX-License-Identifier: Apache-2.0
// Findings of a reader, gathered by what they say: a rule that meets a thousand elements is told once, with
// the first of them by name and the number of the others.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace conurb::solvers {

/// What a reader or a synthesis repaired or left out, to be told beside its result.
struct Finding {
  enum class Level : std::uint8_t { info, warning };
  Level level = Level::warning;
  std::string object = {};  ///< "branch 17", "edge 'a103'"
  std::string text = {};    ///< what was found and what was done about it
  std::int32_t row = -1;    ///< which of the rows handed in is meant: a building of a synthesis; -1: none

  bool operator==(const Finding&) const = default;
};

class FindingList {
 public:
  /// Notes that the text holds for `kind` `id` ("bus" "17"); an empty `id` where it holds for the
  /// kind.
  void warn(std::string_view kind, std::string_view id, std::string_view text);
  void inform(std::string_view kind, std::string_view id, std::string_view text);

  /// Counts an element that is known and not taken, or not known at all; told as one finding.
  void pass_over(std::string_view element);

  /// One finding per level, kind and text, in the order in which they came first; then the elements passed
  /// over. Of very many, the last tells how many more there were.
  [[nodiscard]] std::vector<Finding> take();

 private:
  struct Group {
    Finding::Level level;
    std::string kind, text, ids;
    std::size_t count = 0;
  };
  void add(Finding::Level level, std::string_view kind, std::string_view id, std::string_view text);

  std::vector<Group> groups_;
  std::map<std::string, std::size_t> by_text_;
  std::map<std::string, std::size_t, std::less<>> passed_over_;
  std::size_t dropped_ = 0;
};

/// The number as a message shows it: shortest form that reads back.
[[nodiscard]] std::string shown(double value);

/// A text of the file in quotes, short and printable.
[[nodiscard]] std::string in_quotes(std::string_view text);

}  // namespace conurb::solvers

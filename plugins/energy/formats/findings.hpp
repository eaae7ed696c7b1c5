// SPDX-License-Identifier: Apache-2.0
// Findings of a reader, gathered by what they say: a rule that meets a thousand rows is told once, with the
// first rows by name and the number of the others.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/energy/network.hpp"

namespace conurb::energy {

class FindingList {
 public:
  /// Notes that the text holds for `kind` `id` ("bus" "17"); an empty `id` where it holds for the kind.
  void warn(std::string_view kind, std::string_view id, std::string_view text);
  void inform(std::string_view kind, std::string_view id, std::string_view text);

  /// One finding per level, kind and text, in the order in which they came first. Of very many, the last
  /// tells how many more there were.
  [[nodiscard]] std::vector<Finding> take();

 private:
  struct Group {
    Finding::Level level;
    std::string kind, text, ids;
    std::size_t rows = 0;
  };
  void add(Finding::Level level, std::string_view kind, std::string_view id, std::string_view text);

  std::vector<Group> groups_;
  std::map<std::string, std::size_t> by_text_;
  std::size_t dropped_ = 0;
};

/// The number as a message shows it: shortest form that reads back.
[[nodiscard]] std::string shown(double value);

/// A text of the file in quotes, short and printable.
[[nodiscard]] std::string in_quotes(std::string_view text);

}  // namespace conurb::energy

// SPDX-License-Identifier: Apache-2.0
// Findings of a reader, gathered by what they say: a rule that meets a thousand elements is told once, with
// the first of them by name and the number of the others.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/transport/road_network.hpp"

namespace conurb::transport {

class FindingList {
 public:
  /// Notes that the text holds for `kind` `id` ("vehicle" "'bus_7'"); an empty `id` where it holds for the
  /// kind.
  void warn(std::string_view kind, std::string_view id, std::string_view text);
  void inform(std::string_view kind, std::string_view id, std::string_view text);

  /// Counts an element that is known and not taken, or not known at all; told as one finding.
  void pass_over(std::string_view element);

  /// Appends one finding per level, kind and text, in the order in which they came first; then the elements
  /// passed over. Of very many, the last tells how many more there were. Empties the list.
  void move_to(std::vector<Finding>& out);

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

}  // namespace conurb::transport

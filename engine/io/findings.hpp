// SPDX-License-Identifier: Apache-2.0
// What a reader has to say about its input without giving up: a list of findings, each with the object and
// the place it concerns and a rule code that does not change between versions.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace conurb::io {

enum class Severity : std::uint8_t {
  info,     ///< worth knowing, nothing wrong
  warning,  ///< against the format's rules, but read as it was meant
  error,    ///< something was left out or repaired
};

/// "info", "warning" or "error".
[[nodiscard]] std::string_view to_string(Severity severity);

/// `text` between quotation marks, for messages.
[[nodiscard]] std::string in_quotes(std::string_view text);

struct Finding {
  Severity severity = Severity::info;
  std::string object;   ///< id of the object, empty when the finding concerns the file
  std::string place;    ///< "geometry[0]", "line 3", "transform", ...
  std::string rule;     ///< "geometry.index_range", ...
  std::string message;  ///< what was found and what was done about it
};

/// Findings in the order they were made. Of each rule the first kKeptPerRule are kept and all are counted, so
/// that a file with the same fault a million times costs no memory.
class FindingList {
 public:
  static constexpr std::size_t kKeptPerRule = 200;

  void add(Finding finding);
  /// Counts a finding of which enough are kept: then true, and there is no need to put words together.
  [[nodiscard]] bool only_counted(Severity severity, std::string_view rule);
  [[nodiscard]] const std::vector<Finding>& kept() const { return kept_; }
  /// How often each rule was found, kept or not, by rule code.
  [[nodiscard]] const std::map<std::string, std::size_t, std::less<>>& counts() const { return counts_; }
  [[nodiscard]] std::size_t count(std::string_view rule) const;
  [[nodiscard]] std::size_t count(Severity severity) const {
    return by_severity_[static_cast<int>(severity)];
  }

 private:
  std::vector<Finding> kept_;
  std::map<std::string, std::size_t, std::less<>> counts_;
  std::size_t by_severity_[3] = {0, 0, 0};
};

}  // namespace conurb::io

// SPDX-License-Identifier: Apache-2.0
#include "engine/io/findings.hpp"

#include <utility>

namespace conurb::io {

std::string_view to_string(Severity severity) {
  switch (severity) {
    case Severity::info: return "info";
    case Severity::warning: return "warning";
    case Severity::error: return "error";
  }
  return "unknown";
}

std::string in_quotes(std::string_view text) {
  std::string quoted(1, '"');
  quoted += text;
  quoted += '"';
  return quoted;
}

void FindingList::add(Finding finding) {
  ++by_severity_[static_cast<int>(finding.severity)];
  if (++counts_[finding.rule] <= kKeptPerRule) kept_.push_back(std::move(finding));
}

bool FindingList::only_counted(Severity severity, std::string_view rule) {
  const auto known = counts_.find(rule);
  if (known == counts_.end() || known->second < kKeptPerRule) return false;
  ++known->second;
  ++by_severity_[static_cast<int>(severity)];
  return true;
}

std::size_t FindingList::count(std::string_view rule) const {
  const auto found = counts_.find(rule);
  return found == counts_.end() ? 0 : found->second;
}

}  // namespace conurb::io

// SPDX-License-Identifier: Apache-2.0
#include "engine/sim/findings.hpp"

#include <algorithm>

namespace conurb::sim {

namespace {

int rank(const std::string& severity) {
  return severity == "error" ? 0 : severity == "warning" ? 1 : 2;
}

auto place(const Found& found) {
  return std::tie(found.at, found.first.row, found.first.text);
}

}  // namespace

void Findings::add(const host::Finding& finding, Time at) {
  Found added{finding, at, 1};
  Key key{finding.source, finding.severity, finding.code, finding.table};
  if (found_.size() >= kMaxKinds && !found_.contains(key)) {
    key = {finding.source, finding.severity, "more", ""};
    added.first.code = "more";
    added.first.text = "further kinds of findings, which are not told one by one";
  }
  const auto [known, fresh] = found_.emplace(key, added);
  if (fresh) return;
  added.count = known->second.count + 1;
  if (place(added) < place(known->second)) {
    known->second = added;
  } else {
    known->second.count = added.count;
  }
}

std::vector<Found> Findings::worst_first() const {
  std::vector<Found> all;
  for (const auto& [key, found] : found_) all.push_back(found);
  std::stable_sort(all.begin(), all.end(), [](const Found& a, const Found& b) {
    return std::pair(rank(a.first.severity), -a.count) < std::pair(rank(b.first.severity), -b.count);
  });
  return all;
}

}  // namespace conurb::sim

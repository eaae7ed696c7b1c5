// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/assignment/import.hpp"

#include <algorithm>
#include <utility>

#include "plugins/transport/error.hpp"
#include "plugins/transport/findings.hpp"

namespace conurb::transport::assignment {

std::string_view bounded_text(const SourceText& source) {
  std::string_view text = source.text;
  if (text.size() > kTextLimit) {
    throw InputError(
        "has " + std::to_string(text.size()) + " bytes, at most " + std::to_string(kTextLimit) + " are read",
        source.where);
  }
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  return text;
}

Demand demand_between(const AssignmentProblem& problem, std::vector<ZonePair> pairs, FindingList& findings) {
  double within = 0;
  std::size_t zones = 0;
  const auto is_within = [&](const ZonePair& pair) {
    if (pair.origin != pair.destination) return false;
    within += pair.flow;
    zones += pair.flow > 0 ? 1 : 0;
    return true;
  };
  pairs.erase(std::remove_if(pairs.begin(), pairs.end(), is_within), pairs.end());
  if (zones > 0) {
    findings.inform(
        "demand", {},
        shown(within) + " trips within " + std::to_string(zones) + " zones use no link and are left out");
  }
  return demand_of(row_of(problem.zones.size()), std::move(pairs));
}

}  // namespace conurb::transport::assignment

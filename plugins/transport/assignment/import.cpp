// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/assignment/import.hpp"

#include <algorithm>
#include <utility>

#include "plugins/transport/assignment/text.hpp"
#include "plugins/transport/error.hpp"

namespace conurb::transport::assignment {
namespace {

constexpr std::size_t kNamedRows = 5;

}  // namespace

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

void FindingList::warn(std::string_view kind, std::string_view id, std::string_view text) {
  add(Finding::Level::warning, kind, id, text);
}

void FindingList::inform(std::string_view kind, std::string_view id, std::string_view text) {
  add(Finding::Level::info, kind, id, text);
}

void FindingList::add(Finding::Level level, std::string_view kind, std::string_view id,
                      std::string_view text) {
  std::string key = level == Finding::Level::info ? "i" : "w";
  key.append(kind).append("\n").append(text);
  const auto [known, is_new] = by_text_.emplace(std::move(key), groups_.size());
  if (is_new) groups_.push_back({{level, std::string(kind), std::string(text)}});
  Group& group = groups_[known->second];
  if (group.rows++ < kNamedRows && !id.empty()) group.finding.object.append(is_new ? " " : ", ").append(id);
}

std::vector<Finding> FindingList::take() {
  std::vector<Finding> out;
  for (Group& group : groups_) {
    if (group.rows > kNamedRows) {
      group.finding.object += " and " + std::to_string(group.rows - kNamedRows) + " more";
    }
    out.push_back(std::move(group.finding));
  }
  *this = {};
  return out;
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

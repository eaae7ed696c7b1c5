// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/bench.hpp"

#include <algorithm>

namespace conurb::bench {

std::string_view to_string(Op op) {
  switch (op) {
    case Op::at_least: return ">=";
    case Op::at_most: return "<=";
    case Op::equal: return "==";
  }
  return "?";
}

bool meets(double value, Op op, double limit) {
  switch (op) {
    case Op::at_least: return value >= limit;
    case Op::at_most: return value <= limit;
    case Op::equal: return value == limit;
  }
  return false;
}

bool Results::wants(std::string_view id) const {
  return std::any_of(wanted_.begin(), wanted_.end(), [id](const Row& row) { return row.id == id; });
}

void Results::put(std::string_view id, double value) {
  if (wants(id)) values_.insert_or_assign(std::string(id), value);
}

std::vector<Outcome> Results::take(const std::string& reason) const {
  std::vector<Outcome> outcomes;
  for (const Row& row : wanted_) {
    const auto found = values_.find(row.id);
    if (found != values_.end()) {
      outcomes.push_back({row, found->second, ""});
    } else {
      outcomes.push_back({row, 0, reason.empty() ? "no figure was measured" : reason});
    }
  }
  return outcomes;
}

const Child* Benchmarks::child(std::string_view name) const {
  const auto found = children_.find(name);
  return found == children_.end() ? nullptr : &found->second;
}

std::vector<std::string> Benchmarks::areas() const {
  std::vector<std::string> areas;
  for (const Group& group : groups_) {
    for (const Row& row : group.rows) {
      const std::string area = row.id.substr(0, row.id.find('.'));
      if (std::find(areas.begin(), areas.end(), area) == areas.end()) areas.push_back(area);
    }
  }
  return areas;
}

bool selects(std::string_view filter, std::string_view id) {
  return id.starts_with(filter) && (id.size() == filter.size() || id[filter.size()] == '.');
}

}  // namespace conurb::bench

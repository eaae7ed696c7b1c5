// SPDX-License-Identifier: Apache-2.0
#include "engine/solvers/findings.hpp"

#include <charconv>
#include <utility>

namespace conurb::solvers {
namespace {

constexpr std::size_t kNamedElements = 5;
constexpr std::size_t kMostGroups = 500;  // a hostile file must not fill the memory with messages
constexpr std::size_t kMostPassedOver = 30;
constexpr std::size_t kLongestQuote = 60;  // of a text in a message

}  // namespace

void FindingList::warn(std::string_view kind, std::string_view id, std::string_view text) {
  add(Finding::Level::warning, kind, id, text);
}

void FindingList::inform(std::string_view kind, std::string_view id, std::string_view text) {
  add(Finding::Level::info, kind, id, text);
}

void FindingList::pass_over(std::string_view element) {
  const std::string name = in_quotes(element);
  const auto known = passed_over_.find(name);
  if (known != passed_over_.end()) {
    ++known->second;
  } else if (passed_over_.size() < kMostPassedOver) {
    passed_over_.emplace(name, 1);
  } else {
    ++passed_over_["others"];
  }
}

void FindingList::add(Finding::Level level, std::string_view kind, std::string_view id,
                      std::string_view text) {
  std::string key = level == Finding::Level::info ? "i" : "w";
  key.append(kind).append("\n").append(text);
  const auto known = by_text_.find(key);
  if (known == by_text_.end() && groups_.size() == kMostGroups) {
    ++dropped_;
    return;
  }
  const std::size_t place = known == by_text_.end() ? groups_.size() : known->second;
  if (known == by_text_.end()) {
    by_text_.emplace(std::move(key), place);
    groups_.push_back({level, std::string(kind), std::string(text), {}, 0});
  }
  Group& group = groups_[place];
  if (group.count++ < kNamedElements && !id.empty())
    group.ids.append(group.ids.empty() ? " " : ", ").append(id);
}

std::vector<Finding> FindingList::take() {
  std::vector<Finding> out;
  for (Group& group : groups_) {
    std::string object = std::move(group.kind) + group.ids;
    if (!group.ids.empty() && group.count > kNamedElements) {
      object += " and " + std::to_string(group.count - kNamedElements) + " more";
    }
    out.push_back({group.level, std::move(object), std::move(group.text)});
  }
  std::string list;
  for (const auto& [element, count] : passed_over_) {
    list.append(list.empty() ? "" : ", ").append(std::to_string(count)).append(" ").append(element);
  }
  if (!list.empty()) out.push_back({Finding::Level::info, "file", "elements that are not taken: " + list});
  if (dropped_ > 0) {
    out.push_back(
        {Finding::Level::warning, "file", std::to_string(dropped_) + " more findings are not told"});
  }
  *this = {};
  return out;
}

std::string shown(double value) {
  char buffer[32];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, value).ptr;
  return {buffer, end};
}

std::string in_quotes(std::string_view text) {
  std::string out = "'";
  for (const char c : text.substr(0, kLongestQuote)) out += c >= ' ' && c <= '~' ? c : '?';
  return out + (text.size() > kLongestQuote ? "...'" : "'");
}

}  // namespace conurb::solvers

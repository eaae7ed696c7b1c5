// SPDX-License-Identifier: Apache-2.0
#include "engine/view/input.hpp"

#include <array>
#include <cctype>

namespace conurb::view {
namespace {

/// Names of the keys from `escape` on, in their order.
constexpr auto kNames = std::to_array<std::string_view>(
    {"escape", "enter",   "tab",       "backspace", "insert", "delete", "right", "left", "down",
     "up",     "page_up", "page_down", "home",      "end",    "f1",     "f2",    "f3",   "f4",
     "f5",     "f6",      "f7",        "f8",        "f9",     "f10",    "f11",   "f12"});
constexpr int kFirstNamed = static_cast<int>(Key::escape);

}  // namespace

std::string key_name(Key key) {
  const int code = static_cast<int>(key);
  if (key == Key::none) return {};
  if (key == Key::space) return "space";
  if (code >= kFirstNamed) {
    const auto at = static_cast<std::size_t>(code - kFirstNamed);
    return at < kNames.size() ? std::string(kNames[at]) : std::string();
  }
  return std::string(1, static_cast<char>(std::tolower(code)));
}

Key key_of(std::string_view name) {
  if (name == "space") return Key::space;
  for (std::size_t i = 0; i < kNames.size(); ++i)
    if (kNames[i] == name) return static_cast<Key>(kFirstNamed + static_cast<int>(i));
  if (name.size() != 1) return Key::none;
  const int code = std::toupper(static_cast<unsigned char>(name[0]));
  const bool known = std::isalnum(code) != 0 || std::string_view("',-./;=[\\]`").find(name[0]) != name.npos;
  return known ? static_cast<Key>(code) : Key::none;
}

}  // namespace conurb::view

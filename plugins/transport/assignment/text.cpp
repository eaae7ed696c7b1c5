// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/assignment/text.hpp"

#include <charconv>
#include <cstddef>

namespace conurb::transport::assignment {
namespace {

constexpr std::size_t kLongestQuote = 60;

}  // namespace

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

}  // namespace conurb::transport::assignment

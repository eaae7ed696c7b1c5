// SPDX-License-Identifier: Apache-2.0
// Coordinates as text.
#include <algorithm>
#include <charconv>
#include <cmath>

#include "engine/io/citygml_geometry.hpp"

namespace conurb::io::citygml {

namespace {

constexpr double kLargest = 1e9;  // metres or degrees: nothing on Earth lies further from any origin
constexpr std::size_t kLongestNumber = 128;

bool is_space(char c) {
  return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

/// Digits after the decimal point that count; many for a number with an exponent.
int decimals_of(std::string_view token) {
  if (token.find_first_of("eE") != std::string_view::npos) return 99;
  const std::size_t point = token.find('.');
  if (point == std::string_view::npos) return 0;
  while (token.back() == '0') token.remove_suffix(1);
  return static_cast<int>(token.size() - point - 1);
}

}  // namespace

void NumberText::begin_list() {
  tuples_ = within_point_ = false;
  pending_.clear();
  values_.clear();
  first_tuple_ = 0;
  decimals_ = 0;
  fault_ = LeafFault::none;
}

void NumberText::begin_tuples(char within, char between) {
  begin_list();
  tuples_ = true;
  within_ = within;
  between_ = between;
}

bool NumberText::separates(char c) const {
  return is_space(c) || (tuples_ && (c == within_ || c == between_));
}

void NumberText::take(std::string_view token) {
  if (token[0] == '+') token.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(token.data(), token.data() + token.size(), value);
  if (error == std::errc::result_out_of_range && end == token.data() + token.size()) {
    // Too small for a double is nothing; too large is caught below.
    value = token.find("e-") != std::string_view::npos || token.find("E-") != std::string_view::npos
                ? 0
                : 2 * kLargest;
  } else if (error != std::errc() || end != token.data() + token.size() || !std::isfinite(value)) {
    fault_ = LeafFault::number;
    return;
  }
  if (std::abs(value) > kLargest) fault_ = fault_ == LeafFault::none ? LeafFault::range : fault_;
  decimals_ = std::max(decimals_, decimals_of(token));
  values_.push_back(value);
}

void NumberText::end_point() {
  if (first_tuple_ == 0) first_tuple_ = static_cast<std::uint32_t>(values_.size());
}

void NumberText::feed(std::string_view piece) {
  std::size_t at = 0;
  while (at < piece.size()) {
    const char c = piece[at];
    if (separates(c)) {
      if (!pending_.empty()) {
        take(pending_);
        pending_.clear();
      }
      // White space behind a comma does not end the point.
      const bool ends = tuples_ && (c == between_ || (between_ == ' ' && is_space(c))) && !within_point_;
      if (ends && !values_.empty()) end_point();
      if (tuples_ && c == within_ && within_ != ' ') within_point_ = true;
      ++at;
      continue;
    }
    within_point_ = false;
    std::size_t end = at + 1;
    while (end < piece.size() && !separates(piece[end])) ++end;
    const std::string_view run = piece.substr(at, end - at);
    at = end;
    if (pending_.empty() && end < piece.size()) {
      take(run);  // the usual case: a number that is whole
    } else if (pending_.size() + run.size() > kLongestNumber) {
      fault_ = LeafFault::number;
    } else {
      pending_ += run;
    }
  }
}

void NumberText::finish() {
  if (!pending_.empty()) take(pending_);
  pending_.clear();
  if (tuples_ && !values_.empty()) end_point();
}

}  // namespace conurb::io::citygml

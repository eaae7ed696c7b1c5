// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/assignment/text.hpp"

#include <charconv>
#include <cmath>
#include <system_error>

namespace conurb::transport::assignment {

std::optional<double> number_of(std::string_view text) {
  if (text.size() > 1 && text.front() == '+' && text[1] != '-') text.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = error == std::errc{} && end == text.data() + text.size();
  return whole && std::isfinite(value) ? std::optional(value) : std::nullopt;
}

std::optional<std::int32_t> whole_of(double value, std::int32_t least, std::int32_t most) {
  if (!(value >= least && value <= most) || value != std::trunc(value)) return {};
  return static_cast<std::int32_t>(value);
}

}  // namespace conurb::transport::assignment

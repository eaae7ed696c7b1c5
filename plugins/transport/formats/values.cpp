// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/formats/values.hpp"

#include <charconv>
#include <cmath>
#include <limits>

namespace conurb::transport {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  text = text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
  if (text.size() > 1 && text[0] == '+' && text[1] != '-') text.remove_prefix(1);
  return text;
}

template <class Number>
std::optional<Number> whole_text_as(std::string_view text) {
  text = trimmed(text);
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

std::optional<double> number_in(std::string_view text) {
  const std::optional<double> value = whole_text_as<double>(text);
  return value && std::isfinite(*value) ? value : std::nullopt;
}

std::optional<std::int32_t> whole_number_in(std::string_view text) {
  return whole_text_as<std::int32_t>(text);
}

std::optional<double> seconds_in(std::string_view text) {
  if (text.find(':') == std::string_view::npos) return number_in(text);
  text = trimmed(text);
  const bool before = text.starts_with('-');
  if (before) text.remove_prefix(1);
  double seconds = 0;
  int parts = 0;
  for (bool last = false; !last; ++parts) {
    const std::size_t colon = text.find(':');
    last = colon == std::string_view::npos;
    const std::optional<double> part = number_in(text.substr(0, colon));
    if (!part || *part < 0 || parts == 4) return std::nullopt;
    // Days are the first of four parts: the second one still counts hours.
    seconds =
        seconds * (parts == 1 && !last && text.find(':', colon + 1) != std::string_view::npos ? 24 : 60) +
        *part;
    if (!last) text.remove_prefix(colon + 1);
  }
  if (parts < 3) return std::nullopt;
  return before ? -seconds : seconds;
}

std::optional<Milliseconds> to_milliseconds(double seconds) {
  const double value = std::round(seconds * 1000);
  constexpr double kMost = std::numeric_limits<Milliseconds>::max();
  if (!(std::abs(value) <= kMost)) return std::nullopt;
  return static_cast<Milliseconds>(value);
}

std::string_view take_word(std::string_view& text) {
  constexpr std::string_view kBetween = " \t\r\n,";
  const std::size_t first = text.find_first_not_of(kBetween);
  if (first == std::string_view::npos) return text = {};
  text.remove_prefix(first);
  const std::string_view word = text.substr(0, text.find_first_of(kBetween));
  text.remove_prefix(word.size());
  return word;
}

bool read_shape(std::string_view text, std::vector<double>& out) {
  while (true) {
    text.remove_prefix(std::min(text.find_first_not_of(kBlanks), text.size()));
    if (text.empty()) return true;
    double point[3] = {0, 0, 0};
    int axis = 0;
    for (bool more = true; more; ++axis) {
      if (axis == 3) return false;
      const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), point[axis]);
      if (error != std::errc() || !std::isfinite(point[axis])) return false;
      text.remove_prefix(static_cast<std::size_t>(end - text.data()));
      more = text.starts_with(',');
      if (more) text.remove_prefix(1);
    }
    if (axis < 2 || (!text.empty() && kBlanks.find(text.front()) == std::string_view::npos)) return false;
    out.insert(out.end(), point, point + 3);
  }
}

}  // namespace conurb::transport

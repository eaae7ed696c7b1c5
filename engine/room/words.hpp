// SPDX-License-Identifier: Apache-2.0
// The words of enumerations, once for JSON, commands and documentation. Internal to engine/room.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/error.hpp"
#include "engine/base/texts.hpp"
#include "engine/room/state.hpp"

namespace conurb::room {

/// In the order of the enumeration's values.
template <typename Enum>
inline constexpr std::array<std::string_view, 0> kWords{};
template <>
inline constexpr std::array<std::string_view, 3> kWords<scene::CameraMode>{"orbit", "map", "fly"};
template <>
inline constexpr std::array<std::string_view, 5> kWords<CompareMode>{"single", "split", "swipe", "blink",
                                                                     "difference"};
template <>
inline constexpr std::array<std::string_view, 2> kWords<TimeMode>{"recorded", "live"};
template <>
inline constexpr std::array<std::string_view, 4> kWords<Measure>{"none", "distance", "area", "height"};
template <>
inline constexpr std::array<std::string_view, 2> kWords<Theme>{"dark", "light"};

template <>
inline constexpr std::array<std::string_view, 5> kWords<PlotKind>{"lines", "duration", "bars", "scatter",
                                                                  "histogram"};
template <>
inline constexpr std::array<std::string_view, 3> kWords<Joining>{"fitting", "sum", "mean"};
template <>
inline constexpr std::array<std::string_view, 2> kWords<PlotRows>{"all", "selected"};

template <typename Enum>
[[nodiscard]] std::string_view to_word(Enum value) {
  return kWords<Enum>.at(static_cast<std::size_t>(value));
}

/// Throws Error bad_data with the words there are.
template <typename Enum>
[[nodiscard]] Enum from_word(std::string_view word) {
  std::string known;
  for (std::size_t i = 0; i < kWords<Enum>.size(); ++i) {
    if (kWords<Enum>[i] == word) return static_cast<Enum>(i);
    known.append(i == 0 ? "" : ", ").append(kWords<Enum>[i]);
  }
  throw Error(ErrorCode::bad_data, "'" + std::string(word) + "' is none of: " + known);
}

template <typename Enum>
[[nodiscard]] std::vector<std::string> words() {
  return {kWords<Enum>.begin(), kWords<Enum>.end()};
}

/// Over a message of an error, in the person's language: "Not there".
[[nodiscard]] inline std::string heading_of(const Texts& texts, ErrorCode code) {
  return std::string(texts("error." + std::string(to_string(code))));
}

}  // namespace conurb::room

// SPDX-License-Identifier: Apache-2.0
// The words that tables use for what the core has as enumerations, in their order.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "plugins/transport/road_network.hpp"

namespace conurb::transport {

inline constexpr std::array<const char*, kVehicleClasses> kClassWords{
    "passenger", "taxi",       "bus",  "coach", "delivery",  "truck",     "trailer", "motorcycle", "moped",
    "bicycle",   "pedestrian", "tram", "rail",  "emergency", "authority", "ship",    "other"};
inline constexpr std::array<const char*, 6> kControlWords{"priority", "right_of_left", "all_way_stop",
                                                          "signal",   "dead_end",      "open"};
inline constexpr std::array<const char*, 6> kTurnWords{"straight",    "slight_right", "right",
                                                       "slight_left", "left",         "back"};
inline constexpr std::array<const char*, 5> kRightWords{"major", "minor", "stop", "all_stop", "equal"};
inline constexpr std::array<const char*, 4> kProgramWords{"fixed", "actuated", "max_pressure", "off"};
inline constexpr std::array<const char*, 5> kStopWords{"bus", "train", "container", "parking", "charging"};
inline constexpr int kLights = 8;

/// The enumerator that a word stands for; none: it is no such word.
template <class Enumeration, std::size_t size>
[[nodiscard]] std::optional<Enumeration> meaning(const std::array<const char*, size>& words,
                                                 std::string_view word) {
  for (std::size_t i = 0; i < size; ++i)
    if (word == words[i]) return static_cast<Enumeration>(i);
  return std::nullopt;
}

/// "all", or the classes with spaces between them.
[[nodiscard]] std::string words_of(ClassSet classes);
/// The classes that a text names; none: a word of it is no class.
[[nodiscard]] std::optional<ClassSet> classes_of(std::string_view text);

}  // namespace conurb::transport

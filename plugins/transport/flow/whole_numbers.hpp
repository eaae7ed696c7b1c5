// SPDX-License-Identifier: Apache-2.0
// From seconds and metres to the whole milliseconds and millimetres of the flow model.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "plugins/transport/index.hpp"

namespace conurb::transport {

/// Last time of a run, 22 days: what is added to it still fits in 32 bits.
inline constexpr Milliseconds kLatest = 1'900'000'000;
inline constexpr Milliseconds kDay = 86'400'000;
/// Longest time on a link in free flow, 11 h; who would need longer is taken to need this.
inline constexpr std::int64_t kLongestPassage = 40'000'000;

[[nodiscard]] inline std::int32_t whole(double value) {
  return static_cast<std::int32_t>(std::lround(value));
}

/// Thousandths: ms of s, mm of m.
[[nodiscard]] inline std::int32_t thousandths(double value) {
  return whole(value * 1e3);
}

/// ms for `length` mm at `pace` us/m.
[[nodiscard]] constexpr Milliseconds time_over(std::int32_t length, std::int32_t pace) {
  return static_cast<Milliseconds>(std::min(std::int64_t{length} * pace / 1'000'000, kLongestPassage));
}

/// us/m of a road that is driven at `pace`, under a limit in mm/s.
[[nodiscard]] constexpr std::int32_t pace_within(std::int32_t pace, std::int32_t limit) {
  return std::max(pace, 1'000'000'000 / limit);
}

/// 1024 / share of the capacity that is left, which is given in thousandths.
[[nodiscard]] constexpr std::int32_t headway_scale_of(std::int32_t capacity) {
  return 1'024'000 / capacity;
}

}  // namespace conurb::transport

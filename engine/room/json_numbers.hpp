// SPDX-License-Identifier: Apache-2.0
// Numbers in JSON that others wrote: reading one as what it is not would give another number, or none at all.
// Internal to engine/room.
#pragma once

#include <cmath>
#include <cstdint>
#include <limits>

#include "engine/base/json.hpp"

namespace conurb::room {

/// A whole number that 64 bits with a sign hold.
[[nodiscard]] inline bool is_whole(const Json& json) {
  constexpr auto kMost = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  return json.is_number_integer() && !(json.is_number_unsigned() && json.get<std::uint64_t>() > kMost);
}

[[nodiscard]] inline bool is_finite(const Json& json) {
  return json.is_number() && std::isfinite(json.get<double>());
}

}  // namespace conurb::room

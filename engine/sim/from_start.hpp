// SPDX-License-Identifier: Apache-2.0
// The time of entries that are there from the beginning of whatever run.
#pragma once

#include <cstdint>
#include <limits>

#include "engine/base/time.hpp"

namespace conurb::sim {

constexpr Time kFromStart{std::numeric_limits<std::int64_t>::min()};

}  // namespace conurb::sim

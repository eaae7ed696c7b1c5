// SPDX-License-Identifier: Apache-2.0
// What stands for a number that is not there.
#pragma once

#include <limits>

namespace conurb {

inline constexpr float kNoValue = std::numeric_limits<float>::quiet_NaN();

}  // namespace conurb

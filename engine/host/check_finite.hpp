// SPDX-License-Identifier: Apache-2.0
// Watch over what plugins write: a NaN or an infinity is caught where it is born, not where it is seen.
#pragma once

#include <cstdint>

#include "engine/city/table.hpp"

namespace conurb::host {

/// First alive row of a float column that is not finite, or -1. A nullable column may hold NaN but no infinity. Fast path
/// at memory speed.
[[nodiscard]] std::int64_t first_not_finite(const city::Table& table, const city::Column& column);

}  // namespace conurb::host

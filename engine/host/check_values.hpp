// SPDX-License-Identifier: Apache-2.0
// Values that a column might hold, from what its declaration says. Internal to the conformance check.
#pragma once

#include <cstdint>

#include "engine/city/spec.hpp"
#include "engine/host/check_city.hpp"

namespace conurb::host::check {

struct ValueRange {
  double low = 0;
  double high = 1;
};

/// Where the values of a number column lie: by its unit and name in an ordinary city, and always within its
/// declared range. A column of another plugin or of the standard vocabulary declares none here, so that the
/// unit is all there is.
[[nodiscard]] ValueRange plausible_range(const city::ColumnSpec& spec);

/// A value of a number column for one row, whole for integers. `uniform` is in [0, 1).
[[nodiscard]] double value_for(const city::ColumnSpec& spec, Inputs inputs, std::int64_t row, double uniform);

}  // namespace conurb::host::check

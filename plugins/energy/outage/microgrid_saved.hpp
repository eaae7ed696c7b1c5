// SPDX-License-Identifier: Apache-2.0
// What is kept of micro-grids from step to step as numbers, for whoever saves it.
#pragma once

#include <span>
#include <vector>

#include "plugins/energy/outage/microgrid_operation.hpp"

namespace conurb::energy {

[[nodiscard]] std::vector<double> numbers_of(const std::vector<OperatedMicrogrid>& kept);

/// The same again, bit by bit. Throws InputError for numbers that are none of these.
[[nodiscard]] std::vector<OperatedMicrogrid> microgrids_of(std::span<const double> numbers);

}  // namespace conurb::energy

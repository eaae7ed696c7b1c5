// SPDX-License-Identifier: Apache-2.0
// What may be done with the values of many rows: energy, areas and people add up; temperatures, shares and
// heights do not, they have a mean.
#pragma once

#include "engine/city/spec.hpp"

namespace conurb::room {

/// Whether the sum over rows says something: what is counted or measured by its amount (W, kWh, m², persons,
/// EUR), also over time (m³/s), but not per area, per degree or per anything else, no temperature, angle or
/// plain number, and of metres only those along a line ("length", "perimeter"). Told by the column's unit
/// and, where that leaves it open, by its name.
[[nodiscard]] bool adds_up(const city::ColumnSpec& column);

}  // namespace conurb::room

// SPDX-License-Identifier: Apache-2.0
// Physics of buildings is written in degrees Celsius and hours, the city in kelvins and seconds.
#pragma once

namespace conurb::buildings {

inline constexpr double kZeroCelsius = 273.15;  // K
inline constexpr double kSecondsPerHour = 3600.0;

}  // namespace conurb::buildings

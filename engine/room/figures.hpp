// SPDX-License-Identifier: Apache-2.0
// Numbers and units as people read them: few digits, thousands apart, "W/(m²·K)". Pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace conurb::room {

/// A number with as many digits as help: whole from 100 on, three significant digits below, or fewer where
/// they tell it all ("5", "1.4", but 20.04 is "20.0"); powers of ten where it is very small or large.
/// Thousands are parted by thin spaces (U+2009) from five digits on, as ISO 80000-1 has it; the minus is
/// U+2212. NaN is an en dash.
[[nodiscard]] std::string figure(double value);
/// The same with a sign in front, for differences; 0 has none.
[[nodiscard]] std::string signed_figure(double value);
/// All digits of a whole number, thousands apart.
[[nodiscard]] std::string whole_figure(std::int64_t value);

/// A UDUNITS text as it stands on a panel: "W m-2 K-1" -> "W/(m²·K)", "degC" -> "°C", "1" -> "".
[[nodiscard]] std::string unit_label(std::string_view unit);

}  // namespace conurb::room

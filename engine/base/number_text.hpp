// SPDX-License-Identifier: Apache-2.0
// Numbers, units and names as people read them. No locale: the same everywhere. Any thread.
#pragma once

#include <string>
#include <string_view>

namespace conurb {

/// The number with so many decimals: a true minus sign, thin spaces between thousands from five digits on
/// (four are left together, as in years); "–" for what is not finite.
[[nodiscard]] std::string number_text(double value, int decimals);
/// With the fewest decimals that tell it to six digits.
[[nodiscard]] std::string number_text(double value);

/// A unit of UDUNITS as it is printed: "W m-2 K-1" as "W/(m²·K)", "degC" as "°C", "vehicle h-1" as
/// "vehicles/h"; "" for "1". What it does not know it leaves.
[[nodiscard]] std::string unit_text(std::string_view unit);

/// A name in snake_case as people read it: "wall_u_value" as "Wall U-value", "roof_area_ne" as "Roof area,
/// north-east", "co2_mass" as "CO2 mass".
[[nodiscard]] std::string name_text(std::string_view name);

}  // namespace conurb

// SPDX-License-Identifier: Apache-2.0
// Cables and transformers by type: typical values, and the elements of a network that they make. Where one
// does not do, several lie in parallel and count as one element.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "plugins/energy/network.hpp"

namespace conurb::energy {

/// Three phases; positive sequence.
struct CableType {
  std::string name;
  double resistance = 0;   ///< ohm/km, at 20 degrees C
  double reactance = 0;    ///< ohm/km
  double capacitance = 0;  ///< nF/km, in operation
  double max_current = 0;  ///< A, in the ground
};

struct TransformerType {
  std::string name;
  double rated_power = 0;            ///< VA
  double short_circuit_voltage = 0;  ///< of the rated voltage
  double load_loss = 0;              ///< W at rated power
  double no_load_loss = 0;           ///< W
  double no_load_current = 0;        ///< of the rated current
  std::int32_t taps = 0;             ///< steps either side of the middle, at the high-voltage side
  double tap_step = 0;               ///< of the rated voltage
};

/// Aluminium cables of Germany's low-voltage grids: services, then what lies along streets.
[[nodiscard]] std::vector<CableType> service_cables();
[[nodiscard]] std::vector<CableType> low_voltage_cables();
/// Single-core 12/20 kV cables, three in a bundle.
[[nodiscard]] std::vector<CableType> medium_voltage_cables();
/// 20/0.4 kV, Dyn5, off-circuit taps; 110/20 kV, YNd5, on-load taps.
[[nodiscard]] std::vector<TransformerType> station_transformers();
[[nodiscard]] std::vector<TransformerType> primary_transformers();

/// A rung of the ladder of what can be built of types that are ordered by what they carry: each type alone,
/// then the last one twice, three times …
struct Rung {
  std::int32_t type = 0, parallel = 1;
};
[[nodiscard]] Rung rung(std::size_t types, std::int32_t step);
/// Rungs beyond which nobody builds.
inline constexpr std::int32_t kMostSteps = 4000;

/// What cables carry, and by how much of the nominal voltage they drop it for each VA and metre, at the sine
/// and cosine of the load.
[[nodiscard]] double max_power(const std::vector<CableType>& types, std::int32_t step, double voltage);
[[nodiscard]] double drop_factor(const std::vector<CableType>& types, std::int32_t step, double voltage,
                                 double power_factor);

/// Sets impedance, capacitance, length (m) and largest current; leaves ends, name and path.
void make_line(const std::vector<CableType>& types, std::int32_t step, double length, double frequency,
               Line& line);
/// Sets all but buses and name. Vector group 5.
void make_transformer(const std::vector<TransformerType>& types, std::int32_t step, double rated_hv,
                      double rated_lv, Transformer& transformer);

/// The first step whose rating is at least `power` VA.
[[nodiscard]] std::int32_t step_for(const std::vector<TransformerType>& types, double power);

}  // namespace conurb::energy

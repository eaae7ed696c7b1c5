// SPDX-License-Identifier: Apache-2.0
// Energy systems: from useful heat, cold and electricity to final energy by carrier, carbon dioxide and cost.
// All functions are linear in energy, so they serve powers (W) as well as energies (J). Pure, any thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "plugins/buildings/forcing.hpp"
#include "plugins/buildings/use_profile.hpp"

namespace conurb::buildings {

inline constexpr double kJoulePerKwh = 3.6e6;

enum class HeatSource : std::uint8_t {
  gas_boiler,
  oil_boiler,
  biomass_boiler,
  district_heat,
  direct_electric,
  heat_pump,  ///< air source
};
inline constexpr std::size_t kHeatSources = 6;

enum class Carrier : std::uint8_t { gas, oil, biomass, district_heat, electricity };
inline constexpr std::size_t kCarriers = 5;

[[nodiscard]] std::string_view to_string(HeatSource source);
[[nodiscard]] std::string_view to_string(Carrier carrier);

/// Air-source heat pump: COP = quality x T_sink / (T_sink - T_outdoor), within [kCopMin, kCopMax].
struct HeatPump {
  double sink_temperature = 50.0;  ///< degC
  double quality = 0.40;           ///< of Carnot, 0..1
};

/// 1/COP as a straight line in the outdoor temperature: at_zero - per_kelvin x theta_e.
struct InverseCop {
  double at_zero;
  double per_kelvin;
};
/// Throws InputError unless quality lies in (0, 1] and the sink is warmer than 0 degC.
[[nodiscard]] InverseCop inverse_cop_of(const HeatPump& pump);
/// COP at an outdoor temperature in degC.
[[nodiscard]] double cop(const HeatPump& pump, double theta_e);

/// How a building makes its heat and cold. Shares of useful heat sum to 1.
struct Supply {
  std::array<double, kHeatSources> share{1.0, 0.0, 0.0, 0.0, 0.0, 0.0};
  /// Useful heat per final energy with distribution and storage (assumption: condensing boilers in mean
  /// condition). That of the heat pump multiplies its COP.
  std::array<double, kHeatSources> efficiency{0.90, 0.87, 0.80, 0.97, 0.99, 0.97};
  double cooling_eer = 3.0;  ///< cold per electricity (assumption: split units)
};

/// A supply with one source only.
[[nodiscard]] Supply supply_of(HeatSource source);

/// Moves a supply to `share` (0..1) of heat pump; the other sources keep their proportions. If there is no
/// other source the rest becomes direct electric. Throws InputError for a share outside 0..1.
[[nodiscard]] Supply with_heat_pump_share(const Supply& supply, double share);

/// Throws InputError unless shares lie in 0..1 and sum to 1 (within 1e-6), efficiencies and EER are above 0.
void validate(const Supply& supply);

/// What a building needs over some time, J (or W).
struct UsefulEnergy {
  double heating = 0;
  double heating_by_heat_pump =
      0;  ///< electricity if heat pumps gave all heating: StateColumns::heat_pump_energy
  double hot_water = 0;
  double hot_water_by_heat_pump = 0;  ///< electricity if heat pumps gave all hot water
  double cooling = 0;
  double appliances = 0;  ///< appliances and lighting
};

/// Final energy by carrier, J (or W).
struct FinalEnergy {
  std::array<double, kCarriers> by_carrier{};
  [[nodiscard]] double at(Carrier carrier) const { return by_carrier[static_cast<std::size_t>(carrier)]; }
  [[nodiscard]] double total() const;
};

/// A supply as plain factors, so that no division is left for each building and step.
struct SupplyFactors {
  std::array<double, kCarriers> per_heat{};  ///< by carrier, per useful heat
  double per_heat_pump = 0;  ///< electricity per what heat pumps would draw if they gave all heat
  double per_cold = 0;       ///< electricity per cold
};
/// The supply must be valid(ated).
[[nodiscard]] SupplyFactors factors_of(const Supply& supply);

[[nodiscard]] inline FinalEnergy final_energy(const SupplyFactors& supply, const UsefulEnergy& useful) {
  FinalEnergy out;
  const double heat = useful.heating + useful.hot_water;
  for (std::size_t c = 0; c < kCarriers; ++c) out.by_carrier[c] = supply.per_heat[c] * heat;
  out.by_carrier[static_cast<std::size_t>(Carrier::electricity)] +=
      supply.per_heat_pump * (useful.heating_by_heat_pump + useful.hot_water_by_heat_pump) +
      supply.per_cold * useful.cooling + useful.appliances;
  return out;
}

/// Per kWh of final energy, in the order of Carrier. CO2 of fuels, district heat and wood: BAFA,
/// "Informationsblatt CO2-Faktoren" (Germany, 2021: 0.201, 0.266, 0.027, 0.280). Electricity 0.380:
/// assumption, German mix of the early 2020s (Umweltbundesamt gives 0.401 for 2019). Prices in EUR:
/// assumption, German households of the early 2020s.
struct CarrierFactors {
  std::array<double, kCarriers> co2_kg_per_kwh{0.201, 0.266, 0.027, 0.280, 0.380};
  std::array<double, kCarriers> eur_per_kwh{0.11, 0.10, 0.08, 0.13, 0.35};
};
/// Sum over the carriers of what an amount per kWh of each makes of `energy_j`.
[[nodiscard]] inline double weighted(const FinalEnergy& energy_j,
                                     const std::array<double, kCarriers>& per_kwh) {
  double sum = 0;
  for (std::size_t c = 0; c < kCarriers; ++c) sum += energy_j.by_carrier[c] * (per_kwh[c] / kJoulePerKwh);
  return sum;
}
[[nodiscard]] inline double co2_kg(const FinalEnergy& energy_j, const CarrierFactors& factors = {}) {
  return weighted(energy_j, factors.co2_kg_per_kwh);
}
[[nodiscard]] inline double cost_eur(const FinalEnergy& energy_j, const CarrierFactors& factors = {}) {
  return weighted(energy_j, factors.eur_per_kwh);
}

/// Needs that follow from use alone, J per m2 of net floor area over a step.
struct UseEnergy {
  double appliances = 0;
  double hot_water = 0;
  double hot_water_by_heat_pump = 0;
};
/// Sums a profile over hours; `theta_e` (degC) has one value per hour. `pump` heats the water (its sink about
/// 55 degC). Throws InputError if the spans differ in length.
[[nodiscard]] UseEnergy use_energy(const UseProfile& profile, std::span<const HourStamp> hours,
                                   std::span<const double> theta_e, const HeatPump& pump);

}  // namespace conurb::buildings

// SPDX-License-Identifier: Apache-2.0
#include "plugins/buildings/systems.hpp"

#include <cmath>
#include <string>

#include "plugins/buildings/error.hpp"
#include "plugins/buildings/units.hpp"

namespace conurb::buildings {
namespace {

constexpr std::array<std::string_view, kHeatSources> kSourceNames{
    "gas_boiler", "oil_boiler", "biomass_boiler", "district_heat", "direct_electric", "heat_pump"};
constexpr std::array<std::string_view, kCarriers> kCarrierNames{"gas", "oil", "biomass", "district_heat",
                                                                "electricity"};
constexpr auto kPump = static_cast<std::size_t>(HeatSource::heat_pump);
constexpr auto kDirect = static_cast<std::size_t>(HeatSource::direct_electric);
constexpr auto kElectricity = static_cast<std::size_t>(Carrier::electricity);

/// Sources but the heat pump stand in the order of their carriers, so a source's number is its carrier's.
static_assert(static_cast<std::size_t>(HeatSource::district_heat) ==
              static_cast<std::size_t>(Carrier::district_heat));
static_assert(kDirect == kElectricity);

}  // namespace

std::string_view to_string(HeatSource source) {
  return kSourceNames.at(static_cast<std::size_t>(source));
}
std::string_view to_string(Carrier carrier) {
  return kCarrierNames.at(static_cast<std::size_t>(carrier));
}

InverseCop inverse_cop_of(const HeatPump& pump) {
  if (!(pump.quality > 0.0 && pump.quality <= 1.0) || !(pump.sink_temperature > 0.0)) {
    throw InputError("heat pump with quality " + std::to_string(pump.quality) + " and sink " +
                         std::to_string(pump.sink_temperature) + " degC",
                     "heat pump", "quality must lie in (0, 1], the sink above 0 degC");
  }
  const double per_kelvin = 1.0 / (pump.quality * (pump.sink_temperature + kZeroCelsius));
  return {pump.sink_temperature * per_kelvin, per_kelvin};
}

double cop(const HeatPump& pump, double theta_e) {
  const InverseCop line = inverse_cop_of(pump);
  return 1.0 / inverse_cop(line.at_zero, line.per_kelvin, theta_e);
}

Supply supply_of(HeatSource source) {
  Supply supply;
  supply.share.fill(0.0);
  supply.share.at(static_cast<std::size_t>(source)) = 1.0;
  return supply;
}

Supply with_heat_pump_share(const Supply& supply, double share) {
  if (!(share >= 0.0 && share <= 1.0)) {
    throw InputError("heat pump share is " + std::to_string(share) + ", must lie in [0, 1]", "supply");
  }
  Supply out = supply;
  const double others = 1.0 - supply.share[kPump];
  for (std::size_t s = 0; s < kPump; ++s)
    out.share[s] = others > 0.0 ? supply.share[s] * (1.0 - share) / others : 0.0;
  if (!(others > 0.0)) out.share[kDirect] = 1.0 - share;
  out.share[kPump] = share;
  return out;
}

void validate(const Supply& supply) {
  double sum = 0;
  for (std::size_t s = 0; s < kHeatSources; ++s) {
    const std::string name(kSourceNames[s]);
    if (!(supply.share[s] >= 0.0 && supply.share[s] <= 1.0 + 1e-6)) {
      throw InputError("share of " + name + " is " + std::to_string(supply.share[s]) + ", must lie in [0, 1]",
                       "supply");
    }
    if (!(supply.efficiency[s] > 0.0))
      throw InputError("efficiency of " + name + " must be above 0", "supply");
    sum += supply.share[s];
  }
  if (!(std::abs(sum - 1.0) <= 1e-6)) {
    throw InputError("shares of heat sources sum to " + std::to_string(sum) + ", must be 1", "supply");
  }
  if (!(supply.cooling_eer > 0.0)) throw InputError("cooling EER must be above 0", "supply");
}

double FinalEnergy::total() const {
  double sum = 0;
  for (const double e : by_carrier) sum += e;
  return sum;
}

SupplyFactors factors_of(const Supply& supply) {
  SupplyFactors factors;
  for (std::size_t s = 0; s < kPump; ++s) factors.per_heat[s] = supply.share[s] / supply.efficiency[s];
  factors.per_heat_pump = supply.share[kPump] / supply.efficiency[kPump];
  factors.per_cold = 1.0 / supply.cooling_eer;
  return factors;
}

UseEnergy use_energy(const UseProfile& profile, std::span<const HourStamp> hours,
                     std::span<const double> theta_e, const HeatPump& pump) {
  if (hours.size() != theta_e.size()) {
    throw InputError(
        std::to_string(hours.size()) + " hours but " + std::to_string(theta_e.size()) + " temperatures",
        "use_energy");
  }
  const InverseCop line = inverse_cop_of(pump);
  UseEnergy sum;
  for (std::size_t i = 0; i < hours.size(); ++i) {
    const auto joule = [&](UseQuantity q) {
      return kSecondsPerHour * profile.at(q, hours[i].day, hours[i].local_hour % kDayHours);
    };
    const double hot_water = joule(UseQuantity::hot_water);
    sum.appliances += joule(UseQuantity::appliance_power) + joule(UseQuantity::lighting_power);
    sum.hot_water += hot_water;
    sum.hot_water_by_heat_pump += hot_water * inverse_cop(line.at_zero, line.per_kelvin, theta_e[i]);
  }
  return sum;
}

}  // namespace conurb::buildings

// SPDX-License-Identifier: Apache-2.0
// What a kind of vehicle is to its emissions: a body that takes force to move, a drive that takes energy to
// give it, what comes out per unit of that energy, what wears off. A mix of such classes is what is met on
// the road; tables that were read may say for a class or a mix what its speed gives instead. SI units unless
// told.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/transport/index.hpp"

namespace conurb::transport::emissions {

/// What a passage gives, and its unit. Exhaust particles are all smaller than 2.5 um, so they are one output.
enum class Output : std::uint8_t {
  fuel_energy,  ///< MJ, lower heating value
  fuel,         ///< g
  electricity,  ///< kWh out of the battery; a charger's loss comes on top; below 0: charged on the way
  co2,          ///< g out of the exhaust, that of biofuels too
  nox,          ///< g, as NO2
  pm_exhaust,   ///< g
  pm10_wear,    ///< g, of tyres, brakes and road
  pm25_wear,    ///< g, the part of it below 2.5 um
};
inline constexpr std::size_t kOutputs = 8;
using Outputs = std::array<double, kOutputs>;
[[nodiscard]] constexpr std::size_t place_of(Output output) {
  return static_cast<std::size_t>(output);
}
/// As tables name them, in the order of Output.
inline constexpr std::array<std::string_view, kOutputs> kOutputNames{
    "fuel_energy", "fuel", "electricity", "co2", "nox", "pm_exhaust", "pm10_wear", "pm25_wear"};

enum class Carrier : std::uint8_t { petrol, diesel, cng, battery, none };
inline constexpr std::array<std::string_view, 5> kCarrierNames{"petrol", "diesel", "cng", "battery", "none"};

/// One kind of vehicle.
struct EmissionClass {
  std::string id = {};
  Carrier carrier = Carrier::petrol;
  double mass = 1500;                             ///< kg, with its load
  double rotating = 1.05;                         ///< mass that an acceleration feels, over mass
  double rolling = 0.011;                         ///< force over weight
  double drag_area = 0.7;                         ///< m2
  double top_speed = 50;                          ///< m/s, however fast the road
  double acceleration = 1.2, deceleration = 1.5;  ///< m/s2, of an ordinary stop
  double efficiency = 0.3;         ///< energy at the wheels over what it takes beyond the engine's own
  double regeneration = 0;         ///< share of the energy of braking that drives the wheels again
  double engine_power = 0;         ///< W of fuel, that the engine takes for itself while it turns
  double standing_share = 1;       ///< of the time of standing in which it turns
  double auxiliary_power = 0;      ///< W of the carrier, at all times
  double nox = 0, pm_exhaust = 0;  ///< g/MJ of fuel
  double tyre_wear = 0, brake_wear = 0, road_wear = 0;  ///< g/km of all particles at the speed of reference
};

/// A number of a class: its name in files and its limits.
struct ClassParameter {
  std::string_view name;
  double EmissionClass::*value;
  double least, most;
  double in_si = 1;  ///< so many of its unit are one of the SI's
};
inline constexpr double kGramsPerMegajoule = 1e9, kGramsPerKilometre = 1e6;  ///< in kg/J and in kg/m
inline constexpr std::array<ClassParameter, 17> kClassParameters{{
    {"mass_kg", &EmissionClass::mass, 1, 200'000},
    {"rotating", &EmissionClass::rotating, 1, 2},
    {"rolling", &EmissionClass::rolling, 0, 0.2},
    {"drag_area_m2", &EmissionClass::drag_area, 0, 50},
    {"top_speed_m_s", &EmissionClass::top_speed, 1, 100},
    {"acceleration_m_s2", &EmissionClass::acceleration, 0.05, 20},
    {"deceleration_m_s2", &EmissionClass::deceleration, 0.05, 20},
    {"efficiency", &EmissionClass::efficiency, 0.01, 1},
    {"regeneration", &EmissionClass::regeneration, 0, 1},
    {"engine_power_w", &EmissionClass::engine_power, 0, 1e6},
    {"standing_share", &EmissionClass::standing_share, 0, 1},
    {"auxiliary_power_w", &EmissionClass::auxiliary_power, 0, 1e6},
    {"nox_g_mj", &EmissionClass::nox, 0, 100, kGramsPerMegajoule},
    {"pm_exhaust_g_mj", &EmissionClass::pm_exhaust, 0, 100, kGramsPerMegajoule},
    {"tyre_wear_g_km", &EmissionClass::tyre_wear, 0, 100, kGramsPerKilometre},
    {"brake_wear_g_km", &EmissionClass::brake_wear, 0, 100, kGramsPerKilometre},
    {"road_wear_g_km", &EmissionClass::road_wear, 0, 100, kGramsPerKilometre},
}};

struct ClassShare {
  std::int32_t emission_class = kNone;
  double share = 0;  ///< of the kilometres; those of a mix are set to a sum of 1
};

struct FleetMix {
  std::string id = {};
  std::vector<ClassShare> members = {};
};

/// An output of a class or a mix by its mean speed on a passage, instead of what the model says. Between two
/// speeds the amount per hour is linear; below the first it stays, above the last the amount per km does.
struct SpeedTable {
  std::int32_t row = kNone;
  Output output = Output::nox;
  std::vector<double> speeds_kmh = {};  ///< rising, > 0
  std::vector<double> per_km = {};
};

/// A row is a class, or after all classes a mix.
struct EmissionCatalogue {
  std::vector<EmissionClass> classes = {};
  std::vector<FleetMix> mixes = {};
  std::vector<SpeedTable> tables = {};  ///< of several for the same row and output the last one holds

  [[nodiscard]] std::int32_t rows() const { return row_of(classes.size() + mixes.size()); }
  /// The row with the id; kNone where there is none.
  [[nodiscard]] std::int32_t find(std::string_view id) const;
};

/// Throw InputError for a value out of its limits; for a mix without members or of others than `classes` rows
/// of classes; for a table of another row than `rows`, or whose speeds do not rise.
void require_sound(const EmissionClass& one);
void require_sound(const FleetMix& mix, std::size_t classes);
void require_sound(const SpeedTable& table, std::int32_t rows);
/// Throws InputError as those do, and for an id that is empty or there twice.
void require_sound(const EmissionCatalogue& catalogue);

}  // namespace conurb::transport::emissions

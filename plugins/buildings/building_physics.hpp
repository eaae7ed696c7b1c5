// SPDX-License-Identifier: Apache-2.0
// From what a city model knows of a building to the coefficients of its 5R1C zone. Order of trust for every
// value: given for this building, else from its archetype, else by the stated rule; what was assumed is told
// by flags. Standards: ISO 13790:2008 for the zone; TABULA (IWU) for the treatment of ground and thermal
// bridges.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>

#include "plugins/buildings/archetype.hpp"
#include "plugins/buildings/building_hour.hpp"

namespace conurb::buildings {

inline constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

/// Quantities of a building's shell; NaN = unknown. Areas in m2, volume in m3, lengths in m. Party walls face
/// a heated neighbour: no heat passes, so they are in none of the wall areas.
struct Geometry {
  std::array<double, kFacades> wall_area{kUnknown, kUnknown, kUnknown, kUnknown, kUnknown,
                                         kUnknown, kUnknown, kUnknown};  ///< exposed, windows included
  double roof_area = kUnknown;                                           ///< surface, not projection
  double ground_area = kUnknown;                                         ///< floor on the ground
  double party_wall_area = kUnknown;
  double volume = kUnknown;  ///< of a closed shell; of an open one leave it unknown
  double footprint_area = kUnknown;
  double perimeter = kUnknown;    ///< of the footprint
  double mean_height = kUnknown;  ///< ground to mean roof
  double storeys = kUnknown;
  double floor_area = kUnknown;  ///< gross, all storeys
};

/// What complete() had to assume; bits of Completed::assumed.
enum Assumption : std::uint32_t {
  kAssumedFootprint = 1u << 0,  ///< = ground area, else roof area
  kAssumedHeight = 1u << 1,     ///< = volume / footprint, else 3 m per storey
  kAssumedVolume = 1u << 2,     ///< = footprint x mean height (open shell)
  kAssumedWalls = 1u << 3,      ///< = perimeter x mean height less party walls, evenly over the orientations
  kAssumedPerimeter = 1u << 4,  ///< = that of a square of the footprint's area
  kAssumedRoof = 1u << 5,       ///< = footprint
  kAssumedGround = 1u << 6,     ///< = footprint
  kAssumedStoreys = 1u << 7,    ///< = one per 3 m of height, at least one
  kAssumedFloorArea = 1u << 8,  ///< = footprint x storeys
};

struct Completed {
  Geometry geometry;  ///< no NaN left
  std::uint32_t assumed = 0;
};

/// Fills what is unknown by the rules above. Throws InputError if neither footprint, ground nor roof area is
/// known, if no height follows from anything, or if a given value is negative or infinite. Pure, any thread.
[[nodiscard]] Completed complete(const Geometry& geometry);

/// Facade sector 0..7 (N, NE, ... NW) of an outward normal (east, north). Any length but zero.
[[nodiscard]] std::size_t facade_of(double east, double north);

/// Exposed wall area by facade of a prism over a footprint: `ring` holds x, y pairs (east, north; m), closed
/// or not, in either sense of rotation. Holes: call with their ring turned inside out and add. Throws
/// InputError below 3 points.
[[nodiscard]] std::array<double, kFacades> prism_walls(std::span<const double> ring, double height);

/// Values known of this building that override its archetype; NaN = take the archetype's or the stated
/// default.
struct Overrides {
  double wall_u_value = kUnknown;  ///< W/(m2 K), as the next three
  double roof_u_value = kUnknown;
  double floor_u_value = kUnknown;
  double window_u_value = kUnknown;
  double window_g_value = kUnknown;
  double window_share = kUnknown;      ///< of the exposed facade
  double infiltration = kUnknown;      ///< 1/h
  double thermal_capacity = kUnknown;  ///< C_m per net floor area, J/(m2 K)
  double heat_recovery = kUnknown;     ///< 0..1; default 0
  double shading = kUnknown;           ///< part of the sun that reaches the facades, 0..1; default below
  double airing = kUnknown;            ///< air change by open windows when too warm, 1/h; default below
  double blinds = kUnknown;            ///< part of the sun that lowered blinds keep out, 0..1; default below
  double gain_scale = kUnknown;        ///< of people, appliances and lighting; default 1
  double heating_set_offset = kUnknown;  ///< K on the profile's set-point; default 0
  double cooling_set_offset = kUnknown;  ///< K; default 0
  double heating_limit = kUnknown;       ///< W; default unlimited
  double cooling_limit = kUnknown;       ///< W; default 0 (no active cooling)
  double heat_pump_sink = kUnknown;      ///< supply temperature of heating, degC; default by refurbishment
};

/// What is the same for all buildings. Defaults marked (assumption) are this project's.
struct PhysicsOptions {
  double net_to_gross = 0.8;         ///< floor area and volume, net per gross (assumption)
  double ground_factor = 0.5;        ///< temperature correction of floors on the ground (TABULA method)
  double frame_share = 0.3;          ///< of a window (ISO 13790, 11.4.5)
  double shading = 0.8;              ///< default of Overrides::shading (assumption: built-up surroundings)
  double solar_absorptance = 0.6;    ///< of opaque surfaces (ISO 13790, 11.4.4)
  double surface_resistance = 0.04;  ///< R_se, m2 K/W (ISO 6946)
  double radiative_exchange = 4.5;   ///< h_r, W/(m2 K), emissivity 0.9 (ISO 13790, 11.4.6)
  double air_capacity = 1200.0;  ///< rho c_p of outdoor air, J/(m3 K) (ISO 13790, 9.3.1); see air_capacity()
  double airing = 2.0;           ///< 1/h, where there is no active cooling (assumption: windows wide open)
  double blinds = 0.5;           ///< (assumption: inner and outer blinds mixed)
  double comfort_limit = 26.0;   ///< operative, degC (EN 16798-1, category II, summer)
  double heat_pump_quality = 0.40;  ///< of Carnot (assumption; air-source machines reach 0.35 to 0.45)
};

/// rho c_p of air, J/(m3 K), from station pressure (Pa) and temperature (degC): ideal gas with c_p = 1006
/// J/(kg K).
[[nodiscard]] double air_capacity(double pressure_pa, double theta);

/// A building ready for the kernel, with the quantities that reports ask for.
struct BuildingPhysics {
  BuildingCoefficients<double> coefficients{};
  double net_floor_area = 0;  ///< A_f, m2
  double window_area = 0;     ///< m2
  double envelope_area = 0;   ///< m2, party walls excluded
  double h_tr_op = 0;         ///< W/K, opaque elements and thermal bridges, ground corrected
  double h_tr_w = 0;          ///< W/K
  std::uint32_t assumed = 0;  ///< bits of Assumption
};

/// Coefficients of one building. Throws InputError (see complete(); and for overrides out of range). Pure,
/// any thread.
[[nodiscard]] BuildingPhysics building_physics(const Geometry& geometry, const Archetype& archetype,
                                               const Overrides& overrides = {},
                                               const PhysicsOptions& options = {});

/// H_tr,em of (63), 1 / (1/H_tr,op - 1/H_tr,ms). The formula has no answer for H_tr,op >= H_tr,ms (a shed
/// without insulation); H_tr,op is then taken as 95 % of H_tr,ms.
[[nodiscard]] double transmission_to_mass(double h_tr_op, double h_tr_ms);

/// The zone of ISO 13790 from its few numbers: net floor area A_f (m2), A_m (m2), C_m (J/K), H_tr,w and
/// H_tr,op (W/K). `a_t` is the area of all surfaces that face the zone (m2) where it is known, else 4.5 A_f
/// is taken (7.2.2.2).
[[nodiscard]] Zone<double> make_zone(double a_f, double a_m, double c_m, double h_tr_w, double h_tr_op,
                                     double a_t = kUnknown);

}  // namespace conurb::buildings

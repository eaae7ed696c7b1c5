// SPDX-License-Identifier: Apache-2.0
// One building over one hour: what surrounds the ISO 13790 zone – sun through nine orientations, heat lost to
// the sky, people and appliances, ventilation with heat recovery and airing, a heat pump's efficiency. One
// template, as in iso13790.hpp: the kernel uses it in float, tests and single-building questions in double.
#pragma once

#include <cstddef>
#include <cstdint>

#include "plugins/buildings/iso13790.hpp"

namespace conurb::buildings {

/// Facades N, NE, E, SE, S, SW, W, NW (45 degree sectors, clockwise from north), then the horizontal roof.
inline constexpr std::size_t kFacades = 8;
inline constexpr std::size_t kRoof = 8;
inline constexpr std::size_t kOrientations = 9;

/// Coefficient of performance is kept between these limits (below 1 direct electric heat is better; above 7
/// no air-source machine on the market reaches: assumption).
inline constexpr double kCopMin = 1.0;
inline constexpr double kCopMax = 7.0;

/// People act against heat from this mass temperature on, fully 2 K above it (degC; assumption): they lower
/// blinds, and open windows if it is colder outside. The proportional band keeps the answer smooth in the
/// state.
inline constexpr double kTooWarmFrom = 23.0;
inline constexpr double kTooWarmBand = 2.0;

/// Weather of an hour as every building sees it (hourly means).
template <class Real>
struct WeatherHour {
  Real theta_e;                ///< outdoor air, degC
  Real sky_drop;               ///< outdoor air less effective sky temperature, K
  Real recovery;               ///< 1 = heat recovery runs, 0 = bypassed (warm weather)
  Real window[kOrientations];  ///< irradiance weighted with the angle dependence of g, W/m2 (see solar.hpp)
  Real opaque[kOrientations];  ///< incident irradiance, W/m2
};

/// Use of an hour, per profile.
template <class Real>
struct UseHour {
  Real set_heating;  ///< degC
  Real set_cooling;  ///< degC
  Real gains;        ///< people, appliances and lighting, W per m2 of net floor area
  Real outdoor_air;  ///< hygienic ventilation, m3/h per m2 of net floor area
  Real occupied;     ///< 1 if discomfort counts, else 0
};

/// One building: everything that stays constant while weather and use change.
template <class Real>
struct BuildingCoefficients {
  Zone<Real> zone;
  Real h_ve_base;            ///< infiltration, W/K
  Real h_ve_use;             ///< W/K at an outdoor air flow of 1 m3/(h m2)
  Real heat_recovery;        ///< 0..1 of h_ve_use
  Real h_ve_airing;          ///< W/K with windows wide open
  Real blinds;               ///< 0..1: part of the sun on glazing that lowered blinds keep out
  Real gain_area;            ///< m2 of net floor area, times a scale for occupants and appliances
  Real set_heating_offset;   ///< K, added to the profile's set-point
  Real set_cooling_offset;   ///< K
  Real heating_limit;        ///< W
  Real cooling_limit;        ///< W; 0 = no active cooling
  Real comfort_limit;        ///< operative temperature above which an occupied hour counts as too warm, degC
  Real inverse_cop_at_zero;  ///< 1/COP of an air-source heat pump at 0 degC outdoors
  Real inverse_cop_per_kelvin;  ///< fall of 1/COP per kelvin of outdoor temperature
  Real sky_loss;                ///< W per K of sky_drop: sum of F_r R_se U A h_r (ISO 13790, 11.3.5)
  Real window[kOrientations];   ///< effective collecting area of glazing, m2 (ISO 13790, 11.3.3)
  Real opaque[kOrientations];   ///< effective collecting area of opaque elements, m2 (11.3.4)
};

/// Result of an hour.
template <class Real>
struct BuildingHour {
  ZoneState<Real> zone;
  Real heat_pump_power;  ///< electric power if a heat pump gave all of zone.heating, W
  Real too_warm;         ///< 1 if occupied and theta_op above the comfort limit, else 0
};

/// What the sun and the sky do in an hour, W (ISO 13790, 11.3.2).
template <class Real>
struct SolarGain {
  Real window;  ///< through glazing with blinds up
  Real opaque;  ///< through opaque elements, less the heat lost to the sky
};

/// Sums over the orientations, always in the same order.
template <class Real>
inline SolarGain<Real> solar_gain(const BuildingCoefficients<Real>& b, const WeatherHour<Real>& w) {
  SolarGain<Real> gain{0, -b.sky_loss * w.sky_drop};
  for (std::size_t o = 0; o < kOrientations; ++o) {
    gain.window += b.window[o] * w.window[o];
    gain.opaque += b.opaque[o] * w.opaque[o];
  }
  return gain;
}

template <class Real>
CONURB_BUILDINGS_INLINE Real unit_ramp(Real x) {
  return lesser(greater(x, static_cast<Real>(0)), static_cast<Real>(1));
}

/// 1/COP = (T_sink - T_source) / (eta T_sink): a straight line in the outdoor temperature, between the stated
/// limits.
template <class Real>
CONURB_BUILDINGS_INLINE Real inverse_cop(Real at_zero, Real per_kelvin, Real theta_e) {
  const Real least = static_cast<Real>(1.0 / kCopMax);
  const Real most = static_cast<Real>(1.0 / kCopMin);
  return lesser(greater(at_zero - per_kelvin * theta_e, least), most);
}

/// What acts on the zone in an hour: outdoors, ventilation, gains. `sun` as solar_gain() gives it. b.window
/// and b.opaque are not read. Pure; any thread.
template <class Real>
CONURB_BUILDINGS_INLINE ZoneLoad<Real> hour_load(const BuildingCoefficients<Real>& b, Real theta_e,
                                                 Real recovery, const UseHour<Real>& use,
                                                 const SolarGain<Real>& sun, Real theta_m_begin) {
  const Real one = static_cast<Real>(1);
  const Real band = static_cast<Real>(1.0 / kTooWarmBand);
  const Real too_warm = unit_ramp((theta_m_begin - static_cast<Real>(kTooWarmFrom)) * band);
  const Real airing = too_warm * unit_ramp((theta_m_begin - theta_e) * band);
  ZoneLoad<Real> load;
  load.theta_e = theta_e;
  load.theta_sup = theta_e;
  load.h_ve = b.h_ve_base + b.h_ve_use * use.outdoor_air * (one - b.heat_recovery * recovery) +
              b.h_ve_airing * airing;
  load.phi_int = b.gain_area * use.gains;
  load.phi_sol = sun.window * (one - b.blinds * too_warm) + sun.opaque;
  return load;
}

/// What comes of it. Pure; any thread.
template <class Real>
CONURB_BUILDINGS_INLINE BuildingHour<Real> hour_result(const BuildingCoefficients<Real>& b,
                                                       const ZoneAdmittance<Real>& a,
                                                       const UseHour<Real>& use, const ZoneLoad<Real>& load,
                                                       Real theta_m_begin) {
  ZoneControl<Real> plant;
  plant.set_heating = use.set_heating + b.set_heating_offset;
  plant.set_cooling = use.set_cooling + b.set_cooling_offset;
  plant.heating_limit = b.heating_limit;
  plant.cooling_limit = b.cooling_limit;
  BuildingHour<Real> out;
  out.zone = control(b.zone, a, load, plant, theta_m_begin);
  out.heat_pump_power =
      out.zone.heating * inverse_cop(b.inverse_cop_at_zero, b.inverse_cop_per_kelvin, load.theta_e);
  out.too_warm = out.zone.theta_op > b.comfort_limit ? use.occupied : static_cast<Real>(0);
  return out;
}

/// One hour from the mass temperature at its beginning: both of the above.
template <class Real>
CONURB_BUILDINGS_INLINE BuildingHour<Real> building_hour(const BuildingCoefficients<Real>& b, Real theta_e,
                                                         Real recovery, const UseHour<Real>& use,
                                                         const SolarGain<Real>& sun, Real theta_m_begin) {
  const ZoneLoad<Real> load = hour_load(b, theta_e, recovery, use, sun, theta_m_begin);
  return hour_result(b, admittance(b.zone, load.h_ve), use, load, theta_m_begin);
}

}  // namespace conurb::buildings

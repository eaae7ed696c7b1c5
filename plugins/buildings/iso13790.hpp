// SPDX-License-Identifier: Apache-2.0
// The simple hourly method of EN ISO 13790:2008, annex C: five resistances, one capacity (5R1C). One template
// over the number type serves the double-precision reference and the float kernel. Numbers such as (C.5) are
// the standard's.
//
// The standard finds the need for heating or cooling by a second run with 10 W/m2 and a straight line through
// the two air temperatures (C.13). The network is linear, so that line is exact and its slope is written here
// in closed form: same result, half the work. All functions are branch-free so that a loop over buildings
// becomes vector code.
#pragma once

#if defined(__GNUC__)
// Never emitted as a function of its own: the kernel is compiled several times for different instruction
// sets, and a shared out-of-line copy could hold instructions that this processor lacks.
#define CONURB_BUILDINGS_INLINE [[gnu::always_inline]] inline
#else
#define CONURB_BUILDINGS_INLINE inline
#endif

namespace conurb::buildings {

/// Coupling of internal surfaces to the air, W/(m2 K) (ISO 13790, 7.2.2.2), and of the mass to the surfaces
/// (12.2.2).
inline constexpr double kSurfaceToAir = 3.45;
inline constexpr double kMassToSurface = 9.1;
/// Area of all internal surfaces per floor area, A_t / A_f (ISO 13790, 7.2.2.2).
inline constexpr double kInternalAreaRatio = 4.5;

/// What is constant in a zone. Conductances in W/K, capacity in W/K over one hour (C_m / 3600 s).
template <class Real>
struct Zone {
  Real h_tr_em;       ///< outdoors to mass: 1 / (1/H_tr,op - 1/H_tr,ms) (63)
  Real h_tr_w;        ///< windows, outdoors to surfaces
  Real h_tr_ms;       ///< mass to surfaces: 9.1 A_m (64)
  Real h_tr_is;       ///< surfaces to air: 3.45 A_t (9)
  Real c_m_per_hour;  ///< C_m / 3600
  Real share_m;       ///< A_m / A_t: part of the gains that goes to the mass (C.2)
  Real share_st;      ///< 1 - A_m/A_t - H_tr,w / (9.1 A_t): part that goes to the surfaces (C.3)
};

/// What acts on a zone in one hour (hourly means). Temperatures in degC, heat flows in W.
template <class Real>
struct ZoneLoad {
  Real theta_e;    ///< outdoor air
  Real theta_sup;  ///< supply air
  Real h_ve;       ///< ventilation and infiltration, W/K; 0 is allowed
  Real phi_int;    ///< internal gains
  Real phi_sol;    ///< solar gains, less the heat lost to the sky
};

/// Set-points in degC and the most that the plant can give or take, W (both limits positive).
template <class Real>
struct ZoneControl {
  Real set_heating;
  Real set_cooling;  ///< below set_heating it counts as set_heating
  Real heating_limit;
  Real cooling_limit;
};

/// State of a zone with no plant, and how each value rises per watt of plant power (heating positive).
template <class Real>
struct ZoneResponse {
  Real phi_m_tot, phi_m_tot_per_w;
  Real theta_m_end, theta_m_end_per_w;  ///< theta_m,t: mass at the end of the hour
  Real theta_m, theta_m_per_w;          ///< mean of begin and end
  Real theta_s, theta_s_per_w;
  Real theta_air, theta_air_per_w;
};

/// Outcome of an hour.
template <class Real>
struct ZoneState {
  Real heating;      ///< W, >= 0
  Real cooling;      ///< W, >= 0
  Real phi_m_tot;    ///< W
  Real theta_m_end;  ///< degC, the state to carry to the next hour
  Real theta_m;
  Real theta_s;
  Real theta_air;
  Real theta_op;  ///< operative
};

template <class Real>
CONURB_BUILDINGS_INLINE Real lesser(Real a, Real b) {
  return a < b ? a : b;
}
template <class Real>
CONURB_BUILDINGS_INLINE Real greater(Real a, Real b) {
  return a > b ? a : b;
}

/// The zone over one hour as a linear function of plant power, from the mass temperature at the hour's
/// beginning. (C.4) is written as a step from theta_m_begin, which loses fewer digits in float and says the
/// same.
template <class Real>
CONURB_BUILDINGS_INLINE ZoneResponse<Real> respond(const Zone<Real>& z, const ZoneLoad<Real>& l,
                                                   Real theta_m_begin) {
  const Real half{static_cast<Real>(0.5)};
  const Real one{static_cast<Real>(1)};
  const Real phi_ia = half * l.phi_int;  // (C.1)
  const Real phi_rest = half * l.phi_int + l.phi_sol;
  const Real phi_m = z.share_m * phi_rest;    // (C.2)
  const Real phi_st = z.share_st * phi_rest;  // (C.3)

  const Real r_air = one / (l.h_ve + z.h_tr_is);
  const Real f = z.h_tr_is * r_air;
  const Real h_tr_1 = l.h_ve * f;         // (C.6), written so that H_ve = 0 is allowed
  const Real h_tr_2 = h_tr_1 + z.h_tr_w;  // (C.7)
  const Real r_s = one / (h_tr_2 + z.h_tr_ms);
  const Real q = z.h_tr_ms * r_s;
  const Real h_tr_3 = h_tr_2 * q;  // (C.8)
  const Real h_m = h_tr_3 + z.h_tr_em;
  const Real r_m = one / (z.c_m_per_hour + half * h_m);

  // Flow into the surface node from all but the mass; f is its rise per watt of plant power.
  const Real into_s = phi_st + z.h_tr_w * l.theta_e + f * (phi_ia + l.h_ve * l.theta_sup);

  ZoneResponse<Real> r;
  r.phi_m_tot = phi_m + z.h_tr_em * l.theta_e + q * into_s;  // (C.5)
  r.phi_m_tot_per_w = q * f;
  r.theta_m_end = theta_m_begin + (r.phi_m_tot - h_m * theta_m_begin) * r_m;  // (C.4)
  r.theta_m_end_per_w = r.phi_m_tot_per_w * r_m;
  r.theta_m = half * (r.theta_m_end + theta_m_begin);  // (C.9)
  r.theta_m_per_w = half * r.theta_m_end_per_w;
  r.theta_s = (z.h_tr_ms * r.theta_m + into_s) * r_s;  // (C.10)
  r.theta_s_per_w = (z.h_tr_ms * r.theta_m_per_w + f) * r_s;
  r.theta_air = (z.h_tr_is * r.theta_s + l.h_ve * l.theta_sup + phi_ia) * r_air;  // (C.11)
  r.theta_air_per_w = (z.h_tr_is * r.theta_s_per_w + one) * r_air;
  return r;
}

/// State of the zone under a given plant power: `heating` and `cooling` in W, both >= 0.
template <class Real>
CONURB_BUILDINGS_INLINE ZoneState<Real> apply_power(const ZoneResponse<Real>& r, Real heating, Real cooling) {
  const Real phi = heating - cooling;
  ZoneState<Real> s;
  s.heating = heating;
  s.cooling = cooling;
  s.phi_m_tot = r.phi_m_tot + r.phi_m_tot_per_w * phi;
  s.theta_m_end = r.theta_m_end + r.theta_m_end_per_w * phi;
  s.theta_m = r.theta_m + r.theta_m_per_w * phi;
  s.theta_s = r.theta_s + r.theta_s_per_w * phi;
  s.theta_air = r.theta_air + r.theta_air_per_w * phi;
  s.theta_op = static_cast<Real>(0.3) * s.theta_air + static_cast<Real>(0.7) * s.theta_s;  // (C.12)
  return s;
}

/// One hour of the zone with its plant holding the air between the set-points as far as the limits allow
/// (C.4.2).
template <class Real>
CONURB_BUILDINGS_INLINE ZoneState<Real> control(const Zone<Real>& z, const ZoneLoad<Real>& l,
                                                const ZoneControl<Real>& c, Real theta_m_begin) {
  const Real zero{static_cast<Real>(0)};
  const ZoneResponse<Real> r = respond(z, l, theta_m_begin);
  const Real set_cooling = greater(c.set_cooling, c.set_heating);
  const Real per_k = static_cast<Real>(1) / r.theta_air_per_w;
  const Real need_heating = (c.set_heating - r.theta_air) * per_k;  // (C.13)
  const Real need_cooling = (r.theta_air - set_cooling) * per_k;
  const Real heating = lesser(greater(need_heating, zero), c.heating_limit);
  const Real cooling = lesser(greater(need_cooling, zero), c.cooling_limit);
  return apply_power(r, heating, cooling);
}

}  // namespace conurb::buildings

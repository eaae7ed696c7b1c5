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

/// The nodes of the network in one hour: temperatures in degC, or their rise in K per watt of plant power.
template <class Real>
struct ZoneNodes {
  Real phi_m_tot;    ///< flow into the mass node, W
  Real theta_m_end;  ///< theta_m,t: mass at the end of the hour
  Real theta_m;      ///< mean of begin and end
  Real theta_s;      ///< surfaces
  Real theta_air;
};

/// State of a zone with no plant, and how each value rises per watt of plant power (heating positive).
template <class Real>
struct ZoneResponse {
  ZoneNodes<Real> free;
  ZoneNodes<Real> per_w;
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

/// What a zone's answer owes to its conductances alone: all that is to be divided.
template <class Real>
struct ZoneAdmittance {
  Real f;      ///< flow into the surface node per watt of plant power
  Real r_air;  ///< K/W, air node to its neighbours
  Real q;      ///< flow into the mass node per watt into the surface node
  Real r_s;    ///< K/W, surface node to its neighbours
  Real h_m;    ///< W/K, mass node to outdoors: H_tr,3 + H_tr,em
  Real r_m;    ///< K/W, 1 / (C_m / 3600 + h_m / 2)
  Real per_k;  ///< W of plant power for 1 K of air temperature
};

/// How the nodes rise per watt of plant power.
template <class Real>
CONURB_BUILDINGS_INLINE ZoneNodes<Real> rise_per_w(const Zone<Real>& z, const ZoneAdmittance<Real>& a) {
  ZoneNodes<Real> r;
  r.phi_m_tot = a.q * a.f;
  r.theta_m_end = r.phi_m_tot * a.r_m;
  r.theta_m = static_cast<Real>(0.5) * r.theta_m_end;
  r.theta_s = (z.h_tr_ms * r.theta_m + a.f) * a.r_s;
  r.theta_air = (z.h_tr_is * r.theta_s + static_cast<Real>(1)) * a.r_air;
  return r;
}

/// From ventilation `h_ve`, W/K.
template <class Real>
CONURB_BUILDINGS_INLINE ZoneAdmittance<Real> admittance(const Zone<Real>& z, Real h_ve) {
  const Real half{static_cast<Real>(0.5)};
  const Real one{static_cast<Real>(1)};
  ZoneAdmittance<Real> a;
  a.r_air = one / (h_ve + z.h_tr_is);
  a.f = z.h_tr_is * a.r_air;
  const Real h_tr_1 = h_ve * a.f;         // (C.6), written so that H_ve = 0 is allowed
  const Real h_tr_2 = h_tr_1 + z.h_tr_w;  // (C.7)
  a.r_s = one / (h_tr_2 + z.h_tr_ms);
  a.q = z.h_tr_ms * a.r_s;
  const Real h_tr_3 = h_tr_2 * a.q;  // (C.8)
  a.h_m = h_tr_3 + z.h_tr_em;
  a.r_m = one / (z.c_m_per_hour + half * a.h_m);
  a.per_k = one / rise_per_w(z, a).theta_air;
  return a;
}

/// The zone over one hour as a linear function of plant power, from the mass temperature at the hour's
/// beginning. (C.4) is written as a step from theta_m_begin, which loses fewer digits in float and says the
/// same.
template <class Real>
CONURB_BUILDINGS_INLINE ZoneResponse<Real> respond(const Zone<Real>& z, const ZoneAdmittance<Real>& a,
                                                   const ZoneLoad<Real>& l, Real theta_m_begin) {
  const Real half{static_cast<Real>(0.5)};
  const Real phi_ia = half * l.phi_int;  // (C.1)
  const Real phi_rest = half * l.phi_int + l.phi_sol;
  const Real phi_m = z.share_m * phi_rest;    // (C.2)
  const Real phi_st = z.share_st * phi_rest;  // (C.3)
  // Flow into the surface node from all but the mass.
  const Real into_s = phi_st + z.h_tr_w * l.theta_e + a.f * (phi_ia + l.h_ve * l.theta_sup);

  ZoneNodes<Real> n;
  n.phi_m_tot = phi_m + z.h_tr_em * l.theta_e + a.q * into_s;                       // (C.5)
  n.theta_m_end = theta_m_begin + (n.phi_m_tot - a.h_m * theta_m_begin) * a.r_m;    // (C.4)
  n.theta_m = half * (n.theta_m_end + theta_m_begin);                               // (C.9)
  n.theta_s = (z.h_tr_ms * n.theta_m + into_s) * a.r_s;                             // (C.10)
  n.theta_air = (z.h_tr_is * n.theta_s + l.h_ve * l.theta_sup + phi_ia) * a.r_air;  // (C.11)
  return {n, rise_per_w(z, a)};
}

/// State of the zone under a given plant power: `heating` and `cooling` in W, both >= 0.
template <class Real>
CONURB_BUILDINGS_INLINE ZoneState<Real> apply_power(const ZoneResponse<Real>& r, Real heating, Real cooling) {
  const Real phi = heating - cooling;
  ZoneState<Real> s;
  s.heating = heating;
  s.cooling = cooling;
  s.phi_m_tot = r.free.phi_m_tot + r.per_w.phi_m_tot * phi;
  s.theta_m_end = r.free.theta_m_end + r.per_w.theta_m_end * phi;
  s.theta_m = r.free.theta_m + r.per_w.theta_m * phi;
  s.theta_s = r.free.theta_s + r.per_w.theta_s * phi;
  s.theta_air = r.free.theta_air + r.per_w.theta_air * phi;
  s.theta_op = static_cast<Real>(0.3) * s.theta_air + static_cast<Real>(0.7) * s.theta_s;  // (C.12)
  return s;
}

/// One hour of the zone with its plant holding the air between the set-points as far as the limits allow
/// (C.4.2).
template <class Real>
CONURB_BUILDINGS_INLINE ZoneState<Real> control(const Zone<Real>& z, const ZoneAdmittance<Real>& a,
                                                const ZoneLoad<Real>& l, const ZoneControl<Real>& c,
                                                Real theta_m_begin) {
  const Real zero{static_cast<Real>(0)};
  const ZoneResponse<Real> r = respond(z, a, l, theta_m_begin);
  const Real set_cooling = greater(c.set_cooling, c.set_heating);
  const Real need_heating = (c.set_heating - r.free.theta_air) * a.per_k;  // (C.13)
  const Real need_cooling = (r.free.theta_air - set_cooling) * a.per_k;
  const Real heating = lesser(greater(need_heating, zero), c.heating_limit);
  const Real cooling = lesser(greater(need_cooling, zero), c.cooling_limit);
  return apply_power(r, heating, cooling);
}

/// The same from the load alone.
template <class Real>
CONURB_BUILDINGS_INLINE ZoneState<Real> control(const Zone<Real>& z, const ZoneLoad<Real>& l,
                                                const ZoneControl<Real>& c, Real theta_m_begin) {
  return control(z, admittance(z, l.h_ve), l, c, theta_m_begin);
}

}  // namespace conurb::buildings

// SPDX-License-Identifier: Apache-2.0
// The kernel's body. Included by one source file per instruction set, each with CONURB_KERNEL_VARIANT set to
// its namespace and compiled with its own flags. Everything here has internal linkage or is always inlined,
// and no library function is called: a shared inline function compiled with wide instructions could otherwise
// be picked by the linker for the whole program and fault on a processor without them.
#pragma once

#include "plugins/buildings/kernel_call.hpp"

#ifndef CONURB_KERNEL_VARIANT
#error "set CONURB_KERNEL_VARIANT to the namespace of this instruction set"
#endif

#if defined(__clang__)
#define CONURB_VECTOR_LOOP _Pragma("clang loop vectorize(enable) interleave(disable)")
#else
#define CONURB_VECTOR_LOOP _Pragma("GCC ivdep")
#endif

namespace conurb::buildings::CONURB_KERNEL_VARIANT {
namespace {

/// State of one block in the first-level cache while its hours run.
struct alignas(64) BlockState {
  float theta_m[kLanes], theta_air[kLanes], theta_operative[kLanes], heating[kLanes], cooling[kLanes];
  float peak_heating[kLanes], peak_cooling[kLanes], too_warm[kLanes], heat_pump[kLanes];
  double heating_energy[kLanes], cooling_energy[kLanes], heat_pump_energy[kLanes];
};

struct alignas(64) UseLanes {
  float set_heating[kLanes], set_cooling[kLanes], gains[kLanes], outdoor_air[kLanes], occupied[kLanes];
};

using Four = float __attribute__((vector_size(16)));

CONURB_BUILDINGS_INLINE Four read_four(const void* from) {
  Four values;
  __builtin_memcpy(&values, from, sizeof(values));
  return values;
}
CONURB_BUILDINGS_INLINE void write_four(float* to, Four values) {
  __builtin_memcpy(to, &values, sizeof(values));
}

/// Lanes i to i + 3 from the rows of the use table that their profiles name: read as four vectors and turned,
/// since to copy each number by itself costs a sixth of the whole hour.
CONURB_BUILDINGS_INLINE void spread_four(const CoefficientBlock& b, const UseHour<float>* row, std::size_t i,
                                         UseLanes& u) {
  const UseHour<float>& use_0 = row[b.profile[i]];
  const UseHour<float>& use_1 = row[b.profile[i + 1]];
  const UseHour<float>& use_2 = row[b.profile[i + 2]];
  const UseHour<float>& use_3 = row[b.profile[i + 3]];
  static_assert(sizeof(UseHour<float>) == 5 * sizeof(float));  // the first four are read as one
  const Four r0 = read_four(&use_0), r1 = read_four(&use_1), r2 = read_four(&use_2), r3 = read_four(&use_3);
  const Four set_01 = __builtin_shufflevector(r0, r1, 0, 4, 1, 5);
  const Four set_23 = __builtin_shufflevector(r2, r3, 0, 4, 1, 5);
  const Four air_01 = __builtin_shufflevector(r0, r1, 2, 6, 3, 7);
  const Four air_23 = __builtin_shufflevector(r2, r3, 2, 6, 3, 7);
  write_four(u.set_heating + i, __builtin_shufflevector(set_01, set_23, 0, 1, 4, 5));
  write_four(u.set_cooling + i, __builtin_shufflevector(set_01, set_23, 2, 3, 6, 7));
  write_four(u.gains + i, __builtin_shufflevector(air_01, air_23, 0, 1, 4, 5));
  write_four(u.outdoor_air + i, __builtin_shufflevector(air_01, air_23, 2, 3, 6, 7));
  u.occupied[i] = use_0.occupied;
  u.occupied[i + 1] = use_1.occupied;
  u.occupied[i + 2] = use_2.occupied;
  u.occupied[i + 3] = use_3.occupied;
}

CONURB_BUILDINGS_INLINE void spread_use(const CoefficientBlock& b, const UseHour<float>* row, UseLanes& u) {
  if (b.only_profile >= 0) {
    const UseHour<float> same = row[b.only_profile];
    CONURB_VECTOR_LOOP
    for (std::size_t i = 0; i < kLanes; ++i) {
      u.set_heating[i] = same.set_heating;
      u.set_cooling[i] = same.set_cooling;
      u.gains[i] = same.gains;
      u.outdoor_air[i] = same.outdoor_air;
      u.occupied[i] = same.occupied;
    }
    return;
  }
  for (std::size_t i = 0; i < kLanes; i += 4) spread_four(b, row, i, u);
}

/// Sum over orientations, written out: the compiler must see one expression per building, not a loop in a
/// loop.
CONURB_BUILDINGS_INLINE float collected(const float (&area)[kOrientations][kLanes],
                                        const float (&sun)[kOrientations], std::size_t i) {
  static_assert(kOrientations == 9);
  return area[0][i] * sun[0] + area[1][i] * sun[1] + area[2][i] * sun[2] + area[3][i] * sun[3] +
         area[4][i] * sun[4] + area[5][i] * sun[5] + area[6][i] * sun[6] + area[7][i] * sun[7] +
         area[8][i] * sun[8];
}

CONURB_BUILDINGS_INLINE BuildingCoefficients<float> lane(const CoefficientBlock& b, std::size_t i) {
  BuildingCoefficients<float> c;
  c.zone.h_tr_em = b.h_tr_em[i];
  c.zone.h_tr_w = b.h_tr_w[i];
  c.zone.h_tr_ms = b.h_tr_ms[i];
  c.zone.h_tr_is = b.h_tr_is[i];
  c.zone.c_m_per_hour = b.c_m_per_hour[i];
  c.zone.share_m = b.share_m[i];
  c.zone.share_st = b.share_st[i];
  c.h_ve_base = b.h_ve_base[i];
  c.h_ve_use = b.h_ve_use[i];
  c.heat_recovery = b.heat_recovery[i];
  c.h_ve_airing = b.h_ve_airing[i];
  c.blinds = b.blinds[i];
  c.gain_area = b.gain_area[i];
  c.set_heating_offset = b.set_heating_offset[i];
  c.set_cooling_offset = b.set_cooling_offset[i];
  c.heating_limit = b.heating_limit[i];
  c.cooling_limit = b.cooling_limit[i];
  c.comfort_limit = b.comfort_limit[i];
  c.inverse_cop_at_zero = b.inverse_cop_at_zero[i];
  c.inverse_cop_per_kelvin = b.inverse_cop_per_kelvin[i];
  return c;
}

/// What acts on the buildings of a block in an hour.
struct alignas(64) LoadLanes {
  float h_ve[kLanes], phi_int[kLanes], phi_sol[kLanes];
};

CONURB_BUILDINGS_INLINE UseHour<float> use_of(const UseLanes& u, std::size_t i) {
  UseHour<float> use;
  use.set_heating = u.set_heating[i];
  use.set_cooling = u.set_cooling[i];
  use.gains = u.gains[i];
  use.outdoor_air = u.outdoor_air[i];
  use.occupied = u.occupied[i];
  return use;
}

CONURB_BUILDINGS_INLINE void find_loads(const CoefficientBlock& b, const WeatherHour<float>& w,
                                        const UseLanes& u, const BlockState& s, LoadLanes& l) {
  CONURB_VECTOR_LOOP
  for (std::size_t i = 0; i < kLanes; ++i) {
    SolarGain<float> sun;
    sun.window = collected(b.window, w.window, i);
    sun.opaque = collected(b.opaque, w.opaque, i) - b.sky_loss[i] * w.sky_drop;
    const ZoneLoad<float> load =
        hour_load(lane(b, i), w.theta_e, w.recovery, use_of(u, i), sun, s.theta_m[i]);
    l.h_ve[i] = load.h_ve;
    l.phi_int[i] = load.phi_int;
    l.phi_sol[i] = load.phi_sol;
  }
}

/// What the zones' conductances make of an hour.
struct alignas(64) AdmittanceLanes {
  float f[kLanes], r_air[kLanes], q[kLanes], r_s[kLanes], h_m[kLanes], r_m[kLanes], per_k[kLanes];
};

CONURB_BUILDINGS_INLINE ZoneAdmittance<float> admittance_of(const AdmittanceLanes& a, std::size_t i) {
  return {a.f[i], a.r_air[i], a.q[i], a.r_s[i], a.h_m[i], a.r_m[i], a.per_k[i]};
}

CONURB_BUILDINGS_INLINE void find_admittances(const CoefficientBlock& b, const LoadLanes& l,
                                              AdmittanceLanes& a) {
  CONURB_VECTOR_LOOP
  for (std::size_t i = 0; i < kLanes; ++i) {
    const ZoneAdmittance<float> z = admittance(lane(b, i).zone, l.h_ve[i]);
    a.f[i] = z.f;
    a.r_air[i] = z.r_air;
    a.q[i] = z.q;
    a.r_s[i] = z.r_s;
    a.h_m[i] = z.h_m;
    a.r_m[i] = z.r_m;
    a.per_k[i] = z.per_k;
  }
}

CONURB_BUILDINGS_INLINE void add_energy(BlockState& s) {
  constexpr double kHour = 3600.0;
  CONURB_VECTOR_LOOP
  for (std::size_t i = 0; i < kLanes; ++i) {
    s.heating_energy[i] += kHour * static_cast<double>(s.heating[i]);
    s.cooling_energy[i] += kHour * static_cast<double>(s.cooling[i]);
    s.heat_pump_energy[i] += kHour * static_cast<double>(s.heat_pump[i]);
  }
}

/// Three loops and not one: the zone's answer is a chain of divisions that each wait for the one before, and
/// only a short loop lets the processor have several buildings' chains under way at once.
CONURB_BUILDINGS_INLINE void run_hour(const CoefficientBlock& b, const WeatherHour<float>& w,
                                      const UseLanes& u, BlockState& s) {
  LoadLanes l;
  AdmittanceLanes a;
  find_loads(b, w, u, s, l);
  find_admittances(b, l, a);
  CONURB_VECTOR_LOOP
  for (std::size_t i = 0; i < kLanes; ++i) {
    ZoneLoad<float> load;
    load.theta_e = w.theta_e;
    load.theta_sup = w.theta_e;
    load.h_ve = l.h_ve[i];
    load.phi_int = l.phi_int[i];
    load.phi_sol = l.phi_sol[i];
    const BuildingHour<float> r =
        hour_result(lane(b, i), admittance_of(a, i), use_of(u, i), load, s.theta_m[i]);
    s.theta_m[i] = r.zone.theta_m_end;
    s.theta_air[i] = r.zone.theta_air;
    s.theta_operative[i] = r.zone.theta_op;
    s.heating[i] = r.zone.heating;
    s.cooling[i] = r.zone.cooling;
    s.heat_pump[i] = r.heat_pump_power;
    s.peak_heating[i] = greater(r.zone.heating, s.peak_heating[i]);
    s.peak_cooling[i] = greater(r.zone.cooling, s.peak_cooling[i]);
    s.too_warm[i] = s.too_warm[i] + r.too_warm;
  }
  add_energy(s);
}

template <class T>
CONURB_BUILDINGS_INLINE void load_lanes(T (&to)[kLanes], const T* from, std::size_t count) {
  for (std::size_t i = 0; i < kLanes; ++i) to[i] = i < count ? from[i] : T{};
}
template <class T>
CONURB_BUILDINGS_INLINE void store_lanes(T* to, const T (&from)[kLanes], std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) to[i] = from[i];
}

CONURB_BUILDINGS_INLINE void load(const KernelCall& c, std::size_t row, std::size_t count, BlockState& s) {
  load_lanes(s.theta_m, c.theta_m + row, count);
  load_lanes(s.peak_heating, c.peak_heating_power + row, count);
  load_lanes(s.peak_cooling, c.peak_cooling_power + row, count);
  load_lanes(s.too_warm, c.overheating_hours + row, count);
  load_lanes(s.heating_energy, c.heating_energy + row, count);
  load_lanes(s.cooling_energy, c.cooling_energy + row, count);
  load_lanes(s.heat_pump_energy, c.heat_pump_energy + row, count);
}

CONURB_BUILDINGS_INLINE void store(const KernelCall& c, std::size_t row, std::size_t count,
                                   const BlockState& s) {
  store_lanes(c.theta_m + row, s.theta_m, count);
  store_lanes(c.theta_air + row, s.theta_air, count);
  store_lanes(c.theta_operative + row, s.theta_operative, count);
  store_lanes(c.heating_power + row, s.heating, count);
  store_lanes(c.cooling_power + row, s.cooling, count);
  store_lanes(c.peak_heating_power + row, s.peak_heating, count);
  store_lanes(c.peak_cooling_power + row, s.peak_cooling, count);
  store_lanes(c.overheating_hours + row, s.too_warm, count);
  store_lanes(c.heating_energy + row, s.heating_energy, count);
  store_lanes(c.cooling_energy + row, s.cooling_energy, count);
  store_lanes(c.heat_pump_energy + row, s.heat_pump_energy, count);
}

}  // namespace

void advance_blocks(const KernelCall& call) {
  BlockState state;
  UseLanes use;
  for (std::size_t n = call.first_block; n < call.last_block; ++n) {
    const CoefficientBlock& block = call.blocks[n];
    const std::size_t row = n * kLanes;
    const std::size_t left = call.rows - row;
    const std::size_t count = left < kLanes ? left : kLanes;
    load(call, row, count, state);
    for (std::size_t h = 0; h < call.hours; ++h) {
      spread_use(block, call.use + h * call.profiles, use);
      run_hour(block, call.weather[h], use, state);
    }
    store(call, row, count, state);
  }
}

}  // namespace conurb::buildings::CONURB_KERNEL_VARIANT

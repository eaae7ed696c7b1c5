// SPDX-License-Identifier: Apache-2.0
#include "plugins/buildings/kernel.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "plugins/buildings/error.hpp"
#include "plugins/buildings/kernel_call.hpp"

namespace conurb::buildings {
namespace {

/// A building that does nothing: no plant, no gains, and conductances that keep every division defined.
BuildingCoefficients<double> neutral() {
  BuildingCoefficients<double> b{};
  b.zone = {1.0, 1.0, 1.0, 1.0, 1.0, 0.5, 0.4};
  b.comfort_limit = 1e6;
  return b;
}

struct Field {
  const char* name;
  double value;
  double low, high;
};

void check(const Field& f) {
  if (std::isfinite(f.value) && f.value >= f.low && f.value <= f.high) return;
  throw InputError(std::string(f.name) + " is " + std::to_string(f.value) + ", must lie in [" +
                       std::to_string(f.low) + ", " + std::to_string(f.high) + "]",
                   "building coefficients");
}

void write_lane(CoefficientBlock& to, std::size_t i, const BuildingCoefficients<double>& b) {
  const auto f = [](double v) { return static_cast<float>(v); };
  to.h_tr_em[i] = f(b.zone.h_tr_em);
  to.h_tr_w[i] = f(b.zone.h_tr_w);
  to.h_tr_ms[i] = f(b.zone.h_tr_ms);
  to.h_tr_is[i] = f(b.zone.h_tr_is);
  to.c_m_per_hour[i] = f(b.zone.c_m_per_hour);
  to.share_m[i] = f(b.zone.share_m);
  to.share_st[i] = f(b.zone.share_st);
  to.h_ve_base[i] = f(b.h_ve_base);
  to.h_ve_use[i] = f(b.h_ve_use);
  to.heat_recovery[i] = f(b.heat_recovery);
  to.h_ve_airing[i] = f(b.h_ve_airing);
  to.blinds[i] = f(b.blinds);
  to.gain_area[i] = f(b.gain_area);
  to.set_heating_offset[i] = f(b.set_heating_offset);
  to.set_cooling_offset[i] = f(b.set_cooling_offset);
  to.heating_limit[i] = f(b.heating_limit);
  to.cooling_limit[i] = f(b.cooling_limit);
  to.comfort_limit[i] = f(b.comfort_limit);
  to.inverse_cop_at_zero[i] = f(b.inverse_cop_at_zero);
  to.inverse_cop_per_kelvin[i] = f(b.inverse_cop_per_kelvin);
  to.sky_loss[i] = f(b.sky_loss);
  for (std::size_t o = 0; o < kOrientations; ++o) {
    to.window[o][i] = f(b.window[o]);
    to.opaque[o][i] = f(b.opaque[o]);
  }
}

void summarise_profiles(CoefficientBlock& block, std::size_t lanes) {
  const auto [low, high] = std::minmax_element(block.profile, block.profile + lanes);
  block.only_profile = *low == *high ? *low : -1;
  block.profile_count = *high + 1;
  // Lanes beyond the last building follow it, so that they neither read past the use table nor unmake a
  // shared profile.
  std::fill(block.profile + lanes, block.profile + kLanes, *high);
}

std::size_t lanes_in(const CoefficientTable& table, std::size_t block) {
  return std::min(kLanes, table.rows - block * kLanes);
}

template <class T>
void need_rows(std::span<T> column, std::size_t rows, const char* name) {
  if (column.size() >= rows) return;
  throw InputError(std::string(name) + " has " + std::to_string(column.size()) + " rows, " +
                       std::to_string(rows) + " are needed",
                   "state columns");
}

void check_columns(const StateColumns& s, std::size_t rows) {
  need_rows(s.theta_m, rows, "theta_m");
  need_rows(s.theta_air, rows, "theta_air");
  need_rows(s.theta_operative, rows, "theta_operative");
  need_rows(s.heating_power, rows, "heating_power");
  need_rows(s.cooling_power, rows, "cooling_power");
  need_rows(s.heating_energy, rows, "heating_energy");
  need_rows(s.cooling_energy, rows, "cooling_energy");
  need_rows(s.heat_pump_energy, rows, "heat_pump_energy");
  need_rows(s.peak_heating_power, rows, "peak_heating_power");
  need_rows(s.peak_cooling_power, rows, "peak_cooling_power");
  need_rows(s.overheating_hours, rows, "overheating_hours");
}

void check_step(const CoefficientTable& table, std::size_t first, std::size_t last,
                const StepForcing& forcing) {
  if (first > last || last > table.blocks.size()) {
    throw InputError("blocks " + std::to_string(first) + " to " + std::to_string(last) + " of " +
                         std::to_string(table.blocks.size()) + " were asked for",
                     "advance");
  }
  if (forcing.use.size() != forcing.weather.size() * forcing.profiles) {
    throw InputError("use has " + std::to_string(forcing.use.size()) + " entries, hours x profiles is " +
                         std::to_string(forcing.weather.size() * forcing.profiles),
                     "advance");
  }
  for (std::size_t n = first; n < last; ++n) {
    if (static_cast<std::size_t>(table.blocks[n].profile_count) <= forcing.profiles) continue;
    throw InputError("block " + std::to_string(n) + " needs " +
                         std::to_string(table.blocks[n].profile_count) + " use profiles, the step has " +
                         std::to_string(forcing.profiles),
                     "advance");
  }
}

}  // namespace

void validate(const BuildingCoefficients<double>& b) {
  constexpr double kMost = 1e9;  // far above any building, far below where float loses its digits
  const Field fields[] = {
      {"H_tr,em", b.zone.h_tr_em, 0, kMost},
      {"H_tr,w", b.zone.h_tr_w, 0, kMost},
      {"H_tr,ms", b.zone.h_tr_ms, 1e-6, kMost},
      {"H_tr,is", b.zone.h_tr_is, 1e-6, kMost},
      {"C_m / 3600 s", b.zone.c_m_per_hour, 1e-6, kMost},
      {"A_m / A_t", b.zone.share_m, 0, 1},
      {"share of gains to the surfaces", b.zone.share_st, 0, 1},
      {"infiltration", b.h_ve_base, 0, kMost},
      {"ventilation per use", b.h_ve_use, 0, kMost},
      {"heat recovery", b.heat_recovery, 0, 1},
      {"airing", b.h_ve_airing, 0, kMost},
      {"blinds", b.blinds, 0, 1},
      {"floor area for gains", b.gain_area, 0, kMost},
      {"heating set-point offset", b.set_heating_offset, -50, 50},
      {"cooling set-point offset", b.set_cooling_offset, -50, 100},
      {"heating limit", b.heating_limit, 0, 1e12},
      {"cooling limit", b.cooling_limit, 0, 1e12},
      {"comfort limit", b.comfort_limit, -50, 1e6},
      {"inverse COP at 0 degC", b.inverse_cop_at_zero, -10, 10},
      {"inverse COP per K", b.inverse_cop_per_kelvin, -1, 1},
      {"sky loss", b.sky_loss, 0, kMost},
  };
  for (const Field& f : fields) check(f);
  for (std::size_t o = 0; o < kOrientations; ++o) {
    check({"collecting area of glazing", b.window[o], 0, kMost});
    check({"collecting area of opaque elements", b.opaque[o], 0, kMost});
  }
}

CoefficientTable make_table(std::size_t rows) {
  CoefficientTable table;
  table.rows = rows;
  table.blocks.resize((rows + kLanes - 1) / kLanes);
  const BuildingCoefficients<double> idle = neutral();
  for (CoefficientBlock& block : table.blocks) {
    for (std::size_t i = 0; i < kLanes; ++i) write_lane(block, i, idle);
    std::fill(block.profile, block.profile + kLanes, 0);
    block.only_profile = 0;
    block.profile_count = 1;
  }
  return table;
}

void clear_row(CoefficientTable& table, std::size_t row) {
  set_row(table, row, neutral(), 0);
}

void set_row(CoefficientTable& table, std::size_t row, const BuildingCoefficients<double>& coefficients,
             std::int32_t profile) {
  if (row >= table.rows) {
    throw InputError("row " + std::to_string(row) + " of " + std::to_string(table.rows) + " does not exist",
                     "set_row");
  }
  if (profile < 0)
    throw InputError("profile is " + std::to_string(profile) + ", must not be negative", "set_row");
  validate(coefficients);
  CoefficientBlock& block = table.blocks[row / kLanes];
  write_lane(block, row % kLanes, coefficients);
  block.profile[row % kLanes] = profile;
  summarise_profiles(block, lanes_in(table, row / kLanes));
}

BuildingCoefficients<double> get_row(const CoefficientTable& table, std::size_t row) {
  if (row >= table.rows) {
    throw InputError("row " + std::to_string(row) + " of " + std::to_string(table.rows) + " does not exist",
                     "get_row");
  }
  const CoefficientBlock& from = table.blocks[row / kLanes];
  const std::size_t i = row % kLanes;
  const auto d = [](float v) { return static_cast<double>(v); };
  BuildingCoefficients<double> b{};
  b.zone = {d(from.h_tr_em[i]),      d(from.h_tr_w[i]),  d(from.h_tr_ms[i]), d(from.h_tr_is[i]),
            d(from.c_m_per_hour[i]), d(from.share_m[i]), d(from.share_st[i])};
  b.h_ve_base = d(from.h_ve_base[i]);
  b.h_ve_use = d(from.h_ve_use[i]);
  b.heat_recovery = d(from.heat_recovery[i]);
  b.h_ve_airing = d(from.h_ve_airing[i]);
  b.blinds = d(from.blinds[i]);
  b.gain_area = d(from.gain_area[i]);
  b.set_heating_offset = d(from.set_heating_offset[i]);
  b.set_cooling_offset = d(from.set_cooling_offset[i]);
  b.heating_limit = d(from.heating_limit[i]);
  b.cooling_limit = d(from.cooling_limit[i]);
  b.comfort_limit = d(from.comfort_limit[i]);
  b.inverse_cop_at_zero = d(from.inverse_cop_at_zero[i]);
  b.inverse_cop_per_kelvin = d(from.inverse_cop_per_kelvin[i]);
  b.sky_loss = d(from.sky_loss[i]);
  for (std::size_t o = 0; o < kOrientations; ++o) {
    b.window[o] = d(from.window[o][i]);
    b.opaque[o] = d(from.opaque[o][i]);
  }
  return b;
}

std::string_view to_string(Isa isa) {
  switch (isa) {
    case Isa::baseline: return "baseline";
    case Isa::avx2: return "avx2";
    case Isa::avx512: return "avx512";
  }
  return "unknown";
}

bool supported(Isa isa) {
#if defined(CONURB_BUILDINGS_X86)
  if (isa == Isa::avx2) return __builtin_cpu_supports("avx2") != 0;
  if (isa == Isa::avx512) {
    return __builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512dq") != 0 &&
           __builtin_cpu_supports("avx512bw") != 0 && __builtin_cpu_supports("avx512vl") != 0;
  }
#endif
  return isa == Isa::baseline;
}

Isa best_isa() {
  if (supported(Isa::avx512)) return Isa::avx512;
  return supported(Isa::avx2) ? Isa::avx2 : Isa::baseline;
}

void advance(Isa isa, const CoefficientTable& table, std::size_t first_block, std::size_t last_block,
             const StepForcing& forcing, const StateColumns& s) {
  if (!supported(isa)) {
    throw InputError("instruction set " + std::string(to_string(isa)) + " is not available here", "advance",
                     "use best_isa()");
  }
  check_columns(s, table.rows);
  check_step(table, first_block, last_block, forcing);
  KernelCall call{};
  call.blocks = table.blocks.data();
  call.first_block = first_block;
  call.last_block = last_block;
  call.rows = table.rows;
  call.weather = forcing.weather.data();
  call.use = forcing.use.data();
  call.hours = forcing.weather.size();
  call.profiles = forcing.profiles;
  call.theta_m = s.theta_m.data();
  call.theta_air = s.theta_air.data();
  call.theta_operative = s.theta_operative.data();
  call.heating_power = s.heating_power.data();
  call.cooling_power = s.cooling_power.data();
  call.heating_energy = s.heating_energy.data();
  call.cooling_energy = s.cooling_energy.data();
  call.heat_pump_energy = s.heat_pump_energy.data();
  call.peak_heating_power = s.peak_heating_power.data();
  call.peak_cooling_power = s.peak_cooling_power.data();
  call.overheating_hours = s.overheating_hours.data();
  if (call.hours == 0) return;  // nothing to report for the last hour either
#if defined(CONURB_BUILDINGS_X86)
  if (isa == Isa::avx512) return avx512::advance_blocks(call);
  if (isa == Isa::avx2) return avx2::advance_blocks(call);
#endif
  baseline::advance_blocks(call);
}

}  // namespace conurb::buildings

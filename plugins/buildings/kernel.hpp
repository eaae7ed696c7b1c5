// SPDX-License-Identifier: Apache-2.0
// The batch kernel: building_hour() for every building of a city, hour by hour, in float.
//
// Coefficients lie in blocks of 64 buildings (an array of structures of arrays): a block is 10 kB that stay
// in the first-level cache while its hours run, and a day-long step over a city streams them once. State lies
// in plain columns that the caller owns; the kernel keeps nothing. The loop over buildings is the inner one
// and has no branch, so it becomes vector code. It is compiled for three instruction sets and chosen at run
// time; all do the same IEEE operations in the same order (no contraction to fused multiply-add), so all give
// the same bits. A building's result depends on its own row, the weather and its profile alone: not on block,
// order, thread or length of the steps.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "plugins/buildings/building_hour.hpp"

namespace conurb::buildings {

inline constexpr std::size_t kLanes = 64;

/// Coefficients of 64 buildings; the fields are those of BuildingCoefficients. Lanes beyond the last building
/// hold a neutral one (no plant, no gains). Aligned to a cache line.
struct alignas(64) CoefficientBlock {
  float h_tr_em[kLanes], h_tr_w[kLanes], h_tr_ms[kLanes], h_tr_is[kLanes], c_m_per_hour[kLanes];
  float share_m[kLanes], share_st[kLanes];
  float h_ve_base[kLanes], h_ve_use[kLanes], heat_recovery[kLanes], h_ve_airing[kLanes], blinds[kLanes];
  float gain_area[kLanes];
  float set_heating_offset[kLanes], set_cooling_offset[kLanes], heating_limit[kLanes], cooling_limit[kLanes];
  float comfort_limit[kLanes];
  float inverse_cop_at_zero[kLanes], inverse_cop_per_kelvin[kLanes];
  float sky_loss[kLanes];
  float window[kOrientations][kLanes];
  float opaque[kOrientations][kLanes];
  std::int32_t profile[kLanes];  ///< row of the use table
  std::int32_t
      only_profile;  ///< the profile of all lanes if they share one, else -1: use is then not gathered
  std::int32_t profile_count;  ///< one more than the largest profile of the block
};

/// The city's coefficients and how many buildings they hold.
struct CoefficientTable {
  std::vector<CoefficientBlock> blocks;  ///< ceil(rows / 64)
  std::size_t rows = 0;
};

/// A table of `rows` neutral buildings. Throws std::bad_alloc only.
[[nodiscard]] CoefficientTable make_table(std::size_t rows);

/// Writes one building; `profile` is its row in the use table. Row must be < table.rows. Not two threads on
/// one block at once. Throws InputError, naming the value, if a coefficient is not finite or lies outside its
/// physical range.
void set_row(CoefficientTable& table, std::size_t row, const BuildingCoefficients<double>& coefficients,
             std::int32_t profile);

/// Makes a row neutral again: for a building that is retired or cannot be computed. Row and threads as
/// set_row().
void clear_row(CoefficientTable& table, std::size_t row);

/// Reads a building back as the kernel sees it (rounded to float, then widened). For tests and
/// single-building views.
[[nodiscard]] BuildingCoefficients<double> get_row(const CoefficientTable& table, std::size_t row);

/// Checks one building's coefficients; throws InputError naming field, value and range.
void validate(const BuildingCoefficients<double>& coefficients);

/// The columns that persist between steps, one value per building each, all of length >= rows, owned by the
/// caller. Energies and counts grow from step to step; the caller zeroes them when a new period begins.
struct StateColumns {
  std::span<float> theta_m;          ///< degC, mass temperature: the only state; set it before the first step
  std::span<float> theta_air;        ///< degC, of the last hour
  std::span<float> theta_operative;  ///< degC, of the last hour
  std::span<float> heating_power;    ///< W, useful heat, mean of the last hour
  std::span<float> cooling_power;    ///< W, >= 0, of the last hour
  std::span<double> heating_energy;  ///< J, useful, since the caller's zero
  std::span<double> cooling_energy;  ///< J, >= 0
  std::span<double> heat_pump_energy;   ///< J of electricity if heat pumps had given all of heating_energy
  std::span<float> peak_heating_power;  ///< W, largest hourly mean
  std::span<float> peak_cooling_power;  ///< W
  std::span<float>
      overheating_hours;  ///< h, occupied and operative temperature above the building's comfort limit
};

/// What drives one step: `weather` has one entry per hour, `use` hours x profiles, hour-major.
struct StepForcing {
  std::span<const WeatherHour<float>> weather;
  std::span<const UseHour<float>> use;
  std::size_t profiles = 0;
};

/// Instruction sets the kernel is compiled for. `baseline` is what the compiler targets anyway (SSE2 on
/// x86-64).
enum class Isa { baseline, avx2, avx512 };

[[nodiscard]] std::string_view to_string(Isa isa);
/// True if this build and this processor can run it.
[[nodiscard]] bool supported(Isa isa);
/// The widest supported one.
[[nodiscard]] Isa best_isa();

/// Advances the buildings of blocks [first_block, last_block) by forcing.weather.size() hours. Blocks are
/// independent: threads may take disjoint ranges of one table and one set of columns. Nothing is allocated.
/// Throws InputError if a column is too short, a profile is missing, the range is wrong or the instruction
/// set is not supported.
void advance(Isa isa, const CoefficientTable& table, std::size_t first_block, std::size_t last_block,
             const StepForcing& forcing, const StateColumns& state);

}  // namespace conurb::buildings

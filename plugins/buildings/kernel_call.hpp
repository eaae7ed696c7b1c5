// SPDX-License-Identifier: Apache-2.0
// What the dispatcher hands to a compiled variant of the kernel: raw pointers only, so that the variants
// instantiate no library template (see kernel_variant.hpp).
#pragma once

#include "plugins/buildings/kernel.hpp"

namespace conurb::buildings {

struct KernelCall {
  const CoefficientBlock* blocks;
  std::size_t first_block, last_block, rows;
  const WeatherHour<float>* weather;
  const UseHour<float>* use;
  std::size_t hours, profiles;
  float *theta_m, *theta_air, *theta_operative, *heating_power, *cooling_power;
  double *heating_energy, *cooling_energy, *heat_pump_energy;
  float *peak_heating_power, *peak_cooling_power, *overheating_hours;
};

namespace baseline {
void advance_blocks(const KernelCall& call);
}
namespace avx2 {
void advance_blocks(const KernelCall& call);
}
namespace avx512 {
void advance_blocks(const KernelCall& call);
}

}  // namespace conurb::buildings

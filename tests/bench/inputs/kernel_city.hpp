// SPDX-License-Identifier: Apache-2.0
// Coefficients, weather and state for the kernel of plugins/buildings alone, without city and plugin.
#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "plugins/buildings/kernel.hpp"

namespace conurb::bench {

class KernelCity {
 public:
  static constexpr std::size_t kHours = 24 * 10;

  /// Ten use profiles, so mixed that neighbours differ; every third building is cooled.
  explicit KernelCity(std::size_t buildings);

  [[nodiscard]] std::size_t buildings() const { return table_.rows; }
  /// Ten days in steps of a day, on one thread with the processor's widest instruction set.
  void run();

 private:
  [[nodiscard]] buildings::StateColumns state();

  buildings::CoefficientTable table_;
  std::vector<buildings::WeatherHour<float>> weather_;
  std::vector<buildings::UseHour<float>> use_;
  std::array<std::vector<float>, 8> floats_;
  std::array<std::vector<double>, 3> doubles_;
};

}  // namespace conurb::bench

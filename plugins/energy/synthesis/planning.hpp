// SPDX-License-Identifier: Apache-2.0
// What the two levels promise each other, so that each can be planned by itself: the medium voltage keeps
// within these bounds at every station, the low-voltage nets are legal at both.
#pragma once

#include "plugins/energy/synthesis/options.hpp"

namespace conurb::energy::synthesis {

/// Half the dead band of substations' tap changers, of the nominal voltage: more than half a step of 1.5 %.
inline constexpr double kTapBand = 0.01;
/// Of the nominal voltage, by what stations feed back (VDE-AR-N 4110).
inline constexpr double kMediumRise = 0.02;

[[nodiscard]] inline double least_medium_voltage(const SynthesisOptions& o) {
  return o.medium_voltage_target - kTapBand - o.medium_voltage_drop;
}
[[nodiscard]] inline double most_medium_voltage(const SynthesisOptions& o) {
  return o.medium_voltage_target + kTapBand + kMediumRise;
}

}  // namespace conurb::energy::synthesis

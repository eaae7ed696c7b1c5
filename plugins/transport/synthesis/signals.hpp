// SPDX-License-Identifier: Apache-2.0
// Signals: which approaches have green together, the lights, and programs for them.
#pragma once

#include <cstdint>
#include <vector>

#include "plugins/transport/synthesis/right_of_way.hpp"

namespace conurb::transport::synthesis {

/// Divides approaches into stages so that no two of one stage cross but by turning across oncoming traffic;
/// the number of stages. Crossings are known.
[[nodiscard]] std::int32_t find_stages(const Roads& roads, Meeting& meeting);

/// Whether two main roads cross there, where no tag asks for a signal.
[[nodiscard]] bool is_major_crossing(const Draft& draft, const Meeting& meeting);

/// Adds the signal with its lights and programs: fixed (the active one), actuated and max_pressure of the
/// same phases. Stages and right of way are settled.
void add_signal(const Draft& draft, Roads& roads, const Meeting& meeting, std::int32_t stages);

/// A light of a signal while programs are made.
struct SignalLight {
  std::int32_t stage = kNone;
  bool across = false;                     ///< of turns across oncoming traffic, which wait for gaps
  bool has_lane = false;                   ///< which have a lane of their own
  double demand = 1;                       ///< traffic in a lane, relative
  std::vector<std::int32_t> crosses = {};  ///< lights; sorted
};

struct SignalTimes {
  double fastest = 0;  ///< m/s, of the approaches
  double longest = 0;  ///< m, way across the junction
};

/// Programs for lights in `stages` stages.
[[nodiscard]] std::vector<SignalProgram> signal_programs(const std::vector<SignalLight>& lights,
                                                         std::int32_t stages, const SignalTimes& times);

}  // namespace conurb::transport::synthesis

// SPDX-License-Identifier: Apache-2.0
// Whether an island may be closed onto the grid, and when: voltages, frequencies and angles at both sides of
// the coupling switch must be near enough (IEEE Std 1547-2018, table 5). Pure.
#pragma once

#include <string>

namespace conurb::energy {

struct SyncLimits {
  double frequency = 0.3;  ///< Hz
  double voltage = 0.1;    ///< of the nominal voltage
  double angle = 0.349;    ///< rad: 20 degrees
};
/// Of the standard, by the rating of all sources, VA.
[[nodiscard]] SyncLimits sync_limits(double rating);

/// Both sides of the coupling switch.
struct SyncState {
  double grid_voltage = 1, island_voltage = 1;        ///< of the nominal voltage
  double grid_frequency = 50, island_frequency = 50;  ///< Hz
  double angle = 0;                                   ///< rad, by which the island is ahead
};

struct SyncPlan {
  bool possible = false;
  double wait_s = 0;        ///< until the angle is within its limit
  double angle = 0;         ///< rad, then, within -pi … pi
  std::string reason = {};  ///< the limit that stands against it, with both values
};

/// A difference of frequency makes the angle turn: the switch closes when it comes into the limit. Without
/// one, a wrong angle stays wrong.
[[nodiscard]] SyncPlan synchronise(const SyncState& state, const SyncLimits& limits);

}  // namespace conurb::energy

// SPDX-License-Identifier: Apache-2.0
// How the sources of an island share its load without talking to each other: each lets its frequency fall
// with its power, and as the frequency is one for all, so is the share (Chandorkar, Divan, Adapa, "Control of
// parallel connected inverters in standalone AC supply systems", IEEE Trans. Ind. Appl. 29, 1993). Pure.
#pragma once

#include <span>
#include <vector>

namespace conurb::energy {

struct DroopUnit {
  double set_point = 0;      ///< W at the nominal frequency
  double rated = 0;          ///< W; > 0
  double droop = 0.02;       ///< by which part of the nominal frequency it falls over `rated`; > 0
  double low = 0, high = 0;  ///< W, what it can do now; low <= high
};

struct DroopShare {
  double frequency = 0;       ///< of the nominal one
  std::vector<double> power;  ///< W, by unit
  double missing = 0;         ///< W beyond what all can give: > 0, or below what they must take: < 0
};

/// The frequency at which the units' powers, set_point + rated * (1 - frequency) / droop within low and high,
/// come to `need` W. Exact: the sum is piecewise linear. Without units nothing is shared and all is missing.
[[nodiscard]] DroopShare share_by_droop(std::span<const DroopUnit> units, double need);

}  // namespace conurb::energy

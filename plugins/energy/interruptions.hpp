// SPDX-License-Identifier: Apache-2.0
// How often and how long a load is without supply, in the manner of IEEE Std 1366-2012: interruptions that
// last no longer than a few minutes are momentary and do not count.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace conurb::energy {

/// By row of the loads; what has been counted since a run began.
struct Interruptions {
  std::span<double> lasting;  ///< s, the interruption that is going on; 0 with supply
  std::span<double> time;     ///< s, all that counted
  std::span<std::int32_t> number;
};

/// Longest momentary interruption, s (EN 50160: 3 minutes; IEEE 1366: 5).
inline constexpr double kMomentary = 180;

/// A row is dark, or has supply, for the next `dt_s`. Once an interruption has lasted longer than
/// `kMomentary` it counts from its beginning.
inline void count_interruption(const Interruptions& counted, std::size_t row, bool dark, double dt_s) {
  double& lasting = counted.lasting[row];
  if (!dark) {
    lasting = 0;
    return;
  }
  const bool counts_already = lasting > kMomentary;
  lasting += dt_s;
  if (!(lasting > kMomentary)) return;
  counted.time[row] += counts_already ? dt_s : lasting;
  if (!counts_already) ++counted.number[row];
}

}  // namespace conurb::energy

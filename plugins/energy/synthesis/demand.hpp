// SPDX-License-Identifier: Apache-2.0
// How much power customers draw together. A customer i of largest power P_i and simultaneity g draws g P_i
// when a great many are at their peak; the rest is chance, and chances of different customers add in squares
// (S. Rusck, "The simultaneous demand in distribution network supplying domestic consumers", ASEA Journal 11,
// 1956). So a group draws
//   sum g P_i + sqrt(sum ((1 - g) P_i)^2),
// for n alike n P (g + (1 - g) / sqrt(n)), the simultaneity factor of energy.md. It grows with every
// customer, holds for any mixture and is known from two sums.
#pragma once

#include <cmath>
#include <cstdint>
#include <vector>

#include "plugins/energy/synthesis/options.hpp"

namespace conurb::energy::synthesis {

class Findings;

struct Demand {
  double mean = 0;      ///< W, sure part
  double variance = 0;  ///< W2, of the part that is chance
  double feed_in = 0;   ///< W that solar panels give back at best, drawn power left aside

  [[nodiscard]] double peak() const { return mean + std::sqrt(variance); }
  /// Whichever is larger.
  [[nodiscard]] double largest() const { return std::max(peak(), feed_in); }
  Demand& operator+=(const Demand& other) {
    mean += other.mean;
    variance += other.variance;
    feed_in += other.feed_in;
    return *this;
  }
};

/// What a member draws at the peak of its group: its sure part, and of the group's chance a share by
/// variance. The shares of all members sum to the group's peak; those of a part of it are below its own.
[[nodiscard]] inline double share_of_peak(const Demand& member, const Demand& group) {
  return member.mean + (group.variance > 0 ? member.variance / std::sqrt(group.variance) : 0);
}

/// A building's demand and how many customers it holds.
struct Customer {
  Demand demand;
  double customers = 1;
  double roof_power = 0;  ///< W
};

/// From the largest power of a building as a whole; else its annual energy; else its dwellings or floor area;
/// else one customer of its use of 100 m2 is assumed. A dwelling, and a building of no known use, holds one
/// home at least where its power is not known. What is no number or below zero counts as unknown. Findings
/// tell what was assumed.
[[nodiscard]] std::vector<Customer> customers(const CityBuildings& buildings, const SynthesisOptions& options,
                                              Findings& findings);

}  // namespace conurb::energy::synthesis

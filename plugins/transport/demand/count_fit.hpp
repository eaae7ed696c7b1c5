// SPDX-License-Identifier: Apache-2.0
// Weights of trips that fit counts and stay near 1. Of all weights w those are found that minimise
//
//   sum of (w ln w - w + 1) over trips + sum of (m - c)^2 / (2 s^2) over counts,
//
// where m is what the weighted trips bring to a count c, and s its standard deviation: the entropy model of
// van Zuylen and Willumsen ("The most likely trip matrix estimated from traffic counts", Transportation
// Research B 14, 1980) with counts that may err, as they always contradict each other a little. The answer is
// multiplicative: the weight of a trip is the product of one factor for each count that it passes, and 1
// where it passes none. The factors are found count by count in turn, by Newton's method on the dual problem,
// which is concave: so there is one solution, and each step comes nearer.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "plugins/transport/demand/counts.hpp"

namespace conurb::transport::demand {

struct CountFitOptions {
  /// Standard deviation of a count as a GEH value: smaller ones are fitted closer, further from the prior.
  double count_deviation = 0.5;
  double most_factor = 5;     ///< weights stay within 1 / most_factor … most_factor; above 1
  std::int32_t sweeps = 300;  ///< over all counts, at most
  double tolerance = 1e-6;    ///< it ends where no weight changes by a larger share in a sweep
};

struct CountFit {
  std::vector<double> weight;         ///< by trip
  std::vector<std::int32_t> pattern;  ///< by trip: those that pass the same counts have one; in their order
  std::int32_t patterns = 0;
  std::int32_t sweeps = 0;  ///< done
  bool converged = false;
};

/// Throws InputError for options that cannot be meant.
[[nodiscard]] CountFit fit_to_counts(const Crossings& crossings, std::span<const Count> counts,
                                     const CountFitOptions& options = {});

}  // namespace conurb::transport::demand

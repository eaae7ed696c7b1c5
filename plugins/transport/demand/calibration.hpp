// SPDX-License-Identifier: Apache-2.0
// Makes trips fit counts: weights as of count_fit.hpp, then whole vehicles, some of them left out, some more
// than once, and a report on how near the counts are and what has become of the demand.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "plugins/transport/demand/count_fit.hpp"

namespace conurb::transport::demand {

struct CalibrationOptions {
  std::uint64_t seed = 1;
  CountFitOptions fit = {};
  Milliseconds shift =
      120'000;  ///< a second vehicle of a trip leaves up to that much before or after the first
};

struct CalibrationReport {
  /// By count: vehicles before and after, and GEH of the hourly flows.
  std::vector<double> before, after, geh_before, geh_after;
  double below_5_before = 0, below_5_after = 0;  ///< share of counts with GEH < 5
  std::int64_t unreached = 0;  ///< counts that no trip passes: nothing can be done about them
  std::int64_t trips_before = 0, trips_after = 0;
  std::int64_t passing = 0;  ///< trips that pass a count; the others stay as they are
  double least_weight = 1, greatest_weight = 1;
  /// Of trips by origin and destination: squared correlation with the prior, and the factors that pairs of 10
  /// trips or more were multiplied with.
  double od_r2 = 1, least_od_factor = 1, greatest_od_factor = 1;
  std::int32_t sweeps = 0;
  bool converged = false;
};

struct Calibration {
  std::vector<double> weight;        ///< by trip of the prior
  std::vector<std::int32_t> copies;  ///< by trip of the prior: whole vehicles
  std::vector<std::int32_t> source;  ///< by vehicle: trip of the prior; by departure, then by trip
  std::vector<Milliseconds> depart;  ///< by vehicle
  CalibrationReport report;
};

/// Depends on its arguments alone. Weights are rounded along the trips in the order of the counts that they
/// pass, then of origin and destination, what is cut off one being added to the next; so counts, and trips of
/// neighbours in that order, are met to a few vehicles. Throws InputError as fit_to_counts() and check() do.
[[nodiscard]] Calibration calibrate(const RoutedTrips& trips, std::span<const Count> counts,
                                    const CalibrationOptions& options = {});

/// The prior's vehicles that are left, as often as they are and at their new times; a second one of id a is
/// a+2. `demand` is what the trips were made of.
[[nodiscard]] TravelDemand calibrated(const TravelDemand& demand, const Calibration& calibration);

}  // namespace conurb::transport::demand

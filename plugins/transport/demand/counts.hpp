// SPDX-License-Identifier: Apache-2.0
// Vehicles counted on links, and the trips that cross them: which trip passes which count.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "plugins/transport/assignment/import.hpp"
#include "plugins/transport/road_network.hpp"
#include "plugins/transport/travel_demand.hpp"

namespace conurb::transport::demand {

/// Vehicles that entered a link within [begin, end).
struct Count {
  std::int32_t link = kNone;
  Milliseconds begin = 0, end = 0;
  double vehicles = 0;
  bool operator==(const Count&) const = default;
};

[[nodiscard]] inline double hours_of(const Count& count) {
  return (static_cast<double>(count.end) - static_cast<double>(count.begin)) / 3'600'000;
}

/// Columns link (its id), begin, end (seconds, hh:mm or hh:mm:ss) and vehicles. Throws InputError with the
/// line for a link that is not there, an empty interval, a number below 0, and for what stands twice.
[[nodiscard]] std::vector<Count> read_counts(const assignment::SourceText& source,
                                             const RoadNetwork& network);

/// sqrt(2 (m - c)^2 / (m + c)) of hourly flows m and c (G. E. Havers); 0 where both are 0.
[[nodiscard]] double geh(double modelled, double counted);
/// Of vehicles within the count's interval.
[[nodiscard]] double geh(double modelled, const Count& count);

/// Trips with their ways: trip t runs along links[first[t]] … links[first[t + 1] - 1] and enters each of them
/// that long after it departed.
struct RoutedTrips {
  std::vector<Milliseconds> depart = {};
  std::vector<std::int64_t> first = {0};
  std::vector<std::int32_t> links = {};
  std::vector<Milliseconds> entered = {};  ///< since departure, by entry of `links`
  std::vector<std::int32_t> origin = {},
                            destination = {};  ///< zones, or any names of ends that belong together
  [[nodiscard]] std::size_t size() const { return depart.size(); }
};

/// Trips of a demand with routes; those without have an empty way. A link takes `link_times[link]` to pass.
/// Ends are the first and last links. Throws InputError for a route that names a link that is not there.
[[nodiscard]] RoutedTrips routed_trips(const TravelDemand& demand, std::span<const Milliseconds> link_times);

/// Throws InputError for columns of different lengths and for counts that no trips could be held against.
void check(const RoutedTrips& trips, std::span<const Count> counts);

/// By trip the counts that it passes, ascending; a count that it passes twice stands twice.
struct Crossings {
  std::vector<std::int64_t> first = {0};
  std::vector<std::int32_t> count = {};
  [[nodiscard]] std::span<const std::int32_t> of(std::size_t trip) const {
    return {count.data() + first[trip], count.data() + first[trip + 1]};
  }
};

/// Finds what trips pass. Constant; any thread.
class CountIndex {
 public:
  explicit CountIndex(std::span<const Count> counts);
  /// Appends the counts that trip `trip` passes if it leaves at `depart`.
  void append(const RoutedTrips& trips, std::size_t trip, Milliseconds depart,
              std::vector<std::int32_t>& passed) const;

 private:
  std::span<const Count> counts_;
  std::vector<std::size_t> first_;  ///< by link
  std::vector<std::int32_t> rows_;  ///< counts by link
};

[[nodiscard]] Crossings crossings_of(const RoutedTrips& trips, const CountIndex& index);

}  // namespace conurb::transport::demand

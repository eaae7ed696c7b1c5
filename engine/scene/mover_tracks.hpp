// SPDX-License-Identifier: Apache-2.0
// Where things were a short while ago, as seen while time goes on: their tails. What a city has of things
// that move is where they are, not where they were.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "engine/base/time.hpp"
#include "engine/scene/layer_movers.hpp"

namespace conurb::scene {

/// A value; one thread at a time.
class MoverTracks {
 public:
  static constexpr std::size_t kMost = 2000;  ///< followed: those of the first rows
  static constexpr Duration kKept{30'000'000};

  /// Notes where movers (in the order of rows) are. What was more than kKept ago is forgotten; so is all of a
  /// mover that is not among them, and everything if time went back or leapt by more than kKept.
  void add(std::span<const Mover> movers, Time now);

  /// A strand for each mover that has gone a way, in the order of rows; `of` is the row. Ascending in time.
  [[nodiscard]] Trajectories trajectories() const;

 private:
  struct Point {
    city::Point3 position;
    Time time;
  };
  std::map<std::int64_t, std::vector<Point>> tracks_;  // by row
  Time now_;
};

}  // namespace conurb::scene

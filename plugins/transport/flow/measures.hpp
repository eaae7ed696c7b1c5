// SPDX-License-Identifier: Apache-2.0
// What is counted on links by intervals. Each passage adds a few numbers; the time that vehicles spend is
// integrated from the moments at which they come and go, so nothing is sampled.
#pragma once

#include <cstdint>
#include <vector>

#include "plugins/transport/index.hpp"

namespace conurb::transport {

/// One link in one interval.
struct LinkInterval {
  Milliseconds begin = 0;
  std::int32_t link = kNone;
  std::int32_t entered = 0, left = 0;
  std::int64_t vehicle_ms = 0;  ///< time of all vehicles on it
  std::int64_t delay_ms = 0;    ///< of those who left: beyond the earliest exit
  std::int32_t present = 0;     ///< vehicles on it, at the end
  std::int32_t queue = 0;       ///< those that could be gone

  /// m/s on a link of `length_m`: distance over time of all vehicles, where each that came or went in the
  /// interval counts for half the link. 0: nobody was there.
  [[nodiscard]] double mean_speed(double length_m) const {
    return vehicle_ms > 0 ? length_m * 500 * (entered + left) / static_cast<double>(vehicle_ms) : 0;
  }
};

class Measures {
 public:
  Measures() = default;
  Measures(std::size_t links, Milliseconds interval);

  /// A vehicle comes at `t`, which may lie up to an interval ahead.
  void enter(std::int32_t link, Milliseconds t) {
    Sums& s = sums_at(link, t);
    ++s.entered;
    s.vehicle_ms += end_of(t) - t;
  }

  void leave(std::int32_t link, Milliseconds t, Milliseconds delay) {
    Sums& s = sums_at(link, t);
    ++s.left;
    s.vehicle_ms -= end_of(t) - t;
    s.delay_ms += delay;
  }

  /// Closes the interval that ends at `t`; `queue` by link. Links without a vehicle get no row.
  void close(Milliseconds t, const std::vector<std::int32_t>& queue);

  [[nodiscard]] Milliseconds interval() const { return interval_; }
  [[nodiscard]] const std::vector<LinkInterval>& rows() const { return rows_; }
  [[nodiscard]] std::int32_t present(std::int32_t link) const { return present_[at(link)]; }

  template <class Each>
  void parts(Each&& each) {
    each(sums_), each(present_), each(rows_), each(interval_);
  }

 private:
  struct Sums {
    std::int32_t entered = 0, left = 0;
    std::int64_t vehicle_ms = 0, delay_ms = 0;
  };

  [[nodiscard]] Milliseconds end_of(Milliseconds t) const { return (t / interval_ + 1) * interval_; }
  Sums& sums_at(std::int32_t link, Milliseconds t) {
    return sums_[2 * at(link) + static_cast<std::size_t>((t / interval_) & 1)];
  }

  std::vector<Sums> sums_;             ///< by link: of even and of odd intervals
  std::vector<std::int32_t> present_;  ///< by link, at the start of the interval
  std::vector<LinkInterval> rows_;
  Milliseconds interval_ = 300'000;
};

}  // namespace conurb::transport

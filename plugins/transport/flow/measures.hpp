// SPDX-License-Identifier: Apache-2.0
// What is counted on links. Each passage adds a few numbers; the time that vehicles spend is integrated from
// the moments at which they come and go, so nothing is sampled. What happened between two moments is the
// difference of the totals.
#pragma once

#include <cstdint>
#include <vector>

#include "plugins/transport/index.hpp"

namespace conurb::transport {

/// One link since the start.
struct LinkTotals {
  std::int32_t entered = 0, left = 0;
  std::int64_t moments_ms = 0;  ///< sum of the times at which vehicles left, less those at which they came
  std::int64_t delay_ms = 0;    ///< of those who left: beyond the earliest exit

  [[nodiscard]] std::int32_t present() const { return entered - left; }
  /// Time of all vehicles on it up to `t`. A vehicle counts from the moment on at which it is through the
  /// junction before, and is known some seconds earlier.
  [[nodiscard]] std::int64_t vehicle_ms(Milliseconds t) const {
    return moments_ms + std::int64_t{present()} * t;
  }
};

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

/// What link `link` saw from `begin`, with these totals, to `end`.
[[nodiscard]] LinkInterval interval_of(std::int32_t link, const LinkTotals& before, Milliseconds begin,
                                       const LinkTotals& after, Milliseconds end);

class Measures {
 public:
  Measures() = default;
  explicit Measures(std::size_t links) : totals_(links), closed_(links) {}

  void enter(std::int32_t link, Milliseconds t) {
    LinkTotals& one = totals_[at(link)];
    ++one.entered;
    one.moments_ms -= t;
  }

  void leave(std::int32_t link, Milliseconds t, Milliseconds delay) {
    LinkTotals& one = totals_[at(link)];
    ++one.left;
    one.moments_ms += t;
    one.delay_ms += delay;
  }

  /// Closes the interval that ends at `t`; `queue` by link. Links without a vehicle get no row. Rows of
  /// earlier intervals stay if they are kept.
  void close(Milliseconds t, const std::vector<std::int32_t>& queue, bool keep_earlier);
  /// When the last interval ended.
  [[nodiscard]] Milliseconds closed_at() const { return closed_at_; }

  /// Time 0 is `by` later than it was.
  void count_from(Milliseconds by);

  [[nodiscard]] const std::vector<LinkInterval>& rows() const { return rows_; }
  [[nodiscard]] const std::vector<LinkTotals>& totals() const { return totals_; }

  template <class Each>
  void parts(Each&& each) {
    each(totals_), each(closed_), each(rows_), each(closed_at_);
  }

 private:
  std::vector<LinkTotals> totals_;  ///< by link
  std::vector<LinkTotals> closed_;  ///< by link, when the interval before ended
  std::vector<LinkInterval> rows_;
  Milliseconds closed_at_ = 0;
};

}  // namespace conurb::transport

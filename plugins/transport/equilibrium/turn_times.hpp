// SPDX-License-Identifier: Apache-2.0
// What turns take in the course of a day. A turn's time is that from entering its link until entering the
// next one, or until arriving at the last: so a queue before a junction costs those who wait in it, and not
// those on the lanes beside it.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "plugins/transport/flow/flow.hpp"
#include "plugins/transport/routes/turn_graph.hpp"

namespace conurb::transport {

class TurnTimes {
 public:
  /// The same all day: `times` by turn.
  explicit TurnTimes(std::vector<Milliseconds> times = {});
  /// By turn, and for each by slice of `slice` ms, the first of which begins at `begin`: of those who enter
  /// about the middle of the slice. Who is kUnreachable once is so always. Made such that nobody gains by
  /// entering later (first in, first out).
  TurnTimes(std::vector<Milliseconds> times, std::int32_t slices, Milliseconds slice, Milliseconds begin = 0);

  /// Of who enters at `t` >= 0: between the middles of slices as the line between them.
  [[nodiscard]] Milliseconds time(std::int32_t turn, std::int64_t t) const {
    const Milliseconds* times = times_.data() + at(turn) * at(slices_);
    const double place = static_cast<double>(t - begin_) * per_ms_ - 0.5;
    if (place <= 0) return times[0];
    if (place >= slices_ - 1) return times[slices_ - 1];
    const auto slice = static_cast<std::int32_t>(place);
    const double change = times[slice + 1] - times[slice];
    return times[slice] + static_cast<Milliseconds>(change * (place - slice));
  }

  /// By turn, of who enters about the middle of a slice.
  [[nodiscard]] std::vector<Milliseconds> in_slice(std::int32_t slice) const;
  /// Of who enters about the middle of a slice.
  [[nodiscard]] Milliseconds in(std::int32_t turn, std::int32_t slice) const {
    return times_[at(turn) * at(slices_) + at(slice)];
  }
  /// Who enters in a slice needs `by` more, and `least` at least; who cannot get through still cannot.
  void lengthen(std::int32_t turn, std::int32_t slice, Milliseconds by, Milliseconds least) {
    Milliseconds& time = times_[at(turn) * at(slices_) + at(slice)];
    if (time < kUnreachable)
      time = std::clamp(time + by, std::min(least, kUnreachable - 1), kUnreachable - 1);
  }
  /// What the turn takes by itself is `after` and was `before` (kUnreachable: closed); who waits for others
  /// still does. A turn that is opened takes as long as by itself.
  void change(std::int32_t turn, Milliseconds before, Milliseconds after);

  [[nodiscard]] std::int32_t slices() const { return slices_; }
  [[nodiscard]] Milliseconds slice() const { return slice_; }
  /// In which `t` lies; the first or the last one for times before or after all.
  [[nodiscard]] std::int32_t slice_of(std::int64_t t) const {
    const double place = static_cast<double>(t - begin_) * per_ms_;
    return static_cast<std::int32_t>(std::clamp(place, 0.0, slices_ - 1.0));
  }
  [[nodiscard]] bool empty() const { return times_.empty(); }

 private:
  std::vector<Milliseconds> times_;
  std::int32_t slices_ = 1;
  double per_ms_ = 0;  ///< slices
  Milliseconds begin_ = 0, slice_ = 0;
};

/// Gathers what vehicles of a run have needed. A run with FlowOptions::vehicle_events hands over its events
/// from time to time.
class TurnTimeCount {
 public:
  /// Counts those who enter a link from `begin` until `until` by slices. Both must outlive it.
  TurnTimeCount(const FlowNetwork& net, const FlowDemand& demand, Milliseconds slice, Milliseconds until,
                Milliseconds begin = 0);

  /// Events in the order in which the run made them. Vehicles must keep to the routes of the demand.
  void add(std::span<const VehicleEvent> events);

  /// Adds those who are on the road at the end of the run: they have needed at least so long. `free` is what
  /// a turn takes by itself; a turn that few took, or nobody, is as slow beyond that as its link was for
  /// others.
  [[nodiscard]] TurnTimes finish(const Flow& flow, const std::vector<Milliseconds>& free);

  /// How many have entered, by turn and slice.
  [[nodiscard]] std::vector<std::int32_t> vehicles() const;

 private:
  struct Sum {
    std::int64_t ms = 0;
    std::int32_t vehicles = 0;
  };
  void count(std::int32_t turn, Milliseconds in, Milliseconds time);
  [[nodiscard]] std::int32_t turn_of(std::int32_t vehicle, std::int32_t step) const;

  const FlowNetwork& net_;
  const FlowDemand& demand_;
  Milliseconds slice_, begin_;
  std::int32_t slices_;
  std::vector<Sum> sums_;            ///< by turn and slice
  std::vector<std::int32_t> steps_;  ///< by vehicle: links it has entered
  std::vector<Milliseconds> since_;  ///< by vehicle: on the last of them
};

}  // namespace conurb::transport

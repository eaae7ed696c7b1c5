// SPDX-License-Identifier: Apache-2.0
// What turns will take once some vehicles go another way than in the run that was measured. By the times of
// that run alone, all who look for a better route find the same one, and meet there. With this each looks
// knowing of those before him.
//
// A lane group with a queue lets one vehicle pass each headway: one more in it makes everybody after it wait
// a headway longer until the queue is gone, one less a headway shorter (deterministic queueing; Newell,
// "Applications of queueing theory", 1982). The headway is that of the run: the time in which those who
// entered in a slice have left, by their number. Where there is no queue vehicles are taken without delay
// until the usual capacity is used up. How queues reach back to other links, the next run tells.
#pragma once

#include <cstdint>
#include <vector>

#include "plugins/transport/equilibrium/turn_times.hpp"
#include "plugins/transport/flow/flow_network.hpp"

namespace conurb::transport {

class ExpectedTimes {
 public:
  /// `measured` and `vehicles` (by turn and slice) are those of a run, `free` what turns take by themselves.
  /// All must outlive it.
  ExpectedTimes(const FlowNetwork& net, const std::vector<Milliseconds>& free, const TurnTimes& measured,
                const std::vector<std::int32_t>& vehicles);

  /// One vehicle comes onto the turn's link at `t`, or does not come any more.
  void add(std::int32_t turn, std::int64_t t) { shift(turn, t, 1); }
  void take_away(std::int32_t turn, std::int64_t t) { shift(turn, t, -1); }

  /// As TurnTimes::change().
  void change(std::int32_t turn, Milliseconds before, Milliseconds after) {
    times_.change(turn, before, after);
  }

  [[nodiscard]] const TurnTimes& times() const { return times_; }

 private:
  void shift(std::int32_t turn, std::int64_t t, std::int32_t vehicles);
  /// ms between vehicles that pass, of those who enter in a slice; `otherwise` where too few do.
  [[nodiscard]] double headway(std::int32_t turn, std::int32_t slice, double otherwise) const;

  const FlowNetwork& net_;
  const std::vector<Milliseconds>& free_;
  const TurnTimes& measured_;
  const std::vector<std::int32_t>& vehicles_;
  TurnTimes times_;
  std::vector<std::int32_t> group_;  ///< by turn: the first of its lane groups
  std::vector<std::int32_t> load_;   ///< by group and slice: who enters, and who is left of the slice before
  std::vector<double> usual_headway_;  ///< by group, ms
};

}  // namespace conurb::transport

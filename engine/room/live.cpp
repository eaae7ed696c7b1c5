// SPDX-License-Identifier: Apache-2.0
#include "engine/room/live.hpp"

#include <algorithm>

#include "engine/base/error.hpp"
#include "engine/room/state.hpp"

namespace conurb::room {

void Live::begin(sim::Twin& twin, const std::vector<std::int32_t>& branches, const sim::RunSpan& span,
                 double speed) {
  end(twin);
  faults_.clear();
  for (const std::int32_t branch : branches) {
    if (contains(branch)) continue;
    try {
      sim::Branch& started = twin.start(branch, span);
      started.set_step_watch(watch_);
      lanes_.push_back({branch, std::make_unique<sim::KpiMeter>(started)});
    } catch (...) {
      end(twin);
      throw;
    }
  }
  play(speed);
}

void Live::end(sim::Twin& twin) {
  for (const Lane& lane : lanes_) twin.stop(lane.branch);
  lanes_.clear();
  playing_ = false;
}

void Live::drop(sim::Twin& twin, std::int32_t branch) {
  if (!contains(branch)) return;
  twin.stop(branch);
  std::erase_if(lanes_, [branch](const Lane& lane) { return lane.branch == branch; });
}

bool Live::contains(std::int32_t branch) const {
  return std::any_of(lanes_.begin(), lanes_.end(),
                     [branch](const Lane& lane) { return lane.branch == branch; });
}

void Live::play(double speed) {
  speed_ = speed;
  playing_ = !lanes_.empty();
  anchor_.reset();
}

sim::Branch* Live::slowest(sim::Twin& twin) const {
  sim::Branch* slowest = nullptr;
  for (const Lane& lane : lanes_) {
    sim::Branch* branch = twin.live(lane.branch);
    if (branch == nullptr || branch->at_end()) continue;
    if (slowest == nullptr || branch->time() < slowest->time()) slowest = branch;
  }
  return slowest;
}

// All branches that stand where the slowest stands: they show one time.
void Live::advance(sim::Twin& twin) {
  const sim::Branch* behind = slowest(twin);
  if (behind == nullptr) return;
  const Time now = behind->time();
  std::vector<Fault> fresh;
  for (const Lane& lane : lanes_) {
    const sim::Branch* branch = twin.live(lane.branch);
    if (branch == nullptr || branch->at_end() || branch->time() > now) continue;
    try {
      const Time reached = twin.advance(lane.branch);
      constexpr bool kFinal = true;  // figures over "last" tell how it is now
      lane.meter->sample(*branch, reached - now, kFinal);
    } catch (const Error& error) {
      fresh.push_back({lane.branch, error.what(), now});
    }
  }
  for (Fault& fault : fresh) {
    drop(twin, fault.branch);
    faults_.push_back(std::move(fault));
  }
}

void Live::step(sim::Twin& twin) {
  pause();
  advance(twin);
}

bool Live::due(const sim::Branch& slowest) const {
  if (speed_ == kFastest) return true;
  const double passed_s = std::chrono::duration<double>(Clock::now() - anchor_at_).count();
  const double ahead_s = to_seconds(slowest.time() - *anchor_);
  return ahead_s + to_seconds(slowest.exchange_interval()) <= passed_s * speed_;
}

bool Live::advance_due(sim::Twin& twin, std::chrono::milliseconds budget) {
  if (!playing_) return false;
  const Clock::time_point until = Clock::now() + budget;
  bool any = false;
  do {
    const sim::Branch* behind = slowest(twin);
    if (behind == nullptr) {
      pause();
      return any;
    }
    if (!anchor_) {
      anchor_ = behind->time();
      anchor_at_ = Clock::now();
    }
    if (!due(*behind)) return any;
    advance(twin);
    any = true;
  } while (Clock::now() < until);
  return any;
}

}  // namespace conurb::room

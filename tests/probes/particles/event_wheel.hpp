// SPDX-License-Identifier: Apache-2.0
// Events in the order of (time, kind, index), which is a total one: the wheel gives the same sequence however
// it was filled. A calendar queue (R. Brown, Comm. ACM 31 (1988)): buckets of a tenth of a second on a ring,
// only the running one sorted.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <tuple>
#include <vector>

namespace probe_particles {

struct Event {
  std::int64_t time_us = 0;
  std::int32_t kind = 0;
  std::int32_t index = 0;
  friend bool operator>(const Event& a, const Event& b) {
    return std::tie(a.time_us, a.kind, a.index) > std::tie(b.time_us, b.kind, b.index);
  }
};

class EventWheel {
 public:
  /// Empties it; events before `now_us` may not be added from here on.
  void reset(std::int64_t now_us) {
    for (auto& bucket : ring_) bucket.clear();
    ring_.resize(kBuckets);
    running_.clear();
    far_.clear();
    slot_ = now_us / kSlotUs;
    size_ = 0;
  }

  void add(const Event& event) {
    ++size_;
    const std::int64_t slot = event.time_us / kSlotUs;
    if (slot <= slot_) {
      running_.push_back(event);
      std::push_heap(running_.begin(), running_.end(), std::greater<>());
    } else if (slot < slot_ + kBuckets) {
      ring_[bucket(slot)].push_back(event);
    } else {
      far_.push_back(event);
    }
  }

  /// Takes the next event before `end_us`; false if there is none.
  bool next(std::int64_t end_us, Event& event) {
    while (running_.empty() && size_ > 0 && (slot_ + 1) * kSlotUs < end_us) turn();
    if (running_.empty() || running_.front().time_us >= end_us) return false;
    event = running_.front();
    std::pop_heap(running_.begin(), running_.end(), std::greater<>());
    running_.pop_back();
    --size_;
    return true;
  }

  [[nodiscard]] std::size_t size() const { return size_; }

 private:
  static constexpr std::int64_t kSlotUs = 100'000;
  static constexpr std::int64_t kBuckets = 1024;

  static std::size_t bucket(std::int64_t slot) { return static_cast<std::size_t>(slot % kBuckets); }

  void turn() {
    ++slot_;
    running_.swap(ring_[bucket(slot_)]);
    std::make_heap(running_.begin(), running_.end(), std::greater<>());
    if (slot_ % kBuckets != 0 || far_.empty()) return;
    std::vector<Event> waiting;
    waiting.swap(far_);
    size_ -= waiting.size();
    for (const Event& event : waiting) add(event);
  }

  std::vector<std::vector<Event>> ring_;
  std::vector<Event> running_;  // a heap, earliest on top
  std::vector<Event> far_;      // beyond the ring, looked through once a turn
  std::int64_t slot_ = 0;
  std::size_t size_ = 0;
};

}  // namespace probe_particles

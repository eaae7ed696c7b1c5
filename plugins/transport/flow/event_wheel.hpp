// SPDX-License-Identifier: Apache-2.0
// Events in the order of (time, key). A wheel of narrow buckets holds the near future in linked lists, an
// overflow list the rest; only the bucket under way is sorted. So a push costs a few stores however many
// events wait, and equal times are ordered by key, whatever the order of pushing: that makes runs repeat bit
// by bit. All of it is plain vectors: a copy is a snapshot.
#pragma once

#include <cstdint>
#include <vector>

#include "plugins/transport/index.hpp"

namespace conurb::transport {

struct Event {
  Milliseconds at = 0;
  std::uint32_t key = 0;

  [[nodiscard]] bool before(const Event& other) const {
    return at != other.at ? at < other.at : key < other.key;
  }
};

class EventWheel {
 public:
  static constexpr int kBucketBits = 5;     ///< 32 ms
  static constexpr int kBuckets = 1 << 14;  ///< 8.7 min ahead

  EventWheel();

  /// `event.at` may not be before the last event taken; earlier ones are taken as soon as possible.
  void push(Event event);

  /// Takes the first event before `end` into `event`; false: none is left there.
  [[nodiscard]] bool take_before(Milliseconds end, Event& event);

  [[nodiscard]] std::size_t size() const { return size_; }

  /// Time 0 is `by` later than it was; all events lie behind it.
  void count_from(Milliseconds by);

  /// Calls `each(vector or number)` on every part of the state, for writing and reading.
  template <class Each>
  void parts(Each&& each) {
    each(nodes_), each(heads_), each(filled_), each(overflow_), each(current_);
    each(bucket_), each(free_), each(size_);
  }

 private:
  struct Node {
    Event event;
    std::int32_t next = kNone;
  };

  void put(Event event);
  void sort_in(Event event);
  bool advance(Milliseconds end);
  [[nodiscard]] std::int32_t next_filled(std::int32_t from) const;
  void open(std::int32_t bucket);
  void refill();

  std::vector<Node> nodes_;
  std::vector<std::int32_t> heads_;    ///< by bucket modulo kBuckets
  std::vector<std::uint64_t> filled_;  ///< one bit for each bucket
  std::vector<Event> overflow_;        ///< beyond the wheel's turn
  std::vector<Event> current_;         ///< the bucket under way, last first
  std::int32_t bucket_ = 0;            ///< under way, counted from time 0
  std::int32_t free_ = kNone;          ///< first free node
  std::uint64_t size_ = 0;
};

}  // namespace conurb::transport

// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/flow/event_wheel.hpp"

#include <algorithm>
#include <bit>
#include <limits>

namespace conurb::transport {
namespace {

constexpr std::int32_t kTurnMask = EventWheel::kBuckets - 1;
constexpr std::int32_t kWords = EventWheel::kBuckets / 64;

std::int32_t bucket_of(Milliseconds time) {
  return time >> EventWheel::kBucketBits;
}

}  // namespace

EventWheel::EventWheel() : heads_(at(kBuckets), kNone), filled_(at(kWords), 0) {}

void EventWheel::push(Event event) {
  ++size_;
  put(event);
}

void EventWheel::put(Event event) {
  const std::int32_t bucket = bucket_of(event.at);
  if (bucket <= bucket_) return sort_in(event);
  if (bucket - bucket_ >= kBuckets) return overflow_.push_back(event);
  std::int32_t node = free_;
  if (node == kNone) {
    node = row_of(nodes_.size());
    nodes_.emplace_back();
  } else {
    free_ = nodes_[at(node)].next;
  }
  const std::int32_t turn = bucket & kTurnMask;
  nodes_[at(node)] = {event, heads_[at(turn)]};
  heads_[at(turn)] = node;
  filled_[at(turn >> 6)] |= std::uint64_t{1} << (turn & 63);
}

void EventWheel::sort_in(Event event) {
  std::size_t place = current_.size();
  current_.push_back(event);
  for (; place > 0 && current_[place - 1].before(event); --place) current_[place] = current_[place - 1];
  current_[place] = event;
}

bool EventWheel::take_before(Milliseconds end, Event& event) {
  while (current_.empty()) {
    if (size_ == 0 || !advance(end)) return false;
  }
  if (current_.back().at >= end) return false;
  event = current_.back();
  current_.pop_back();
  --size_;
  return true;
}

/// The next bucket with events becomes the one under way, where it begins before `end`.
bool EventWheel::advance(Milliseconds end) {
  if (overflow_.size() == size_) {  // the wheel is empty: turn it to the first event of all
    Milliseconds first = std::numeric_limits<Milliseconds>::max();
    for (const Event& event : overflow_) first = std::min(first, event.at);
    if (first >= end) return false;
    bucket_ = bucket_of(first);
    refill();
    return true;
  }
  const std::int32_t bucket = next_filled(bucket_ + 1);
  // Overflow may only come after all of this turn: it is poured in when the wheel passes the turn's end.
  const std::int32_t turn_end = (bucket_ | kTurnMask) + 1;
  if (!overflow_.empty() && bucket >= turn_end) {
    if (bucket_of(end - 1) < turn_end) return false;
    bucket_ = turn_end;
    open(bucket_);
    refill();
    return true;
  }
  if (bucket_of(end - 1) < bucket) return false;
  bucket_ = bucket;
  open(bucket);
  return true;
}

/// First bucket from `from` on that holds events; all lie less than a turn ahead.
std::int32_t EventWheel::next_filled(std::int32_t from) const {
  std::int32_t turn = from & kTurnMask;
  std::uint64_t word = filled_[at(turn >> 6)] >> (turn & 63);
  if (word != 0) return from + std::countr_zero(word);
  std::int32_t bucket = from + 64 - (turn & 63);
  for (std::int32_t i = 0; i < kWords; ++i, bucket += 64) {
    word = filled_[at((bucket & kTurnMask) >> 6)];
    if (word != 0) return bucket + std::countr_zero(word);
  }
  return bucket;
}

void EventWheel::open(std::int32_t bucket) {
  const std::int32_t turn = bucket & kTurnMask;
  for (std::int32_t node = heads_[at(turn)]; node != kNone;) {
    const std::int32_t next = nodes_[at(node)].next;
    current_.push_back(nodes_[at(node)].event);
    nodes_[at(node)].next = free_;
    free_ = node;
    node = next;
  }
  heads_[at(turn)] = kNone;
  filled_[at(turn >> 6)] &= ~(std::uint64_t{1} << (turn & 63));
  std::sort(current_.begin(), current_.end(), [](const Event& a, const Event& b) { return b.before(a); });
}

void EventWheel::count_from(Milliseconds by) {
  std::vector<Event> all = current_;
  all.insert(all.end(), overflow_.begin(), overflow_.end());
  for (const std::int32_t head : heads_)
    for (std::int32_t node = head; node != kNone; node = nodes_[at(node)].next)
      all.push_back(nodes_[at(node)].event);
  *this = EventWheel();
  for (const Event& event : all) push({event.at - by, event.key});
}

/// What of the overflow the wheel now reaches goes onto it.
void EventWheel::refill() {
  std::vector<Event> waiting;
  waiting.swap(overflow_);
  for (const Event event : waiting) put(event);
}

}  // namespace conurb::transport

// SPDX-License-Identifier: Apache-2.0
#include "engine/script/meter.hpp"

#include <algorithm>
#include <cstdlib>
#include <ctime>

#include <lua.hpp>

namespace conurb::script {

namespace {

// An instruction takes about 8 ns; copying 32 bytes into fresh memory about the same.
constexpr std::size_t kBytesPerInstruction = 32;
// A full collection that was forced by a full heap visits everything there: 1 instruction per 16 bytes.
constexpr std::size_t kCollectedBytesPerInstruction = 16;
// Blocks below this are paid but never refused for want of budget, so that the error can still be told.
constexpr std::size_t kSmallBlock = 4096;
// Honest code takes 3 to 80 ns an instruction, calls of library functions included.
constexpr std::int64_t kSlowestInstructionNs = 100;
// A period that takes so long lets nobody cancel in time: shorten it. Not at the first sign of slowness,
// because Lua walks the whole call stack to change it.
constexpr std::int64_t kLongLookNs = 20'000'000;
constexpr std::int64_t kShortLookNs = 1'000'000;

}  // namespace

std::int64_t thread_time_ns() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<std::int64_t>(now.tv_sec) * 1'000'000'000 + now.tv_nsec;
}

Meter::Meter(const SandboxOptions& options)
    : total_(options.instructions), cap_(options.memory_bytes), string_cap_(options.string_bytes) {}

Meter::Frame Meter::enter(std::uint64_t budget) {
  const Frame outer{limit_, base_, time_base_ns_, base_of_time_, excluded_ns_};
  const std::uint64_t ceiling = depth_ == 0 ? total_ : limit_;
  const std::uint64_t left = ceiling > used_ ? ceiling - used_ : 0;
  limit_ = used_ + std::min(budget, left);
  base_ = used_;
  time_base_ns_ = kNotTaken;  // asking for it costs as much as five short calls
  excluded_ns_ = 0;
  last_look_ = {};
  ++depth_;
  return outer;
}

void Meter::leave(const Frame& outer) {
  limit_ = outer.limit;
  base_ = outer.base;
  time_base_ns_ = outer.time_base_ns;
  base_of_time_ = outer.base_of_time;
  excluded_ns_ = outer.excluded_ns;
  --depth_;
  retrying_ = false;
}

int Meter::look(int instructions) {
  used_ += static_cast<std::uint64_t>(instructions);
  const auto now = std::chrono::steady_clock::now();
  const bool is_first = last_look_ == std::chrono::steady_clock::time_point{};
  const auto passed = std::chrono::duration_cast<std::chrono::nanoseconds>(now - last_look_).count();
  last_look_ = now;
  if (is_first) return instructions;
  if (passed > instructions * kSlowestInstructionNs) charge_time();
  if (passed > kLongLookNs) return std::max(instructions / 8, 1);
  return passed < kShortLookNs ? kPeriod : instructions;
}

// The first slow period of a run is free: it only starts the clock.
void Meter::charge_time() {
  const std::int64_t now_ns = thread_time_ns() - excluded_ns_;
  if (time_base_ns_ == kNotTaken) {
    time_base_ns_ = now_ns;
    base_of_time_ = used_;
    return;
  }
  const std::int64_t own_ns = std::max<std::int64_t>(now_ns - time_base_ns_, 0);
  used_ = std::max(used_, base_of_time_ + static_cast<std::uint64_t>(own_ns / kSlowestInstructionNs));
}

bool Meter::admits(const void* block, std::size_t old_size, std::size_t new_size) {
  const std::size_t held = block != nullptr ? old_size : 0;
  const bool is_string = block == nullptr && old_size == LUA_TSTRING;
  if (is_string && new_size > string_cap_) {
    refused_ = Stop::string_length;
    refused_bytes_ = new_size;
    return false;
  }
  // Lua collects and asks once more after a refusal. If that did not free a sixteenth, the heap counts as
  // full: else a script could live at the brim, with a full collection for every few allocations.
  const std::size_t brim = retrying_ && reserve_ == 0 ? cap_ - cap_ / 16 : cap_ + reserve_;
  const std::size_t wanted = bytes_ + (new_size - held);
  if (wanted > brim || new_size > cap_) {
    if (!retrying_) pay(bytes_ / kCollectedBytesPerInstruction);
    retrying_ = !retrying_;
    refused_ = Stop::memory;
    refused_bytes_ = new_size;
    return false;
  }
  retrying_ = false;
  if (depth_ > 0 && reserve_ == 0 && new_size >= kSmallBlock && spent()) {
    refused_ = Stop::instructions;
    return false;
  }
  return true;
}

void* Meter::resize(void* block, std::size_t old_size, std::size_t new_size) {
  const std::size_t held = block != nullptr ? old_size : 0;
  if (new_size == 0) {
    std::free(block);
    bytes_ -= held;
    return nullptr;
  }
  if (new_size > held) {
    pay(new_size / kBytesPerInstruction);
    if (!admits(block, old_size, new_size)) return nullptr;
  }
  void* const moved = std::realloc(block, new_size);
  if (moved == nullptr) {
    refused_ = Stop::memory;
    refused_bytes_ = new_size;
    return nullptr;
  }
  bytes_ = bytes_ - held + new_size;
  peak_ = std::max(peak_, bytes_);
  return moved;
}

}  // namespace conurb::script

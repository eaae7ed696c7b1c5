// SPDX-License-Identifier: Apache-2.0
// Internal to engine/script: what a script has used and may still use, and why it was stopped. Instructions
// are the currency: the hook pays the ones that ran, the allocator and the library functions pay for work
// that no hook sees.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

#include "engine/script/sandbox.hpp"

namespace conurb::script {

/// Why a script must end. Anything but `none` cannot be caught by the script.
enum class Stop : std::uint8_t { none, instructions, memory, string_length, cancelled, fault };

/// Processor time of the calling thread in nanoseconds.
[[nodiscard]] std::int64_t thread_time_ns();

/// Accounts of one sandbox.
class Meter {
 public:
  /// Instructions between two looks at the budget while nothing is wrong: about 10 µs, and 2 % of the run
  /// time.
  static constexpr int kPeriod = 1000;

  explicit Meter(const SandboxOptions& options);

  /// What a run or call had before a nested one began; restored when that ends.
  struct Frame {
    std::uint64_t limit;
    std::uint64_t base;
    std::int64_t time_base_ns;
    std::uint64_t base_of_time;
    std::int64_t excluded_ns;
  };
  [[nodiscard]] Frame enter(std::uint64_t budget);
  void leave(const Frame& outer);
  [[nodiscard]] bool idle() const { return depth_ == 0; }

  void pay(std::uint64_t instructions) { used_ += instructions; }
  [[nodiscard]] bool spent() const { return used_ >= limit_; }
  /// True if `instructions` more cannot be paid within the budget.
  [[nodiscard]] bool exceeds(std::uint64_t instructions) const {
    return instructions >= limit_ || used_ >= limit_ - instructions;
  }
  [[nodiscard]] std::uint64_t used() const { return used_; }
  [[nodiscard]] std::uint64_t total() const { return total_; }
  [[nodiscard]] std::uint64_t frame_budget() const { return limit_ - base_; }

  /// Looks at the clock after `instructions`; where the script took far longer than they explain (comparing
  /// huge texts, say), its processor time is charged instead. Gives the period until the next look.
  [[nodiscard]] int look(int instructions);
  /// Time that a bound function declared as long-running took: not the script's.
  void exclude(std::int64_t ns) { excluded_ns_ += ns; }

  /// lua_Alloc. Sets `refused()` when it says no.
  [[nodiscard]] void* resize(void* block, std::size_t old_size, std::size_t new_size);
  [[nodiscard]] Stop refused() const { return refused_; }
  [[nodiscard]] std::size_t refused_bytes() const { return refused_bytes_; }
  [[nodiscard]] std::size_t bytes() const { return bytes_; }
  [[nodiscard]] std::size_t peak() const { return peak_; }
  [[nodiscard]] std::size_t cap() const { return cap_; }
  /// Room for telling about an error when memory is full.
  void open_reserve(bool open) { reserve_ = open ? kReserve : 0; }

 private:
  void charge_time();
  [[nodiscard]] bool admits(const void* block, std::size_t old_size, std::size_t new_size);

  static constexpr std::int64_t kNotTaken = -1;
  static constexpr std::size_t kReserve = std::size_t{1} << 20;
  std::uint64_t used_ = 0;
  std::uint64_t total_;
  std::uint64_t limit_ = ~std::uint64_t{0};
  std::uint64_t base_ = 0;
  int depth_ = 0;
  std::chrono::steady_clock::time_point last_look_{};
  std::int64_t time_base_ns_ = kNotTaken;  ///< processor time from which on it is compared with instructions
  std::uint64_t base_of_time_ = 0;         ///< instructions used by then
  std::int64_t excluded_ns_ = 0;
  std::size_t bytes_ = 0;
  std::size_t peak_ = 0;
  std::size_t cap_;
  std::size_t string_cap_;
  std::size_t reserve_ = 0;
  std::size_t refused_bytes_ = 0;
  Stop refused_ = Stop::none;
  bool retrying_ = false;
};

}  // namespace conurb::script

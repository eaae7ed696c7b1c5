// SPDX-License-Identifier: Apache-2.0
// Same input, same bits: whatever the thread count, the addresses, the flags and the branches.
#include <fmt/format.h>

#include <chrono>
#include <memory>
#include <vector>

#include "engine/host/check_case.hpp"
#include "engine/host/check_compare.hpp"
#include "engine/host/library.hpp"

namespace conurb::host::check {

namespace {

constexpr int kBitsSteps = 24;
constexpr int kFewBitsSteps = 6;

void require_same(const Rig& a, const Rig& b, const std::string& when) {
  if (const std::string found = difference(a, b); !found.empty()) throw Failure{when + ": " + found};
}

std::string same_input_same_bits(const Context& context) {
  const Subject subject(context);
  World first;
  World second;
  const auto one = subject.rig(first);
  one->run(kBitsSteps, subject.exchange());
  const auto other = subject.rig(second);
  other->run(kBitsSteps, subject.exchange());
  require_same(*one, *other, "the same run twice gives two results");
  return fmt::format("{} steps", kBitsSteps);
}

/// The first step of a plugin makes ready what the others find there.
struct StepTimes {
  double first = 0, next = 0;  ///< s
};

StepTimes times_of_steps(const Subject& subject, std::int64_t rows) {
  using Clock = std::chrono::steady_clock;
  World world;
  const auto rig = subject.rig(world, {.rows = rows});
  const auto start = Clock::now();
  rig->run(1, subject.exchange());
  const auto ready = Clock::now();
  rig->run(1, subject.exchange());
  return {std::chrono::duration<double>(ready - start).count(),
          std::chrono::duration<double>(Clock::now() - ready).count()};
}

std::string thread_count_changes_no_bit(const Context& context) {
  // More rows than any sensible grain, so that work is really shared out; fewer where steps take the square
  // of the rows, so that six of them stay within the case's time.
  constexpr std::int64_t kMany = 20'000;
  constexpr std::int64_t kSome = 2'000;
  const Subject subject(context);
  const StepTimes taken = times_of_steps(subject, kSome);
  const bool quick = taken.first < context.timeout_s / 200 && taken.next < context.timeout_s / 1200;
  const std::int64_t rows = quick ? kMany : kSome;
  World alone(1);
  World together(2);
  const auto one = subject.rig(alone, {.rows = rows});
  const auto other = subject.rig(together, {.rows = rows});
  one->run(3, subject.exchange());
  other->run(3, subject.exchange());
  require_same(*one, *other, "1 and 2 threads give two results");
  return fmt::format("3 steps of {} rows", rows);
}

std::string addresses_change_no_bit(const Context& context) {
  const Subject subject(context);
  World first;
  const auto one = subject.rig(first);
  // Blocks of odd sizes that stay, so that the second run finds its memory elsewhere; the library is loaded a
  // second time beside the first.
  std::vector<std::unique_ptr<char[]>> blocks;
  for (std::size_t i = 0; i < 200; ++i) blocks.push_back(std::make_unique<char[]>(24 + 40 * i));
  World second;
  const auto pool = city::BufferPool::create({.arena_bytes = std::size_t{9} << 20});
  const city::Buffer kept = pool->take(12'345);
  const Subject again(context);
  const auto other = again.rig(second, {.pool = pool});
  one->run(kBitsSteps, subject.exchange());
  other->run(kBitsSteps, subject.exchange());
  require_same(*one, *other, "at other addresses in memory the result is another");
  return fmt::format("{} steps", kBitsSteps);
}

std::string trial_flag_changes_no_bit(const Context& context) {
  const Subject subject(context);
  World world;
  const auto one = subject.rig(world);
  const auto other = subject.rig(world);
  other->set_flags(CONURB_STEP_TRIAL);
  one->run(kFewBitsSteps, subject.exchange());
  other->run(kFewBitsSteps, subject.exchange());
  require_same(*one, *other, "CONURB_STEP_TRIAL changes the result");
  return "the same with CONURB_STEP_TRIAL";
}

std::string forked_branch_goes_on_alike(const Context& context) {
  const Subject subject(context);
  World world;
  const auto whole = subject.rig(world);
  whole->run(2 * kFewBitsSteps, subject.exchange());
  const auto parent = subject.rig(world);
  parent->run(kFewBitsSteps, subject.exchange());
  const auto child = take_over(world, *parent);
  const auto stranger = take_over(world, *parent);
  for (int i = 0; i < kFewBitsSteps; ++i) {
    stranger->run(2, subject.exchange());  // a third branch that is elsewhere in time
    child->run(1, subject.exchange());
    parent->run(1, subject.exchange());
  }
  require_same(*whole, *child, "a forked branch differs from the run it was forked from");
  require_same(*whole, *parent, "a run from which branches were forked is disturbed by them");
  return fmt::format("forked after {} steps", kFewBitsSteps);
}

constexpr Case kBitsCases[] = {
    {"same_input_same_bits", same_input_same_bits},
    {"thread_count_changes_no_bit", thread_count_changes_no_bit},
    {"addresses_change_no_bit", addresses_change_no_bit},
    {"trial_flag_changes_no_bit", trial_flag_changes_no_bit},
    {"forked_branch_goes_on_alike", forked_branch_goes_on_alike},
};

}  // namespace

std::span<const Case> bits_cases() {
  return kBitsCases;
}

}  // namespace conurb::host::check

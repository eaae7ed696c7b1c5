// SPDX-License-Identifier: Apache-2.0
// The life of instances: many, side by side, on any thread, in no order, and gone without a rest.
#include <fmt/format.h>
#include <malloc.h>

#include <algorithm>
#include <cfenv>
#include <chrono>
#include <exception>
#include <filesystem>
#include <iterator>
#include <limits>
#include <memory>
#include <thread>
#include <utility>
#include <vector>

#include "engine/host/check_case.hpp"
#include "engine/host/check_clock.hpp"
#include "engine/host/check_compare.hpp"
#include "engine/host/check_sanitizers.hpp"

namespace conurb::host::check {

namespace {

constexpr int kLifeSteps = 12;
constexpr std::size_t kSmallestLeak = 16;  // bytes a round; malloc gives out no less

std::size_t heap_bytes() {
  const struct mallinfo2 info = mallinfo2();
  return info.uordblks + info.hblkhd;
}

// Bytes that each round of `body` leaves on the heap: the least of several batches, so that what grows now
// and then (a table of the host, a vector's doubling, the allocator's own stock) does not count. A leak shows
// in all of them.
template <typename Body>
std::size_t leaked_per_round(int rounds, Body&& body) {
  constexpr int kBatches = 8;
  std::size_t least = std::numeric_limits<std::size_t>::max();
  for (int i = 0; i < rounds; ++i) body();
  for (int batch = 0; batch < kBatches && least >= kSmallestLeak; ++batch) {
    const std::size_t before = heap_bytes();
    for (int i = 0; i < rounds; ++i) body();
    const std::size_t after = heap_bytes();
    least = std::min(least, after > before ? (after - before) / static_cast<std::size_t>(rounds) : 0);
  }
  return least;
}

// Runs `body` on a thread of its own and takes what it throws over here.
template <typename Body>
void on_another_thread(Body&& body) {
  std::exception_ptr thrown;
  std::thread([&] {
    try {
      body();
    } catch (...) {
      thrown = std::current_exception();
    }
  }).join();
  if (thrown) std::rethrow_exception(thrown);
}

void require_own_allocator() {
  if (kForeignAllocator)
    throw NotApplicable{"memory is not measured in a build with a sanitizer, which finds leaks itself"};
}

std::string creates_and_destroys_100_times(const Context& context) {
  const Subject subject(context);
  const city::City city = subject.city();
  World world;
  std::size_t leaked =
      leaked_per_round(100, [&] { const Rig rig(world, subject.code(), city, context.seed); });
  require_own_allocator();
  if (leaked >= kSmallestLeak)
    throw Failure{fmt::format("each instance leaves {} bytes on the heap", leaked)};
  leaked = leaked_per_round(20, [&] {
    Rig rig(world, subject.code(), city, context.seed);
    (void)accepted(rig.step(kRunStart, kRunStart + subject.exchange()));
    world.drop(subject.code().hash);
  });
  if (leaked >= kSmallestLeak) {
    throw Failure{fmt::format("each instance that stepped leaves {} bytes on the heap", leaked)};
  }
  return "nothing left on the heap";
}

std::string steps_without_growth(const Context& context) {
  require_own_allocator();
  const Subject subject(context);
  const auto& tables = subject.manifest().tables;
  if (std::any_of(tables.begin(), tables.end(), [](const TableUse& use) { return use.owns; })) {
    throw NotApplicable{"it has tables of its own, which may grow"};
  }
  World world(1, 0);  // a cache that keeps nothing
  const auto rig = subject.rig(world);
  const std::size_t leaked = leaked_per_round(30, [&] { rig->run(1, kMinute); });
  if (leaked >= kSmallestLeak) throw Failure{fmt::format("each step leaves {} bytes on the heap", leaked)};
  return "nothing left on the heap";
}

std::string two_instances_keep_apart(const Context& context) {
  const Subject subject(context);
  World world;
  const auto alone = subject.rig(world);
  alone->run(kLifeSteps, subject.exchange());
  const auto one = subject.rig(world);
  const auto other = subject.rig(world, {.rows = 21});
  for (int i = 0; i < kLifeSteps; ++i) {
    one->run(1, subject.exchange());
    other->run(2, subject.exchange());
  }
  if (const std::string found = difference(*alone, *one); !found.empty()) {
    throw Failure{"with another instance beside it the result is another: " + found};
  }
  return fmt::format("{} steps", kLifeSteps);
}

std::string instances_step_in_parallel(const Context& context) {
  const Subject subject(context);
  World world;
  const city::City base = subject.city();  // of which all are branches, so that they share cached values too
  const auto branch = [&] { return std::make_unique<Rig>(world, subject.code(), base, subject.seed()); };
  const auto alone = branch();
  alone->run(kLifeSteps, subject.exchange());
  constexpr std::size_t kThreads = 3;
  std::vector<std::unique_ptr<Rig>> rigs;
  for (std::size_t i = 0; i < kThreads; ++i) rigs.push_back(branch());
  std::vector<std::exception_ptr> thrown(kThreads);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < kThreads; ++i) {
    threads.emplace_back([&, i] {
      try {
        rigs[i]->run(kLifeSteps, subject.exchange());
      } catch (...) {
        thrown[i] = std::current_exception();
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (std::size_t i = 0; i < kThreads; ++i) {
    if (thrown[i]) std::rethrow_exception(thrown[i]);
    if (const std::string found = difference(*alone, *rigs[i]); !found.empty()) {
      throw Failure{"instances that step at the same time disturb each other: " + found};
    }
  }
  return fmt::format("{} instances", kThreads);
}

std::string steps_on_any_thread(const Context& context) {
  const Subject subject(context);
  World world;
  const auto alone = subject.rig(world);
  alone->run(4, subject.exchange());
  std::unique_ptr<Rig> rig;
  on_another_thread([&] { rig = subject.rig(world); });
  for (int i = 0; i < 4; ++i) {
    on_another_thread([&] { rig->run(1, subject.exchange()); });
  }
  if (const std::string found = difference(*alone, *rig); !found.empty()) {
    throw Failure{"called from one thread after the other the result is another: " + found};
  }
  on_another_thread([&] { rig.reset(); });
  return "each call from another thread";
}

std::string leaves_no_threads(const Context& context) {
  const auto count = [] {
    const std::filesystem::directory_iterator tasks("/proc/self/task");
    return std::distance(begin(tasks), end(tasks));
  };
  const Subject subject(context);
  subject.keep_mapped();
  World world;
  const auto before = count();
  {
    const auto rig = subject.rig(world);
    rig->run(3, subject.exchange());
  }
  const auto left = count() - before;
  if (left > 0) throw Failure{fmt::format("{} thread(s) still run after destroy", left)};
  return "none after destroy";
}

std::string keeps_float_modes(const Context& context) {
  const auto denormals_work = [] {
    volatile double least = std::numeric_limits<double>::min();
    return least / 2 > 0;
  };
  const Subject subject(context);
  World world;
  const auto rig = subject.rig(world);
  rig->run(3, subject.exchange());
  if (std::fegetround() != FE_TONEAREST)
    throw Failure{"it leaves another rounding mode to the thread that called it"};
  if (!denormals_work())
    throw Failure{"it leaves denormal numbers switched off in the thread that called it"};
  return "rounding and denormal numbers as before";
}

std::string survives_calls_out_of_order(const Context& context) {
  const Subject subject(context);
  World world;
  const Time t0 = kRunStart;
  const Time t1 = kRunStart + subject.exchange();
  (void)subject.rig(world)->save();  // before anything else
  {
    const auto rig = subject.rig(world);
    const Answer early = rig->step_only(t0, t1, CONURB_STEP_FIRST);
    if (early.status < CONURB_OK || early.status > CONURB_INTERNAL) throw Failure{describe(early)};
    (void)rig->save();
    (void)accepted(rig->reconfigure());
    (void)accepted(rig->reconfigure());
    (void)accepted(rig->step(t0, t1));
    const StateStream state = rig->save();
    (void)accepted(rig->load(state));   // into one that has stepped
    (void)accepted(rig->load(state));   // twice
    (void)accepted(rig->step(t0, t1));  // the same time again
  }
  const auto after = subject.rig(world);
  demand(after->step(t0, t1, CONURB_STEP_FIRST));
  return "step before reconfigure, save before step, load after step and twice, reconfigure twice";
}

std::string cancels_within_a_second(const Context& context) {
  constexpr double kLimit = 1.0;
  const Subject subject(context);
  World world;
  const auto rig = subject.rig(world, {.rows = 20'000});
  std::exception_ptr thrown;
  Answer answer;
  std::chrono::steady_clock::time_point end;
  double waited = 0;
  std::thread worker([&] {
    try {
      answer = rig->step(kRunStart, kRunStart + subject.exchange(), CONURB_STEP_FIRST);
    } catch (...) {
      thrown = std::current_exception();
    }
    end = std::chrono::steady_clock::now();
    waited = waited_for_processor();
  });
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  const auto asked = std::chrono::steady_clock::now();
  world.cancel.cancel();
  worker.join();
  if (thrown) std::rethrow_exception(thrown);
  const double seconds = std::chrono::duration<double>(end - asked).count() - waited;
  if (seconds > kLimit) {
    throw Failure{
        fmt::format("the step went on for {:.1f} s after it was cancelled: ask host.cancelled() now and then "
                    "and return CONURB_CANCELLED",
                    seconds)};
  }
  if (answer.status != CONURB_CANCELLED) demand(answer);
  return seconds < 0 ? "a step of 20000 rows was done before"
                     : fmt::format("after {:.0f} ms", 1000 * seconds);
}

constexpr Case kLifeCases[] = {
    {"creates_and_destroys_100_times", creates_and_destroys_100_times},
    {"steps_without_growth", steps_without_growth},
    {"two_instances_keep_apart", two_instances_keep_apart},
    {"instances_step_in_parallel", instances_step_in_parallel},
    {"steps_on_any_thread", steps_on_any_thread},
    {"leaves_no_threads", leaves_no_threads},
    {"keeps_float_modes", keeps_float_modes},
    {"survives_calls_out_of_order", survives_calls_out_of_order},
    {"cancels_within_a_second", cancels_within_a_second},
};

}  // namespace

std::span<const Case> life_cases() {
  return kLifeCases;
}

}  // namespace conurb::host::check

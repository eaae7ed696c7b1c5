// SPDX-License-Identifier: Apache-2.0
// Steps in time, and what a step may touch.
#include <fmt/format.h>

#include <atomic>
#include <chrono>
#include <cstring>
#include <exception>
#include <map>
#include <thread>
#include <utility>
#include <vector>

#include "engine/host/check_case.hpp"
#include "engine/host/check_compare.hpp"

namespace conurb::host::check {

namespace {

constexpr int kDay24 = 24;
constexpr int kFewSteps = 3;

double seconds_of(Duration span) {
  return static_cast<double>(span.us) * 1e-6;
}

std::string steps_once(const Context& context) {
  const Subject subject(context);
  World world;
  const auto rig = subject.rig(world);
  demand(rig->step(kRunStart, kRunStart + subject.exchange(), CONURB_STEP_FIRST));
  return fmt::format("{} s", seconds_of(subject.exchange()));
}

std::string steps_24_times(const Context& context) {
  const Subject subject(context);
  World world;
  const auto rig = subject.rig(world);
  rig->run(kDay24, subject.exchange());
  return fmt::format("{} steps of {} s", kDay24, seconds_of(subject.exchange()));
}

std::string writes_no_read_column(const Context& context) {
  const Subject subject(context);
  World world;
  const auto rig = subject.rig(world);
  const std::vector<Kept> kept = kept_columns(*rig);
  rig->run(kFewSteps, subject.exchange());
  if (const std::string name = first_changed(*rig, kept, true); !name.empty()) {
    throw Failure{name + " is declared as read, and yet a step changed it"};
  }
  return "all that it reads is as before";
}

std::string writes_only_its_columns(const Context& context) {
  const Subject subject(context);
  World world;
  const auto rig = subject.rig(world, {.bystanders = true});
  const std::vector<Kept> kept = kept_columns(*rig);
  rig->run(kFewSteps, subject.exchange());
  if (const std::string name = first_changed(*rig, kept, false); !name.empty()) {
    throw Failure{name +
                  " is not the plugin's, and yet a step changed it: it writes past the end of a column"};
  }
  return fmt::format("{} columns of others kept", kept.size());
}

// Behind the padded rows of a column there is room for rows to come. Marks it, and finds out who wrote there.
class Margin {
 public:
  explicit Margin(const Rig& rig) : rig_(rig) {
    for (const Written& written : written_columns(rig)) {
      const TableUse& table = rig.manifest().tables[rig.manifest().columns[written.use].table];
      if (!table.owns && !column(written).spec().list) written_.push_back(written);
    }
  }
  [[nodiscard]] bool empty() const { return written_.empty(); }

  void mark() {
    for (const Written& written : written_) {
      const auto [begin, size] = place(written);
      std::memset(begin, kMark, size);
    }
  }

  void require_marked() const {
    for (const Written& written : written_) {
      const auto [begin, size] = place(written);
      for (std::size_t i = 0; i < size; ++i) {
        if (begin[i] == std::byte{kMark}) continue;
        throw Failure{fmt::format("{}: a step writes {} bytes behind the last padded row", written.label, i)};
      }
    }
  }

 private:
  static constexpr unsigned char kMark = 0xA5;

  [[nodiscard]] const city::Column& column(const Written& written) const {
    return rig_.city().table(written.table).column(written.column);
  }
  [[nodiscard]] std::pair<std::byte*, std::size_t> place(const Written& written) const {
    const city::Column& column = this->column(written);
    const city::Buffer& buffer = column.storage()->data;
    const auto used =
        static_cast<std::size_t>(city::padded(column.rows())) * city::size_of(column.spec().scalar);
    return {buffer.data() + used, buffer.size() - used};
  }

  const Rig& rig_;
  std::vector<Written> written_;
};

std::string stays_within_its_rows(const Context& context) {
  const Subject subject(context);
  World world;
  const auto rig = subject.rig(world);
  Margin margin(*rig);
  if (margin.empty()) throw NotApplicable{"it writes no plain column of a table of others"};
  rig->before_step = [&margin](const conurb_view&) { margin.mark(); };
  for (int i = 0; i < kFewSteps; ++i) {
    rig->run(1, subject.exchange());
    margin.require_marked();
  }
  return "nothing written behind the padded rows";
}

void require_contract(const conurb_step& step) {
  if (step.reached_us <= step.t0_us || step.reached_us > step.t1_us) {
    throw Failure{fmt::format("a step from {} to {} us says that it reached {} us", step.t0_us, step.t1_us,
                              step.reached_us)};
  }
  if (step.next_us <= step.reached_us) {
    throw Failure{fmt::format("a step that reached {} us wishes to be called again at {} us", step.reached_us,
                              step.next_us)};
  }
}

std::string reached_and_next_keep_the_contract(const Context& context) {
  constexpr int kMostStops = 1000;
  const Subject subject(context);
  World world;
  const auto rig = subject.rig(world);
  Time now = kRunStart;
  int stops = 0;
  const auto advance = [&](Time target) {
    while (now < target) {
      demand(rig->step(now, target, now == kRunStart ? CONURB_STEP_FIRST : 0U));
      require_contract(rig->last());
      if (rig->last().reached_us < target.us && ++stops > kMostStops) {
        throw Failure{fmt::format("steps end early more than {} times", kMostStops)};
      }
      now = Time{rig->last().reached_us};
      if (rig->last().next_us < target.us && ++stops <= kMostStops) target = Time{rig->last().next_us};
    }
  };
  for (int i = 0; i < kDay24; ++i) advance(now + subject.exchange());
  for (int i = 0; i < kFewSteps; ++i) advance(now + Duration{1 + subject.exchange().us / 7});
  return fmt::format("{} early ends and wishes", stops);
}

std::string takes_tiny_steps(const Context& context) {
  const Subject subject(context);
  World world;
  const auto rig = subject.rig(world);
  rig->run(1, subject.exchange());
  rig->run(20, kSecond);
  if (const std::string found = not_finite(*rig); !found.empty())
    throw Failure{found + " after steps of 1 s"};
  return "20 steps of 1 s";
}

// Cancels what takes longer than a quarter of the case's time: a plugin with short inner steps may well do
// so.
class Patience {
 public:
  Patience(World& world, double seconds) : thread_([this, &world, seconds] { wait(world, seconds); }) {}
  ~Patience() {
    done_ = true;
    thread_.join();
  }
  Patience(const Patience&) = delete;
  Patience& operator=(const Patience&) = delete;

 private:
  void wait(World& world, double seconds) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds);
    while (!done_ && std::chrono::steady_clock::now() < end)
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    if (!done_) world.cancel.cancel();
  }

  std::atomic<bool> done_ = false;
  std::thread thread_;
};

std::string takes_long_steps(const Context& context) {
  const Subject subject(context);
  World world;
  const auto rig = subject.rig(world);
  rig->run(1, subject.exchange());
  const Patience patience(world, context.timeout_s / 4);
  const Answer answer = rig->step(rig->now(), rig->now() + kDay * 30);
  if (answer.status == CONURB_CANCELLED && world.cancel.cancelled()) return "cancelled on the way";
  demand(answer);
  require_contract(rig->last());
  if (const std::string found = not_finite(*rig); !found.empty())
    throw Failure{found + " after a step of 30 days"};
  return fmt::format(
      "30 days, of which it did {:.3g}",
      static_cast<double>(rig->last().reached_us - rig->last().t0_us) / static_cast<double>(kDay.us));
}

constexpr Case kStepCases[] = {
    {"steps_once", steps_once},
    {"steps_24_times", steps_24_times},
    {"reached_and_next_keep_the_contract", reached_and_next_keep_the_contract},
    {"takes_tiny_steps", takes_tiny_steps},
    {"takes_long_steps", takes_long_steps},
    {"writes_no_read_column", writes_no_read_column},
    {"writes_only_its_columns", writes_only_its_columns},
    {"stays_within_its_rows", stays_within_its_rows},
};

}  // namespace

std::span<const Case> step_cases() {
  return kStepCases;
}

}  // namespace conurb::host::check

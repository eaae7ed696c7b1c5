// SPDX-License-Identifier: Apache-2.0
// core.branch and core.pin: what a fork and a look cost a city of a million buildings on which the probes
// work: 100,000 vehicles, 10 million cells, 3,000 buses.
#include <chrono>
#include <memory>
#include <thread>
#include <vector>

#include "tests/bench/areas.hpp"
#include "tests/bench/inputs/generated_city.hpp"
#include "tests/bench/measure.hpp"
#include "tests/probes/city/probe_run.hpp"

namespace conurb::bench {

namespace {

constexpr std::int64_t kBranchBuildings = 1'000'000;
constexpr std::int64_t kEnd_min = 1000;  // further than any of these runs gets

std::unique_ptr<sim::Branch> start(probes::Machine& machine) {
  const probes::CitySize size = probes::full_size();
  city::City city = probes::make_city(size);
  add_buildings(city, kBranchBuildings);
  auto branch =
      probes::make_branch(machine, std::move(city), size, probes::load_probes(), probes::minutes(kEnd_min));
  for (int i = 0; i < 5; ++i) branch->advance();
  return branch;
}

void measure_branch(sim::Branch& branch, Results& results) {
  std::vector<double> fork_s;
  std::vector<double> first_ratio;
  for (int i = 0; i < 6; ++i) {
    std::unique_ptr<sim::Branch> fork;
    const double forking = seconds([&] { fork = branch.fork(1); });
    const double first = seconds([&] { fork->advance(); });
    fork.reset();
    branch.advance();  // takes its columns back
    const double ordinary = seconds([&] { branch.advance(); });
    if (i == 0) continue;  // filled the pool of buffers
    fork_s.push_back(forking);
    first_ratio.push_back((forking + first) / ordinary);
  }
  results.put("core.branch.fork", median(fork_s) * 1e3);
  results.put("core.branch.first_step", median(first_ratio));
}

/// A room that holds the raster's depth for as long as it takes to copy it out.
class Room {
 public:
  ~Room() { wait(); }
  void look(const sim::Branch& branch) {
    wait();
    const city::Table& surface = branch.city().table("surface");
    thread_ = std::thread([this, pin = surface.column("depth").pin(), rows = surface.rows()] {
      const auto* values = reinterpret_cast<const float*>(pin->data.data());
      drawn_.assign(values, values + rows);
    });
  }
  void wait() {
    if (thread_.joinable()) thread_.join();
  }

 private:
  std::vector<float> drawn_;
  std::thread thread_;
};

enum class Looking { none, ten_a_second };

/// Seconds of four steps; the room looks at the first and then every 100 ms.
double steps_s(sim::Branch& branch, Room& room, Looking looking) {
  using Clock = std::chrono::steady_clock;
  constexpr auto kInterval = std::chrono::milliseconds(100);
  auto last = Clock::now() - kInterval;
  double total = 0;
  for (int i = 0; i < 4; ++i) {
    total += seconds([&] {
      if (looking == Looking::ten_a_second && Clock::now() - last >= kInterval) {
        last = Clock::now();
        room.look(branch);
      }
      branch.advance();
    });
  }
  room.wait();
  return total;
}

void measure_pin(sim::Branch& branch, Results& results) {
  Room room;
  (void)steps_s(branch, room, Looking::ten_a_second);
  std::vector<double> ratios;
  for (int i = 0; i < 5; ++i) {
    const double without = steps_s(branch, room, Looking::none);
    ratios.push_back(steps_s(branch, room, Looking::ten_a_second) / without);
  }
  results.put("core.pin.step", median(ratios));
}

}  // namespace

void add_core_branch(Benchmarks& benchmarks) {
  Group group;
  group.rows = {
      {"core.branch.fork", "ms", Op::at_most, 1,
       "branch of a city of 1,000,000 buildings and all probes at full size, with its plugin instances",
       "limit: not felt, and nothing copied"},
      {"core.branch.first_step", "ratio", Op::at_most, 1.2,
       "branch and first step of all probes, which copies what they write",
       "an ordinary step of the same branch"},
      {"core.pin.step", "ratio", Op::at_most, 1.15,
       "step of all probes while a column of 10 million cells is held and copied out ten times a second",
       "the same steps without"},
  };
  group.measure = [](Results& results) {
    probes::Machine machine(2);
    const auto branch = start(machine);
    measure_branch(*branch, results);
    if (results.wants("core.pin.step")) measure_pin(*branch, results);
  };
  benchmarks.add(std::move(group));
}

}  // namespace conurb::bench

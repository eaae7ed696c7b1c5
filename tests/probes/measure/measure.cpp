// SPDX-License-Identifier: Apache-2.0
// What the core costs under the probes' loads, as rows of JSON: {id, value, unit, op, limit}. Medians of
// five; ratios within one run. With --small on the size of the tests.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <functional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "engine/host/schedule.hpp"
#include "tests/probes/city/probe_run.hpp"

namespace {

using namespace conurb;          // NOLINT: a program of the tests
using namespace conurb::probes;  // NOLINT

double seconds(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

double median_of_five(const std::function<double()>& measure) {
  std::vector<double> values;
  for (int i = 0; i < 5; ++i) values.push_back(measure());
  return median(values);
}

void row(const std::string& id, double value, const char* unit, const char* op, double limit) {
  std::printf(R"({"id": "%s", "value": %.6g, "unit": "%s", "op": "%s", "limit": %g})"
              "\n",
              id.c_str(), value, unit, op, limit);
  std::fflush(stdout);
}

/// One step of a plugin that does nothing, microseconds.
double empty_step_us(Machine& machine, const std::string& probe) {
  const host::PluginCode code = load_probe(probe);
  city::City city = make_city({4, 0, 16, 300, 1, 0.3});
  const host::Manifest* manifest = code.manifest.get();
  host::declare({&manifest, 1}, {}, city);
  host::Instance instance(code, machine.environment, city, {}, 1);
  const host::LaggedColumns lagged;
  constexpr std::int64_t kSteps = 200000;
  std::int64_t now = 0;
  return median_of_five([&] {
    return seconds([&] {
             for (std::int64_t i = 0; i < kSteps; ++i, ++now)
               (void)instance.step(city, lagged, Time{now}, Time{now + 1}, 0);
           }) *
           1e6 / static_cast<double>(kSteps);
  });
}

void measure_branch(Machine& machine, const CitySize& size) {
  const auto branch = make_branch(machine, size, load_probes(), minutes(1000));
  for (int i = 0; i < 5; ++i) branch->advance();
  std::vector<double> fork_s;
  std::vector<double> first_s;
  std::vector<double> ordinary_s;
  for (int i = 0; i < 6; ++i) {
    std::unique_ptr<sim::Branch> fork;
    const double forking = seconds([&] { fork = branch->fork(1); });
    const double first = seconds([&] { fork->advance(); });
    fork.reset();
    branch->advance();  // takes its columns back
    const double ordinary = seconds([&] { branch->advance(); });
    if (i == 0) continue;  // filled the pool of buffers
    fork_s.push_back(forking);
    first_s.push_back(forking + first);
    ordinary_s.push_back(ordinary);
  }
  row("core.branch.probes_fork", median(fork_s) * 1e3, "ms", "<=", 1);
  row("core.branch.probes_first_step", median(first_s) / median(ordinary_s), "ratio", "<=", 1.2);
  row("core.branch.probes_step", median(ordinary_s) * 1e3, "ms", ">=", 0);
}

/// The same steps with and without a room that pins the depth ten times a second and copies it out.
void measure_pin(Machine& machine, const CitySize& size) {
  const auto branch = make_branch(machine, size, load_probes(), minutes(1000));
  for (int i = 0; i < 3; ++i) branch->advance();
  const auto run = [&](bool pinning) {
    double total = 0;
    std::vector<float> drawn;
    std::thread room;
    auto last = std::chrono::steady_clock::now() - std::chrono::seconds(1);
    for (int i = 0; i < 4; ++i) {
      total += seconds([&] {
        const auto now = std::chrono::steady_clock::now();
        if (pinning && now - last >= std::chrono::milliseconds(100)) {
          last = now;
          if (room.joinable()) room.join();
          room = std::thread([&drawn, pin = branch->city().table("surface").column("depth").pin(),
                              rows = branch->city().table("surface").rows()] {
            const auto* values = reinterpret_cast<const float*>(pin->data.data());
            drawn.assign(values, values + rows);
          });
        }
        branch->advance();
      });
    }
    if (room.joinable()) room.join();
    return total;
  };
  std::vector<double> ratios;
  (void)run(true);
  for (int i = 0; i < 5; ++i) {
    const double without = run(false);
    ratios.push_back(run(true) / without);
  }
  row("core.pin.probes", median(ratios), "ratio", "<=", 1.15);
}

void measure_reload(Machine& machine, const CitySize& size) {
  const auto branch = make_branch(machine, size, load_probes(), minutes(1000));
  for (int i = 0; i < 3; ++i) branch->advance();
  for (const std::string name : {"newton", "particles", "raster"}) {
    row("core.reload." + name,
        median_of_five([&] { return seconds([&] { branch->reload(load_probe(name)); }); }) * 1e3, "ms",
        "<=", 100);
  }
}

}  // namespace

int main(int argc, char** argv) {
  const bool small = argc > 1 && std::string_view(argv[1]) == "--small";
  const CitySize size = small ? small_size() : full_size();
  Machine machine(2);
  row("core.step.empty", empty_step_us(machine, "empty"), "us", "<=", 0.2);
  row("core.step.five_columns", empty_step_us(machine, "five"), "us", "<=", 1);
  measure_branch(machine, size);
  measure_reload(machine, size);
  measure_pin(machine, size);
  return 0;
}

// SPDX-License-Identifier: Apache-2.0
// core.reload: each probe at full size is replaced by another copy of its library while a run goes on, five
// times each, beside a run that is left alone.
#include <map>
#include <memory>
#include <vector>

#include "tests/bench/areas.hpp"
#include "tests/bench/measure.hpp"
#include "tests/probes/city/probe_run.hpp"

namespace conurb::bench {

namespace {

constexpr int kRounds = 5;
constexpr std::int64_t kReloadEnd_min = 1000;

std::unique_ptr<sim::Branch> start_reloads(probes::Machine& machine) {
  const probes::CitySize size = probes::full_size();
  auto branch = probes::make_branch(machine, probes::make_city(size), size, probes::load_probes(),
                                    probes::minutes(kReloadEnd_min));
  for (int i = 0; i < 3; ++i) branch->advance();
  return branch;
}

void measure_core_reload(Results& results) {
  probes::Machine machine(2);
  const auto reloaded = start_reloads(machine);
  const auto left_alone = start_reloads(machine);
  std::map<std::string, std::vector<double>> took_ms;
  int identical = 0;
  for (int round = 0; round < kRounds; ++round) {
    for (const std::string probe : {"newton", "particles", "raster"}) {
      took_ms[probe].push_back(1e3 * seconds([&] { reloaded->reload(probes::load_probe(probe)); }));
      reloaded->advance();
      left_alone->advance();
      if (reloaded->content_hash() == left_alone->content_hash()) ++identical;
    }
  }
  for (const auto& [probe, times] : took_ms) results.put("core.reload." + probe, median(times));
  results.put("core.reload.identical", identical);
}

}  // namespace

void add_core_reload(Benchmarks& benchmarks) {
  Group group;
  const std::string limit = "limit: a change is seen at once; compiling not counted";
  group.rows = {
      {"core.reload.particles", "ms", Op::at_most, 100,
       "hot reload of 100,000 moving particles: load, check, restore, trial step, swap", limit},
      {"core.reload.raster", "ms", Op::at_most, 100, "hot reload of a raster of 10 million cells", limit},
      {"core.reload.newton", "ms", Op::at_most, 100,
       "hot reload of a sparse Newton network of 3,000 nodes with its cached factorisation", limit},
      {"core.reload.identical", "of 15", Op::equal, 15,
       "reloads after whose next step the city's hash is that of a run without reload",
       "limit: every one of them"},
  };
  group.measure = measure_core_reload;
  benchmarks.add(std::move(group));
}

}  // namespace conurb::bench

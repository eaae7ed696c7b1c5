// SPDX-License-Identifier: Apache-2.0
// core.step: what one step costs through the C interface when the plugin does nothing.
#include "engine/host/schedule.hpp"
#include "tests/bench/areas.hpp"
#include "tests/bench/measure.hpp"
#include "tests/probes/city/probe_run.hpp"

namespace conurb::bench {

namespace {

/// Microseconds of one step of a probe that only returns.
double step_us(const std::string& probe) {
  constexpr std::int64_t kSteps = 200'000;
  probes::Machine machine(2);
  const host::PluginCode code = probes::load_probe(probe);
  city::City city = probes::make_city({4, 0, 16, 300, 1, 0.3});
  const host::Manifest* manifest = code.manifest.get();
  host::declare({&manifest, 1}, {}, city);
  host::Instance instance(code, machine.environment, city, {}, 1);
  const host::LaggedColumns lagged;
  std::int64_t now = 0;
  return median_of_five([&] {
    const double took_s = seconds([&] {
      for (std::int64_t i = 0; i < kSteps; ++i, ++now)
        (void)instance.step(city, lagged, Time{now}, Time{now + 1}, 0);
    });
    return took_s * 1e6 / static_cast<double>(kSteps);
  });
}

}  // namespace

void add_core_step(Benchmarks& benchmarks) {
  Group group;
  group.rows = {
      {"core.step.empty", "us", Op::at_most, 0.2, "step of a plugin without columns that does nothing",
       "limit: a million plugin steps in a fifth of a second"},
      {"core.step.five_columns", "us", Op::at_most, 1, "the same with views of five columns, one written",
       "limit: small beside a kernel's work on a thousand rows"},
  };
  group.measure = [](Results& results) {
    if (results.wants("core.step.empty")) results.put("core.step.empty", step_us("empty"));
    if (results.wants("core.step.five_columns")) results.put("core.step.five_columns", step_us("five"));
  };
  benchmarks.add(std::move(group));
}

}  // namespace conurb::bench

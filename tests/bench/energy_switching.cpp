// SPDX-License-Identifier: Apache-2.0
// energy.reconfigure, energy.restore: the studies of switching on the 33-bus feeder, as the questions of the
// plugin do them with a file that knows no switches.
#include <fmt/format.h>

#include <algorithm>

#include "engine/base/error.hpp"
#include "engine/base/files.hpp"
#include "plugins/energy/formats/matpower.hpp"
#include "plugins/energy/index.hpp"
#include "plugins/energy/outage/reconfiguration.hpp"
#include "plugins/energy/outage/restoration.hpp"
#include "plugins/energy/queries/switching.hpp"
#include "tests/bench/areas.hpp"
#include "tests/bench/inputs/shared_data.hpp"
#include "tests/bench/measure.hpp"

namespace conurb::bench {

namespace {

namespace e = conurb::energy;

e::Network feeder() {
  const std::string name = "energy/matpower/case33bw.m";
  return e::with_switches(e::read_matpower(read_file(shared_file(name)), name).network).network;
}

void measure_switching(Results& results) {
  const e::Network network = feeder();
  if (results.wants("energy.reconfigure")) {
    e::Reconfiguration found;
    const double taken = seconds([&] { found = e::reconfigure(network); });
    if (!found.after.solved || !found.complete)
      throw Error(ErrorCode::internal, "the feeder cannot be reconfigured");
    tell(fmt::format("reconfigured in {:.0f} ms, {} power flows", 1e3 * taken, found.flows));
    results.put("energy.reconfigure", 1e-3 * found.after.loss);
  }
  if (!results.wants("energy.restore")) return;
  double slowest = 0;
  for (std::int32_t line = 0; e::at(line) < network.lines.size(); ++line) {
    e::RestorationPlan plan;
    const double taken = seconds([&] {
      plan = e::plan_restoration(network, {e::Fault::Kind::line, line}, {});
    });
    if (!plan.legal) throw Error(ErrorCode::internal, fmt::format("the plan for line {} is not legal", line));
    slowest = std::max(slowest, taken);
  }
  results.put("energy.restore", slowest);
}

}  // namespace

void add_energy_switching(Benchmarks& benchmarks) {
  benchmarks.add({{{"energy.reconfigure", "kW", Op::at_most, 139.56, "least loss found for the 33-bus feeder",
                    "139.55 kW, the best known"},
                   {"energy.restore", "s", Op::at_most, 1,
                    "slowest legal plan of restoration, faults of all its 37 lines", "limit"}},
                  measure_switching});
}

}  // namespace conurb::bench

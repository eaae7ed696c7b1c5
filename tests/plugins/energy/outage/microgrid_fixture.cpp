// SPDX-License-Identifier: Apache-2.0
#include "microgrid_fixture.hpp"

namespace conurb::energy::testing {

namespace {

void add_line(Network& n, std::int32_t from, std::int32_t to, double r, double x) {
  Line line;
  line.from = from;
  line.to = to;
  line.r = r;
  line.x = x;
  n.lines.push_back(line);
}

void add_load(Network& n, std::int32_t bus, double p, std::int32_t priority) {
  Load load;
  load.bus = bus;
  load.p = p;
  load.q = 0.2 * p;
  load.priority = priority;
  n.loads.push_back(load);
}

Generator source(std::int32_t bus, double rated) {
  Generator g;
  g.bus = bus;
  g.rated_power = rated;
  return g;
}

}  // namespace

Network district() {
  Network n;
  for (const double voltage : {20e3, 20e3, 400.0, 400.0, 400.0, 400.0, 400.0, 400.0}) {
    n.buses.emplace_back();
    n.buses.back().nominal_voltage = voltage;
  }
  add_line(n, 0, 1, 0.5, 0.3);
  for (std::int32_t bus = 4; bus < 8; ++bus) add_line(n, 3, bus, 0.01, 0.004);
  Transformer t;
  t.hv = 1;
  t.lv = 2;
  t.rated_hv = 20e3;
  t.rated_lv = 400;
  t.r = 0.003;
  t.x = 0.015;
  t.max_power = 400e3;
  n.transformers.push_back(t);
  Switch coupling;
  coupling.bus = 2;
  coupling.element = 3;
  coupling.remote = coupling.breaker = true;
  n.switches.push_back(coupling);
  n.generators = {source(0, 0), source(4, 80e3), source(4, 100e3)};
  n.generators[0].control = Generator::Control::slack;
  n.generators[1].grid_forming = true;
  Storage battery;
  battery.bus = 4;
  battery.capacity = 200 * kKilowattHour;
  battery.charge = 100 * kKilowattHour;
  battery.max_power = 100e3;
  battery.efficiency = 0.95;
  battery.grid_forming = true;
  n.storages.push_back(battery);
  add_load(n, 1, 500e3, 0);
  add_load(n, 5, 30e3, 9);
  add_load(n, 6, 20e3, 1);
  add_load(n, 6, 20e3, 1);
  add_load(n, 7, 40e3, 0);
  n.loads.back().share_z = 0.5;
  return n;
}

MicrogridOptions district_options(const Network& network) {
  MicrogridOptions options = microgrid_behind(network, 0);
  options.diesels.at(0).tank_l = 500;
  return options;
}

MicrogridSeries outage_from(std::size_t first, std::size_t steps, double dt_s) {
  MicrogridSeries series;
  series.dt_s = dt_s;
  series.steps = steps;
  if (first < steps) series.outages = {{first, steps, false}};
  return series;
}

}  // namespace conurb::energy::testing

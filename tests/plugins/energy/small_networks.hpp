// SPDX-License-Identifier: Apache-2.0
// Networks small enough to be worked out by hand, and the steps from a network to its solution.
#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <utility>

#include "plugins/energy/flows.hpp"
#include "plugins/energy/power_flow.hpp"

namespace conurb::energy::testing {

/// A network at 10 kV with a base of 10 MVA, so that 10 ohm are 1. Buses are numbered from 0.
class NetworkText {
 public:
  NetworkText() { network.base_power = 10e6; }

  std::int32_t bus(double volts = 10e3) {
    Bus bus;
    bus.id = static_cast<std::int64_t>(network.buses.size());
    bus.nominal_voltage = volts;
    network.buses.push_back(bus);
    return static_cast<std::int32_t>(network.buses.size()) - 1;
  }
  std::int32_t line(std::int32_t from, std::int32_t to, double r = 0.1, double x = 0.5) {
    Line line;
    line.from = from;
    line.to = to;
    line.r = r;
    line.x = x;
    network.lines.push_back(line);
    return static_cast<std::int32_t>(network.lines.size()) - 1;
  }
  /// 10 kV to 400 V, 0.0004 + j 0.0024 ohm seen from below.
  std::int32_t transformer(std::int32_t hv, std::int32_t lv) {
    Transformer t;
    t.hv = hv;
    t.lv = lv;
    t.rated_hv = 10e3;
    t.rated_lv = 400;
    t.r = 0.0004;
    t.x = 0.0024;
    t.rated_power = t.max_power = 1e6;
    network.transformers.push_back(t);
    return static_cast<std::int32_t>(network.transformers.size()) - 1;
  }
  void load(std::int32_t bus, double p, double q, double share_z = 0, double share_i = 0) {
    Load load;
    load.bus = bus;
    load.p = p;
    load.q = q;
    load.share_z = share_z;
    load.share_i = share_i;
    network.loads.push_back(load);
  }
  Generator& generator(std::int32_t bus, Generator::Control control, double p = 0, double v = 1) {
    Generator g;
    g.bus = bus;
    g.control = control;
    g.p = p;
    g.v = v;
    network.generators.push_back(g);
    return network.generators.back();
  }
  std::int32_t join(Switch::Kind kind, std::int32_t bus, std::int32_t element, bool closed = true) {
    Switch s;
    s.kind = kind;
    s.bus = bus;
    s.element = element;
    s.closed = closed;
    network.switches.push_back(s);
    return static_cast<std::int32_t>(network.switches.size()) - 1;
  }

  Network network;
};

/// A network with its solution.
struct Solved {
  explicit Solved(Network given, PowerFlowOptions options = {})
      : network(std::move(given)),
        grid(network, process(network)),
        injections(inject(network, grid)),
        flow(network, grid) {
    options.newton.tolerance = std::min(options.newton.tolerance, 1e-12);
    if (options.start == Start::given)
      voltages = start_voltages(Start::given, network, grid, injections, flow.newton().jacobian());
    result = flow.solve(injections, options, voltages);
  }
  [[nodiscard]] Complex v(std::int32_t bus) const {
    const auto place = static_cast<std::size_t>(grid.place_of_bus(bus));
    return {voltages.re[place], voltages.im[place]};
  }
  [[nodiscard]] std::string notes() const {
    std::string all;
    for (const std::string& note : result.notes) all += note + "\n";
    return all;
  }

  Network network;
  Grid grid;
  Injections injections;
  PowerFlow flow;
  Voltages voltages;
  PowerFlowResult result;
};

}  // namespace conurb::energy::testing

// SPDX-License-Identifier: Apache-2.0
// Plans for faults in grids that nobody drew: random trees with ties, several infeeds, lines with no, one or
// more switches at an end, switches between buses, transformers.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "fixtures.hpp"
#include "plan_checks.hpp"
#include "plugins/energy/index.hpp"
#include "plugins/energy/outage/restoration.hpp"
#include "plugins/energy/outage/switched_grid.hpp"

namespace conurb::energy {
namespace {

class RandomGrid {
 public:
  explicit RandomGrid(std::uint32_t seed) : random_(seed) {
    const std::int32_t buses = 6 + below(18);
    for (std::int32_t bus = 0; bus < buses; ++bus) {
      network.buses.emplace_back();
      network.buses.back().nominal_voltage = 10e3;
    }
    for (std::int32_t bus = 1; bus < buses; ++bus) add_line(below(bus), bus, true);
    for (std::int32_t tie = below(6); tie > 0; --tie) {
      const std::int32_t from = below(buses), to = below(buses);
      if (from != to) add_line(from, to, false);
    }
    for (std::int32_t s = below(4); s > 0; --s)
      add_switch(Switch::Kind::bus, below(buses), below(buses), false);
    for (std::int32_t g = 1 + below(2); g > 0; --g) {
      Generator infeed;
      infeed.bus = g == 1 ? 0 : below(buses);
      infeed.control = Generator::Control::slack;
      network.generators.push_back(infeed);
    }
    customers.assign(at(buses), 0);
    for (std::int32_t bus = 0; bus < buses; ++bus) {
      if (below(5) == 0) continue;
      Load load;
      load.bus = bus;
      load.p = 1e3 * below(150);
      load.q = 0.3 * load.p;
      load.priority = below(8) == 0 ? 1 : 0;
      network.loads.push_back(load);
      customers[at(bus)] = below(50);
    }
    rate();
  }

  std::int32_t below(std::int32_t count) {
    return static_cast<std::int32_t>(random_() % static_cast<std::uint32_t>(count));
  }

  Network network;
  std::vector<double> customers;

 private:
  /// Lines carry what they do, and a little more: so limits bind when one is out.
  void rate() {
    SwitchedGrid grid(network);
    if (!grid.solve(positions_of(network), limits_of(network, {})).solved) return;
    const std::vector<BranchFlow> flows = branch_flows(grid.grid(), grid.voltages());
    for (std::size_t l = 0; l < network.lines.size(); ++l)
      network.lines[l].max_current = std::max(10.0, flows[l].current_from * (1.05 + 0.02 * below(100)));
  }

  void add_switch(Switch::Kind kind, std::int32_t bus, std::int32_t element, bool closed) {
    Switch s;
    s.kind = kind;
    s.bus = bus;
    s.element = element;
    s.closed = closed;
    s.remote = below(2) == 0;
    s.breaker = below(6) == 0;
    network.switches.push_back(s);
  }

  void add_line(std::int32_t from, std::int32_t to, bool closed) {
    Line line;
    line.from = from;
    line.to = to;
    line.r = 0.1 + 0.01 * below(100);
    line.x = 0.1 + 0.01 * below(100);
    line.b = 1e-7 * below(100);
    network.lines.push_back(line);
    const auto row = row_of(network.lines.size() - 1);
    for (const std::int32_t bus : {from, to})
      for (std::int32_t s = below(4) == 0 ? 2 * below(2) : 1; s > 0; --s)
        add_switch(Switch::Kind::line, bus, row, closed);
    if (!closed) add_switch(Switch::Kind::line, to, row, false);
  }

  std::mt19937 random_;
};

TEST(RestorationOfRandomGrids, EveryStepIsRadialLegalAndAwayFromTheFault) {
  int plans = 0, split = 0;
  for (std::uint32_t seed = 0; seed < 150; ++seed) {
    RandomGrid grid(seed);
    const testing::StateSeen normal = testing::look_at(grid.network, grid.customers);
    if (!normal.legal || normal.loops > 0) continue;
    RestorationOptions options;
    options.crews.crews = 1 + grid.below(3);
    options.transfers = static_cast<Transfers>(grid.below(3));
    for (int k = 0; k < 4; ++k) {
      const bool line = grid.below(3) > 0;
      const Fault fault{line ? Fault::Kind::line : Fault::Kind::bus,
                        grid.below(row_of(line ? grid.network.lines.size() : grid.network.buses.size()))};
      SCOPED_TRACE("seed " + std::to_string(seed) + (line ? ", line " : ", bus ") +
                   std::to_string(fault.row));
      const RestorationPlan plan = plan_restoration(grid.network, fault, grid.customers, options);
      testing::check_plan(grid.network, fault, grid.customers, plan);
      ++plans;
      for (const Unrestored& part : plan.dark) split += part.binding ? 1 : 0;
    }
  }
  EXPECT_GT(plans, 200);
  EXPECT_GT(split, 20);  // limits do bind in some
}

}  // namespace
}  // namespace conurb::energy

// SPDX-License-Identifier: Apache-2.0
#include "plan_checks.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "engine/solvers/graph.hpp"
#include "plugins/energy/flows.hpp"
#include "plugins/energy/index.hpp"
#include "plugins/energy/power_flow.hpp"

namespace conurb::energy::testing {

namespace {

bool is_legal(Network network) {
  Grid grid(network, process(network));
  Injections injections = inject(network, grid);
  PowerFlow flow(network, grid);
  Voltages v;
  if (!flow.solve(injections, {}, v).converged()) return false;
  constexpr double kTolerance = 2e-6;  // that of the planner, and the solution's own
  for (std::size_t bus = 0; bus < network.buses.size(); ++bus) {
    const std::int32_t place = grid.place_of_bus(row_of(bus));
    if (place == kNone || injections.kind[at(place)] == NodeKind::dead) continue;
    const double magnitude = std::hypot(v.re[at(place)], v.im[at(place)]);
    if (magnitude < network.buses[bus].v_min - kTolerance) return false;
    if (magnitude > network.buses[bus].v_max + kTolerance) return false;
  }
  const std::vector<double> shares = loadings(network, grid, branch_flows(grid, v));
  return std::ranges::all_of(shares, [](double share) { return share <= 1 + kTolerance; });
}

void operate(Network& network, Device device, bool close) {
  if (device.kind == Device::Kind::infeed)
    network.generators[at(device.row)].in_service = close;
  else
    network.switches[at(device.row)].closed = close;
}

}  // namespace

StateSeen look_at(Network network, std::span<const double> customers) {
  StateSeen seen;
  const Topology topology = process(network);
  solvers::DisjointSets joined(topology.nodes + 1);
  for (const Branch& branch : topology.branches)
    if (branch.through() && !joined.join(branch.from, branch.to)) ++seen.loops;
  std::vector<bool> fed(at(topology.nodes), false);
  for (const Generator& g : network.generators) {
    const std::int32_t node = topology.node_of_bus[at(g.bus)];
    if (!g.in_service || g.control != Generator::Control::slack || node == kNone || fed[at(node)]) continue;
    fed[at(node)] = true;
    if (!joined.join(topology.nodes, node)) ++seen.loops;
  }
  for (std::size_t bus = 0; bus < network.buses.size(); ++bus) {
    const std::int32_t node = topology.node_of_bus[bus];
    seen.bus_alive.push_back(node != kNone && joined.find(node) == joined.find(topology.nodes));
    if (seen.bus_alive.back()) seen.supplied += customers[bus];
  }
  seen.legal = is_legal(std::move(network));
  return seen;
}

bool fault_is_alive(const Network& network, const Fault& fault, const StateSeen& seen) {
  if (fault.kind == Fault::Kind::bus) return seen.bus_alive[at(fault.row)];
  const Topology topology = process(network);
  const std::size_t row = at(fault.row) + (fault.kind == Fault::Kind::transformer ? network.lines.size() : 0);
  const Branch& branch = topology.branches[row];
  const auto alive = [&](std::int32_t node) {
    return node != kNone && seen.bus_alive[at(topology.bus_of_node[at(node)])];
  };
  return (branch.from_closed && alive(branch.from)) || (branch.to_closed && alive(branch.to));
}

void check_plan(const Network& network, const Fault& fault, std::span<const double> customers,
                const RestorationPlan& plan) {
  Network now = network;
  const StateSeen normal = look_at(now, customers);
  EXPECT_TRUE(plan.legal);
  for (const Device device : plan.effect.tripped) operate(now, device, false);
  const StateSeen tripped = look_at(now, customers);
  EXPECT_FALSE(fault_is_alive(now, fault, tripped));
  EXPECT_NEAR(normal.supplied - tripped.supplied, plan.effect.dark_customers, 1e-9);

  double last_s = 0, minutes = 0;
  const auto replay = [&](const std::vector<SwitchingStep>& steps, bool repaired) {
    for (const SwitchingStep& step : steps) {
      SCOPED_TRACE(device_name(network, step.device) + (step.close ? " closes" : " opens"));
      const StateSeen before = look_at(now, customers);
      operate(now, step.device, step.close);
      const StateSeen seen = look_at(now, customers);
      EXPECT_TRUE(seen.legal);
      EXPECT_TRUE(step.state.legal());
      EXPECT_LE(seen.loops, normal.loops);
      EXPECT_TRUE(repaired || !fault_is_alive(now, fault, seen));
      EXPECT_NEAR(seen.supplied + step.dark_customers, normal.supplied, 1e-9);
      EXPECT_NEAR(seen.supplied - before.supplied, step.restored_customers, 1e-9);
      EXPECT_GE(step.end_s, last_s);
      minutes += (normal.supplied - before.supplied) * (step.end_s - last_s) / 60;
      last_s = step.end_s;
    }
  };
  replay(plan.steps, false);
  double dark = 0;
  for (const Unrestored& part : plan.dark) dark += part.customers;
  EXPECT_NEAR(look_at(now, customers).supplied + dark, normal.supplied, 1e-9);
  EXPECT_GE(plan.repaired_s, last_s);
  replay(plan.back, true);
  for (std::size_t s = 0; s < now.switches.size(); ++s)
    EXPECT_EQ(now.switches[s].closed, network.switches[s].closed) << "switch " << s;
  EXPECT_NEAR(plan.reliability.customer_minutes, minutes, 1e-9 * std::max(1.0, minutes));
}

}  // namespace conurb::energy::testing

// SPDX-License-Identifier: Apache-2.0
// Every single fault of the 33-bus feeder: what can be restored is, and of what cannot it is proven by
// looking at all radial configurations there are.
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "fixtures.hpp"
#include "plan_checks.hpp"
#include "plugins/energy/index.hpp"
#include "plugins/energy/outage/restoration.hpp"
#include "plugins/energy/outage/switched_grid.hpp"
#include "tests/validation.hpp"

namespace conurb::energy {
namespace {

std::vector<double> customers_of(const Network& n) {
  std::vector<double> customers(n.buses.size(), 0);
  for (const Load& load : n.loads) customers[at(load.bus)] = load.p / 5e3;
  return customers;
}

/// Whether any of the radial configurations without this line supplies all and is legal.
bool any_legal_without(const Network& n, std::int32_t line) {
  const Zones zones = find_zones(n);
  SwitchedGrid grid(n);
  const Limits limits = limits_of(n, {});
  Positions closed = positions_of(n);
  std::ranges::fill(closed.switches, std::uint8_t{1});
  std::vector<std::int32_t> lines;
  for (std::int32_t l = 0; at(l) < n.lines.size(); ++l)
    (l == line ? closed.switches[at(testing::to_switch(n, l))] = 0 : (lines.push_back(l), 0));
  closed.switches[at(testing::to_switch(n, line) - 1)] = 0;
  // Four of 36 lines open: with 32 closed, a forest over 33 buses is a tree.
  std::vector<std::uint8_t> open(lines.size(), 0);
  std::fill(open.end() - 4, open.end(), std::uint8_t{1});
  do {
    Positions p = closed;
    for (std::size_t i = 0; i < lines.size(); ++i)
      if (open[i] != 0) p.switches[at(testing::to_switch(n, lines[i]))] = 0;
    if (supply_of(zones, p).loops == 0 && grid.look(p, limits).legal()) return true;
  } while (std::next_permutation(open.begin(), open.end()));
  return false;
}

TEST(RestorationOfTheFeeder, EveryLineFaultIsRestoredRadialAndLegal) {
  const Network n = testing::baran_wu();
  const std::vector<double> customers = customers_of(n);
  RestorationOptions options;
  options.transfers = Transfers::always;
  int restored = 0;
  for (std::int32_t line = 0; line < 37; ++line) {
    SCOPED_TRACE("line " + std::to_string(line + 1));
    const Fault fault{Fault::Kind::line, line};
    const RestorationPlan plan = plan_restoration(n, fault, customers, options);
    testing::check_plan(n, fault, customers, plan);
    double dark = 0;
    for (const Unrestored& part : plan.dark) dark += part.customers;
    restored += dark == 0 ? 1 : 0;
    if (dark == 0) continue;
    // The first line is the only one to the source; of the others, no configuration would be legal.
    EXPECT_TRUE(line == 0 || !any_legal_without(n, line));
  }
  validation::row("switching",
                  {"37 faults of a line of it: everybody restored, or no radial state would be legal",
                   validation::this_test(), "the limits", std::to_string(restored) + " restored wholly"});
}

TEST(RestorationOfTheFeeder, EveryBusFaultIsCutOutAndTheRestStaysLegal) {
  const Network n = testing::baran_wu();
  const std::vector<double> customers = customers_of(n);
  for (std::int32_t bus = 0; bus < 33; ++bus) {
    SCOPED_TRACE("bus " + std::to_string(bus + 1));
    const Fault fault{Fault::Kind::bus, bus};
    testing::check_plan(n, fault, customers, plan_restoration(n, fault, customers));
  }
}

TEST(RestorationOfTheFeeder, RemoteSwitchesAndMoreCrewsShortenTheOutage) {
  Network n = testing::baran_wu();
  const std::vector<double> customers = customers_of(n);
  const Fault fault{Fault::Kind::line, 3};
  RestorationOptions options;
  const double one_crew = plan_restoration(n, fault, customers, options).reliability.customer_minutes;
  options.crews.crews = 3;
  const RestorationPlan by_three = plan_restoration(n, fault, customers, options);
  testing::check_plan(n, fault, customers, by_three);
  const double three = by_three.reliability.customer_minutes;
  for (Switch& s : n.switches) s.remote = true;
  const RestorationPlan remote = plan_restoration(n, fault, customers, options);
  testing::check_plan(n, fault, customers, remote);
  EXPECT_LT(three, one_crew);
  EXPECT_LT(remote.reliability.customer_minutes, three);
}

}  // namespace
}  // namespace conurb::energy

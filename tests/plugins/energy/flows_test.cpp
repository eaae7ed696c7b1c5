// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/flows.hpp"

#include <gtest/gtest.h>

#include "plugins/energy/switch_flows.hpp"
#include "tests/plugins/energy/small_networks.hpp"

namespace conurb::energy {
namespace {

using testing::NetworkText;
using testing::Solved;

std::vector<Complex> generators(const Solved& s) {
  return generator_powers(s.network, s.grid, s.injections, s.voltages);
}
std::vector<Complex> switches(const Solved& s) {
  const std::vector<BranchFlow> flows = branch_flows(s.grid, s.voltages);
  std::vector<double> magnitude;
  for (std::size_t bus = 0; bus < s.network.buses.size(); ++bus) {
    const std::int32_t place = s.grid.place_of_bus(row_of(bus));
    magnitude.push_back(place == kNone ? 0 : std::hypot(s.voltages.re[at(place)], s.voltages.im[at(place)]));
  }
  std::vector<Complex> through(s.network.switches.size());
  SwitchFlows(s.network, s.grid.topology())
      .find(s.network, magnitude, std::span(flows).first(s.network.lines.size()),
            std::span(flows).subspan(s.network.lines.size()), generators(s), through);
  return through;
}

TEST(Flows, LoadingIsTheLargerCurrentOverItsLimit) {
  NetworkText text;
  const std::int32_t a = text.bus(), b = text.bus(), low = text.bus(400);
  text.generator(a, Generator::Control::slack);
  text.line(a, b);
  text.transformer(b, low);
  text.load(low, 5e5, 0);
  text.network.lines[0].max_current = 100;
  const Solved s(text.network);
  ASSERT_TRUE(s.result.converged());
  const std::vector<BranchFlow> flows = branch_flows(s.grid, s.voltages);
  const std::vector<double> loading = loadings(s.network, s.grid, flows);
  const double current =
      std::hypot(flows[0].p_from, flows[0].q_from) / (std::sqrt(3) * 10e3 * std::abs(s.v(a)));
  EXPECT_NEAR(flows[0].current_from, current, 1e-9 * current);
  EXPECT_NEAR(loading[0], current / 100, 1e-9);
  // Of a transformer the current counts against that of its rated power at its rated voltage.
  const double low_current = 5e5 / (std::sqrt(3) * 400 * std::abs(s.v(low)));
  EXPECT_NEAR(loading[1], low_current * std::sqrt(3) * 400 / 1e6, 1e-9);
  EXPECT_GT(loading[1], 0.5);
}

TEST(Flows, AnElementOutOfServiceCarriesNothing) {
  NetworkText text;
  const std::int32_t a = text.bus(), b = text.bus();
  text.generator(a, Generator::Control::slack);
  text.line(a, b);
  text.line(a, b);
  text.network.lines[1].in_service = false;
  text.load(b, 1e6, 0);
  const Solved s(text.network);
  const std::vector<BranchFlow> flows = branch_flows(s.grid, s.voltages);
  EXPECT_NEAR(-flows[0].p_to, 1e6, 1e-3);
  EXPECT_EQ(flows[1].p_from, 0);
  EXPECT_EQ(flows[1].current_to, 0);
}

TEST(Flows, UnitsAtOneNodeShareItsReactivePowerByTheirRanges) {
  NetworkText text;
  const std::int32_t a = text.bus(), b = text.bus();
  text.line(a, b);
  text.generator(a, Generator::Control::slack);
  for (const double most : {1e6, 3e6}) {
    Generator& g = text.generator(b, Generator::Control::pv, 5e5, 1.01);
    g.q_min = -most;
    g.q_max = most;
  }
  text.load(b, 3e6, 1e6);
  const Solved s(text.network);
  ASSERT_TRUE(s.result.converged());
  const std::vector<Complex> powers = generators(s);
  EXPECT_NEAR(powers[1].imag() * 3, powers[2].imag(), 1e-6 * std::abs(powers[2].imag()));
  EXPECT_NEAR(powers[0].real(), 3e6 - 1e6 + losses(branch_flows(s.grid, s.voltages)), 1e-3);
}

/// A busbar of three sections: what passes each switch is what lies beyond it.
TEST(SwitchFlows, CarryWhatLiesBeyondThem) {
  NetworkText text;
  const std::int32_t a = text.bus(), b = text.bus(), c = text.bus(), far = text.bus();
  text.generator(a, Generator::Control::slack);
  const std::int32_t ab = text.join(Switch::Kind::bus, a, b), cb = text.join(Switch::Kind::bus, c, b);
  const std::int32_t open = text.join(Switch::Kind::bus, a, far, false);
  text.load(b, 1e6, 2e5);
  text.load(c, 5e5, 0, 1);
  text.line(c, far);
  text.load(far, 2e6, 1e6);
  const Solved s(text.network);
  ASSERT_TRUE(s.result.converged());
  const std::vector<Complex> through = switches(s);
  const BranchFlow line = branch_flows(s.grid, s.voltages)[0];
  EXPECT_NEAR(through[static_cast<std::size_t>(ab)].real(), 1.5e6 + line.p_from, 1e-3);
  EXPECT_NEAR(through[static_cast<std::size_t>(ab)].imag(), 2e5 + line.q_from, 1e-3);
  EXPECT_NEAR(through[static_cast<std::size_t>(cb)].real(), -(5e5 + line.p_from), 1e-3);
  EXPECT_EQ(through[static_cast<std::size_t>(open)], Complex(0));
}

TEST(SwitchFlows, SplitEquallyAroundALoop) {
  NetworkText text;
  const std::int32_t a = text.bus(), b = text.bus(), c = text.bus();
  text.generator(a, Generator::Control::slack);
  text.join(Switch::Kind::bus, a, b);
  text.join(Switch::Kind::bus, b, c);
  text.join(Switch::Kind::bus, a, c);
  text.load(c, 3e6, 0);
  const Solved s(text.network);
  const std::vector<Complex> through = switches(s);
  EXPECT_NEAR(through[0].real(), 1e6, 1e-3);
  EXPECT_NEAR(through[1].real(), 1e6, 1e-3);
  EXPECT_NEAR(through[2].real(), 2e6, 1e-3);
}

}  // namespace
}  // namespace conurb::energy

// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/grid_solver.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <thread>

#include "tests/plugins/energy/reference_cases.hpp"
#include "tests/plugins/energy/small_networks.hpp"

namespace conurb::energy {
namespace {

using testing::NetworkText;
using testing::Solved;

/// Islands of every kind: a ring that a generator holds, a tree below a transformer with a line that hangs
/// open into the ring, buses joined by switches, one without a source, and an automatic tap and capacitor.
Network district() {
  NetworkText text;
  for (int i = 0; i < 8; ++i) text.bus();
  const std::int32_t low = text.bus(400), end = text.bus(400);
  for (const auto& [from, to] : {std::pair{0, 1}, {1, 2}, {2, 0}, {3, 4}, {4, 2}, {6, 7}})
    text.line(from, to);
  text.network.lines[4].b = 1e-3;
  text.join(Switch::Kind::line, 2, 4, false);
  text.join(Switch::Kind::bus, 4, 5);
  text.join(Switch::Kind::line, 1, 1);
  const std::int32_t t = text.transformer(5, low);
  text.join(Switch::Kind::transformer, low, t);
  text.line(low, end, 0.01, 0.004);
  text.generator(0, Generator::Control::slack, 0, 1.01);
  text.generator(1, Generator::Control::pv, 2e5, 1.0);
  text.generator(3, Generator::Control::slack, 0, 0.99);
  for (const std::int32_t bus : {1, 2, 4, 5, 6}) text.load(bus, 1e5 * bus, 4e4 * bus, 0.1, 0.2);
  text.load(end, 3e4, 1e4);
  const std::int32_t sub = text.bus(), far = text.bus(400);
  text.generator(sub, Generator::Control::slack);
  Transformer& regulated = text.network.transformers[static_cast<std::size_t>(text.transformer(sub, far))];
  regulated.tap = {TapChanger::Side::hv, 0, 0, -8, 8, 0.0125, 0, true, -1, 1, 0.02};
  text.load(far, 2e6, 1e6);
  Shunt shunt;
  shunt.bus = 2;
  shunt.q = -1e5;
  shunt.steps = shunt.most_steps = 3;
  text.network.shunts.push_back(shunt);
  for (Line& line : text.network.lines) line.max_current = 100;
  return text.network;
}

PowerFlowOptions with_controls() {
  PowerFlowOptions options;
  options.regulate = true;
  return options;
}

/// Another hour: all that may change between cases does.
void turn_to(int hour, Network& n) {
  const Network first = district();
  const double part = 0.3 + 0.1 * (hour % 7);
  for (std::size_t i = 0; i < n.loads.size(); ++i) {
    n.loads[i].p = part * first.loads[i].p;
    n.loads[i].q = part * first.loads[i].q;
  }
  n.generators[0].v = 1 + 0.002 * hour;
  n.generators[1].p = 1e5 * hour;
  n.generators[2].angle = 0.01 * hour;
  n.transformers[0].tap.position = hour % 3 - 1;
  n.transformers[0].tap.step = 0.025;
  n.shunts[0].steps = hour % 4;
}

std::uint64_t bits(double value) {
  return std::isnan(value) ? 0 : std::bit_cast<std::uint64_t>(value);  // one NaN is as good as another
}

/// All numbers of a state, in order.
std::vector<std::uint64_t> bits_of(const GridState& state, const Network& network) {
  std::vector<std::uint64_t> all;
  const auto add = [&](const std::vector<double>& values) {
    for (const double value : values) all.push_back(bits(value));
  };
  const auto add_flows = [&](const std::vector<BranchFlow>& flows) {
    for (const BranchFlow& f : flows) add({f.p_from, f.q_from, f.p_to, f.q_to, f.current_from, f.current_to});
  };
  add(state.voltage);
  add(state.angle);
  add_flows(state.line);
  add_flows(state.transformer);
  add(state.line_loading);
  add(state.transformer_loading);
  for (const auto* powers : {&state.through_switch, &state.generator})
    for (const Complex& power : *powers) add({power.real(), power.imag()});
  for (const auto* flags : {&state.energised, &state.line_live, &state.transformer_live})
    all.insert(all.end(), flags->begin(), flags->end());
  for (const Transformer& t : network.transformers) all.push_back(static_cast<std::uint64_t>(t.tap.position));
  return all;
}

std::vector<std::uint64_t> afresh(Network network) {
  GridSolver solver(network);
  const GridState& state = solver.solve(network, with_controls());
  return bits_of(state, network);
}

/// As many threads as there are islands.
void all_at_once(std::size_t count, const std::function<void(std::size_t)>& body) {
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < count; ++i) threads.emplace_back([&body, i] { body(i); });
  for (std::thread& thread : threads) thread.join();
}

TEST(GridSolver, HasTheBitsOfAFreshOneWhateverItSolvedBefore) {
  Network network = district();
  turn_to(0, network);
  const GridPlan plan(network);
  GridSolver solver(plan, network);
  for (const int hour : {0, 3, 6, 3, 11, 0}) {
    Network now = network;
    turn_to(hour, now);
    const std::vector<std::uint64_t> wanted = afresh(now);
    EXPECT_EQ(bits_of(solver.solve(now, with_controls()), now), wanted) << hour;
  }
}

TEST(GridSolver, HasTheSameBitsWithAnyNumberOfThreads) {
  Network network = district();
  turn_to(2, network);
  GridSolver one(network), many(network);
  Network other = network;
  const std::vector<std::uint64_t> wanted = bits_of(one.solve(network, with_controls()), network);
  EXPECT_EQ(bits_of(many.solve(other, with_controls(), all_at_once), other), wanted);
}

/// 1e-8: Newton's method on the whole network is the oracle, and both stop at mismatches of less.
TEST(GridSolver, HasTheVoltagesOfTheWholeNetwork) {
  Network network = district();
  turn_to(4, network);
  GridSolver solver(network);
  const GridState& state = solver.solve(network, with_controls());
  const Solved whole(network);
  ASSERT_TRUE(whole.result.converged());
  EXPECT_NE(network.transformers[1].tap.position, 0);
  for (std::size_t bus = 0; bus < network.buses.size(); ++bus) {
    const Complex v = whole.v(row_of(bus));
    EXPECT_EQ(state.energised[bus] != 0, std::abs(v) > 0) << bus;
    if (state.energised[bus] == 0) continue;
    EXPECT_NEAR(state.voltage[bus], std::abs(v), 1e-8) << bus;
    EXPECT_NEAR(state.angle[bus], std::arg(v), 1e-8) << bus;
  }
}

TEST(GridSolver, FollowsASwitchThatIsThrown) {
  Network network = district();
  turn_to(1, network);
  GridSolver solver(network);
  EXPECT_EQ(solver.solve(network, with_controls()).energised[5], 1);
  network.switches[1].closed = false;
  GridSolver opened(network);
  const GridState& state = opened.solve(network, with_controls());
  EXPECT_EQ(state.energised[5], 0);
  EXPECT_TRUE(std::isnan(state.voltage[9]));  // below the transformer that hung at it
  EXPECT_TRUE(std::isnan(state.through_switch[1].real()));
  EXPECT_EQ(state.energised[4], 1);
  network.switches[1].closed = true;
  GridSolver closed(network);
  EXPECT_EQ(bits_of(closed.solve(network, with_controls()), network), afresh(network));
}

TEST(GridSolver, TellsOfAnIslandWithoutSolutionAndSolvesItAgainWhenItCan) {
  Network network = district();
  turn_to(1, network);
  const std::vector<std::uint64_t> wanted = afresh(network);
  GridSolver solver(network);
  EXPECT_EQ(solver.solve(network, with_controls()).energised[9], 1);
  Network beyond = network;
  beyond.loads[5].p = 5e6;
  const GridState& dark = solver.solve(beyond, with_controls());
  ASSERT_EQ(dark.unsolved.size(), 1U);
  EXPECT_EQ(dark.unsolved[0].bus, 3);
  EXPECT_EQ(dark.unsolved[0].buses, 5);
  EXPECT_NE(dark.unsolved[0].reason.find("half of the load"), std::string::npos) << dark.unsolved[0].reason;
  EXPECT_EQ(dark.energised[9], 0);
  EXPECT_TRUE(std::isnan(dark.voltage[9]));
  EXPECT_TRUE(std::isnan(dark.line_loading[3]));
  EXPECT_TRUE(std::isnan(dark.generator[2].real()));
  EXPECT_TRUE(std::isnan(dark.through_switch[1].real()));
  EXPECT_EQ(dark.energised[0], 1);
  EXPECT_EQ(dark.energised[6], 0);  // no source; nothing to tell
  const GridState& again = solver.solve(network, with_controls());
  EXPECT_TRUE(again.unsolved.empty());
  EXPECT_EQ(bits_of(again, network), wanted);
}

TEST(GridSolver, GivesSwitchesWhatGoesThroughThem) {
  Network network = district();
  turn_to(1, network);
  GridSolver solver(network);
  const GridState& state = solver.solve(network, with_controls());
  // From bus 4 to bus 5 goes what the transformer and the load there take.
  const Load& load = network.loads[3];
  const double v = state.voltage[5];
  const double drawn = load.p * (0.7 + 0.2 * v + 0.1 * v * v);
  EXPECT_NEAR(state.through_switch[1].real(), drawn + state.transformer[0].p_from, 1);
  EXPECT_EQ(state.through_switch[2].real(), state.line[1].p_from);
  EXPECT_EQ(state.through_switch[3].real(), state.transformer[0].p_to);
  EXPECT_TRUE(std::isnan(state.through_switch[0].real()));  // open
}

TEST(GridSolver, SolvesARealDistrictHourForHourAsAFreshOneDoes) {
  CONURB_NEED_ENERGY_DATA("pandapower");
  Network network = testing::pandapower_case("lv_schutterwald");
  const Network first = network;
  GridSolver solver(network);
  for (int hour = 0; hour < 3; ++hour) {
    for (std::size_t i = 0; i < network.loads.size(); ++i) {
      const double part = 0.2 + 0.1 * static_cast<double>((i + static_cast<std::size_t>(hour) * 5) % 9);
      network.loads[i].p = part * first.loads[i].p;
      network.loads[i].q = part * first.loads[i].q;
    }
    Network alone = network;
    GridSolver fresh(alone);
    EXPECT_EQ(bits_of(solver.solve(network, with_controls(), all_at_once), network),
              bits_of(fresh.solve(alone, with_controls()), alone));
  }
}

TEST(GridSolver, ASolutionBeyondAllGridsIsNone) {
  Network network;
  for (const double nominal : {20e3, 0.1}) {  // 400 V are meant
    Bus bus;
    bus.nominal_voltage = nominal;
    network.buses.push_back(bus);
  }
  Transformer transformer;
  transformer.hv = 0;
  transformer.lv = 1;
  transformer.rated_hv = 20e3;
  transformer.rated_lv = 400;
  transformer.x = 0.01;
  network.transformers.push_back(transformer);
  Generator slack;
  slack.control = Generator::Control::slack;
  network.generators.push_back(slack);
  GridSolver solver(network);
  const GridState& state = solver.solve(network, {});
  ASSERT_EQ(state.unsolved.size(), 1U);
  EXPECT_NE(state.unsolved[0].reason.find("nominal voltage"), std::string::npos) << state.unsolved[0].reason;
  EXPECT_TRUE(std::isnan(state.voltage[1]));
}

}  // namespace
}  // namespace conurb::energy

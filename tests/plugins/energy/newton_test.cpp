// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/newton.hpp"

#include <gtest/gtest.h>

#include <array>

#include "tests/plugins/energy/small_networks.hpp"

namespace conurb::energy {
namespace {

using testing::NetworkText;

NetworkText ring() {
  NetworkText text;
  for (int i = 0; i < 5; ++i) text.bus();
  for (int i = 0; i < 5; ++i) text.line(i, (i + 1) % 5, 0.2 + 0.1 * i, 1 + 0.3 * i);
  text.network.lines[2].b = 2e-3;
  text.generator(0, Generator::Control::slack);
  text.generator(3, Generator::Control::pv, 1e6, 1.01);
  text.load(1, 2e6, 1e6, 0.2, 0.3);
  text.load(2, 1e6, 5e5, 0, 1);
  text.load(4, 2e6, -5e5);
  return text;
}

struct Bench {
  explicit Bench(Network given)
      : network(std::move(given)), grid(network, process(network)), in(inject(network, grid)), newton(grid) {
    v = start_voltages(Start::flat, network, grid, in, newton.jacobian());
    for (std::size_t i = 0; i < v.re.size(); ++i) {  // anywhere but at a solution
      v.im[i] = 0.02 * static_cast<double>(i);
      v.re[i] += 0.01 * static_cast<double>(i % 3);
    }
  }
  /// Powers fed in at all places, p then q.
  std::vector<double> powers(const Voltages& at) const {
    const std::size_t n = at.re.size();
    std::vector<double> all(2 * n);
    newton.powers(at, std::span(all).first(n), std::span(all).last(n));
    for (std::size_t i = 0; i < n; ++i) {
      const double m = std::hypot(at.re[i], at.im[i]);
      all[i] += in.p_current[i] * m;
      all[n + i] += in.q_current[i] * m;
    }
    return all;
  }
  Network network;
  Grid grid;
  Injections in;
  Newton newton;
  Voltages v;
};

/// 1e-6: central differences of steps of 1e-6 err by about 1e-10 of values up to 10.
TEST(Newton, TheJacobianIsWhatDifferencesSay) {
  Bench b(ring().network);
  (void)b.newton.assemble(b.in, b.v);
  const solvers::BlockPattern& pattern = b.grid.pattern();
  const auto n = static_cast<std::size_t>(pattern.rows());
  for (std::size_t k = 0; k < n; ++k) {
    for (std::size_t unknown = 0; unknown < 2; ++unknown) {
      const double h = 1e-6;
      std::array<std::vector<double>, 2> powers;
      for (std::size_t side = 0; side < 2; ++side) {
        Voltages moved = b.v;
        const double step = side == 0 ? h : -h;
        const Complex v(moved.re[k], moved.im[k]);
        const Complex to = unknown == 0 ? v * std::polar(1.0, step) : v * (1 + step);
        moved.re[k] = to.real();
        moved.im[k] = to.imag();
        powers[side] = b.powers(moved);
      }
      for (std::size_t i = 0; i < n; ++i) {
        const NodeKind kind = b.in.kind[i];
        const std::int32_t block = pattern.block(static_cast<std::int32_t>(i), static_cast<std::int32_t>(k));
        for (std::size_t equation = 0; equation < 2; ++equation) {
          const bool bound = kind == NodeKind::slack || (kind == NodeKind::pv && equation == 1);
          const double expected = bound
                                      ? (i == k && equation == unknown ? 1 : 0)
                                      : (powers[0][equation * n + i] - powers[1][equation * n + i]) / (2 * h);
          const double found =
              block < 0 ? 0
                        : b.newton.jacobian()
                              .values()[4 * static_cast<std::size_t>(block) + 2 * equation + unknown];
          EXPECT_NEAR(found, expected, 1e-6) << "equation " << equation << " of " << i << " by " << k;
        }
      }
    }
  }
}

TEST(Newton, ConvergesWithTheSquareOfTheMismatch) {
  Bench b(ring().network);
  std::vector<double> mismatches;
  for (int i = 0; i < 5; ++i) {
    mismatches.push_back(b.newton.assemble(b.in, b.v));
    ASSERT_TRUE(b.newton.advance(b.in, b.v));
  }
  for (std::size_t i = 2; i < 5 && mismatches[i - 1] > 1e-6; ++i)
    EXPECT_LT(mismatches[i], 20 * mismatches[i - 1] * mismatches[i - 1]);
  EXPECT_LT(mismatches[4], 1e-10);
}

TEST(Newton, TellsThatItRanOutOfIterationsAndWhereItStands) {
  Bench b(ring().network);
  NewtonOptions options;
  options.most_iterations = 1;
  options.tolerance = 1e-13;
  const NewtonResult result = b.newton.solve(b.in, options, b.v);
  EXPECT_EQ(result.outcome, Outcome::iterations);
  EXPECT_EQ(result.iterations, 1);
  EXPECT_GT(result.mismatch, 1e-13);
  EXPECT_GE(result.worst, 0);
}

/// A reactor and a series capacitor of its size meet at a bus that nothing else holds: its own block
/// vanishes, and comes first.
TEST(Newton, SolvesWhereTheFixedOrderMeetsAVanishingBlock) {
  NetworkText text;
  for (int i = 0; i < 4; ++i) text.bus();
  text.line(0, 1, 0, 5);
  text.line(0, 2, 0, -5);
  text.line(1, 3, 0.1, 1);
  text.line(2, 3, 0.1, 2);
  text.line(1, 2, 0.1, 3);
  text.generator(3, Generator::Control::slack);
  text.load(1, 2e6, 1e6);
  text.load(2, 1e6, 0);
  Bench b(text.network);
  b.v = start_voltages(Start::flat, b.network, b.grid, b.in, b.newton.jacobian());
  (void)b.newton.assemble(b.in, b.v);
  b.newton.jacobian().clear_fill();
  ASSERT_LT(b.newton.jacobian().factor(), 1e-11);
  const NewtonResult result = b.newton.solve(b.in, {1e-12, 20}, b.v);
  EXPECT_EQ(result.outcome, Outcome::converged);
  EXPECT_LE(result.iterations, 6);
}

TEST(Newton, NumbersWithoutBoundEndItAndDoNotSpread) {
  Bench b(ring().network);
  b.v.re[1] = kUnlimited;
  EXPECT_EQ(b.newton.solve(b.in, {}, b.v).outcome, Outcome::singular);
  Bench none(ring().network);
  none.v.re.assign(none.v.re.size(), 0.0);
  none.v.im.assign(none.v.im.size(), 0.0);
  EXPECT_EQ(none.newton.solve(none.in, {}, none.v).outcome, Outcome::singular);
}

}  // namespace
}  // namespace conurb::energy

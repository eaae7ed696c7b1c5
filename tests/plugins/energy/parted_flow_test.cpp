// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/parted_flow.hpp"

#include <gtest/gtest.h>

#include <map>

#include "tests/plugins/energy/reference_cases.hpp"
#include "tests/plugins/energy/small_networks.hpp"
#include "tests/validation.hpp"

namespace conurb::energy {
namespace {

using testing::NetworkText;
using testing::Solved;
using validation::Worst;

/// A ring, a tree that a line hangs open into, a part without a source, and a bus out of service.
Network four_parts() {
  NetworkText text;
  for (int i = 0; i < 10; ++i) text.bus();
  for (const auto& [from, to] : {std::pair{0, 1}, {1, 2}, {2, 0}, {3, 4}, {4, 5}, {2, 5}, {6, 7}, {5, 8}})
    text.line(from, to);
  text.network.lines[5].b = 1e-3;
  text.join(Switch::Kind::line, 5, 5, false);
  text.join(Switch::Kind::bus, 8, 9);
  text.network.buses[7].in_service = true;
  text.generator(0, Generator::Control::slack, 0, 1.01);
  text.generator(3, Generator::Control::slack, 0, 0.99);
  for (int bus = 1; bus < 10; ++bus) text.load(bus, 1e5 * bus, 4e4 * bus, 0.1, 0.2);
  const std::int32_t out = text.bus();
  text.network.buses[static_cast<std::size_t>(out)].in_service = false;
  text.load(out, 1e6, 0);
  return text.network;
}

/// 1e-12: the same equations, but for those of the islands that have nothing to do with each other.
TEST(PartedFlow, HasTheSolutionOfTheWhole) {
  const Network network = four_parts();
  const Solved whole(network);
  PowerFlowOptions options;
  options.newton.tolerance = 1e-12;
  const PartedFlow parted(network, options);
  ASSERT_EQ(parted.parts().size(), 3U);
  EXPECT_FALSE(parted.parts()[0]->is_tree());
  EXPECT_TRUE(parted.parts()[1]->is_tree());
  EXPECT_TRUE(parted.parts()[2]->is_dead());
  std::size_t found = 0;
  for (const auto& part : parted.parts()) {
    const NetworkPart& rows = part->rows();
    for (std::size_t row = 0; row < rows.bus.size(); ++row) {
      const std::int32_t place = part->grid().place_of_bus(static_cast<std::int32_t>(row));
      if (place == kNone) continue;  // stands in for a bus elsewhere
      ++found;
      const auto i = static_cast<std::size_t>(place);
      EXPECT_NEAR(std::abs(Complex(part->base().re[i], part->base().im[i]) - whole.v(rows.bus[row])), 0,
                  1e-12);
    }
  }
  EXPECT_EQ(found, 10U);
}

TEST(PartedFlow, ManyCasesAreEachWhatAFlowOfTheirOwnSays) {
  const Network network = four_parts();
  PartedFlow parted(network);
  const NewtonOptions options{1e-12, 30};
  const auto factor = [](std::size_t lane) { return 0.6 + 0.1 * static_cast<double>(lane); };
  std::size_t checked = 0;
  parted.solve_many(
      [&](std::size_t part, std::span<double> p, std::span<double> q) {
        const Injections& in = parted.parts()[part]->injections();
        for (std::size_t i = 0; i < p.size(); ++i) {
          p[i] = factor(i % kLanes) * in.p[i / kLanes];
          q[i] = factor(i % kLanes) * in.q[i / kLanes];
        }
      },
      [&](std::size_t part, std::span<const double> re, std::span<const double> im,
          std::span<const NewtonResult> results) {
        const FlowPart& of = *parted.parts()[part];
        for (std::size_t lane = 0; lane < kLanes; ++lane) {
          ASSERT_EQ(results[lane].outcome, Outcome::converged);
          Injections alone = of.injections();
          for (std::size_t i = 0; i < alone.p.size(); ++i) {
            alone.p[i] *= factor(lane);
            alone.q[i] *= factor(lane);
          }
          Voltages v = of.base();
          Newton newton(of.grid());
          ASSERT_EQ(newton.solve(alone, options, v).outcome, Outcome::converged);
          for (std::size_t i = 0; i < v.re.size(); ++i, ++checked)
            EXPECT_NEAR(std::hypot(re[i * kLanes + lane] - v.re[i], im[i * kLanes + lane] - v.im[i]), 0,
                        1e-10);
        }
      },
      options);
  EXPECT_EQ(checked, kLanes * 7);  // nodes: 3 and 4, the switch joins two buses, dead ones are left out
}

TEST(PartedFlow, AnIslandBeyondItsLimitLeavesTheOthersTheirs) {
  Network network = four_parts();
  network.loads[4].p = 1e9;  // at bus 5, in the tree
  PartedFlow parted(network);
  EXPECT_TRUE(parted.parts()[0]->base_result().converged());
  EXPECT_FALSE(parted.parts()[1]->base_result().converged());
  EXPECT_FALSE(parted.solve_scaled(std::vector<double>(kLanes, 1.0), {}));
}

/// Grids with their geometry from pandapower, solved by MATPOWER after a conversion of its own
/// (data/energy/ref/SOURCES). 1e-8 and 1e-6 degrees are what the digits of the table allow.
class PandapowerReference : public ::testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(Grids, PandapowerReference,
                         ::testing::Values("mv_oberrhein", "mv_oberrhein_substations", "lv_schutterwald"),
                         [](const auto& given) { return std::string(given.param); });

TEST_P(PandapowerReference, EqualsMatpower) {
  CONURB_NEED_ENERGY_DATA("pandapower");
  const std::string name = GetParam();
  const Network network = testing::pandapower_case(name);
  PowerFlowOptions options;
  options.newton.tolerance = 1e-10;
  const PartedFlow parted(network, options);
  std::map<std::int64_t, Complex> at_bus;
  int iterations = 0;
  for (const auto& part : parted.parts()) {
    if (part->is_dead()) continue;
    ASSERT_TRUE(part->base_result().converged());
    iterations = std::max(iterations, part->base_result().iterations);
    for (std::size_t row = 0; row < part->rows().bus.size(); ++row) {
      const std::int32_t place = part->grid().place_of_bus(static_cast<std::int32_t>(row));
      if (place == kNone) continue;
      const auto i = static_cast<std::size_t>(place);
      at_bus[part->rows().network.buses[row].id] = Complex(part->base().re[i], part->base().im[i]);
    }
  }
  const testing::Table table(testing::energy_data("ref/pp_" + name + "_bus.csv"));
  EXPECT_EQ(table.rows(), network.buses.size());
  Worst magnitude, angle;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const auto found = at_bus.find(static_cast<std::int64_t>(table.at(row, "pandapower_bus")));
    ASSERT_NE(found, at_bus.end());
    magnitude.add(std::abs(std::abs(found->second) - table.at(row, "vm_pu")));
    angle.add(std::abs(
        std::remainder(std::arg(found->second) / kDegree - table.at(row, "va_deg_with_trafo_shift"), 360.0)));
  }
  EXPECT_LE(magnitude.value(), 1e-8);
  EXPECT_LE(angle.value(), 1e-6);
  validation::row("power_flow", {name, std::to_string(table.rows()), std::to_string(iterations),
                                 validation::figure(magnitude.value()), validation::figure(angle.value()), "",
                                 validation::met()});
}

/// What pandapower itself left in the file. Its flow left out the transformers' shift, so angles are apart by
/// 150 degrees. 1e-10 of the nominal voltage: its own stop is a mismatch of 1e-8 of a base of 1 MVA, after a
/// last step that did far better.
TEST(PandapowerStored, MagnitudesAreThoseInTheFile) {
  CONURB_NEED_ENERGY_DATA("pandapower");
  const Network network = testing::pandapower_case("mv_oberrhein");
  PowerFlowOptions options;
  options.newton.tolerance = 1e-11;
  const PartedFlow parted(network, options);
  const std::map<std::int64_t, double> stored = testing::pandapower_magnitudes("mv_oberrhein");
  Worst magnitude;
  std::size_t compared = 0;
  for (const auto& part : parted.parts()) {
    for (std::size_t row = 0; row < part->rows().bus.size(); ++row) {
      const std::int32_t place = part->grid().place_of_bus(static_cast<std::int32_t>(row));
      const auto found = stored.find(part->rows().network.buses[row].id);
      if (place == kNone || found == stored.end()) continue;
      const auto i = static_cast<std::size_t>(place);
      magnitude.add(std::abs(std::hypot(part->base().re[i], part->base().im[i]) - found->second));
      ++compared;
    }
  }
  EXPECT_EQ(compared, 179U);
  EXPECT_LE(magnitude.value(), 1e-10);
  validation::row("power_flow", {"mv_oberrhein, stored by pandapower", std::to_string(compared), "",
                                 validation::figure(magnitude.value()), "", "", validation::met()});
}

}  // namespace
}  // namespace conurb::energy

// SPDX-License-Identifier: Apache-2.0
// MATPOWER's solutions (data/energy/ref/SOURCES: Octave, tolerance 1e-10, no limits of reactive power,
// started from the voltages of the case), and outages one by one.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "plugins/energy/contingency.hpp"
#include "plugins/energy/dc_flow.hpp"
#include "plugins/energy/flows.hpp"
#include "plugins/energy/power_flow.hpp"
#include "tests/plugins/energy/reference_cases.hpp"
#include "tests/validation.hpp"

namespace conurb::energy {
namespace {

using testing::energy_data;
using testing::matpower_case;
using testing::Table;
using validation::Worst;

struct Solution {
  explicit Solution(Network given, double tolerance)
      : network(std::move(given)),
        grid(network, process(network)),
        injections(inject(network, grid)),
        flow(network, grid) {
    PowerFlowOptions options;
    options.start = Start::given;
    options.newton.tolerance = tolerance;
    voltages = start_voltages(Start::given, network, grid, injections, flow.newton().jacobian());
    result = flow.solve(injections, options, voltages);
    flows = branch_flows(grid, voltages);
  }
  [[nodiscard]] Complex v(std::int32_t bus) const {
    const auto place = static_cast<std::size_t>(grid.place_of_bus(bus));
    return {voltages.re[place], voltages.im[place]};
  }
  /// Branch of the topology for a row of the case's list.
  [[nodiscard]] std::int32_t branch(std::size_t row) const {
    const BranchRef& ref = network.branch_order[row];
    return ref.row +
           (ref.kind == BranchRef::Kind::line ? 0 : static_cast<std::int32_t>(network.lines.size()));
  }
  Network network;
  Grid grid;
  Injections injections;
  PowerFlow flow;
  Voltages voltages;
  PowerFlowResult result;
  std::vector<BranchFlow> flows;
};

double degrees_apart(double a, double b) {
  return std::abs(std::remainder(a - b, 360.0));
}

struct Case {
  const char* file;
  const char* reference;
  int iterations;  ///< of MATPOWER at a tolerance of 1e-8 (ref/summary.csv)
};
constexpr Case kCases[] = {{"case9", "case9", 4},
                           {"case14", "case14", 2},
                           {"case30", "case30", 3},
                           {"case33bw_evaluated", "case33bw", 3},
                           {"case69_evaluated", "case69", 4},
                           {"case118", "case118", 3},
                           {"case300", "case300", 5},
                           {"case1354pegase", "case1354pegase", 4},
                           {"case2869pegase", "case2869pegase", 6}};

class PowerFlowReference : public ::testing::TestWithParam<Case> {};

INSTANTIATE_TEST_SUITE_P(Matpower, PowerFlowReference, ::testing::ValuesIn(kCases),
                         [](const auto& given) { return std::string(given.param.reference); });

/// Voltages to 1e-8 and 1e-6 degrees, which is what the tables' digits allow; powers to their seven digits.
TEST_P(PowerFlowReference, EqualsMatpower) {
  CONURB_NEED_ENERGY_DATA("matpower");
  const std::string name = GetParam().reference;
  const Solution at_8(matpower_case(GetParam().file), 1e-8), s(matpower_case(GetParam().file), 1e-10);
  ASSERT_TRUE(s.result.converged());
  EXPECT_EQ(at_8.result.iterations, GetParam().iterations);
  std::map<std::int64_t, std::int32_t> bus_of;
  for (std::size_t i = 0; i < s.network.buses.size(); ++i)
    bus_of[s.network.buses[i].id] = static_cast<std::int32_t>(i);

  const Table buses(energy_data("ref/" + name + "_bus.csv"));
  ASSERT_EQ(buses.rows(), s.network.buses.size());
  Worst magnitude, angle, dc;
  solvers::BlockLu workspace(s.grid.shared_pattern());
  const std::vector<double> dc_found = dc_angles(s.grid, s.injections, workspace);
  ASSERT_FALSE(dc_found.empty());
  for (std::size_t row = 0; row < buses.rows(); ++row) {
    const std::int32_t bus = bus_of.at(static_cast<std::int64_t>(buses.at(row, "bus")));
    magnitude.add(std::abs(std::abs(s.v(bus)) - buses.at(row, "vm_pu")));
    angle.add(degrees_apart(std::arg(s.v(bus)) / kDegree, buses.at(row, "va_deg")));
    dc.add(degrees_apart(dc_found[static_cast<std::size_t>(s.grid.place_of_bus(bus))] / kDegree,
                         buses.at(row, "va_dc_deg")));
  }
  EXPECT_LE(magnitude.value(), 1e-8);
  EXPECT_LE(angle.value(), 1e-6);
  EXPECT_LE(dc.value(), 1e-6);

  const Table branches(energy_data("ref/" + name + "_branch.csv"));
  ASSERT_EQ(branches.rows(), s.network.branch_order.size());
  for (std::size_t row = 0; row < branches.rows(); ++row) {
    const BranchFlow& flow = s.flows[static_cast<std::size_t>(s.branch(row))];
    const auto near = [&](double watts, const char* column) {
      const double expected = 1e6 * branches.at(row, column);
      EXPECT_NEAR(watts, expected, 1e-6 * std::abs(expected) + 1) << column << " of branch " << row + 1;
    };
    near(flow.p_from, "p_from_mw");
    near(flow.q_from, "q_from_mvar");
    near(flow.p_to, "p_to_mw");
    near(flow.q_to, "q_to_mvar");
  }
  const Table summary(energy_data("ref/summary.csv"));  // no two cases have as many buses
  std::size_t mine = 0;
  while (mine < summary.rows() && summary.at(mine, "buses") != static_cast<double>(buses.rows())) ++mine;
  const double loss = 1e6 * summary.at(mine, "total_loss_mw");
  EXPECT_NEAR(losses(s.flows), loss, 1e-6 * loss);
  EXPECT_EQ(summary.at(mine, "iters_tol1e-8"), at_8.result.iterations);
  const Table generators(energy_data("ref/" + name + "_gen.csv"));
  const std::vector<Complex> powers = generator_powers(s.network, s.grid, s.injections, s.voltages);
  ASSERT_EQ(generators.rows(), powers.size());
  for (std::size_t row = 0; row < powers.size(); ++row) {
    if (generators.at(row, "status") == 0) continue;
    const double p = 1e6 * generators.at(row, "p_mw"), q = 1e6 * generators.at(row, "q_mvar");
    EXPECT_NEAR(powers[row].real(), p, 1e-6 * std::abs(p) + 1) << "generator " << row + 1;
    EXPECT_NEAR(powers[row].imag(), q, 1e-6 * std::abs(q) + 1) << "generator " << row + 1;
  }
  validation::row("power_flow",
                  {name, std::to_string(s.network.buses.size()), std::to_string(at_8.result.iterations),
                   validation::figure(magnitude.value()), validation::figure(angle.value()),
                   validation::figure(dc.value()), validation::met()});
}

class OutageReference : public ::testing::TestWithParam<const char*> {};

INSTANTIATE_TEST_SUITE_P(Matpower, OutageReference,
                         ::testing::Values("case14", "case30", "case118", "case300"),
                         [](const auto& given) { return std::string(given.param); });

/// 1e-6 of a nominal voltage, and a watt in a million beside the seven digits of powers.
TEST_P(OutageReference, EqualsMatpowersTable) {
  CONURB_NEED_ENERGY_DATA("matpower");
  const std::string name = GetParam();
  const Solution s(matpower_case(name), 1e-10);
  ASSERT_TRUE(s.result.converged());
  ContingencyStudy outages(s.network, s.grid, s.injections, s.voltages, {}, {});
  const Table table(energy_data("ref/" + name + "_n1.csv"));
  int islanded = 0, converged = 0, further = 0;
  Worst v_min;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const Contingency found = outages.run(s.branch(row));
    EXPECT_EQ(found.islanded, table.at(row, "islanded") == 1) << "branch " << row + 1;
    islanded += found.islanded ? 1 : 0;
    if (table.at(row, "islanded") == 1) continue;
    if (table.at(row, "converged") == 0) {
      further += found.converged ? 1 : 0;
      continue;
    }
    ASSERT_TRUE(found.converged) << "branch " << row + 1;
    ++converged;
    v_min.add(std::abs(found.v_min - table.at(row, "vmin_pu")));
    EXPECT_NEAR(found.v_min, table.at(row, "vmin_pu"), 1e-6) << "branch " << row + 1;
    EXPECT_NEAR(found.v_max, table.at(row, "vmax_pu"), 1e-6) << "branch " << row + 1;
    EXPECT_NEAR(found.loss, 1e6 * table.at(row, "loss_mw"), 1 + 1e-6 * found.loss) << "branch " << row + 1;
    EXPECT_NEAR(found.slack_power, 1e6 * table.at(row, "slack_p_mw"), 1 + 1e-6 * std::abs(found.slack_power))
        << "branch " << row + 1;
    EXPECT_NEAR(found.most_flow, 1e6 * table.at(row, "max_flow_mva"), 1 + 1e-6 * found.most_flow)
        << "branch " << row + 1;
  }
  validation::row("outages",
                  {name, std::to_string(table.rows()), std::to_string(islanded), std::to_string(converged),
                   std::to_string(further), validation::figure(v_min.value()), validation::met()});
}

}  // namespace
}  // namespace conurb::energy

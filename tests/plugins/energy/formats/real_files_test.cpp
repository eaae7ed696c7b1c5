// SPDX-License-Identifier: Apache-2.0
// The public files: their numbers of elements, and that the reference voltages (computed with MATPOWER 8.1
// from the same files, shared data energy/SOURCES.md) satisfy the power balance of what was read at every
// bus.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "plugins/energy/formats/matpower.hpp"
#include "plugins/energy/formats/pandapower.hpp"
#include "tests/plugins/energy/formats/fixtures.hpp"

namespace conurb::energy {
namespace {

using testing::Complex;

// The references give 9 digits of the magnitude and 8 decimals of the angle in degrees: 5e-10 and 1e-10 rad,
// each with both ends of a branch; the solutions themselves stand at 1e-10 of the base power.
constexpr double kRounding = 1e-9;

std::vector<Complex> reference_voltages(const Network& network, const std::string& file, std::size_t vm) {
  std::unordered_map<std::int64_t, Complex> by_id;
  for (const auto& row : testing::read_numbers(testing::shared_file("energy/ref/" + file))) {
    by_id[static_cast<std::int64_t>(row[0])] = std::polar(row[vm], row[vm + 1] * kDegree);
  }
  std::vector<Complex> out;
  for (const Bus& bus : network.buses) {
    EXPECT_TRUE(by_id.contains(bus.id)) << file << " lacks bus " << bus.id;
    out.push_back(by_id[bus.id] * bus.nominal_voltage);
  }
  return out;
}

Import read_case(const std::string& name) {
  return read_matpower(testing::read_text(testing::shared_file("energy/matpower/" + name)), name);
}

struct CaseCounts {
  const char* name;
  std::size_t buses, branches, lines, transformers, generators, loads, shunts;
};
void PrintTo(const CaseCounts& counts, std::ostream* out) {
  *out << counts.name;
}

class RealCase : public ::testing::TestWithParam<CaseCounts> {};

TEST_P(RealCase, HasItsElementsAndBalancesAtTheReferenceVoltages) {
  NEED_SHARED("energy/matpower");
  const CaseCounts& counts = GetParam();
  const Import read = read_case(std::string(counts.name) + ".m");
  const Network& n = read.network;
  EXPECT_EQ(n.buses.size(), counts.buses);
  EXPECT_EQ(n.branch_order.size(), counts.branches);
  EXPECT_EQ(n.lines.size(), counts.lines);
  EXPECT_EQ(n.transformers.size(), counts.transformers);
  EXPECT_EQ(n.generators.size(), counts.generators);
  EXPECT_EQ(n.loads.size(), counts.loads);
  EXPECT_EQ(n.shunts.size(), counts.shunts);
  EXPECT_FALSE(n.name.empty());
  for (const Finding& f : read.findings) {
    const bool base = f.text.find("base voltage 0") != std::string::npos && n.name == "case14";
    EXPECT_TRUE(f.level == Finding::Level::info || base) << testing::listed(read.findings);
  }
  const auto voltage = reference_voltages(n, std::string(counts.name) + "_bus.csv", 2);
  const testing::Mismatch mismatch = testing::mismatch_of(n, voltage, kRounding);
  EXPECT_LT(mismatch.worst, 1) << "at bus " << mismatch.bus;
}

INSTANTIATE_TEST_SUITE_P(
    All, RealCase,
    ::testing::Values(CaseCounts{"case9", 9, 9, 9, 0, 3, 3, 0}, CaseCounts{"case14", 14, 20, 17, 3, 5, 11, 1},
                      CaseCounts{"case30", 30, 41, 41, 0, 6, 20, 2},
                      CaseCounts{"case33bw", 33, 37, 37, 0, 1, 32, 0},
                      CaseCounts{"case69", 69, 68, 68, 0, 1, 48, 0},
                      CaseCounts{"case118", 118, 186, 175, 11, 54, 99, 14},
                      CaseCounts{"case300", 300, 411, 282, 129, 69, 201, 29},
                      CaseCounts{"case1354pegase", 1354, 1991, 1751, 240, 260, 673, 1082},
                      CaseCounts{"case2869pegase", 2869, 4582, 4051, 531, 510, 1491, 2197}),
    [](const auto& param) { return std::string(param.param.name); });

struct NetCounts {
  const char* name;
  std::size_t buses, lines, transformers, switches, open, breakers, loads, generators;
};
void PrintTo(const NetCounts& counts, std::ostream* out) {
  *out << counts.name;
}

class RealNet : public ::testing::TestWithParam<NetCounts> {};

TEST_P(RealNet, HasItsElementsAndBalancesAtTheReferenceVoltages) {
  NEED_SHARED("energy/pandapower");
  const NetCounts& counts = GetParam();
  const std::string name = counts.name;
  const Import read =
      read_pandapower(testing::read_text(testing::shared_file("energy/pandapower/" + name + ".json")), name);
  const Network& n = read.network;
  EXPECT_EQ(n.buses.size(), counts.buses);
  EXPECT_EQ(n.lines.size(), counts.lines);
  EXPECT_EQ(n.transformers.size(), counts.transformers);
  EXPECT_EQ(n.switches.size(), counts.switches);
  EXPECT_EQ(static_cast<std::size_t>(std::count_if(n.switches.begin(), n.switches.end(),
                                                   [](const Switch& s) { return !s.closed; })),
            counts.open);
  EXPECT_EQ(static_cast<std::size_t>(std::count_if(n.switches.begin(), n.switches.end(),
                                                   [](const Switch& s) { return s.breaker; })),
            counts.breakers);
  EXPECT_EQ(n.loads.size(), counts.loads);
  EXPECT_EQ(n.generators.size(), counts.generators);
  EXPECT_TRUE(read.findings.empty()) << testing::listed(read.findings);
  for (const Bus& bus : n.buses) EXPECT_TRUE(std::isfinite(bus.x) && std::isfinite(bus.y)) << bus.name;
  for (const Line& line : n.lines) EXPECT_GE(line.path.size(), 4U) << line.name;
  const auto voltage = reference_voltages(n, "pp_" + name + "_bus.csv", 1);
  const testing::Mismatch mismatch = testing::mismatch_of(n, voltage, kRounding);
  EXPECT_LT(mismatch.worst, 1) << "at bus " << mismatch.bus;
}

INSTANTIATE_TEST_SUITE_P(
    All, RealNet,
    ::testing::Values(NetCounts{"mv_oberrhein", 179, 181, 2, 322, 6, 4, 147, 155},
                      NetCounts{"mv_oberrhein_substations", 320, 181, 143, 322, 6, 4, 147, 155},
                      NetCounts{"lv_schutterwald", 2940, 3000, 14, 378, 88, 378, 2757, 14}),
    [](const auto& param) { return std::string(param.param.name); });

}  // namespace
}  // namespace conurb::energy

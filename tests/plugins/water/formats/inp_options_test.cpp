// SPDX-License-Identifier: Apache-2.0
// What [OPTIONS], [TIMES] and [ENERGY] mean, and units of all kinds.
#include <gtest/gtest.h>

#include "plugins/water/formats/inp.hpp"
#include "plugins/water/formats/inp_times.hpp"
#include "plugins/water/formats/inp_units.hpp"
#include "tests/plugins/water/formats/fixtures.hpp"

namespace conurb::water {
namespace {

using testing::kCubicFoot;
using testing::kTight;
using testing::Reading;
using testing::SmallInp;

TEST(InpUnits, AllFlowUnitsGoThroughEpanetsConstants) {
  const std::vector<std::pair<std::string, double>> per_cfs = {
      {"CFS", 1},      {"GPM", 448.831}, {"MGD", 0.64632},  {"IMGD", 0.5382},
      {"AFD", 1.9837}, {"LPS", 28.317},  {"LPM", 1699.0},   {"MLD", 2.4466},
      {"CMH", 101.94}, {"CMD", 2446.6},  {"CMS", 0.028317}, {"SI", 28.317}};
  for (const auto& [unit, rate] : per_cfs) {
    const Reading read = SmallInp().set("OPTIONS", "UNITS " + unit + "\n").read();
    EXPECT_NEAR(read.node("A").demands[0].base, 2 / rate * kCubicFoot, 2 / rate * 1e-15) << unit;
  }
}

TEST(InpUnits, PressuresAreIndependentOfFlows) {
  const auto setting = [](const std::string& options) {
    return SmallInp().set("OPTIONS", options).set("VALVES", "v A B 4 PRV 10\n").read().link("v").setting;
  };
  const double psi = 0.3048 / 0.4333;
  EXPECT_NEAR(setting("UNITS GPM\n"), 10 * psi, 1e-13);
  EXPECT_NEAR(setting("UNITS LPS\n"), 10, kTight);
  EXPECT_NEAR(setting("UNITS GPM\nPRESSURE METERS\n"), 10, kTight);
  EXPECT_NEAR(setting("UNITS LPS\nPRESSURE PSI\n"), 10 * psi, 1e-13);
  EXPECT_NEAR(setting("UNITS LPS\nPRESSURE BAR\n"), 10 / 0.068948 * psi, 1e-11);
  EXPECT_NEAR(setting("UNITS LPS\nPRESSURE FEET\n"), 3.048, kTight);
  // A denser fluid gives the same pressure at a lower column; a column stays one.
  EXPECT_NEAR(setting("UNITS GPM\nSPECIFIC GRAVITY 1.25\n"), 10 * psi / 1.25, 1e-13);
  EXPECT_NEAR(setting("UNITS LPS\nSPECIFIC GRAVITY 1.25\n"), 10, kTight);
}

TEST(InpUnits, PsiBesideMetricFlowsIsToldOf) {
  EXPECT_TRUE(SmallInp().add("OPTIONS", "PRESSURE PSI\n").read().says("PRESSURE", "EPANET 2.3"));
}

TEST(InpOptions, AreThoseOfEpanetWhereTheFileGivesNone) {
  const Reading read = SmallInp().set("OPTIONS", "").read();
  const HydraulicOptions& options = read.file.network.hydraulics;
  EXPECT_EQ(read.file.units.flow, FlowUnit::gpm);
  EXPECT_EQ(options.law, HeadLossLaw::hazen_williams);
  EXPECT_NEAR(options.viscosity, 1.1e-5 * 0.3048 * 0.3048, 1e-20);
  EXPECT_EQ(options.most_iterations, 200);
  EXPECT_EQ(options.extra_iterations, -1);
  EXPECT_EQ(options.accuracy, 1e-3);
  EXPECT_EQ(options.demand_model, DemandModel::fixed);
  EXPECT_NEAR(options.required_pressure, 0.1 * 0.3048 / 0.4333, 1e-15);
  EXPECT_NEAR(read.file.network.quality.tolerance, 1e-5, 1e-19);
  EXPECT_NEAR(read.file.network.energy.efficiency, 0.75, 1e-15);
}

TEST(InpOptions, AreTakenByTheBeginningsOfTheirNames) {
  const Reading read =
      SmallInp()
          .set("OPTIONS",
               "unit CMH\nHEADLOSS C-M\nTRIALS 50\nACCURACY 0.01\nUnbalanced Continue 10\n"
               "Demand Multiplier 1.5\nDEMAND MODEL PDA\nMinimum Pressure 2\nRequired Pressure 20\n"
               "Pressure Exponent 0.6\nCHECKFREQ 3\nMAXCHECK 12\nDAMPLIMIT 0.1\nHEADERROR 0.01\n"
               "FLOWCHANGE 0.5\nBACKFLOW ALLOWED NO\nDiffusivity 2\nTolerance 0.05\n")
          .read();
  const HydraulicOptions& options = read.file.network.hydraulics;
  EXPECT_EQ(read.file.units.flow, FlowUnit::cmh);
  EXPECT_EQ(options.law, HeadLossLaw::chezy_manning);
  EXPECT_EQ(options.most_iterations, 50);
  EXPECT_EQ(options.accuracy, 0.01);
  EXPECT_EQ(options.extra_iterations, 10);
  EXPECT_EQ(options.demand_factor, 1.5);
  EXPECT_EQ(options.demand_model, DemandModel::pressure_driven);
  EXPECT_EQ(options.least_pressure, 2);
  EXPECT_EQ(options.required_pressure, 20);
  EXPECT_EQ(options.pressure_exponent, 0.6);
  EXPECT_EQ(options.check_every, 3);
  EXPECT_EQ(options.check_until, 12);
  EXPECT_EQ(options.damping_from, 0.1);
  EXPECT_EQ(options.head_error, 0.01);
  EXPECT_NEAR(options.flow_change, 0.5 / 101.94 * kCubicFoot, kTight);
  EXPECT_FALSE(options.emitters_flow_back);
  EXPECT_NEAR(read.file.network.quality.diffusivity, 2.6e-8 * 0.3048 * 0.3048, 1e-22);
  EXPECT_TRUE(read.findings.empty());
}

TEST(InpOptions, AViscosityMayBeAMultipleOrItself) {
  const auto viscosity = [](const std::string& value, const std::string& units) {
    return SmallInp()
        .set("OPTIONS", "UNITS " + units + "\nVISCOSITY " + value + "\n")
        .read()
        .file.network.hydraulics.viscosity;
  };
  EXPECT_NEAR(viscosity("1.2", "GPM"), 1.2 * 1.1e-5 * 0.3048 * 0.3048, 1e-20);
  EXPECT_NEAR(viscosity("1e-6", "LPS"), 1e-6, 1e-20);
  EXPECT_NEAR(viscosity("1e-5", "GPM"), 1e-5 * 0.3048 * 0.3048, 1e-20);
}

TEST(InpOptions, OfPressureThatAreTooCloseArePartedByATenth) {
  const Reading read = SmallInp().add("OPTIONS", "MINIMUM PRESSURE 5\nREQUIRED PRESSURE 5\n").read();
  EXPECT_NEAR(read.file.network.hydraulics.required_pressure, 5.1, kTight);
  EXPECT_TRUE(read.says("REQUIRED PRESSURE", "raised"));
}

TEST(InpOptions, ThatTheNetworkDoesNotHoldAreKeptAsText) {
  const Reading read = SmallInp().add("OPTIONS", "MAP my.map\nHYDRAULICS USE \"a file\"\nFANCY 3\n").read();
  EXPECT_EQ(read.file.options,
            (std::vector<std::string>{"MAP my.map", "HYDRAULICS USE \"a file\"", "FANCY 3"}));
  EXPECT_TRUE(read.says("'FANCY'", "not known"));
  EXPECT_FALSE(read.says("'MAP'", ""));
}

TEST(InpTimes, AreReadInAllTheirForms) {
  EXPECT_EQ(seconds_of("1.5", ""), 5400);
  EXPECT_EQ(seconds_of("26:30", ""), 95400);
  EXPECT_EQ(seconds_of("0:05:30", ""), 330);
  EXPECT_EQ(seconds_of("90", "SEC"), 90);
  EXPECT_EQ(seconds_of("7", "min"), 420);
  EXPECT_EQ(seconds_of("24", "HOURS"), 86400);
  EXPECT_EQ(seconds_of("2", "days"), 172800);
  EXPECT_EQ(seconds_of("12", "AM"), 0);
  EXPECT_EQ(seconds_of("12", "pm"), 43200);
  EXPECT_EQ(seconds_of("1:50", "PM"), 49800);
  EXPECT_EQ(seconds_of("20", "PM"), 72000);
  EXPECT_EQ(seconds_of("0.00833333333", ""), 30);  // to the nearest second
  for (const char* wrong : {"", "x", "1:2:3:4", "-1", "1e300"}) EXPECT_FALSE(seconds_of(wrong, "")) << wrong;
  EXPECT_FALSE(seconds_of("13", "AM"));
  EXPECT_FALSE(seconds_of("25", "PM"));
  EXPECT_FALSE(seconds_of("1:30", "DAYS"));
}

TEST(InpTimes, StepsFitEachOther) {
  const Reading read =
      SmallInp()
          .set("TIMES",
               "DURATION 1 DAY\nHydraulic Timestep 1:00\nPattern Timestep 30 MIN\nReport Start 48\n"
               "Start ClockTime 6 pm\nStatistic AVERAGE\n")
          .read();
  const TimeOptions& times = read.file.network.times;
  EXPECT_EQ(times.duration, 86400);
  EXPECT_EQ(times.hydraulic_step, 1800);
  EXPECT_EQ(times.quality_step, 180);
  EXPECT_EQ(times.rule_step, 180);
  EXPECT_EQ(times.report_start, 0);
  EXPECT_EQ(times.clock_start, 64800);
  EXPECT_EQ(read.file.written_times.hydraulic_step, 3600);
  EXPECT_EQ(read.file.times, (std::vector<std::string>{"Statistic AVERAGE"}));
}

TEST(InpTimes, TheTwentiethHourPmIsTakenWithAWarning) {
  const Reading read = SmallInp().set("TIMES", "Start ClockTime 20 PM\n").read();
  EXPECT_EQ(read.file.network.times.clock_start, 72000);
  EXPECT_TRUE(read.says("'20 PM'", "EPANET refuses"));
}

TEST(InpEnergy, PricesAreOfJoulesAndEfficienciesShares) {
  const Reading read = SmallInp()
                           .set("PUMPS", "U A B POWER 5\n")
                           .set("PATTERNS", "p 1 2\n")
                           .set("CURVES", "e 10 60\ne 20 80\n")
                           .set("ENERGY",
                                "GLOBAL EFFICIENCY 80\nGlobal Price 0.36\nGlobal Pattern p\nDEMAND CHARGE 2\n"
                                "PUMP U PRICE 0.72\nPUMP U PATTERN p\nPUMP U EFFIC e\nGLOBAL PRICE\n")
                           .read();
  const EnergyOptions& energy = read.file.network.energy;
  EXPECT_NEAR(energy.efficiency, 0.8, kTight);
  EXPECT_NEAR(energy.price, 1e-7, 1e-21);
  EXPECT_EQ(energy.price_pattern, 0);
  EXPECT_NEAR(energy.demand_charge, 2e-3, 1e-17);
  EXPECT_NEAR(read.link("U").energy_price, 2e-7, 1e-21);
  EXPECT_EQ(read.link("U").efficiency_curve, 0);
  EXPECT_NEAR(read.curve("e").y[1], 0.8, kTight);
  EXPECT_TRUE(read.says("'GLOBAL'", "no value"));
}

TEST(InpEnergy, AnEfficiencyThatLooksLikeAShareIsToldOf) {
  const Reading read = SmallInp().set("ENERGY", "GLOBAL EFFIC 0.75\n").read();
  EXPECT_NEAR(read.file.network.energy.efficiency, 0.0075, kTight);
  EXPECT_TRUE(read.says("EFFICIENCY", "percents"));
}

}  // namespace
}  // namespace conurb::water

// SPDX-License-Identifier: Apache-2.0
// Heads of real and small networks against EPANET 2.3.5 at the tightest accuracy at which it converges
// (data/water/SOURCES.md). Hourly, to a millimetre, wherever an open way leads to a source.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "plugins/water/formats/inp.hpp"
#include "tests/plugins/water/hydraulics/small_network.hpp"

namespace conurb::water {
namespace {

using testing::moment_of;

constexpr double kTolerance = 1e-3;  // m
constexpr double kNonsense = 1e4;    // m: what EPANET tells of nodes that it feeds through closed links

std::filesystem::path data_file(const std::string& name) {
  const char* folder = std::getenv("CONURB_SHARED_DATA");
  return std::filesystem::path(folder != nullptr ? folder : "../shared/data") / "water" / name;
}

/// Columns of a reference by time, rows by id.
struct Reference {
  std::vector<std::int64_t> times;
  std::map<std::string, std::vector<double>> rows;
};

Reference reference_of(const std::filesystem::path& path) {
  Reference found;
  std::ifstream file(path);
  std::string line, cell;
  for (bool head = true; std::getline(file, line); head = false) {
    std::stringstream cells(line);
    std::getline(cells, cell, ',');
    std::vector<double>* row = head ? nullptr : &found.rows[cell];
    while (std::getline(cells, cell, ',')) {
      if (head)
        found.times.push_back(std::llround(std::stod(cell)));
      else
        row->push_back(std::stod(cell));
    }
  }
  return found;
}

struct Difference {
  double worst = 0, imbalance = 0;
  std::string where;
  std::size_t compared = 0, times = 0;
  bool balanced = true;
};

/// Runs the file up to the reference's last time.
Difference difference(const std::string& name) {
  std::stringstream text;
  text << std::ifstream(data_file(name + ".inp")).rdbuf();
  FindingList findings;
  InpFile file = read_inp(text.str(), name, findings);
  const Reference reference = reference_of(data_file(name + "_heads.csv"));
  file.network.times.duration = reference.times.back();
  file.network.times = fitted(file.network.times);
  const double unit = file.units.flow >= FlowUnit::lps ? 1 : 0.3048;
  SupplyRun<double> run = testing::run_of(file.network);
  Difference found;
  for (; !run.finished(0); run.advance()) {
    run.solve();
    found.balanced = found.balanced && run.balance().result(0).way == BalanceResult::Way::balanced;
    const testing::Moment moment = moment_of(run);
    double inflow = 0;
    for (const double out : moment.outflows) inflow += out < 0 ? -out : 0;
    found.imbalance =
        std::max(found.imbalance, testing::worst_imbalance(file.network, moment) / std::max(inflow, 0.1));
    for (std::size_t k = 0; k < reference.times.size(); ++k) {
      if (reference.times[k] != run.time(0)) continue;
      ++found.times;
      for (std::size_t n = 0; n < moment.heads.size(); ++n) {
        const double expected = reference.rows.at(file.network.nodes[n].id)[k] * unit;
        if (std::isnan(moment.heads[n]) || std::fabs(expected) > kNonsense) continue;
        ++found.compared;
        const double off = std::fabs(moment.heads[n] - expected);
        if (off <= found.worst) continue;
        found.worst = off;
        found.where = file.network.nodes[n].id + " at " + std::to_string(run.time(0)) + " s";
      }
    }
  }
  EXPECT_EQ(found.times, reference.times.size()) << "every time of the reference is one of the run";
  return found;
}

class SupplyReference : public ::testing::TestWithParam<const char*> {};

TEST_P(SupplyReference, HeadsAreThoseOfEpanet) {
  const std::string name = GetParam();
  if (!std::filesystem::exists(data_file(name + ".inp")))
    GTEST_SKIP() << "no file " << data_file(name + ".inp") << " (CONURB_SHARED_DATA)";
  const Difference found = difference(name);
  EXPECT_LE(found.worst, kTolerance) << found.where;
  EXPECT_GT(found.compared, 0U);
  EXPECT_TRUE(found.balanced);
  EXPECT_LE(found.imbalance, 1e-8) << "of the inflow; of less than 100 l/s, of these";
}

INSTANTIATE_TEST_SUITE_P(Networks, SupplyReference,
                         ::testing::Values("networks/Net1", "networks/Net2", "networks/Net3", "networks/ky4",
                                           "networks/Net6", "networks/L-TOWN", "networks/vitens25k"));

// Left out: wntr_prv_closed_no_upstream_sources and wntr_fcv_open_no_upstream_sources, where EPANET draws
// what is wanted behind a closed pump through it and through a closed valve, out of the tank of others.
INSTANTIATE_TEST_SUITE_P(
    Units, SupplyReference,
    ::testing::Values("unit_networks/rs_valves", "unit_networks/rs_valves2", "unit_networks/rs_valves3",
                      "unit_networks/rs_pda", "unit_networks/rs_pda-prv", "unit_networks/rs_emitter",
                      "unit_networks/rs_emitter-lpm", "unit_networks/rs_pump", "unit_networks/rs_pump15",
                      "unit_networks/rs_pump-cv", "unit_networks/rs_pcv-si", "unit_networks/rs_zeroflow-cv",
                      "unit_networks/rs_tanks", "unit_networks/rs_tankmodel", "unit_networks/rs_2tanks",
                      "unit_networks/rs_2tanks-controls", "unit_networks/rs_controls",
                      "unit_networks/wntr_cv_controls", "unit_networks/wntr_control_comb",
                      "unit_networks/wntr_prv_open_no_upstream_sources",
                      "unit_networks/wntr_psv_open_no_downstream_sources",
                      "unit_networks/wntr_tank_controls_1", "unit_networks/wntr_tank_controls_2",
                      "unit_networks/wntr_conditional_controls_1",
                      "unit_networks/wntr_Anytown_multipointcurves", "unit_networks/wntr_io"));

}  // namespace
}  // namespace conurb::water

// SPDX-License-Identifier: Apache-2.0
// The probes keep the contract that `conurb plugin check` holds every plugin against. The check forks and
// wants no other thread: these tests stand first in the program.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "engine/host/check.hpp"

namespace conurb::probes {
namespace {

std::vector<host::CaseResult> check(const std::string& probe) {
  const std::string library = CONURB_PROBES_DIR "/probe_" + probe + ".so";
  return host::check_plugin(library, {});  // the city of the probes is not made of the standard vocabulary
}

void expect_kept(const std::string& probe) {
  for (const host::CaseResult& result : check(probe)) {
    EXPECT_TRUE(result.passed || result.skipped) << result.name << ": " << result.detail;
  }
}

TEST(Contract, is_kept_by_the_particles) {
  expect_kept("particles");
}

TEST(Contract, is_kept_by_the_raster) {
  expect_kept("raster");
}

TEST(Contract, is_kept_by_the_newton_network) {
  expect_kept("newton");
}

TEST(Contract, is_kept_by_the_empty_probe) {
  expect_kept("empty");
}

// Its one parameter is the order to fail: the cases that turn every parameter must see it fail, and no other
// case may.
TEST(FaultyProbe, keeps_the_contract_until_it_is_told_to_break_it) {
  const std::set<std::string> turning{"parameters_change_mid_run", "steps_at_highest_parameters"};
  for (const host::CaseResult& result : check("faulty")) {
    const bool kept = result.passed || result.skipped;
    EXPECT_EQ(kept, !turning.contains(result.name)) << result.name << ": " << result.detail;
  }
}

}  // namespace
}  // namespace conurb::probes

// SPDX-License-Identifier: Apache-2.0
// The probes keep the contract that `conurb plugin check` holds every plugin against.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "engine/host/check.hpp"

namespace conurb::probes {
namespace {

std::vector<host::CaseResult> check(const std::string& probe) {
  const std::string library = std::string(CONURB_PROBES_DIR) + "/probe_" + probe + ".so";
  return host::check_plugin(library, {});  // the city of the probes is not made of the standard vocabulary
}

class Contract : public testing::TestWithParam<const char*> {};

TEST_P(Contract, is_kept_in_every_case) {
  for (const host::CaseResult& result : check(GetParam())) {
    EXPECT_TRUE(result.passed || result.skipped) << result.name << ": " << result.detail;
  }
}

INSTANTIATE_TEST_SUITE_P(Probes, Contract, testing::Values("particles", "raster", "newton", "empty"),
                         [](const auto& test) { return std::string(test.param); });

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

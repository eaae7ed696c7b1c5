// SPDX-License-Identifier: Apache-2.0
// The conformance check passes what is sound and catches every fault by the case that is made for it.
#include "engine/host/check.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <functional>
#include <ostream>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "engine/base/error.hpp"
#include "engine/city/schema.hpp"
#include "engine/host/check_sanitizers.hpp"

namespace conurb::host {
namespace {

using testing::HasSubstr;

const std::filesystem::path kChecked = CONURB_TEST_PLUGINS;

/// CONURB_TEST_FAULT for the time of a test.
class FaultSetting {
 public:
  explicit FaultSetting(const char* fault) { setenv("CONURB_TEST_FAULT", fault, 1); }
  ~FaultSetting() { unsetenv("CONURB_TEST_FAULT"); }
  FaultSetting(const FaultSetting&) = delete;
  FaultSetting& operator=(const FaultSetting&) = delete;
};

CaseResult run_one(const std::filesystem::path& library, const std::string& name, double timeout_s = 20) {
  const auto results = check_plugin(library, {.only = name, .timeout_s = timeout_s});
  EXPECT_EQ(results.size(), 1U);
  return results.at(0);
}

std::vector<std::string> failures(const std::vector<CaseResult>& results) {
  std::vector<std::string> failed;
  for (const CaseResult& result : results) {
    if (!result.passed && !result.skipped) failed.push_back(result.name + ": " + result.detail);
  }
  return failed;
}

std::size_t skipped(const std::vector<CaseResult>& results) {
  return static_cast<std::size_t>(
      std::count_if(results.begin(), results.end(), [](const CaseResult& result) { return result.skipped; }));
}

TEST(Check, HasAtLeastFiftyCasesOfDistinctNames) {
  const std::vector<std::string> names = case_names();
  EXPECT_GE(names.size(), 50U);
  EXPECT_EQ(std::set<std::string>(names.begin(), names.end()).size(), names.size());
}

TEST(Check, PassesTheExamplePlugin) {
  const auto results = check_plugin(CONURB_HELLO_PLUGIN, {.vocabulary = city::read_schema("assets/schema")});
  EXPECT_EQ(results.size(), case_names().size());
  EXPECT_THAT(failures(results), testing::IsEmpty());
  for (const CaseResult& result : results) {
    EXPECT_TRUE(result.passed || !result.detail.empty()) << result.name << " is skipped without a reason";
  }
}

TEST(Check, PassesASoundPluginThatUsesEveryPartOfTheInterface) {
  for (const std::uint64_t seed : {std::uint64_t{1}, std::uint64_t{7}}) {
    const auto results = check_plugin(kChecked / "faulty.so", {.seed = seed});
    EXPECT_THAT(failures(results), testing::IsEmpty());
    EXPECT_EQ(skipped(results), check::kForeignAllocator ? 2U : 0U)
        << "nothing to skip: it has optional columns, series, parameters, state, queries, a synthesis";
  }
}

TEST(Check, PassesASoundPluginWithRowsListsAndTextsOfItsOwn) {
  EXPECT_THAT(failures(check_plugin(kChecked / "busy.so", {})), testing::IsEmpty());
}

struct Fault {
  const char* fault;
  const char* by;      // the case that must catch it
  const char* detail;  // part of what it must say
};

void PrintTo(const Fault& fault, std::ostream* out) {
  *out << fault.fault;
}

class CheckCatches : public testing::TestWithParam<Fault> {};

TEST_P(CheckCatches, TheFaultByTheCaseMadeForIt) {
  if (check::kForeignAllocator && std::string(GetParam().fault) == "leaks")
    GTEST_SKIP() << "the sanitizer finds it";
  EXPECT_TRUE(run_one(kChecked / "faulty.so", GetParam().by).passed) << "the case passes without the fault";
  const FaultSetting setting(GetParam().fault);
  const bool endless = std::string(GetParam().detail).starts_with("no answer");
  const CaseResult result = run_one(kChecked / "faulty.so", GetParam().by, endless ? 2 : 20);
  EXPECT_FALSE(result.passed);
  EXPECT_FALSE(result.skipped);
  EXPECT_THAT(result.detail, HasSubstr(GetParam().detail));
}

INSTANTIATE_TEST_SUITE_P(
    Faults, CheckCatches,
    testing::Values(Fault{"crashes", "steps_once", "SIGSEGV"}, Fault{"exits", "steps_once", "exit code 3"},
                    Fault{"hangs", "steps_once", "no answer within 2 s"},
                    Fault{"deaf", "cancels_within_a_second", "no answer within 2 s"},
                    Fault{"throws", "steps_once", "let an exception out: thrown over the border"},
                    Fault{"newer", "runs_on_the_oldest_host_it_names", "SIGSEGV"},
                    Fault{"overwrites", "synthesis_keeps_what_is_there", "changed what was there"},
                    Fault{"leaks", "creates_and_destroys_100_times", "bytes on the heap"},
                    Fault{"thread", "leaves_no_threads", "thread(s) still run"},
                    Fault{"global", "two_instances_keep_apart", "building.level"},
                    Fault{"hides", "restored_instance_goes_on_alike", "building.level"},
                    Fault{"stale", "parameters_change_mid_run", "after offset became 5"},
                    Fault{"trusts", "random_state_is_refused", "SIGSEGV"},
                    Fault{"writes_read", "writes_no_read_column", "building.height is declared as read"},
                    Fault{"behind", "stays_within_its_rows", "building.flow"},
                    Fault{"row", "writes_every_row", "building.flow is write_all, but row 36 of 37"},
                    Fault{"undefined", "reads_no_undefined_buffer", "building.flow"},
                    Fault{"padding", "padding_stays_finite", "the filler at 37"},
                    Fault{"nan", "outputs_are_finite", "building.flow of row 18 is not finite"},
                    Fault{"range", "outputs_stay_in_range", "building.level of row 0 is -1 m"},
                    Fault{"ref", "codes_and_refs_are_valid", "building.tallest"},
                    Fault{"address", "same_input_same_bits", "building.flow of row 0"},
                    Fault{"address", "addresses_change_no_bit", "building.flow of row 0"},
                    Fault{"trial", "trial_flag_changes_no_bit", "building.flow of row 0"},
                    Fault{"reached", "reached_and_next_keep_the_contract", "says that it reached"},
                    Fault{"next", "reached_and_next_keep_the_contract", "wishes to be called again"},
                    Fault{"missing", "missing_values", "is not finite"},
                    Fault{"zero", "zero_values", "building.flow of row 0 is not finite"},
                    Fault{"status", "empty_tables", "step answered 77 (unknown)"},
                    Fault{"silent", "empty_tables", "gave no reason"},
                    Fault{"query", "queries_refuse_bad_arguments", "SIGSEGV"},
                    Fault{"extension", "unknown_extension_is_null", "gives something"},
                    Fault{"entry", "entry_refuses_another_interface", "instead of null"}),
    [](const auto& test) { return std::string(test.param.fault) + "_" + test.param.by; });

TEST(Check, CatchesWhatKeepsALibraryInMemory) {
  EXPECT_THAT(run_one(kChecked / "sticky.so", "nothing_pins_the_library").detail, HasSubstr("thread_local"));
#ifndef __clang__  // which makes no unique symbols
  EXPECT_THAT(run_one(kChecked / "careless.so", "nothing_pins_the_library").detail,
              HasSubstr("-fno-gnu-unique"));
  EXPECT_THAT(run_one(kChecked / "careless.so", "unloads_without_a_trace").detail,
              HasSubstr("stays in memory"));
#endif
  EXPECT_THAT(run_one(kChecked / "careless.so", "exports_only_the_entry").detail, HasSubstr("besides"));
}

TEST(Check, SkipsWhatRestsOnACityThatThePluginRefusesWithAReason) {
  const FaultSetting setting("refuses");
  const CaseResult result = run_one(kChecked / "faulty.so", "steps_24_times");
  EXPECT_TRUE(result.skipped);
  EXPECT_THAT(result.detail,
              HasSubstr("refuses the generated city: step answered 3 (bad_data): there is no such city"));
}

TEST(Check, OfALibraryThatCannotBeLoadedFailsOnceAndSkipsTheRest) {
  const auto results = check_plugin(kChecked / "bare_newer.so", {});
  EXPECT_EQ(results.size(), case_names().size());
  EXPECT_THAT(failures(results),
              testing::ElementsAre(HasSubstr("manifest_is_valid: org.conurb.test.bare 3.0.0 needs"),
                                   HasSubstr("library_loads: ")));
  EXPECT_EQ(skipped(results), results.size() - 2);
}

TEST(Check, OfAPluginThatContradictsTheVocabularyFailsOnceAndSkipsTheRest) {
  city::TableSpec building;
  building.name = "building";
  city::ColumnSpec height;
  height.name = "height";
  height.unit = "cm";
  building.columns = {height};
  const auto results = check_plugin(kChecked / "faulty.so", {.vocabulary = {building}});
  EXPECT_THAT(failures(results), testing::ElementsAre(HasSubstr("city_can_be_made: ")));
}

TEST(Check, GivesTheSameAnswersForTheSameSeed) {
  const auto first = check_plugin(kChecked / "faulty.so", {.only = "random_state_is_refused", .seed = 5});
  const auto again = check_plugin(kChecked / "faulty.so", {.only = "random_state_is_refused", .seed = 5});
  EXPECT_EQ(first.at(0).detail, again.at(0).detail);
}

ErrorCode code_of(const std::function<void()>& body) {
  try {
    body();
  } catch (const Error& error) {
    return error.code();
  }
  return ErrorCode::ok;
}

TEST(Check, RefusesUnknownCasesAndFiles) {
  EXPECT_EQ(code_of([] { (void)check_plugin(kChecked / "faulty.so", {.only = "step_once"}); }),
            ErrorCode::not_found);
  EXPECT_EQ(code_of([] { (void)check_plugin(kChecked / "none.so", {}); }), ErrorCode::not_found);
}

TEST(Check, RefusesToForkAProcessThatHasOtherThreads) {
  if (check::kThreadSanitizer) GTEST_SKIP() << "ThreadSanitizer has a thread of its own";
  std::jthread other([](const std::stop_token& stop) {
    while (!stop.stop_requested()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  });
  EXPECT_EQ(code_of([] { (void)check_plugin(kChecked / "faulty.so", {.only = "steps_once"}); }),
            ErrorCode::conflict);
}

}  // namespace
}  // namespace conurb::host

// SPDX-License-Identifier: Apache-2.0
// Plugins that fail, met by the program itself: `conurb run` names the culprit, ends with code 1 and leaves a
// file that holds what was recorded.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "engine/base/files.hpp"
#include "engine/store/city_file.hpp"
#include "engine/store/runs.hpp"
#include "tests/probes/city/probe_run.hpp"

namespace conurb::probes {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class Program : public ::testing::Test {
 protected:
  void SetUp() override {
    city_ = folder() / "city.gpkg";
    store::CityFile::create(city_).save(make_city({4, 20, 16, 30, 1, 0.3}));
  }
  [[nodiscard]] const fs::path& folder() const { return folder_.path(); }

  // Runs an hour in which the plugin does its fault after 50 minutes; gives the exit status.
  int run_with(const std::string& fault) {
    std::ofstream(folder() / "fault.lua")
        << R"(local run = scenario { name = "Fault", from = "1970-01-01 00:00",
      to = "1970-01-01 01:00", exchange = "1 min", plugins = { "newton", "faulty" } }
run:at("1970-01-01 00:50", function() plugin.faulty.fault = ")"
        << fault << "\" end)\n";
    // A crash is the program's to tell of, also under a sanitizer.
    const std::string command =
        "ASAN_OPTIONS=$ASAN_OPTIONS:handle_segv=0 TSAN_OPTIONS=$TSAN_OPTIONS:handle_segv=0 " +
        std::string(CONURB_PROGRAM) + " run '" + city_.string() + "' '" + (folder() / "fault.lua").string() +
        "' --plugins " CONURB_PROBES_DIR "/probe_newton.so --plugins " CONURB_PROBES_DIR
        "/probe_faulty.so > '" +
        (folder() / "out").string() + "' 2> '" + (folder() / "err").string() + "'";
    const int status = std::system(command.c_str());
    message_ = read_file(folder() / "err");
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }

  // Both runs are failed, what they saved can be read, and the file is whole.
  void expect_kept(std::int64_t exchanges) {
    store::CityFile file = store::CityFile::open(city_, store::Mode::read_write);
    const store::Runs runs(file);
    const auto records = runs.list();
    ASSERT_EQ(records.size(), 2U) << message_;
    for (const store::RunRecord& run : records) {
      EXPECT_EQ(run.status, store::RunStatus::failed);
      EXPECT_GE(run.saved_exchange, exchanges) << message_;
      for (const store::RecordedColumn& column : runs.recorded(run.id)) {
        EXPECT_LE(column.last_exchange, run.saved_exchange);
        EXPECT_FALSE(
            runs.read(run.id, {column.table, column.column, 0, run.saved_exchange}).exchanges.empty());
      }
    }
    EXPECT_TRUE(file.check().empty());
    file.close();
    for (const char* suffix : {"-wal", "-shm", "-journal"})
      EXPECT_FALSE(fs::exists(city_.string() + suffix)) << suffix;
  }

  TempDir folder_;
  fs::path city_;
  std::string message_;
};

TEST_F(Program, names_a_plugin_that_hangs_within_five_seconds_and_keeps_the_last_exchange) {
  const auto begun = std::chrono::steady_clock::now();
  EXPECT_EQ(run_with("hang"), 1) << message_;
  EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(20))
      << "of which the run takes most";
  EXPECT_THAT(message_, HasSubstr("org.conurb.probe.faulty has not returned for 1."));
  EXPECT_THAT(message_, HasSubstr("the file holds the run up to exchange 5"));
  expect_kept(50);
}

TEST_F(Program, tells_what_a_plugin_threw) {
  EXPECT_EQ(run_with("throw"), 1) << message_;
  EXPECT_THAT(message_, HasSubstr("told to throw"));
  EXPECT_THAT(message_, HasSubstr("org.conurb.probe.faulty"));
  expect_kept(50);
}

TEST_F(Program, tells_column_and_row_of_a_nan) {
  EXPECT_EQ(run_with("nan"), 1) << message_;
  EXPECT_THAT(message_, HasSubstr("bus.health of row 2 (id 3)"));
  expect_kept(50);
}

TEST_F(Program, a_crash_loses_no_more_than_what_was_not_committed) {
  EXPECT_GE(run_with("crash"), 128) << message_;
  EXPECT_THAT(message_, HasSubstr("the plugin faulty crashed"));
  expect_kept(-1);  // how much that is depends on how far the writer was
}

TEST_F(Program, runs_to_the_end_again_in_a_file_that_saw_a_hang) {
  EXPECT_EQ(run_with("hang"), 1);
  EXPECT_EQ(run_with("none"), 0) << message_;
}

}  // namespace
}  // namespace conurb::probes

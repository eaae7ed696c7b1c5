// SPDX-License-Identifier: Apache-2.0
// A program killed at any instant: the file opens, what was reported as saved is there, and of the rest
// nothing. The number of kills is that of the environment variable CONURB_KILLS, or a handful.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <sys/inotify.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <functional>
#include <random>
#include <set>
#include <sstream>
#include <thread>

#include "engine/store/blobs.hpp"
#include "engine/store/city_file.hpp"
#include "engine/store/journal.hpp"
#include "engine/store/run_recorder.hpp"
#include "engine/store/runs.hpp"
#include "store_testing.hpp"
#include "tests/engine/base/repeats.hpp"

namespace conurb::store {
namespace {

using city::City;

int kills() {
  return test::repeats("CONURB_KILLS", 5);
}

/// What a child reports as done, line by line: "name number".
using Report = std::function<void(const std::string& what, std::int64_t number)>;

/// Runs `body` in a child, kills it `after` its first report, and returns the last number reported of each
/// name.
std::map<std::string, std::int64_t> killed(std::chrono::microseconds after,
                                           const std::function<void(const Report&)>& body) {
  int pipe_ends[2];
  if (pipe(pipe_ends) != 0) throw Error(ErrorCode::io, "no pipe");
  const pid_t child = fork();
  if (child == 0) {
    close(pipe_ends[0]);
    try {
      body([&pipe_ends](const std::string& what, std::int64_t number) {
        const std::string line = fmt::format("{} {}\n", what, number);
        if (write(pipe_ends[1], line.data(), line.size()) < 0) _exit(2);
      });
    } catch (const std::exception& error) {
      const std::string line = fmt::format("failed: {}\n", error.what());
      if (write(pipe_ends[1], line.data(), line.size()) < 0) _exit(2);
    }
    _exit(0);
  }
  close(pipe_ends[1]);
  pollfd first{pipe_ends[0], POLLIN, 0};
  poll(&first, 1, 20000);
  std::this_thread::sleep_for(after);
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  std::string text;
  char buffer[4096];
  for (ssize_t count = 0; (count = read(pipe_ends[0], buffer, sizeof buffer)) > 0;) {
    text.append(buffer, static_cast<std::size_t>(count));
  }
  close(pipe_ends[0]);
  std::map<std::string, std::int64_t> last;
  std::istringstream lines(text);
  std::string what;
  for (std::int64_t number = 0; lines >> what >> number;) last[what] = number;
  EXPECT_EQ(text.find("failed"), std::string::npos) << text;
  return last;
}

class Kill : public ::testing::Test {
 protected:
  std::chrono::microseconds moment(int range_ms) {
    return std::chrono::microseconds(random_() %
                                     (std::mt19937::result_type{1000} * static_cast<unsigned>(range_ms)));
  }
  TempFolder folder_;
  std::mt19937 random_{7};
};

TEST_F(Kill, saves_and_journal_entries_that_were_reported_are_there_and_no_half_ones) {
  const auto path = folder_ / "a.gpkg";
  {
    CityFile file = CityFile::create(path);
    file.save(small_city(200));
  }
  std::int64_t done = 0;
  for (int round = 0; round < kills(); ++round) {
    const auto reported = killed(moment(120), [&path, done](const Report& report) {
      CityFile file = CityFile::open(path, Mode::read_write);
      City city = file.load();
      Journal journal(file);
      report("open", 1);
      for (std::int64_t i = done + 1;; ++i) {
        std::vector<city::JournalEntry> entries(1);
        entries[0].detail = std::to_string(i);
        journal.append(entries);
        report("journal", entries[0].sequence);
        city::Table& table = city.edit("building");
        table.insert(1, 0);
        std::vector<std::int64_t> rows(static_cast<std::size_t>(table.rows()));
        for (std::size_t row = 0; row < rows.size(); ++row) rows[row] = static_cast<std::int64_t>(row);
        table.set(table.index_of("height"), rows, static_cast<double>(i % 1000));
        table.set(table.index_of("temperature"), rows, static_cast<double>(i));
        file.atomically([&] {
          file.save(city);
          Blobs(file).put("geometry", "city", std::as_bytes(std::span(&i, 1)));
        });
        report("save", i);
      }
    });
    CityFile file = CityFile::open(path, Mode::read_write);
    EXPECT_TRUE(file.external_edits().empty());
    const auto entries = Journal(file).read();
    const auto at = [&reported](const char* what) { return reported.contains(what) ? reported.at(what) : 0; };
    ASSERT_GE(static_cast<std::int64_t>(entries.size()), at("journal"));
    for (std::size_t i = 0; i < entries.size(); ++i)
      ASSERT_EQ(entries[i].sequence, static_cast<std::int64_t>(i) + 1);
    const City city = file.load();
    city.validate();
    const city::Table& table = city.table("building");
    const std::int64_t saved = table.rows() - 200;
    EXPECT_GE(saved, std::max(done, at("save")));
    EXPECT_LE(saved, std::max(done, at("save")) + 1);
    if (saved > 0) {
      const auto heights = table.column("height").values<double>();
      const auto temperatures = table.column("temperature").values<double>();
      for (std::size_t row = 0; row < static_cast<std::size_t>(table.rows()); ++row) {
        ASSERT_EQ(heights[row], static_cast<double>(saved % 1000));
        ASSERT_EQ(temperatures[row], static_cast<double>(saved));
      }
      const auto blob = Blobs(file).get("geometry", "city");
      std::int64_t number = 0;
      std::memcpy(&number, blob.data(), sizeof number);
      EXPECT_EQ(number, saved);
    }
    done = saved;
  }
  CityFile file = CityFile::open(path, Mode::read_only);
  EXPECT_EQ(file.check(), std::vector<std::string>{});
}

TEST_F(Kill, a_first_import_is_there_as_a_whole_or_not_at_all) {
  const City city = small_city(3000);
  for (int round = 0; round < kills(); ++round) {
    const auto path = folder_ / fmt::format("import{}.gpkg", round);
    const auto reported = killed(moment(250), [&path, &city](const Report& report) {
      report("begin", 1);
      CityFile file = CityFile::create(path);
      file.save(city);
      report("save", 1);
      file.close();
      report("close", 1);
    });
    if (!std::filesystem::exists(path)) {
      EXPECT_FALSE(reported.contains("save"));
      continue;
    }
    CityFile file = CityFile::open(path, Mode::read_write);
    const City back = file.load();
    if (reported.contains("save") || back.table_count() > 0) {
      expect_same_city(city, back);
    }
    EXPECT_EQ(file.check(), std::vector<std::string>{});
  }
}

TEST_F(Kill, no_rollback_journal_ever_lies_beside_a_file_that_is_made) {
  const int watch = inotify_init1(IN_NONBLOCK);
  ASSERT_GE(inotify_add_watch(watch, folder_.path().c_str(), IN_CREATE), 0);
  {
    CityFile file = CityFile::create(folder_ / "a.gpkg");
    file.save(small_city(10));
  }
  alignas(inotify_event) char buffer[8192];
  const ssize_t length = read(watch, buffer, sizeof buffer);
  close(watch);
  ASSERT_GT(length, 0);
  std::set<std::string> made;
  for (ssize_t at = 0; at < length;) {
    const auto* event = reinterpret_cast<const inotify_event*>(buffer + at);
    made.insert(event->name);
    at += static_cast<ssize_t>(sizeof(inotify_event) + event->len);
  }
  EXPECT_TRUE(made.contains("a.gpkg"));
  EXPECT_FALSE(made.contains("a.gpkg-journal"));
}

TEST_F(Kill, recorded_exchanges_that_were_reported_are_there) {
  const auto path = folder_ / "a.gpkg";
  {
    CityFile file = CityFile::create(path);
    file.save(small_city(100));
  }
  for (int round = 0; round < kills(); ++round) {
    const auto reported = killed(moment(150), [&path](const Report& report) {
      CityFile file = CityFile::open(path, Mode::read_write);
      City city = file.load();
      const std::int64_t run = Runs(file).begin({});
      report("run", run);
      RunRecorder recorder(file, run, {.queue_bytes = 1 << 20, .commit_every = 5});
      for (std::int64_t exchange = 0;; ++exchange) {
        city::Table& table = city.edit("building");
        for (double& each : table.column("temperature").modify<double>())
          each = static_cast<double>(exchange);
        recorder.begin_exchange(exchange, exchange * 1000);
        recorder.record("building", "temperature", table.column("temperature"));
        recorder.end_exchange();
        if (exchange % 10 == 9) report("saved", recorder.flush());
      }
    });
    CityFile file = CityFile::open(path, Mode::read_write);
    if (!reported.contains("run")) continue;
    const RunRecord run = Runs(file).get(reported.at("run"));
    EXPECT_EQ(run.status, RunStatus::failed);
    if (!reported.contains("saved")) continue;
    EXPECT_GE(run.saved_exchange, reported.at("saved"));
    const Recorded back = Runs(file).read(run.id, {"building", "temperature"});
    ASSERT_EQ(static_cast<std::int64_t>(back.exchanges.size()), run.saved_exchange + 1);
    for (std::size_t i = 0; i < back.exchanges.size(); ++i) {
      ASSERT_EQ(back.at<double>(i)[99], static_cast<double>(i));
      ASSERT_EQ(back.times_us[i], static_cast<std::int64_t>(i) * 1000);
    }
  }
}

}  // namespace
}  // namespace conurb::store

// SPDX-License-Identifier: Apache-2.0
// Files that are not what they should be, and places that do not let themselves be written: one clear message
// each.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <functional>
#include <iterator>
#include <random>

#include "engine/store/blobs.hpp"
#include "engine/store/catalogue.hpp"
#include "engine/store/city_file.hpp"
#include "engine/store/journal.hpp"
#include "engine/store/observations.hpp"
#include "engine/store/run_recorder.hpp"
#include "engine/store/runs.hpp"
#include "engine/store/sqlite.hpp"
#include "store_testing.hpp"

namespace conurb::store {
namespace {

using city::City;

std::vector<char> read_bytes(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void write_bytes(const std::filesystem::path& path, const std::vector<char>& bytes) {
  std::ofstream(path, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

/// A file with something in every table.
std::filesystem::path full_file(const TempFolder& folder) {
  const auto path = folder / "full.gpkg";
  CityFile file = CityFile::create(path);
  const City city = small_city(60);
  file.save(city);
  std::vector<city::JournalEntry> entries(3);
  entries[0].ids = {1, 2};
  entries[0].values = {1.5};
  Journal(file).append(entries);
  const std::int64_t run = Runs(file).begin({});
  RunRecorder recorder(file, run);
  recorder.begin_exchange(0, 0);
  recorder.record("building", "temperature", city.table("building").column("temperature"));
  recorder.end_exchange();
  recorder.finish();
  Blobs(file).put("geometry", "city", std::vector<std::byte>(5000, std::byte{7}));
  Observations live(file);
  const Observation value{
      live.stream({.id = 0, .name = "a", .unit = "m", .table = "", .row = 0, .column = ""}), 1, 1, 1, 0};
  live.append(std::span(&value, 1));
  file.close();
  return path;
}

void read_everything(CityFile& file) {
  const City city = file.load();
  for (std::size_t t = 0; t < city.table_count(); ++t) {
    for (std::size_t c = 0; c < city.table(t).column_count(); ++c) (void)city.table(t).column(c).bytes();
  }
  (void)file.window("building", 0, 0, 100, 100);
  (void)Journal(file).read();
  (void)Journal(file).branches();
  (void)Runs(file).read(1, {"building", "temperature"});
  (void)Blobs(file).get("geometry", "city");
  (void)Observations(file).latest({});
  (void)Catalogue(file).findings();
  (void)file.check();
}

/// Everything that can be read is read, in both modes; whatever is wrong ends in an Error.
void expect_no_crash(const std::filesystem::path& path) {
  for (const Mode mode : {Mode::read_only, Mode::read_write}) {
    try {
      CityFile file = CityFile::open(path, mode);
      read_everything(file);
      file.close();
    } catch (const Error& error) {
      EXPECT_FALSE(error.message().empty());
    }
  }
}

TEST(BadFiles, what_is_not_there_or_no_city_is_told_apart) {
  const TempFolder folder;
  const auto code = [&folder](const char* name) {
    return error_of([&] { (void)CityFile::open(folder / name, Mode::read_write); }).code();
  };
  EXPECT_EQ(code("missing.gpkg"), ErrorCode::not_found);
  EXPECT_EQ(error_of([&] { (void)CityFile::open(folder.path(), Mode::read_only); }).code(),
            ErrorCode::bad_data);
  write_bytes(folder / "text.gpkg", std::vector<char>(5000, 'x'));
  EXPECT_EQ(code("text.gpkg"), ErrorCode::bad_data);
  write_bytes(folder / "empty.gpkg", {});
  EXPECT_EQ(code("empty.gpkg"), ErrorCode::bad_data);
  Connection(folder / "other.gpkg", Access::create)
      .run("PRAGMA application_id = 1196444487; PRAGMA user_version = 10300");
  const Error other = error_of([&] { (void)CityFile::open(folder / "other.gpkg", Mode::read_write); });
  EXPECT_NE(std::string(other.what()).find("no city"), std::string::npos) << other.what();
  EXPECT_EQ(error_of([&] { (void)CityFile::create(folder / "text.gpkg"); }).code(), ErrorCode::conflict);
  EXPECT_EQ(error_of([&] { (void)CityFile::create(folder / "no" / "such.gpkg"); }).code(),
            ErrorCode::not_found);
}

TEST(BadFiles, a_file_of_a_newer_version_is_refused_by_number) {
  const TempFolder folder;
  const auto path = full_file(folder);
  Connection(path, Access::write).run("UPDATE conurb_meta SET value = '99' WHERE key = 'schema_version'");
  const Error error = error_of([&] { (void)CityFile::open(path, Mode::read_only); });
  EXPECT_EQ(error.code(), ErrorCode::incompatible);
  EXPECT_NE(std::string(error.what()).find("99"), std::string::npos) << error.what();
}

TEST(BadFiles, tables_of_another_make_are_damage_and_no_fault_of_ours) {
  const TempFolder folder;
  const auto path = full_file(folder);
  Connection(path, Access::write).run("ALTER TABLE conurb_table RENAME COLUMN last_id TO lost_id");
  for (const Mode mode : {Mode::read_only, Mode::read_write}) {
    const Error error = error_of([&] { (void)CityFile::open(path, mode).load(); });
    EXPECT_EQ(error.code(), ErrorCode::bad_data);
    EXPECT_NE(std::string(error.what()).find("last_id"), std::string::npos) << error.what();
  }
}

TEST(BadFiles, cut_files_end_in_an_error) {
  const TempFolder folder;
  const auto bytes = read_bytes(full_file(folder));
  for (const std::size_t size :
       {1UL, 50UL, 100UL, 4096UL, 8192UL, 20000UL, bytes.size() / 2, bytes.size() - 8192}) {
    write_bytes(folder / "cut.gpkg", {bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size)});
    expect_no_crash(folder / "cut.gpkg");
  }
}

TEST(BadFiles, flipped_bytes_end_in_an_error_or_do_no_harm) {
  const TempFolder folder;
  const auto bytes = read_bytes(full_file(folder));
  std::mt19937 random(1);
  for (int round = 0; round < 25; ++round) {
    auto damaged = bytes;
    // Half of the rounds hit the first pages, where the catalogue is.
    const std::size_t range = round % 2 == 0 ? bytes.size() : std::min<std::size_t>(bytes.size(), 300000);
    for (int i = 0; i < 20; ++i) damaged[random() % range] = static_cast<char>(random());
    write_bytes(folder / "damaged.gpkg", damaged);
    expect_no_crash(folder / "damaged.gpkg");
  }
}

TEST(BadFiles, whole_pages_of_noise_end_in_an_error) {
  const TempFolder folder;
  const auto bytes = read_bytes(full_file(folder));
  std::mt19937 random(2);
  for (int round = 0; round < 15; ++round) {
    auto damaged = bytes;
    const std::size_t page = 8192 * (random() % (bytes.size() / 8192));
    for (std::size_t i = 0; i < 8192; ++i) damaged[page + i] = static_cast<char>(random());
    write_bytes(folder / "damaged.gpkg", damaged);
    expect_no_crash(folder / "damaged.gpkg");
  }
}

TEST(BadFiles, values_of_the_wrong_type_are_named_with_table_column_and_id) {
  const TempFolder folder;
  const auto path = full_file(folder);
  // As no trigger fires on our own connection, nothing is noted: this is damage, not an edit.
  Connection(path, Access::write).run("UPDATE building SET year_of_construction = 'soon' WHERE fid = 7");
  CityFile file = CityFile::open(path, Mode::read_only);
  const City city = file.load();
  const Error error = error_of([&] { (void)city.table("building").column("year_of_construction").bytes(); });
  EXPECT_EQ(error.code(), ErrorCode::bad_data);
  EXPECT_NE(error.message().find("building.year_of_construction of id 7"), std::string::npos) << error.what();
}

TEST(BadFiles, a_full_disk_leaves_what_was_saved_before) {
  const TempFolder folder;
  const auto path = folder / "a.gpkg";
  City city = small_city(50);
  {
    CityFile file = CityFile::create(path);
    file.save(city);
  }
  CityFile file = CityFile::open(path, Mode::read_write, {.who = "", .max_bytes = 1500000});
  City larger = file.load();
  larger.edit("building").insert(100000, 0);
  const Error error = error_of([&] { file.save(larger); });
  EXPECT_EQ(error.code(), ErrorCode::io);
  EXPECT_NE(std::string(error.what()).find("space"), std::string::npos) << error.what();
  expect_same_city(city, file.load());
  file.close();
  CityFile again = CityFile::open(path, Mode::read_write);
  expect_same_city(city, again.load());
  EXPECT_EQ(again.check(), std::vector<std::string>{});
}

/// Runs `body` in a child process; its return value is the child's exit status.
int in_child(const std::function<int()>& body) {
  const pid_t child = fork();
  if (child == 0) _exit(body());
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

constexpr int kNotPossibleHere = 77;

TEST(BadFiles, a_disk_that_is_really_full_is_told_and_survived) {
  if (geteuid() != 0) GTEST_SKIP() << "only root can mount a small disk";
  const TempFolder folder;
  const int status = in_child([&folder] {
    const char* place = folder.path().c_str();
    // In a mount namespace of the child's own, so that nothing of it is left behind.
    if (unshare(CLONE_NEWNS) != 0 || mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
        mount("none", place, "tmpfs", 0, "size=2m") != 0) {
      return kNotPossibleHere;
    }
    int result = 1;
    {
      CityFile file = CityFile::create(folder / "a.gpkg");
      City city = small_city(20);
      file.save(city);
      City larger = city;
      larger.edit("building").insert(100000, 0);
      try {
        file.save(larger);
      } catch (const Error& error) {
        const bool told = error.code() == ErrorCode::io;
        result = told && file.load().table("building").rows() == 20 ? 0 : 2;
      }
    }
    return result;
  });
  if (status == kNotPossibleHere) GTEST_SKIP() << "no right to mount a small disk";
  EXPECT_EQ(status, 0);
}

// Tells the code of an Error as a child's exit status; as another user if this one may do everything.
int as_ordinary_user(const std::function<void()>& body) {
  return in_child([&body] {
    constexpr uid_t kNobody = 65534;
    if (geteuid() == 0 && setuid(kNobody) != 0) return kNotPossibleHere;
    try {
      body();
      return 0;
    } catch (const Error& error) {
      return static_cast<int>(error.code());
    }
  });
}

TEST(BadFiles, a_folder_that_cannot_be_written_refuses_writing_and_allows_reading) {
  const TempFolder folder;
  const auto path = full_file(folder);
  chmod(path.c_str(), 0444);
  chmod(folder.path().c_str(), 0555);
  EXPECT_EQ(as_ordinary_user([&] { (void)CityFile::open(path, Mode::read_write); }),
            static_cast<int>(ErrorCode::io));
  EXPECT_EQ(as_ordinary_user([&] { (void)CityFile::create(folder / "new.gpkg"); }),
            static_cast<int>(ErrorCode::io));
  EXPECT_EQ(as_ordinary_user([&] {
              CityFile file = CityFile::open(path, Mode::read_only);
              read_everything(file);
            }),
            0);
  chmod(folder.path().c_str(), 0755);
}

TEST(Lock, a_second_writer_is_told_who_has_it_and_readers_may_look) {
  const TempFolder folder;
  CityFile file = CityFile::create(folder / "a.gpkg", {.who = "anna", .max_bytes = 0});
  const Error error = error_of([&] { (void)CityFile::open(folder / "a.gpkg", Mode::read_write); });
  EXPECT_EQ(error.code(), ErrorCode::conflict);
  EXPECT_NE(error.message().find("locked by anna on "), std::string::npos) << error.what();
  EXPECT_NE(error.message().find(fmt::format("pid {}", getpid())), std::string::npos) << error.what();
  EXPECT_EQ(CityFile::open(folder / "a.gpkg", Mode::read_only).load().table_count(), 0U);
  file.close();
  (void)CityFile::open(folder / "a.gpkg", Mode::read_write);
}

TEST(Lock, a_lock_whose_program_died_is_taken_over) {
  const TempFolder folder;
  CityFile::create(folder / "a.gpkg").close();
  in_child([&folder]() -> int {
    CityFile file = CityFile::open(folder / "a.gpkg", Mode::read_write);
    const std::int64_t run = Runs(file).begin({});
    _exit(static_cast<int>(run));
  });
  CityFile file = CityFile::open(folder / "a.gpkg", Mode::read_write);
  EXPECT_EQ(Runs(file).get(1).status, RunStatus::failed);
}

TEST(Lock, a_lock_from_another_computer_holds_until_it_is_broken) {
  const TempFolder folder;
  CityFile::create(folder / "a.gpkg").close();
  Connection(folder / "a.gpkg", Access::write)
      .run("INSERT INTO conurb_lock VALUES (1, 'bert', 'elsewhere', 1, 1, 1700000000000000)");
  const Error error = error_of([&] { (void)CityFile::open(folder / "a.gpkg", Mode::read_write); });
  EXPECT_NE(error.message().find("locked by bert on elsewhere (pid 1) since 2023-11-14 22:13 UTC"),
            std::string::npos)
      << error.what();
  CityFile::break_lock(folder / "a.gpkg");
  (void)CityFile::open(folder / "a.gpkg", Mode::read_write);
}

}  // namespace
}  // namespace conurb::store

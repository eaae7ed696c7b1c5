// SPDX-License-Identifier: Apache-2.0
// core.open: a city file of a million buildings, opened cold by a fresh process.
#include <fcntl.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <vector>

#include "engine/base/error.hpp"
#include "engine/base/files.hpp"
#include "engine/base/json.hpp"
#include "engine/city/expression.hpp"
#include "engine/store/city_file.hpp"
#include "tests/bench/areas.hpp"
#include "tests/bench/inputs/generated_city.hpp"
#include "tests/bench/measure.hpp"
#include "tests/bench/process.hpp"

namespace conurb::bench {

namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kOpenBuildings = 1'000'000;
constexpr double kYear = 1975;
constexpr double kWindow_m = 1000;

/// Makes the system forget the file's pages, as far as it lets this user; and all others where it may.
void drop_caches(const fs::path& path) {
  for (const char* beside : {"", "-wal", "-shm"}) {
    const int file = open((path.string() + beside).c_str(), O_RDONLY);
    if (file < 0) continue;
    fsync(file);
    posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED);
    close(file);
  }
  std::ofstream("/proc/sys/vm/drop_caches") << "3";  // for root only; without it the advice has to do
}

/// In a process of its own: opens, asks, looks through a window; seconds of each, and the memory.
Json open_child(std::span<const std::string> arguments) {
  const fs::path path = arguments[0];
  std::int64_t older = 0;
  std::size_t seen = 0;
  std::optional<store::CityFile> file;
  const double open_s = seconds([&] {
    file.emplace(store::CityFile::open(path, store::Mode::read_only));
    const city::City city = file->load();
    older = city::Expression::parse("year_of_construction < 1975").bind(city, "building").count();
  });
  const double corner = kSpacing * static_cast<double>(side_of(kOpenBuildings) / 2);
  const double window_s = seconds([&] {
    seen = file->window("building", corner, corner, corner + kWindow_m, corner + kWindow_m).size();
  });
  return {{"open_s", open_s},
          {"older", older},
          {"window_s", window_s},
          {"seen", seen},
          {"memory", peak_memory()}};
}

/// The file, and how many of its buildings the question must find.
std::int64_t write_city(const fs::path& path) {
  const city::City city = generated_city(kOpenBuildings);
  store::CityFile file = store::CityFile::create(path);
  file.save(city);
  file.close();
  return count_older(city, kYear);
}

/// What was asked must have been answered rightly, or the time means nothing.
void check(const Json& answer, std::int64_t older) {
  if (answer.at("older").get<std::int64_t>() != older)
    throw Error(ErrorCode::internal, "the question found " + answer.at("older").dump() + " buildings");
  // Buildings whose lower left corner lies in the window, and one more row at its lower edges at most.
  const auto inside = static_cast<std::int64_t>(kWindow_m / kSpacing);
  const auto seen = answer.at("seen").get<std::int64_t>();
  if (seen < inside * inside || seen > (inside + 2) * (inside + 2))
    throw Error(ErrorCode::internal, "the window shows " + answer.at("seen").dump() + " buildings");
}

void measure_core_open(Results& results) {
  const TempDir folder("conurb-bench");
  const fs::path path = folder.path() / "city.gpkg";
  tell("writing a city file of a million buildings");
  const std::int64_t older = write_city(path);
  std::vector<double> open_s;
  std::vector<double> window_ms;
  std::vector<double> memory_gib;
  for (int i = 0; i < 5; ++i) {
    drop_caches(path);
    const Json answer = run_child("open", {path.string()});
    check(answer, older);
    open_s.push_back(answer.at("open_s").get<double>());
    window_ms.push_back(1e3 * answer.at("window_s").get<double>());
    memory_gib.push_back(answer.at("memory").get<double>() / kGibibyte);
  }
  results.put("core.open.select", median(open_s));
  results.put("core.open.window", median(window_ms));
  results.put("core.open.bytes_per_building",
              static_cast<double>(fs::file_size(path)) / static_cast<double>(kOpenBuildings));
  results.put("core.open.memory", median(memory_gib));
}

}  // namespace

void add_core_open(Benchmarks& benchmarks) {
  Group group;
  group.rows = {
      {"core.open.select", "s", Op::at_most, 1,
       "opens a file of 1,000,000 buildings, caches dropped, and counts where(year_of_construction < 1975)",
       "limit: a person waits without wondering"},
      {"core.open.window", "ms", Op::at_most, 20, "ids of the buildings in a window of 1 km by the R-tree",
       "limit: within a frame of a moving map"},
      {"core.open.bytes_per_building", "bytes", Op::at_most, 1500,
       "size of that file by buildings, footprints and R-tree included", "limit: a million on any laptop"},
      {"core.open.memory", "GiB", Op::at_most, 3, "peak memory (VmHWM) of the process that did both",
       "limit: a laptop of 8 GiB with room to work"},
  };
  group.measure = measure_core_open;
  benchmarks.add(std::move(group));
  benchmarks.add_child("open", open_child);
}

}  // namespace conurb::bench

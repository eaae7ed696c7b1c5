// SPDX-License-Identifier: Apache-2.0
// core.buildings: a year of heating and cooling for a large city by `conurb run`: opening the file, plugin
// border, KPIs, recording and all.
#include <filesystem>
#include <fstream>

#include "engine/base/error.hpp"
#include "engine/base/files.hpp"
#include "engine/base/json.hpp"
#include "engine/store/city_file.hpp"
#include "tests/bench/areas.hpp"
#include "tests/bench/inputs/generated_city.hpp"
#include "tests/bench/inputs/kernel_city.hpp"
#include "tests/bench/inputs/shared_data.hpp"
#include "tests/bench/measure.hpp"
#include "tests/bench/process.hpp"

namespace conurb::bench {

namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kKernelBuildings = 100'000;
constexpr std::int64_t kHours = 8760;

// Base and scenario both run.
constexpr const char* kScript =
    "scenario { name = 'A year', from = '2026-01-01', to = '2027-01-01', plugins = { 'buildings' } }\n";

/// The city with a year of weather, as a file that runs are made on copies of.
void write_city(const fs::path& path, const fs::path& folder) {
  store::CityFile file = store::CityFile::create(path);
  file.save(generated_city(kKernelBuildings));
  file.close();
  (void)run_conurb({"import", project_file("assets/demo/weather.epw").string(), "-o", path.string(), "--zone",
                    "Europe/Berlin"},
                   folder);
}

/// Million building-hours a second of the whole program.
double rate(const fs::path& pristine, const fs::path& folder, const std::string& threads) {
  const fs::path city = folder / "run.gpkg";
  const fs::path script = folder / "year.lua";
  std::ofstream(script) << kScript;
  fs::copy_file(pristine, city, fs::copy_options::overwrite_existing);
  Json answer;
  const double took_s = seconds([&] {
    answer = parse_json(
        run_conurb({"run", city.string(), script.string(), "--json", "--threads", threads}, folder),
        "conurb run");
  });
  double hours = 0;
  for (const Json& run : answer) {
    if (run.at("status") != "done" || run.at("reused").get<bool>())
      throw Error(ErrorCode::internal, "a run was not done afresh: " + run.dump());
    hours += static_cast<double>(kKernelBuildings * kHours);
  }
  return hours / took_s * 1e-6;
}

void measure_run(Results& results) {
  const TempDir folder("conurb-bench");
  const fs::path city = folder.path() / "city.gpkg";
  tell("writing a city file of 100,000 buildings");
  write_city(city, folder.path());
  std::vector<double> one;
  const double speedup = median_of_five([&] {
    one.push_back(rate(city, folder.path(), "1"));
    return results.wants("core.buildings.two_cores") ? rate(city, folder.path(), "2") / one.back() : 0;
  });
  results.put("core.buildings.rate", median(one));
  results.put("core.buildings.two_cores", speedup);
}

void measure_core_buildings(Results& results) {
  if (results.wants("core.buildings.kernel")) {
    KernelCity city(static_cast<std::size_t>(kKernelBuildings));
    city.run();
    results.put("core.buildings.kernel", median_of_five([&] {
                  const double hours = static_cast<double>(city.buildings() * KernelCity::kHours);
                  return hours / seconds([&] { city.run(); }) * 1e-6;
                }));
  }
  if (results.wants("core.buildings.rate") || results.wants("core.buildings.two_cores")) measure_run(results);
}

}  // namespace

void add_core_buildings(Benchmarks& benchmarks) {
  Group group;
  group.rows = {
      {"core.buildings.kernel", "M building-hours/s", Op::at_least, 100,
       "the 5R1C kernel alone, 100,000 buildings of ten use profiles mixed, steps of a day, one thread",
       "limit: that of the whole run"},
      {"core.buildings.rate", "M building-hours/s", Op::at_least, 100,
       "`conurb run --threads 1` of base and scenario, 100,000 buildings x 8,760 h each, from start to "
       "end of the program, recorded as shipped (one repetition if longer than 10 s)",
       "limit: a year of a city of 100,000 buildings in nine seconds"},
      {"core.buildings.two_cores", "ratio", Op::at_least, 1.7, "the same with --threads 2",
       "the same with --threads 1"},
  };
  group.measure = measure_core_buildings;
  benchmarks.add(std::move(group));
}

}  // namespace conurb::bench

// SPDX-License-Identifier: Apache-2.0
// energy.city: a grid for a whole town, and a winter's day of it together with its buildings.
#include <fmt/format.h>

#include <filesystem>
#include <fstream>

#include "engine/base/error.hpp"
#include "engine/base/files.hpp"
#include "engine/base/json.hpp"
#include "tests/bench/areas.hpp"
#include "tests/bench/inputs/shared_data.hpp"
#include "tests/bench/measure.hpp"
#include "tests/bench/process.hpp"

namespace conurb::bench {

namespace {

namespace fs = std::filesystem;

// Base and scenario both run.
constexpr const char* kWinterDay =
    "scenario { name = 'A day', from = '2026-01-15', to = '2026-01-16', exchange = '15 min',\n"
    "           plugins = { 'buildings', 'energy' } }\n";

/// Throws unless the figure of a run lies within the limits.
void require(const Json& run, const std::string& id, double least, double most) {
  for (const Json& figure : run.at("kpis")) {
    if (figure.at("id") != id) continue;
    const double value = figure.at("value").get<double>();
    if (value >= least && value <= most) return;
    throw Error(ErrorCode::internal,
                fmt::format("{} is {}, must be {} to {}: the grid is not legal", id, value, least, most));
  }
  throw Error(ErrorCode::internal, "the run has no figure " + id);
}

void measure_energy_city(Results& results) {
  const TempDir folder("conurb-bench");
  const std::string city = (folder.path() / "city.gpkg").string();
  const std::string script = (folder.path() / "day.lua").string();
  std::ofstream(script) << kWinterDay;
  tell("generating a town of 20,000 people");
  (void)run_conurb({"generate", "--population", "20000", "--seed", "7", "-o", city}, folder.path());
  (void)run_conurb({"import", project_file("assets/demo/weather.epw").string(), "-o", city}, folder.path());
  Json answer;
  const double grid_s = seconds([&] {
    (void)run_conurb({"synthesise", city, "energy", "--seed", "7"}, folder.path());
  });
  const double run_s = seconds([&] {
    answer = parse_json(run_conurb({"run", city, script, "--json"}, folder.path()), "conurb run");
  });
  tell(fmt::format("the grid {:.1f} s, two runs of a day {:.1f} s", grid_s, run_s));
  for (const Json& run : answer) {
    if (run.at("status") != "done") throw Error(ErrorCode::internal, "a run failed: " + run.dump());
    require(run, "energy.unsupplied_buildings", 0, 0);
    require(run, "energy.unserved_energy", 0, 0);
    require(run, "energy.line_loading", 0.01, 1);
    require(run, "energy.transformer_loading", 0.01, 1);
    require(run, "energy.highest_voltage", 0.9, 1.1);
    require(run, "energy.lowest_voltage", 0.9, 1.1);
  }
  results.put("energy.city", grid_s + run_s);
}

}  // namespace

void add_energy_city(Benchmarks& benchmarks) {
  Group group;
  group.rows = {
      {"energy.city", "s", Op::at_most, 20,
       "`conurb synthesise` of the grid of a generated town of 20,000 people, then `conurb run` of a "
       "winter's day with its buildings, base and scenario, exchanges every 15 minutes; all buildings "
       "supplied, nothing above its limit (one repetition)",
       "limit: felt as an answer"}};
  group.measure = measure_energy_city;
  benchmarks.add(std::move(group));
}

}  // namespace conurb::bench

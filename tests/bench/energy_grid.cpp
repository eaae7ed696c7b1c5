// SPDX-License-Identifier: Apache-2.0
// energy.switch, energy.year: a grid of low voltage in a city and the plugin `energy` on it: from a switch
// that somebody throws to the voltages that follow; a year of hours by `conurb run`.
#include <filesystem>
#include <fstream>
#include <memory>
#include <utility>

#include "engine/base/error.hpp"
#include "engine/base/json.hpp"
#include "engine/cli/command.hpp"
#include "engine/sim/branch.hpp"
#include "engine/store/city_file.hpp"
#include "tests/bench/areas.hpp"
#include "tests/bench/inputs/shared_data.hpp"
#include "tests/bench/measure.hpp"
#include "tests/bench/process.hpp"
#include "tests/probes/city/probe_run.hpp"

namespace conurb::bench {

namespace {

namespace fs = std::filesystem;

constexpr int kToggles = 40;

/// Buses of 14 stations: trees, and one island with a loop.
void import_grid(const fs::path& city, const fs::path& folder) {
  (void)run_conurb({"import", shared_file("energy/pandapower/lv_schutterwald.json").string(), "-o",
                    city.string(), "--zone", "Europe/Berlin"},
                   folder);
}

/// Opens and closes switches at the ends of lines, one after the other. Milliseconds from the entry to the
/// voltages, at the median.
double switch_ms(sim::Branch& branch) {
  const auto closed = [&] {
    return branch.city().table("power_switch").column("closed").values<std::uint8_t>();
  };
  std::vector<city::Id> ids;
  for (std::size_t row = 0; row < static_cast<std::size_t>(branch.city().table("power_switch").rows()); ++row)
    if (closed()[row] != 0) ids.push_back(branch.city().table("power_switch").ids()[row]);
  std::vector<double> took;
  for (int toggle = 0; toggle < kToggles; ++toggle) {
    city::JournalEntry entry;
    entry.time_us = branch.time().us;
    entry.table = "power_switch";
    entry.columns = {"closed"};
    entry.ids = {ids[static_cast<std::size_t>(toggle / 2) * 7 % ids.size()]};
    entry.values = {std::int64_t{toggle % 2}};
    took.push_back(1e3 * seconds([&] {
                     branch.act(entry);
                     branch.advance();
                   }));
  }
  return median(std::move(took));
}

void measure_switch(Results& results) {
  const TempDir folder("conurb-bench");
  const fs::path path = folder.path() / "grid.gpkg";
  import_grid(path, folder.path());
  const cli::Session session;
  const Log log;
  store::CityFile file = store::CityFile::open(path, store::Mode::read_only);
  const city::City city = file.load();
  const std::vector<city::TableSpec> vocabulary = cli::load_vocabulary();
  probes::Machine machine(2);
  sim::BranchOptions options;
  options.start = parse_time("2026-01-01", Zone::utc());
  options.end = parse_time("2027-01-01", Zone::utc());
  results.put("energy.switch", median_of_five([&] {
                sim::Branch branch(city, cli::load_plugins(session, log, city, {"energy"}), vocabulary,
                                   machine.environment, options);
                branch.advance();
                return switch_ms(branch);
              }));
}

/// A scenario whose loads are those of the plugin `hourly_loads`: the file's own draw nothing. The power
/// factor of the buildings, of which there are none, tells one run from the next: it would be taken from the
/// file.
void write_script(const fs::path& path, int number) {
  std::ofstream(path)
      << "scenario { name = 'Year', from = '2026-01-01', to = '2027-01-01', plugins = { 'energy', "
         "'hourly_loads' } }\n"
         "plugin.energy.demand_factor = 0\n"
         "plugin.energy.power_factor = 0.9"
      << number << "\n";
}

void measure_year(Results& results) {
  const TempDir folder("conurb-bench");
  const fs::path path = folder.path() / "grid.gpkg", script = folder.path() / "year.lua";
  import_grid(path, folder.path());
  int runs = 0;
  const auto run = [&] {
    write_script(script, ++runs);
    const std::string output = run_conurb({"run", path.string(), script.string(), "--json", "--threads", "2",
                                           "--plugins", CONURB_BENCH_PLUGINS},
                                          folder.path());
    for (const Json& lane : parse_json(output, "conurb run")) {
      if (lane.at("status") != "done" || lane.at("exchanges") != 8760 ||
          lane.at("reused").get<bool>() != (lane.at("branch") == "base" && runs > 1))
        throw Error(ErrorCode::internal, "a run was not what is to be measured: " + lane.dump());
    }
  };
  run();  // the base's year too, which the others take from the file
  results.put("energy.year", median_of_five([&] { return seconds(run); }));
}

}  // namespace

void add_energy_grid(Benchmarks& benchmarks) {
  benchmarks.add(
      {{{"energy.switch", "ms", Op::at_most, 16,
         "from a switch that is thrown to new voltages in the city, 2,940 buses of low voltage, two "
         "threads",
         "limit: a frame"}},
       measure_switch});
  benchmarks.add(
      {{{"energy.year", "s", Op::at_most, 5,
         "a year of hours of that grid by `conurb run --threads 2`, from start to end of the program, "
         "every load another one every hour, recorded as shipped",
         "limit: 8,760 power flows of a district while one waits"}},
       measure_year});
}

}  // namespace conurb::bench

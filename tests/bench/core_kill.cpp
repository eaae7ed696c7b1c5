// SPDX-License-Identifier: Apache-2.0
// core.kill: the program is killed at random instants of an import and of a run, a hundred times in all. A
// kill is good if afterwards the file opens and is sound, what the program reported as saved is there, and
// what it did not is wholly there or wholly absent.
#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <random>

#include "engine/base/error.hpp"
#include "engine/base/files.hpp"
#include "engine/base/json.hpp"
#include "engine/store/runs.hpp"
#include "tests/bench/areas.hpp"
#include "tests/bench/inputs/shared_data.hpp"
#include "tests/bench/measure.hpp"
#include "tests/bench/process.hpp"
#include "tests/probes/city/probe_run.hpp"

namespace conurb::bench {

namespace {

namespace fs = std::filesystem;

constexpr int kImports = 50;  // half of them into a new file, half into one that holds a city
constexpr int kRuns = 50;

constexpr const char* kKillScript = R"(
local run = scenario { name = "Half a year", from = "2026-01-01", to = "2026-07-01", exchange = "6 h",
                       plugins = { "buildings" } }
city.building:all().wall_u_value = 0.2
)";

/// Throws Error with what is wrong: a kill that is not good.
void expect(bool good, const std::string& otherwise) {
  if (!good) throw Error(ErrorCode::internal, otherwise);
}

/// Hash over every value of the base city.
Hash128 hash_of(store::CityFile& file) {
  probes::Machine machine(1);
  return sim::Branch(file.load(), {}, {}, machine.environment, probes::minutes(1)).content_hash();
}

void expect_sound(store::CityFile& file) {
  const std::vector<std::string> faults = file.check();
  expect(faults.empty(), faults.empty() ? "" : faults.front());
}

/// The demo district, a later state of it with a building less, and what an uninterrupted program makes of
/// them.
class District {
 public:
  District()
      : folder_("conurb-bench"),
        model_(project_file("assets/demo/district.city.json")),
        later_model_(folder_.path() / "later" / model_.filename()) {
    std::ofstream(path("script.lua")) << kKillScript;
    write_later_model();
    import_s_ = seconds([&] { run_conurb(import_of(model_, path("pristine.gpkg")), folder_.path()); });
    fs::copy_file(path("pristine.gpkg"), path("later.gpkg"));
    run_conurb(import_of(later_model_, path("later.gpkg")), folder_.path());
    fs::copy_file(path("pristine.gpkg"), path("reference.gpkg"));
    run_s_ = seconds([&] { run_conurb(run_of(path("reference.gpkg")), folder_.path()); });
    before_ = buildings_in("pristine.gpkg");
    after_ = buildings_in("later.gpkg");
    expect(after_ == before_ - 1, "the later import does not retire the building that is gone");
    store::CityFile file = store::CityFile::open(path("pristine.gpkg"), store::Mode::read_write);
    base_ = hash_of(file);
  }

  /// Kills an import `part` of its time after its start (beyond 1: perhaps not at all).
  void kill_import(double part, bool again) {
    const fs::path city = path("import.gpkg");
    start_afresh(city, again);
    const fs::path model = again ? later_model_ : model_;
    const bool reported = killed(import_of(model, city), part * import_s_);
    if (!fs::exists(city)) {
      expect(!reported && !again, "the city file is gone");
      return;
    }
    store::CityFile file = store::CityFile::open(city, store::Mode::read_write);
    const std::int64_t here = buildings_of(file.load());
    const std::int64_t old = again ? before_ : 0;
    const std::int64_t wanted = again ? after_ : before_;
    expect(here == wanted || (here == old && !reported),
           fmt::format("{} buildings are in the file; before the import {}, after it {}", here, old, wanted));
    expect_sound(file);
  }

  /// The same for a run; every exchange that is in the file must be that of the uninterrupted run.
  void kill_run(double part) {
    const fs::path city = path("run.gpkg");
    start_afresh(city, true);
    const bool reported = killed(run_of(city), part * run_s_);
    store::CityFile file = store::CityFile::open(city, store::Mode::read_write);
    store::CityFile whole = store::CityFile::open(path("reference.gpkg"), store::Mode::read_only);
    expect_sound(file);
    expect(hash_of(file) == base_, "the base city has changed");
    const store::Runs runs(file);
    const store::Runs reference(whole);
    const std::vector<store::RunRecord> records = runs.list();
    expect(!reported || records.size() == reference.list().size(), "a run that was reported is not there");
    for (const store::RunRecord& record : records) {
      expect(record.status == (reported ? store::RunStatus::done : record.status),
             fmt::format("run {} was reported and is not done", record.id));
      expect(record.status != store::RunStatus::running, "a dead run counts as running");
      compare(runs, reference, record);
    }
  }

 private:
  [[nodiscard]] fs::path path(const char* name) const { return folder_.path() / name; }

  static std::vector<std::string> import_of(const fs::path& model, const fs::path& city) {
    const fs::path weather = project_file("assets/demo/weather.epw");
    return {"import", model.string(), weather.string(), "-o", city.string(), "--zone", "Europe/Berlin"};
  }
  [[nodiscard]] std::vector<std::string> run_of(const fs::path& city) const {
    return {"run", city.string(), path("script.lua").string()};
  }

  static std::int64_t buildings_of(const city::City& city) {
    return city.find("building") < 0 ? 0 : city.table("building").alive_rows();
  }
  [[nodiscard]] std::int64_t buildings_in(const char* name) const {
    return buildings_of(store::CityFile::open(path(name), store::Mode::read_only).load());
  }

  void write_later_model() const {
    Json model = Json::parse(read_file(model_));
    Json& objects = model["CityObjects"];
    for (const auto& [id, object] : objects.items()) {
      if (object.at("type") != "Building" || object.contains("children") || object.contains("parents"))
        continue;
      objects.erase(std::string(id));
      break;
    }
    fs::create_directory(later_model_.parent_path());  // the same file name: a later state of the same source
    std::ofstream(later_model_) << model.dump();
  }

  void start_afresh(const fs::path& city, bool with_city) const {
    for (const char* beside : {"", "-wal", "-shm"}) fs::remove(city.string() + beside);
    if (with_city) fs::copy_file(path("pristine.gpkg"), city);
  }

  /// Starts `conurb`, kills it after that time; true if it had reported success by then.
  [[nodiscard]] bool killed(std::vector<std::string> arguments, double after_s) const {
    arguments.insert(arguments.begin(), conurb_program().string());
    Process process(arguments, path("stdout.txt"), path("stderr.txt"));
    const int code = process.kill_after(std::chrono::microseconds(static_cast<std::int64_t>(after_s * 1e6)));
    expect(code <= 0, fmt::format("the program failed by itself: {}", read_file(path("stderr.txt"))));
    // The summary is printed when all is committed, so a program killed later has reported it, too.
    return code == 0 || fs::file_size(path("stdout.txt")) > 0;
  }

  static void compare(const store::Runs& runs, const store::Runs& reference, const store::RunRecord& record) {
    for (const store::RecordedColumn& each : runs.recorded(record.id)) {
      expect(each.last_exchange <= record.saved_exchange, "a chunk is in the file that was not saved");
      const store::RecordedQuery query{each.table, each.column};
      const store::Recorded here = runs.read(record.id, query);
      const store::Recorded whole = reference.read(record.id, query);
      expect(here.exchanges.size() <= whole.exchanges.size(), "there are more exchanges than were made");
      for (std::size_t i = 0; i < here.exchanges.size(); ++i) {
        expect(here.exchanges[i] == whole.exchanges[i] && here.values[i] == whole.values[i],
               fmt::format("{}.{} differs at exchange {}", each.table, each.column, here.exchanges[i]));
      }
    }
  }

  TempDir folder_;
  fs::path model_;
  fs::path later_model_;
  double import_s_ = 0, run_s_ = 0;
  std::int64_t before_ = 0, after_ = 0;
  Hash128 base_;
};

void measure_core_kill(Results& results) {
  (void)conurb_program();
  District district;
  std::mt19937 random(7);
  // A little beyond the whole time, so that some get to their end.
  const auto moment = [&random] { return 1.1 * static_cast<double>(random()) / 0x1.0p32; };
  int good = 0;
  for (int i = 0; i < kImports + kRuns; ++i) {
    const double part = moment();
    try {
      if (i < kImports) {
        district.kill_import(part, i % 2 == 1);
      } else {
        district.kill_run(part);
      }
      ++good;
    } catch (const Error& error) {
      tell(fmt::format("kill {} at {:.0f} % of the time: {}", i, 100 * part, error.what()));
    }
  }
  results.put("core.kill.good", good);
}

}  // namespace

void add_core_kill(Benchmarks& benchmarks) {
  Group group;
  group.rows = {
      {"core.kill.good", "of 100", Op::equal, 100,
       "kills (SIGKILL) at random instants of `conurb import` and `conurb run` after which the file "
       "opens, is sound, holds what was reported as saved and nothing in part",
       "limit: every one of them"}};
  group.measure = measure_core_kill;
  benchmarks.add(std::move(group));
}

}  // namespace conurb::bench

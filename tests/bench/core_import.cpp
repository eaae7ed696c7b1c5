// SPDX-License-Identifier: Apache-2.0
// core.import: a large CityJSONSeq through `conurb import` into a new city file, from the start of the
// program to its end.
#include <filesystem>

#include "engine/base/error.hpp"
#include "engine/base/files.hpp"
#include "engine/base/json.hpp"
#include "tests/bench/areas.hpp"
#include "tests/bench/inputs/larger_model.hpp"
#include "tests/bench/inputs/shared_data.hpp"
#include "tests/bench/measure.hpp"
#include "tests/bench/process.hpp"

namespace conurb::bench {

namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kRootBuildings = 100'000;  // at least

void measure_core_import(Results& results) {
  const fs::path tile = shared_file(k3dBag);
  (void)conurb_program();
  const std::int64_t copies = kRootBuildings / count_root_buildings(tile) + 1;
  const TempDir folder("conurb-bench");
  const fs::path input = folder.path() / "tiles.city.jsonl";
  const fs::path city = folder.path() / "city.gpkg";
  tell("writing the tile's copies");
  const std::int64_t buildings = write_larger_sequence(tile, copies, input);
  results.put("core.import.rate", median_of_five([&] {
                tell("importing them");
                fs::remove(city);
                Json answer;
                const double took_s = seconds([&] {
                  answer = parse_json(
                      run_conurb({"import", input.string(), "-o", city.string(), "--json"}, folder.path()),
                      "conurb import");
                });
                if (answer.at("tables").value("building", std::int64_t{0}) != buildings)
                  throw Error(ErrorCode::internal, "the city does not hold all buildings", city.string());
                return static_cast<double>(buildings) / took_s;
              }));
}

}  // namespace

void add_core_import(Benchmarks& benchmarks) {
  Group group;
  group.rows = {
      {"core.import.rate", "buildings/s", Op::at_least, 10'000,
       "root buildings by `conurb import` into a new city file: 100,000 of a 3DBAG tile side by side, "
       "R-tree, party walls and findings on, committed (one repetition if longer than 10 s)",
       "limit: a city of a million people in seconds"}};
  group.measure = measure_core_import;
  benchmarks.add(std::move(group));
}

}  // namespace conurb::bench

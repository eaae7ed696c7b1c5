// SPDX-License-Identifier: Apache-2.0
// city.export: a real district as glTF and a generated town as 3D Tiles, by `conurb export`.
#include <filesystem>

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

/// Megabytes of CityJSON of the same city for each second of the export, of which the answer is checked.
double rate(const fs::path& city, const fs::path& output, double megabytes, const fs::path& folder) {
  Json answer;
  const double took_s = median_of_five([&] {
    return seconds([&] {
      answer = parse_json(run_conurb({"export", city.string(), "-o", output.string(), "--json"}, folder),
                          "conurb export");
    });
  });
  if (answer.at("objects").get<std::int64_t>() <= 0 || answer.at("triangles").get<std::int64_t>() <= 0 ||
      !fs::exists(output))
    throw Error(ErrorCode::internal, "nothing was exported", output.string());
  return megabytes / took_s;
}

double megabytes_of(const fs::path& file) {
  return static_cast<double>(fs::file_size(file)) / 1e6;
}

void measure_city_export(Results& results) {
  (void)conurb_program();
  const fs::path model = shared_file(kZurich);
  const TempDir folder("conurb-bench");
  const fs::path real = folder.path() / "zurich.gpkg", town = folder.path() / "town.gpkg",
                 text = folder.path() / "town.city.json";
  run_conurb({"import", model.string(), "-o", real.string()}, folder.path());
  results.put("city.export.gltf",
              rate(real, folder.path() / "zurich.glb", megabytes_of(model), folder.path()));
  tell("generating a town of 20,000 people");
  run_conurb({"generate", "--population", "20000", "--seed", "1", "-o", town.string()}, folder.path());
  run_conurb({"export", town.string(), "-o", text.string()}, folder.path());
  results.put("city.export.tiles",
              rate(town, folder.path() / "tiles" / "tileset.json", megabytes_of(text), folder.path()));
}

}  // namespace

void add_city_export(Benchmarks& benchmarks) {
  Group group;
  group.rows = {
      {"city.export.gltf", "MB/s", Op::at_least, 10,
       "bytes of the CityJSON file that the Zurich subset came from, for each second of `conurb export` "
       "to .glb, from the start of the program to its end",
       "limit: a megabyte in the blink of an eye"},
      {"city.export.tiles", "MB/s", Op::at_least, 10,
       "the same of a generated town of 20,000 people, with its ground, as 3D Tiles: bytes of its own "
       "CityJSON export",
       "limit: the same"}};
  group.measure = measure_city_export;
  benchmarks.add(std::move(group));
}

}  // namespace conurb::bench

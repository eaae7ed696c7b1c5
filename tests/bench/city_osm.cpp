// SPDX-License-Identifier: Apache-2.0
// city.osm: a real extract of OpenStreetMap through `conurb import` into a new city file.
#include <filesystem>

#include "engine/base/error.hpp"
#include "engine/base/files.hpp"
#include "engine/base/json.hpp"
#include "engine/io/osm.hpp"
#include "tests/bench/areas.hpp"
#include "tests/bench/inputs/shared_data.hpp"
#include "tests/bench/measure.hpp"
#include "tests/bench/process.hpp"

namespace conurb::bench {

namespace {

namespace fs = std::filesystem;

/// What the file holds is what the reference counted, and the city has links of it.
void check(const fs::path& input, const Json& answer) {
  const fs::path reference_path = shared_file("transport/gtfs_osm_portoalegre/ref_osm_raw_counts.json");
  const Json reference = parse_json(read_file(reference_path), reference_path.string());
  const io::OsmCounts counts = io::read_osm_file(input).counts;
  if (reference.at("highway_ways") != counts.highway_ways ||
      reference.at("by_class") != Json(counts.highway_ways_by_class))
    throw Error(ErrorCode::internal, "the counts are not those of the reference", input.string());
  if (answer.at("tables").value("road_link", std::int64_t{0}) < counts.highway_ways)
    throw Error(ErrorCode::internal, "the city has fewer links than streets", input.string());
}

void measure_city_osm(Results& results) {
  const fs::path input = shared_file("transport/gtfs_osm_portoalegre/poa_osm.pbf");
  (void)conurb_program();
  const TempDir folder("conurb-bench");
  const fs::path city = folder.path() / "city.gpkg";
  Json answer;
  results.put("city.osm", median_of_five([&] {
                fs::remove(city);
                return seconds([&] {
                  answer = parse_json(
                      run_conurb({"import", input.string(), "-o", city.string(), "--json"}, folder.path()),
                      "conurb import");
                });
              }));
  check(input, answer);
}

}  // namespace

void add_city_osm(Benchmarks& benchmarks) {
  Group group;
  group.rows = {{"city.osm", "s", Op::at_most, 5,
                 "the PBF of Porto Alegre by `conurb import` into a new city file, from the start of the "
                 "program to its end; raw counts checked",
                 "limit: a map base while one waits"}};
  group.measure = measure_city_osm;
  benchmarks.add(std::move(group));
}

}  // namespace conurb::bench

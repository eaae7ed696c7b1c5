// SPDX-License-Identifier: Apache-2.0
// city.generate: a city of a million buildings, from nothing into its file.
#include <sys/resource.h>

#include <cstdint>
#include <filesystem>

#include "engine/base/error.hpp"
#include "engine/base/files.hpp"
#include "engine/base/json.hpp"
#include "tests/bench/areas.hpp"
#include "tests/bench/measure.hpp"
#include "tests/bench/process.hpp"

namespace conurb::bench {

namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kBuildings = 1'000'000;
constexpr const char* kPeople = "8000000";  // for which the generator builds a little more than that

/// In a process of its own, so that the memory of its one child is that of `conurb`.
Json generate(std::span<const std::string> arguments) {
  const fs::path city = fs::path(arguments[0]) / "city.gpkg";
  Json answer;
  const double took_s = seconds([&] {
    answer = parse_json(
        run_conurb({"generate", "--population", kPeople, "--seed", "1", "-o", city.string(), "--json"},
                   arguments[0]),
        "conurb generate");
  });
  rusage children{};
  getrusage(RUSAGE_CHILDREN, &children);
  return {{"took_s", took_s},
          {"memory", static_cast<double>(children.ru_maxrss) * 1024.0},
          {"buildings", answer.at("tables").value("building", std::int64_t{0})}};
}

void measure_city_generate(Results& results) {
  (void)conurb_program();
  const TempDir folder("conurb-bench");
  tell("generating a city of a million buildings");
  const Json answer = run_child("generate", {folder.path().string()});
  if (answer.at("buildings").get<std::int64_t>() < kBuildings)
    throw Error(ErrorCode::internal, "the city has only " + answer.at("buildings").dump() + " buildings");
  results.put("city.generate.time", answer.at("took_s").get<double>());
  results.put("city.generate.memory", answer.at("memory").get<double>() / kGibibyte);
}

}  // namespace

void add_city_generate(Benchmarks& benchmarks) {
  Group group;
  group.rows = {{"city.generate.time", "s", Op::at_most, 180,
                 "`conurb generate` of at least 1,000,000 buildings with streets, parcels, people and trees, "
                 "from the start of the program to its end (one repetition)",
                 "limit: a metropolis while one fetches coffee"},
                {"city.generate.memory", "GiB", Op::at_most, 6, "most memory that it held",
                 "limit: a laptop of 8 GiB"}};
  group.measure = measure_city_generate;
  benchmarks.add(std::move(group));
  benchmarks.add_child("generate", generate);
}

}  // namespace conurb::bench

// SPDX-License-Identifier: Apache-2.0
// city.lossless: how many of the real and conformance files come out of a city as they went in.
#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "engine/base/error.hpp"
#include "engine/base/files.hpp"
#include "engine/cli/command.hpp"
#include "tests/bench/areas.hpp"
#include "tests/bench/inputs/shared_data.hpp"
#include "tests/bench/measure.hpp"
#include "tests/engine/io/city_round_trip.hpp"
#include "tests/engine/io/cityjson_compare.hpp"

namespace conurb::bench {

namespace {

namespace fs = std::filesystem;

std::vector<fs::path> files() {
  const fs::path data = shared_file(kDelft).parent_path().parent_path();
  std::vector<fs::path> found;
  for (const char* const folder : {"cityjson", "cityjsonseq", "conformance/corpus_v20"}) {
    for (const auto& entry : fs::directory_iterator(data / folder)) found.push_back(entry.path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

io::ImportOptions options(Jobs& jobs) {
  io::ImportOptions options;
  options.vocabulary = cli::load_vocabulary();
  options.attributes = cli::load_attribute_map();
  options.jobs = &jobs;
  return options;
}

bool comes_back(const fs::path& file, const io::ImportOptions& import_options) {
  const std::string text = read_file(file);
  io::CityJsonExportOptions to;
  to.sequence = file.extension() == ".jsonl";
  io::CityJsonReader reader;
  const std::string out = io::through_memory(reader.read(text, file.filename().string()), import_options, to);
  const io::CityJsonComparison comparison(text, out);
  if (!comparison.differences().empty()) tell(file.filename().string() + ": " + comparison.text());
  return comparison.differences().empty();
}

void measure_city_lossless(Results& results) {
  Jobs jobs(1);
  const io::ImportOptions import_options = options(jobs);
  const std::vector<fs::path> all = files();
  std::size_t equal = 0;
  for (const fs::path& file : all) equal += comes_back(file, import_options) ? 1 : 0;
  results.put("city.lossless", static_cast<double>(equal) / static_cast<double>(all.size()));
}

}  // namespace

void add_city_lossless(Benchmarks& benchmarks) {
  Group group;
  group.rows = {
      {"city.lossless", "share", Op::equal, 1,
       "real and conformance files of city3d that come out of a city equal: coordinates within half a "
       "step, everything else exact, numbers to the digit",
       "limit: all of them"}};
  group.measure = measure_city_lossless;
  benchmarks.add(std::move(group));
}

}  // namespace conurb::bench

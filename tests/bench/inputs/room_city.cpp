// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/inputs/room_city.hpp"

#include "engine/base/json.hpp"
#include "engine/cli/command.hpp"
#include "engine/io/geometry_blob.hpp"
#include "tests/bench/process.hpp"

namespace conurb::bench {

namespace {

sim::TwinOptions twin_options() {
  sim::TwinOptions options;
  options.vocabulary = cli::load_vocabulary();
  return options;
}

city::City with_geometry(sim::Twin& twin) {
  city::City city = twin.base();
  city.set_geometry(io::load_geometry(*twin.file()));
  return city;
}

}  // namespace

std::int64_t generate_city(const std::string& people, const std::filesystem::path& city) {
  const Json answer = parse_json(
      run_conurb({"generate", "--population", people, "--seed", "1", "-o", city.string(), "--json"},
                 city.parent_path()),
      "conurb generate");
  return answer.at("tables").value("building", std::int64_t{0});
}

RoomCity::RoomCity(const std::filesystem::path& file)
    : twin_(store::CityFile::open(file, store::Mode::read_only), twin_options(), log_),
      city(with_geometry(twin_)),
      scene(city, jobs_) {}

}  // namespace conurb::bench

// SPDX-License-Identifier: Apache-2.0
// room.frame, room.memory, room.first: the room as people open it, in a window of a display without a
// graphics card (Xvfb, Mesa's software rasteriser). What else is asked of the city of a million buildings is
// measured here too, as it is made only once: room_truth.cpp, room_pick.cpp and room_recolour.cpp say how.
#include <sys/resource.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/error.hpp"
#include "engine/base/files.hpp"
#include "engine/base/json.hpp"
#include "tests/bench/areas.hpp"
#include "tests/bench/inputs/room_city.hpp"
#include "tests/bench/measure.hpp"
#include "tests/bench/process.hpp"

namespace conurb::bench {

namespace {

namespace fs = std::filesystem;

/// Runs a script in the room; its line "times times.json" is added. Returns that file.
Json in_the_room(const fs::path& city, const std::string& script) {
  const fs::path folder = city.parent_path(), times = folder / "times.json";
  std::ofstream(folder / "script.txt") << script << "times " << times.string() << "\nquit\n";
  std::vector<std::string> command = display_of("1280x720");
  command.insert(command.end(), {conurb_program().string(), "view", city.string(), "--size", "1280x720",
                                 "--read-only", "--script", (folder / "script.txt").string()});
  Process room(command, folder / "stdout", folder / "stderr");
  if (const int code = room.wait(); code != 0)
    throw Error(ErrorCode::internal,
                "conurb view ended with " + std::to_string(code) + ": " + read_file(folder / "stderr"));
  return parse_json(read_file(times), "times.json");
}

/// In a process of its own, so that the memory of its children is that of the room.
Json fly(std::span<const std::string> arguments) {
  // The panels of a first visit are open. A layer is shown, as in the room there is one.
  const Json answer = in_the_room(arguments[0], std::string("wait settled\n") +
                                                    "do layer.only {\"layer\": \"building.height\"}\n"
                                                    "wait settled\n"
                                                    "times " +
                                                    arguments[0] +
                                                    ".before.json\n"
                                                    "do camera.go {\"to\": \"" +
                                                    arguments[1] +
                                                    "\", \"seconds\": 20}\n"
                                                    "wait 20\n");
  rusage children{};
  getrusage(RUSAGE_CHILDREN, &children);
  return {{"frames_ms", answer.at("frames_ms")},
          {"memory", static_cast<double>(children.ru_maxrss) * 1024.0}};
}

void measure_flight(Results& results, const fs::path& city) {
  tell("flying from the whole city down to a street");
  const Json answer = run_child("fly", {city.string(), "0,0,150,220,20,-14"});
  auto frames = answer.at("frames_ms").get<std::vector<double>>();
  if (frames.empty()) throw Error(ErrorCode::internal, "no frame was drawn");
  std::sort(frames.begin(), frames.end());
  results.put("room.frame.median", frames[frames.size() / 2]);
  results.put("room.frame.p99", frames[frames.size() * 99 / 100]);
  results.put("room.memory", answer.at("memory").get<double>() / kGibibyte);
}

void measure_million(Results& results) {
  (void)display_of("1280x720");  // before minutes are spent
  const auto wants_any = [&](std::initializer_list<const char*> ids) {
    return std::any_of(ids.begin(), ids.end(), [&](const char* id) { return results.wants(id); });
  };
  const TempDir folder("conurb-bench");
  const fs::path city = folder.path() / "city.gpkg";
  tell("generating a city of a million buildings");
  if (generate_city(kMillionBuildings, city) < 1'000'000)
    throw Error(ErrorCode::internal, "the city has fewer than 1,000,000 buildings");
  if (wants_any({"room.truth.city", "room.truth.district", "room.truth.street", "room.truth.above"})) {
    tell("drawing it in full");
    const Json answer = run_child("truth", {city.string()});
    for (const auto& [pose, share] : answer.items()) results.put("room.truth." + pose, share.get<double>());
  }
  if (results.wants("room.pick")) {
    tell("clicking on it");
    results.put("room.pick", run_child("pick", {city.string()}).at("ms").get<double>());
  }
  if (results.wants("room.recolour")) {
    tell("recolouring it");
    results.put("room.recolour", run_child("recolour", {city.string()}).at("frames").get<double>());
  }
  if (wants_any({"room.frame.median", "room.frame.p99", "room.memory"})) measure_flight(results, city);
}

void measure_first(Results& results) {
  (void)display_of("1280x720");
  const TempDir folder("conurb-bench");
  const fs::path city = folder.path() / "city.gpkg";
  if (generate_city(kFiftyThousandBuildings, city) < 50'000)
    throw Error(ErrorCode::internal, "the city has fewer than 50,000 buildings");
  const Json answer = in_the_room(city, "wait settled\n");
  results.put("room.first.picture", answer.at("first_picture_s").get<double>());
  results.put("room.first.full", answer.at("detailed_s").get<double>());
}

}  // namespace

void add_room_window(Benchmarks& benchmarks) {
  benchmarks.add_child("fly", fly);
  Group million;
  million.rows = {
      {"room.frame.median", "ms", Op::at_most, 50,
       "time of a frame, panels shown, flying from the whole of a city of 1,000,000 buildings to a street "
       "(1280 x 720, software rasteriser)",
       "limit: motion that is followed with ease; drawing all of them takes 3,200 ms"},
      {"room.frame.p99", "ms", Op::at_most, 100, "the same, 99 of 100 frames",
       "limit: no frame that is felt"},
      {"room.memory", "GiB", Op::at_most, 4, "most memory that the room held there",
       "limit: half of a small machine"},
      {"room.pick", "ms", Op::at_most, 2,
       "from a click to the number of the building, surface or thing on the ground that is there: 99 of 100 "
       "clicks at "
       "random places of three pictures",
       "limit: a tenth of a frame"},
      {"room.recolour", "frames", Op::at_most, 1,
       "time that another column on all of its buildings takes beyond that of the frame that shows it first; "
       "no "
       "geometry moves",
       "the median frame of the same flight"}};
  for (const auto& [pose, what] : {std::pair("city", "the whole of it"), std::pair("district", "a district"),
                                   std::pair("street", "a street"), std::pair("above", "from above")})
    million.rows.push_back(
        {std::string("room.truth.") + pose, "%", Op::at_least, 95,
         std::string("pixels of the id pass that show the building that is there, of those that "
                     "show one: ") +
             what,
         "all tiles at their finest level in a depth buffer of doubles"});
  million.measure = measure_million;
  benchmarks.add(std::move(million));
  Group first;
  first.rows = {
      {"room.first.picture", "s", Op::at_most, 2,
       "`conurb view` of a city of 50,000 buildings, from the opening of the file to the first picture of it",
       "limit: as long as one waits without wondering"},
      {"room.first.full", "s", Op::at_most, 5, "the same, to all its detail, smooth and with soft shadows",
       "limit: a breath"}};
  first.measure = measure_first;
  benchmarks.add(std::move(first));
}

}  // namespace conurb::bench

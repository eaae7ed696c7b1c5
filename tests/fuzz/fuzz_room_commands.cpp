// SPDX-License-Identifier: Apache-2.0
// Lines as they stand behind `do` in a script of the room: a command's name and its arguments as JSON. Each
// is refused, or done, and what they arranged is kept and read the same. The simulation behind the room is
// closed: what is asked of it is checked and goes nowhere, so that the same input does the same every time.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string_view>

#include "engine/base/error.hpp"
#include "engine/base/text.hpp"
#include "engine/city/city.hpp"
#include "engine/room/room.hpp"
#include "tests/fuzz/folder.hpp"

namespace {

using namespace conurb;

struct Closed {
  explicit Closed(const std::filesystem::path& file)
      : texts(CONURB_SOURCE_DIR "/assets/texts", "en"), simulation(options(file, texts)), history(file) {
    if (!simulation.settle(std::chrono::minutes(1))) std::abort();
    simulation.close();
    if (simulation.published()->branches.empty()) std::abort();
  }
  static room::SimulationOptions options(const std::filesystem::path& file, const Texts& texts) {
    store::CityFile::create(file).save(city::City{});
    room::SimulationOptions options;
    options.path = file;
    options.texts = texts;
    return options;
  }

  Texts texts;
  room::Simulation simulation;
  room::History history;
};

/// Made once; its files are gone from then on.
Closed& closed() {
  static Closed* const made = [] {
    const fuzz::Folder folder;
    return std::make_unique<Closed>(folder.file()).release();
  }();
  return *made;
}

void execute(room::Room& room, std::string_view line) {
  const std::size_t blank = line.find(' ');
  try {
    room.execute(line.substr(0, blank),
                 blank == std::string_view::npos ? Json::object() : parse_json(line.substr(blank), "line"));
  } catch (const Error&) {
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  room::Room room(closed().simulation, closed().history, closed().texts);
  for (const std::string_view line : split({reinterpret_cast<const char*>(data), size}, '\n'))
    execute(room, line);
  room.update(60);  // flights are over, and branches that were asked for have not come
  room::RoomState state = room.state();
  state.clock.playing = false;  // a room opens standing still
  const room::Restored kept = room::restore(room::to_text(state));
  if (!(kept.state == state) || !kept.problem.empty()) std::abort();
  return 0;
}

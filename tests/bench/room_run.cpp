// SPDX-License-Identifier: Apache-2.0
// room.run: what the room costs the simulation behind it.
#include <fmt/format.h>

#include <chrono>
#include <optional>
#include <thread>

#include "engine/base/error.hpp"
#include "engine/base/files.hpp"
#include "engine/base/json.hpp"
#include "engine/cli/command.hpp"
#include "engine/ui/room_window.hpp"
#include "tests/bench/areas.hpp"
#include "tests/bench/inputs/room_city.hpp"
#include "tests/bench/inputs/room_picture.hpp"
#include "tests/bench/inputs/shared_data.hpp"
#include "tests/bench/measure.hpp"
#include "tests/bench/process.hpp"

namespace conurb::bench {

namespace {

using Clock = std::chrono::steady_clock;

constexpr double kMeasured_s = 1.5;
constexpr int kPairs = 9;
constexpr double kAskEvery_s = 0.1;  // whether the year is over
constexpr double kTurn_deg = 0.5;    // of the moving camera in a frame

double since(Clock::time_point when) {
  return std::chrono::duration<double>(Clock::now() - when).count();
}

enum class Look { none, standing, moving };

/// A city that is simulated as fast as it goes, and the room in front of it.
class Rig {
 public:
  explicit Rig(const std::filesystem::path& city)
      : texts_(cli::assets_folder() / "texts", "en"),
        simulation_(options(city)),
        history_(city),
        room_(simulation_, history_, texts_) {
    while (room_.published().opening == room::Opening::under_way) {
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
      room_.update(0);
    }
    if (room_.published().opening != room::Opening::open)
      throw Error(ErrorCode::io, room_.published().failure);
    screen_ = view::open_window({.title = "Conurb", .size = RoomPicture::kSize, .full_screen = false});
    window_.emplace(*screen_, room_, ui::RoomWindowOptions{});
    while (!window_->settled()) frame();
    room_.execute("layer.only", {{"layer", "building.heating_power"}});
    room_.execute("time.speed", {{"factor", room::kFastest}});
    room_.execute("time.live", {{"from", "2026-01-01"}});
    begin();
  }
  ~Rig() {
    window_.reset();
    simulation_.close();
  }
  Rig(const Rig&) = delete;
  Rig& operator=(const Rig&) = delete;

  /// Exchanges a second with the room open ÷ without, measured by turns.
  double ratio(Look look) {
    std::vector<double> ratios;
    for (int i = 0; i < kPairs; ++i) {
      const double without = rate(Look::none);
      ratios.push_back(rate(look) / without);
    }
    return median(std::move(ratios));
  }

 private:
  room::SimulationOptions options(const std::filesystem::path& city) {
    room::SimulationOptions result;
    result.path = city;
    result.twin.vocabulary = cli::load_vocabulary();
    result.plugins = [this](const city::City& base) {
      return cli::load_plugins(session_, log_, base, {"buildings"});
    };
    result.texts = texts_;
    return result;
  }

  /// The year again, in steps of an hour: many enough for a rate.
  void begin() {
    room::LiveOrder order;
    order.branches = {"base"};
    order.span.from = parse_time("2026-01-01", room_.published().zone);
    order.span.to = parse_time("2027-01-01", room_.published().zone);
    order.span.exchange = kHour;
    order.speed = room::kFastest;
    simulation_.go_live(order);
  }

  /// So far, all years together.
  std::int64_t exchanges() {
    asked_ = Clock::now();
    const auto [now, ended] = simulation_
                                  .ask([](sim::Twin& twin) {
                                    const sim::Branch* branch = twin.live(0);
                                    return branch == nullptr
                                               ? std::pair(std::int64_t{0}, false)
                                               : std::pair(branch->exchange(), branch->at_end());
                                  })
                                  .get();
    if (!ended) return years_ + now;
    years_ += now;
    begin();
    return years_;
  }

  double rate(Look look) {
    simulation_.want({});  // without a room nobody wants anything
    go_on(look, 0.3);
    const std::int64_t before = exchanges();
    const auto begun = Clock::now();
    go_on(look, kMeasured_s);
    return static_cast<double>(exchanges() - before) / since(begun);
  }

  void go_on(Look look, double seconds) {
    for (const auto begun = Clock::now(); since(begun) < seconds;) {
      if (since(asked_) > kAskEvery_s) (void)exchanges();  // rarely: the room waits for no answer
      if (look == Look::none) {
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
        continue;
      }
      if (look == Look::moving) {
        scene::Camera camera = room_.state().camera;
        camera.heading_deg += kTurn_deg;
        room_.execute("camera.go", {{"to", scene::to_text(camera)}, {"seconds", 0}});
      }
      frame();
    }
  }

  /// As `conurb view` does.
  void frame() {
    std::this_thread::sleep_for(std::chrono::duration<double>(window_->pause_s()));
    const std::vector<view::InputEvent> events = screen_->events(window_->patience_s());
    const auto now = Clock::now();
    window_->frame(screen_->framebuffer(), std::chrono::duration<double>(now - last_).count(), events);
    last_ = now;
  }

  cli::Session session_;
  Log log_;
  Texts texts_;
  room::Simulation simulation_;
  room::History history_;
  room::Room room_;
  std::unique_ptr<view::Window> screen_;
  std::optional<ui::RoomWindow> window_;
  Clock::time_point last_ = Clock::now(), asked_ = last_;
  std::int64_t years_ = 0;
};

/// In a process of its own: the room's threads are to be gone when other rows are measured.
Json run_beside(std::span<const std::string> arguments) {
  Rig rig(arguments[0]);
  return {{"standing", rig.ratio(Look::standing)}, {"moving", rig.ratio(Look::moving)}};
}

void measure_room_run(Results& results) {
  const std::vector<std::string> display = display_of("1280x720");
  const TempDir folder("conurb-bench");
  const std::filesystem::path city = folder.path() / "city.gpkg";
  (void)generate_city("20000", city);
  run_conurb({"import", project_file("assets/demo/weather.epw").string(), "-o", city.string()},
             folder.path());
  const Json answer = run_child("run_beside", {city.string()}, display);
  results.put("room.run.standing", answer.at("standing").get<double>());
  results.put("room.run.moving", answer.at("moving").get<double>());
}

}  // namespace

void add_room_run(Benchmarks& benchmarks) {
  Group group;
  group.rows = {
      {"room.run.standing", "ratio", Op::at_least, 0.6,
       "steps a second of a city of 20,000 people with the room open, two cores, a layer shown whose "
       "values change with every step (median of 9, by turns)",
       "the same simulation without the room"},
      {"room.run.moving", "ratio", Op::at_least, 0.6, "the same while the camera moves",
       "the same simulation without the room"}};
  group.measure = measure_room_run;
  benchmarks.add(std::move(group));
  benchmarks.add_child("run_beside", run_beside);
}

}  // namespace conurb::bench

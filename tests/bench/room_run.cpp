// SPDX-License-Identifier: Apache-2.0
// room.run: what the room costs the simulation behind it.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <numbers>
#include <thread>

#include "engine/base/error.hpp"
#include "engine/base/files.hpp"
#include "engine/cli/command.hpp"
#include "engine/ui/room_window.hpp"
#include "engine/view/gl_context.hpp"
#include "tests/bench/areas.hpp"
#include "tests/bench/inputs/room_city.hpp"
#include "tests/bench/measure.hpp"
#include "tests/bench/process.hpp"

namespace conurb::bench {

namespace {

using Clock = std::chrono::steady_clock;

constexpr const char* kPeople = "20000";
constexpr view::Size kSize{1280, 720};
constexpr double kMeasured_s = 1.5;

enum class Room { none, standing, moving };

double since(Clock::time_point when) {
  return std::chrono::duration<double>(Clock::now() - when).count();
}

/// A simulation as fast as it goes, alone or behind the room.
class Rig {
 public:
  Rig(const std::filesystem::path& city, Room how)
      : how_(how), texts_(cli::assets_folder() / "texts", "en"), simulation_(options(city)), history_(city), room_(simulation_, history_, texts_) {
    open();
    show();
    live();
  }
  ~Rig() { window_.reset(); simulation_.close(); }

  double rate(Room how) {
    how_ = how;
    simulation_.want({});
    go_on(0.3);
    const std::int64_t before = exchanges();
    const auto begun = Clock::now();
    frames_ = 0;
    go_on(kMeasured_s);
    const std::int64_t done = exchanges() - before;
    return static_cast<double>(done) / since(begun);
  }
  void ratio(Room how) {
    std::vector<double> ratios;
    int frames = 0;
    for (int i = 0; i < 7; ++i) {
      const double without = rate(Room::none);
      const double with = rate(how);
      frames += frames_;
      ratios.push_back(with / without);
      tell(fmt::format("{:.0f} {:.0f} {:.2f} {}", without, with, with/without, frames_));
    }
    tell(fmt::format("median {:.3f}, {:.1f} frames/s", median(ratios), frames / 7.0 / kMeasured_s));
  }

 private:
  room::SimulationOptions options(const std::filesystem::path& city) {
    room::SimulationOptions result;
    result.path = city;
    result.twin.vocabulary = cli::load_vocabulary();
    result.plugins = [this](const city::City& base) { return cli::load_plugins(session_, log_, base, {"buildings"}); };
    result.texts = texts_;
    return result;
  }
  void open() {
    while (room_.published().opening == room::Opening::under_way) { std::this_thread::sleep_for(std::chrono::milliseconds(2)); room_.update(0); }
    if (room_.published().opening != room::Opening::open) throw Error(ErrorCode::io, room_.published().failure);
  }
  void show() {
    context_ = view::make_offscreen_context();
    ui::RoomWindowOptions o;
    window_ = std::make_unique<ui::RoomWindow>(*context_, room_, o);
    while (!window_->settled()) frame();
    room_.execute("layer.only", {{"layer", "building.heating_power"}});
  }
  void live() {
    room::LiveOrder order;
    order.branches = {"base"};
    order.span.from = parse_time("2026-01-01", room_.published().zone);
    order.span.to = parse_time("2027-01-01", room_.published().zone);
    order.span.exchange = kHour;
    order.speed = room::kFastest;
    room_.execute("time.speed", {{"factor", 0}});
    if (window_) room_.execute("time.live", {{"from", "2026-01-01"}});
    simulation_.go_live(order);
  }
  std::int64_t exchanges() {
    const auto [now, end] = simulation_.ask([](sim::Twin& twin) {
      const sim::Branch* branch = twin.live(0);
      return branch == nullptr ? std::pair(std::int64_t{0}, false) : std::pair(branch->exchange(), branch->at_end()); }).get();
    if (end) { done_ += now;  live(); return done_; }
    return done_ + now;
  }
  void frame() {
    const auto now = Clock::now();
    window_->frame(kSize, std::chrono::duration<double>(now - last_).count(), {});
    last_ = now;
    ++frames_;
  }
  void go_on(double seconds) {
    const auto begun = Clock::now();
    while (since(begun) < seconds) {
      (void)exchanges();
      if (how_ == Room::none) { std::this_thread::sleep_for(std::chrono::milliseconds(20)); continue; }
      if (how_ == Room::moving) {
        scene::Camera camera = room_.state().camera;
        camera.heading_deg += 0.5;
        room_.execute("camera.go", {{"to", scene::to_text(camera)}, {"seconds", 0}});
      }
      frame();
      std::this_thread::sleep_for(std::chrono::duration<double>(window_->patience_s()));
    }
  }

  Room how_;
  cli::Session session_;
  Log log_;
  Texts texts_;
  room::Simulation simulation_;
  room::History history_;
  room::Room room_;
  std::unique_ptr<view::GlContext> context_;
  std::unique_ptr<ui::RoomWindow> window_;
  Clock::time_point last_ = Clock::now();
  int frames_ = 0;
  std::int64_t done_ = 0;
};

Json run(std::span<const std::string> arguments) {
  const Room how = arguments[1] == "none" ? Room::none : arguments[1] == "standing" ? Room::standing : Room::moving;
  Rig rig(arguments[0], how);
  rig.ratio(how);
  return {};
}

}  // namespace

void add_room_run(Benchmarks& benchmarks) {
  benchmarks.add_child("run_beside_room", run);
}

}  // namespace conurb::bench

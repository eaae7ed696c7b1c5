// SPDX-License-Identifier: Apache-2.0
// conurb view FILE: the room.
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <cctype>
#include <chrono>
#include <cstdio>
#include <thread>

#include "engine/cli/city_picture.hpp"
#include "engine/cli/command.hpp"
#include "engine/ui/input_script.hpp"
#include "engine/ui/room_window.hpp"

namespace conurb::cli {
namespace {

struct ViewOptions {
  std::filesystem::path file, script;
  std::string compare, theme, language = "en", size = "1600x900", host;
  double scale = 0;
  bool read_only = false, full_screen = false, no_window = false;
};

/// Frames of a script come at this pace, whatever the clock says: the same script does the same everywhere.
constexpr double kScriptFrame = 1.0 / 30;

/// It becomes part of a key in the city file, and is typed and read by people.
void check_host(const std::string& name) {
  constexpr std::size_t kLongest = 64;
  const bool fits = name.size() <= kLongest && std::all_of(name.begin(), name.end(), [](unsigned char c) {
                      return std::isalnum(c) != 0 || c == '-' || c == '_' || c == '.';
                    });
  if (!fits)
    throw WrongUsage("--host: '" + name + "' is no name of a display", "",
                     "use up to 64 letters, digits, '-', '_' and '.'");
}

class ViewCommand {
 public:
  ViewCommand(const Session& session, const ViewOptions& options)
      : log_(session.make_log()),
        options_(options),
        texts_(assets_folder() / "texts", options.language),
        simulation_(simulation_options(session)),
        history_(options.file),
        room_(simulation_, history_, texts_) {}

  void run() {
    open();
    if (options_.no_window) {
      const std::unique_ptr<view::GlContext> context = view::make_offscreen_context();
      ui::RoomWindow room_window(*context, room_,
                                 {.scale = std::max(options_.scale, 1.0),
                                  .scripts = scripts(),
                                  .get_clipboard = {},
                                  .set_clipboard = {},
                                  .asked = asked_});
      loop(room_window, nullptr);
    } else {
      const std::unique_ptr<view::Window> window =
          view::open_window({.title = room_.published().title + " – Conurb",
                             .size = parse_size(options_.size),
                             .full_screen = options_.full_screen});
      ui::RoomWindow room_window(
          *window, room_,
          {.scale = options_.scale > 0 ? options_.scale : window->scale(),
           .scripts = scripts(),
           .get_clipboard = [&] { return window->clipboard(); },
           .set_clipboard = [&](const std::string& text) { window->set_clipboard(text); },
           .asked = asked_});
      loop(room_window, window.get());
    }
    room_.save();
    simulation_.close();
  }

 private:
  room::SimulationOptions simulation_options(const Session& session) const {
    room::SimulationOptions result;
    result.path = options_.file;
    result.mode = options_.read_only ? store::Mode::read_only : store::Mode::read_write;
    result.twin.who = user_name();
    result.twin.threads = session.threads;
    result.twin.vocabulary = load_vocabulary();
    result.plugins = [this, &session](const city::City& city) { return load_plugins(session, log_, city); };
    result.texts = texts_;
    result.display = options_.host;
    return result;
  }

  static std::vector<std::filesystem::path> scripts() {
    const std::filesystem::path folder = assets_folder().parent_path() / "scripts";
    return {folder / "apps", folder / "scenarios"};
  }

  /// Waits until the file is open: what is wrong with it is told before there is a window.
  void open() {
    while (room_.published().opening == room::Opening::under_way) {
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
      room_.update(0);
    }
    if (room_.published().opening != room::Opening::open)
      throw Error(ErrorCode::io, room_.published().failure, options_.file.string());
    if (!options_.theme.empty())
      as_option("--theme", [&] { room_.execute("theme.set", {{"theme", options_.theme}}); });
    if (options_.compare.empty()) return;
    as_option("--compare", [&] {
      room_.execute("compare.views", {{"branches", CLI::detail::split(options_.compare, ',')}});
      room_.execute("compare.mode", {{"mode", "split"}});
    });
  }

  void loop(ui::RoomWindow& room_window, view::Window* window) {
    std::optional<ui::InputScript> script;
    if (!options_.script.empty()) script.emplace(options_.script);
    auto before = std::chrono::steady_clock::now();
    while (!room_.quitting()) {
      std::this_thread::sleep_for(std::chrono::duration<double>(room_window.pause_s()));
      std::vector<view::InputEvent> events;
      if (window != nullptr) events = window->events(script ? 0 : room_window.patience_s());
      const auto now = std::chrono::steady_clock::now();
      double dt_s = std::chrono::duration<double>(now - before).count();
      before = now;
      if (script) {
        dt_s = kScriptFrame;
        for (const view::InputEvent& event : script->next(room_window, room_, dt_s)) events.push_back(event);
        if (script->done()) return;
      }
      const view::Size size = window != nullptr ? window->framebuffer() : parse_size(options_.size);
      room_window.frame(size, dt_s, events);
      if (window != nullptr) window->set_cursor(room_window.cursor());
      // A frame with nothing to draw takes no time; what it waits for does.
      if (script && !room_window.settled()) std::this_thread::sleep_until(now + std::chrono::milliseconds(5));
    }
  }

  std::chrono::steady_clock::time_point asked_ =
      std::chrono::steady_clock::now();  // before the file is opened
  Log log_;
  const ViewOptions& options_;
  Texts texts_;
  room::Simulation simulation_;
  room::History history_;
  room::Room room_;
};

}  // namespace

void add_view(CLI::App& app, Session& session, Keep& keep) {
  auto options = std::make_shared<ViewOptions>();
  keep.push_back(options);
  CLI::App* command = app.add_subcommand("view", "The room: see the city, ask what if, compare, decide");
  command->add_option("file", options->file, "City file (.gpkg)")->required();
  command->add_option("--compare", options->compare,
                      "Two to four branches side by side, with commas between");
  command->add_option("--theme", options->theme, "dark for screens and walls, light for projectors");
  command->add_option("--language", options->language, "Of the panels: en or zh")->capture_default_str();
  command->add_option(
      "--host", options->host,
      "Name of the display that it is opened on, such as wall or tablet: each has its own camera, "
      "layers, panels and theme in the file; viewpoints are common");
  command->add_option("--size", options->size, "Of the window, WIDTHxHEIGHT")->capture_default_str();
  command
      ->add_option("--scale", options->scale,
                   "Of all texts: 2 for a wall seen from a few metres; else that of the screen")
      ->check(CLI::Range(0.5, 8.0));
  command->add_flag("--full-screen", options->full_screen, "Without a frame, over the whole screen");
  command->add_flag("--read-only", options->read_only, "Changes nothing in the file");
  command->add_option("--script", options->script,
                      "Does what is written in a file, as a person would (docs/user-guide.md)");
  command->add_flag("--no-window", options->no_window, "With --script: draws without display");
  command->footer(
      "Example: conurb view delft.gpkg\n"
      "         conurb view delft.gpkg --compare base,retrofit --theme light\n"
      "         conurb view delft.gpkg --host wall --scale 2 --full-screen");
  command->callback([&session, options] {
    if (options->no_window && options->script.empty())
      throw WrongUsage("--no-window is for --script", "", "pictures alone: conurb render");
    check_host(options->host);
    ViewCommand(session, *options).run();
  });
}

}  // namespace conurb::cli

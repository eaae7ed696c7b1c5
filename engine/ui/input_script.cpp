// SPDX-License-Identifier: Apache-2.0
#include "engine/ui/input_script.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <sstream>

#include "engine/base/error.hpp"
#include "engine/base/files.hpp"
#include "engine/base/json.hpp"
#include "engine/scene/picture_file.hpp"

namespace conurb::ui {
namespace {

using view::InputEvent;

/// "Ctrl+Shift+Z" as events.
InputEvent key_event(std::string chord) {
  InputEvent event;
  event.kind = InputEvent::Kind::key;
  const auto take = [&](std::string_view modifier) {
    const bool there = chord.starts_with(modifier);
    if (there) chord.erase(0, modifier.size());
    return there;
  };
  event.modifiers.ctrl = take("Ctrl+");
  event.modifiers.shift = take("Shift+");
  event.modifiers.alt = take("Alt+");
  std::transform(chord.begin(), chord.end(), chord.begin(), [](unsigned char c) { return std::tolower(c); });
  const bool question = chord == "?";
  event.modifiers.shift = event.modifiers.shift || question;
  event.key = question ? view::Key::slash : chord == "+" ? view::Key::equal : view::key_of(chord);
  return event;
}

InputEvent mouse(InputEvent::Kind kind, double x, double y, int button = 0, bool down = false) {
  InputEvent event;
  event.kind = kind;
  event.x = x;
  event.y = y;
  event.button = button;
  event.down = down;
  return event;
}

std::string quoted(const std::string& text) {
  const std::size_t first = text.find('"'), last = text.rfind('"');
  return first == std::string::npos || last <= first ? std::string()
                                                     : text.substr(first + 1, last - first - 1);
}

}  // namespace

InputScript::InputScript(const std::filesystem::path& file) : file_(file) {
  std::ifstream in(file);
  if (!in) throw Error(ErrorCode::io, "the script cannot be read", file.string());
  std::string text;
  for (int number = 1; std::getline(in, text); ++number) {
    if (text.starts_with('#')) continue;
    std::istringstream words(text);
    Line line{number, {}, {}};
    words >> line.verb;
    if (line.verb.empty()) continue;
    std::getline(words >> std::ws, line.rest);
    constexpr std::array kVerbs = {"wait", "key",    "text",  "click",   "drag",  "wheel",
                                   "do",   "expect", "sound", "picture", "times", "quit"};
    if (std::find(kVerbs.begin(), kVerbs.end(), line.verb) == kVerbs.end())
      throw Error(ErrorCode::bad_data, fmt::format("'{}' is nothing that a person does", line.verb),
                  fmt::format("{}:{}", file.string(), number),
                  fmt::format("there are {}", fmt::join(kVerbs, ", ")));
    lines_.push_back(std::move(line));
  }
}

void InputScript::fail(const Line& line, const std::string& what) const {
  throw Error(ErrorCode::bad_data, what, fmt::format("{}:{}", file_.string(), line.number));
}

void InputScript::click(double x, double y, int button) {
  using Kind = InputEvent::Kind;
  queue_.push_back({mouse(Kind::move, x, y)});
  queue_.push_back({mouse(Kind::button, x, y, button, true)});
  queue_.push_back({mouse(Kind::button, x, y, button, false)});
  queue_.push_back({});
}

void InputScript::act(const Line& line, RoomWindow& window, room::Room& room) {
  using Kind = InputEvent::Kind;
  std::istringstream words(line.rest);
  if (line.verb == "wait") {
    wait_ = line.rest == "settled" ? Wait::settled : line.rest == "detailed" ? Wait::detailed : Wait::time;
    if (wait_ == Wait::time && !(words >> wait_s_))
      fail(line, "wait for 'detailed', 'settled' or a number of seconds");
  } else if (line.verb == "key") {
    InputEvent event = key_event(line.rest);
    if (event.key == view::Key::none) fail(line, fmt::format("there is no key '{}'", line.rest));
    event.down = true;
    queue_.push_back({event});
    event.down = false;
    queue_.push_back({event});
  } else if (line.verb == "text") {
    for (const char c : line.rest) {
      InputEvent event;
      event.kind = Kind::text;
      event.character = static_cast<unsigned char>(c);
      queue_.push_back({event});
    }
  } else if (line.verb == "click") {
    double x = 0, y = 0;
    std::string button;
    if (const std::string text = quoted(line.rest); !text.empty()) {
      const auto& texts = window.layout().texts();
      const auto found = std::find_if(texts.begin(), texts.end(),
                                      [&](const auto& t) { return t.text.find(text) != std::string::npos; });
      if (found == texts.end()) fail(line, fmt::format("'{}' is nowhere to be seen", text));
      x = (found->rect.x0 + found->rect.x1) / 2;
      y = (found->rect.y0 + found->rect.y1) / 2;
    } else if (!(words >> x >> y)) {
      fail(line, "click at x and y, or on a \"text\"");
    }
    words >> button;
    click(x, y, button == "right" ? 1 : 0);
  } else if (line.verb == "drag") {
    double x0 = 0, y0 = 0, x1 = 0, y1 = 0;
    std::string button;
    if (!(words >> x0 >> y0 >> x1 >> y1)) fail(line, "drag from x and y to x and y");
    words >> button;
    const int which = button == "right" ? 1 : 0;
    constexpr int kSteps = 12;
    queue_.push_back({mouse(Kind::move, x0, y0)});
    queue_.push_back({mouse(Kind::button, x0, y0, which, true)});
    for (int i = 1; i <= kSteps; ++i)
      queue_.push_back({mouse(Kind::move, x0 + (x1 - x0) * i / kSteps, y0 + (y1 - y0) * i / kSteps)});
    queue_.push_back({mouse(Kind::button, x1, y1, which, false)});
  } else if (line.verb == "wheel") {
    double notches = 0;
    if (!(words >> notches)) fail(line, "wheel by a number of notches");
    queue_.push_back({mouse(Kind::wheel, 0, notches)});
  } else if (line.verb == "do") {
    std::string command, arguments;
    words >> command;
    std::getline(words >> std::ws, arguments);
    room.execute(command, arguments.empty()
                              ? Json::object()
                              : parse_json(arguments, fmt::format("{}:{}", file_.string(), line.number)));
  } else if (line.verb == "expect") {
    if (!window.layout().says(quoted(line.rest)))
      fail(line, fmt::format("{} is nowhere to be seen", line.rest));
  } else if (line.verb == "sound") {
    const auto faults = window.faults();
    if (!faults.empty()) fail(line, fmt::format("{}", fmt::join(faults, "; ")));
  } else if (line.verb == "picture") {
    scene::write_png(window.read(), line.rest);
  } else if (line.verb == "times") {
    const RoomWindow::Times times = window.take_times();
    const Json json = {{"frames_ms", times.frames_ms},
                       {"first_picture_s", times.first_picture_s},
                       {"detailed_s", times.detailed_s}};
    write_file_atomic(line.rest, json.dump());
  } else {
    room.execute("quit");
  }
}

std::vector<InputEvent> InputScript::next(RoomWindow& window, room::Room& room, double dt_s) {
  if (queue_.empty() && at_ < lines_.size()) {
    waited_s_ += dt_s;
    const auto now = std::chrono::steady_clock::now();
    if (!waiting_since_) waiting_since_ = now;
    const bool done = wait_ == Wait::settled ? window.settled() : window.detailed();
    const bool waits = wait_ == Wait::time ? waited_s_ < wait_s_ : !done || room.published().work.has_value();
    if (waits) {
      if (now - *waiting_since_ > std::chrono::duration<double>(patience_s))
        fail(lines_[at_], fmt::format("the picture was not finished after {} s", patience_s));
      return {};
    }
    wait_ = Wait::time;
    wait_s_ = waited_s_ = 0;
    waiting_since_.reset();
    act(lines_[at_], window, room);
    ++at_;
  }
  if (queue_.empty()) return {};
  std::vector<InputEvent> events = std::move(queue_.front());
  queue_.erase(queue_.begin());
  return events;
}

}  // namespace conurb::ui

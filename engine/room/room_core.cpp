// SPDX-License-Identifier: Apache-2.0
#include "engine/room/room_core.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "engine/base/error.hpp"

namespace conurb::room {

namespace {

// A branch that was asked for and has not come after this long does not come.
constexpr double kPatience_s = 10;
// Playing a record as fast as it goes: a day a second reads well.
constexpr double kFastestRecorded = 86'400;
constexpr double kUnknownHeight_m = 60;
// Columns that nobody asked for during so many updates are let go.
constexpr std::int64_t kKeepShown = 20;

}  // namespace

RoomCore::RoomCore(Simulation& given_simulation, History& given_history, Texts given_texts)
    : simulation(given_simulation),
      history(given_history),
      texts(std::move(given_texts)),
      published(simulation.published()) {
  add_camera_commands(commands, this);
  add_view_commands(commands, this);
  add_plot_commands(commands, this);
  add_time_commands(commands, this);
  add_city_commands(commands, this);
}

void RoomCore::update(double seconds) {
  published = simulation.published();
  if (!opened_ && published->opening == Opening::open) open();
  if (published->alarms != counted_) count_alarms();
  std::vector<std::function<bool()>> waiting = std::exchange(answers_, {});
  for (std::function<bool()>& answer : waiting) {
    if (!answer()) answers_.push_back(std::move(answer));
  }
  for (auto expected = expected_.begin(); expected != expected_.end();) {
    expected->second -= seconds;
    const bool over = expected->second < 0 || published->branch(expected->first) != nullptr;
    expected = over ? expected_.erase(expected) : std::next(expected);
  }
  if (opened_) keep_views();
  move_camera(seconds);
  move_clock(seconds);
  if (const std::string problem = history.take_problem(); !problem.empty())
    simulation.tell(store::Severity::error, problem);
  want_columns();
}

void RoomCore::count_alarms() {
  counted_ = published->alarms;
  std::set<Alarm> still;
  unread_alarms = 0;
  if (counted_ != nullptr) {
    for (const Alarm& alarm : *counted_) {
      if (read_alarms.contains(alarm))
        still.insert(alarm);
      else
        ++unread_alarms;
    }
  }
  read_alarms = std::move(still);
}

void RoomCore::want_columns() {
  ++updates_;
  std::erase_if(shown_, [this](const auto& each) { return each.second.asked + kKeepShown < updates_; });
  std::vector<ColumnKey> wanted;
  for (const auto& [key, shown] : shown_) {
    if (shown.computed) wanted.push_back(key);
  }
  simulation.want(std::move(wanted));
}

void RoomCore::open() {
  opened_ = true;
  read_only = published->read_only;
  state.camera = home_camera();
  state.clock.shown = span().from;
  state.bookmarks = published->bookmarks;
  if (!published->session) return;
  Restored restored = restore(*published->session);
  state = std::move(restored.state);
  state.bookmarks = published->bookmarks;
  saved_ = to_text(state);
  if (!restored.problem.empty()) simulation.tell(store::Severity::warning, restored.problem);
}

// Views of branches that are gone are closed; one is always left.
void RoomCore::keep_views() {
  std::erase_if(state.views, [this](const View& view) { return !has_branch(view.branch); });
  if (!state.views.empty() || published->branches.empty()) return;
  state.views = {View{published->branches.front().name, 'A'}};
  state.compare = CompareMode::single;
}

void RoomCore::move_camera(double seconds) {
  if (!flight_) return;
  flight_->passed += seconds;
  const bool there = !(flight_->passed < flight_->seconds);
  state.camera =
      there ? flight_->to : scene::between(flight_->from, flight_->to, flight_->passed / flight_->seconds);
  if (there) flight_.reset();
}

void RoomCore::move_clock(double seconds) {
  Clock& clock = state.clock;
  if (clock.mode == TimeMode::live) {
    if (clock.frozen) return;
    for (const View& view : state.views) {
      const BranchInfo* info = published->branch(view.branch);
      if (info != nullptr && info->status == BranchStatus::live && info->time) clock.shown = *info->time;
    }
    return;
  }
  if (!clock.playing || clock.frozen) return;
  const double speed = clock.speed == kFastest ? kFastestRecorded : clock.speed;
  const double step_us = std::clamp(seconds * speed * 1e6, 0.0, 1e15);
  show_time(clock.shown + Duration{static_cast<std::int64_t>(step_us)});
  if (clock.shown >= span().to) clock.playing = false;
}

Room::Span RoomCore::span() const {
  Room::Span all{};
  bool any = false;
  const auto add = [&](const BranchInfo* info) {
    if (info == nullptr || info->run == 0) return;
    all = any ? Room::Span{std::min(all.from, info->run_from), std::max(all.to, info->run_to)}
              : Room::Span{info->run_from, info->run_to};
    any = true;
  };
  for (const View& view : state.views) add(published->branch(view.branch));
  return all;
}

void RoomCore::show_time(Time time) {
  const Room::Span all = span();
  if (state.clock.mode == TimeMode::recorded && all.from < all.to) time = std::clamp(time, all.from, all.to);
  state.clock.shown = std::clamp(time, kFirstShown, kLastShown);
}

void RoomCore::step_time(std::int64_t exchanges) {
  if (state.clock.mode == TimeMode::live) {
    for (std::int64_t i = 0; i < exchanges; ++i) simulation.step();
    return;
  }
  state.clock.playing = false;
  const BranchInfo* info = published->branch(active_branch());
  const auto recorded = info == nullptr || info->run == 0 ? nullptr : history.times(info->run);
  if (recorded == nullptr || recorded->times.empty()) {
    show_time(state.clock.shown + exchanges * kHour);  // what it steps over is not known yet
    return;
  }
  const std::vector<Time>& times = recorded->times;
  const Time shown = state.clock.shown;
  // Between two records, a step forward goes to the later one and a step back to the earlier one.
  auto at = exchanges >= 0 ? std::upper_bound(times.begin(), times.end(), shown) - times.begin() - 1
                           : std::lower_bound(times.begin(), times.end(), shown) - times.begin();
  at = std::clamp<std::ptrdiff_t>(at + exchanges, 0, static_cast<std::ptrdiff_t>(times.size()) - 1);
  show_time(times[static_cast<std::size_t>(at)]);
}

std::shared_ptr<const ColumnFrame> RoomCore::frame(const ColumnKey& key, Recorded which) {
  Shown& entry = shown_[key];
  entry.asked = updates_;
  std::shared_ptr<const ColumnFrame>& shown = entry.frame;
  if (state.clock.frozen && shown != nullptr) return shown;
  const BranchInfo* info = published->branch(key.branch);
  if (info == nullptr) return nullptr;
  std::shared_ptr<const ColumnFrame> next;
  const bool looks_live = state.clock.mode == TimeMode::live && info->status == BranchStatus::live;
  const auto recorded = looks_live || info->run == 0 ? nullptr : history.times(info->run);
  const bool in_record =
      recorded != nullptr &&
      std::binary_search(recorded->columns.begin(), recorded->columns.end(), key.table + "." + key.column);
  entry.computed = !in_record;
  if (in_record) {
    Time at = state.clock.shown;
    if (which == Recorded::not_before) {
      const auto after = std::lower_bound(recorded->times.begin(), recorded->times.end(), at);
      if (after != recorded->times.end()) at = *after;
    }
    next = history.frame(info->run, key, at);
  } else {
    next = simulation.frame(key);
  }
  if (next != nullptr) shown = std::move(next);
  return shown;
}

void RoomCore::save() {
  std::string text = to_text(state);
  if (read_only || !opened_ || text == saved_) return;
  saved_ = std::move(text);
  simulation.save(state);
}

const std::string& RoomCore::active_branch() const {
  return state.views.back().branch;
}

bool RoomCore::has_branch(const std::string& name) const {
  return published->branch(name) != nullptr || expected_.contains(name);
}

void RoomCore::require_branch(const std::string& name) const {
  if (has_branch(name)) return;
  std::string names;
  for (const BranchInfo& info : published->branches) names += (names.empty() ? "" : ", ") + info.name;
  throw Error(ErrorCode::not_found, fmt::format("there is no branch '{}'", name), "", "there are: " + names);
}

std::string RoomCore::branch_of(const Arguments& arguments) const {
  if (!arguments.has("branch")) return active_branch();
  std::string name = arguments.text("branch");
  require_branch(name);
  return name;
}

std::optional<Time> RoomCore::time_of(const Arguments& arguments, std::string_view name) const {
  if (!arguments.has(name)) return std::nullopt;
  return parse_time(arguments.text(name), published->zone);
}

void RoomCore::expect_branch(const std::string& name) {
  expected_[name] = kPatience_s;
}

void RoomCore::show_branch(const std::string& name) {
  const auto shown = std::find_if(state.views.begin(), state.views.end(),
                                  [&name](const View& view) { return view.branch == name; });
  if (shown != state.views.end()) {
    std::rotate(shown, shown + 1, state.views.end());  // the last view is the active one
    return;
  }
  if (state.views.size() == kMostViews) state.views.pop_back();
  char letter = 'A';
  const auto taken = [this](char each) {
    return std::any_of(state.views.begin(), state.views.end(),
                       [each](const View& view) { return view.letter == each; });
  };
  while (taken(letter)) ++letter;
  state.views.push_back({name, letter});
  if (state.compare == CompareMode::single) state.compare = CompareMode::split;
}

scene::Camera RoomCore::home_camera() const {
  if (home) return *home;
  const store::Extent& extent = published->extent;
  if (extent.min_x >= extent.max_x) return scene::Camera{};
  return scene::overview({{extent.min_x, extent.min_y, 0}, {extent.max_x, extent.max_y, kUnknownHeight_m}},
                         16.0 / 9.0);
}

scene::Camera RoomCore::grounded(scene::Camera camera) const {
  if (!ground || camera.mode == scene::CameraMode::fly) return camera;
  const double height = ground(camera.target[0], camera.target[1]);
  if (std::isfinite(height)) camera.target[2] = height;
  return camera;
}

void RoomCore::fly_to(const scene::Camera& camera, double seconds) {
  if (const std::string fault = scene::fault_of(camera); !fault.empty())
    throw Error(ErrorCode::invalid_argument, "no camera can stand so: " + fault);
  flight_.reset();
  if (seconds > 0 && camera.mode == state.camera.mode) {
    flight_ = Flight{state.camera, camera, seconds, 0};
  } else {
    state.camera = camera;
  }
}

}  // namespace conurb::room

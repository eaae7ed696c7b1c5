// SPDX-License-Identifier: Apache-2.0
#include "engine/room/state.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <utility>

#include "engine/base/error.hpp"
#include "engine/base/json.hpp"
#include "engine/room/json_numbers.hpp"
#include "engine/room/words.hpp"
#include "engine/store/blobs.hpp"

namespace conurb::room {

namespace {

constexpr std::string_view kBlobKind = "room";
constexpr std::string_view kSessionKey = "session";
constexpr std::string_view kBookmarksKey = "viewpoints";

// Nobody arranges more by hand; a damaged file must not fill the memory.
constexpr std::size_t kMostItems = 1'000;
constexpr std::size_t kMostSelected = 10'000'000;

Json json_of(const scene::Camera& camera) {
  return {{"mode", to_word(camera.mode)},  {"target", camera.target},   {"distance", camera.distance},
          {"heading", camera.heading_deg}, {"pitch", camera.pitch_deg}, {"field", camera.field_deg}};
}

Json json_of(const std::vector<LayerShown>& layers) {
  Json json = Json::array();
  for (const LayerShown& layer : layers) {
    json.push_back({{"id", layer.id}});
    if (layer.range) json.back()["range"] = *layer.range;
  }
  return json;
}

double finite(const Json& json) {
  if (!is_finite(json)) throw Error(ErrorCode::bad_data, "a number was expected");
  return json.get<double>();
}

std::int64_t whole(const Json& json) {
  if (!is_whole(json)) throw Error(ErrorCode::bad_data, "a whole number was expected");
  return json.get<std::int64_t>();
}

Time time_of(const Json& json) {
  const Time time{whole(json)};
  if (time < kFirstShown || time > kLastShown)
    throw Error(ErrorCode::bad_data, "a time within the calendar was expected");
  return time;
}

const Json& list(const Json& json, std::size_t most) {
  if (!json.is_array() || json.size() > most) throw Error(ErrorCode::bad_data, "a list was expected");
  return json;
}

city::Point3 point_of(const Json& json) {
  if (list(json, 3).size() != 3) throw Error(ErrorCode::bad_data, "three coordinates were expected");
  city::Point3 point{};
  for (std::size_t axis = 0; axis < 3; ++axis) {
    point[axis] = finite(json[axis]);
    if (std::abs(point[axis]) > scene::kWorld_m)
      throw Error(ErrorCode::bad_data, "a place on the Earth was expected");
  }
  return point;
}

/// Of things that a person tells apart by name: each has one, and no other the same.
void check_names(std::vector<std::string> names) {
  std::sort(names.begin(), names.end());
  if (std::adjacent_find(names.begin(), names.end()) != names.end() || (!names.empty() && names[0].empty()))
    throw Error(ErrorCode::bad_data, "names were expected, each once");
}

scene::Camera camera_of(const Json& json) {
  scene::Camera camera;
  camera.mode = from_word<scene::CameraMode>(json.at("mode").get<std::string>());
  camera.target = point_of(json.at("target"));
  camera.distance = finite(json.at("distance"));
  camera.heading_deg = finite(json.at("heading"));
  camera.pitch_deg = finite(json.at("pitch"));
  camera.field_deg = finite(json.at("field"));
  if (const std::string fault = scene::fault_of(camera); !fault.empty())
    throw Error(ErrorCode::bad_data, "no camera can stand so: " + fault);
  return camera;
}

std::vector<LayerShown> layers_of(const Json& json) {
  std::vector<LayerShown> layers;
  std::vector<std::string> ids;
  for (const Json& each : list(json, kMostItems)) {
    LayerShown layer{each.at("id").get<std::string>(), std::nullopt};
    if (const auto range = each.find("range"); range != each.end()) {
      const bool ends = list(*range, 2).size() == 2 && finite((*range)[0]) < finite((*range)[1]);
      if (!ends) throw Error(ErrorCode::bad_data, "two ends of a scale were expected, the lower first");
      layer.range = {finite((*range)[0]), finite((*range)[1])};
    }
    ids.push_back(layer.id);
    layers.push_back(std::move(layer));
  }
  check_names(std::move(ids));
  return layers;
}

std::vector<View> views_of(const Json& json) {
  std::vector<View> views;
  for (const Json& each : list(json, kMostViews)) {
    const auto letter = each.at("letter").get<std::string>();
    const bool known =
        letter.size() == 1 && letter[0] >= 'A' && letter[0] < 'A' + static_cast<int>(kMostViews);
    const bool taken = std::any_of(views.begin(), views.end(),
                                   [&letter](const View& view) { return letter[0] == view.letter; });
    if (!known || taken) throw Error(ErrorCode::bad_data, "a letter was expected, A to D, each once");
    views.push_back({each.at("branch").get<std::string>(), letter[0]});
  }
  if (views.empty()) throw Error(ErrorCode::bad_data, "a view was expected");
  return views;
}

Selection selection_of(const Json& json) {
  Selection selection{json.at("table").get<std::string>(), {}};
  for (const Json& id : list(json.at("ids"), kMostSelected)) selection.ids.push_back(whole(id));
  std::vector<city::Id> sorted = selection.ids;
  std::sort(sorted.begin(), sorted.end());
  if (std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end())
    throw Error(ErrorCode::bad_data, "ids were expected, each once");
  return selection;
}

Clock clock_of(const Json& json) {
  Clock clock;
  clock.mode = from_word<TimeMode>(json.at("mode").get<std::string>());
  clock.shown = time_of(json.at("shown"));
  clock.frozen = json.at("frozen").get<bool>();
  clock.speed = std::clamp(finite(json.at("speed")), kFastest, kMostSpeed);
  return clock;  // nothing plays by itself when a room is opened
}

Bookmark bookmark_of(const Json& json) {
  return {json.at("name").get<std::string>(), camera_of(json.at("camera")), time_of(json.at("time")),
          layers_of(json.at("layers"))};
}

std::vector<Bookmark> bookmarks_of(const Json& json) {
  std::vector<Bookmark> marks;
  std::vector<std::string> names;
  for (const Json& each : list(json, kMostItems)) {
    marks.push_back(bookmark_of(each));
    names.push_back(marks.back().name);
  }
  check_names(std::move(names));
  return marks;
}

MeasuringTool measuring_of(const Json& json) {
  MeasuringTool tool;
  tool.what = from_word<Measure>(json.at("what").get<std::string>());
  for (const Json& point : list(json.at("points"), kMostItems)) tool.points.push_back(point_of(point));
  return tool;
}

PlotChoice plot_of(const Json& json) {
  return {from_word<PlotKind>(json.at("kind").get<std::string>()), json.at("of").get<std::string>(),
          json.at("against").get<std::string>(), from_word<PlotRows>(json.at("rows").get<std::string>()),
          from_word<Joining>(json.at("joining").get<std::string>())};
}

Json json_of(const std::vector<Bookmark>& bookmarks) {
  Json json = Json::array();
  for (const Bookmark& mark : bookmarks) {
    json.push_back({{"name", mark.name},
                    {"camera", json_of(mark.camera)},
                    {"time", mark.time.us},
                    {"layers", json_of(mark.layers)}});
  }
  return json;
}

std::string session_key(std::string_view display) {
  return display.empty() ? std::string(kSessionKey) : fmt::format("{} {}", kSessionKey, display);
}

std::string dumped(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::optional<std::string> read_text(const store::CityFile& file, std::string_view key) {
  const store::Blobs blobs(file);
  if (!blobs.contains(kBlobKind, key)) return std::nullopt;
  const std::vector<std::byte> bytes = blobs.get(kBlobKind, key);
  return std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size());
}

/// Reads members one by one, each on its own.
class Reader {
 public:
  explicit Reader(const Json& json) : json_(json) {}

  template <typename T>
  void read(const char* key, T& into, const std::function<T(const Json&)>& convert) {
    const auto found = json_.find(key);
    if (found == json_.end()) return;
    try {
      into = convert(*found);
    } catch (const std::exception& error) {
      if (problem_.empty()) problem_ = fmt::format("'{}' was not restored: {}", key, error.what());
    }
  }
  [[nodiscard]] const std::string& problem() const { return problem_; }

 private:
  const Json& json_;
  std::string problem_;
};

}  // namespace

std::string_view to_string(CompareMode mode) {
  return to_word(mode);
}
std::string_view to_string(TimeMode mode) {
  return to_word(mode);
}
std::string_view to_string(Measure what) {
  return to_word(what);
}
std::string_view to_string(Theme theme) {
  return to_word(theme);
}
std::string_view to_string(PlotKind kind) {
  return to_word(kind);
}
std::string_view to_string(Joining joining) {
  return to_word(joining);
}
std::string_view to_string(PlotRows rows) {
  return to_word(rows);
}

std::string to_text(const RoomState& state) {
  Json views = Json::array();
  for (const View& view : state.views)
    views.push_back({{"branch", view.branch}, {"letter", std::string(1, view.letter)}});
  const Json json{
      {"version", 1},
      {"camera", json_of(state.camera)},
      {"views", views},
      {"compare", to_word(state.compare)},
      {"swipe", state.swipe},
      {"layers", json_of(state.layers)},
      {"selection", {{"table", state.selection.table}, {"ids", state.selection.ids}}},
      {"clock",
       {{"mode", to_word(state.clock.mode)},
        {"shown", state.clock.shown.us},
        {"frozen", state.clock.frozen},
        {"speed", state.clock.speed}}},
      {"bookmarks", json_of(state.bookmarks)},
      {"panels", state.panels},
      {"measuring", {{"what", to_word(state.measuring.what)}, {"points", state.measuring.points}}},
      {"plot",
       {{"kind", to_word(state.plot.kind)},
        {"of", state.plot.of},
        {"against", state.plot.against},
        {"rows", to_word(state.plot.rows)},
        {"joining", to_word(state.plot.joining)}}},
      {"theme", to_word(state.theme)}};
  return dumped(json);
}

Restored restore(std::string_view text) {
  Restored restored;
  Json json;
  try {
    json = parse_json(text, "the room's session");
    if (!json.is_object()) throw Error(ErrorCode::bad_data, "it is no object", "the room's session");
  } catch (const Error& error) {
    restored.problem = error.what();
    return restored;
  }
  RoomState& state = restored.state;
  Reader reader(json);
  reader.read<scene::Camera>("camera", state.camera, camera_of);
  reader.read<std::vector<View>>("views", state.views, views_of);
  reader.read<CompareMode>("compare", state.compare,
                           [](const Json& each) { return from_word<CompareMode>(each.get<std::string>()); });
  reader.read<double>("swipe", state.swipe,
                      [](const Json& each) { return std::clamp(finite(each), 0.0, 1.0); });
  reader.read<std::vector<LayerShown>>("layers", state.layers, layers_of);
  reader.read<Selection>("selection", state.selection, selection_of);
  reader.read<Clock>("clock", state.clock, clock_of);
  reader.read<std::vector<Bookmark>>("bookmarks", state.bookmarks, bookmarks_of);
  reader.read<std::set<std::string>>("panels", state.panels, [](const Json& each) {
    return list(each, kMostItems).get<std::set<std::string>>();
  });
  reader.read<MeasuringTool>("measuring", state.measuring, measuring_of);
  reader.read<PlotChoice>("plot", state.plot, plot_of);
  reader.read<Theme>("theme", state.theme,
                     [](const Json& each) { return from_word<Theme>(each.get<std::string>()); });
  restored.problem = reader.problem();
  return restored;
}

void save_state(const store::CityFile& file, const RoomState& state, std::string_view display) {
  if (file.mode() == store::Mode::read_only) return;
  RoomState own = state;
  own.bookmarks.clear();
  const std::string session = to_text(own), bookmarks = dumped(json_of(state.bookmarks));
  store::Blobs blobs(file);
  const auto put = [&](std::string_view key, const std::string& text) {
    blobs.put(kBlobKind, key, std::as_bytes(std::span(text)));
  };
  put(session_key(display), session);
  put(kBookmarksKey, bookmarks);
}

std::optional<std::string> saved_state(const store::CityFile& file, std::string_view display) {
  return read_text(file, session_key(display));
}

std::vector<Bookmark> saved_bookmarks(const store::CityFile& file) {
  const std::optional<std::string> text = read_text(file, kBookmarksKey);
  if (!text) return {};
  try {
    return bookmarks_of(parse_json(*text, "the room's viewpoints"));
  } catch (const Json::exception& error) {
    throw Error(ErrorCode::bad_data, error.what(), "the room's viewpoints");
  }
}

}  // namespace conurb::room

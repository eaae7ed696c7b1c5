// SPDX-License-Identifier: Apache-2.0
// What the room shows and how, as plain data: everything a person arranged, nothing that was computed. It is
// kept in the city file, so that the room opens as it was left. Values without threads of their own.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/time.hpp"
#include "engine/city/table.hpp"
#include "engine/scene/camera.hpp"
#include "engine/store/city_file.hpp"

namespace conurb::room {

inline constexpr std::size_t kMostViews = 4;

/// One picture of the city: a branch under a letter that stands for its colour wherever it is shown.
struct View {
  std::string branch = "base";
  char letter = 'A';  ///< 'A' … 'D', each once
  bool operator==(const View&) const = default;
};

enum class CompareMode : std::uint8_t {
  single,      ///< the first view alone
  split,       ///< all views side by side
  swipe,       ///< the first two over each other, parted by a line that is drawn across
  blink,       ///< the first two in turn
  difference,  ///< the second minus the first
};

struct LayerShown {
  std::string id;                              ///< as engine/scene names it: "building.heating_demand"
  std::optional<std::array<double, 2>> range;  ///< scale that a person locked, in the layer's unit
  bool operator==(const LayerShown&) const = default;
};

struct Selection {
  std::string table;
  std::vector<city::Id> ids;  ///< in the order chosen, each once
  bool operator==(const Selection&) const = default;
};

enum class TimeMode : std::uint8_t {
  recorded,  ///< shows what finished runs left
  live,      ///< shows the city as it is being simulated
};

struct Clock {
  TimeMode mode = TimeMode::recorded;
  Time shown;  ///< UTC
  bool playing = false;
  bool frozen = false;  ///< the picture stands still while a live run goes on
  double speed = 3600;  ///< simulated seconds a second; kFastest: as fast as it goes (live only)
  bool operator==(const Clock&) const = default;
};
inline constexpr double kFastest = 0, kMostSpeed = 1e9;
/// A time shown lies within the years that every zone can write: 0002 to 9998.
inline constexpr Time kFirstShown{-62'104'060'800'000'000}, kLastShown{253'370'764'799'999'999};

struct Bookmark {
  std::string name;  ///< unique
  scene::Camera camera;
  Time time;
  std::vector<LayerShown> layers;
  bool operator==(const Bookmark&) const = default;
};

enum class Measure : std::uint8_t { none, distance, area, height };

struct MeasuringTool {
  Measure what = Measure::none;
  std::vector<city::Point3> points;  ///< metres of the local frame, in the order set
  bool operator==(const MeasuringTool&) const = default;
};

enum class PlotKind : std::uint8_t {
  lines,      ///< over time
  duration,   ///< from the highest to the lowest value, over their share of the time
  bars,       ///< by a column of words, at the time shown; of a key figure by its groups
  scatter,    ///< a point for each row, at the time shown
  histogram,  ///< how many rows have which value, at the time shown
};
/// How the values of many rows become one.
enum class Joining : std::uint8_t {
  fitting,  ///< the sum of what adds up (energy, people), the mean of what does not (temperatures, shares)
  sum,
  mean,
};
enum class PlotRows : std::uint8_t { all, selected };

struct PlotChoice {
  PlotKind kind = PlotKind::lines;
  std::string of;       ///< "building.heating_power", or the id of a key figure; empty: that of the top layer
  std::string against;  ///< bars: a column of words; scatter: another column of the table; or empty
  PlotRows rows = PlotRows::all;
  Joining joining = Joining::fitting;
  bool operator==(const PlotChoice&) const = default;
};

enum class Theme : std::uint8_t { dark, light };

struct RoomState {
  scene::Camera camera;
  std::vector<View> views{View{}};  ///< one to kMostViews
  CompareMode compare = CompareMode::single;
  double swipe = 0.5;              ///< place of the line, 0 … 1 from the left
  std::vector<LayerShown> layers;  ///< the topmost first
  Selection selection;
  Clock clock;
  std::vector<Bookmark> bookmarks;
  std::set<std::string> panels{"layers", "kpis", "timeline"};  ///< that are open
  MeasuringTool measuring;
  PlotChoice plot;
  Theme theme = Theme::dark;
  bool operator==(const RoomState&) const = default;
};

/// Words of the enumerations, as in JSON and in commands.
[[nodiscard]] std::string_view to_string(CompareMode mode);
[[nodiscard]] std::string_view to_string(TimeMode mode);
[[nodiscard]] std::string_view to_string(Measure what);
[[nodiscard]] std::string_view to_string(Theme theme);
[[nodiscard]] std::string_view to_string(PlotKind kind);
[[nodiscard]] std::string_view to_string(Joining joining);
[[nodiscard]] std::string_view to_string(PlotRows rows);

/// JSON, UTF-8; the same state gives the same text.
[[nodiscard]] std::string to_text(const RoomState& state);

struct Restored {
  RoomState state;
  std::string problem;  ///< why (part of) it could not be restored, one line; empty if all is well
};
/// Reads any bytes: what is unknown is passed over, what is wrong takes its default and is told.
[[nodiscard]] Restored restore(std::string_view text);

// A city file keeps a state for each display that it was opened on (a wall, a tablet; "" is the one without a
// name), and the viewpoints once for all of them. All throw what the store throws.

/// A file that is open read-only is not written to: nothing is done then.
void save_state(const store::CityFile& file, const RoomState& state, std::string_view display = {});
/// Text of what a display left, without viewpoints; none if it was never opened there.
[[nodiscard]] std::optional<std::string> saved_state(const store::CityFile& file,
                                                     std::string_view display = {});
/// Throws Error bad_data if they cannot be read.
[[nodiscard]] std::vector<Bookmark> saved_bookmarks(const store::CityFile& file);

}  // namespace conurb::room

// SPDX-License-Identifier: Apache-2.0
// Commands for layers, selection, comparison, panels and the room itself.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "engine/base/error.hpp"
#include "engine/base/number_text.hpp"
#include "engine/city/expression.hpp"
#include "engine/room/room_core.hpp"
#include "engine/room/words.hpp"

namespace conurb::room {

namespace {

constexpr double kSurroundings_m = 60;

std::vector<LayerShown>::iterator find_layer(RoomState& state, const std::string& id) {
  return std::find_if(state.layers.begin(), state.layers.end(),
                      [&id](const LayerShown& layer) { return layer.id == id; });
}

void show_layer(RoomState& state, const std::string& id) {
  if (id.empty()) throw Error(ErrorCode::invalid_argument, "a layer has a name");
  const auto known = find_layer(state, id);
  if (known == state.layers.end()) {
    state.layers.insert(state.layers.begin(), LayerShown{id, std::nullopt});
  } else {
    std::rotate(state.layers.begin(), known, known + 1);
  }
}

void lock_range(RoomState& state, const Arguments& a) {
  const auto layer = find_layer(state, a.text("layer"));
  if (layer == state.layers.end())
    throw Error(ErrorCode::not_found, fmt::format("the layer '{}' is not shown", a.text("layer")), "",
                "show it first with layer.show");
  if (a.has("low") != a.has("high"))
    throw Error(ErrorCode::invalid_argument, "a scale has two ends", "", "give both, or none to free it");
  layer->range.reset();
  if (!a.has("low")) return;
  if (a.number("low") >= a.number("high"))
    throw Error(ErrorCode::invalid_argument, "the scale's lower end is not below its upper end");
  layer->range = {a.number("low"), a.number("high")};
}

void add_layers(Commands& commands, RoomCore* room) {
  const ArgumentSpec layer{.name = "layer", .doc = "Id of the layer.", .example = "building.heating_demand"};
  commands.add({.name = "layer.show",
                .summary = "Shows a layer, above the others.",
                .arguments = {layer},
                .keys = {{"L"}}},
               [room](const Arguments& a) { show_layer(room->state, a.text("layer")); });
  commands.add(
      {.name = "layer.hide", .summary = "Hides a layer.", .arguments = {layer}, .keys = {{"Shift+L"}}},
      [room](const Arguments& a) {
        std::erase_if(room->state.layers,
                      [&a](const LayerShown& each) { return each.id == a.text("layer"); });
      });
  commands.add({.name = "layer.only",
                .summary = "Shows one layer and hides all others.",
                .arguments = {layer},
                .keys = {{"Ctrl+L"}}},
               [room](const Arguments& a) {
                 show_layer(room->state, a.text("layer"));
                 room->state.layers.resize(1);
               });
  commands.add({.name = "layer.range",
                .summary = "Locks a layer's scale for all branches and times, or frees it.",
                .arguments = {layer,
                              {.name = "low",
                               .kind = ArgumentKind::number,
                               .doc = "Lower end, in the layer's unit.",
                               .optional = true},
                              {.name = "high",
                               .kind = ArgumentKind::number,
                               .doc = "Upper end; without both the scale is free.",
                               .optional = true}},
                .keys = {{"Ctrl+Shift+L"}}},
               [room](const Arguments& a) { lock_range(room->state, a); });
}

void choose(Selection& selection, const std::string& table, const std::vector<city::Id>& ids) {
  if (selection.table != table) selection = {table, {}};
  std::set<city::Id> known(selection.ids.begin(), selection.ids.end());
  for (const city::Id id : ids) {
    if (known.insert(id).second) selection.ids.push_back(id);
  }
}

Selection rows_where(sim::Twin& twin, const std::string& branch, const std::string& table,
                     const std::string& condition) {
  const city::City& city = twin.city(twin.journal().branch(branch).ordinal);
  city::BindOptions bind;
  bind.convert = [&twin](double value, std::string_view from, std::string_view to) {
    return twin.units().convert(value, twin.units().parse(from), twin.units().parse(to));
  };
  const auto rows = city::Expression::parse(condition).bind(city, table, bind).select();
  const auto ids = city.table(table).ids();
  Selection selection{table, {}};
  for (const std::int64_t row : rows) selection.ids.push_back(ids[static_cast<std::size_t>(row)]);
  return selection;
}

void select_where(RoomCore& room, const std::string& table, const std::string& condition) {
  (void)city::Expression::parse(condition);  // mistakes of writing are told at once
  auto answer = room.simulation.ask([branch = room.active_branch(), table, condition](sim::Twin& twin) {
    return rows_where(twin, branch, table, condition);
  });
  room.when<Selection>(std::move(answer), [&room](Selection found) {
    const std::string key = "table." + found.table;
    const std::string name = room.texts.contains(key) ? std::string(room.texts(key)) : name_text(found.table);
    room.simulation.tell(
        store::Severity::note,
        room.texts("select.found", {{"n", std::to_string(found.ids.size())}, {"table", name}}));
    room.state.selection = std::move(found);
  });
}

// What the rows of a selection cover on the map; nothing if none of them has a place.
city::Box place_of(sim::Twin& twin, const std::string& branch, const Selection& selection) {
  city::Box box;
  const city::City& city = twin.city(twin.journal().branch(branch).ordinal);
  if (city.find(selection.table) < 0) return box;
  const city::Table& table = city.table(selection.table);
  if (table.spec().shape == city::Shape::none) return box;
  const auto offsets = table.column("shape").offsets();
  const auto points = table.column("shape").values<double>();
  for (const city::Id id : selection.ids) {
    const std::int64_t row = table.row_of(id);
    if (row < 0) continue;
    const auto from = static_cast<std::size_t>(offsets[static_cast<std::size_t>(row)]);
    const auto to = static_cast<std::size_t>(offsets[static_cast<std::size_t>(row) + 1]);
    for (std::size_t i = from; i + 1 < to; i += 2) box.add(city::Point3{points[i], points[i + 1], 0});
  }
  return box;
}

void look_at_selection(RoomCore& room) {
  if (room.state.selection.ids.empty())
    throw Error(ErrorCode::invalid_argument, "nothing is selected", "", "select something first");
  auto answer = room.simulation.ask([branch = room.active_branch(), selection = room.state.selection](
                                        sim::Twin& twin) { return place_of(twin, branch, selection); });
  room.when<city::Box>(std::move(answer), [&room](city::Box box) {
    if (box.empty()) {
      room.simulation.tell(store::Severity::note, std::string(room.texts("select.placeless")));
      return;
    }
    const city::Box tight = box;  // something small is shown with what stands around it
    box.add(city::Point3{tight.lower[0] - kSurroundings_m, tight.lower[1] - kSurroundings_m, 0});
    box.add(city::Point3{tight.upper[0] + kSurroundings_m, tight.upper[1] + kSurroundings_m, 0});
    scene::Camera camera = scene::overview(box, 16.0 / 9.0);
    camera.mode = room.state.camera.mode;
    camera.heading_deg = room.state.camera.heading_deg;
    if (camera.mode == scene::CameraMode::map) camera.pitch_deg = room.state.camera.pitch_deg;
    room.fly_to(room.grounded(camera), kFlight_s);
  });
}

void add_selection(Commands& commands, RoomCore* room) {
  const ArgumentSpec table{.name = "table", .doc = "Table of the rows.", .example = "building"};
  const ArgumentSpec ids{.name = "ids", .kind = ArgumentKind::ids, .doc = "Ids of the rows."};
  commands.add({.name = "select.pick",
                .summary = "Selects rows, and nothing else.",
                .arguments = {table, ids},
                .keys = {{"P"}}},
               [room](const Arguments& a) {
                 room->state.selection = {};
                 choose(room->state.selection, a.text("table"), a.ids("ids"));
               });
  commands.add({.name = "select.add",
                .summary = "Adds rows of the same table to the selection.",
                .arguments = {table, ids},
                .keys = {{"Shift+P"}}},
               [room](const Arguments& a) { choose(room->state.selection, a.text("table"), a.ids("ids")); });
  commands.add({.name = "select.where",
                .summary = "Selects the rows of the active branch for which a condition holds.",
                .arguments = {table,
                              {.name = "condition",
                               .doc = "In the selection language.",
                               .example = "year_of_construction < 1975"}},
                .keys = {{"Ctrl+F"}}},
               [room](const Arguments& a) { select_where(*room, a.text("table"), a.text("condition")); });
  commands.add({.name = "select.look", .summary = "Flies to what is selected.", .keys = {{"Z"}}},
               [room](const Arguments&) { look_at_selection(*room); });
  commands.add({.name = "select.clear", .summary = "Selects nothing.", .keys = {{"Escape"}}},
               [room](const Arguments&) { room->state.selection = {}; });
}

void show_branches(RoomCore& room, const std::vector<std::string>& branches) {
  if (branches.empty() || branches.size() > kMostViews)
    throw Error(ErrorCode::invalid_argument,
                fmt::format("{} views; there can be one to four", branches.size()));
  std::vector<View> views;
  for (const std::string& branch : branches) {
    room.require_branch(branch);
    const bool twice =
        std::any_of(views.begin(), views.end(), [&](const View& view) { return view.branch == branch; });
    if (twice) throw Error(ErrorCode::invalid_argument, fmt::format("'{}' is there twice", branch));
    views.push_back({branch, static_cast<char>('A' + views.size())});
  }
  room.state.views = std::move(views);
  if (branches.size() == 1) room.state.compare = CompareMode::single;
  if (branches.size() > 1 && room.state.compare == CompareMode::single)
    room.state.compare = CompareMode::split;
}

void add_comparison(Commands& commands, RoomCore* room) {
  commands.add(
      {.name = "compare.mode",
       .summary = "Chooses how branches are compared.",
       .arguments =
           {{.name = "mode", .kind = ArgumentKind::choice, .doc = "How.", .choices = words<CompareMode>()}},
       .keys = {{"1", {{"mode", "single"}}},
                {"2", {{"mode", "split"}}},
                {"3", {{"mode", "swipe"}}},
                {"4", {{"mode", "blink"}}},
                {"5", {{"mode", "difference"}}}}},
      [room](const Arguments& a) {
        const auto mode = from_word<CompareMode>(a.text("mode"));
        if (mode != CompareMode::single && room->state.views.size() < 2) {
          throw Error(ErrorCode::invalid_argument, "there is one branch in view, and nothing to compare", "",
                      "show two with compare.views, or begin a what-if with whatif.branch");
        }
        room->state.compare = mode;
      });
  commands.add({.name = "compare.views",
                .summary = "Shows these branches, as A, B, C and D.",
                .arguments = {{.name = "branches", .kind = ArgumentKind::texts, .doc = "One to four names."}},
                .keys = {{"V"}}},
               [room](const Arguments& a) { show_branches(*room, a.texts("branches")); });
  commands.add({.name = "compare.swipe",
                .summary = "Draws the line between two branches.",
                .arguments = {{.name = "position",
                               .kind = ArgumentKind::number,
                               .doc = "From the left edge, as a share of the width.",
                               .fallback = 0.5,
                               .min = 0,
                               .max = 1}},
                .keys = {{"/"}}},
               [room](const Arguments& a) { room->state.swipe = a.number("position"); });
}

void toggle_panel(RoomState& state, const std::string& panel) {
  if (state.panels.erase(panel) == 0) state.panels.insert(panel);
}

void add_room(Commands& commands, RoomCore* room) {
  commands.add({.name = "panel.toggle",
                .summary = "Opens or closes a panel.",
                .arguments = {{.name = "panel",
                               .kind = ArgumentKind::choice,
                               .doc = "Which.",
                               .choices = {"layers", "kpis", "inspector", "levers", "whatifs", "journal",
                                           "findings", "alarms", "console", "plots", "timeline", "bookmarks",
                                           "apps", "messages", "keys"}}},
                .keys = {{"F2", {{"panel", "layers"}}},
                         {"F3", {{"panel", "kpis"}}},
                         {"F4", {{"panel", "inspector"}}},
                         {"F5", {{"panel", "levers"}}},
                         {"F6", {{"panel", "whatifs"}}},
                         {"F7", {{"panel", "journal"}}},
                         {"F8", {{"panel", "findings"}}},
                         {"F9", {{"panel", "alarms"}}},
                         {"F10", {{"panel", "console"}}},
                         {"F11", {{"panel", "plots"}}},
                         {"F12", {{"panel", "timeline"}}},
                         {"Shift+F2", {{"panel", "bookmarks"}}},
                         {"Shift+F3", {{"panel", "apps"}}},
                         {"Shift+F4", {{"panel", "messages"}}}}},
               [room](const Arguments& a) { toggle_panel(room->state, a.text("panel")); });
  commands.add({.name = "alarm.read", .summary = "Marks all alarms as read.", .keys = {{"Shift+F9"}}},
               [room](const Arguments&) {
                 if (room->published->alarms == nullptr) return;
                 room->read_alarms = {room->published->alarms->begin(), room->published->alarms->end()};
                 room->count_alarms();
               });
  commands.add({.name = "theme.set",
                .summary = "Dark for screens and walls, light for projectors; without one, the other.",
                .arguments = {{.name = "theme",
                               .kind = ArgumentKind::choice,
                               .doc = "Which.",
                               .optional = true,
                               .choices = words<Theme>()}},
                .keys = {{"T"}}},
               [room](const Arguments& a) {
                 const Theme other = room->state.theme == Theme::dark ? Theme::light : Theme::dark;
                 room->state.theme = a.has("theme") ? from_word<Theme>(a.text("theme")) : other;
               });
  commands.add({.name = "picture.save",
                .summary = "Writes what is shown as a picture.",
                .arguments = {{.name = "file", .doc = "Name of the file (.png).", .fallback = "conurb.png"}},
                .keys = {{"Ctrl+P"}}},
               [room](const Arguments& a) {
                 if (a.text("file").empty())
                   throw Error(ErrorCode::invalid_argument, "the picture needs a file");
                 room->pictures.emplace_back(a.text("file"));
               });
  commands.add({.name = "session.save",
                .summary = "Keeps the room's arrangement in the city file.",
                .keys = {{"Ctrl+S"}}},
               [room](const Arguments&) { room->save(); });
  commands.add({.name = "plugin.reload", .summary = "Looks for rebuilt plugins now.", .keys = {{"Ctrl+R"}}},
               [room](const Arguments&) { room->simulation.reload_plugins(); });
  commands.add(
      {.name = "help.keys", .summary = "Shows all commands with their keys.", .keys = {{"F1"}, {"?"}}},
      [room](const Arguments&) { toggle_panel(room->state, "keys"); });
  commands.add({.name = "quit",
                .summary = "Closes the room; what was asked for is done and kept.",
                .keys = {{"Ctrl+Q"}}},
               [room](const Arguments&) { room->quitting = true; });
}

}  // namespace

void add_view_commands(Commands& commands, RoomCore* room) {
  add_layers(commands, room);
  add_selection(commands, room);
  add_comparison(commands, room);
  add_room(commands, room);
}

}  // namespace conurb::room

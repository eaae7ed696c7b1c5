// SPDX-License-Identifier: Apache-2.0
// Commands that change the city or its branches: all through the journal, all of them undone by whatif.undo.
#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "engine/room/room_core.hpp"

namespace conurb::room {

namespace {

ArgumentSpec branch_argument() {
  return {.name = "branch", .doc = "Which branch; none: that of the last view.", .optional = true};
}

ArgumentSpec at_argument() {
  return {.name = "at",
          .kind = ArgumentKind::time,
          .doc = "Simulated time at which it acts; none: from the start, or live now.",
          .optional = true};
}

void require_writable(const RoomCore& room) {
  if (!room.read_only) return;
  throw Error(ErrorCode::conflict, std::string(room.texts("room.read_only")));
}

std::string free_name(const RoomCore& room) {
  for (int n = 1;; ++n) {
    std::string name = room.texts("whatif.name", {{"n", std::to_string(n)}});
    if (!room.has_branch(name)) return name;
  }
}

void fork(RoomCore& room, const Arguments& a) {
  require_writable(room);
  const std::string name = a.has("name") ? a.text("name") : free_name(room);
  std::string parent = a.has("parent") ? a.text("parent") : room.active_branch();
  room.require_branch(parent);
  store::check_branch_name(name);
  if (room.has_branch(name)) {
    throw Error(ErrorCode::conflict, fmt::format("there is a branch '{}' already", name), "",
                "choose another name");
  }
  room.simulation.fork(name, std::move(parent));
  room.expect_branch(name);
  room.show_branch(name);
}

void rename(RoomCore& room, const std::string& branch, const std::string& name) {
  require_writable(room);
  store::check_branch_name(name);
  if (room.has_branch(name))
    throw Error(ErrorCode::conflict, fmt::format("there is a branch '{}' already", name));
  room.simulation.rename(branch, name);
  room.expect_branch(name);
  for (View& view : room.state.views) {
    if (view.branch == branch) view.branch = name;
  }
}

void run(RoomCore& room, const Arguments& a) {
  require_writable(room);
  RunOrder order;
  order.branches = {room.branch_of(a)};
  order.fresh = a.boolean("fresh");
  const std::optional<Time> from = room.time_of(a, "from"), to = room.time_of(a, "to");
  if (from.has_value() != to.has_value())
    throw Error(ErrorCode::invalid_argument, "a run has a beginning and an end", "", "give both, or none");
  if (from) {
    if (*to <= *from) throw Error(ErrorCode::invalid_argument, "the run ends before it begins");
    order.span = sim::RunSpan{};
    order.span->from = *from;
    order.span->to = *to;
  }
  if (a.has("exchange")) {
    order.exchange = parse_duration(a.text("exchange"));
    if (order.exchange->us <= 0)
      throw Error(ErrorCode::invalid_argument,
                  fmt::format("an interval of {} goes nowhere", a.text("exchange")), "",
                  "write it like \"15 min\"");
  }
  room.simulation.run(std::move(order));
}

city::Value value_of(const Json& json) {
  if (json.is_boolean()) return std::int64_t{json.get<bool>() ? 1 : 0};
  if (json.is_number_integer()) return json.get<std::int64_t>();
  if (json.is_number()) return json.get<double>();
  if (json.is_string()) return json.get<std::string>();
  return {};
}

// "building.wall_u_value" for chosen rows: by a condition, or those that are selected.
void set_column(RoomCore& room, const Arguments& a) {
  require_writable(room);
  const std::string name = a.text("column");
  const std::size_t dot = name.find('.');
  if (dot == std::string::npos)
    throw Error(ErrorCode::invalid_argument, fmt::format("'{}' names no column", name), "",
                "write table and column, as building.wall_u_value");
  sim::SetCommand command;
  command.rows.table = name.substr(0, dot);
  command.column = name.substr(dot + 1);
  command.values = {value_of(a.value("value"))};
  if (a.has("where")) {
    command.rows.selection = a.text("where");
  } else {
    const Selection& selection = room.state.selection;
    if (selection.table != command.rows.table || selection.ids.empty()) {
      throw Error(ErrorCode::invalid_argument,
                  fmt::format("no rows of '{}' are selected", command.rows.table), "",
                  "select some, or give a condition in where");
    }
    command.rows.ids = selection.ids;
  }
  room.simulation.execute(room.branch_of(a), {std::move(command)}, room.time_of(a, "at"));
}

void add_whatifs(Commands& commands, RoomCore* room) {
  const ArgumentSpec branch = branch_argument();
  commands.add({.name = "whatif.branch",
                .summary = "Begins a what-if: a branch of its own, shown beside its parent.",
                .arguments = {{.name = "name", .doc = "Its name; none: a number.", .optional = true},
                              {.name = "parent",
                               .doc = "What it is forked from; none: the branch of the last view.",
                               .optional = true}},
                .keys = {{"B"}},
                .changes = Changes::city},
               [room](const Arguments& a) { fork(*room, a); });
  commands.add(
      {.name = "whatif.run",
       .summary = "Runs a branch beside the base and records it.",
       .arguments = {branch,
                     {.name = "from",
                      .kind = ArgumentKind::time,
                      .doc = "Beginning; none: as it was run last.",
                      .optional = true},
                     {.name = "to",
                      .kind = ArgumentKind::time,
                      .doc = "End; none: as it was run last.",
                      .optional = true},
                     {.name = "exchange",
                      .doc = "How often plugins exchange, and results can be kept; none: as in its last "
                             "run, or as they ask for.",
                      .optional = true,
                      .example = "1 h"},
                     {.name = "fresh",
                      .kind = ArgumentKind::boolean,
                      .doc = "Run again what has not changed.",
                      .fallback = false}},
       .keys = {{"Ctrl+Enter"}},
       .changes = Changes::city},
      [room](const Arguments& a) { run(*room, a); });
  commands.add({.name = "whatif.script",
                .summary = "Runs a scenario script or key application.",
                .arguments = {{.name = "file",
                               .doc = "The script (.lua).",
                               .example = "scripts/scenarios/retrofit.lua"}},
                .keys = {{"Ctrl+O"}},
                .changes = Changes::city},
               [room](const Arguments& a) {
                 require_writable(*room);
                 room->simulation.run_script(a.text("file"));
               });
  commands.add({.name = "whatif.cancel",
                .summary = "Stops the run under way; what it recorded is kept.",
                .keys = {{"Ctrl+Backspace"}}},
               [room](const Arguments&) { room->simulation.cancel(); });
}

void add_branches(Commands& commands, RoomCore* room) {
  const ArgumentSpec branch = branch_argument();
  commands.add({.name = "whatif.rename",
                .summary = "Gives a branch another name.",
                .arguments = {{.name = "name", .doc = "The new name.", .example = "deep retrofit"}, branch},
                .keys = {{"Shift+R"}},
                .changes = Changes::city},
               [room](const Arguments& a) { rename(*room, room->branch_of(a), a.text("name")); });
  commands.add({.name = "whatif.delete",
                .summary = "Deletes a branch with its runs; the journal remembers what was done in it.",
                .arguments = {branch},
                .keys = {{"Ctrl+Delete"}},
                .changes = Changes::city},
               [room](const Arguments& a) {
                 require_writable(*room);
                 room->simulation.remove(room->branch_of(a));
               });
  commands.add({.name = "whatif.rebase",
                .summary = "Takes a branch to its parent as it is now; conflicts are told.",
                .arguments = {branch},
                .keys = {{"Shift+B"}},
                .changes = Changes::city},
               [room](const Arguments& a) {
                 require_writable(*room);
                 room->simulation.rebase(room->branch_of(a));
               });
  commands.add({.name = "whatif.undo",
                .summary = "Takes back the last change of a branch, or a group of the journal.",
                .arguments = {branch,
                              {.name = "group",
                               .kind = ArgumentKind::integer,
                               .doc = "Group of the journal; 0: the latest.",
                               .fallback = 0,
                               .min = 0}},
                .keys = {{"Ctrl+Z"}},
                .changes = Changes::city},
               [room](const Arguments& a) {
                 require_writable(*room);
                 room->simulation.undo(room->branch_of(a), a.integer("group"));
               });
  commands.add({.name = "whatif.redo",
                .summary = "Does again what was undone last.",
                .arguments = {branch},
                .keys = {{"Ctrl+Shift+Z"}, {"Ctrl+Y"}},
                .changes = Changes::city},
               [room](const Arguments& a) {
                 require_writable(*room);
                 room->simulation.redo(room->branch_of(a));
               });
}

void add_changes(Commands& commands, RoomCore* room) {
  commands.add(
      {.name = "city.set",
       .summary = "Sets a column for the selected rows, or for those that meet a condition.",
       .arguments = {{.name = "column", .doc = "Table and column.", .example = "building.wall_u_value"},
                     {.name = "value",
                      .kind = ArgumentKind::value,
                      .doc = "In the column's unit; null: none.",
                      .example = 0.2},
                     {.name = "where",
                      .doc = "In the selection language; none: the rows selected.",
                      .optional = true,
                      .example = "year_of_construction < 1975"},
                     branch_argument(),
                     at_argument()},
       .keys = {{"E"}},
       .changes = Changes::city},
      [room](const Arguments& a) { set_column(*room, a); });
  commands.add(
      {.name = "lever.set",
       .summary = "Moves a plugin's lever in a branch.",
       .arguments = {{.name = "lever", .doc = "Plugin and lever.", .example = "buildings.heat_pump_share"},
                     {.name = "value",
                      .kind = ArgumentKind::number,
                      .doc = "In the lever's unit; of a choice its place, from 0.",
                      .example = 0.5},
                     branch_argument(),
                     at_argument()},
       .keys = {{"Shift+E"}},
       .changes = Changes::city},
      [room](const Arguments& a) {
        require_writable(*room);
        room->simulation.move_lever(room->branch_of(a), a.text("lever"), a.number("value"),
                                    room->time_of(a, "at"));
      });
}

}  // namespace

void add_city_commands(Commands& commands, RoomCore* room) {
  add_whatifs(commands, room);
  add_branches(commands, room);
  add_changes(commands, room);
}

}  // namespace conurb::room

// SPDX-License-Identifier: Apache-2.0
// Commands for plots.
#include "engine/base/error.hpp"
#include "engine/base/text.hpp"
#include "engine/room/room_core.hpp"
#include "engine/room/words.hpp"

namespace conurb::room {

namespace {

void show_plot(RoomState& state, const Arguments& a) {
  PlotChoice& plot = state.plot;
  if (a.has("of") && a.text("of") != plot.of) {
    plot.of = a.text("of");
    plot.joining = Joining::fitting;  // what was right for the last need not be for this
    plot.against.clear();
  }
  if (a.has("kind")) plot.kind = from_word<PlotKind>(a.text("kind"));
  if (a.has("against")) plot.against = a.text("against");
  if (a.has("rows")) plot.rows = from_word<PlotRows>(a.text("rows"));
  if (a.has("joining")) plot.joining = from_word<Joining>(a.text("joining"));
  state.panels.insert("plots");
}

void export_plot(RoomCore& room, const std::filesystem::path& file) {
  const std::string ending = to_lower(file.extension().string());
  if (ending != ".png" && ending != ".svg" && ending != ".csv") {
    throw Error(ErrorCode::invalid_argument, "'" + file.string() + "' is no file that a plot is written to",
                "", "let its name end in .png (picture), .svg (drawing) or .csv (values)");
  }
  room.plots.push_back(file);
}

}  // namespace

void add_plot_commands(Commands& commands, RoomCore* room) {
  commands.add(
      {.name = "plot.show",
       .summary = "Shows a plot of a column or a key figure; what is not named stays as it is.",
       .arguments = {{.name = "of",
                      .doc = "The column, or the id of a key figure; without: of the topmost layer.",
                      .optional = true,
                      .example = "building.heating_power"},
                     {.name = "kind",
                      .kind = ArgumentKind::choice,
                      .doc = "What kind of plot.",
                      .optional = true,
                      .choices = words<PlotKind>()},
                     {.name = "against",
                      .doc = "Bars: a column of words to group by; scatter: the column to the right.",
                      .optional = true,
                      .example = "function"},
                     {.name = "rows",
                      .kind = ArgumentKind::choice,
                      .doc = "Of the whole table, or of what is selected.",
                      .optional = true,
                      .choices = words<PlotRows>()},
                     {.name = "joining",
                      .kind = ArgumentKind::choice,
                      .doc = "How the values of many rows become one; fitting: by what it is.",
                      .optional = true,
                      .choices = words<Joining>()}},
       .keys = {{"O"},
                {"Shift+1", {{"kind", "lines"}}},
                {"Shift+2", {{"kind", "duration"}}},
                {"Shift+3", {{"kind", "bars"}}},
                {"Shift+4", {{"kind", "scatter"}}},
                {"Shift+5", {{"kind", "histogram"}}}}},
      [room](const Arguments& a) { show_plot(room->state, a); });
  commands.add({.name = "plot.export",
                .summary = "Writes the plot as a picture (.png), a drawing (.svg) or its values (.csv).",
                .arguments = {{.name = "file", .doc = "Name of the file.", .fallback = "plot.png"}},
                .keys = {{"Ctrl+E"}, {"Ctrl+Shift+E", {{"file", "plot.csv"}}}}},
               [room](const Arguments& a) { export_plot(*room, a.text("file")); });
}

}  // namespace conurb::room

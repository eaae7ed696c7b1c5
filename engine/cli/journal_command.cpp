// SPDX-License-Identifier: Apache-2.0
// conurb journal FILE [--undo GROUP]
#include <CLI/CLI.hpp>

#include <cstdio>
#include <limits>

#include "engine/base/error.hpp"
#include "engine/cli/command.hpp"

namespace conurb::cli {

namespace {

struct Options {
  std::string file;
  std::string branch;
  std::int64_t undo = -1;
};

std::string when_it_acts(const city::JournalEntry& entry, const Zone& zone) {
  if (entry.time_us == std::numeric_limits<std::int64_t>::min()) return "from the start";
  return format_time(Time{entry.time_us}, zone, TimeFormat::minute);
}

std::string what_it_does(const city::JournalEntry& entry) {
  std::string text(city::to_string(entry.kind));
  if (entry.kind == city::EntryKind::undo) return text + " of group " + std::to_string(entry.undoes);
  if (!entry.table.empty()) text += " " + entry.table;
  for (std::size_t i = 0; i < entry.columns.size(); ++i) text += (i == 0 ? "." : ", ") + entry.columns[i];
  if (entry.values.size() == 1) text += " = " + city::to_string(entry.values[0]);
  if (!entry.ids.empty()) text += " (" + std::to_string(entry.ids.size()) + " rows)";
  if (!entry.selection.empty()) text += " where " + entry.selection;
  return text;
}

void show(const Session& session, sim::Twin& twin, const std::string& branch) {
  const Zone& zone = twin.calendar().zone();
  Json json = Json::array();
  std::vector<std::vector<std::string>> rows{{"no.", "group", "when", "who", "branch", "acts", "what"}};
  for (const city::JournalEntry& entry : twin.journal().entries()) {
    const std::string name = twin.journal().branch(entry.branch).name;
    if (!branch.empty() && branch != name) continue;
    const std::string wall = format_time(Time{entry.wall_us}, zone, TimeFormat::second);
    json.push_back({{"sequence", entry.sequence},
                    {"group", entry.group},
                    {"kind", std::string(city::to_string(entry.kind))},
                    {"wall_time", wall},
                    {"who", entry.who},
                    {"role", entry.role},
                    {"branch", name},
                    {"acts", when_it_acts(entry, zone)},
                    {"table", entry.table},
                    {"columns", entry.columns},
                    {"selection", entry.selection},
                    {"rows", entry.ids.size()},
                    {"undoes", entry.undoes},
                    {"text", what_it_does(entry)}});
    rows.push_back({std::to_string(entry.sequence), std::to_string(entry.group), wall,
                    entry.who + " (" + entry.role + ")", name, when_it_acts(entry, zone),
                    what_it_does(entry)});
  }
  if (session.json) {
    print_json(json);
  } else if (rows.size() == 1) {
    std::printf("The journal is empty.\n");
  } else {
    print_table(rows);
  }
}

}  // namespace

void add_journal(CLI::App& app, Session& session, Keep& keep) {
  auto options = std::make_shared<Options>();
  keep.push_back(options);
  CLI::App* command = app.add_subcommand("journal", "Who did what and when; undo");
  command->add_option("file", options->file, "City file (.gpkg)")->required();
  command->add_option("--branch", options->branch, "This branch only");
  command->add_option("--undo", options->undo, "Take back a group of entries of --branch (0 = its latest)");
  command->add_flag("--json", session.json, "Print JSON");
  command->footer("Example: conurb journal delft.gpkg --branch retrofit --undo 0");
  command->callback([&session, options] {
    const Log log = session.make_log();
    const bool writes = options->undo >= 0;
    store::CityFile file =
        store::CityFile::open(options->file, writes ? store::Mode::read_write : store::Mode::read_only,
                              {.who = user_name(), .max_bytes = 0});
    sim::TwinOptions twin_options;
    twin_options.who = user_name();
    twin_options.vocabulary = load_vocabulary();
    sim::Twin twin(std::move(file), std::move(twin_options), log);
    if (writes) {
      const std::string branch = options->branch.empty() ? "base" : options->branch;
      const std::int64_t group =
          twin.execute(twin.journal().branch(branch).ordinal, sim::UndoCommand{options->undo});
      log.info("group {} takes back group {} of branch '{}'", group, twin.journal().entries().back().undoes,
               branch);
    }
    show(session, twin, options->branch);
    twin.file()->close();
  });
}

}  // namespace conurb::cli

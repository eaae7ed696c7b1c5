// SPDX-License-Identifier: Apache-2.0
// conurb journal FILE [--undo GROUP]
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <cstdio>
#include <set>

#include "engine/base/error.hpp"
#include "engine/base/json.hpp"
#include "engine/cli/command.hpp"
#include "engine/sim/journal_text.hpp"

namespace conurb::cli {

namespace {

using city::EntryKind;
using city::JournalEntry;

struct JournalOptions {
  std::string file;
  std::string branch;
  std::optional<std::int64_t> undo;
};

class JournalCommand {
 public:
  JournalCommand(const Session& session, const JournalOptions& options)
      : session_(session), options_(options), log_(session.make_log()), twin_(open()) {}

  void run() {
    if (!options_.branch.empty()) (void)journal().branch(options_.branch);
    options_.undo ? undo(*options_.undo) : show();
    twin_.file()->close();
  }

 private:
  sim::Twin open() const {
    sim::TwinOptions options;
    options.who = user_name();
    options.vocabulary = load_vocabulary();
    store::CityFile file = options_.undo ? store::CityFile::open(options_.file, store::Mode::read_write,
                                                                 {.who = user_name(), .max_bytes = 0})
                                         : open_to_read(options_.file, log_);
    return {std::move(file), std::move(options), log_};
  }

  [[nodiscard]] const sim::Journal& journal() const { return twin_.journal(); }
  [[nodiscard]] const Zone& zone() const { return twin_.calendar().zone(); }

  // Whole seconds: an entry's place is its number.
  [[nodiscard]] std::string wall_time(const JournalEntry& entry) const {
    return format_time(Time{entry.wall_us / 1'000'000 * 1'000'000}, zone(), TimeFormat::second);
  }

  [[nodiscard]] Json to_json(const JournalEntry& entry, bool counts) const {
    return {{"sequence", entry.sequence},
            {"group", entry.group},
            {"kind", std::string(city::to_string(entry.kind))},
            {"wall_time", wall_time(entry)},
            {"who", entry.who},
            {"role", entry.role},
            {"branch", journal().branch(entry.branch).name},
            {"acts", sim::when_it_acts(entry, zone())},
            {"table", entry.table},
            {"columns", entry.columns},
            {"selection", entry.selection},
            {"rows", entry.ids.size()},
            {"undoes", entry.undoes},
            {"counts", counts},
            {"text", sim::what_it_does(entry, zone())}};
  }

  void show() const {
    const std::set<std::int64_t> counts = sim::counting(journal());
    Json json = Json::array();
    std::vector<std::vector<std::string>> rows{{"no.", "group", "when", "who", "branch", "acts", "what"}};
    for (const JournalEntry& entry : journal().entries()) {
      const std::string& name = journal().branch(entry.branch).name;
      if (!options_.branch.empty() && options_.branch != name) continue;
      const bool taken_back = entry.kind != EntryKind::undo && !counts.contains(entry.sequence);
      json.push_back(to_json(entry, !taken_back));
      rows.push_back({std::to_string(entry.sequence), std::to_string(entry.group), wall_time(entry),
                      entry.who + " (" + entry.role + ")", name, sim::when_it_acts(entry, zone()),
                      sim::what_it_does(entry, zone()) + (taken_back ? " (taken back)" : "")});
    }
    if (session_.json) {
      print_json(json);
    } else if (rows.size() == 1) {
      std::printf("The journal is empty.\n");
    } else {
      print_table(rows);
    }
  }

  // The branch that is meant: the one that is named, else the one that the group belongs to.
  [[nodiscard]] std::string branch_of(std::int64_t group) const {
    if (!options_.branch.empty()) return options_.branch;
    for (const JournalEntry& entry : journal().entries()) {
      if (group != 0 && entry.group == group) return journal().branch(entry.branch).name;
    }
    return "base";
  }

  void undo(std::int64_t wanted) {
    const std::string branch = branch_of(wanted);
    const std::int64_t group = twin_.execute(journal().branch(branch).ordinal, sim::UndoCommand{wanted});
    const std::int64_t undone = journal().entries().back().undoes;
    Json entries = Json::array();
    std::string lines;
    for (const JournalEntry& entry : journal().entries()) {
      if (entry.group != undone) continue;
      entries.push_back(to_json(entry, false));
      lines += "  " + sim::what_it_does(entry, zone()) + "\n";
    }
    if (session_.json) {
      print_json({{"group", group}, {"undoes", undone}, {"branch", branch}, {"entries", entries}});
      return;
    }
    std::printf("Group %lld takes back group %lld of '%s':\n%s", static_cast<long long>(group),
                static_cast<long long>(undone), branch.c_str(), lines.c_str());
    std::printf("Results of runs stay as they are until the scenario is run again.\n");
  }

  const Session& session_;
  const JournalOptions& options_;
  Log log_;
  sim::Twin twin_;
};

}  // namespace

void add_journal(CLI::App& app, Session& session, Keep& keep) {
  auto options = std::make_shared<JournalOptions>();
  keep.push_back(options);
  CLI::App* command = app.add_subcommand("journal", "Who did what and when; undo");
  command->add_option("file", options->file, "City file (.gpkg)")->required();
  command->add_option("--branch", options->branch, "This branch only");
  command
      ->add_option("--undo", options->undo,
                   "Take back a group of entries; 0 = the latest of --branch, or of the base")
      ->check(CLI::NonNegativeNumber);
  command->add_flag("--json", session.json, "Print JSON");
  command->footer(
      "Example: conurb journal delft.gpkg --branch retrofit\n"
      "         conurb journal delft.gpkg --undo 5");
  command->callback([&session, options] { JournalCommand(session, *options).run(); });
}

}  // namespace conurb::cli

// SPDX-License-Identifier: Apache-2.0
// conurb journal FILE [--undo GROUP]
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <cstdio>
#include <limits>
#include <set>

#include "engine/base/error.hpp"
#include "engine/base/text.hpp"
#include "engine/cli/command.hpp"

namespace conurb::cli {

namespace {

using city::EntryKind;
using city::JournalEntry;

struct Options {
  std::string file;
  std::string branch;
  std::optional<std::int64_t> undo;
};

class JournalCommand {
 public:
  JournalCommand(const Session& session, const Options& options)
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

  [[nodiscard]] std::string when_it_acts(const JournalEntry& entry) const {
    // What another program did to the file has no time in the simulation.
    const bool always = entry.time_us == std::numeric_limits<std::int64_t>::min() ||
                        (entry.kind == EntryKind::external_edit && entry.time_us == 0);
    if (always) return "from the start";
    return format_time(Time{entry.time_us}, zone(), TimeFormat::minute);
  }

  [[nodiscard]] std::string what_it_does(const JournalEntry& entry) const {
    const Json detail = entry.detail.empty() ? Json::object() : parse_json(entry.detail, "journal");
    switch (entry.kind) {
      case EntryKind::set: return set_text(entry, detail);
      case EntryKind::insert: return insert_text(entry);
      case EntryKind::retire: return "retire " + entry.table + rows_text(entry);
      case EntryKind::parameter:
        return fmt::format("set {}.{} = {}", short_name(entry.table), join(entry.columns, ", "),
                           entry.values.empty() ? "" : city::to_string(entry.values.front()));
      case EntryKind::plugin:
        return fmt::format("reload plugin {} {}, {} in place of {}", short_name(entry.table),
                           detail.value("version", ""), detail.value("hash", "").substr(0, 8),
                           detail.value("previous", "").substr(0, 8));
      case EntryKind::observations: return observations_text(entry, detail);
      case EntryKind::external_edit:
        return fmt::format("{} {}{}{} in the file", detail.value("edit", "edit"), entry.table,
                           columns_text(entry.columns), rows_text(entry));
      case EntryKind::undo: return fmt::format("undo group {}", entry.undoes);
    }
    return std::string(city::to_string(entry.kind));
  }

  [[nodiscard]] std::string set_text(const JournalEntry& entry, const Json& detail) const {
    std::string text = fmt::format("{} {}.{}", detail.value("pin", entry.until_us != 0) ? "pin" : "set",
                                   entry.table, join(entry.columns, ", "));
    if (entry.values.size() == 1) {
      text += " = " + city::to_string(entry.values[0]);
    } else {
      text += " row by row";
    }
    text += rows_text(entry);
    if (entry.until_us != 0)
      text += " until " + format_time(Time{entry.until_us}, zone(), TimeFormat::minute);
    return text;
  }

  static std::string insert_text(const JournalEntry& entry) {
    std::string text = "insert " + entry.table + rows_text(entry);
    for (std::size_t i = 0; i < entry.columns.size() && entry.values.size() == entry.columns.size(); ++i) {
      text +=
          fmt::format("{} {} = {}", i == 0 ? ":" : ",", entry.columns[i], city::to_string(entry.values[i]));
    }
    return text;
  }

  static std::string observations_text(const JournalEntry& entry, const Json& detail) {
    const auto count = detail.value("added", std::int64_t{0});
    return fmt::format("take in {} observation(s) of {} stream(s) from {}", count,
                       detail.value("streams", std::int64_t{0}),
                       detail.value("source", entry.table.empty() ? "a feed" : entry.table));
  }

  /// ".height, function"; of a row that came whole, how many.
  static std::string columns_text(const std::vector<std::string>& columns) {
    constexpr std::size_t kShown = 6;
    if (columns.empty()) return "";
    if (columns.size() > kShown) return fmt::format(", {} columns", columns.size());
    return "." + join(columns, ", ");
  }

  static std::string rows_text(const JournalEntry& entry) {
    std::string text;
    if (!entry.ids.empty())
      text += fmt::format(" ({} row{})", entry.ids.size(), entry.ids.size() == 1 ? "" : "s");
    if (!entry.selection.empty()) text += " where " + entry.selection;
    return text;
  }

  static std::string short_name(const std::string& plugin) { return plugin.substr(plugin.rfind('.') + 1); }

  [[nodiscard]] Json to_json(const JournalEntry& entry, bool counts) const {
    return {{"sequence", entry.sequence},
            {"group", entry.group},
            {"kind", std::string(city::to_string(entry.kind))},
            {"wall_time", wall_time(entry)},
            {"who", entry.who},
            {"role", entry.role},
            {"branch", journal().branch(entry.branch).name},
            {"acts", when_it_acts(entry)},
            {"table", entry.table},
            {"columns", entry.columns},
            {"selection", entry.selection},
            {"rows", entry.ids.size()},
            {"undoes", entry.undoes},
            {"counts", counts},
            {"text", what_it_does(entry)}};
  }

  // Sequences of the entries that count, each in its own branch.
  [[nodiscard]] std::set<std::int64_t> counting() const {
    std::set<std::int64_t> sequences;
    for (const store::BranchRecord& branch : journal().branches()) {
      for (const JournalEntry& entry : journal().effective(branch.ordinal)) {
        if (entry.branch == branch.ordinal) sequences.insert(entry.sequence);
      }
    }
    return sequences;
  }

  void show() const {
    const std::set<std::int64_t> counts = counting();
    Json json = Json::array();
    std::vector<std::vector<std::string>> rows{{"no.", "group", "when", "who", "branch", "acts", "what"}};
    for (const JournalEntry& entry : journal().entries()) {
      const std::string& name = journal().branch(entry.branch).name;
      if (!options_.branch.empty() && options_.branch != name) continue;
      const bool taken_back = entry.kind != EntryKind::undo && !counts.contains(entry.sequence);
      json.push_back(to_json(entry, !taken_back));
      rows.push_back({std::to_string(entry.sequence), std::to_string(entry.group), wall_time(entry),
                      entry.who + " (" + entry.role + ")", name, when_it_acts(entry),
                      what_it_does(entry) + (taken_back ? " (taken back)" : "")});
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
      lines += "  " + what_it_does(entry) + "\n";
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
  const Options& options_;
  Log log_;
  sim::Twin twin_;
};

}  // namespace

void add_journal(CLI::App& app, Session& session, Keep& keep) {
  auto options = std::make_shared<Options>();
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

// SPDX-License-Identifier: Apache-2.0
// conurb compare FILE BASE OTHER [--report out.html]
#include <CLI/CLI.hpp>

#include <cstdio>

#include "engine/base/files.hpp"
#include "engine/cli/command.hpp"
#include "engine/sim/compare.hpp"
#include "engine/sim/report.hpp"

namespace conurb::cli {

namespace {

struct CompareOptions {
  std::string file, base, other, report;
};

void compare(const Session& session, const CompareOptions& options) {
  store::CityFile file = open_to_read(options.file, session.make_log());
  const UnitSystem units;
  const sim::Comparison comparison = sim::compare(file, units, options.base, options.other);
  if (session.json) {
    print_json(sim::to_json(comparison));
  } else {
    print_table(sim::as_table(comparison));
    const std::vector<std::string> stale = sim::stale_lines(comparison, options.file);
    if (!stale.empty()) std::printf("\n");
    for (const std::string& line : stale) std::printf("%s\n", line.c_str());
  }
  if (!options.report.empty()) {
    const std::string zone = file.load().place().time_zone;
    const std::string title = std::filesystem::path(options.file).stem().string() + ": " + options.other;
    write_file_atomic(options.report,
                      sim::html_report(comparison, file, Zone(zone.empty() ? "UTC" : zone), title));
    std::fprintf(stderr, "Wrote %s\n", options.report.c_str());
  }
  file.close();
}

}  // namespace

void add_compare(CLI::App& app, Session& session, Keep& keep) {
  auto options = std::make_shared<CompareOptions>();
  keep.push_back(options);
  CLI::App* command =
      app.add_subcommand("compare", "Key figures of two scenarios: value, difference, better or worse");
  command->add_option("file", options->file, "City file (.gpkg)")->required();
  command->add_option("base", options->base, "Branch to compare with")->required();
  command->add_option("other", options->other, "Branch that is compared")->required();
  command->add_option("--report", options->report, "Write a report (HTML, one file)");
  command->add_flag("--json", session.json, "Print JSON");
  command->footer("Example: conurb compare delft.gpkg base retrofit --report retrofit.html");
  command->callback([&session, options] { compare(session, *options); });
}

}  // namespace conurb::cli

// SPDX-License-Identifier: Apache-2.0
// conurb run FILE SCRIPT.lua
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "engine/base/error.hpp"
#include "engine/base/files.hpp"
#include "engine/cli/command.hpp"
#include "engine/host/crash_note.hpp"
#include "engine/script/scenario.hpp"
#include "engine/sim/compare.hpp"
#include "engine/sim/plugin_reload.hpp"

namespace conurb::cli {

namespace {

namespace fs = std::filesystem;

struct RunOptions {
  std::string file;
  std::string script;
  bool fresh = false;
};

Json outcome_json(sim::Twin& twin, const sim::RunOutcome& outcome) {
  Json kpis = Json::array();
  for (const store::KpiValue& kpi : outcome.kpis) {
    kpis.push_back(
        {{"id", kpi.kpi}, {"group", kpi.group}, {"value", kpi.value}, {"unit", kpi.unit}, {"n", kpi.n}});
  }
  Json findings = Json::array();
  for (const store::Finding& finding : outcome.findings) findings.push_back(json_of(finding));
  return {{"branch", twin.journal().branch(outcome.branch).name},
          {"run", outcome.run},
          {"status", std::string(store::to_string(outcome.status))},
          {"reused", outcome.reused},
          {"exchanges", outcome.exchanges},
          {"wall_s", outcome.wall_s},
          {"content_hash", outcome.content_hash},
          {"kpis", kpis},
          {"findings", findings}};
}

constexpr std::size_t kFindingsShown = 3;  // of each run; `conurb info` shows all

void print_findings(const sim::Twin& twin, const std::vector<sim::RunOutcome>& outcomes,
                    const std::string& file) {
  for (const sim::RunOutcome& outcome : outcomes) {
    if (outcome.findings.empty()) continue;
    std::int64_t count = 0;
    for (const store::Finding& finding : outcome.findings) count += finding.count;
    std::printf("\n%lld finding(s) in '%s', worst first:\n", static_cast<long long>(count),
                twin.journal().branch(outcome.branch).name.c_str());
    for (std::size_t i = 0; i < std::min(kFindingsShown, outcome.findings.size()); ++i) {
      const store::Finding& finding = outcome.findings[i];
      const std::string row = finding.id == 0 ? "" : fmt::format(" ({} {})", finding.table, finding.id);
      std::printf("  %s %s, %lld time(s): %s%s\n", std::string(store::to_string(finding.severity)).c_str(),
                  finding.code.c_str(), static_cast<long long>(finding.count), finding.message.c_str(),
                  row.c_str());
    }
    if (outcome.findings.size() > kFindingsShown)
      std::printf("  … all of them: conurb info %s\n", file.c_str());
  }
}

void print_outcome(const Session& session, sim::Twin& twin, const script::ScenarioPlan& plan,
                   const std::vector<sim::RunOutcome>& outcomes, const std::string& file) {
  if (session.json) {
    Json json = Json::array();
    for (const sim::RunOutcome& outcome : outcomes) json.push_back(outcome_json(twin, outcome));
    print_json(json);
    return;
  }
  const std::string base = twin.journal().branch(plan.base).name;
  std::printf("%s\n\n", plan.name.c_str());
  const sim::Comparison comparison = sim::compare(*twin.file(), twin.units(), base, plan.id);
  print_table(sim::as_table(comparison));
  const std::vector<std::string> stale = sim::stale_lines(comparison, file);
  for (std::size_t i = 0; i + 1 < stale.size(); ++i)
    std::printf("%s%s\n", i == 0 ? "\n" : "", stale[i].c_str());
  print_findings(twin, outcomes, file);
  std::printf("\nNext: conurb compare %s %s %s --report report.html\n", file.c_str(), base.c_str(),
              plan.id.c_str());
}

void run_script(Session& session, const RunOptions& options) {
  host::name_crashes();
  const Log log = session.make_log();
  store::CityFile file =
      store::CityFile::open(options.file, store::Mode::read_write, {.who = user_name(), .max_bytes = 0});
  const std::string text = read_file(options.script);
  sim::TwinOptions twin_options;
  twin_options.who = user_name();
  twin_options.role = "script";
  twin_options.threads = session.threads;
  twin_options.vocabulary = load_vocabulary();
  sim::Twin twin(std::move(file), std::move(twin_options), log);
  twin.environment().cancel = session.cancel;
  twin.add_plugins(load_plugins(session, log, twin.base()));
  script::ScenarioOptions scenario_options;
  scenario_options.default_id = fs::path(options.script).stem().string();
  scenario_options.reuse_base = !options.fresh;
  scenario_options.print = [](std::string_view line) {
    std::fprintf(stderr, "%.*s\n", static_cast<int>(line.size()), line.data());
  };
  script::ScenarioSession scenario(twin, std::move(scenario_options));
  scenario.define(text, options.script);
  if (scenario.plan() == nullptr) {
    log.info("{} defines no scenario; nothing is run", options.script);
    twin.file()->close();
    return;
  }
  const sim::PluginReload reload(twin, log);
  Progress progress(session.make_progress());
  const std::vector<sim::RunOutcome> outcomes = scenario.run(progress, [&reload] { (void)reload.poll(); });
  const bool cancelled = std::any_of(outcomes.begin(), outcomes.end(), [](const sim::RunOutcome& outcome) {
    return outcome.status == store::RunStatus::cancelled;
  });
  if (!cancelled) print_outcome(session, twin, *scenario.plan(), outcomes, options.file);
  twin.file()->close();
  if (cancelled) {
    throw Error(ErrorCode::cancelled, fmt::format("stopped after exchange {}; what was recorded is kept",
                                                  outcomes.back().exchanges));
  }
}

}  // namespace

void add_run(CLI::App& app, Session& session, Keep& keep) {
  auto options = std::make_shared<RunOptions>();
  keep.push_back(options);
  CLI::App* command = app.add_subcommand("run", "Run a scenario script: base and scenario side by side");
  command->add_option("file", options->file, "City file (.gpkg)")->required();
  command->add_option("script", options->script, "Scenario script (.lua)")->required();
  command->add_flag("--fresh", options->fresh,
                    "Run the base again even if an unchanged run of it is in the file");
  command->add_flag("--json", session.json, "Print JSON");
  command->footer("Example: conurb run delft.gpkg scripts/scenarios/retrofit.lua");
  command->callback([&session, options] { run_script(session, *options); });
}

}  // namespace conurb::cli

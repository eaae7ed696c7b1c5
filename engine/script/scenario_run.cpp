// SPDX-License-Identifier: Apache-2.0
// scenario{} and the run it gives: what happens when, and what to report.
#include <fmt/format.h>

#include <algorithm>

#include "engine/base/error.hpp"
#include "engine/base/text.hpp"
#include "engine/script/scenario_state.hpp"

namespace conurb::script {

namespace {

// Each repetition is an exchange point: more of them are a mistake in the interval.
constexpr std::int64_t kMostRepetitions = 1'000'000;

Time time_of(const ScenarioState& state, std::string_view text) {
  return parse_time(text, state.twin->calendar().zone());
}

conurb::Duration interval_of(std::string_view text) {
  const conurb::Duration interval = parse_duration(text);
  if (interval.us > 0) return interval;
  throw Error(ErrorCode::invalid_argument, fmt::format("an interval of {} goes nowhere", text), "",
              "write it like \"15 min\"");
}

ScenarioPlan& plan_of(const RunProxy& run) {
  return *run.state->plan;
}

void check_plugins(const ScenarioState& state, const std::vector<std::string>& wanted) {
  std::vector<std::string> names;
  for (const host::PluginCode& code : state.twin->plugins()) {
    names.push_back(code.manifest->name);
    names.push_back(code.manifest->id);
  }
  for (const std::string& name : wanted) {
    if (std::find(names.begin(), names.end(), name) != names.end()) continue;
    std::string remedy = did_you_mean(name, names);
    if (remedy.empty()) remedy = "see `conurb plugin list`; the log says which ones do not serve this city";
    throw Error(ErrorCode::not_found, fmt::format("no plugin '{}' is loaded", name), "", remedy);
  }
}

// A run of hours must not end in a word that was mistyped.
void check_figures(const ScenarioState& state, const std::vector<std::string>& wanted) {
  std::vector<std::string> ids;
  for (const host::Manifest* manifest : state.manifests()) {
    for (const host::Kpi& kpi : manifest->kpis) ids.push_back(manifest->name + "." + kpi.id);
  }
  for (const std::string& id : wanted) {
    if (std::find(ids.begin(), ids.end(), id) != ids.end()) continue;
    std::string remedy = did_you_mean(id, ids);
    if (remedy.empty()) remedy = ids.empty() ? "no plugin gives any" : "there are: " + join(ids, ", ");
    throw Error(ErrorCode::not_found, fmt::format("no plugin of this scenario gives the figure '{}'", id), "",
                remedy);
  }
}

void begin_scenario(ScenarioState& state, Call& call) {
  if (state.plan) throw Error(ErrorCode::conflict, "a script defines one scenario; this is its second");
  const Table options = call.table("options");
  ScenarioPlan plan;
  plan.id = options.text("id", state.options.default_id);
  plan.name = options.text("name", plan.id);
  plan.span.from = time_of(state, options.text("from"));
  plan.span.to = time_of(state, options.text("to"));
  if (options.has("exchange")) plan.span.exchange = interval_of(options.text("exchange"));
  plan.span.seed = static_cast<std::uint64_t>(options.integer("seed", 1));
  if (options.boolean("hold_faults", false)) plan.span.faults = sim::FaultPolicy::hold;
  if (options.has("plugins")) plan.plugins = options.table("plugins").texts();
  check_plugins(state, plan.plugins);
  if (plan.span.to <= plan.span.from) {
    throw Error(ErrorCode::invalid_argument, "the scenario ends before it begins", "",
                "set `to` later than `from`");
  }
  const std::string base = options.text("base", "base");
  if (plan.id == base) {
    throw Error(ErrorCode::invalid_argument, fmt::format("the scenario '{}' is its own base", plan.id), "",
                "give it an id of its own: scenario { id = \"…\" }");
  }
  plan.base = state.twin->journal().branch(base).ordinal;
  plan.branch = state.twin->ensure_branch(plan.id, base);
  // A script defines its scenario anew: what an earlier run of it left in the branch counts no longer, unless
  // it says the same again.
  state.twin->redefine(plan.branch);
  state.plan = std::move(plan);
  call.give_object(RunProxy{&state});
}

// While the run goes on, what has been done already is past.
void schedule(const RunProxy& run, Time at, std::optional<conurb::Duration> every, FunctionRef action) {
  ScenarioPlan& plan = plan_of(run);
  const Time now = run.state->now();
  const bool running = run.state->twin->live(plan.branch) != nullptr;
  if (at < now || (running && at == now) || at >= plan.span.to) {
    const Zone& zone = run.state->twin->calendar().zone();
    throw Error(ErrorCode::invalid_argument,
                fmt::format("{} is outside the run, which goes {} {} to {}",
                            format_time(at, zone, TimeFormat::minute), running ? "on from" : "from",
                            format_time(now, zone, TimeFormat::minute),
                            format_time(plan.span.to, zone, TimeFormat::minute)));
  }
  if (every) {
    const std::int64_t times = (plan.span.to - at).us / every->us;
    if (times > kMostRepetitions) {
      throw Error(ErrorCode::limit,
                  fmt::format("the action would be done {} times, the limit is {}", times, kMostRepetitions),
                  "", "choose a longer interval");
    }
  }
  plan.actions.push_back({at, every, std::move(action)});
}

void repeat(const RunProxy& run, conurb::Duration interval, FunctionRef action) {
  const ScenarioPlan& plan = plan_of(run);
  const bool running = run.state->twin->live(plan.branch) != nullptr;
  schedule(run, running ? run.state->now() + interval : plan.span.from, interval, std::move(action));
}

// Before the run `now` is its beginning.
void postpone(const RunProxy& run, conurb::Duration interval, FunctionRef action) {
  schedule(run, run.state->now() + interval, std::nullopt, std::move(action));
}

void add_run_type(Api& api) {
  api.type<RunProxy>(
         {.name = "Run", .summary = "The run of a scenario.", .example = "run:report { \"buildings.co2\" }"})
      .method(
          {.name = "at",
           .summary = "Does something when the run comes to a time.",
           .params = {{"time", "string", "", "", "Local time, as \"2026-02-10 07:00\"."},
                      {"action", "function", "", "", "What to do; the city is then as it is at that time."}},
           .example =
               "run:at(\"2026-07-10 12:00\", function() city.building:all().cooling_set_point = 299 end)"},
          [](RunProxy& self, Call& call) {
            schedule(self, time_of(*self.state, call.text("time")), std::nullopt, call.function("action"));
          })
      .method({.name = "every",
               .summary = "Does something again and again, first at the beginning; when the run goes on "
                          "already, first after the interval.",
               .params = {{"interval", "string", "", "", "As \"1 h\", \"15 min\" or \"1 d\"."},
                          {"action", "function", "", "", "What to do."}},
               .example = "run:every(\"7 d\", function() print(run.now) end)"},
              [](RunProxy& self, Call& call) {
                repeat(self, interval_of(call.text("interval")), call.function("action"));
              })
      .method({.name = "after",
               .summary = "Does something some time from now, or after the beginning.",
               .params = {{"interval", "string", "", "", "As \"90 s\", \"1 h 30 min\" or \"1 d\"."},
                          {"action", "function", "", "", "What to do."}},
               .example = "run:after(\"90 min\", function() print(run.now) end)"},
              [](RunProxy& self, Call& call) {
                postpone(self, interval_of(call.text("interval")), call.function("action"));
              })
      .method({.name = "report",
               .summary = "Names the figures to show first, in order.",
               .params = {{"kpis", "table", "", "", "A list of KPI ids, as \"buildings.heating_energy\"."}},
               .example = "run:report { \"buildings.heating_energy\", \"buildings.co2\" }"},
              [](RunProxy& self, Call& call) {
                const std::vector<std::string> kpis = call.table("kpis").texts();
                check_figures(*self.state, kpis);
                plan_of(self).report = kpis;
              })
      .property({.name = "now", .type = "string", .unit = "", .summary = "The run's present local time."},
                [](RunProxy& self, Call& call) {
                  call.give(format_time(self.state->now(), self.state->twin->calendar().zone(),
                                        TimeFormat::minute));
                })
      .property({.name = "name", .type = "string", .unit = "", .summary = "The scenario's name."},
                [](RunProxy& self, Call& call) { call.give(plan_of(self).name); })
      .text([](const RunProxy& self) { return "scenario '" + plan_of(self).name + "'"; });
}

}  // namespace

void add_run_api(Api& api, ScenarioState* state) {
  add_run_type(api);
  api.function(
      {.name = "scenario",
       .summary = "Defines the script's scenario: a branch of the city and the span it runs over. After it "
                  "`city` is "
                  "the scenario's city. Base and scenario run side by side when the script's lines are done.",
       .params = {{"options",
                   "table",
                   "",
                   "",
                   "What it is.",
                   {{"name", "string?", "", "", "Name for people."},
                    {"id", "string?", "", "", "Name of the branch; else that of the script's file."},
                    {"from", "string", "", "", "Local time of the beginning."},
                    {"to", "string", "", "", "Local time of the end."},
                    {"base", "string", "", "\"base\"", "Branch to compare with and to begin from."},
                    {"exchange", "string?", "", "",
                     "Interval between exchange points; else what the plugins ask for."},
                    {"seed", "integer", "", "1", "Key of all random numbers."},
                    {"plugins", "table?", "", "", "Short names of the plugins to use; else all."},
                    {"hold_faults", "boolean", "", "false",
                     "Go on with the last values when a plugin fails."}}}},
       .returns = {{"Run", "", "The run, to say more about it."}},
       .example =
           "local run = scenario { name = \"Deep retrofit\", from = \"2026-01-01\", to = \"2027-01-01\" }",
       .errors = {"Times that cannot be read, an unknown base, a second scenario in one script."}},
      [state](Call& call) { begin_scenario(*state, call); });
  api.function({.name = "instant",
                .summary = "A local time as the number that time columns hold: microseconds UTC.",
                .params = {{"time", "string", "", "", "Local time, as \"2026-07-06 12:00\"."}},
                .returns = {{"integer", "us", "Microseconds since 1970, UTC."}},
                .example = "print(city.weather:count((\"time < %d\"):format(instant(\"2026-02-01\"))))"},
               [state](Call& call) { call.give(time_of(*state, call.text("time")).us); });
  api.function({.name = "undo",
                .summary = "Takes back the script's last change of the city.",
                .example = "city.building:all().wall_u_value = 9\nundo()"},
               [state](Call&) { state->execute(sim::UndoCommand{}); });
}

}  // namespace conurb::script

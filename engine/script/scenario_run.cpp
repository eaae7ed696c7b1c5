// SPDX-License-Identifier: Apache-2.0
// scenario{} and the run it gives: what happens when, and what to report.
#include <fmt/format.h>

#include <algorithm>

#include "engine/base/error.hpp"
#include "engine/script/scenario_state.hpp"

namespace conurb::script {

namespace {

Time time_of(const ScenarioState& state, std::string_view text) {
  return parse_time(text, state.twin->calendar().zone());
}

ScenarioPlan& plan_of(const RunProxy& run) {
  return *run.state->plan;
}

void begin_scenario(ScenarioState& state, Call& call) {
  if (state.plan) throw Error(ErrorCode::conflict, "a script defines one scenario; this is its second");
  const Table options = call.table("options");
  ScenarioPlan plan;
  plan.id = options.text("id", state.options.default_id);
  plan.name = options.text("name", plan.id);
  plan.span.from = time_of(state, options.text("from"));
  plan.span.to = time_of(state, options.text("to"));
  if (options.has("exchange")) plan.span.exchange = parse_duration(options.text("exchange"));
  plan.span.seed = static_cast<std::uint64_t>(options.integer("seed", 1));
  if (options.boolean("hold_faults", false)) plan.span.faults = sim::FaultPolicy::hold;
  if (options.has("plugins")) plan.plugins = options.table("plugins").texts();
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
  // A script defines its scenario anew: what an earlier run of it left in the branch is taken back first.
  state.twin->clear_branch(plan.branch);
  state.plan = std::move(plan);
  call.give_object(RunProxy{&state});
}

void schedule(const RunProxy& run, Time at, std::optional<conurb::Duration> every, FunctionRef action) {
  ScenarioPlan& plan = plan_of(run);
  if (at < plan.span.from || at >= plan.span.to) {
    const Zone& zone = run.state->twin->calendar().zone();
    throw Error(ErrorCode::invalid_argument,
                fmt::format("{} is outside the run, which goes from {} to {}",
                            format_time(at, zone, TimeFormat::minute),
                            format_time(plan.span.from, zone, TimeFormat::minute),
                            format_time(plan.span.to, zone, TimeFormat::minute)));
  }
  plan.actions.push_back({at, every, std::move(action)});
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
               "run:at(\"2026-07-10 12:00\", function() city.building:all().cooling_setpoint = 299 end)"},
          [](RunProxy& self, Call& call) {
            schedule(self, time_of(*self.state, call.text("time")), std::nullopt, call.function("action"));
          })
      .method({.name = "every",
               .summary = "Does something again and again, first at the beginning.",
               .params = {{"interval", "string", "", "", "As \"1 h\", \"15 min\" or \"1 d\"."},
                          {"action", "function", "", "", "What to do."}},
               .example = "run:every(\"7 d\", function() print(run.now) end)"},
              [](RunProxy& self, Call& call) {
                const conurb::Duration interval = parse_duration(call.text("interval"));
                if (interval.us <= 0)
                  throw Error(ErrorCode::invalid_argument, "an interval is longer than nothing");
                schedule(self, plan_of(self).span.from, interval, call.function("action"));
              })
      .method({.name = "report",
               .summary = "Names the figures to show first, in order.",
               .params = {{"kpis", "table", "", "", "A list of KPI ids, as \"buildings.heating_energy\"."}},
               .example = "run:report { \"buildings.heating_energy\", \"buildings.co2\" }"},
              [](RunProxy& self, Call& call) { plan_of(self).report = call.table("kpis").texts(); })
      .property({.name = "now", .type = "string", .unit = "", .summary = "The run's present local time."},
                [](RunProxy& self, Call& call) {
                  const sim::Branch* live = self.state->twin->live(plan_of(self).branch);
                  call.give(format_time(live != nullptr ? live->time() : plan_of(self).span.from,
                                        self.state->twin->calendar().zone(), TimeFormat::minute));
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

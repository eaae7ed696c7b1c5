// SPDX-License-Identifier: Apache-2.0
#include "engine/script/scenario.hpp"

#include <algorithm>
#include <utility>

#include "engine/base/error.hpp"
#include "engine/script/scenario_state.hpp"
#include "engine/sdk/random.hpp"

namespace conurb::script {

namespace {

SandboxOptions sandbox_options(const ScenarioState& state) {
  SandboxOptions options;
  options.cancelled = [cancel = state.twin->environment().cancel] { return cancel.cancelled(); };
  options.print = state.options.print;
  // Scripts draw from one stream in the order they ask: the same script asks in the same order.
  options.random = [&state, drawn = std::uint64_t{0}]() mutable {
    const std::uint64_t seed = state.plan ? state.plan->span.seed : 1;
    return sdk::Random(seed, 0x5C81).bits(drawn++, 0);
  };
  return options;
}

// What is to be done when. An action may put further ones on the plan.
class Agenda {
 public:
  explicit Agenda(ScenarioState& state) : state_(state) { note_new(); }

  void act(Time now) {
    for (std::size_t i = 0; i < due_.size(); ++i) {
      if (due_[i] > now) continue;
      const ScheduledAction action = state_.plan->actions[i];  // the plan may grow meanwhile
      due_[i] = action.every ? due_[i] + *action.every : Time{INT64_MAX};
      (void)action.action.call({});
      wake_for(note_new());
    }
  }

 private:
  // Takes over what has come to the plan; gives the first of it.
  std::size_t note_new() {
    const std::size_t first = due_.size();
    for (std::size_t i = first; i < state_.plan->actions.size(); ++i) {
      due_.push_back(state_.plan->actions[i].at);
    }
    return first;
  }

  void wake_for(std::size_t first) {
    sim::Branch* live = state_.twin->live(state_.plan->branch);
    for (std::size_t i = first; i < due_.size() && live != nullptr; ++i) {
      const ScheduledAction& action = state_.plan->actions[i];
      for (Time at = action.at; at < state_.plan->span.to; at += *action.every) {
        live->wake_at(at);
        if (!action.every) break;
      }
    }
  }

  ScenarioState& state_;
  std::vector<Time> due_;
};

}  // namespace

Time ScenarioState::now() const {
  const sim::Branch* live = twin->live(plan->branch);
  return live != nullptr ? live->time() : plan->span.from;
}

std::vector<const host::Manifest*> ScenarioState::manifests() const {
  return host::manifests_of(host::taking_part(
      twin->plugins(), plan ? std::span<const std::string>(plan->plugins) : std::span<const std::string>()));
}

void ScenarioState::execute(const sim::Command& command) const {
  if (!plan) {
    throw Error(ErrorCode::invalid_argument, "nothing can be changed before there is a scenario", "",
                "begin the script with: local run = scenario { name = \"…\", from = \"2026-01-01\", to = "
                "\"2027-01-01\" }");
  }
  (void)twin->execute(plan->branch, command);
}

city::Value to_city(const Value& value) {
  if (value.is_nil()) return {};
  if (const auto* flag = value.get_if<bool>()) return std::int64_t{*flag ? 1 : 0};
  if (const auto* whole = value.get_if<std::int64_t>()) return *whole;
  if (const auto* number = value.get_if<double>()) return *number;
  if (const auto* text = value.get_if<std::string>()) return *text;
  throw Error(ErrorCode::invalid_argument, "a column holds numbers and texts, no tables or functions");
}

Value to_script(const city::Value& value) {
  if (const auto* number = std::get_if<double>(&value)) return Value(*number);
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return Value(*whole);
  if (const auto* text = std::get_if<std::string>(&value)) return Value(*text);
  return {};
}

Api make_scenario_api(ScenarioState* state) {
  Api api("Conurb scenarios",
          "Scripts change the city through a scenario: a branch of its own, beside the base. Every change is "
          "an entry of "
          "the journal and can be undone. Times are local to the city, values in the units of the columns.");
  add_run_api(api, state);
  add_city_api(api, state);
  add_rows_api(api);
  add_plugin_api(api, state);
  return api;
}

ApiDoc scenario_api_doc() {
  return make_scenario_api(nullptr).doc();
}

ScenarioSession::ScenarioSession(sim::Twin& twin, ScenarioOptions options)
    : state_(std::make_unique<State>(State{&twin, std::move(options), std::nullopt})),
      sandbox_(sandbox_options(*state_)) {
  sandbox_.install(make_scenario_api(state_.get()));
}

ScenarioSession::~ScenarioSession() = default;

void ScenarioSession::define(std::string_view text, std::string_view name) {
  (void)sandbox_.run(text, name);
}

const ScenarioPlan* ScenarioSession::plan() const {
  return state_->plan ? &*state_->plan : nullptr;
}

std::vector<sim::RunOutcome> ScenarioSession::run(Progress& progress,
                                                  const std::function<void()>& at_exchange) {
  if (!state_->plan) {
    throw Error(ErrorCode::invalid_argument, "the script defines no scenario", "",
                "call scenario { name = \"…\", from = \"…\", to = \"…\" } in it");
  }
  ScenarioPlan& plan = *state_->plan;
  sim::RunRequest request;
  request.branches = {plan.base, plan.branch};
  request.span = plan.span;
  request.plugins = plan.plugins;
  request.report[plan.branch] = plan.report;
  request.reuse = state_->options.reuse_base;
  std::vector<Time>& wakes = request.wakes[plan.branch];
  for (const ScheduledAction& action : plan.actions) {
    for (Time at = action.at; at < plan.span.to; at += *action.every) {
      wakes.push_back(at);
      if (!action.every) break;
    }
  }
  std::sort(wakes.begin(), wakes.end());
  wakes.erase(std::unique(wakes.begin(), wakes.end()), wakes.end());
  Agenda agenda(*state_);
  request.at_exchange = [&plan, &agenda, &at_exchange](std::int32_t branch, Time now) {
    if (branch != plan.branch) return;
    if (at_exchange) at_exchange();
    agenda.act(now);
  };
  return sim::run(*state_->twin, request, progress);
}

}  // namespace conurb::script

// SPDX-License-Identifier: Apache-2.0
// A scenario script at work: it defines a branch, says what happens in it and when, and which figures to
// report; then the branch and its base run side by side.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/progress.hpp"
#include "engine/base/time.hpp"
#include "engine/script/binding.hpp"
#include "engine/sim/run.hpp"
#include "engine/sim/twin.hpp"

namespace conurb::script {

/// Something a script does at a time of the run, once or again and again.
struct ScheduledAction {
  Time at;
  std::optional<conurb::Duration> every;
  FunctionRef action;
};

/// What scenario{…} and the lines after it said.
struct ScenarioPlan {
  std::string id;    ///< name of the branch: `conurb compare FILE base retrofit`
  std::string name;  ///< for people
  std::int32_t branch = 0;
  std::int32_t base = 0;
  sim::RunSpan span;
  std::vector<std::string> plugins;  ///< empty = all that are loaded
  std::vector<ScheduledAction> actions;
  std::vector<std::string> report;  ///< KPI ids in the order wished
};

struct ScenarioOptions {
  std::string default_id;  ///< branch name where the script gives none; as the script's file name
  std::function<void(std::string_view)> print;  ///< takes the lines of print()
  bool reuse_base = true;                       ///< take over a finished run of an unchanged base
};

/// One script on one twin. The twin must outlive it. Not thread-safe.
class ScenarioSession {
 public:
  ScenarioSession(sim::Twin& twin, ScenarioOptions options);
  ~ScenarioSession();
  ScenarioSession(const ScenarioSession&) = delete;
  ScenarioSession& operator=(const ScenarioSession&) = delete;

  /// Executes the script's lines; `name` is used in messages. What it changes goes through the twin's journal
  /// at once. Throws Error with file:line and a hint.
  void define(std::string_view text, std::string_view name);
  /// Null if the script called no scenario{}.
  [[nodiscard]] const ScenarioPlan* plan() const;
  /// Runs base and scenario side by side; `at_exchange`, if given, is called at each exchange point of the
  /// scenario. Throws Error invalid_argument without a plan, and what sim::run() throws.
  [[nodiscard]] std::vector<sim::RunOutcome> run(Progress& progress,
                                                 const std::function<void()>& at_exchange = {});

  struct State;

 private:
  std::unique_ptr<State> state_;
  Sandbox sandbox_;
};

/// The records of the whole API, from which the editor's stub and the reference are generated.
[[nodiscard]] ApiDoc scenario_api_doc();

}  // namespace conurb::script

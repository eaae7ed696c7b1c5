// SPDX-License-Identifier: Apache-2.0
// What the parts of the scenario API share; internal to engine/script.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/city/expression.hpp"
#include "engine/city/table.hpp"
#include "engine/script/scenario.hpp"

namespace conurb::script {

struct ScenarioSession::State {
  sim::Twin* twin = nullptr;
  ScenarioOptions options;
  std::optional<ScenarioPlan> plan;

  /// Branch that a script reads: its scenario's, else the base.
  [[nodiscard]] std::int32_t branch() const { return plan ? plan->branch : 0; }
  [[nodiscard]] const city::City& city() const { return twin->city(branch()); }
  /// The run's present time; its beginning while it does not run. Only with a plan.
  [[nodiscard]] Time now() const;
  /// Manifests of the plugins that take part: all that are loaded, or those that the plan names.
  [[nodiscard]] std::vector<const host::Manifest*> manifests() const;
  /// Carries out a command on the scenario's branch. Throws Error if there is no scenario yet.
  void execute(const sim::Command& command) const;
};

using ScenarioState = ScenarioSession::State;

/// The global `city`, a table of it, and rows of a table. Small handles: they hold names and ids, no data.
struct CityProxy {
  ScenarioState* state = nullptr;
};
struct TableProxy {
  ScenarioState* state = nullptr;
  std::string table;
};
struct RowsProxy {
  ScenarioState* state = nullptr;
  std::string table;
  std::string selection;  ///< as written; empty if chosen by id
  std::vector<city::Id> ids;
  bool single = false;  ///< one row by its id: columns read as values
};
struct PluginsProxy {
  ScenarioState* state = nullptr;
};
struct PluginProxy {
  ScenarioState* state = nullptr;
  std::string name;
};
struct RunProxy {
  ScenarioState* state = nullptr;
};

/// How selections and expressions of a script are bound: literals may carry units.
[[nodiscard]] city::BindOptions bind_options(const ScenarioState& state);

[[nodiscard]] city::Value to_city(const Value& value);
[[nodiscard]] Value to_script(const city::Value& value);

/// Scripts know rows by their ids or as objects, columns and plugins by their place in the table. The place
/// of what a script gives as `name`: an id, or the single row itself. Throws Error for anything else.
[[nodiscard]] std::int64_t row_in(const ScenarioState& state, std::string_view table, std::string_view name,
                                  const Value& value);
/// The id of a place; any other value, or one of no table (""), as it is.
[[nodiscard]] Value id_in(const ScenarioState& state, std::string_view table, const city::Value& value);
/// Cells of a column, references by ids or objects.
[[nodiscard]] city::Value cell_to_city(const ScenarioState& state, const city::ColumnSpec& column,
                                       const Value& value);
[[nodiscard]] Value cell_to_script(const ScenarioState& state, const city::ColumnSpec& column,
                                   const city::Value& value);

/// Registration, one function a file. `state` may be null where only the records are wanted.
void add_city_api(Api& api, ScenarioState* state);
void add_rows_api(Api& api);
void add_plugin_api(Api& api, ScenarioState* state);
void add_run_api(Api& api, ScenarioState* state);
[[nodiscard]] Api make_scenario_api(ScenarioState* state);

}  // namespace conurb::script

// SPDX-License-Identifier: Apache-2.0
// Scenario scripts on a street of four buildings with two days of weather, and two plugins made in the test:
// `buildings` with the real manifest of plugins/buildings, and `tank` with a parameter of every type and a
// lever.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/error.hpp"
#include "engine/base/files.hpp"
#include "engine/city/schema.hpp"
#include "engine/host/instance.hpp"
#include "engine/script/scenario.hpp"
#include "tests/engine/host/fake_plugin.hpp"

namespace conurb::test {

/// Heats every building with 100 W; its question gives rows by falling height.
class Heater {
 public:
  explicit Heater(Host) {}
  void step(const View& view, const Step& step) {
    const auto dt = static_cast<double>(step.t1_us - step.t0_us) * 1e-6;
    for (float& power : view.write<float>(index("building.heating_power"))) power = 100.0F;
    for (double& energy : view.write<double>(index("building.heating_energy"))) energy += 100.0 * dt;
  }
  static void query(Host, const View& view, unsigned, std::span<const conurb_value> arguments,
                    sdk::Result& result) {
    const std::int64_t count = arguments.empty() ? 1 : arguments[0].i64;
    const std::size_t share = host::parameter_index(manifest(), "heat_pump_share");
    for (std::int64_t row = view.table(0U).rows - 1; row >= 0 && row >= view.table(0U).rows - count; --row) {
      const conurb_value cells[] = {sdk::Result::row(row),
                                    sdk::Result::number(static_cast<double>(row) + view.parameter(share))};
      result.add_row(cells);
    }
  }

  static const host::Manifest& manifest() {
    static const host::Manifest kManifest =
        host::parse_manifest(read_file("plugins/buildings/plugin.json"), "plugins/buildings/plugin.json");
    return kManifest;
  }

 private:
  static std::uint32_t index(std::string_view name) {
    const host::Manifest& known = manifest();
    for (std::uint32_t i = 0; i < known.columns.size(); ++i) {
      if (known.tables[known.columns[i].table].spec.name + "." + known.columns[i].spec.name == name) return i;
    }
    return 0;
  }
};

inline constexpr const char* kTank = R"("exchange": "1 d", "tables": {"building": {}}, "columns": {
  "building.tank_size": {"access": "read", "owns": true, "role": "input", "type": "f32", "unit": "m3",
    "description": "Rain tank"}},
  "parameters": {
    "use": {"label": "Use", "description": "Of water", "unit": "m3 s-1", "initial": 0.5, "range": [0, 1]},
    "storeys": {"label": "Storeys", "description": "Counted", "type": "integer", "unit": "1", "initial": 2,
      "range": [0, 9]},
    "on": {"label": "On", "description": "Whether", "type": "boolean", "initial": false},
    "kind": {"label": "Kind", "description": "Which", "type": "choice", "choices": ["clay", "steel"],
      "initial": "clay"}},
  "levers": {"tank": {"label": "Tank", "description": "At every tall building",
    "column": "building.tank_size", "unit": "L", "selection": "height > 8", "range": [0, 10000],
    "initial": 0, "step": 100}},
  "queries": {"neighbour": {"description": "The row behind a row",
    "arguments": {"of": {"type": "row", "table": "building", "description": "Whose"}},
    "returns": {"building": {"type": "row", "table": "building", "description": "The next"}}},
    "echo": {"description": "What was said", "arguments": {"text": {"type": "text", "description": "What"}},
    "returns": {"text": {"type": "text", "description": "The same"}}}})";

class Tank {
 public:
  explicit Tank(Host) {}
  void step(const View&, Step&) {}
  static void query(Host, const View&, unsigned query, std::span<const conurb_value> arguments,
                    sdk::Result& result) {
    const conurb_value cells[] = {query == 0 ? sdk::Result::row(arguments[0].i64 + 1) : arguments[0]};
    result.add_row(cells);
  }
};

inline city::City city_of_a_street() {
  city::City city;
  city.set_place({.crs = "", .vertical_datum = "", .time_zone = "Europe/Zurich"});
  for (const city::TableSpec& table : city::read_schema("assets/schema")) city.add_table(table);
  const char* names[] = {"b1", "b2", "b3", "NL.IMBAG.Pand.0503100000012869"};
  const double years[] = {1950, 1970, 1990, std::nan("")};
  const double heights[] = {5, 10, 20, std::nan("")};
  city.edit("building").insert(4, 0);
  for (std::int64_t row = 0; row < 4; ++row) {
    set_cell(city, "building", "object_id", row, names[row]);
    set_cell(city, "building", "function", row, row < 2 ? "residential" : "retail");
    if (row == 3) continue;
    set_cell(city, "building", "year_of_construction", row, years[row]);
    set_cell(city, "building", "height", row, heights[row]);
    set_cell(city, "building", "floor_area", row, 100.0 * static_cast<double>(row + 1));
  }
  city.edit("weather").insert(48, 0);
  for (std::int64_t hour = 0; hour < 48; ++hour) {
    set_cell(city, "weather", "time", hour, 1'767'222'000'000'000 + hour * kHour.us);  // 2026-01-01 in Zurich
    // The last row lasts to the end of the year, so that scenarios of a year are covered.
    set_cell(city, "weather", "interval", hour, (hour < 47 ? 1 : 8760 - 47) * kHour.us);
    set_cell(city, "weather", "dry_bulb_temperature", hour, 270.0 + static_cast<double>(hour % 24));
    set_cell(city, "weather", "precipitation", hour, 1e-6);
  }
  return city;
}

template <typename T>
host::PluginCode code_of(host::Manifest manifest) {
  host::PluginCode code;
  code.hash = manifest.name;
  code.manifest = std::make_shared<const host::Manifest>(std::move(manifest));
  code.calls = sdk::Adapter<T>::plugin();
  return code;
}

/// A twin in memory and one script on it, "test.lua".
class Scene {
 public:
  Scene()
      : log_({.level = LogLevel::off, .to_stderr = false, .file = {}, .callback = {}}),
        twin_(city_of_a_street(),
              {.who = "tester",
               .role = "script",
               .threads = 2,
               .vocabulary = city::read_schema("assets/schema"),
               .holidays = {}},
              log_) {
    twin_.add_plugins({code_of<Heater>(Heater::manifest()), fake<Tank>("tank", kTank)});
    script::ScenarioOptions options;
    options.default_id = "test";
    options.print = [this](std::string_view line) { printed.append(line).append("\n"); };
    session_ = std::make_unique<script::ScenarioSession>(twin_, std::move(options));
  }

  void define(const std::string& text) { session_->define(text, "test.lua"); }
  std::vector<sim::RunOutcome> run() {
    Progress progress;
    return session_->run(progress);
  }

  [[nodiscard]] sim::Twin& twin() { return twin_; }
  [[nodiscard]] const script::ScenarioPlan& plan() const { return *session_->plan(); }
  [[nodiscard]] const city::City& city() { return twin_.city(session_->plan() ? plan().branch : 0); }
  [[nodiscard]] double at(const std::string& column, std::int64_t row) {
    const city::Value value = city().table("building").column(column).get(row);
    const auto* number = std::get_if<double>(&value);
    return number != nullptr ? *number : std::numeric_limits<double>::quiet_NaN();
  }

  std::string printed;

 private:
  Log log_;
  sim::Twin twin_;
  std::unique_ptr<script::ScenarioSession> session_;
};

/// A scenario of two days; its line is the first of the script.
inline std::string two_days(const std::string& more = "") {
  return "local run = scenario { name = \"Two days\", from = \"2026-01-01\", to = \"2026-01-03\", " + more +
         "}\n";
}

/// What the script printed, without running its scenario.
inline std::string printed_by(const std::string& text) {
  Scene scene;
  scene.define(text);
  return scene.printed;
}

/// Defines and, unless that fails, runs; the error that must come.
inline Error error_of(const std::string& text) {
  Scene scene;
  try {
    scene.define(text);
    (void)scene.run();
  } catch (const Error& error) {
    return error;
  }
  ADD_FAILURE() << "no error from: " << text;
  return Error(ErrorCode::ok, "");
}

}  // namespace conurb::test

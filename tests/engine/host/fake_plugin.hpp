// SPDX-License-Identifier: Apache-2.0
// Plugins made in the test itself: a manifest as JSON and the calls of a small class, without any library
// file. A fake tells what it saw through host.finding(), which ends in World::seen.
#pragma once

#include <fmt/format.h>

#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/calendar.hpp"
#include "engine/base/jobs.hpp"
#include "engine/city/city.hpp"
#include "engine/host/environment.hpp"
#include "engine/host/manifest.hpp"
#include "engine/host/plugin_code.hpp"
#include "engine/sdk/conurb.hpp"

namespace conurb::test {

using sdk::Host;
using sdk::Step;
using sdk::View;

/// A manifest with the parts that do not matter filled in; `body` holds the rest, such as
/// R"("tables": {"node": {}}, "columns": {...})".
inline std::string manifest_json(const std::string& name, const std::string& body) {
  return fmt::format(R"({{"id": "org.test.{}", "label": "{}", "version": "1.0.0", "license": "Apache-2.0",)"
                     R"("description": "A plugin of a test", "abi": "1.0"{}{}}})",
                     name, name, body.empty() ? "" : ", ", body);
}

template <typename T>
host::PluginCode fake(const std::string& name, const std::string& body, const std::string& hash = "") {
  host::PluginCode code;
  code.manifest =
      std::make_shared<const host::Manifest>(host::parse_manifest(manifest_json(name, body), name));
  code.calls = sdk::Adapter<T>::plugin();
  code.hash = hash.empty() ? name : hash;
  return code;
}

/// A plugin that is nothing but a step: Stepper<[](const Host&, const View&, Step&) {...}>.
template <auto body>
struct Stepper {
  explicit Stepper(Host h) : host(h) {}
  void step(const View& view, Step& step) { body(host, view, step); }
  Host host;
};

inline void idle(const Host&, const View&, Step&) {}
using Idle = Stepper<idle>;

/// What plugins of a test run in.
struct World {
  explicit World(std::size_t threads = 2) : jobs(threads) {
    environment.jobs = &jobs;
    environment.cache = &cache;
    environment.finding = [this](const host::Finding& finding) {
      const std::lock_guard lock(mutex);
      seen.push_back(finding.code + (finding.text.empty() ? "" : " ") + finding.text);
    };
  }

  Jobs jobs;
  host::SharedCache cache;
  host::Environment environment;
  std::mutex mutex;
  std::vector<std::string> seen;
};

/// A table `node` of `rows` rows with the columns level (f64, input, 1), flow (f32, input) and label (text).
inline city::City city_of_nodes(std::int64_t rows) {
  city::City city;
  city::TableSpec node;
  node.name = "node";
  city::ColumnSpec level;
  level.name = "level";
  level.unit = std::string("m");
  level.role = city::Role::input;
  level.initial = 1.0;
  city::ColumnSpec flow;
  flow.name = "flow";
  flow.scalar = city::Scalar::f32;
  flow.unit = std::string("m3 s-1");
  flow.role = city::Role::input;
  city::ColumnSpec label;
  label.name = "label";
  label.scalar = city::Scalar::text;
  label.nullable = true;
  node.columns = {level, flow, label};
  city.add_table(node);
  city.edit("node").insert(rows, 0);
  return city;
}

inline void set_cell(city::City& city, const std::string& table, const std::string& column, std::int64_t row,
                     const city::Value& value) {
  city::Table& edited = city.edit(table);
  edited.set(edited.index_of(column), std::vector<std::int64_t>{row}, value);
}

inline double f64_at(const city::City& city, const std::string& table, const std::string& column,
                     std::int64_t row) {
  return std::get<double>(city.table(table).column(column).get(row));
}

}  // namespace conurb::test

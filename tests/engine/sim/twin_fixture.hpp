// SPDX-License-Identifier: Apache-2.0
// Twins of the small city with plugins made in the test, in memory or over a file.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/files.hpp"
#include "engine/sim/twin.hpp"
#include "tests/engine/sim/branch_fixture.hpp"

namespace conurb::test {

constexpr const char* kTankManifest = R"json("tables": {"node": {}}, "columns": {
  "node.level": {"access": "read", "type": "f64", "unit": "m"},
  "node.volume": {"access": "read_write", "type": "f64", "unit": "m3", "description": "v", "recording": {"every": 1}},
  "node.rate": {"access": "write_all", "type": "f64", "unit": "m3 s-1", "description": "r"}},
  "parameters": {"gain": {"label": "g", "description": "g", "unit": "1", "initial": 1}},
  "kpis": {"volume": {"label": "Volume", "table": "node", "expression": "sum(volume)", "unit": "m3",
    "better": "lower", "over": "last"}},
  "queries": {"gain": {"description": "The gain", "arguments": {}, "returns": {
    "gain": {"type": "number", "unit": "1", "description": "g"}}}})json";

inline host::PluginCode tank(const std::string& hash = "tank") {
  return fake<Tank>("tank", kTankManifest, hash);
}

inline sim::RunSpan span_of_hours(std::int64_t count) {
  sim::RunSpan span;
  span.to = Time{count * kHour.us};
  span.exchange = kHour;
  return span;
}

/// A folder of its own for city files.
class CityFolder {
 public:
  [[nodiscard]] std::filesystem::path city() const { return folder_.path() / "city.gpkg"; }

 private:
  TempDir folder_;
};

inline Log quiet_log() {
  LogOptions options;
  options.to_stderr = false;
  return Log(options);
}

/// A twin of a city of nodes with the tank (or other plugins).
class TwinRig {
 public:
  explicit TwinRig(std::int64_t rows = 6, std::vector<host::PluginCode> plugins = {tank()},
                   std::size_t threads = 1)
      : log_(quiet_log()), twin_(std::make_unique<sim::Twin>(city_of_nodes(rows), options(threads), log_)) {
    twin_->add_plugins(std::move(plugins));
  }
  /// Over a file, made with `rows` nodes if it is not there.
  explicit TwinRig(const std::filesystem::path& path, std::int64_t rows = 6,
                   std::vector<host::PluginCode> plugins = {tank()}, std::size_t threads = 1)
      : log_(quiet_log()) {
    if (!std::filesystem::exists(path)) store::CityFile::create(path).save(city_of_nodes(rows));
    twin_ = std::make_unique<sim::Twin>(store::CityFile::open(path, store::Mode::read_write),
                                        options(threads), log_);
    twin_->add_plugins(std::move(plugins));
  }
  sim::Twin* operator->() { return twin_.get(); }
  sim::Twin& operator*() { return *twin_; }

  static sim::TwinOptions options(std::size_t threads) {
    sim::TwinOptions options;
    options.who = "ada";
    options.threads = threads;
    return options;
  }

 private:
  Log log_;
  std::unique_ptr<sim::Twin> twin_;
};

inline sim::SetCommand set_level(std::vector<city::Id> ids, double value) {
  return {{"node", "", std::move(ids)}, "level", {value}, std::nullopt};
}

inline void finish(sim::Twin& twin, std::int32_t branch) {
  while (!twin.live(branch)->at_end()) twin.advance(branch);
}

}  // namespace conurb::test

// SPDX-License-Identifier: Apache-2.0
// Twins of the small city with plugins made in the test, in memory or over a file.
#pragma once

#include <unistd.h>

#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/sim/twin.hpp"
#include "tests/engine/sim/branch_fixture.hpp"

namespace conurb::test {

/// A tank that fills by its level each hour. It keeps a count of its steps as private state, which enters the
/// result: whoever steps once too often is found out.
class Tank {
 public:
  explicit Tank(sdk::Host) {}
  void step(const View& view, Step& step) {
    ++steps_;
    const double dt_h = static_cast<double>(step.t1_us - step.t0_us) / static_cast<double>(kHour.us);
    const auto level = view.read<double>(0U);
    const auto volume = view.write<double>(1U);
    const auto rate = view.write<double>(2U);
    for (std::size_t row = 0; row < static_cast<std::size_t>(view.table(0U).rows); ++row) {
      rate[row] = level[row] * view.parameter(0U) + 0.001 * static_cast<double>(steps_);
      volume[row] += rate[row] * dt_h;
    }
  }
  static void query(sdk::Host, const sdk::View& view, unsigned, std::span<const conurb_value>,
                    sdk::Result& result) {
    const conurb_value cells[] = {sdk::Result::number(view.parameter(0U))};
    result.add_row(cells);
  }
  void save(sdk::Writer& writer) { writer.put("steps", steps_); }
  void load(const sdk::Reader& reader) { steps_ = reader.get<std::int64_t>("steps", 0); }

 private:
  std::int64_t steps_ = 0;
};

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
  CityFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "conurb_sim_XXXXXX").string();
    path_ = mkdtemp(name.data());
  }
  ~CityFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  CityFolder(const CityFolder&) = delete;
  CityFolder& operator=(const CityFolder&) = delete;
  [[nodiscard]] std::filesystem::path city() const { return path_ / "city.gpkg"; }

 private:
  std::filesystem::path path_;
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

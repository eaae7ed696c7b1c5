// SPDX-License-Identifier: Apache-2.0
// A room over a city file of nodes, with a tank whose gain is a lever.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "engine/room/room.hpp"
#include "tests/engine/sim/twin_fixture.hpp"

namespace conurb::test {

// What tests of the room write without their namespaces.
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

/// Nothing in a test takes longer.
constexpr std::chrono::seconds kPatience{60};

constexpr const char* kLeverTank = R"json("tables": {"node": {}}, "columns": {
  "node.level": {"access": "read", "type": "f64", "unit": "m"},
  "node.volume": {"access": "read_write", "type": "f64", "unit": "m3", "description": "Water in it",
    "display_unit": "L", "recording": {"every": 1}},
  "node.rate": {"access": "write_all", "type": "f64", "unit": "m3 s-1", "description": "Flow",
    "nullable": true, "recording": {"every": 5}}},
  "parameters": {"gain": {"label": "Gain", "description": "Of the pump", "unit": "1", "initial": 1,
    "range": [0, 10], "step": 0.5, "lever": true}},
  "levers": {"level": {"label": "Level", "description": "Of all tanks", "column": "node.level", "unit": "cm",
    "range": [0, 1000], "initial": 100, "step": 10}},
  "kpis": {"volume": {"label": "Volume", "table": "node", "expression": "sum(volume)", "unit": "m3",
    "display_unit": "L", "better": "lower", "over": "last"}})json";

inline host::PluginCode lever_tank() {
  return fake<Tank>("tank", kLeverTank, "lever_tank");
}

/// Takes its time, so that a run can be cancelled in the middle.
inline void dawdle(const Host&, const View&, Step&) {
  std::this_thread::sleep_for(std::chrono::milliseconds(1));
}
inline host::PluginCode slow_one() {
  return fake<Stepper<dawdle>>("slow", R"("tables": {"node": {}}, "columns": {
    "node.slowness": {"access": "write_all", "type": "f64", "unit": "1", "description": "None",
      "recording": {"every": 1}}})");
}

class RoomRig {
 public:
  explicit RoomRig(const std::filesystem::path& path, std::vector<host::PluginCode> plugins = {lever_tank()},
                   store::Mode mode = store::Mode::read_write, std::int64_t rows = 6,
                   const std::string& language = "en", const std::string& display = "")
      : simulation(options(path, std::move(plugins), mode, rows, display)),
        history(path),
        room(simulation, history, Texts("assets/texts", language)) {
    settle();
  }

  /// Until all that was asked for is done and seen.
  void settle() {
    ASSERT_TRUE(simulation.settle(kPatience));
    ASSERT_TRUE(history.settle(kPatience));
    room.update(0.01);
    ASSERT_TRUE(simulation.settle(kPatience));
    room.update(0.01);
  }
  void run(const std::string& branch, std::int64_t count = 30) {
    room::RunOrder order;
    order.branches = {branch};
    order.span = span_of_hours(count);
    simulation.run(std::move(order));
  }
  [[nodiscard]] room::BranchInfo branch(const std::string& name) const {
    const room::BranchInfo* info = room.published().branch(name);
    return info == nullptr ? room::BranchInfo{} : *info;
  }
  [[nodiscard]] double kpi(const std::string& name) const {
    const room::BranchInfo info = branch(name);
    return info.kpis.empty() ? -1 : info.kpis.front().other;
  }
  [[nodiscard]] std::string messages() const {
    std::string all;
    for (const room::Message& message : room.published().messages) all += message.text + "\n";
    return all;
  }

  room::Simulation simulation;
  room::History history;
  room::Room room;

 private:
  static room::SimulationOptions options(const std::filesystem::path& path,
                                         std::vector<host::PluginCode> plugins, store::Mode mode,
                                         std::int64_t rows, const std::string& display) {
    if (!std::filesystem::exists(path)) store::CityFile::create(path).save(city_of_nodes(rows));
    room::SimulationOptions options;
    options.path = path;
    options.mode = mode;
    options.twin = TwinRig::options(2);
    options.plugins = [plugins = std::move(plugins)](const city::City&) { return plugins; };
    options.publish_every = std::chrono::milliseconds(5);
    options.texts = Texts("assets/texts", "en");
    options.display = display;
    return options;
  }
};

}  // namespace conurb::test

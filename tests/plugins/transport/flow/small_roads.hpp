// SPDX-License-Identifier: Apache-2.0
// Small networks made in code, and rules under which the model is Newell's exactly.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <initializer_list>
#include <string>
#include <vector>

#include "plugins/transport/flow/flow.hpp"

namespace conurb::transport::testing {

/// File below transport/ of the folder that CONURB_SHARED_DATA names (default ../shared/data); may not exist.
std::filesystem::path shared_file(const std::string& name);

/// Skips the test with the reason where the shared data is not there.
#define NEED_SHARED(name)                                                          \
  if (!std::filesystem::exists(::conurb::transport::testing::shared_file(name))) { \
    GTEST_SKIP() << "no file " << ::conurb::transport::testing::shared_file(name)  \
                 << " (CONURB_SHARED_DATA)";                                       \
  }

/// Whole file as text; fails the test if it cannot be read.
std::string read_text(const std::filesystem::path& path);

/// Rows of a comma-separated file without its header, as texts.
std::vector<std::vector<std::string>> read_rows(const std::filesystem::path& path);

/// Vehicles of 5 m that start at once; gaps run back at 5 m/s: on roads of 20 m/s a capacity of 0.8
/// vehicles/s and a jam density of 0.2 vehicles/m, as the analytic tables have it.
DrivingRules newell_rules();

struct SmallRoads {
  RoadNetwork net = {};
  TravelDemand demand = {};
  DrivingRules rules = {};

  std::int32_t link(double length, std::int32_t lanes = 1, double speed = 20);
  std::int32_t connect(std::int32_t from, std::int32_t to, std::int32_t from_lane = 0,
                       std::int32_t to_lane = 0);
  /// A fixed program of (seconds, lights by letter as in SUMO: G goes, g yields, y amber, r red).
  std::int32_t signal(std::initializer_list<std::pair<double, std::string>> phases);
  /// A type of `space` m in a queue; the first one is taken by vehicles.
  std::int32_t type(double space = 5, VehicleClass vehicle_class = VehicleClass::passenger);
  std::int32_t vehicle(double depart_s, const std::vector<std::int32_t>& links, std::int32_t of_type = 0);

  [[nodiscard]] std::shared_ptr<FlowNetwork> flow_net() const;
  [[nodiscard]] Flow flow(const FlowOptions& options = {}) const;
  [[nodiscard]] Flow flow(std::shared_ptr<const FlowNetwork> network, const FlowOptions& options = {}) const;
};

/// Vehicles that left `link` within [from, to) s, by whole intervals.
std::int64_t left_within(const Flow& flow, std::int32_t link, double from_s, double to_s);
std::int64_t vehicle_ms_within(const Flow& flow, std::int32_t link, double from_s, double to_s);

inline Milliseconds seconds(double s) {
  return static_cast<Milliseconds>(s * 1000 + 0.5);
}

/// Runs to `until`, with a look at where everybody is on the way; fails the test if somebody is missing.
void run_checked(Flow& flow, Milliseconds until);

}  // namespace conurb::transport::testing

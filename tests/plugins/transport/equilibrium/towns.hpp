// SPDX-License-Identifier: Apache-2.0
// Networks and trips for tests of route choice.
#pragma once

#include <memory>
#include <vector>

#include "plugins/transport/equilibrium/dynamic_equilibrium.hpp"
#include "plugins/transport/flow/flow.hpp"

namespace conurb::transport::testing {

struct Town {
  RoadNetwork roads = {};
  TravelDemand demand = {};
  DrivingRules rules = {};

  std::int32_t junction(double x, double y);
  std::int32_t link(std::int32_t from, std::int32_t to, double length, double speed, std::int32_t lanes = 1);
  void connect(std::int32_t from, std::int32_t to, std::int32_t from_lane = 0, std::int32_t to_lane = 0);
  /// Without a route.
  std::int32_t vehicle(double depart_s, std::int32_t origin, std::int32_t destination);

  [[nodiscard]] std::shared_ptr<const FlowNetwork> net() const;
  /// Fails the test where there are findings.
  [[nodiscard]] DynamicEquilibrium equilibrium(const DynamicEquilibriumOptions& options) const;
};

/// Vehicles of 5 m that start at once and queues whose gaps run back at 5 m/s: on a lane of speed v in m/s
/// one passes every 1 + 5 / v s.
struct TwoRoutes : Town {
  /// From `start` to `end` either over `quick`, which ends in `narrow`, where one vehicle passes every 3 s;
  /// or over `wide`, which takes 60 s longer. Each way has its own lane before it parts from the other and
  /// after they have met.
  std::int32_t start, quick, narrow, wide, end;
  TwoRoutes();
};

/// `side` by `side` junctions with streets of one lane in both directions, every second one slow, and `trips`
/// from anywhere to anywhere within 20 minutes.
[[nodiscard]] Town grid_town(std::int32_t side, std::int32_t trips);

[[nodiscard]] inline Milliseconds in_ms(double seconds) {
  return static_cast<Milliseconds>(seconds * 1000 + 0.5);
}

}  // namespace conurb::transport::testing

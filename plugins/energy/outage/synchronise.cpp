// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/outage/synchronise.hpp"

#include <array>
#include <cmath>
#include <cstdio>
#include <numbers>

namespace conurb::energy {

namespace {

constexpr double kTurn = 2 * std::numbers::pi;

std::string difference(const char* what, double value, double limit, const char* unit) {
  std::array<char, 120> room{};
  std::snprintf(room.data(), room.size(), "the %s differs by %.4g %s, at most %.4g %s is allowed", what,
                value, unit, limit, unit);
  return room.data();
}

}  // namespace

SyncLimits sync_limits(double rating) {
  if (rating <= 500e3) return {0.3, 0.10, 20 * kTurn / 360};
  if (rating <= 1500e3) return {0.2, 0.05, 15 * kTurn / 360};
  return {0.1, 0.03, 10 * kTurn / 360};
}

SyncPlan synchronise(const SyncState& s, const SyncLimits& limits) {
  SyncPlan plan;
  const double slip = s.island_frequency - s.grid_frequency;
  const double voltage = std::abs(s.island_voltage - s.grid_voltage);
  plan.angle = std::remainder(s.angle, kTurn);
  if (!(voltage <= limits.voltage)) {
    plan.reason = difference("voltage", voltage, limits.voltage, "of the nominal voltage");
    return plan;
  }
  if (!(std::abs(slip) <= limits.frequency)) {
    plan.reason = difference("frequency", std::abs(slip), limits.frequency, "Hz");
    return plan;
  }
  if (std::abs(plan.angle) <= limits.angle) {
    plan.possible = true;
    return plan;
  }
  if (!(std::abs(slip) > 1e-6)) {
    plan.reason =
        difference("angle", std::abs(plan.angle), limits.angle, "rad") + ", and equal frequencies keep it";
    return plan;
  }
  // From beyond one edge of the limit to that edge, the way that the slip turns.
  const double ahead = slip > 0 ? plan.angle : -plan.angle;
  const double to_turn = ahead < 0 ? -limits.angle - ahead : kTurn - limits.angle - ahead;
  plan.wait_s = to_turn / (kTurn * std::abs(slip));
  plan.angle = slip > 0 ? -limits.angle : limits.angle;
  plan.possible = true;
  return plan;
}

}  // namespace conurb::energy

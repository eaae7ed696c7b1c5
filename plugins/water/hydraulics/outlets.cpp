// SPDX-License-Identifier: Apache-2.0
#include "plugins/water/hydraulics/outlets.hpp"

#include <cmath>

#include "plugins/water/hydraulics/feet.hpp"

namespace conurb::water {

namespace {

struct Loss {
  double head = 0, slope = 0;
};

constexpr double kWall = 1e9 * kSlopeUnit;          // slope beyond what cannot be
constexpr double kRounding = 1e-6 * kFoot * kFoot;  // m2: how sharply it begins

/// No flow below `least`: a hyperbola between nothing and a wall.
Loss wall_below(double flow, double least) {
  const double a = kWall * (flow - least), b = std::sqrt(a * a + kRounding);
  return {(a - b) / 2, kWall / 2 * (1 - a / b)};
}

Loss wall_above(double flow, double most) {
  const double a = kWall * (flow - most), b = std::sqrt(a * a + kRounding);
  return {(a + b) / 2, kWall / 2 * (1 + a / b)};
}

/// c q^n with the sign of q; linear where that has hardly a slope.
Loss power_loss(double coefficient, double exponent, double flow) {
  const double size = std::max(std::fabs(flow), kNoFlow * 1e-3);
  const double slope = exponent * coefficient * std::pow(size, exponent - 1);
  if (slope < kLeastSlope) return {kLeastSlope * flow, kLeastSlope};
  return {slope * flow / exponent, slope};
}

}  // namespace

OutletTerms outlet_terms(const Outlet& outlet, const HydraulicOptions& options, double flow, double wanted) {
  const double n = 1 / outlet.exponent;
  Loss loss;
  if (outlet.kind == Outlet::Kind::demand) {
    if (!(wanted > 0)) return {};
    const double range = options.required_pressure - options.least_pressure;
    const double most = std::min(flow, wanted);
    loss = power_loss(range / std::pow(wanted, n), n, most);
    loss.head += loss.slope * (flow - most);
    const Loss above = wall_above(flow, wanted);
    loss.head += above.head, loss.slope += above.slope;
  } else {
    loss = power_loss(1 / std::pow(outlet.coefficient, n), n, flow);
  }
  if (outlet.kind != Outlet::Kind::emitter || !options.emitters_flow_back) {
    const Loss below = wall_below(flow, 0);
    loss.head += below.head, loss.slope += below.slope;
  }
  return {1 / loss.slope, loss.head / loss.slope};
}

}  // namespace conurb::water

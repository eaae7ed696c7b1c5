// SPDX-License-Identifier: Apache-2.0
#include "plugins/water/hydraulics/pump_law.hpp"

#include <algorithm>
#include <cmath>

#include "plugins/water/error.hpp"
#include "plugins/water/findings.hpp"
#include "plugins/water/hydraulics/feet.hpp"

namespace conurb::water {

namespace {

constexpr double kEndless = 1e10;
constexpr double kSteepest = 20;  // exponent beyond which points are no curve of a pump

/// Head of a horsepower at a cubic foot a second, ft: 550 ft lbf/s over 62.4 lbf/ft3, as EPANET rounds it.
constexpr double kFeetOfHorsepower = 8.814;
constexpr double kHorsepower = 745.7;  // W

/// h0 - r q^n through (0, h0), (q1, h1) and (q2, h2); false where there is none.
bool fit(PumpLaw& law, double h0, double q1, double h1, double q2, double h2) {
  if (h0 <= 0 || h0 - h1 <= 0 || h1 - h2 <= 0 || q1 <= 0 || q2 <= q1) return false;
  law.exponent = std::log((h0 - h2) / (h0 - h1)) / std::log(q2 / q1);
  if (law.exponent <= 0 || law.exponent > kSteepest) return false;
  law.kind = PumpLaw::Kind::power_function;
  law.shutoff = h0;
  law.resistance = (h0 - h1) / std::pow(q1, law.exponent);
  law.most_head = h0;
  law.most_flow = std::pow(h0 / law.resistance, 1 / law.exponent);
  law.design_flow = q1;
  return true;
}

PumpLaw of_points(const Curve& curve, const std::string& where) {
  PumpLaw law;
  const std::vector<double>&q = curve.x, &h = curve.y;
  if (q.empty() || q.size() != h.size())
    throw InputError("curve " + in_quotes(curve.id) + " has no points", where, "give it at least one");
  bool fits = false;
  if (q.size() == 1) fits = fit(law, 4 * h[0] / 3, q[0], h[0], 2 * q[0], 0);
  if (q.size() == 3 && q[0] == 0) fits = fit(law, h[0], q[1], h[1], q[2], h[2]);
  if (fits) return law;
  if (q.size() == 1)
    throw InputError("curve " + in_quotes(curve.id) + ": its point " + shown(q[0]) + " m3/s, " + shown(h[0]) +
                         " m is none of a pump",
                     where, "both are to be above 0");
  for (std::size_t i = 1; i < h.size(); ++i)
    if (h[i] >= h[i - 1] || q[i] <= q[i - 1])
      throw InputError("curve " + in_quotes(curve.id) + ": its head does not fall from " + shown(q[i - 1]) +
                           " to " + shown(q[i]) + " m3/s",
                       where, "a pump lifts less the more it pumps");
  law.kind = PumpLaw::Kind::points;
  law.flows = q, law.heads = h;
  law.most_flow = q.back();
  law.most_head = h.front();
  law.design_flow = (q.front() + q.back()) / 2;
  return law;
}

}  // namespace

PumpLaw pump_law(const Link& pump, const std::vector<Curve>& curves, const std::string& where) {
  if (pump.head_curve != kNone) return of_points(curves[at(pump.head_curve)], where);
  if (!(pump.power > 0))
    throw InputError("pump " + in_quotes(pump.id) + " has neither a curve nor a power", where, "give it one");
  PumpLaw law;
  law.kind = PumpLaw::Kind::constant_power;
  law.lift_power = kFeetOfHorsepower * pump.power / kHorsepower * kFoot * kCubicFoot;
  law.most_head = law.most_flow = kEndless;
  law.design_flow = kCubicFoot;
  return law;
}

PumpLaw::Lift PumpLaw::lift_at(double flow, double speed) const {
  if (kind == Kind::constant_power) {
    const double slope = lift_power / (flow * flow);
    if (slope > kClosedSlope) return {kClosedSlope * flow, kClosedSlope};
    if (slope < kLeastSlope) return {kLeastSlope * flow, kLeastSlope};
    return {lift_power / flow, slope};
  }
  if (kind == Kind::points) {
    const Piece piece = piece_at(flows, heads, flow / speed);
    return {speed * speed * piece.intercept + speed * piece.slope * flow, -speed * piece.slope};
  }
  const double r = resistance * std::pow(speed, 2 - exponent);
  const double lost = r * std::pow(flow, exponent);
  const double slope = exponent * lost / flow;
  if (slope < kLeastSlope) return {speed * speed * shutoff - kLeastSlope * flow, kLeastSlope};
  return {speed * speed * shutoff - lost, slope};
}

Piece piece_at(const std::vector<double>& x, const std::vector<double>& y, double at) {
  if (x.size() < 2) return {y.empty() ? 0 : y.front(), 0};
  const auto above = std::lower_bound(x.begin() + 1, x.end() - 1, at);
  const auto k = static_cast<std::size_t>(above - x.begin());
  const double slope = (y[k] - y[k - 1]) / (x[k] - x[k - 1]);
  return {y[k - 1] - slope * x[k - 1], slope};
}

double value_at(const std::vector<double>& x, const std::vector<double>& y, double at) {
  if (x.empty()) return 0;
  if (at <= x.front()) return y.front();
  if (at >= x.back()) return y.back();
  const Piece piece = piece_at(x, y, at);
  return piece.intercept + piece.slope * at;
}

}  // namespace conurb::water

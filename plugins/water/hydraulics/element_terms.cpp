// SPDX-License-Identifier: Apache-2.0
// Pumps, valves and switched pipes by their states.
#include <algorithm>
#include <cmath>

#include "plugins/water/hydraulics/balance.hpp"
#include "plugins/water/hydraulics/feet.hpp"

namespace conurb::water {

namespace {

constexpr double kLeastOfPower = 1e-6 * kNoFlow;  // m3/s, of a pump of constant power

}  // namespace

/// p = dq/dh and y = h p of an element at its flow; of pipes they are there already. p = 0: it holds a
/// pressure.
template <typename Number>
void Balance<Number>::element_terms(std::int32_t row, std::int32_t lane, double& p, double& y) {
  const Element& element = model_->elements()[at(row)];
  const std::size_t k = index(row, lane);
  const double q = element_flow[k];
  // In a part without a source nothing flows, whatever a pump would do.
  const bool dead = cut_off_[at(lane)] != 0 && joined_[index(model_->node_at(element.from), lane)] == 0 &&
                    joined_[index(model_->node_at(element.to), lane)] == 0;
  if (dead || is_closed(state[k]) || (element.kind == LinkKind::pump && setting[k] == 0)) {
    p = 1 / kShutSlope;
    y = q;
    return;
  }
  if (element.kind == LinkKind::pipe) return;
  if (element.kind != LinkKind::pump) return valve_terms(row, lane, p, y);
  const PumpLaw& pump = model_->pump(element);
  if (pump.kind ==
      PumpLaw::Kind::constant_power) {  // at no flow it lifts without end: there it counts as shut
    const PumpLaw::Lift lift = pump.lift_at(std::max(std::fabs(q), kLeastOfPower), setting[k]);
    p = 1 / lift.slope;
    y = -p * lift.head;
    return;
  }
  const double flow = std::max(std::fabs(q), kNoFlow);
  const PumpLaw::Lift lift = pump.lift_at(flow, setting[k]);
  p = 1 / lift.slope;
  // Below the least flow the line through it goes on: a pump does not lift more as it is driven backwards.
  y = p * (q >= kNoFlow ? -lift.head : -lift.head - lift.slope * (kNoFlow - q));
}

template <typename Number>
void Balance<Number>::valve_terms(std::int32_t row, std::int32_t lane, double& p, double& y) {
  const Element& element = model_->elements()[at(row)];
  const std::size_t k = index(row, lane);
  const double q = element_flow[k], set = setting[k];
  const bool has_setting = !std::isnan(set);
  double loss = element.minor_loss;
  const auto curve_of = [&] { return model_->network().links[at(element.link)].valve_curve; };
  switch (element.kind) {
    case LinkKind::pressure_reducing:
    case LinkKind::pressure_sustaining:
      if (has_setting && state[k] == LinkState::active) {
        p = 0, y = 0;
        return;
      }
      break;
    case LinkKind::pressure_breaker:
      if (has_setting && set > 0 && loss * q * q <= set) {
        p = kPin;
        y = set * p;
        return;
      }
      break;
    case LinkKind::flow_control:
      if (has_setting && state[k] == LinkState::active) {
        p = 1 / kShutSlope;
        y = q - set;
        return;
      }
      break;
    case LinkKind::throttle:
      if (has_setting) loss = element.per_loss * set;
      break;
    case LinkKind::general_purpose: {
      if (curve_of() == kNone) break;
      const Curve& curve = model_->network().curves[at(curve_of())];
      const Piece piece = piece_at(curve.x, curve.y, std::max(std::fabs(q), kNoFlow));
      const double slope = std::max(piece.slope, kLeastSlope);
      p = 1 / slope;
      y = p * (piece.intercept + slope * std::fabs(q)) * (q < 0 ? -1 : 1);
      return;
    }
    case LinkKind::positional: loss = opening_loss(row, set); break;
    default: break;
  }
  const double slope = 2 * loss * std::fabs(q) + kOpenSlope;
  p = 1 / slope;
  y = p * q * (loss * std::fabs(q) + kOpenSlope);
}

/// A positional valve's loss is that of the open valve over the square of its flow coefficient's share.
template <typename Number>
double Balance<Number>::opening_loss(std::int32_t row, double opening) const {
  const Element& element = model_->elements()[at(row)];
  if (std::isnan(opening) || opening >= 1) return element.minor_loss;
  const std::int32_t curve = model_->network().links[at(element.link)].valve_curve;
  const double share = curve == kNone ? opening
                                      : value_at(model_->network().curves[at(curve)].x,
                                                 model_->network().curves[at(curve)].y, opening);
  const double least = 1e-6;
  return element.minor_loss / std::pow(std::max(share, least), 2);
}

template class Balance<double>;
template class Balance<solvers::Lanes>;

}  // namespace conurb::water

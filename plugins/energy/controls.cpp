// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/controls.hpp"

#include "plugins/energy/index.hpp"

#include <algorithm>
#include <cmath>

namespace conurb::energy {

namespace {

/// Parts of the base power and of the nominal voltage below which a limit is not minded.
constexpr double kLeastPower = 1e-6, kLeastVoltage = 1e-6;
/// How often a generator takes its voltage up again, and a stepper turns round, before it is held.
constexpr int kMostReturns = 3, kMostReversals = 2;

double magnitude(const Voltages& v, std::int32_t place) {
  return std::hypot(v.re[at(place)], v.im[at(place)]);
}

}  // namespace

Controls::Controls(Network& network, Grid& grid, const PowerFlowOptions& options,
                   const Injections& injections)
    : network_(network), grid_(grid), options_(options), wished_(injections.kind), scheduled_(injections.p) {
  const std::size_t n = at(grid.nodes());
  const Islands parts = islands(grid.topology());
  imbalance_.assign(at(parts.count), 0.0);
  island_.resize(n);
  for (std::int32_t node = 0; node < grid.nodes(); ++node)
    island_[at(grid.place(node))] = parts.of_node[at(node)];
  at_limit_.assign(n, 0);
  returns_.assign(n, 0);
  taps_.resize(network.transformers.size());
  shunts_.resize(network.shunts.size());
  p_.resize(n);
  q_.resize(n);
}

bool Controls::sweep(const Newton& newton, const Voltages& voltages, Injections& injections) {
  bool moved = false;
  if (options_.distribute_slack || options_.q_limits) newton.powers(voltages, p_, q_);
  if (options_.distribute_slack) moved = share_slack(p_, voltages, injections);
  if (options_.q_limits && !moved) moved = limit_reactive(q_, voltages, injections);
  // Discrete steps come last: they are sized by voltages that nothing else is about to move.
  if (options_.regulate && !moved) moved = move_taps(voltages);
  if (options_.regulate && !moved) moved = switch_shunts(voltages);
  return moved;
}

// What the slack nodes of an island feed in beyond their schedule is spread by the shares, their own
// included.
bool Controls::share_slack(std::span<const double> p, const Voltages& v, Injections& in) {
  std::vector<double> excess(imbalance_.size(), 0.0), shares(imbalance_.size(), 0.0);
  for (std::size_t i = 0; i < p.size(); ++i) {
    shares[at(island_[i])] += in.share[i];
    if (in.kind[i] == NodeKind::slack)
      excess[at(island_[i])] += p[i] + in.p_current[i] * std::hypot(v.re[i], v.im[i]) - in.p[i];
  }
  bool moved = false;
  for (std::size_t part = 0; part < excess.size(); ++part) {
    if (!(shares[part] > 0) || std::abs(excess[part]) < kLeastPower) continue;
    imbalance_[part] += excess[part];
    moved = true;
  }
  if (!moved) return false;
  for (std::size_t i = 0; i < p.size(); ++i) {
    const std::size_t part = at(island_[i]);
    if (shares[part] > 0) in.p[i] = scheduled_[i] + imbalance_[part] * in.share[i] / shares[part];
  }
  return true;
}

// All that go beyond a limit stop holding their voltage at once. Only when none does, the one whose voltage
// is furthest on the side that its limit no longer explains takes it up again.
bool Controls::limit_reactive(std::span<const double> q, const Voltages& v, Injections& in) {
  bool moved = false;
  for (std::int32_t i = 0; i < grid_.nodes(); ++i) {
    if (wished_[at(i)] != NodeKind::pv || at_limit_[at(i)] != 0) continue;
    const double reactive =
        q[at(i)] + in.q_current[at(i)] * magnitude(v, i) - in.q_fixed[at(i)];  // of its generators
    const bool above = reactive > in.q_max[at(i)] + kLeastPower,
               below = reactive < in.q_min[at(i)] - kLeastPower;
    if (!above && !below) continue;
    at_limit_[at(i)] = above ? 2 : 1;
    in.kind[at(i)] = NodeKind::pq;
    in.q[at(i)] = in.q_fixed[at(i)] + (above ? in.q_max[at(i)] : in.q_min[at(i)]);
    moved = true;
  }
  if (moved) return true;
  std::int32_t furthest = kNone;
  double most = kLeastVoltage;
  for (std::int32_t i = 0; i < grid_.nodes(); ++i) {
    if (at_limit_[at(i)] == 0) continue;
    const double excess = magnitude(v, i) - in.v[at(i)];
    const double beyond = at_limit_[at(i)] == 2 ? excess : -excess;
    if (beyond <= most) continue;
    if (returns_[at(i)] == kMostReturns) {
      cycled_ = true;
      continue;
    }
    most = beyond;
    furthest = i;
  }
  if (furthest == kNone) return false;
  ++returns_[at(furthest)];
  at_limit_[at(furthest)] = 0;
  in.kind[at(furthest)] = NodeKind::pv;
  return true;
}

bool Controls::may_move(Stepper& stepper, int direction) {
  if (stepper.held) return false;
  if (stepper.direction == -direction && ++stepper.reversals > kMostReversals) {
    stepper.held = cycled_ = true;
    return false;
  }
  stepper.direction = direction;
  return true;
}

bool Controls::move_taps(const Voltages& v) {
  bool moved = false;
  for (std::size_t t = 0; t < network_.transformers.size(); ++t) {
    Transformer& transformer = network_.transformers[t];
    TapChanger& tap = transformer.tap;
    if (!tap.automatic || !transformer.in_service || !(std::abs(tap.step) > 0)) continue;
    const std::int32_t place = grid_.place_of_bus(tap.controlled < 0 ? transformer.lv : tap.controlled);
    const std::int32_t high = grid_.place_of_bus(transformer.hv), low = grid_.place_of_bus(transformer.lv);
    if (place == kNone || high == kNone || low == kNone || wished_[at(place)] == NodeKind::dead) continue;
    const double error = tap.target - magnitude(v, place);
    if (std::abs(error) <= 0.5 * tap.dead_band) continue;
    // More turns at the high-voltage side lower the low voltage; at the low-voltage side they raise it.
    const bool raises = (tap.side == TapChanger::Side::lv) == (tap.step > 0);
    const int direction = (error > 0) == raises ? 1 : -1;
    const int steps = std::max(1, static_cast<int>(std::min(std::abs(error / tap.step), 100.0)));
    const std::int32_t wished = std::clamp(tap.position + direction * steps, tap.lowest, tap.highest);
    if (wished == tap.position || !may_move(taps_[t], direction)) continue;
    tap.position = wished;
    grid_.move_tap(network_, t);
    moved = true;
  }
  return moved;
}

bool Controls::switch_shunts(const Voltages& v) {
  bool moved = false;
  for (std::size_t s = 0; s < network_.shunts.size(); ++s) {
    Shunt& shunt = network_.shunts[s];
    if (!shunt.automatic || !shunt.in_service || !(std::abs(shunt.q) > 0)) continue;
    const std::int32_t place = grid_.place_of_bus(shunt.bus);
    if (place == kNone || wished_[at(place)] == NodeKind::dead) continue;
    const double error = shunt.target - magnitude(v, place);
    if (std::abs(error) <= 0.5 * shunt.dead_band) continue;
    const int direction = (error > 0) == (shunt.q < 0) ? 1 : -1;  // a capacitor raises the voltage
    const std::int32_t wished = std::clamp(shunt.steps + direction, 0, shunt.most_steps);
    if (wished == shunt.steps || !may_move(shunts_[s], direction)) continue;
    const Complex step = Complex(shunt.p, -shunt.q) / grid_.base_power();
    grid_.set_shunt(place, grid_.shunt(place) + static_cast<double>(wished - shunt.steps) * step);
    shunt.steps = wished;
    moved = true;
  }
  return moved;
}

}  // namespace conurb::energy

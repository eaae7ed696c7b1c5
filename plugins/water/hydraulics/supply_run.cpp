// SPDX-License-Identifier: Apache-2.0
#include "plugins/water/hydraulics/supply_run.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "plugins/water/hydraulics/feet.hpp"

namespace conurb::water {

namespace {

constexpr std::int64_t kDay = 86'400;

}  // namespace

template <typename Number>
SupplyRun<Number>::SupplyRun(std::shared_ptr<const HydraulicModel> model,
                             std::span<const SupplyVariant> variants)
    : balance_(std::move(model)),
      time_(at(kLanes), 0),
      finished_(at(kLanes), 1),
      demand_factor_(at(kLanes), 1) {
  const HydraulicModel& m = balance_.model();
  for (const std::int32_t node : m.fixed())
    tanks_.emplace_back(m.network().nodes[at(node)], m.network().curves);
  volume_.assign(tanks_.size() * at(kLanes), 0);
  inflow_ = volume_;
  for (std::int32_t lane = 0; lane < kLanes; ++lane)
    set_start(lane, at(lane) < variants.size() ? variants[at(lane)] : variants.front());
  for (std::size_t lane = 0; lane < std::min(variants.size(), at(kLanes)); ++lane) finished_[lane] = 0;
  balance_.start();
}

template <typename Number>
bool SupplyRun<Number>::all_finished() const {
  return std::all_of(finished_.begin(), finished_.end(), [](std::uint8_t done) { return done != 0; });
}

template <typename Number>
void SupplyRun<Number>::set_start(std::int32_t lane, const SupplyVariant& variant) {
  const HydraulicModel& m = balance_.model();
  const SupplyNetwork& net = m.network();
  demand_factor_[at(lane)] = variant.demand_factor;
  for (std::int32_t f = 0; f < row_of(tanks_.size()); ++f) {
    const Node& node = net.nodes[at(m.fixed()[at(f)])];
    if (node.kind == Node::Kind::tank) volume_[index(f, lane)] = tanks_[at(f)].volume_at(node.initial_level);
  }
  for (std::int32_t e = 0; e < row_of(m.elements().size()); ++e) {
    const Element& element = m.elements()[at(e)];
    const Link& link = net.links[at(element.link)];
    const bool valve = element.kind != LinkKind::pipe && element.kind != LinkKind::pump;
    LinkState& state = balance_.state[index(e, lane)];
    double& setting = balance_.setting[index(e, lane)];
    state = link.initial_status == LinkStatus::closed            ? LinkState::closed
            : valve && link.initial_status == LinkStatus::active ? LinkState::active
                                                                 : LinkState::open;
    setting = element.kind == LinkKind::pump                       ? link.speed
              : valve && link.initial_status == LinkStatus::active ? link.setting
                                                                   : kNotGiven;
    if (element.kind == LinkKind::pump && link.initial_status == LinkStatus::closed) setting = 0;
  }
  for (const std::int32_t link : variant.closed)
    balance_.state[index(m.element_of(link), lane)] = LinkState::closed;
}

template <typename Number>
double SupplyRun<Number>::pattern_factor(std::int32_t pattern, std::int64_t time) const {
  if (pattern == kNone) return 1;
  const SupplyNetwork& net = model().network();
  const std::vector<double>& factors = net.patterns[at(pattern)].factors;
  const std::int64_t step = (time + net.times.pattern_start) / net.times.pattern_step;
  return factors[static_cast<std::size_t>(step) % factors.size()];
}

/// What patterns say at the lane's time, and what tanks hold.
template <typename Number>
void SupplyRun<Number>::set_moment(std::int32_t lane) {
  const HydraulicModel& m = model();
  const SupplyNetwork& net = m.network();
  const std::int64_t now = time_[at(lane)];
  std::vector<double> factors;
  for (std::int32_t pattern = 0; pattern < row_of(net.patterns.size()); ++pattern)
    factors.push_back(pattern_factor(pattern, now));
  const double all = net.hydraulics.demand_factor * demand_factor_[at(lane)];
  for (std::int32_t node = 0; node < row_of(net.nodes.size()); ++node) {
    double sum = 0;
    for (const Demand& demand : net.nodes[at(node)].demands) {
      const std::int32_t pattern = demand.pattern != kNone ? demand.pattern : net.hydraulics.default_pattern;
      sum += demand.base * (pattern == kNone ? 1 : factors[at(pattern)]);
    }
    balance_.demand[index(node, lane)] = sum * all;
  }
  for (std::int32_t f = 0; f < row_of(tanks_.size()); ++f) {
    const Node& node = net.nodes[at(m.fixed()[at(f)])];
    double& head = balance_.head[index(m.slot_of(m.fixed()[at(f)]), lane)];
    head = node.kind == Node::Kind::tank
               ? node.elevation + tanks_[at(f)].level_at(volume_[index(f, lane)])
               : node.elevation * (node.head_pattern == kNone ? 1 : factors[at(node.head_pattern)]);
  }
  for (std::int32_t e = 0; e < row_of(m.elements().size()); ++e) {
    const Element& element = m.elements()[at(e)];
    if (element.kind != LinkKind::pump) continue;
    const std::int32_t pattern = net.links[at(element.link)].speed_pattern;
    if (pattern != kNone)
      balance_.switch_element(e, lane, factors[at(pattern)] > 0 ? LinkStatus::open : LinkStatus::closed,
                              factors[at(pattern)]);
  }
}

template <typename Number>
void SupplyRun<Number>::set_tank_bounds(std::int32_t lane) {
  const HydraulicModel& m = model();
  for (std::int32_t f = 0; f < row_of(tanks_.size()); ++f) {
    const Node& node = m.network().nodes[at(m.fixed()[at(f)])];
    if (node.kind != Node::Kind::tank) continue;
    const double level = balance_.head[index(m.slot_of(m.fixed()[at(f)]), lane)] - node.elevation;
    balance_.may_fill[index(f, lane)] = node.overflows || level < node.highest_level - kHeadTolerance ? 1 : 0;
    balance_.may_drain[index(f, lane)] = level > node.lowest_level + kHeadTolerance ? 1 : 0;
  }
}

template <typename Number>
void SupplyRun<Number>::solve() {
  std::vector<std::uint8_t> on(at(kLanes), 0);
  for (std::int32_t lane = 0; lane < kLanes; ++lane) {
    if (finished_[at(lane)] != 0) continue;
    on[at(lane)] = 1;
    set_moment(lane);
    set_tank_bounds(lane);
    obey_controls(lane);
  }
  balance_.take_demands();
  balance_.solve(on);
  for (std::int32_t lane = 0; lane < kLanes; ++lane)
    if (on[at(lane)] != 0) find_inflows(lane);
}

template <typename Number>
void SupplyRun<Number>::find_inflows(std::int32_t lane) {
  const HydraulicModel& m = model();
  for (std::int32_t f = 0; f < row_of(tanks_.size()); ++f)
    inflow_[index(f, lane)] = balance_.inflow_of(m.slot_of(m.fixed()[at(f)]), lane);
}

template <typename Number>
void SupplyRun<Number>::obey_controls(std::int32_t lane) {
  const HydraulicModel& m = model();
  const SupplyNetwork& net = m.network();
  const std::int64_t now = time_[at(lane)];
  for (const Control& control : net.controls) {
    if (!control.enabled) continue;
    bool acts = false;
    if (control.when == Control::When::at_time) {
      acts = control.time == now;
    } else if (control.when == Control::When::at_clock) {
      acts = (now + net.times.clock_start) % kDay == control.time;
    } else {
      const std::int32_t tank = m.slot_of(control.node) - m.unknowns();
      if (tank < 0 || net.nodes[at(control.node)].kind != Node::Kind::tank) continue;
      // A control whose level is reached within a second acts now: moments are whole seconds.
      const double near = std::fabs(inflow_[index(tank, lane)]);
      const double there = tanks_[at(tank)].volume_at(balance_.head[index(m.slot_of(control.node), lane)] -
                                                      net.nodes[at(control.node)].elevation);
      const double wanted = tanks_[at(tank)].volume_at(control.level);
      acts = control.when == Control::When::below ? there <= wanted + near : there >= wanted - near;
    }
    if (acts) balance_.switch_element(m.element_of(control.link), lane, control.status, control.setting);
  }
}

/// Seconds until something may happen to which rules do not look.
template <typename Number>
std::int64_t SupplyRun<Number>::step_to_event(std::int32_t lane) const {
  const SupplyNetwork& net = model().network();
  const TimeOptions& times = net.times;
  const std::int64_t now = time_[at(lane)];
  std::int64_t step = times.hydraulic_step;
  const auto within = [&step](std::int64_t other) {
    if (other > 0 && other < step) step = other;
  };
  within((now + times.pattern_start) / times.pattern_step * times.pattern_step + times.pattern_step -
         times.pattern_start - now);
  const std::int64_t reported = now - times.report_start;
  within(reported < 0 ? -reported : (reported / times.report_step + 1) * times.report_step - reported);
  for (std::int32_t f = 0; f < row_of(tanks_.size()); ++f) {
    const Node& node = net.nodes[at(model().fixed()[at(f)])];
    const double inflow = inflow_[index(f, lane)];
    if (node.kind != Node::Kind::tank || std::fabs(inflow) <= kNoFlow) continue;
    const double level = balance_.head[index(model().slot_of(model().fixed()[at(f)]), lane)] - node.elevation;
    double left = 0;
    if (inflow > 0 && level < node.highest_level)
      left = tanks_[at(f)].most() - volume_[index(f, lane)];
    else if (inflow < 0 && level > node.lowest_level)
      left = tanks_[at(f)].least() - volume_[index(f, lane)];
    else
      continue;
    within(std::llround(left / inflow));
  }
  for (const Control& control : net.controls)
    if (control.enabled) within(step_to_control(control, lane));
  return std::min(step, std::max<std::int64_t>(times.duration - now, 0));
}

/// 0: not in sight, or it would change nothing.
template <typename Number>
std::int64_t SupplyRun<Number>::step_to_control(const Control& control, std::int32_t lane) const {
  const HydraulicModel& m = model();
  const SupplyNetwork& net = m.network();
  const std::int64_t now = time_[at(lane)];
  std::int64_t step = 0;
  if (control.when == Control::When::at_time) {
    step = control.time - now;
  } else if (control.when == Control::When::at_clock) {
    step = (control.time - (now + net.times.clock_start) % kDay + kDay) % kDay;
    if (step == 0) step = kDay;
  } else {
    const Node& node = net.nodes[at(control.node)];
    if (node.kind != Node::Kind::tank) return 0;
    const std::int32_t tank = m.slot_of(control.node) - m.unknowns();
    const double inflow = inflow_[index(tank, lane)];
    if (std::fabs(inflow) <= kNoFlow) return 0;
    const double level = balance_.head[index(m.slot_of(control.node), lane)] - node.elevation;
    const bool comes = (level < control.level && control.when == Control::When::above && inflow > 0) ||
                       (level > control.level && control.when == Control::When::below && inflow < 0);
    if (!comes) return 0;
    step = std::llround((tanks_[at(tank)].volume_at(control.level) - volume_[index(tank, lane)]) / inflow);
  }
  if (step <= 0) return 0;
  const std::size_t k = index(m.element_of(control.link), lane);
  const LinkKind kind = m.elements()[at(m.element_of(control.link))].kind;
  const bool other_setting =
      kind != LinkKind::pipe && !std::isnan(control.setting) && balance_.setting[k] != control.setting;
  const bool other_state = is_closed(balance_.state[k]) != (control.status == LinkStatus::closed);
  return other_setting || other_state ? step : 0;
}

template <typename Number>
void SupplyRun<Number>::fill_tanks(std::int32_t lane, std::int64_t step) {
  const HydraulicModel& m = model();
  for (std::int32_t f = 0; f < row_of(tanks_.size()); ++f) {
    const Node& node = m.network().nodes[at(m.fixed()[at(f)])];
    if (node.kind != Node::Kind::tank) continue;
    const TankVolume& tank = tanks_[at(f)];
    double& volume = volume_[index(f, lane)];
    const double inflow = inflow_[index(f, lane)];
    volume += inflow * static_cast<double>(step);
    // Moments are whole seconds: a tank that would be full within one is full. Of an empty one EPANET takes
    // the inflow away from what it holds, so that it stays below its lowest level by what the rounding took;
    // this does likewise, since an event that comes a second later can change all that follows.
    if (volume + inflow >= tank.most())
      volume = tank.most();
    else if (volume - inflow <= tank.least())
      volume = tank.least();
    balance_.head[index(m.slot_of(m.fixed()[at(f)]), lane)] = node.elevation + tank.level_at(volume);
  }
}

template <typename Number>
void SupplyRun<Number>::advance() {
  const SupplyNetwork& net = model().network();
  for (std::int32_t lane = 0; lane < kLanes; ++lane) {
    if (finished_[at(lane)] != 0) continue;
    if (time_[at(lane)] >= net.times.duration || balance_.result(lane).way == BalanceResult::Way::failed) {
      finished_[at(lane)] = 1;
      continue;
    }
    const std::int64_t step = step_to_event(lane);
    if (net.rules.empty()) {
      fill_tanks(lane, step);
      time_[at(lane)] += step;
    } else {
      time_[at(lane)] += step_with_rules(lane, step);
    }
  }
}

template class SupplyRun<double>;
template class SupplyRun<solvers::Lanes>;

}  // namespace conurb::water

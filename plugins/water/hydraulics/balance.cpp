// SPDX-License-Identifier: Apache-2.0
#include "plugins/water/hydraulics/balance.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include "engine/solvers/symmetric_factors.hpp"
#include "plugins/water/hydraulics/feet.hpp"

namespace conurb::water {

namespace {

constexpr double kDamped = 0.6;               // share of a step while states settle
constexpr double kStill = 1e-4;               // m, error of energy that may remain
constexpr double kNear = 0.1;                 // share of flows that changes in a step
constexpr std::int32_t kMostValvesInRow = 8;  // that hold pressures, for which one step is put right
constexpr double kFar = 100;                  // m, steps beyond which rounding shows in the balance of masses
constexpr double kBalanced = 1e-8;     // share of its flow that a valve may not yet have from its other side
constexpr double kLeastPinned = 1e-3;  // m3/s, less counts as that

/// Flow at 1 ft/s.
double at_a_foot_a_second(const Link& link) {
  return std::numbers::pi / 4 * link.diameter * link.diameter * kFoot;
}

}  // namespace

template <typename Number>
Balance<Number>::Balance(std::shared_ptr<const HydraulicModel> model) : model_(std::move(model)) {
  const HydraulicModel& m = *model_;
  const auto all = [](std::size_t rows) { return rows * at(kLanes); };
  demand.assign(all(m.network().nodes.size()), 0);
  head.assign(all(at(m.slots())), 0);
  state.assign(all(m.elements().size()), LinkState::open);
  setting.assign(all(m.elements().size()), kNotGiven);
  may_drain.assign(all(m.fixed().size()), 1);
  may_fill.assign(all(m.fixed().size()), 1);
  chain_flow.assign(all(m.chains().size()), 0);
  element_flow.assign(all(m.elements().size()), 0);
  outlet_flow.assign(all(m.outlets().size()), 0);
  diagonal_.resize(at(m.unknowns()));
  right_.resize(at(m.unknowns()));
  correction_.resize(m.pressure_valves().empty() ? 0 : right_.size());
  values_.resize(m.pattern().values());
  for (std::vector<double>* each : {&pipe_flow_, &pipe_loss_, &pipe_slope_, &offset_})
    each->assign(all(m.chain_pipes().size()), 0);
  for (std::vector<double>* each : {&chain_p_, &chain_off_, &last_offset_})
    each->assign(all(m.chains().size()), 0);
  for (std::vector<double>* each : {&element_p_, &element_off_}) each->assign(all(m.elements().size()), 0);
  for (std::vector<double>* each : {&outlet_p_, &outlet_off_, &outlet_wanted_})
    each->assign(all(m.outlets().size()), 0);
  for (std::vector<double>* each : {&element_pipe_flow_, &element_pipe_loss_, &element_pipe_slope_})
    each->assign(all(m.element_pipes().size()), 0);
  tree_flow_.assign(all(m.tree_pipes().size()), 0);
  wanted_.assign(all(at(m.slots())), 0);
  balance_.assign(all(at(m.slots())), 0);
  moved_ = balance_;
  served_.assign(all(m.network().nodes.size()), 1);
  joined_ = served_;
  sum_.assign(all(m.network().nodes.size()), 0);
  cut_off_.assign(at(kLanes), 1);  // until it has been looked at
  results_.resize(at(kLanes));
}

template <typename Number>
void Balance<Number>::start() {
  const HydraulicModel& m = *model_;
  for (std::int32_t c = 0; c < row_of(m.chains().size()); ++c) {
    const ReducedPipe& pipe = m.chain_pipes()[at(m.chains()[at(c)].first)];
    for (std::int32_t lane = 0; lane < kLanes; ++lane)
      chain_flow[index(c, lane)] = pipe.sign * at_a_foot_a_second(m.network().links[at(pipe.link)]);
  }
  for (std::int32_t e = 0; e < row_of(m.elements().size()); ++e)
    for (std::int32_t lane = 0; lane < kLanes; ++lane) start_element(e, lane);
  for (std::int32_t o = 0; o < row_of(m.outlets().size()); ++o)
    for (std::int32_t lane = 0; lane < kLanes; ++lane)
      outlet_flow[index(o, lane)] = m.outlets()[at(o)].kind == Outlet::Kind::demand
                                        ? demand[index(m.outlets()[at(o)].node, lane)]
                                        : kCubicFoot;
}

/// The flow to begin with, by the state that the element has now.
template <typename Number>
void Balance<Number>::start_element(std::int32_t row, std::int32_t lane) {
  const Element& element = model_->elements()[at(row)];
  const std::size_t k = index(row, lane);
  element_flow[k] = is_closed(state[k]) ? kNoFlow
                    : element.kind == LinkKind::pump
                        ? setting[k] * model_->pump(element).design_flow
                        : at_a_foot_a_second(model_->network().links[at(element.link)]);
}

template <typename Number>
void Balance<Number>::take_demands() {
  const HydraulicModel& m = *model_;
  for (std::size_t i = 0; i < demand.size(); ++i) sum_[i] = served_[i] != 0 ? demand[i] : 0;
  for (std::int32_t o = 0; o < row_of(m.outlets().size()); ++o) {
    if (m.outlets()[at(o)].kind != Outlet::Kind::demand) continue;
    for (std::int32_t lane = 0; lane < kLanes; ++lane) {
      double& whole = sum_[index(m.outlets()[at(o)].node, lane)];
      outlet_wanted_[index(o, lane)] = std::max(whole, 0.0);
      whole = std::min(whole, 0.0);
    }
  }
  const auto pipes = m.tree_pipes();
  for (std::int32_t i = 0; i < row_of(pipes.size()); ++i)
    for (std::int32_t lane = 0; lane < kLanes; ++lane) {
      const double flow = sum_[index(pipes[at(i)].node, lane)];
      tree_flow_[index(i, lane)] = flow;
      sum_[index(m.tree_parents()[at(i)], lane)] += flow;
    }
  for (std::int32_t c = 0; c < row_of(m.chains().size()); ++c) {
    const SolvedChain& chain = m.chains()[at(c)];
    for (std::int32_t lane = 0; lane < kLanes; ++lane) {
      double less = 0;
      for (std::int32_t p = chain.first; p < chain.first + chain.pipes; ++p) {
        offset_[index(p, lane)] = less;
        if (p + 1 < chain.first + chain.pipes) less -= sum_[index(m.chain_pipes()[at(p)].node, lane)];
      }
      last_offset_[index(c, lane)] = less;
    }
  }
  for (std::int32_t slot = 0; slot < m.unknowns(); ++slot)
    for (std::int32_t lane = 0; lane < kLanes; ++lane)
      wanted_[index(slot, lane)] = sum_[index(m.node_at(slot), lane)];
}

/// What flows in less what flows out and is drawn, but for valves that hold a pressure.
template <typename Number>
double Balance<Number>::left_at(std::int32_t slot, std::int32_t lane) const {
  double left = -wanted_[index(slot, lane)];
  for (const SlotEnd& end : model_->ends_at(slot)) {
    const std::size_t k = index(end.row, lane);
    switch (end.kind) {
      case SlotEnd::Kind::chain_begin: left -= chain_flow[k]; break;
      case SlotEnd::Kind::chain_end: left += chain_flow[k] + last_offset_[k]; break;
      case SlotEnd::Kind::element_begin: left -= element_p_[k] == 0 ? 0 : element_flow[k]; break;
      case SlotEnd::Kind::element_end: left += element_p_[k] == 0 ? 0 : element_flow[k]; break;
      case SlotEnd::Kind::outlet: left -= outlet_flow[k]; break;
      case SlotEnd::Kind::tree: left -= tree_flow_[k]; break;
    }
  }
  return left;
}

/// The same after the step that is being made.
template <typename Number>
double Balance<Number>::left_after(std::int32_t slot, std::int32_t lane) {
  const HydraulicModel& m = *model_;
  const auto moved = [&](std::int32_t at_slot) {
    return at_slot < m.unknowns() ? solvers::lane_of(right_[at(at_slot)], at(lane)) : 0;
  };
  double left = -wanted_[index(slot, lane)];
  for (const SlotEnd& end : m.ends_at(slot)) {
    const std::size_t k = index(end.row, lane);
    const bool outwards = end.kind == SlotEnd::Kind::chain_begin || end.kind == SlotEnd::Kind::element_begin;
    double flow = 0;
    if (end.kind == SlotEnd::Kind::tree) {
      left -= tree_flow_[k];
      continue;
    }
    if (end.kind == SlotEnd::Kind::outlet) {
      left -= outlet_flow[k] - outlet_off_[k] + outlet_p_[k] * moved(slot);
      continue;
    }
    if (end.kind == SlotEnd::Kind::chain_begin || end.kind == SlotEnd::Kind::chain_end) {
      const SolvedChain& chain = m.chains()[at(end.row)];
      flow = chain_flow[k] - chain_off_[k] + chain_p_[k] * (moved(chain.from) - moved(chain.to));
      if (!outwards) flow += last_offset_[k];
    } else if (element_p_[k] != 0) {
      const Element& element = m.elements()[at(end.row)];
      flow = element_flow[k] - element_off_[k] + element_p_[k] * (moved(element.from) - moved(element.to));
    }
    left += outwards ? -flow : flow;
  }
  return left;
}

/// Whether a step is likely to be a small one. Far from the balance valves that follow at once what the heads
/// of one step ask for can lead astray.
template <typename Number>
bool Balance<Number>::is_near(std::int32_t lane) const {
  const BalanceResult& result = results_[at(lane)];
  return result.iterations > 0 ? result.change < kNear : result.warm;
}

/// What a valve that holds a pressure passes is not known before the heads on its pinned side are; with those
/// the other side is put right by the same factors, once for each such valve behind another.
template <typename Number>
void Balance<Number>::correct_pinned(std::span<const std::uint8_t> active) {
  const HydraulicModel& m = *model_;
  if (m.pressure_valves().empty()) return;
  for (std::int32_t pass = 0; pass < kMostValvesInRow; ++pass) {
    bool any = false;
    std::fill(correction_.begin(), correction_.end(), Number());
    for (std::int32_t lane = 0; lane < kLanes; ++lane) {
      if (active[at(lane)] == 0 || !is_near(lane)) continue;
      for (const std::int32_t row : m.pressure_valves()) {
        const std::size_t k = index(row, lane);
        if (element_p_[k] != 0) continue;
        const Element& element = m.elements()[at(row)];
        const bool reduces = element.kind == LinkKind::pressure_reducing;
        const std::int32_t other = reduces ? element.from : element.to;
        const auto passed = [reduces](double left) {
          return reduces ? std::min(left, 0.0) : std::max(left, 0.0);
        };
        const double before = reduces ? element_off_[k] - element_flow[k] : element_flow[k] - element_off_[k];
        const double left = left_after(reduces ? element.to : element.from, lane);
        const double more = passed(left) - passed(before);
        element_off_[k] = reduces ? element_flow[k] + left : element_flow[k] - left;
        if (std::fabs(more) <= kBalanced * std::max(std::fabs(left), kLeastPinned)) continue;
        any = true;
        if (other >= m.unknowns()) continue;
        Number& c = correction_[at(other)];
        solvers::set_lane(c, at(lane), solvers::lane_of(c, at(lane)) + more);
      }
    }
    if (!any) return;
    solvers::solve_factored<Number>(m.pattern(), diagonal_, values_, correction_);
    for (std::size_t i = 0; i < right_.size(); ++i) right_[i] += correction_[i];
  }
}

/// Valves that hold a pressure pass what the pinned side needs at its new flows; by how much that is not yet
/// what the other side gave.
template <typename Number>
double Balance<Number>::step_pinned(std::int32_t lane) {
  double most = 0;
  for (std::int32_t e = 0; e < row_of(model_->elements().size()); ++e) {
    const std::size_t k = index(e, lane);
    if (element_p_[k] != 0) continue;
    const Element& element = model_->elements()[at(e)];
    const bool reduces = element.kind == LinkKind::pressure_reducing;
    const double needed = reduces ? -left_at(element.to, lane) : left_at(element.from, lane);
    most = std::max(most, std::fabs(needed - element_flow[k]) / std::max(std::fabs(needed), kLeastPinned));
    element_flow[k] = needed;
  }
  return most;
}

/// Flows after the heads were found; the sum of changes over the sum of flows.
template <typename Number>
double Balance<Number>::step_flows(std::int32_t lane, double share) {
  const HydraulicModel& m = *model_;
  double changes = 0, flows = 0, most = -1;
  bool whole = share == 1;
  std::int32_t worst = kNone;
  const auto take = [&](double change, double flow, double weight, std::int32_t link) {
    changes += weight * std::fabs(change);
    flows += weight * std::fabs(flow);
    if (std::fabs(change) > most) most = std::fabs(change), worst = link;
  };
  for (std::int32_t c = 0; c < row_of(m.chains().size()); ++c) {
    const SolvedChain& chain = m.chains()[at(c)];
    const std::size_t k = index(c, lane);
    const double change =
        share *
        (chain_off_[k] - chain_p_[k] * (moved_[index(chain.from, lane)] - moved_[index(chain.to, lane)]));
    chain_flow[k] -= change;
    take(change, chain_flow[k], chain.pipes, m.chain_pipes()[at(chain.first)].link);
  }
  for (std::int32_t e = 0; e < row_of(m.elements().size()); ++e) {
    const Element& element = m.elements()[at(e)];
    const std::size_t k = index(e, lane);
    double change = share * (element_off_[k] - element_p_[k] * (moved_[index(element.from, lane)] -
                                                                moved_[index(element.to, lane)]));
    // A pump of constant power must not be driven below its flow at once: it would lift without end.
    if (element.kind == LinkKind::pump && m.pump(element).kind == PumpLaw::Kind::constant_power &&
        !is_closed(state[k]) && change > element_flow[k] && element_flow[k] > kNoFlow) {
      change = element_flow[k] / 2;
      whole = false;
    }
    element_flow[k] -= change;
    take(change, element_flow[k], 1, element.link);
  }
  for (std::int32_t o = 0; o < row_of(m.outlets().size()); ++o) {
    const std::size_t k = index(o, lane);
    if (outlet_p_[k] == 0) {
      outlet_flow[k] = 0;
      continue;
    }
    const Outlet& outlet = m.outlets()[at(o)];
    const double change = share * (outlet_off_[k] - outlet_p_[k] * moved_[index(outlet.slot, lane)]);
    outlet_flow[k] -= change;
    take(change, outlet_flow[k], 1, kNone);
  }
  results_[at(lane)].worst = worst;
  results_[at(lane)].whole = whole;
  results_[at(lane)].pinned = step_pinned(lane);
  return flows > kFlowTolerance ? changes / flows : changes / kCubicFoot;
}

template <typename Number>
void Balance<Number>::solve(std::span<const std::uint8_t> on) {
  const HydraulicModel& m = *model_;
  const HydraulicOptions& options = m.network().hydraulics;
  std::vector<std::uint8_t> active(on.begin(), on.end());
  for (std::int32_t lane = 0; lane < kLanes; ++lane) {
    if (active[at(lane)] == 0) continue;
    const bool warm = results_[at(lane)].way == BalanceResult::Way::balanced;
    results_[at(lane)] = {};
    results_[at(lane)].warm = warm;
    drop_isolated(lane);
  }
  const std::int32_t most = options.most_iterations + std::max(options.extra_iterations, 0);
  for (std::int32_t iteration = 0; iteration <= most; ++iteration) {
    evaluate();
    bool switched = false;
    for (std::int32_t lane = 0; lane < kLanes && iteration > 0; ++lane) {
      if (active[at(lane)] == 0 || !is_balanced(lane)) continue;
      if (iteration <= options.most_iterations && switch_all(lane)) {
        switched = true;
        continue;
      }
      results_[at(lane)].way = iteration > options.most_iterations ? BalanceResult::Way::held_states
                                                                   : BalanceResult::Way::balanced;
      active[at(lane)] = 0;
    }
    if (switched) evaluate();
    if (std::all_of(active.begin(), active.end(), [](std::uint8_t one) { return one == 0; })) break;
    if (iteration == most) break;
    assemble();
    solvers::factor_and_solve<Number>(m.pattern(), diagonal_, values_, right_);
    correct_pinned(active);
    for (std::int32_t lane = 0; lane < kLanes; ++lane)
      if (active[at(lane)] != 0) step(lane);
  }
}

/// Whether no equation of the lane is off.
template <typename Number>
bool Balance<Number>::is_balanced(std::int32_t lane) {
  BalanceResult& result = results_[at(lane)];
  result.error = energy_error(lane);
  return result.whole && result.error <= kStill && result.pinned <= kBalanced;
}

/// Whether any link wants another state than it has; it is given that.
template <typename Number>
bool Balance<Number>::switch_all(std::int32_t lane) {
  bool switched = switch_others(lane);
  switched = switch_by_pressure(lane) || switched;
  if (!drop_isolated(lane) && !switched) return false;
  BalanceResult& result = results_[at(lane)];
  result.whole = false;
  result.next_check = result.iterations + model_->network().hydraulics.check_every;
  return true;
}

/// Takes the heads that were found and the flows that belong to them; states that change within a step do so.
template <typename Number>
void Balance<Number>::step(std::int32_t lane) {
  const HydraulicOptions& options = model_->network().hydraulics;
  BalanceResult& result = results_[at(lane)];
  double farthest = 0;
  for (std::int32_t slot = 0; slot < model_->unknowns(); ++slot) {
    const double moved = solvers::lane_of(right_[at(slot)], at(lane));
    moved_[index(slot, lane)] = moved;
    head[index(slot, lane)] += moved;
    farthest = std::max(farthest, std::fabs(moved));
  }
  const bool settles =
      options.damping_from > 0 && result.iterations > 0 && result.change <= options.damping_from;
  result.change = step_flows(lane, settles ? kDamped : 1);
  if (!(farthest <= kFar)) result.whole = false;
  ++result.iterations;
  if (result.iterations > options.most_iterations) return;
  bool switched = (options.damping_from <= 0 || settles) && switch_valves(lane);
  if (result.iterations <= options.check_until && result.iterations == result.next_check) {
    switched = switch_others(lane) || switched;
    result.next_check += options.check_every;
  }
  if (!switched) return;
  result.whole = false;
  drop_isolated(lane);
}

template class Balance<double>;
template class Balance<solvers::Lanes>;

}  // namespace conurb::water

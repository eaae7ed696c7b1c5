// SPDX-License-Identifier: Apache-2.0
// The linear system of a step: what each link says of the heads at its ends.
#include <algorithm>
#include <cmath>

#include "plugins/water/hydraulics/balance.hpp"
#include "plugins/water/hydraulics/feet.hpp"
#include "plugins/water/hydraulics/outlets.hpp"

namespace conurb::water {

namespace {

double number_from(const double* from, double) {
  return *from;
}
solvers::Lanes number_from(const double* from, solvers::Lanes) {
  solvers::Lanes lanes;
  lanes.read(from);
  return lanes;
}
void put_number(double x, double* to) {
  *to = x;
}
void put_number(const solvers::Lanes& x, double* to) {
  x.write(to);
}

}  // namespace

template <typename Number>
void Balance<Number>::evaluate_chains() {
  const HydraulicModel& m = *model_;
  for (std::int32_t c = 0; c < row_of(m.chains().size()); ++c) {
    const SolvedChain& chain = m.chains()[at(c)];
    const Number flow = number_from(&chain_flow[index(c, 0)], Number());
    for (std::int32_t p = chain.first; p < chain.first + chain.pipes; ++p)
      put_number(flow + number_from(&offset_[index(p, 0)], Number()), &pipe_flow_[index(p, 0)]);
  }
  m.chain_losses().evaluate(0, row_of(m.chain_pipes().size()), kLanes, pipe_flow_.data(), pipe_loss_.data(),
                            pipe_slope_.data());
  for (std::int32_t c = 0; c < row_of(m.chains().size()); ++c) {
    const SolvedChain& chain = m.chains()[at(c)];
    Number loss{}, slope{};
    for (std::int32_t p = chain.first; p < chain.first + chain.pipes; ++p) {
      loss += number_from(&pipe_loss_[index(p, 0)], Number());
      slope += number_from(&pipe_slope_[index(p, 0)], Number());
    }
    const Number p = 1.0 / slope;
    const Number drop =
        number_from(&head[index(chain.from, 0)], Number()) - number_from(&head[index(chain.to, 0)], Number());
    put_number(p, &chain_p_[index(c, 0)]);
    put_number(p * (loss - drop), &chain_off_[index(c, 0)]);
  }
  const auto rows = m.element_pipes();
  for (std::int32_t i = 0; i < row_of(rows.size()); ++i)
    for (std::int32_t lane = 0; lane < kLanes; ++lane)
      element_pipe_flow_[index(i, lane)] = element_flow[index(rows[at(i)], lane)];
  m.element_losses().evaluate(0, row_of(rows.size()), kLanes, element_pipe_flow_.data(),
                              element_pipe_loss_.data(), element_pipe_slope_.data());
  for (std::int32_t i = 0; i < row_of(rows.size()); ++i)
    for (std::int32_t lane = 0; lane < kLanes; ++lane) {
      const double p = 1 / element_pipe_slope_[index(i, lane)];
      element_p_[index(rows[at(i)], lane)] = p;
      element_off_[index(rows[at(i)], lane)] = p * element_pipe_loss_[index(i, lane)];
    }
}

/// What the equations of all links become at their flows and heads.
template <typename Number>
void Balance<Number>::evaluate() {
  evaluate_chains();
  const auto outlets = model_->outlets();
  for (std::int32_t lane = 0; lane < kLanes; ++lane) {
    for (std::int32_t e = 0; e < row_of(model_->elements().size()); ++e) {
      const Element& element = model_->elements()[at(e)];
      const std::size_t k = index(e, lane);
      element_terms(e, lane, element_p_[k], element_off_[k]);
      element_off_[k] -= element_p_[k] * (head[index(element.from, lane)] - head[index(element.to, lane)]);
    }
    for (std::int32_t o = 0; o < row_of(outlets.size()); ++o) {
      const std::size_t k = index(o, lane);
      const OutletTerms terms =
          outlet_terms(outlets[at(o)], model_->network().hydraulics, outlet_flow[k], outlet_wanted_[k]);
      outlet_p_[k] = terms.p;
      outlet_off_[k] =
          terms.y - terms.p * (head[index(outlets[at(o)].slot, lane)] - outlet_base(outlets[at(o)]));
    }
  }
}

/// By how much the loss of any open link differs from the heads at its ends, m: what is left of the equations
/// of energy. Those of mass hold after each step.
template <typename Number>
double Balance<Number>::energy_error(std::int32_t lane) const {
  const HydraulicModel& m = *model_;
  double most = 0;
  for (std::int32_t c = 0; c < row_of(m.chains().size()); ++c) {
    const std::size_t k = index(c, lane);
    most = std::max(most, std::fabs(chain_off_[k] / chain_p_[k]));
  }
  for (std::int32_t e = 0; e < row_of(m.elements().size()); ++e) {
    const std::size_t k = index(e, lane);
    if (element_p_[k] == 0 || is_closed(state[k])) continue;
    const Element& element = m.elements()[at(e)];
    if (element.kind == LinkKind::flow_control && state[k] == LinkState::active) continue;
    most = std::max(most, std::fabs(element_off_[k] / element_p_[k]));
  }
  for (std::int32_t o = 0; o < row_of(m.outlets().size()); ++o) {
    const std::size_t k = index(o, lane);
    if (outlet_p_[k] != 0) most = std::max(most, std::fabs(outlet_off_[k] / outlet_p_[k]));
  }
  return most;
}

/// The unknowns are changes of heads, not heads: so what is lost by rounding is as small as they are, and in
/// the end nothing.
template <typename Number>
void Balance<Number>::assemble() {
  std::fill(diagonal_.begin(), diagonal_.end(), Number());
  std::fill(values_.begin(), values_.end(), Number());
  std::fill(right_.begin(), right_.end(), Number());
  for (std::size_t i = 0; i < balance_.size(); ++i) balance_[i] = -wanted_[i];
  assemble_chains();
  for (std::int32_t lane = 0; lane < kLanes; ++lane) {
    assemble_elements(lane);
    assemble_outlets(lane);
    pin_valves(lane);
    if (cut_off_[at(lane)] != 0) ground_isolated(lane);
  }
  for (std::int32_t slot = 0; slot < model_->unknowns(); ++slot)
    right_[at(slot)] += number_from(&balance_[index(slot, 0)], Number());
}

/// Parts without a source have no heads of their own: they are given one, and so no flows; a low one, so that
/// whatever can serve them opens.
template <typename Number>
void Balance<Number>::ground_isolated(std::int32_t lane) {
  const HydraulicModel& m = *model_;
  for (std::int32_t slot = 0; slot < m.unknowns(); ++slot) {
    if (joined_[index(m.node_at(slot), lane)] != 0) continue;
    Number& d = diagonal_[at(slot)];
    Number& r = right_[at(slot)];
    solvers::set_lane(d, at(lane), solvers::lane_of(d, at(lane)) + kPin);
    solvers::set_lane(r, at(lane),
                      solvers::lane_of(r, at(lane)) + kPin * (m.ground() - head[index(slot, lane)]));
  }
}

template <typename Number>
void Balance<Number>::assemble_chains() {
  const HydraulicModel& m = *model_;
  const std::int32_t unknowns = m.unknowns();
  const auto add_to_balance = [&](std::int32_t slot, const Number& flow) {
    double* const sum = &balance_[index(slot, 0)];
    put_number(number_from(sum, Number()) + flow, sum);
  };
  for (std::int32_t c = 0; c < row_of(m.chains().size()); ++c) {
    const SolvedChain& chain = m.chains()[at(c)];
    const Number p = number_from(&chain_p_[index(c, 0)], Number());
    const Number off = number_from(&chain_off_[index(c, 0)], Number());
    const Number flow = number_from(&chain_flow[index(c, 0)], Number());
    add_to_balance(chain.from, Number() - flow);
    add_to_balance(chain.to, flow + number_from(&last_offset_[index(c, 0)], Number()));
    if (chain.from == chain.to) continue;
    if (chain.from < unknowns) diagonal_[at(chain.from)] += p, right_[at(chain.from)] += off;
    if (chain.to < unknowns) diagonal_[at(chain.to)] += p, right_[at(chain.to)] -= off;
    if (chain.value != kNone) values_[at(chain.value)] -= p;
  }
}

template <typename Number>
void Balance<Number>::add_between(std::int32_t from, std::int32_t to, std::int32_t value, std::int32_t lane,
                                  double p, double off, double q) {
  const std::int32_t unknowns = model_->unknowns();
  const auto add = [lane](Number& to_number, double x) {
    solvers::set_lane(to_number, at(lane), solvers::lane_of(to_number, at(lane)) + x);
  };
  balance_[index(from, lane)] -= q;
  balance_[index(to, lane)] += q;
  if (from < unknowns) add(diagonal_[at(from)], p), add(right_[at(from)], off);
  if (to < unknowns) add(diagonal_[at(to)], p), add(right_[at(to)], -off);
  if (value != kNone) add(values_[at(value)], -p);
}

template <typename Number>
void Balance<Number>::assemble_elements(std::int32_t lane) {
  const auto elements = model_->elements();
  for (std::int32_t e = 0; e < row_of(elements.size()); ++e) {
    const std::size_t k = index(e, lane);
    if (element_p_[k] == 0) continue;  // a valve that holds a pressure
    const Element& element = elements[at(e)];
    add_between(element.from, element.to, element.value, lane, element_p_[k], element_off_[k],
                element_flow[k]);
  }
}

/// A valve that holds a pressure pins the head on one side, and the other side gives or takes its flow.
template <typename Number>
void Balance<Number>::pin_valves(std::int32_t lane) {
  const HydraulicModel& m = *model_;
  for (std::int32_t e = 0; e < row_of(m.elements().size()); ++e) {
    const std::size_t k = index(e, lane);
    if (element_p_[k] != 0) continue;
    const Element& element = m.elements()[at(e)];
    const bool reduces = element.kind == LinkKind::pressure_reducing;
    const std::int32_t pinned = reduces ? element.to : element.from;
    const std::int32_t other = reduces ? element.from : element.to;
    const double left = balance_[index(pinned, lane)];  // what it has too much
    element_off_[k] = reduces ? element_flow[k] + left : element_flow[k] - left;
    if (pinned < m.unknowns()) {
      const double wanted_head = m.network().nodes[at(m.node_at(pinned))].elevation + setting[k];
      Number& d = diagonal_[at(pinned)];
      Number& r = right_[at(pinned)];
      solvers::set_lane(d, at(lane), solvers::lane_of(d, at(lane)) + kPin);
      solvers::set_lane(r, at(lane),
                        solvers::lane_of(r, at(lane)) + kPin * (wanted_head - head[index(pinned, lane)]));
    }
    const bool passes = reduces ? left < 0 : left > 0;
    if (passes) balance_[index(other, lane)] += left;
  }
}

template <typename Number>
void Balance<Number>::assemble_outlets(std::int32_t lane) {
  const auto outlets = model_->outlets();
  const auto add = [lane](Number& to_number, double x) {
    solvers::set_lane(to_number, at(lane), solvers::lane_of(to_number, at(lane)) + x);
  };
  for (std::int32_t o = 0; o < row_of(outlets.size()); ++o) {
    const Outlet& outlet = outlets[at(o)];
    const std::size_t k = index(o, lane);
    if (outlet_p_[k] == 0) continue;
    balance_[index(outlet.slot, lane)] -= outlet_flow[k];
    add(diagonal_[at(outlet.slot)], outlet_p_[k]);
    add(right_[at(outlet.slot)], outlet_off_[k]);
  }
}

template <typename Number>
double Balance<Number>::outlet_base(const Outlet& outlet) const {
  const double elevation = model_->network().nodes[at(outlet.node)].elevation;
  return outlet.kind == Outlet::Kind::demand ? elevation + model_->network().hydraulics.least_pressure
                                             : elevation;
}

template class Balance<double>;
template class Balance<solvers::Lanes>;

}  // namespace conurb::water

// SPDX-License-Identifier: Apache-2.0
// What pumps, valves and check valves do between two steps of Newton's method, and who is cut off.
#include <cmath>

#include "plugins/water/hydraulics/balance.hpp"
#include "plugins/water/hydraulics/feet.hpp"

namespace conurb::water {

namespace {

/// Of a check valve, or of any link that lets flow one way only.
LinkState one_way_state(LinkState now, double head_loss, double flow) {
  if (head_loss < -kHeadTolerance || flow < -kFlowTolerance) return LinkState::closed;
  return head_loss > kHeadTolerance ? LinkState::open : now;
}

bool is_one_way(const Element& element) {
  return element.check_valve || element.kind == LinkKind::pump ||
         element.kind == LinkKind::pressure_reducing || element.kind == LinkKind::pressure_sustaining;
}

}  // namespace

template <typename Number>
bool Balance<Number>::switch_element(std::int32_t row, std::int32_t lane, LinkStatus status, double to) {
  const std::size_t k = index(row, lane);
  const LinkKind kind = model_->elements()[at(row)].kind;
  LinkState next = status == LinkStatus::closed ? LinkState::closed
                   : status == LinkStatus::open ? LinkState::open
                                                : LinkState::active;
  if (kind == LinkKind::pump && std::isnan(to)) to = status == LinkStatus::closed ? 0 : 1;
  if (kind == LinkKind::pump) next = to > 0 ? LinkState::open : LinkState::closed;
  if (kind == LinkKind::pipe) to = kNotGiven;
  const bool same_setting = setting[k] == to || (std::isnan(setting[k]) && std::isnan(to));
  const bool same_state = is_closed(state[k]) == is_closed(next);
  if (same_setting && same_state) return false;
  setting[k] = to;
  state[k] = next;
  if (!same_state) start_element(row, lane);  // there is no flow to go on from
  return true;
}

template <typename Number>
bool Balance<Number>::switch_valves(std::int32_t lane) {
  bool switched = false;
  const auto elements = model_->elements();
  for (std::int32_t e = 0; e < row_of(elements.size()); ++e) {
    const LinkKind kind = elements[at(e)].kind;
    const bool reduces = kind == LinkKind::pressure_reducing;
    const std::size_t k = index(e, lane);
    if ((!reduces && kind != LinkKind::pressure_sustaining) || std::isnan(setting[k])) continue;
    const LinkState next = reduces ? reducing_state(e, lane) : sustaining_state(e, lane);
    switched = switched || next != state[k];
    state[k] = next;
  }
  return switched;
}

template <typename Number>
LinkState Balance<Number>::reducing_state(std::int32_t row, std::int32_t lane) const {
  const Element& element = model_->elements()[at(row)];
  const std::size_t k = index(row, lane);
  const double q = element_flow[k];
  const double before = head[index(element.from, lane)], beyond = head[index(element.to, lane)];
  const double wanted = model_->network().nodes[at(model_->node_at(element.to))].elevation + setting[k];
  if (is_closed(state[k])) {
    if (before >= wanted + kHeadTolerance && beyond < wanted - kHeadTolerance) return LinkState::active;
    if (before < wanted - kHeadTolerance && before > beyond + kHeadTolerance) return LinkState::open;
    return LinkState::closed;
  }
  if (q < -kFlowTolerance) return LinkState::closed;
  if (state[k] == LinkState::active)
    return before - element.minor_loss * q * q < wanted - kHeadTolerance ? LinkState::open
                                                                         : LinkState::active;
  return beyond >= wanted + kHeadTolerance ? LinkState::active : LinkState::open;
}

template <typename Number>
LinkState Balance<Number>::sustaining_state(std::int32_t row, std::int32_t lane) const {
  const Element& element = model_->elements()[at(row)];
  const std::size_t k = index(row, lane);
  const double q = element_flow[k];
  const double before = head[index(element.from, lane)], beyond = head[index(element.to, lane)];
  const double wanted = model_->network().nodes[at(model_->node_at(element.from))].elevation + setting[k];
  if (is_closed(state[k])) {
    const bool falls = before > beyond + kHeadTolerance;
    if (falls && beyond > wanted + kHeadTolerance) return LinkState::open;
    if (falls && before >= wanted + kHeadTolerance) return LinkState::active;
    return LinkState::closed;
  }
  if (q < -kFlowTolerance) return LinkState::closed;
  if (state[k] == LinkState::active)
    return beyond + element.minor_loss * q * q > wanted + kHeadTolerance ? LinkState::open
                                                                         : LinkState::active;
  return before < wanted - kHeadTolerance ? LinkState::active : LinkState::open;
}

template <typename Number>
bool Balance<Number>::switch_others(std::int32_t lane) {
  bool switched = false;
  for (std::int32_t e = 0; e < row_of(model_->elements().size()); ++e) {
    const std::size_t k = index(e, lane);
    const LinkState next = other_state(e, lane);
    if (next == state[k]) continue;
    switched = true;
    const bool was_closed = is_closed(state[k]);
    state[k] = next;
    // What opens by itself goes on from nothing, lest it swing to and fro; but constant power has no nothing.
    const Element& element = model_->elements()[at(e)];
    const bool has_power =
        element.kind == LinkKind::pump && model_->pump(element).kind == PumpLaw::Kind::constant_power;
    if (is_closed(next) != was_closed && (is_closed(next) || has_power)) start_element(e, lane);
  }
  return switched;
}

/// Of all but pressure valves.
template <typename Number>
LinkState Balance<Number>::other_state(std::int32_t row, std::int32_t lane) const {
  const Element& element = model_->elements()[at(row)];
  const std::size_t k = index(row, lane);
  LinkState now = state[k];
  if (now == LinkState::no_lift || now == LinkState::held) now = LinkState::open;
  const double q = element_flow[k];
  const double loss = head[index(element.from, lane)] - head[index(element.to, lane)];
  if (element.check_valve) now = one_way_state(now, loss, q);
  if (element.kind == LinkKind::pump && now == LinkState::open && setting[k] > 0) {
    const PumpLaw& pump = model_->pump(element);
    const double most = pump.kind == PumpLaw::Kind::constant_power ? pump.most_head
                                                                   : setting[k] * setting[k] * pump.most_head;
    if (-loss > most + kHeadTolerance) now = LinkState::no_lift;
  }
  if (element.kind == LinkKind::flow_control && !std::isnan(setting[k]) && !is_closed(now)) {
    if (loss < -kHeadTolerance || q < -kFlowTolerance)
      now = LinkState::short_of_flow;
    else if (now == LinkState::short_of_flow && q >= setting[k])
      now = LinkState::active;
  }
  return element.at_tank ? tank_state(row, lane, now) : now;
}

/// A tank that is full takes nothing, an empty one gives nothing: who would bring or fetch it is held.
template <typename Number>
LinkState Balance<Number>::tank_state(std::int32_t row, std::int32_t lane, LinkState now) const {
  const Element& element = model_->elements()[at(row)];
  if (is_closed(now)) return now;
  for (const bool at_from : {true, false}) {
    const std::int32_t slot = at_from ? element.from : element.to;
    if (slot < model_->unknowns()) continue;
    const std::size_t tank = index(slot - model_->unknowns(), lane);
    const double outflow = at_from ? element_flow[index(row, lane)] : -element_flow[index(row, lane)];
    const double drop =
        (at_from ? 1 : -1) * (head[index(element.from, lane)] - head[index(element.to, lane)]);
    const bool is_pump = element.kind == LinkKind::pump;
    // Whoever is cut off by that draws nothing, and so would seem to let it open again.
    const std::int32_t beyond = model_->node_at(at_from ? element.to : element.from);
    if (may_drain[tank] == 0 && state[index(row, lane)] == LinkState::held &&
        served_[index(beyond, lane)] == 0)
      return LinkState::held;
    // By head or by flow: a short wide pipe loses too little head to tell.
    const bool fills = drop < -kHeadTolerance || outflow < -kFlowTolerance;
    const bool drains = drop > kHeadTolerance || outflow > kFlowTolerance;
    if (may_fill[tank] == 0 && (is_pump ? !at_from : fills)) return LinkState::held;
    if (may_drain[tank] == 0 && (is_pump ? at_from : drains)) return LinkState::held;
  }
  return now;
}

/// Controls by the pressure at a junction act within the moment.
template <typename Number>
bool Balance<Number>::switch_by_pressure(std::int32_t lane) {
  bool switched = false;
  const SupplyNetwork& net = model_->network();
  for (const Control& control : net.controls) {
    if (!control.enabled || control.node == kNone || net.nodes[at(control.node)].kind != Node::Kind::junction)
      continue;
    const double wanted = net.nodes[at(control.node)].elevation + control.level;
    const double there = head[index(model_->slot_of(control.node), lane)];
    const bool acts = (control.when == Control::When::below && there <= wanted + kHeadTolerance) ||
                      (control.when == Control::When::above && there >= wanted - kHeadTolerance);
    if (acts && switch_element(model_->element_of(control.link), lane, control.status, control.setting))
      switched = true;
  }
  return switched;
}

/// Finds who is joined to a source by an open way, and who can be served on it: pumps, check valves and
/// pressure valves let through one way only. What others want is not drawn from anywhere. Whether anybody's
/// demand is dropped or taken up again.
template <typename Number>
bool Balance<Number>::drop_isolated(std::int32_t lane) {
  const HydraulicModel& m = *model_;
  bool any = cut_off_[at(lane)] != 0;
  for (std::int32_t e = 0; e < row_of(m.elements().size()) && !any; ++e)
    any = is_closed(state[index(e, lane)]) || is_one_way(m.elements()[at(e)]);
  if (!any) return false;
  const std::vector<std::uint8_t> joined = reached(lane, Ways::both), served = reached(lane, Ways::along);
  bool changed = false;
  cut_off_[at(lane)] = 0;
  const auto set = [&](std::int32_t node, std::uint8_t now, std::uint8_t shown) {
    std::uint8_t& before = served_[index(node, lane)];
    if (now == 0) cut_off_[at(lane)] = 1;
    changed = changed || (before != now && demand[index(node, lane)] != 0);
    before = now;
    joined_[index(node, lane)] = shown;
  };
  for (std::int32_t slot = 0; slot < m.slots(); ++slot)
    set(m.node_at(slot), served[at(slot)], joined[at(slot)]);
  for (const SolvedChain& chain : m.chains())
    for (std::int32_t p = chain.first; p + 1 < chain.first + chain.pipes; ++p)
      set(m.chain_pipes()[at(p)].node, served[at(chain.from)], joined[at(chain.from)]);
  for (std::int32_t i = row_of(m.tree_pipes().size()) - 1; i >= 0; --i) {
    const std::size_t parent = index(m.tree_parents()[at(i)], lane);
    set(m.tree_pipes()[at(i)].node, served_[parent], joined_[parent]);
  }
  if (changed) take_demands();
  return changed;
}

/// Slots that are reached from fixed nodes over links that are not closed.
template <typename Number>
std::vector<std::uint8_t> Balance<Number>::reached(std::int32_t lane, Ways ways) const {
  const HydraulicModel& m = *model_;
  std::vector<std::uint8_t> seen(at(m.slots()), 0);
  std::vector<std::int32_t> found;
  const auto visit = [&](std::int32_t slot) {
    if (seen[at(slot)] != 0) return;
    seen[at(slot)] = 1;
    found.push_back(slot);
  };
  for (std::int32_t slot = m.unknowns(); slot < m.slots(); ++slot) visit(slot);
  for (std::size_t i = 0; i < found.size(); ++i)
    for (const SlotEnd& end : m.ends_at(found[i])) {
      if (end.kind == SlotEnd::Kind::chain_begin) visit(m.chains()[at(end.row)].to);
      if (end.kind == SlotEnd::Kind::chain_end) visit(m.chains()[at(end.row)].from);
      const bool forward = end.kind == SlotEnd::Kind::element_begin;
      if (!forward && end.kind != SlotEnd::Kind::element_end) continue;
      if (is_closed(state[index(end.row, lane)])) continue;
      const Element& element = m.elements()[at(end.row)];
      if (!forward && ways == Ways::along && is_one_way(element)) continue;
      visit(forward ? element.to : element.from);
    }
  return seen;
}

template class Balance<double>;
template class Balance<solvers::Lanes>;

}  // namespace conurb::water

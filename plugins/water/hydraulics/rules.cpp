// SPDX-License-Identifier: Apache-2.0
// Rules over time: while tanks fill and drain they are asked at every rule step, and the first step at which
// one changes anything ends there (EPANET 2.2 manual, 12.1.7).
#include <algorithm>
#include <cmath>

#include "plugins/water/hydraulics/feet.hpp"
#include "plugins/water/hydraulics/supply_run.hpp"

namespace conurb::water {

namespace {

constexpr std::int64_t kDaySeconds = 86'400;

bool compare(RulePremise::Relation relation, double x, double value, double tolerance) {
  using Relation = RulePremise::Relation;
  switch (relation) {
    case Relation::equal: return std::fabs(x - value) <= tolerance;
    case Relation::unequal: return std::fabs(x - value) >= tolerance;
    // As EPANET has them: `below` lets a value pass that is hardly above, `at most` does not.
    case Relation::less: return x <= value + tolerance;
    case Relation::less_equal: return x <= value - tolerance;
    case Relation::greater: return x >= value - tolerance;
    case Relation::greater_equal: return x >= value + tolerance;
  }
  return false;
}

}  // namespace

/// Goes on for at most `step`; returns how long it was until a rule acted.
template <typename Number>
std::int64_t SupplyRun<Number>::step_with_rules(std::int32_t lane, std::int64_t step) {
  const std::int64_t start = time_[at(lane)], rule_step = model().network().times.rule_step;
  std::int64_t gone = 0;
  while (gone < step) {
    const std::int64_t now = start + gone;
    const std::int64_t part = std::min(rule_step - now % rule_step, step - gone);
    fill_tanks(lane, part);
    gone += part;
    time_[at(lane)] = start + gone;
    if (obey_rules(lane, now + 1)) break;
  }
  time_[at(lane)] = start;
  return gone;
}

/// Of several rules on one link the one with the higher priority acts, among equals the first.
template <typename Number>
bool SupplyRun<Number>::obey_rules(std::int32_t lane, std::int64_t from) {
  std::vector<RuleChoice> choices;
  for (const Rule& rule : model().network().rules) {
    if (!rule.enabled) continue;
    for (const RuleAction& action : holds(rule, lane, from) ? rule.then : rule.otherwise) {
      const auto known = std::find_if(choices.begin(), choices.end(),
                                      [&](const RuleChoice& one) { return one.link == action.link; });
      const RuleChoice choice{rule.priority, action.link, action.status, action.setting};
      if (known == choices.end())
        choices.push_back(choice);
      else if (rule.priority > known->priority)
        *known = choice;
    }
  }
  bool changed = false;
  for (const RuleChoice& choice : choices)
    if (balance_.switch_element(model().element_of(choice.link), lane, choice.status, choice.setting))
      changed = true;
  return changed;
}

/// Premises from the first on: an `or` only matters where what is before it failed, an `and` only where it
/// held.
template <typename Number>
bool SupplyRun<Number>::holds(const Rule& rule, std::int32_t lane, std::int64_t from) const {
  bool result = true;
  for (const RulePremise& premise : rule.premises) {
    if (premise.join == RulePremise::Join::any_of) {
      if (!result) result = holds(premise, lane, from);
    } else {
      if (!result) return false;
      result = holds(premise, lane, from);
    }
  }
  return result;
}

template <typename Number>
bool SupplyRun<Number>::holds(const RulePremise& premise, std::int32_t lane, std::int64_t from) const {
  if (premise.variable == RuleVariable::time || premise.variable == RuleVariable::clock)
    return holds_in_time(premise, lane, from);
  if (premise.variable == RuleVariable::status) {
    const LinkState state = balance_.state[index(model().element_of(premise.row), lane)];
    const LinkStatus status = is_closed(state)             ? LinkStatus::closed
                              : state == LinkState::active ? LinkStatus::active
                                                           : LinkStatus::open;
    return (status == premise.status) == (premise.relation == RulePremise::Relation::equal);
  }
  const double x = value_of(premise, lane);
  return !std::isnan(x) && compare(premise.relation, x, premise.value, premise.tolerance);
}

/// Since the rules were asked last, from `from` on, up to now.
template <typename Number>
bool SupplyRun<Number>::holds_in_time(const RulePremise& premise, std::int32_t lane,
                                      std::int64_t from) const {
  using Relation = RulePremise::Relation;
  const auto value = static_cast<std::int64_t>(premise.value);
  std::int64_t first = from, last = time_[at(lane)];
  if (premise.variable == RuleVariable::clock) {
    first = (first + model().network().times.clock_start) % kDaySeconds;
    last = (last + model().network().times.clock_start) % kDaySeconds;
  }
  switch (premise.relation) {
    case Relation::less: return last < value;
    case Relation::less_equal: return last <= value;
    case Relation::greater: return last > value;
    case Relation::greater_equal: return last >= value;
    default: break;
  }
  const bool met = last < first ? value >= first || value <= last : value >= first && value <= last;
  return met == (premise.relation == Relation::equal);
}

/// NaN where there is no such value.
template <typename Number>
double SupplyRun<Number>::value_of(const RulePremise& premise, std::int32_t lane) const {
  const HydraulicModel& m = model();
  const SupplyNetwork& net = m.network();
  if (premise.object == RulePremise::Object::link) {
    const std::size_t k = index(m.element_of(premise.row), lane);
    if (premise.variable == RuleVariable::setting) return balance_.setting[k];
    return is_closed(balance_.state[k]) ? 0 : std::fabs(balance_.element_flow[k]);
  }
  if (premise.object == RulePremise::Object::system) {
    double sum = 0;
    for (std::int32_t node = 0; node < row_of(net.nodes.size()); ++node)
      sum += balance_.demand[index(node, lane)];
    return sum;
  }
  const Node& node = net.nodes[at(premise.row)];
  const std::int32_t slot = m.slot_of(premise.row);
  const double head = balance_.head[index(slot, lane)];
  const std::int32_t tank = node.kind == Node::Kind::tank ? slot - m.unknowns() : kNone;
  const double inflow = tank == kNone ? 0 : inflow_[index(tank, lane)];
  switch (premise.variable) {
    case RuleVariable::demand: return tank == kNone ? balance_.demand[index(premise.row, lane)] : inflow;
    case RuleVariable::head: return head;
    case RuleVariable::level:
    case RuleVariable::pressure: return head - node.elevation;
    case RuleVariable::fill_time:
      return inflow > kNoFlow ? (tanks_[at(tank)].most() - volume_[index(tank, lane)]) / inflow : kNotGiven;
    case RuleVariable::drain_time:
      return inflow < -kNoFlow ? (tanks_[at(tank)].least() - volume_[index(tank, lane)]) / inflow : kNotGiven;
    default: return kNotGiven;
  }
}

template class SupplyRun<double>;
template class SupplyRun<solvers::Lanes>;

}  // namespace conurb::water

// SPDX-License-Identifier: Apache-2.0
#include "plugins/water/formats/same_network.hpp"

#include <cmath>
#include <cstddef>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace conurb::water {
namespace {

bool equal(double a, double b) {
  return a == b || (std::isnan(a) && std::isnan(b));
}
template <class T>
requires(std::is_integral_v<T> || std::is_enum_v<T>) bool equal(T a, T b) {
  return a == b;
}
bool equal(const std::string& a, const std::string& b) {
  return a == b;
}

template <class T>
bool equal(const std::vector<T>& a, const std::vector<T>& b);
bool equal(const Demand& a, const Demand& b);
bool equal(const Mixing& a, const Mixing& b);
bool equal(const RulePremise& a, const RulePremise& b);
bool equal(const RuleAction& a, const RuleAction& b);
template <class T>
auto equal(const T& a, const T& b) -> decltype(same(a, b)) {
  return same(a, b);
}

/// Of fields in the same order.
template <class... T>
bool all_equal(const std::tuple<T...>& a, const std::tuple<T...>& b) {
  return [&]<std::size_t... I>(std::index_sequence<I...>) {
    return (equal(std::get<I>(a), std::get<I>(b)) && ...);
  }
  (std::index_sequence_for<T...>());
}

template <class T>
bool equal(const std::vector<T>& a, const std::vector<T>& b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (!equal(a[i], b[i])) return false;
  }
  return true;
}

auto fields(const Demand& d) {
  return std::tie(d.base, d.pattern, d.category);
}
auto fields(const Mixing& m) {
  return std::tie(m.model, m.fraction);
}
auto fields(const RulePremise& p) {
  return std::tie(p.join, p.object, p.row, p.variable, p.relation, p.value, p.tolerance, p.status);
}
auto fields(const RuleAction& a) {
  return std::tie(a.link, a.setting, a.status);
}
auto fields(const Pattern& p) {
  return std::tie(p.id, p.factors, p.comment);
}
auto fields(const Curve& c) {
  return std::tie(c.id, c.kind, c.x, c.y, c.comment);
}
auto fields(const Node& n) {
  return std::tie(n.id, n.kind, n.x, n.y, n.elevation, n.tag, n.comment, n.demands, n.emitter, n.head_pattern,
                  n.initial_level, n.lowest_level, n.highest_level, n.diameter, n.lowest_volume,
                  n.volume_curve, n.overflows, n.mixing, n.bulk_reaction, n.initial_quality);
}
auto fields(const Link& l) {
  return std::tie(l.id, l.kind, l.from, l.to, l.vertices, l.tag, l.comment, l.initial_status, l.diameter,
                  l.minor_loss, l.length, l.roughness, l.check_valve, l.bulk_reaction, l.wall_reaction,
                  l.leak_area, l.leak_expansion, l.head_curve, l.power, l.speed, l.speed_pattern,
                  l.efficiency_curve, l.energy_price, l.price_pattern, l.setting, l.valve_curve);
}
auto fields(const Control& c) {
  return std::tie(c.link, c.setting, c.status, c.when, c.node, c.level, c.time, c.enabled, c.comment);
}
auto fields(const Rule& r) {
  return std::tie(r.id, r.premises, r.then, r.otherwise, r.priority, r.enabled, r.comment);
}
auto fields(const QualitySource& s) {
  return std::tie(s.node, s.kind, s.strength, s.pattern);
}
auto fields(const HydraulicOptions& o) {
  return std::tie(o.law, o.viscosity, o.specific_gravity, o.demand_factor, o.default_pattern, o.demand_model,
                  o.least_pressure, o.required_pressure, o.pressure_exponent, o.emitter_exponent,
                  o.emitters_flow_back, o.accuracy, o.head_error, o.flow_change, o.most_iterations,
                  o.extra_iterations, o.check_every, o.check_until, o.damping_from);
}
auto fields(const TimeOptions& t) {
  return std::tie(t.duration, t.hydraulic_step, t.quality_step, t.rule_step, t.pattern_step, t.pattern_start,
                  t.report_step, t.report_start, t.clock_start);
}
auto fields(const EnergyOptions& e) {
  return std::tie(e.price, e.price_pattern, e.efficiency, e.demand_charge);
}
auto fields(const QualityOptions& q) {
  return std::tie(q.kind, q.chemical, q.trace_node, q.tolerance, q.diffusivity, q.bulk_order, q.tank_order,
                  q.wall_order, q.bulk_reaction, q.wall_reaction, q.limiting_concentration,
                  q.roughness_factor);
}
auto fields(const SupplyNetwork& n) {
  return std::tie(n.title, n.nodes, n.links, n.patterns, n.curves, n.controls, n.rules, n.sources,
                  n.hydraulics, n.times, n.energy, n.quality);
}

bool equal(const Demand& a, const Demand& b) {
  return all_equal(fields(a), fields(b));
}
bool equal(const Mixing& a, const Mixing& b) {
  return all_equal(fields(a), fields(b));
}
bool equal(const RulePremise& a, const RulePremise& b) {
  return all_equal(fields(a), fields(b));
}
bool equal(const RuleAction& a, const RuleAction& b) {
  return all_equal(fields(a), fields(b));
}

}  // namespace

bool same(const Pattern& a, const Pattern& b) {
  return all_equal(fields(a), fields(b));
}
bool same(const Curve& a, const Curve& b) {
  return all_equal(fields(a), fields(b));
}
bool same(const Node& a, const Node& b) {
  return all_equal(fields(a), fields(b));
}
bool same(const Link& a, const Link& b) {
  return all_equal(fields(a), fields(b));
}
bool same(const Control& a, const Control& b) {
  return all_equal(fields(a), fields(b));
}
bool same(const Rule& a, const Rule& b) {
  return all_equal(fields(a), fields(b));
}
bool same(const QualitySource& a, const QualitySource& b) {
  return all_equal(fields(a), fields(b));
}
bool same(const HydraulicOptions& a, const HydraulicOptions& b) {
  return all_equal(fields(a), fields(b));
}
bool same(const TimeOptions& a, const TimeOptions& b) {
  return all_equal(fields(a), fields(b));
}
bool same(const EnergyOptions& a, const EnergyOptions& b) {
  return all_equal(fields(a), fields(b));
}
bool same(const QualityOptions& a, const QualityOptions& b) {
  return all_equal(fields(a), fields(b));
}
bool same(const SupplyNetwork& a, const SupplyNetwork& b) {
  return all_equal(fields(a), fields(b));
}
bool same(const InpFile& a, const InpFile& b) {
  return same(a.network, b.network) && a.units == b.units && a.options == b.options && a.times == b.times &&
         same(a.written_times, b.written_times) && a.default_pattern == b.default_pattern &&
         a.sections == b.sections;
}

}  // namespace conurb::water

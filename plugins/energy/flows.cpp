// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/flows.hpp"

#include "plugins/energy/index.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace conurb::energy {

namespace {

/// Without the second look that the operator takes where a product is no number.
inline Complex product(const Complex& a, const Complex& b) {
  return {a.real() * b.real() - a.imag() * b.imag(), a.real() * b.imag() + a.imag() * b.real()};
}

}  // namespace

BranchFlow branch_flow(const Grid& grid, std::size_t number, const Voltages& v) {
  const Branch& branch = grid.topology().branches[number];
  const TwoPort& y = grid.port(number);
  BranchFlow flow;
  const auto set = [&](std::size_t place, const Complex& voltage, const Complex& current, double& p,
                       double& q, double& amperes) {
    const Complex power = product(voltage, std::conj(current)) * grid.base_power();
    p = power.real();
    q = power.imag();
    amperes = std::sqrt(std::norm(current)) * grid.base_current()[place];
  };
  const auto place_of = [&](std::int32_t node) { return at(grid.place(node)); };
  const auto voltage = [&](std::size_t place) { return Complex(v.re[place], v.im[place]); };
  const bool from = branch.from_closed, to = branch.to_closed;
  if (from && to) {
    const std::size_t i = place_of(branch.from), k = place_of(branch.to);
    const Complex vi = voltage(i), vk = voltage(k);
    set(i, vi, product(y.ff, vi) + product(y.ft, vk), flow.p_from, flow.q_from, flow.current_from);
    set(k, vk, product(y.tf, vi) + product(y.tt, vk), flow.p_to, flow.q_to, flow.current_to);
  } else if (from) {
    const std::size_t i = place_of(branch.from);
    const Complex vi = voltage(i);
    set(i, vi, product(open_at_to(y), vi), flow.p_from, flow.q_from, flow.current_from);
  } else if (to) {
    const std::size_t k = place_of(branch.to);
    const Complex vk = voltage(k);
    set(k, vk, product(open_at_from(y), vk), flow.p_to, flow.q_to, flow.current_to);
  }
  return flow;
}

std::vector<BranchFlow> branch_flows(const Grid& grid, const Voltages& v) {
  std::vector<BranchFlow> flows(grid.topology().branches.size());
  for (std::size_t b = 0; b < flows.size(); ++b) flows[b] = branch_flow(grid, b, v);
  return flows;
}

EndLimits end_limits(const Network& network, const Branch& branch) {
  const auto bounded = [](double most) { return most > 0 && std::isfinite(most); };
  if (branch.kind == Branch::Kind::line) {
    const double most = network.lines[at(branch.row)].max_current;
    return bounded(most) ? EndLimits{most, most, true}
                         : EndLimits{kUnlimited, kUnlimited, std::isfinite(most)};
  }
  const Transformer& t = network.transformers[at(branch.row)];
  if (!bounded(t.max_power)) return {kUnlimited, kUnlimited, std::isfinite(t.max_power)};
  const double current = t.max_power / std::numbers::sqrt3;
  return {current / t.rated_hv, current / t.rated_lv, true};
}

std::vector<double> loadings(const Network& network, const Grid& grid, std::span<const BranchFlow> flows) {
  std::vector<double> shares(flows.size(), 0.0);
  for (std::size_t b = 0; b < flows.size(); ++b)
    shares[b] = loading(end_limits(network, grid.topology().branches[b]), flows[b]);
  return shares;
}

double losses(std::span<const BranchFlow> flows) {
  double sum = 0;
  for (const BranchFlow& flow : flows) sum += flow.p_from + flow.p_to;
  return sum;
}

Complex balance_at(const Grid& grid, const Injections& in, const Voltages& v, std::int32_t place) {
  const std::size_t i = at(place);
  if (in.kind[i] == NodeKind::dead) return 0;
  Complex current = 0;
  for (std::int32_t e = grid.start()[i]; e < grid.start()[i + 1]; ++e) {
    const std::size_t k = at(grid.column()[at(e)]);
    current += grid.admittance()[at(e)] * Complex(v.re[k], v.im[k]);
  }
  const double magnitude = std::hypot(v.re[i], v.im[i]);
  const Complex power = Complex(v.re[i], v.im[i]) * std::conj(current);
  return grid.base_power() * Complex(power.real() + in.p_current[i] * magnitude - in.p_fixed[i],
                                     power.imag() + in.q_current[i] * magnitude - in.q_fixed[i]);
}

Balance balance(const Grid& grid, const Injections& in, const Voltages& v) {
  Balance found;
  for (std::int32_t place = 0; place < grid.nodes(); ++place) {
    const Complex power = balance_at(grid, in, v, place);
    found.p.push_back(power.real());
    found.q.push_back(power.imag());
  }
  return found;
}

GeneratorPowers::GeneratorPowers(const Network& network, const Grid& grid) {
  std::vector<std::int32_t> at_place(at(grid.nodes()), kNone);
  for (std::size_t g = 0; g < network.generators.size(); ++g) {
    const Generator& generator = network.generators[g];
    const std::int32_t place = generator.in_service ? grid.place_of_bus(generator.bus) : kNone;
    units_of_.push_back(kNone);
    if (place == kNone || generator.control == Generator::Control::pq) continue;
    if (at_place[at(place)] == kNone) {
      at_place[at(place)] = row_of(units_.size());
      units_.emplace_back().place = place;
    }
    units_of_.back() = at_place[at(place)];
    Units& units = units_[at(units_of_.back())];
    ++units.count;
    if (generator.control == Generator::Control::slack && units.first_slack == kNone)
      units.first_slack = row_of(g);
    units.q_min += generator.q_min;
    units.q_range += generator.q_max - generator.q_min;
  }
}

void GeneratorPowers::find(const Network& network, const Grid& grid, const Injections& in, const Voltages& v,
                           std::span<Complex> powers) {
  for (Units& units : units_) {
    units.p = 0;
    units.balance = balance_at(grid, in, v, units.place);
  }
  for (std::size_t i = 0; i < powers.size(); ++i) {
    if (units_of_[i] == kNone) continue;
    Units& units = units_[at(units_of_[i])];
    if (units.first_slack != row_of(i)) units.p += network.generators[i].p;
  }
  for (std::size_t i = 0; i < powers.size(); ++i) {
    const Generator& g = network.generators[i];
    const std::int32_t place = g.in_service ? grid.place_of_bus(g.bus) : kNone;
    powers[i] = 0;
    if (place == kNone || in.kind[at(place)] == NodeKind::dead) continue;
    if (units_of_[i] == kNone) {
      powers[i] = Complex(g.p, g.q);
      continue;
    }
    const Units& units = units_[at(units_of_[i])];
    const double p = units.first_slack == row_of(i) ? units.balance.real() - units.p : g.p;
    const double q = units.balance.imag();
    const bool by_range = units.q_range > 0 && std::isfinite(units.q_range);
    powers[i] = Complex(
        p, by_range ? g.q_min + (q - units.q_min) / units.q_range * (g.q_max - g.q_min) : q / units.count);
  }
}

std::vector<Complex> generator_powers(const Network& network, const Grid& grid, const Injections& in,
                                      const Voltages& v) {
  std::vector<Complex> powers(network.generators.size());
  GeneratorPowers(network, grid).find(network, grid, in, v, powers);
  return powers;
}

}  // namespace conurb::energy

// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/flows.hpp"

#include "plugins/energy/index.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace conurb::energy {

std::vector<BranchFlow> branch_flows(const Grid& grid, const Voltages& v) {
  std::vector<BranchFlow> flows(grid.topology().branches.size());
  for (std::size_t b = 0; b < flows.size(); ++b) {
    const Branch& branch = grid.topology().branches[b];
    const TwoPort& y = grid.port(b);
    BranchFlow& flow = flows[b];
    const auto voltage = [&](std::int32_t node) {
      const std::size_t place = at(grid.place(node));
      return Complex(v.re[place], v.im[place]);
    };
    const auto set = [&](std::int32_t node, Complex current, double& p, double& q, double& amperes) {
      const Complex power = voltage(node) * std::conj(current) * grid.base_power();
      p = power.real();
      q = power.imag();
      amperes = std::abs(current) * grid.base_power() /
                (std::numbers::sqrt3 * grid.nominal_voltage()[at(grid.place(node))]);
    };
    const bool from = branch.from_closed, to = branch.to_closed;
    if (from && to) {
      const Complex vf = voltage(branch.from), vt = voltage(branch.to);
      set(branch.from, y.ff * vf + y.ft * vt, flow.p_from, flow.q_from, flow.current_from);
      set(branch.to, y.tf * vf + y.tt * vt, flow.p_to, flow.q_to, flow.current_to);
    } else if (from) {
      set(branch.from, open_at_to(y) * voltage(branch.from), flow.p_from, flow.q_from, flow.current_from);
    } else if (to) {
      set(branch.to, open_at_from(y) * voltage(branch.to), flow.p_to, flow.q_to, flow.current_to);
    }
  }
  return flows;
}

std::vector<double> loadings(const Network& network, const Grid& grid, std::span<const BranchFlow> flows) {
  std::vector<double> shares(flows.size(), 0.0);
  for (std::size_t b = 0; b < flows.size(); ++b) {
    const Branch& branch = grid.topology().branches[b];
    const BranchFlow& flow = flows[b];
    const double current = std::max(flow.current_from, flow.current_to);
    if (branch.kind == Branch::Kind::line) {
      const double most = network.lines[at(branch.row)].max_current;
      if (most > 0 && std::isfinite(most)) shares[b] = current / most;
    } else {
      const Transformer& t = network.transformers[at(branch.row)];
      if (!(t.max_power > 0) || !std::isfinite(t.max_power)) continue;
      // A winding is heated by its current, so the limit in VA is one of current at the rated voltage.
      const double power =
          std::numbers::sqrt3 * std::max(flow.current_from * t.rated_hv, flow.current_to * t.rated_lv);
      shares[b] = power / t.max_power;
    }
  }
  return shares;
}

double losses(std::span<const BranchFlow> flows) {
  double sum = 0;
  for (const BranchFlow& flow : flows) sum += flow.p_from + flow.p_to;
  return sum;
}

Balance balance(const Grid& grid, const Injections& in, const Newton& newton, const Voltages& v) {
  Balance found;
  found.p.resize(at(grid.nodes()));
  found.q.resize(at(grid.nodes()));
  newton.powers(v, found.p, found.q);
  for (std::size_t i = 0; i < found.p.size(); ++i) {
    const double magnitude = std::hypot(v.re[i], v.im[i]);
    const bool dead = in.kind[i] == NodeKind::dead;
    found.p[i] = dead ? 0 : (found.p[i] + in.p_current[i] * magnitude - in.p_fixed[i]) * grid.base_power();
    found.q[i] = dead ? 0 : (found.q[i] + in.q_current[i] * magnitude - in.q_fixed[i]) * grid.base_power();
  }
  return found;
}

std::vector<Complex> generator_powers(const Network& network, const Grid& grid, const Injections& in,
                                      const Balance& balance) {
  struct Units {
    int count = 0, slack = 0;
    double p = 0, q_min = 0, q_range = 0;  // p of all but the first slack unit
  };
  std::vector<Units> at_place(at(grid.nodes()));
  const auto place_of = [&](const Generator& g) { return g.in_service ? grid.place_of_bus(g.bus) : kNone; };
  const auto holds = [](const Generator& g) { return g.control != Generator::Control::pq; };
  for (const Generator& g : network.generators) {
    const std::int32_t place = place_of(g);
    if (place == kNone || !holds(g)) continue;
    Units& units = at_place[at(place)];
    ++units.count;
    const bool first_slack = g.control == Generator::Control::slack && units.slack++ == 0;
    if (!first_slack) units.p += g.p;
    units.q_min += g.q_min;
    units.q_range += g.q_max - g.q_min;
  }
  std::vector<Complex> powers(network.generators.size(), Complex(0));
  for (std::size_t i = 0; i < powers.size(); ++i) {
    const Generator& g = network.generators[i];
    const std::int32_t place = place_of(g);
    if (place == kNone || in.kind[at(place)] == NodeKind::dead) continue;
    if (!holds(g)) {
      powers[i] = Complex(g.p, g.q);
      continue;
    }
    Units& units = at_place[at(place)];
    double p = g.p;
    if (g.control == Generator::Control::slack && units.slack > 0) {
      p = balance.p[at(place)] - units.p;
      units.slack = 0;  // the next ones give what they were told to
    }
    const double q = balance.q[at(place)];
    const bool by_range = units.q_range > 0 && std::isfinite(units.q_range);
    powers[i] = Complex(
        p, by_range ? g.q_min + (q - units.q_min) / units.q_range * (g.q_max - g.q_min) : q / units.count);
  }
  return powers;
}

}  // namespace conurb::energy

// SPDX-License-Identifier: Apache-2.0
#include "tests/probes/newton/network.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "engine/solvers/index.hpp"

namespace probe_newton {

using conurb::solvers::at;

namespace {

constexpr double kTolerance = 1e-9;  // ampere; loads draw amperes, rounding is some 1e-12
constexpr int kMostNewtonSteps = 30;
constexpr int kMostChordSteps = 3;
constexpr double kChordGain = 0.05;  // a chord step that leaves more of the residual than this is the last

struct Load {
  double current = 0;
  double slope = 0;
};

Load load(double power, double v, double source_v) {
  const double least = 0.5 * source_v;
  if (v >= least) return {power / v, -power / (v * v)};
  return {power * v / (least * least), power / (least * least)};
}

}  // namespace

Topology::Topology(std::span<const std::uint8_t> bus_alive, std::span<const std::uint8_t> source,
                   std::span<const std::uint8_t> line_alive, std::span<const std::int32_t> from,
                   std::span<const std::int32_t> to) {
  for (std::size_t row = 0; row < line_alive.size(); ++row) {
    const std::int32_t a = from[row];
    const std::int32_t b = to[row];
    if (line_alive[row] == 0 || a < 0 || b < 0 || a == b || bus_alive[at(a)] == 0 || bus_alive[at(b)] == 0)
      continue;
    lines_.push_back({a, b, static_cast<std::int64_t>(row)});
  }
  reach(bus_alive, source);
  equation_.assign(bus_alive.size(), -1);
  for (std::size_t bus = 0; bus < bus_alive.size(); ++bus) {
    if (supplied_[bus] == 0 || source[bus] != 0) continue;
    equation_[bus] = static_cast<std::int32_t>(unknowns_.size());
    unknowns_.push_back(static_cast<std::int32_t>(bus));
  }
  std::map<std::pair<std::int32_t, std::int32_t>, std::int32_t> places;  // parallel lines share one
  std::vector<std::pair<std::int32_t, std::int32_t>> edges;
  for (const Line& line : lines_) {
    const auto [low, high] = std::minmax(equation_[at(line.from)], equation_[at(line.to)]);
    if (low < 0) {
      edge_of_line_.push_back(-1);
      continue;
    }
    const auto [place, fresh] = places.emplace(std::pair(low, high), static_cast<std::int32_t>(edges.size()));
    if (fresh) edges.emplace_back(low, high);
    edge_of_line_.push_back(place->second);
  }
  edges_ = edges.size();
  pattern_ = std::make_unique<SparseLdl>(static_cast<std::int32_t>(unknowns_.size()), edges);
}

void Topology::reach(std::span<const std::uint8_t> bus_alive, std::span<const std::uint8_t> source) {
  std::vector<std::vector<std::int32_t>> next(bus_alive.size());
  for (const Line& line : lines_) {
    next[at(line.from)].push_back(line.to);
    next[at(line.to)].push_back(line.from);
  }
  supplied_.assign(bus_alive.size(), 0);
  std::vector<std::int32_t> stack;
  for (std::size_t bus = 0; bus < bus_alive.size(); ++bus) {
    if (bus_alive[bus] == 0 || source[bus] == 0) continue;
    supplied_[bus] = 1;
    stack.push_back(static_cast<std::int32_t>(bus));
  }
  while (!stack.empty()) {
    const std::int32_t bus = stack.back();
    stack.pop_back();
    for (const std::int32_t other : next[at(bus)]) {
      if (supplied_[at(other)] != 0) continue;
      supplied_[at(other)] = 1;
      stack.push_back(other);
    }
  }
}

std::size_t Topology::bytes() const {
  return lines_.size() * 20 + supplied_.size() * 9 + (pattern_ != nullptr ? pattern_->bytes() : 0);
}

std::unique_ptr<Conductances> factor_conductances(const Topology& topology,
                                                  std::span<const double> resistance) {
  auto made = std::make_unique<Conductances>();
  made->diagonal.assign(topology.unknown_buses().size(), 0.0);
  made->off_diagonal.assign(topology.edges(), 0.0);
  const auto lines = topology.lines();
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const double g = 1.0 / resistance[static_cast<std::size_t>(lines[i].row)];
    made->of_line.push_back(g);
    for (const std::int32_t bus : {lines[i].from, lines[i].to}) {
      if (topology.equation(bus) >= 0) made->diagonal[at(topology.equation(bus))] += g;
    }
    if (topology.edge_of_line()[i] >= 0) made->off_diagonal[at(topology.edge_of_line()[i])] -= g;
  }
  if (!topology.pattern().factor(made->diagonal, made->off_diagonal, made->factor)) return nullptr;
  return made;
}

namespace {

/// One solution in the making.
class Solver {
 public:
  Solver(const Topology& topology, const Conductances& conductances, std::span<const double> power,
         double source_v, std::span<double> voltage)
      : topology_(topology),
        conductances_(conductances),
        power_(power),
        source_v_(source_v),
        voltage_(voltage),
        residual_(topology.unknown_buses().size()) {}

  SolveResult run() {
    SolveResult result;
    result.residual_a = residual();
    while (result.chord_steps < kMostChordSteps && result.residual_a > kTolerance) {
      step(conductances_.factor);
      ++result.chord_steps;
      const double before = std::exchange(result.residual_a, residual());
      if (result.residual_a > kChordGain * before) break;
    }
    SparseLdl::Factor jacobian;
    std::vector<double> diagonal;
    while (result.newton_steps < kMostNewtonSteps && result.residual_a > kTolerance) {
      diagonal = conductances_.diagonal;
      const auto unknowns = topology_.unknown_buses();
      for (std::size_t k = 0; k < unknowns.size(); ++k) {
        diagonal[k] += load(power_[at(unknowns[k])], voltage_[at(unknowns[k])], source_v_).slope;
      }
      if (!topology_.pattern().factor(diagonal, conductances_.off_diagonal, jacobian)) break;
      step(jacobian);
      ++result.newton_steps;
      result.residual_a = residual();
    }
    result.converged = result.residual_a <= kTolerance;
    return result;
  }

 private:
  // Sums of currents that leave each unknown bus; the largest of them in size.
  double residual() {
    std::fill(residual_.begin(), residual_.end(), 0.0);
    const auto lines = topology_.lines();
    for (std::size_t i = 0; i < lines.size(); ++i) {
      if (!topology_.supplied(lines[i].from)) continue;
      const double current =
          conductances_.of_line[i] * (voltage_[at(lines[i].from)] - voltage_[at(lines[i].to)]);
      const std::int32_t a = topology_.equation(lines[i].from);
      const std::int32_t b = topology_.equation(lines[i].to);
      if (a >= 0) residual_[at(a)] += current;
      if (b >= 0) residual_[at(b)] -= current;
    }
    double largest = 0;
    const auto unknowns = topology_.unknown_buses();
    for (std::size_t k = 0; k < unknowns.size(); ++k) {
      residual_[k] += load(power_[at(unknowns[k])], voltage_[at(unknowns[k])], source_v_).current;
      largest = std::max(largest, std::abs(residual_[k]));
    }
    return largest;
  }

  void step(const SparseLdl::Factor& factor) {
    topology_.pattern().solve(factor, residual_);
    const auto unknowns = topology_.unknown_buses();
    for (std::size_t k = 0; k < unknowns.size(); ++k) {
      double& v = voltage_[at(unknowns[k])];
      v = std::max(v - residual_[k], 0.01 * source_v_);
    }
  }

  const Topology& topology_;
  const Conductances& conductances_;
  std::span<const double> power_;
  double source_v_;
  std::span<double> voltage_;
  std::vector<double> residual_;
};

}  // namespace

SolveResult solve(const Topology& topology, const Conductances& conductances, std::span<const double> power,
                  double source_v, std::span<double> voltage) {
  for (std::size_t bus = 0; bus < voltage.size(); ++bus) {
    const auto index = static_cast<std::int32_t>(bus);
    if (!topology.supplied(index)) {
      voltage[bus] = 0;
    } else if (topology.equation(index) < 0 || voltage[bus] <= 0) {
      voltage[bus] = source_v;
    }
  }
  return Solver(topology, conductances, power, source_v, voltage).run();
}

}  // namespace probe_newton

// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/outage/limits.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "plugins/energy/error.hpp"
#include "plugins/energy/index.hpp"

namespace conurb::energy {

namespace {

/// Below what any measurement tells apart, above what a solution leaves open.
constexpr double kTolerance = 1e-6;

std::string number(double value) {
  std::array<char, 32> room{};
  std::snprintf(room.data(), room.size(), "%.4g", value);
  return room.data();
}

std::string named(const char* kind, const std::string& name, std::int64_t number) {
  return std::string(kind) + " " + std::to_string(number) + (name.empty() ? "" : " (" + name + ")");
}

/// Of a bus's own nominal voltage; 0 where there is no supply.
double voltage_of(std::size_t bus, const Network& network, const Grid& grid, const Voltages& v) {
  const std::int32_t place = grid.place_of_bus(row_of(bus));
  if (place == kNone) return 0;
  return std::hypot(v.re[at(place)], v.im[at(place)]) * grid.nominal_voltage()[at(place)] /
         network.buses[bus].nominal_voltage;
}

struct Weighing {
  Assessment& found;
  double most = kTolerance;

  void exceed(Violation::Kind kind, std::size_t row, double value, double limit) {
    const double beyond = kind == Violation::Kind::low_voltage ? limit - value : value - limit;
    if (!(beyond > kTolerance)) return;
    found.severity += beyond;
    if (beyond <= most) return;
    most = beyond;
    found.worst = Violation{kind, row_of(row), value, limit};
  }
};

}  // namespace

Limits limits_of(const Network& n, const LimitOptions& options) {
  if (!(options.loading > 0))
    throw InputError("is " + number(options.loading) + ", must be above 0", "loading allowed");
  Limits limits;
  for (std::size_t bus = 0; bus < n.buses.size(); ++bus) {
    limits.v_min.push_back(std::isnan(options.v_min) ? n.buses[bus].v_min : options.v_min);
    limits.v_max.push_back(std::isnan(options.v_max) ? n.buses[bus].v_max : options.v_max);
    if (std::isnan(limits.v_min.back()) || std::isnan(limits.v_max.back()))
      throw InputError("the voltage allowed is no number", "bus " + std::to_string(bus));
  }
  limits.loading.assign(n.lines.size() + n.transformers.size(), options.loading);
  return limits;
}

std::string text(const Violation& v, const Network& n) {
  if (v.kind == Violation::Kind::no_solution)
    return "the power flow has no solution: the voltage would collapse";
  if (v.kind == Violation::Kind::overload) {
    const std::size_t lines = n.lines.size();
    const bool is_line = at(v.row) < lines;
    const std::string object =
        is_line ? named("line", n.lines[at(v.row)].name, v.row)
                : named("transformer", n.transformers[at(v.row) - lines].name, v.row - row_of(lines));
    return object + " carries " + number(100 * v.value) + " % of its rating, at most " +
           number(100 * v.limit) + " % is allowed";
  }
  const bool low = v.kind == Violation::Kind::low_voltage;
  const Bus& bus = n.buses[at(v.row)];
  return named("bus", bus.name, bus.id) + " is at " + number(v.value) + " of its nominal voltage, at " +
         (low ? "least " : "most ") + number(v.limit) + " is allowed";
}

Assessment assess(const Network& n, const Grid& grid, const Voltages& v, const Limits& limits) {
  Assessment found;
  Weighing weighing{found};
  double least = kUnlimited, most = 0;
  for (std::size_t bus = 0; bus < n.buses.size(); ++bus) {
    const double voltage = voltage_of(bus, n, grid, v);
    if (!(voltage > 0)) continue;
    if (voltage < least) {
      least = voltage;
      found.v_min_bus = row_of(bus);
    }
    if (voltage > most) {
      most = voltage;
      found.v_max_bus = row_of(bus);
    }
    weighing.exceed(Violation::Kind::low_voltage, bus, voltage, limits.v_min[bus]);
    weighing.exceed(Violation::Kind::high_voltage, bus, voltage, limits.v_max[bus]);
  }
  found.v_min = found.v_min_bus == kNone ? 0 : least;
  found.v_max = most;
  const std::vector<BranchFlow> flows = branch_flows(grid, v);
  const std::vector<double> shares = loadings(n, grid, flows);
  for (std::size_t b = 0; b < shares.size(); ++b) {
    if (shares[b] > found.most_loading) {
      found.most_loading = shares[b];
      found.most_loaded = row_of(b);
    }
    weighing.exceed(Violation::Kind::overload, b, shares[b], limits.loading[b]);
  }
  found.loss = losses(flows);
  return found;
}

void give_way(Limits& limits, const Network& n, const Grid& grid, const Voltages& v) {
  // What a line that is opened elsewhere changes by its charging current.
  constexpr double kVoltageBit = 1e-4, kLoadingBit = 1e-3;
  for (std::size_t bus = 0; bus < n.buses.size(); ++bus) {
    const double voltage = voltage_of(bus, n, grid, v);
    if (!(voltage > 0)) continue;
    if (voltage < limits.v_min[bus]) limits.v_min[bus] = voltage - kVoltageBit;
    if (voltage > limits.v_max[bus]) limits.v_max[bus] = voltage + kVoltageBit;
  }
  const std::vector<double> shares = loadings(n, grid, branch_flows(grid, v));
  for (std::size_t b = 0; b < shares.size(); ++b)
    if (shares[b] > limits.loading[b]) limits.loading[b] = shares[b] * (1 + kLoadingBit);
}

}  // namespace conurb::energy

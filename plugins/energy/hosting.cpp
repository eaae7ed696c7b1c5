// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/hosting.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <numeric>
#include <utility>

#include "plugins/energy/error.hpp"
#include "plugins/energy/index.hpp"

namespace conurb::energy {

namespace {

std::string short_number(double value) {
  std::array<char, 32> room{};
  std::snprintf(room.data(), room.size(), "%.4g", value);
  return room.data();
}

void need_hosting(bool fine, const char* what, double value, const char* must) {
  if (!fine) throw InputError("is " + short_number(value) + ", must be " + must, what);
}

void check_hosting(const HostingOptions& o) {
  const auto share = [](double value) { return value > 0 && value <= 1; };
  const auto above_0 = [](double value) { return std::isfinite(value) && value > 0; };
  need_hosting(share(o.simultaneity), "simultaneity", o.simultaneity, "above 0 and at most 1");
  need_hosting(share(o.power_factor), "power factor", o.power_factor, "above 0 and at most 1");
  need_hosting(std::isfinite(o.load_factor) && o.load_factor >= 0, "load drawn meanwhile", o.load_factor,
               "0 or more");
  need_hosting(o.voltage_rise > 0, "rise of voltage allowed", o.voltage_rise, "above 0");
  need_hosting(above_0(o.most), "most per customer (W)", o.most, "above 0");
  need_hosting(above_0(o.accuracy) && o.accuracy >= o.most * 1e-6, "accuracy (W)", o.accuracy,
               "at least a millionth of the most per customer");
}

std::string with_name(const char* kind, std::int64_t number, const std::string& name) {
  return std::string(kind) + " " + std::to_string(number) + (name.empty() ? "" : " (" + name + ")");
}

Network with_load_factor(Network network, double factor) {
  for (Load& load : network.loads) {
    load.p *= factor;
    load.q *= factor;
  }
  return network;
}

/// Of the bus's own nominal voltage.
double voltage_at(const Network& network, const Grid& grid, const Voltages& v, std::size_t bus) {
  const std::int32_t place = grid.place_of_bus(row_of(bus));
  if (place == kNone) return 0;
  return std::hypot(v.re[at(place)], v.im[at(place)]) * grid.nominal_voltage()[at(place)] /
         network.buses[bus].nominal_voltage;
}

}  // namespace

HostingStudy::HostingStudy(const Network& network, const HostingOptions& options)
    : network_((check_hosting(options), with_load_factor(network, options.load_factor))),
      options_(options),
      grid_(network_, process(network_)),
      injections_(inject(network_, grid_)),
      flow_(network_, grid_),
      limits_(limits_of(network_, options.limits)),
      without_(network_.buses.size(), kUnlimited) {
  PowerFlowOptions how;
  how.newton = options.newton;
  solved_ = flow_.solve(injections_, how, base_).converged() &&
            std::ranges::any_of(injections_.kind, [](NodeKind kind) { return kind != NodeKind::dead; });
  if (!solved_) return;
  if (options_.flow == HostingOptions::Flow::feeds_in) limit_rise(base_);
  allowed_ = limits_;
  give_way(limits_, network_, grid_, base_);
}

/// The rise counts from the voltages with no unit that feeds in. Where these have no power flow it cannot be
/// judged, and the band alone counts.
void HostingStudy::limit_rise(Voltages start) {
  Network quiet = network_;
  for (Generator& generator : quiet.generators)
    if (generator.control != Generator::Control::slack) generator.in_service = false;
  Grid grid(quiet, process(quiet));
  const Injections injections = inject(quiet, grid);
  Newton newton(grid);
  if (newton.solve(injections, options_.newton, start).outcome != Outcome::converged) return;
  for (std::size_t bus = 0; bus < without_.size(); ++bus) {
    const double voltage = voltage_at(quiet, grid, start, bus);
    if (!(voltage > 0) || voltage + options_.voltage_rise >= limits_.v_max[bus]) continue;
    without_[bus] = voltage;
    limits_.v_max[bus] = voltage + options_.voltage_rise;
  }
}

HostingLimit HostingStudy::limit_of(const Violation& violation) const {
  using Kind = HostingLimit::Kind;
  if (violation.kind == Violation::Kind::no_solution) return {Kind::no_solution, kNone, 0, 0};
  HostingLimit limit{Kind::low_voltage, violation.row, violation.value, 0};
  const std::size_t lines = network_.lines.size();
  if (violation.kind == Violation::Kind::low_voltage) {
    limit.limit = allowed_.v_min[at(violation.row)];
  } else if (violation.kind == Violation::Kind::overload) {
    limit.limit = allowed_.loading[at(violation.row)];
    limit.kind = at(violation.row) < lines ? Kind::line : Kind::transformer;
    if (limit.kind == Kind::transformer) limit.row -= row_of(lines);
  } else {
    limit.limit = allowed_.v_max[at(violation.row)];
    limit.kind = Kind::high_voltage;
  }
  limit.broken_before = violation.limit != limit.limit;
  const double without = limit.kind == Kind::high_voltage ? without_[at(violation.row)] : kUnlimited;
  if (std::isfinite(without)) {
    limit.kind = Kind::voltage_rise;
    limit.value -= without;
    limit.limit -= without;
  }
  return limit;
}

bool HostingStudy::fits(double per_customer, std::span<const double> customers, HostingLimit& limit) {
  const double sign = options_.flow == HostingOptions::Flow::feeds_in ? 1 : -1;
  const double fed_in = sign * per_customer * options_.simultaneity / grid_.base_power();
  const double tangent = std::sqrt(1 - options_.power_factor * options_.power_factor) / options_.power_factor;
  Injections with = injections_;
  for (std::size_t bus = 0; bus < customers.size(); ++bus) {
    const std::int32_t place = grid_.place_of_bus(row_of(bus));
    if (customers[bus] == 0 || place == kNone) continue;
    with.p[at(place)] += customers[bus] * fed_in;
    with.q[at(place)] -= customers[bus] * std::abs(fed_in) * tangent;
  }
  Voltages v = base_;
  if (flow_.newton().solve(with, options_.newton, v).outcome != Outcome::converged) {
    limit = {HostingLimit::Kind::no_solution, kNone, 0, 0};
    return false;
  }
  const Assessment found = assess(network_, grid_, v, limits_);
  if (found.worst) limit = limit_of(*found.worst);
  return !found.worst;
}

HostingCapacity HostingStudy::capacity(std::span<const double> customers) {
  if (customers.size() != network_.buses.size())
    throw InputError("there are " + std::to_string(customers.size()) + " numbers of customers for " +
                     std::to_string(network_.buses.size()) + " buses");
  HostingCapacity result;
  const double all = std::accumulate(customers.begin(), customers.end(), 0.0);
  if (!(all > 0)) return result;
  if (!solved_) {
    result.binding.kind = HostingLimit::Kind::no_solution;
    return result;
  }
  // In steps of the accuracy: doubled while it fits, so that the first limit on the way up is the one found;
  // then halved.
  const auto steps = static_cast<std::int64_t>(std::ceil(options_.most / options_.accuracy));
  const auto amount = [&](std::int64_t step) {
    return std::min(static_cast<double>(step) * options_.accuracy, options_.most);
  };
  std::int64_t fits_still = 0, too_much = 1;
  while (fits(amount(too_much), customers, result.binding)) {
    fits_still = too_much;
    if (too_much == steps) break;
    too_much = std::min(2 * too_much, steps);
  }
  while (too_much - fits_still > 1) {
    const std::int64_t middle = fits_still + (too_much - fits_still) / 2;
    (fits(amount(middle), customers, result.binding) ? fits_still : too_much) = middle;
  }
  result.per_customer = amount(fits_still);
  result.installed = result.per_customer * all;
  return result;
}

std::string text(const HostingLimit& limit, const Network& network) {
  using Kind = HostingLimit::Kind;
  if (limit.kind == Kind::none) return "nothing, up to the most that was asked for";
  if (limit.kind == Kind::no_solution) return "the power flow has no solution: the voltage would collapse";
  const std::string value = short_number(100 * limit.value) + " % of its ",
                    most = "at most " + short_number(100 * limit.limit) + " % is allowed",
                    least = "at least " + short_number(100 * limit.limit) + " % is allowed",
                    before = limit.broken_before ? ", which is broken without it already" : "";
  if (limit.kind == Kind::line || limit.kind == Kind::transformer) {
    const bool line = limit.kind == Kind::line;
    const std::string& name =
        line ? network.lines[at(limit.row)].name : network.transformers[at(limit.row)].name;
    return with_name(line ? "line" : "transformer", limit.row, name) + " carries " + value + "rating, " +
           most + before;
  }
  const std::string bus =
      with_name("bus", network.buses[at(limit.row)].id, network.buses[at(limit.row)].name);
  if (limit.kind == Kind::voltage_rise)
    return bus + " rises by " + value + "nominal voltage, " + most + " (VDE-AR-N 4105)" + before;
  return bus + " is at " + value + "nominal voltage, " + (limit.kind == Kind::low_voltage ? least : most) +
         before;
}

}  // namespace conurb::energy

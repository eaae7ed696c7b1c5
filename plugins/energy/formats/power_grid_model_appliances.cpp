// SPDX-License-Identifier: Apache-2.0
// Sources, loads, generators, shunts and regulators of a power-grid-model dataset.
#include <cmath>
#include <utility>

#include "plugins/energy/formats/power_grid_model_net.hpp"

namespace conurb::energy {
namespace {

constexpr double kDefaultShortCircuitPower = 1e10;  // VA
// A source whose impedance takes less than this part of the voltage at full load counts as stiff.
constexpr double kNegligibleDrop = 1e-6;

enum class LoadType : std::uint8_t { power = 0, impedance = 1, current = 2 };

LoadType load_type_of(const PgmRow& row) {
  const std::int32_t type = row.small_or("type", -1);
  if (type < 0 || type > 2) row.refuse("type", "is " + std::to_string(type) + ", must be 0, 1 or 2");
  return static_cast<LoadType>(type);
}

/// W or var; 0 with a note where the dataset leaves the power to its updates.
double power_of(PgmNet& net, const PgmRow& row, std::string_view attribute) {
  if (const std::optional<double> value = row.find_number(attribute)) return *value;
  net.findings.inform(row.kind(), std::to_string(row.id()),
                      "states no " + std::string(attribute) + ": 0 is taken");
  return 0;
}

Load load_of(PgmNet& net, const PgmRow& row) {
  Load load;
  load.name = row.name();
  load.bus = net.bus_of(row, "node");
  load.in_service = row.status("status");
  const LoadType type = load_type_of(row);
  load.share_z = type == LoadType::impedance ? 1 : 0;
  load.share_i = type == LoadType::current ? 1 : 0;
  return load;
}

void read_sym_load(PgmNet& net, const PgmRow& row) {
  Load load = load_of(net, row);
  load.p = power_of(net, row, "p_specified");
  load.q = power_of(net, row, "q_specified");
  net.network.loads.push_back(std::move(load));
}

void read_asym_load(PgmNet& net, const PgmRow& row) {
  Load load = load_of(net, row);
  load.p = row.phase_sum("p_specified");
  load.q = row.phase_sum("q_specified");
  net.findings.warn(row.kind(), std::to_string(row.id()), "is taken as balanced: the sum of its phases");
  net.network.loads.push_back(std::move(load));
}

/// What feeds in by the voltage becomes a load of negative power: generators here have constant power.
void add_generator(PgmNet& net, const PgmRow& row, double p, double q) {
  Load load = load_of(net, row);
  if (load.share_z != 0 || load.share_i != 0) {
    net.findings.inform(row.kind(), std::to_string(row.id()),
                        "goes with the voltage: it is a load of negative power");
    load.p = -p;
    load.q = -q;
    net.network.loads.push_back(std::move(load));
    return;
  }
  Generator g;
  g.name = row.name();
  g.bus = load.bus;
  g.in_service = load.in_service;
  g.p = p;
  g.q = q;
  net.generators.emplace(row.id(), static_cast<std::int32_t>(net.network.generators.size()));
  net.network.generators.push_back(std::move(g));
}

void read_sym_gen(PgmNet& net, const PgmRow& row) {
  const double p = power_of(net, row, "p_specified");
  add_generator(net, row, p, power_of(net, row, "q_specified"));
}

void read_asym_gen(PgmNet& net, const PgmRow& row) {
  net.findings.warn(row.kind(), std::to_string(row.id()), "is taken as balanced: the sum of its phases");
  add_generator(net, row, row.phase_sum("p_specified"), row.phase_sum("q_specified"));
}

void read_pgm_shunt(PgmNet& net, const PgmRow& row) {
  Shunt shunt;
  shunt.name = row.name();
  shunt.bus = net.bus_of(row, "node");
  shunt.in_service = row.status("status");
  const double u = net.network.buses[static_cast<std::size_t>(shunt.bus)].nominal_voltage;
  shunt.p = row.number("g1") * u * u;
  shunt.q = -row.number("b1") * u * u;
  net.network.shunts.push_back(std::move(shunt));
}

void read_source(PgmNet& net, const PgmRow& row, double full_load) {
  Generator g;
  g.name = row.name();
  g.bus = net.bus_of(row, "node");
  g.control = Generator::Control::slack;
  g.in_service = row.status("status");
  const std::optional<double> voltage = row.find_number("u_ref");
  if (voltage) g.v = row.positive("u_ref");
  if (!voltage) net.findings.warn("source", std::to_string(row.id()), "states no u_ref: 1 is taken");
  g.angle = row.number_or("u_ref_angle", 0);
  const double power = row.number_or("sk", kDefaultShortCircuitPower);
  if (!(power > 0)) row.refuse("sk", "is " + shown(power) + ", must be above 0");
  if (full_load / power > kNegligibleDrop) {
    net.findings.warn("source", std::to_string(row.id()),
                      "has an impedance that matters at full load (short-circuit power " + shown(power) +
                          " VA, loads " + shown(full_load) + " VA): it is taken as 0");
  }
  net.network.buses[static_cast<std::size_t>(g.bus)].angle_start = g.angle;
  net.network.generators.push_back(std::move(g));
}

void read_voltage_regulator(PgmNet& net, const PgmRow& row) {
  const auto found = net.generators.find(row.whole("regulated_object"));
  if (found == net.generators.end()) {
    net.findings.warn(row.kind(), std::to_string(row.id()),
                      "regulates no generator of constant power: it is left out");
    return;
  }
  if (!row.status("status")) return;
  Generator& g = net.network.generators[static_cast<std::size_t>(found->second)];
  g.control = Generator::Control::pv;
  g.v = row.positive("u_ref");
  const double low = row.number_or("q_min", -kUnlimited), high = row.number_or("q_max", kUnlimited);
  if (low <= high) {
    g.q_min = low;
    g.q_max = high;
  } else {
    net.findings.warn(row.kind(), std::to_string(row.id()), "has q_min above q_max: they do not limit");
  }
}

void read_tap_regulator(PgmNet& net, const PgmRow& row) {
  const auto found = net.transformers.find(row.whole("regulated_object"));
  if (found == net.transformers.end()) {
    net.findings.warn(row.kind(), std::to_string(row.id()),
                      "regulates no transformer of two windings: it is left out");
    return;
  }
  Transformer& t = net.network.transformers[static_cast<std::size_t>(found->second)];
  t.tap.automatic = row.status("status");
  t.tap.controlled = row.small_or("control_side", 1) == 0 ? t.hv : t.lv;
  const double u = net.network.buses[static_cast<std::size_t>(t.tap.controlled)].nominal_voltage;
  const std::optional<double> target = row.find_number("u_set"), band = row.find_number("u_band");
  if (target) t.tap.target = row.positive("u_set") / u;
  if (band) t.tap.dead_band = row.positive("u_band") / u;
  if (row.number_or("line_drop_compensation_r", 0) != 0 ||
      row.number_or("line_drop_compensation_x", 0) != 0) {
    net.findings.warn(row.kind(), std::to_string(row.id()),
                      "compensates a line's drop: it holds the bus itself");
  }
}

}  // namespace

void read_pgm_appliances(PgmNet& net) {
  read_each(net, "sym_load", read_sym_load);
  read_each(net, "asym_load", read_asym_load);
  double full_load = 0;
  for (const Load& load : net.network.loads) {
    if (load.in_service) full_load += std::hypot(load.p, load.q);
  }
  // Sources first: of several generators at a bus the first decides on the voltage.
  read_each(net, "source", [full_load](PgmNet& n, const PgmRow& row) { read_source(n, row, full_load); });
  read_each(net, "sym_gen", read_sym_gen);
  read_each(net, "asym_gen", read_asym_gen);
  read_each(net, "shunt", read_pgm_shunt);
  read_each(net, "voltage_regulator", read_voltage_regulator);
  read_each(net, "transformer_tap_regulator", read_tap_regulator);
}

}  // namespace conurb::energy

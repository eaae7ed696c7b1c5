// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/synthesis/options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "plugins/energy/error.hpp"
#include "plugins/energy/synthesis/planning.hpp"

namespace conurb::energy {

namespace {

void need(double value, double low, double high, const char* name) {
  if (value >= low && value <= high) return;
  throw InputError(fmt::format("{} is {:.6g}, must be {:.6g} to {:.6g}", name, value, low, high),
                   "options of the synthesis");
}

void check_cables(const std::vector<CableType>& types, const char* name) {
  need(static_cast<double>(types.size()), 1, 100, (std::string("the number of ") + name).c_str());
  double before = 0;
  for (const CableType& type : types) {
    need(type.resistance, 1e-4, 100, ("resistance of " + type.name).c_str());
    need(type.reactance, 0, 100, ("reactance of " + type.name).c_str());
    need(type.capacitance, 0, 1e5, ("capacitance of " + type.name).c_str());
    need(type.max_current, std::max(before, 1.0), 1e5, ("largest current of " + type.name).c_str());
    before = type.max_current;
  }
}

void check_transformers(const std::vector<TransformerType>& types, const char* name) {
  need(static_cast<double>(types.size()), 1, 100, (std::string("the number of ") + name).c_str());
  double before = 0;
  for (const TransformerType& type : types) {
    need(type.rated_power, std::max(before, 1e3), 1e10, ("rated power of " + type.name).c_str());
    need(type.short_circuit_voltage, 1e-3, 0.5, ("short-circuit voltage of " + type.name).c_str());
    need(type.load_loss, 0, type.short_circuit_voltage * type.rated_power,
         ("load loss of " + type.name).c_str());
    need(type.no_load_current, 0, 0.2, ("no-load current of " + type.name).c_str());
    need(type.no_load_loss, 0, 0.2 * type.rated_power, ("no-load loss of " + type.name).c_str());
    need(type.taps, 0, 100, ("number of taps of " + type.name).c_str());
    need(type.tap_step, 0, 0.1, ("tap step of " + type.name).c_str());
    before = type.rated_power;
  }
}

void check_voltages(const SynthesisOptions& o) {
  need(o.low_voltage, 50, 1e4, "low voltage");
  need(o.medium_voltage, 1.5 * o.low_voltage, 1e5, "medium voltage");
  need(o.high_voltage, 1.5 * o.medium_voltage, 1e6, "high voltage");
  need(o.frequency, 10, 500, "frequency");
  need(o.v_min, 0.5, 0.99, "lowest voltage allowed");
  need(o.v_max, 1.01, 1.5, "highest voltage allowed");
  need(o.low_voltage_drop, 0.005, 0.3, "voltage drop planned along feeders");
  need(o.service_drop, 0.001, 0.3, "voltage drop planned along service cables");
  need(o.low_voltage_rise, 0.005, 0.3, "voltage rise planned along feeders");
  need(o.medium_voltage_drop, 0.005, 0.3, "voltage drop planned in medium voltage");
  need(o.medium_voltage_target, 0.8, 1.2, "voltage held at substations");
  // Stations' taps do the rest; a band that the medium voltage alone leaves can never be kept.
  need(synthesis::least_medium_voltage(o), o.v_min, o.v_max, "least voltage planned at stations");
  need(synthesis::most_medium_voltage(o), o.v_min, o.v_max, "highest voltage planned at stations");
}

}  // namespace

void check(const SynthesisOptions& o) {
  check_voltages(o);
  check_cables(o.service_types, "types of service cables");
  check_cables(o.low_types, "types of low-voltage cables");
  check_cables(o.medium_types, "types of medium-voltage cables");
  check_transformers(o.station_types, "types of stations' transformers");
  check_transformers(o.primary_types, "types of substations' transformers");
  need(o.household_power, 1, 1e6, "power of a household");
  need(o.floor_area_per_dwelling, 1, 1e5, "floor area per dwelling");
  for (const UsePower& use : o.use_power) {
    need(use.per_area, 0, 1e5, "power per floor area");
    need(use.simultaneity, 0.001, 1, "simultaneity of many customers");
    need(use.peak_to_mean, 1, 100, "ratio of peak to mean power");
  }
  need(o.power_factor, 0.1, 1, "power factor");
  need(o.solar_simultaneity, 0, 1, "simultaneity of solar power");
  need(o.low_load, 0, 1, "share of the peak that is drawn at low load");
  need(o.planned_loading, 0.05, 1, "planned loading");
  need(o.max_loading, o.planned_loading, 2, "largest loading");
  need(o.feeder_length, 10, 1e5, "length of feeders");
  need(o.station_power, 1e3, 1e9, "power of stations");
  need(o.large_customer, 1e3, 1e9, "power of large customers");
  need(o.ring_stations, 1, 200, "number of stations on a ring");
  need(o.long_service, 1, 1e5, "length of long service cables");
  for (const SubstationSite& site : o.substations) {
    need(site.x, -1e8, 1e8, "x of a substation");
    need(site.y, -1e8, 1e8, "y of a substation");
  }
}

}  // namespace conurb::energy

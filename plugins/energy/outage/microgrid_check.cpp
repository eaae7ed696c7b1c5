// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <set>
#include <string>

#include "plugins/energy/error.hpp"
#include "plugins/energy/index.hpp"
#include "plugins/energy/outage/microgrid_run.hpp"

namespace conurb::energy {

namespace {

constexpr double kLitresPerCubicMetre = 1000;

void need(bool fine, const std::string& object, const std::string& what) {
  if (!fine) throw InputError(what, object);
}

void need_share(double value, const std::string& object, const char* what) {
  need(value >= 0 && value <= 1, object,
       std::string(what) + " is " + std::to_string(value) + ", must be from 0 to 1");
}

void need_positive(double value, const std::string& object, const char* what) {
  need(std::isfinite(value) && value > 0, object,
       std::string(what) + " is " + std::to_string(value) + ", must be above 0");
}

void need_amount(double value, const std::string& object, const char* what) {
  need(value >= 0 && std::isfinite(value), object,
       std::string(what) + " is " + std::to_string(value) + ", must be 0 or more");
}

std::int32_t row_in(const RowMap& rows, std::int32_t row, const std::string& object) {
  need(row >= 0 && at(row) < rows.part.size(), object, "there is none");
  const std::int32_t found = rows.part[at(row)];
  need(found != kNone, object, "it is not behind the coupling switch");
  return found;
}

void check_units(const MicrogridPart& part, const MicrogridOptions& o) {
  std::set<std::int32_t> storages, generators;
  for (const BatteryUnit& unit : o.batteries) {
    const std::string object = "storage " + std::to_string(unit.storage);
    const Storage& s = part.network.storages[at(row_in(part.storages, unit.storage, object))];
    need(storages.insert(unit.storage).second, object, "it is there twice");
    need(s.in_service, object, "it is out of service");
    need_positive(s.capacity, object, "its capacity (J)");
    need_positive(s.max_power, object, "its power (VA)");
    need(s.efficiency > 0 && s.efficiency <= 1, object, "its efficiency must be above 0 and at most 1");
    need_share(unit.least_charge, object, "its least charge");
    need_share(unit.most_charge, object, "its most charge");
    need(unit.restart_charge > unit.least_charge && unit.restart_charge <= unit.most_charge, object,
         "its restart charge of " + std::to_string(unit.restart_charge) +
             " must be above its least charge of " + std::to_string(unit.least_charge) +
             " and at most its most charge of " + std::to_string(unit.most_charge));
    need(s.charge >= 0 && s.charge <= s.capacity, object,
         "its charge of " + std::to_string(s.charge) + " J is not between 0 and its capacity");
    need_positive(unit.droop, object, "its droop");
  }
  const auto generator = [&](std::int32_t row, const std::string& object) -> const Generator& {
    const Generator& g = part.network.generators[at(row_in(part.generators, row, object))];
    need(generators.insert(row).second, object, "it is there twice");
    need(g.in_service, object, "it is out of service");
    return g;
  };
  for (const DieselUnit& unit : o.diesels) {
    const std::string object = "generator " + std::to_string(unit.generator);
    const Generator& g = generator(unit.generator, object);
    need_positive(g.rated_power, object, "its rated power (VA)");
    need_positive(unit.droop, object, "its droop");
    need_share(unit.least_load, object, "its least load");
    need_amount(unit.start_delay_s, object, "its start delay (s)");
    need_amount(unit.least_run_s, object, "its least time to run (s)");
    need_amount(unit.idle_l_per_h, object, "its fuel for idling (l/h)");
    need_amount(unit.slope_l_per_kwh, object, "its fuel by energy (l/kWh)");
    need(unit.tank_l >= 0, object, "what is in its tank must be 0 or more");
  }
  for (const RenewableUnit& unit : o.renewables) {
    const std::string object = "generator " + std::to_string(unit.generator);
    (void)generator(unit.generator, object);
    need_share(unit.firm, object, "its firm part");
  }
}

void check_series(const Network& network, const MicrogridOptions& o, const MicrogridSeries& s) {
  need_positive(s.dt_s, "series", "its step (s)");
  const std::size_t loads = network.loads.size();
  need(s.load.empty() || s.load.size() == s.steps || s.load.size() == s.steps * loads, "series",
       "there are " + std::to_string(s.load.size()) + " factors of load for " + std::to_string(s.steps) +
           " steps and " + std::to_string(loads) + " loads");
  need(s.renewable.empty() || s.renewable.size() == s.steps * o.renewables.size(), "series",
       "there are " + std::to_string(s.renewable.size()) + " powers for " + std::to_string(s.steps) +
           " steps and " + std::to_string(o.renewables.size()) + " renewable units");
  for (const double value : s.load) need_amount(value, "series", "a factor of load");
  for (const double value : s.renewable) need_amount(value, "series", "a power available (W)");
  std::size_t last = 0;
  for (const GridOutage& outage : s.outages) {
    need(outage.first >= last && outage.first < outage.end, "outages of the grid",
         "they must ascend and be apart from each other");
    last = outage.end + 1;
  }
}

}  // namespace

void check(const Network& network, const MicrogridPart& part, const MicrogridOptions& o,
           const MicrogridSeries& series) {
  check_units(part, o);
  check_series(network, o, series);
  const std::string object = "micro-grid";
  need_amount(o.reserve, object, "its reserve");
  need_amount(o.return_margin, object, "its margin for what comes back");
  need_positive(o.ride_through, object, "the step of load that it rides through");
  need_share(o.pickup, object, "what it picks up at once");
  need_positive(o.pickup_interval_s, object, "its time between two of that (s)");
  need_share(o.diesel_start_charge, object, "the charge at which diesels start");
  need_share(o.diesel_stop_charge, object, "the charge at which diesels stop");
  need(o.diesel_start_charge < o.diesel_stop_charge, object,
       "diesels must stop at more charge than they start");
  need_share(o.diesel_target, object, "the target of its diesels");
  need_share(o.charge_power, object, "its power to charge");
  need_share(o.conserve_charge, object, "the charge kept for vital loads");
  need_amount(o.least_off_s, object, "the time that shed loads stay off (s)");
  need_amount(o.renewable_return_s, object, "the time until sun and wind come back (s)");
  need(o.frequency_min > 0 && o.frequency_min < 1, object, "its least frequency must be from 0 to 1");
  need_positive(o.grid_voltage, object, "the voltage of the grid");
  need_positive(o.grid_frequency, object, "the frequency of the grid (Hz)");
  need_share(o.voltage_range, object, "the range of its voltage");
  need_amount(o.slip, object, "its slip (Hz)");
}

MicrogridOptions microgrid_behind(const Network& network, std::int32_t coupling) {
  return units_of(network, part_behind(network, coupling), coupling);
}

MicrogridOptions units_of(const Network& network, const MicrogridPart& part, std::int32_t coupling) {
  MicrogridOptions options;
  options.coupling = coupling;
  double rating = 0;
  for (const std::int32_t row : part.storages.whole) {
    if (!network.storages[at(row)].in_service) continue;
    options.batteries.push_back({.storage = row});
    rating += network.storages[at(row)].max_power;
  }
  for (const std::int32_t row : part.generators.whole) {
    const Generator& g = network.generators[at(row)];
    if (!g.in_service || g.control == Generator::Control::slack) continue;
    rating += g.rated_power;
    if (g.grid_forming)
      options.diesels.push_back({.generator = row, .tank_l = kLitresPerCubicMetre * g.fuel});
    else
      options.renewables.push_back({.generator = row});
  }
  options.sync = sync_limits(rating);
  return options;
}

}  // namespace conurb::energy

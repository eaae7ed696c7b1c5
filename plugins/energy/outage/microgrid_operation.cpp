// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/outage/microgrid_operation.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <utility>

#include "plugins/energy/error.hpp"
#include "plugins/energy/index.hpp"
#include "plugins/energy/outage/microgrid_run.hpp"
#include "plugins/energy/outage/microgrid_sites.hpp"

namespace conurb::energy {

namespace {

constexpr double kLitre = 1e-3;  // m3

/// One micro-grid in one step: run by itself, on any thread, and then written into the network.
struct Living {
  MicrogridSite site;
  OperatedMicrogrid kept;
  MicrogridOptions options;
  std::vector<std::int32_t> buses;  // of the part
  bool connected = true;            // all the step
  double covered_s = 0;             // by what follows: the step, but for an instant
  MicrogridStep last;
  MicrogridResult result;  // without its steps
};

void take_stock(const Network& network, const MicrogridOptions& options, MicrogridState& state) {
  for (MicrogridState::Battery& battery : state.batteries) {
    const auto unit = std::ranges::find(options.batteries, battery.row, &BatteryUnit::storage);
    if (unit != options.batteries.end()) battery.charge = network.storages[at(unit->storage)].charge;
  }
  for (MicrogridState::Diesel& diesel : state.diesels) {
    const auto unit = std::ranges::find(options.diesels, diesel.row, &DieselUnit::generator);
    if (unit != options.diesels.end()) diesel.fuel_l = unit->tank_l;
  }
  // What kept the island from being coupled may have gone.
  if (std::isinf(state.reconnect_s)) state.grid_there = false;
}

void live(const Network& network, const MicrogridSites& sites, double dt_s, Living& one) {
  MicrogridPart part = part_behind(network, sites.zones, sites.supply, one.site.coupling, one.site.inside);
  one.options = units_of(network, part, one.site.coupling);
  one.options.grid_frequency = network.frequency;
  take_stock(network, one.options, one.kept.state);
  MicrogridSeries series;
  series.dt_s = dt_s;
  series.steps = 1;
  for (const RenewableUnit& unit : one.options.renewables)
    series.renewable.push_back(std::max(0.0, network.generators[at(unit.generator)].p));
  if (!one.site.grid_there || !one.kept.wanted) series.outages = {{0, 1, one.site.grid_there}};
  for (std::size_t bus = 0; bus < part.buses.whole.size(); ++bus)
    if (part.buses.whole[bus] != kNone && row_of(bus) != part.grid_bus)
      one.buses.push_back(part.buses.whole[bus]);
  MicrogridRun run(network, std::move(part), one.options, series, one.kept.state);
  one.result = run.run();
  one.kept.state = run.state();
  for (MicrogridStep& step : one.result.steps) {
    one.connected = one.connected && step.mode == MicrogridMode::connected;
    one.covered_s += step.duration_s;
    one.last = std::move(step);
  }
  one.result.steps = {};
}

/// Writes what one micro-grid decided.
class Writing {
 public:
  Writing(Network& network, MicrogridDecisions& decisions, const Living& one)
      : n_(network), o_(decisions), one_(one), state_(one.kept.state), covered_s_(one.covered_s) {}

  void all() {
    n_.switches[at(one_.site.coupling)].closed = one_.kept.closed;
    if (!(covered_s_ > 0)) return;
    loads();
    batteries();
    diesels();
    renewables();
    if (state_.mode != MicrogridMode::islanded) return;
    for (const std::int32_t bus : one_.buses) o_.island[at(bus)] = 1;
  }

 private:
  [[nodiscard]] bool forms(bool is_storage, std::int32_t row) const {
    return state_.mode == MicrogridMode::islanded && state_.former.is_storage == is_storage &&
           state_.former.row == row;
  }

  void loads() {
    for (std::size_t l = 0; l < state_.loads.size(); ++l) {
      const LoadSupply& supply = one_.result.loads[l];
      Load& load = n_.loads[at(supply.row)];
      if (!load.in_service) continue;
      const double part = supply.on_s / covered_s_;
      o_.shed[at(supply.row)] = state_.loads[l].on ? 0 : 1;
      if (one_.connected && part >= 1) continue;
      o_.drawn[at(supply.row)] = supply.drawn / covered_s_;
      o_.unserved[at(supply.row)] = std::max(0.0, load.p) * (1 - part);
      load.p *= part;
      load.q *= part;
      load.in_service = supply.on_s > 0;
    }
  }

  void batteries() {
    for (std::size_t b = 0; b < one_.options.batteries.size(); ++b) {
      const std::int32_t row = one_.options.batteries[b].storage;
      Storage& storage = n_.storages[at(row)];
      storage.p = one_.result.battery[b] / covered_s_;
      if (!one_.connected) storage.q = one_.last.battery_q[b];
      storage.grid_forming = forms(true, row);
      storage.charge = std::clamp(state_.batteries[b].charge, 0.0, storage.capacity);
      o_.storage[at(row)] = storage.p;
      o_.is_operated[at(row)] = 1;
    }
  }

  void diesels() {
    for (std::size_t d = 0; d < one_.options.diesels.size(); ++d) {
      const std::int32_t row = one_.options.diesels[d].generator;
      Generator& generator = n_.generators[at(row)];
      generator.p = one_.result.diesel[d] / covered_s_;
      generator.q = one_.last.diesel_q[d];
      generator.v = state_.voltage;
      generator.control = Generator::Control::pq;
      generator.grid_forming = forms(false, row);
      generator.fuel = state_.diesels[d].fuel_l * kLitre;
      o_.generator[at(row)] = generator.p;
    }
  }

  void renewables() {
    for (std::size_t r = 0; !one_.connected && r < one_.options.renewables.size(); ++r) {
      const std::int32_t row = one_.options.renewables[r].generator;
      Generator& generator = n_.generators[at(row)];
      generator.p = one_.result.renewable[r] / covered_s_;
      generator.q = 0;
      generator.control = Generator::Control::pq;
      o_.generator[at(row)] = generator.p;
    }
  }

  Network& n_;
  MicrogridDecisions& o_;
  const Living& one_;
  const MicrogridState& state_;
  double covered_s_;
};

/// What was kept of a coupling, with what has been done to its switch since.
OperatedMicrogrid kept_of(const std::vector<OperatedMicrogrid>& kept, const MicrogridSite& site,
                          bool closed) {
  const auto found = std::ranges::lower_bound(kept, site.coupling, {}, &OperatedMicrogrid::coupling);
  OperatedMicrogrid one{.coupling = site.coupling, .wanted = closed, .closed = closed};
  if (found != kept.end() && found->coupling == site.coupling) one = *found;
  if (closed != one.closed) one.wanted = closed;
  one.at_bus = site.at_bus;
  return one;
}

/// Storages in no micro-grid: they give no more than they are built for, hold, or have room for, as far as
/// that is known, and none forms an island, in which nobody would mind what it has left.
void limit_storages(Network& network, MicrogridDecisions& decisions, double dt_s) {
  for (std::size_t s = 0; s < network.storages.size(); ++s) {
    Storage& storage = network.storages[s];
    if (decisions.is_operated[s] != 0) continue;
    storage.grid_forming = false;
    if (!storage.in_service) continue;
    if (storage.max_power > 0) storage.p = std::clamp(storage.p, -storage.max_power, storage.max_power);
    if (storage.capacity > 0 && storage.efficiency > 0) {
      const double out = storage.charge * storage.efficiency / dt_s;
      const double in = (storage.capacity - storage.charge) / storage.efficiency / dt_s;
      storage.p = std::clamp(storage.p, -std::max(0.0, in), std::max(0.0, out));
    }
    decisions.storage[s] = storage.p;
  }
}

}  // namespace

MicrogridDecisions operate_microgrids(Network& network, std::vector<OperatedMicrogrid>& kept, double dt_s,
                                      const ParallelFor& parallel) {
  MicrogridDecisions decisions;
  decisions.storage.assign(network.storages.size(), kUnknown);
  decisions.is_operated.assign(network.storages.size(), 0);
  decisions.generator.assign(network.generators.size(), kUnknown);
  decisions.drawn.assign(network.loads.size(), kUnknown);
  decisions.unserved = decisions.drawn;
  decisions.shed.assign(network.loads.size(), 0);
  decisions.island.assign(network.buses.size(), 0);
  std::vector<OperatedMicrogrid> left;
  if (std::ranges::any_of(network.switches, &Switch::coupling)) {
    std::vector<KnownSide> known;
    for (const OperatedMicrogrid& one : kept) known.push_back({one.coupling, one.at_bus});
    const MicrogridSites sites = microgrid_sites(network, known);
    std::vector<Living> living(sites.sites.size());
    parallel(living.size(), [&](std::size_t i) {
      living[i].site = sites.sites[i];
      if (!living[i].site.trouble.empty()) return;
      living[i].kept = kept_of(kept, living[i].site, network.switches[at(living[i].site.coupling)].closed);
      try {
        live(network, sites, dt_s, living[i]);
      } catch (const InputError& error) {
        living[i].site.trouble = error.what();
      }
    });
    for (Living& one : living) {
      decisions.reports.push_back({.coupling = one.site.coupling, .trouble = one.site.trouble});
      if (!one.site.trouble.empty()) continue;
      one.kept.closed = one.kept.state.mode == MicrogridMode::connected;
      Writing(network, decisions, one).all();
      MicrogridReport& report = decisions.reports.back();
      report.mode = one.kept.state.mode;
      report.energy = one.result.energy;
      report.actions = std::move(one.result.actions);
      report.notes = std::move(one.result.notes);
      left.push_back(std::move(one.kept));
    }
  }
  kept = std::move(left);
  limit_storages(network, decisions, dt_s);
  return decisions;
}

void settle_storages(Network& network, MicrogridDecisions& decisions, std::span<const std::uint8_t> energised,
                     double dt_s) {
  for (std::size_t s = 0; s < network.storages.size(); ++s) {
    Storage& storage = network.storages[s];
    if (decisions.is_operated[s] != 0) continue;
    if (!storage.in_service || energised[at(storage.bus)] == 0) {
      decisions.storage[s] = kUnknown;
      continue;
    }
    if (!(storage.capacity > 0) || !(storage.efficiency > 0)) continue;
    const double power = decisions.storage[s];
    const double into = power > 0 ? -power / storage.efficiency : -power * storage.efficiency;
    storage.charge = std::clamp(storage.charge + into * dt_s, 0.0, storage.capacity);
    for (const double limit : {0.0, storage.capacity})
      if (std::abs(storage.charge - limit) <= kLastDigits * storage.capacity) storage.charge = limit;
  }
}

}  // namespace conurb::energy

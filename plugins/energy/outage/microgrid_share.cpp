// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <utility>

#include "plugins/energy/index.hpp"
#include "plugins/energy/outage/microgrid_run.hpp"

namespace conurb::energy {

namespace {

/// Of the load, and of what the sources are rated: to which the forming source's power is what droop says.
/// The latter is for little load, where rounding of the flow leaves more than the former.
constexpr double kShareTolerance = 1e-10, kShareRounding = 1e-12;
constexpr int kMostRounds = 60;

}  // namespace

double MicrogridRun::available() const {
  double sum = 0;
  for (const double power : renewable_) sum += power;
  return state_.renewables_on ? sum : 0;
}

MicrogridSetting MicrogridRun::setting() const {
  MicrogridSetting s;
  s.connected = state_.mode == MicrogridMode::connected;
  const RowMap& rows = state_.former.is_storage ? part_.storages : part_.generators;
  if (state_.former.row != kNone) s.former = {state_.former.is_storage, rows.part[at(state_.former.row)]};
  s.voltage = s.connected ? options_.grid_voltage : state_.voltage;
  s.storage_p.assign(part_.network.storages.size(), 0.0);
  s.storage_q = s.storage_p;
  s.generator_p.assign(part_.network.generators.size(), 0.0);
  s.generator_q = s.generator_p;
  for (std::size_t l = 0; l < state_.loads.size(); ++l)
    s.load_factor.push_back(state_.loads[l].on ? factor_[l] : 0);
  return s;
}

void MicrogridRun::share() {
  unsolved_ = 0;
  for (bool done = false; !done;) {
    powers_ = {};
    powers_.battery.assign(batteries_.size(), 0.0);
    powers_.diesel.assign(diesels_.size(), 0.0);
    powers_.battery_q = powers_.battery;
    powers_.diesel_q = powers_.diesel;
    powers_.renewable.assign(renewable_.size(), 0.0);
    if (state_.mode == MicrogridMode::connected) {
      done = share_connected();
    } else if (state_.mode == MicrogridMode::islanded) {
      done = share_islanded();
    } else {
      fill_balance(0);
      done = true;
    }
  }
  if (powers_.flow.solved) state_.inner_voltage = powers_.flow.inner_voltage;
}

/// Twice as many loads each time: a flow that has no solution takes long to say so.
void MicrogridRun::shed_unsolved(const char* why) {
  const int count = 1 << std::min(unsolved_++, 20);
  for (int i = 0; i < count; ++i) {
    if (shed_one(0, why)) continue;
    if (i == 0) go_black(why);
    return;
  }
}

bool MicrogridRun::share_connected() {
  MicrogridSetting s = setting();
  for (std::size_t b = 0; b < batteries_.size(); ++b) {
    if (!state_.batteries[b].topped) powers_.battery[b] = -options_.charge_power * batteries_[b].most_power;
    s.storage_p[at(batteries_[b].row)] = powers_.battery[b];
  }
  for (std::size_t r = 0; r < renewable_.size(); ++r) {
    powers_.renewable[r] = state_.renewables_on ? renewable_[r] : 0;
    s.generator_p[at(renewable_rows_[r])] = powers_.renewable[r];
  }
  powers_.flow = solver_.solve(s);
  powers_.frequency = options_.grid_frequency;
  if (powers_.flow.solved)
    fill_balance(0);
  else
    shed_unsolved("the power flow has no solution");
  return powers_.flow.solved;
}

// A running diesel that charges takes what is needed up to its target, and the batteries the difference; one
// that only helps stands in the middle of its droop.
void MicrogridRun::set_points(std::vector<Unit>& units, double need) const {
  double rated = 0, chargeable = 0;
  for (const Unit& unit : units) {
    if (!unit.is_battery)
      rated += unit.droop.rated;
    else if (!state_.batteries[unit.index].topped)
      chargeable -= unit.droop.low;
  }
  const bool charges =
      rated > 0 && chargeable > 0 && state_of_charge() < options_.diesel_stop_charge * (1 - kNearLimit);
  const double charge = std::clamp(options_.diesel_target * rated - need, 0.0, chargeable);
  for (Unit& unit : units) {
    if (unit.is_battery)
      unit.droop.set_point =
          charges && !state_.batteries[unit.index].topped ? charge * unit.droop.low / chargeable : 0;
    else
      unit.droop.set_point =
          charges ? std::max(0.0, need + charge) * unit.droop.rated / rated : 0.5 * unit.droop.rated;
  }
}

/// Diesels may go below what they should run at. False if none is above.
bool MicrogridRun::relax(std::vector<Unit>& units) {
  bool relaxed = false;
  for (Unit& unit : units) {
    relaxed = relaxed || unit.droop.low > 0;
    unit.droop.low = std::min(unit.droop.low, 0.0);
  }
  return relaxed;
}

MicrogridSetting MicrogridRun::island_setting(const std::vector<Unit>& units, const DroopShare& shares,
                                              double curtailed) const {
  MicrogridSetting s = setting();
  for (std::size_t u = 0; u < units.size(); ++u) {
    const std::size_t row = at(row_of_unit(units[u]));
    (units[u].is_battery ? s.storage_p : s.generator_p)[row] = shares.power[u];
    (units[u].is_battery ? s.storage_q : s.generator_q)[row] = units[u].reactive;
  }
  const double sun = available();
  for (std::size_t r = 0; r < renewable_.size(); ++r)
    s.generator_p[at(renewable_rows_[r])] = sun > 0 ? renewable_[r] * (1 - curtailed / sun) : 0;
  return s;
}

SourceRef MicrogridRun::source(const Unit& unit) const {
  return {unit.is_battery,
          unit.is_battery ? options_.batteries[unit.index].storage : options_.diesels[unit.index].generator};
}

std::int32_t MicrogridRun::row_of_unit(const Unit& unit) const {
  return unit.is_battery ? batteries_[unit.index].row : diesels_[unit.index].row;
}

/// The forming source gives what the flow asks of it; the reactive power of all is shared anew.
double MicrogridRun::take_flow(std::vector<Unit>& units, DroopShare& shares) {
  double beyond = 0;
  state_.reactive = powers_.flow.balance_q;
  for (std::size_t u = 0; u < units.size(); ++u) {
    const SourceRef own = source(units[u]);
    if (own.is_storage != state_.former.is_storage || own.row != state_.former.row) {
      state_.reactive += units[u].reactive;
      continue;
    }
    beyond = powers_.flow.balance_p - shares.power[u];
    shares.power[u] = powers_.flow.balance_p;
  }
  const std::vector<Unit> anew = this->units();
  for (std::size_t u = 0; u < units.size(); ++u) {
    units[u].reactive = anew[u].reactive;
    units[u].droop.high = anew[u].droop.high;
    units[u].droop.low = std::min(units[u].droop.low, units[u].droop.high);
  }
  return beyond;
}

/// Once a run: lines that cause it cause it again.
void MicrogridRun::tell_unsettled(double left) {
  if (std::exchange(state_.told_unsettled, true)) return;
  std::array<char, 32> watts{};
  std::snprintf(watts.data(), watts.size(), "%.3g", left);
  result_.notes.push_back(
      "from " + std::to_string(start_s_ + now_s_) +
      " s on, powers and droop of the sources do not come together in " + std::to_string(kMostRounds) +
      " rounds: " + watts.data() +
      " W of the forming source are not what the frequency told says; look for lines that "
      "lose much of what they carry");
}

// Shares, solves the flow, and shares again what the forming source had to give beyond its share, until it
// has none. False if a load went and all begins anew.
bool MicrogridRun::share_islanded() {
  double load = 0;
  for (std::size_t l = 0; l < state_.loads.size(); ++l)
    if (state_.loads[l].on) load += wished_[l];
  std::vector<Unit> all = units();
  double tolerance = kShareTolerance * load;
  for (const Unit& unit : all) tolerance += kShareRounding * unit.droop.rated;
  const double sun = available();
  double extra = state_.losses * load, curtailed = 0;
  set_points(all, load + extra - sun);
  DroopShare shares;
  double left = 0;  // W
  for (int round = 0; round < kMostRounds; ++round) {
    std::vector<DroopUnit> droops;
    for (const Unit& unit : all) droops.push_back(unit.droop);
    shares = share_by_droop(droops, load + extra - sun + curtailed);
    if (shares.missing > tolerance) {
      if (!shed_one(shares.missing, "the sources cannot carry it"))
        go_black("the sources cannot carry the load");
      return false;
    }
    if (shares.missing < -tolerance && sun - curtailed > tolerance) {
      curtailed = std::min(sun, curtailed - shares.missing);
      continue;
    }
    if (shares.missing < -tolerance && relax(all)) continue;
    powers_.flow = solver_.solve(island_setting(all, shares, curtailed));
    if (!powers_.flow.solved) break;
    const double beyond = take_flow(all, shares);
    left = std::abs(beyond);
    if (left <= tolerance) break;
    extra += beyond;
  }
  if (!powers_.flow.solved) {
    shed_unsolved("the power flow of the island has no solution");
    return false;
  }
  if (left > tolerance) tell_unsettled(left);
  if (load > 0) state_.losses = std::clamp(extra / load, 0.0, 0.5);
  powers_.frequency = shares.frequency * network_.frequency;
  if (shares.frequency < options_.frequency_min && shed_one(0, "the frequency is too low")) return false;
  if (state_.synchronising) powers_.frequency = options_.grid_frequency + options_.slip;
  for (std::size_t u = 0; u < all.size(); ++u) {
    (all[u].is_battery ? powers_.battery : powers_.diesel)[all[u].index] = shares.power[u];
    (all[u].is_battery ? powers_.battery_q : powers_.diesel_q)[all[u].index] = all[u].reactive;
  }
  for (std::size_t r = 0; r < renewable_.size(); ++r)
    powers_.renewable[r] = sun > 0 ? renewable_[r] * (1 - curtailed / sun) : 0;
  fill_balance(curtailed);
  return true;
}

void MicrogridRun::fill_balance(double curtailed) {
  MicrogridBalance& b = powers_.balance;
  for (const double power : renewable_) b.renewable += power;
  b.curtailed = state_.renewables_on && state_.mode != MicrogridMode::black ? curtailed : b.renewable;
  for (const double power : powers_.battery) (power > 0 ? b.discharge : b.charge) += std::abs(power);
  for (const double power : powers_.diesel) b.diesel += power;
  b.served = powers_.flow.served;
  b.loss = powers_.flow.loss;
  if (state_.mode == MicrogridMode::connected)
    (powers_.flow.balance_p > 0 ? b.import : b.exported) = std::abs(powers_.flow.balance_p);
  for (std::size_t l = 0; l < state_.loads.size(); ++l)
    if (!state_.loads[l].on) b.shed += wished_[l];
}

}  // namespace conurb::energy

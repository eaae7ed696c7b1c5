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
  return renewables_on_ ? sum : 0;
}

MicrogridSetting MicrogridRun::setting() const {
  MicrogridSetting s;
  s.connected = mode_ == MicrogridMode::connected;
  s.former = former_;
  s.voltage = s.connected ? options_.grid_voltage : voltage_;
  s.storage_p.assign(part_.network.storages.size(), 0.0);
  s.storage_q = s.storage_p;
  s.generator_p.assign(part_.network.generators.size(), 0.0);
  s.generator_q = s.generator_p;
  for (std::size_t l = 0; l < on_.size(); ++l) s.load_factor.push_back(on_[l] != 0 ? factor_[l] : 0);
  return s;
}

void MicrogridRun::share() {
  unsolved_ = 0;
  for (bool done = false; !done;) {
    powers_ = {};
    powers_.battery.assign(batteries_.size(), 0.0);
    powers_.diesel.assign(diesels_.size(), 0.0);
    if (mode_ == MicrogridMode::connected) {
      done = share_connected();
    } else if (mode_ == MicrogridMode::islanded) {
      done = share_islanded();
    } else {
      fill_balance(0);
      done = true;
    }
  }
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
    if (!batteries_[b].topped) powers_.battery[b] = -options_.charge_power * batteries_[b].most_power;
    s.storage_p[at(batteries_[b].row)] = powers_.battery[b];
  }
  for (std::size_t r = 0; r < renewable_.size(); ++r)
    s.generator_p[at(renewable_rows_[r])] = renewables_on_ ? renewable_[r] : 0;
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
    else if (!batteries_[unit.index].topped)
      chargeable -= unit.droop.low;
  }
  const bool charges =
      rated > 0 && chargeable > 0 && state_of_charge() < options_.diesel_stop_charge * (1 - kNearLimit);
  const double charge = std::clamp(options_.diesel_target * rated - need, 0.0, chargeable);
  for (Unit& unit : units) {
    if (unit.is_battery)
      unit.droop.set_point =
          charges && !batteries_[unit.index].topped ? charge * unit.droop.low / chargeable : 0;
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

std::int32_t MicrogridRun::row_of_unit(const Unit& unit) const {
  return unit.is_battery ? batteries_[unit.index].row : diesels_[unit.index].row;
}

/// The forming source gives what the flow asks of it; the reactive power of all is shared anew.
double MicrogridRun::take_flow(std::vector<Unit>& units, DroopShare& shares) {
  double beyond = 0;
  reactive_ = powers_.flow.balance_q;
  for (std::size_t u = 0; u < units.size(); ++u) {
    if (units[u].is_battery != former_.is_storage || row_of_unit(units[u]) != former_.row) {
      reactive_ += units[u].reactive;
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
  if (std::exchange(told_unsettled_, true)) return;
  std::array<char, 32> watts{};
  std::snprintf(watts.data(), watts.size(), "%.3g", left);
  result_.notes.push_back(
      "from " + std::to_string(now_s_) + " s on, powers and droop of the sources do not come together in " +
      std::to_string(kMostRounds) + " rounds: " + watts.data() +
      " W of the forming source are not what the frequency told says; look for lines that "
      "lose much of what they carry");
}

// Shares, solves the flow, and shares again what the forming source had to give beyond its share, until it
// has none. False if a load went and all begins anew.
bool MicrogridRun::share_islanded() {
  double load = 0;
  for (std::size_t l = 0; l < on_.size(); ++l)
    if (on_[l] != 0) load += wished_[l];
  std::vector<Unit> all = units();
  double tolerance = kShareTolerance * load;
  for (const Unit& unit : all) tolerance += kShareRounding * unit.droop.rated;
  const double sun = available();
  double extra = losses_ * load, curtailed = 0;
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
  if (load > 0) losses_ = std::clamp(extra / load, 0.0, 0.5);
  powers_.frequency = shares.frequency * network_.frequency;
  if (shares.frequency < options_.frequency_min && shed_one(0, "the frequency is too low")) return false;
  if (synchronising_) powers_.frequency = options_.grid_frequency + options_.slip;
  for (std::size_t u = 0; u < all.size(); ++u)
    (all[u].is_battery ? powers_.battery : powers_.diesel)[all[u].index] = shares.power[u];
  fill_balance(curtailed);
  return true;
}

void MicrogridRun::fill_balance(double curtailed) {
  MicrogridBalance& b = powers_.balance;
  for (const double power : renewable_) b.renewable += power;
  b.curtailed = renewables_on_ && mode_ != MicrogridMode::black ? curtailed : b.renewable;
  for (const double power : powers_.battery) (power > 0 ? b.discharge : b.charge) += std::abs(power);
  for (const double power : powers_.diesel) b.diesel += power;
  b.served = powers_.flow.served;
  b.loss = powers_.flow.loss;
  if (mode_ == MicrogridMode::connected)
    (powers_.flow.balance_p > 0 ? b.import : b.exported) = std::abs(powers_.flow.balance_p);
  for (std::size_t l = 0; l < on_.size(); ++l)
    if (on_[l] == 0) b.shed += wished_[l];
}

}  // namespace conurb::energy

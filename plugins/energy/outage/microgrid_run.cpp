// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/outage/microgrid_run.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <utility>

#include "plugins/energy/index.hpp"

namespace conurb::energy {

namespace {

/// s: events nearer than this are one.
constexpr double kInstant = 1e-6;
/// Stretches that one step of the series may be cut into.
constexpr int kMostStretches = 5000;
constexpr double kLitrePerWattSecond = 1 / 3.6e6;  // of 1 l/kWh

double per_row(const std::vector<double>& values, std::size_t step, std::size_t row, std::size_t rows,
               double otherwise) {
  if (values.empty()) return otherwise;
  return values[step * rows + row];
}

}  // namespace

MicrogridRun::MicrogridRun(const Network& network, const MicrogridOptions& options,
                           const MicrogridSeries& series)
    : network_(network),
      options_(options),
      series_(series),
      part_(part_behind(network, options.coupling)),
      solver_(part_, options.limits) {
  check(network, part_, options, series);
  const std::size_t loads = part_.network.loads.size();
  factor_.assign(loads, 1.0);
  wished_.assign(loads, 0.0);
  not_before_s_.assign(loads, 0.0);
  too_large_.assign(loads, 0);
  for (const Load& load : part_.network.loads) {
    on_.push_back(load.in_service && !series.begins_black ? 1 : 0);
    vital_ = std::max(vital_, load.in_service ? load.priority : 0);
  }
  if (options.vital_priority >= 0) vital_ = options.vital_priority;
  for (const BatteryUnit& unit : options.batteries) {
    const std::int32_t row = part_.storages.part[at(unit.storage)];
    const Storage& s = part_.network.storages[at(row)];
    batteries_.push_back(
        {row, s.capacity, s.max_power, s.efficiency, s.charge, false, false, s.grid_forming});
  }
  for (const DieselUnit& unit : options.diesels) {
    const std::int32_t row = part_.generators.part[at(unit.generator)];
    const Generator& g = part_.network.generators[at(row)];
    diesels_.push_back({row, g.rated_power, unit.tank_l, Diesel::State::off, 0, g.grid_forming});
  }
  for (const RenewableUnit& unit : options.renewables)
    renewable_rows_.push_back(part_.generators.part[at(unit.generator)]);
  renewable_.assign(renewable_rows_.size(), 0.0);
  if (!series.begins_black) return;
  mode_ = MicrogridMode::black;
  renewables_on_ = false;
  islanded_since_s_ = 0;
}

MicrogridResult MicrogridRun::run() {
  for (std::size_t step = 0; step < series_.steps; ++step) {
    begin_step(step);
    const double end_s = static_cast<double>(step + 1) * series_.dt_s;
    for (int stretch = 0; end_s - now_s_ > kInstant; ++stretch) {
      if (mode_ != MicrogridMode::connected && grid_there_ && now_s_ >= reconnect_s_) close_coupling();
      decide();
      share();
      double duration_s = std::min(next_event(end_s - now_s_), end_s - now_s_);
      if (stretch == kMostStretches) {
        duration_s = end_s - now_s_;
        result_.notes.push_back("more happens in the step that begins at " +
                                std::to_string(static_cast<double>(step) * series_.dt_s) +
                                " s than it can be cut for: its rest is taken in one piece");
      }
      advance(duration_s);
    }
    now_s_ = end_s;
  }
  return std::move(result_);
}

void MicrogridRun::begin_step(std::size_t step) {
  const std::size_t whole = network_.loads.size();
  const bool each = series_.load.size() == series_.steps * whole;
  for (std::size_t l = 0; l < factor_.size(); ++l) {
    const Load& load = part_.network.loads[l];
    factor_[l] =
        each ? series_.load[step * whole + at(part_.loads.whole[l])] : per_row(series_.load, step, 0, 1, 1);
    wished_[l] = load.in_service ? load.p * factor_[l] : 0;
  }
  for (std::size_t r = 0; r < renewable_.size(); ++r)
    renewable_[r] = per_row(series_.renewable, step, r, renewable_.size(), 0);
  bool there = true, planned = false;
  for (const GridOutage& outage : series_.outages) {
    if (step < outage.first || step >= outage.end) continue;
    there = false;
    planned = outage.planned;
  }
  if (there == grid_there_) return;
  grid_there_ = there;
  if (there)
    find_grid();
  else if (mode_ == MicrogridMode::connected)
    lose_grid(planned);
  else
    synchronising_ = false;
}

// What was exchanged with the grid is the step that the sources have to take; told in time, they bring it to
// nothing before the switch opens.
void MicrogridRun::lose_grid(bool planned) {
  if (islanded_since_s_ < 0) islanded_since_s_ = now_s_;
  mode_ = MicrogridMode::islanded;
  former_ = {};
  voltage_ = 1;
  phase_ = 0;
  reactive_ = 0;
  next_pickup_s_ = now_s_;
  double load = 0;
  for (std::size_t l = 0; l < on_.size(); ++l) load += on_[l] != 0 ? wished_[l] : 0;
  const double step = load - available();
  log(Kind::open_coupling, options_.coupling, planned ? 0 : step,
      planned ? "planned: the exchange is brought to nothing before" : "the grid is lost");
  if (planned) {
    const double wished = demand(true) * (1 + options_.reserve);
    for (std::size_t d = 0; d < diesels_.size(); ++d)
      if (firm() + capability() < wished) start(d, true);
    return;
  }
  const double able = capability();
  if (step > options_.ride_through * able)
    go_black("the step of load is more than " + std::to_string(std::llround(100 * options_.ride_through)) +
             " % of what the sources running can give");
}

void MicrogridRun::find_grid() {
  reconnect_s_ = now_s_;
  if (mode_ != MicrogridMode::islanded) return;
  SyncState state;
  state.grid_frequency = options_.grid_frequency;
  state.island_frequency = options_.grid_frequency + options_.slip;
  state.grid_voltage = options_.grid_voltage;
  // The forming source moves its voltage towards that of the grid, as far as it can.
  const double apart = options_.grid_voltage - powers_.flow.inner_voltage;
  voltage_ = std::clamp(voltage_ + apart, 1 - options_.voltage_range, 1 + options_.voltage_range);
  synchronising_ = true;
  share();
  if (mode_ != MicrogridMode::islanded) return;
  state.island_voltage = powers_.flow.inner_voltage;
  state.angle = phase_;
  const SyncPlan plan = synchronise(state, options_.sync);
  if (plan.possible) {
    reconnect_s_ = now_s_ + plan.wait_s;
    return;
  }
  synchronising_ = false;
  reconnect_s_ = std::numeric_limits<double>::infinity();
  log(Kind::refuse_coupling, options_.coupling, 0, plan.reason);
}

void MicrogridRun::close_coupling() {
  log(Kind::close_coupling, options_.coupling, 0,
      mode_ == MicrogridMode::black ? "onto a part that is dead" : "synchronised");
  mode_ = MicrogridMode::connected;
  synchronising_ = conserving_ = false;
  former_ = {};
  renewables_on_ = true;
}

void MicrogridRun::log(Kind kind, std::int32_t row, double power, std::string text) {
  result_.actions.push_back({now_s_, kind, row, power, std::move(text)});
}

/// s until something other than the series changes what is decided.
double MicrogridRun::next_event(double remaining_s) const {
  double next = remaining_s;
  const auto in = [&](double duration_s) {
    if (duration_s > kInstant) next = std::min(next, duration_s);
  };
  const auto when = [&](double time_s) { in(time_s - now_s_); };
  double rate = 0, charge = 0, capacity = 0;  // W into the batteries, J
  for (std::size_t b = 0; b < batteries_.size(); ++b) {
    const Battery& battery = batteries_[b];
    const BatteryUnit& unit = options_.batteries[b];
    const double power = powers_.battery[b];
    const double into = power > 0 ? -power / battery.efficiency : -power * battery.efficiency;
    const auto at_share = [&](double share) {
      const double left = (share * battery.capacity - battery.charge) / into;
      if (into != 0 && left * std::abs(into) > kLastDigits * battery.capacity) next = std::min(next, left);
    };
    at_share(into > 0 ? unit.most_charge : unit.least_charge);
    if (into > 0 && battery.exhausted) at_share(unit.restart_charge);
    if (into < 0 && battery.topped) at_share(unit.most_charge - kToppedBand);
    rate += into;
    charge += battery.charge;
    capacity += battery.capacity;
  }
  if (mode_ == MicrogridMode::connected) return next;
  for (const double share : {options_.diesel_start_charge, options_.diesel_stop_charge,
                             options_.conserve_charge, options_.conserve_charge + kConserveBand})
    if (rate != 0) in((share * capacity - charge) / rate);
  for (std::size_t d = 0; d < diesels_.size(); ++d) {
    const Diesel& diesel = diesels_[d];
    if (diesel.state == Diesel::State::starting) when(diesel.ready_s);
    if (diesel.state != Diesel::State::running) continue;
    when(diesel.ready_s + options_.diesels[d].least_run_s);
    const double burn = fuel_rate(d);
    if (burn > 0) in(diesel.fuel / burn);
  }
  if (mode_ == MicrogridMode::black) when(restart_s_);
  when(next_pickup_s_);
  if (!renewables_on_) when(renewables_return_s_);
  if (grid_there_) when(reconnect_s_);
  for (std::size_t l = 0; l < on_.size(); ++l)
    if (on_[l] == 0) when(not_before_s_[l]);
  return next;
}

/// l/s
double MicrogridRun::fuel_rate(std::size_t d) const {
  if (diesels_[d].state != Diesel::State::running) return 0;
  return options_.diesels[d].idle_l_per_h / 3600 +
         options_.diesels[d].slope_l_per_kwh * kLitrePerWattSecond * std::max(0.0, powers_.diesel[d]);
}

void MicrogridRun::advance(double duration_s) {
  for (std::size_t b = 0; b < batteries_.size(); ++b) {
    Battery& battery = batteries_[b];
    const BatteryUnit& unit = options_.batteries[b];
    const double power = powers_.battery[b];
    battery.charge -= duration_s * (power > 0 ? power / battery.efficiency : power * battery.efficiency);
    // The last digits of a time that ends at a limit.
    for (const double share : {unit.least_charge, unit.restart_charge, unit.most_charge}) {
      const double limit = share * battery.capacity;
      if (std::abs(battery.charge - limit) <= kLastDigits * battery.capacity) battery.charge = limit;
    }
  }
  for (std::size_t d = 0; d < diesels_.size(); ++d) {
    const double burnt = std::min(diesels_[d].fuel, duration_s * fuel_rate(d));
    if (std::isfinite(diesels_[d].fuel)) diesels_[d].fuel -= burnt;
    if (diesels_[d].fuel < 1e-9) diesels_[d].fuel = 0;
    result_.fuel_l += std::isfinite(burnt) ? burnt : 0;
  }
  if (mode_ == MicrogridMode::islanded)
    phase_ = std::remainder(
        phase_ + 2 * std::numbers::pi * (powers_.frequency - options_.grid_frequency) * duration_s,
        2 * std::numbers::pi);
  account(duration_s);
  now_s_ += duration_s;
}

void MicrogridRun::account(double duration_s) {
  const MicrogridBalance& p = powers_.balance;
  MicrogridBalance& e = result_.energy;
  const auto add = [&](double MicrogridBalance::*part) { e.*part += p.*part * duration_s; };
  for (const auto part : {&MicrogridBalance::renewable, &MicrogridBalance::diesel,
                          &MicrogridBalance::discharge, &MicrogridBalance::import, &MicrogridBalance::served,
                          &MicrogridBalance::loss, &MicrogridBalance::charge, &MicrogridBalance::curtailed,
                          &MicrogridBalance::exported, &MicrogridBalance::shed})
    add(part);
  if (mode_ == MicrogridMode::islanded) result_.islanded_s += duration_s;
  if (mode_ == MicrogridMode::black) result_.black_s += duration_s;
  for (std::size_t l = 0; mode_ != MicrogridMode::connected && l < on_.size(); ++l) {
    const bool lost = on_[l] == 0 && wished_[l] > 0 && part_.network.loads[l].priority >= vital_;
    if (lost) result_.autonomy_s = std::min(result_.autonomy_s, now_s_ - islanded_since_s_);
  }
  MicrogridStep step;
  step.start_s = now_s_;
  step.duration_s = duration_s;
  step.mode = mode_;
  step.power = p;
  step.frequency = powers_.frequency;
  step.v_min = powers_.flow.state.v_min;
  step.v_max = powers_.flow.state.v_max;
  step.battery = powers_.battery;
  step.diesel = powers_.diesel;
  for (const Battery& battery : batteries_) step.charge.push_back(battery.charge);
  for (const Diesel& diesel : diesels_) step.fuel_l.push_back(diesel.fuel);
  step.served.assign(network_.loads.size(), 0);
  for (std::size_t l = 0; l < on_.size(); ++l)
    step.served[at(part_.loads.whole[l])] = mode_ != MicrogridMode::black ? on_[l] : 0;
  step.violation = whole_violation();
  result_.steps.push_back(std::move(step));
}

/// With rows of the whole network.
std::optional<Violation> MicrogridRun::whole_violation() const {
  std::optional<Violation> v = powers_.flow.state.worst;
  if (!v || v->row == kNone) return v;
  if (v->kind != Violation::Kind::overload) {
    v->row = part_.buses.whole[at(v->row)];
    return v;
  }
  const std::size_t lines = part_.network.lines.size();
  v->row = at(v->row) < lines ? part_.lines.whole[at(v->row)]
                              : part_.transformers.whole[at(v->row) - lines] + row_of(network_.lines.size());
  return v;
}

MicrogridResult run_microgrid(const Network& network, const MicrogridOptions& options,
                              const MicrogridSeries& series) {
  MicrogridOptions own = options;
  if (!(own.grid_frequency > 0)) own.grid_frequency = network.frequency;
  return MicrogridRun(network, own, series).run();
}

}  // namespace conurb::energy

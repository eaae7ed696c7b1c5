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

MicrogridRun::MicrogridRun(const Network& network, MicrogridPart part, const MicrogridOptions& options,
                           const MicrogridSeries& series, const MicrogridState& state)
    : network_(network),
      options_(options),
      series_(series),
      part_(std::move(part)),
      solver_(part_, options.limits) {
  check(network, part_, options, series);
  const std::size_t loads = part_.network.loads.size();
  factor_.assign(loads, 1.0);
  wished_.assign(loads, 0.0);
  for (const Load& load : part_.network.loads) vital_ = std::max(vital_, load.in_service ? load.priority : 0);
  if (options.vital_priority >= 0) vital_ = options.vital_priority;
  for (const BatteryUnit& unit : options.batteries) {
    const std::int32_t row = part_.storages.part[at(unit.storage)];
    const Storage& s = part_.network.storages[at(row)];
    batteries_.push_back({row, s.capacity, s.max_power, s.efficiency, s.grid_forming});
  }
  for (const DieselUnit& unit : options.diesels) {
    const std::int32_t row = part_.generators.part[at(unit.generator)];
    const Generator& g = part_.network.generators[at(row)];
    diesels_.push_back({row, g.rated_power, g.grid_forming});
  }
  for (const RenewableUnit& unit : options.renewables)
    renewable_rows_.push_back(part_.generators.part[at(unit.generator)]);
  renewable_.assign(renewable_rows_.size(), 0.0);
  result_.battery.assign(batteries_.size(), 0.0);
  result_.diesel.assign(diesels_.size(), 0.0);
  result_.renewable.assign(renewable_.size(), 0.0);
  for (const std::int32_t row : part_.loads.whole) result_.loads.push_back({.row = row});
  adopt(state);
}

MicrogridResult MicrogridRun::run() {
  for (std::size_t step = 0; step < series_.steps; ++step) {
    start_s_ = static_cast<double>(step) * series_.dt_s;
    run_step(step);
    move_clock(series_.dt_s);
  }
  return std::move(result_);
}

void MicrogridRun::run_step(std::size_t step) {
  begin_step(step);
  const double end_s = series_.dt_s;
  for (int stretch = 0; end_s - now_s_ > kInstant; ++stretch) {
    if (state_.mode != MicrogridMode::connected && state_.grid_there && now_s_ >= state_.reconnect_s)
      close_coupling();
    decide();
    share();
    double duration_s = std::min(next_event(end_s - now_s_), end_s - now_s_);
    if (stretch == kMostStretches) {
      duration_s = end_s - now_s_;
      result_.notes.push_back("more happens in the step that begins at " + std::to_string(start_s_) +
                              " s than it can be cut for: its rest is taken in one piece");
    }
    advance(duration_s);
  }
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
  if (there == state_.grid_there) return;
  state_.grid_there = there;
  if (there)
    find_grid();
  else if (state_.mode == MicrogridMode::connected)
    lose_grid(planned);
  else
    state_.synchronising = false;
}

// What was exchanged with the grid is the step that the sources have to take; told in time, they bring it to
// nothing before the switch opens.
void MicrogridRun::lose_grid(bool planned) {
  if (!state_.islanded_since_s) state_.islanded_since_s = now_s_;
  state_.mode = MicrogridMode::islanded;
  state_.former = {};
  state_.voltage = 1;
  state_.phase = 0;
  state_.reactive = 0;
  state_.next_pickup_s = now_s_;
  double load = 0;
  for (std::size_t l = 0; l < state_.loads.size(); ++l) load += state_.loads[l].on ? wished_[l] : 0;
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
  state_.reconnect_s = now_s_;
  if (state_.mode == MicrogridMode::islanded && state_.former.row == kNone) choose_former();
  if (state_.mode != MicrogridMode::islanded) return;
  SyncState state;
  state.grid_frequency = options_.grid_frequency;
  state.island_frequency = options_.grid_frequency + options_.slip;
  state.grid_voltage = options_.grid_voltage;
  // The forming source moves its voltage towards that of the grid, as far as it can.
  const double apart = options_.grid_voltage - state_.inner_voltage;
  state_.voltage = std::clamp(state_.voltage + apart, 1 - options_.voltage_range, 1 + options_.voltage_range);
  state_.synchronising = true;
  share();
  if (state_.mode != MicrogridMode::islanded) return;
  state.island_voltage = state_.inner_voltage;
  state.angle = state_.phase;
  const SyncPlan plan = synchronise(state, options_.sync);
  if (plan.possible) {
    state_.reconnect_s = now_s_ + plan.wait_s;
    return;
  }
  state_.synchronising = false;
  state_.reconnect_s = std::numeric_limits<double>::infinity();
  log(Kind::refuse_coupling, options_.coupling, 0, plan.reason);
}

void MicrogridRun::close_coupling() {
  log(Kind::close_coupling, options_.coupling, 0,
      state_.mode == MicrogridMode::black ? "onto a part that is dead" : "synchronised");
  state_.mode = MicrogridMode::connected;
  state_.synchronising = state_.conserving = false;
  state_.former = {};
  state_.renewables_on = true;
}

void MicrogridRun::log(Kind kind, std::int32_t row, double power, std::string text) {
  result_.actions.push_back({start_s_ + now_s_, kind, row, power, std::move(text)});
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
    const MicrogridState::Battery& held = state_.batteries[b];
    const BatteryUnit& unit = options_.batteries[b];
    const double power = powers_.battery[b];
    const double into = power > 0 ? -power / battery.efficiency : -power * battery.efficiency;
    const auto at_share = [&](double share) {
      const double left = (share * battery.capacity - held.charge) / into;
      if (into != 0 && left * std::abs(into) > kLastDigits * battery.capacity) next = std::min(next, left);
    };
    at_share(into > 0 ? unit.most_charge : unit.least_charge);
    if (into > 0 && held.exhausted) at_share(unit.restart_charge);
    if (into < 0 && held.topped) at_share(unit.most_charge - kToppedBand);
    rate += into;
    charge += held.charge;
    capacity += battery.capacity;
  }
  if (state_.mode == MicrogridMode::connected) return next;
  for (const double share : {options_.diesel_start_charge, options_.diesel_stop_charge,
                             options_.conserve_charge, options_.conserve_charge + kConserveBand})
    if (rate != 0) in((share * capacity - charge) / rate);
  for (std::size_t d = 0; d < diesels_.size(); ++d) {
    const MicrogridState::Diesel& diesel = state_.diesels[d];
    if (diesel.state == DieselState::starting) when(diesel.ready_s);
    if (diesel.state != DieselState::running) continue;
    when(diesel.ready_s + options_.diesels[d].least_run_s);
    const double burn = fuel_rate(d);
    if (burn > 0) in(diesel.fuel_l / burn);
  }
  if (state_.mode == MicrogridMode::black) when(state_.restart_s);
  when(state_.next_pickup_s);
  if (!state_.renewables_on) when(state_.renewables_return_s);
  if (state_.grid_there) when(state_.reconnect_s);
  for (std::size_t l = 0; l < state_.loads.size(); ++l)
    if (!state_.loads[l].on) when(state_.loads[l].not_before_s);
  return next;
}

/// l/s
double MicrogridRun::fuel_rate(std::size_t d) const {
  if (state_.diesels[d].state != DieselState::running) return 0;
  return options_.diesels[d].idle_l_per_h / 3600 +
         options_.diesels[d].slope_l_per_kwh * kLitrePerWattSecond * std::max(0.0, powers_.diesel[d]);
}

void MicrogridRun::advance(double duration_s) {
  for (std::size_t b = 0; b < batteries_.size(); ++b) {
    const Battery& battery = batteries_[b];
    const BatteryUnit& unit = options_.batteries[b];
    const double power = powers_.battery[b];
    double& charge = state_.batteries[b].charge;
    charge -= duration_s * (power > 0 ? power / battery.efficiency : power * battery.efficiency);
    // The last digits of a time that ends at a limit.
    for (const double share : {unit.least_charge, unit.restart_charge, unit.most_charge}) {
      const double limit = share * battery.capacity;
      if (std::abs(charge - limit) <= kLastDigits * battery.capacity) charge = limit;
    }
  }
  for (std::size_t d = 0; d < diesels_.size(); ++d) {
    double& fuel_l = state_.diesels[d].fuel_l;
    const double burnt = std::min(fuel_l, duration_s * fuel_rate(d));
    if (std::isfinite(fuel_l)) fuel_l -= burnt;
    if (fuel_l < 1e-9) fuel_l = 0;
    result_.fuel_l += std::isfinite(burnt) ? burnt : 0;
  }
  if (state_.mode == MicrogridMode::islanded)
    state_.phase = std::remainder(
        state_.phase + 2 * std::numbers::pi * (powers_.frequency - options_.grid_frequency) * duration_s,
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
  for (std::size_t b = 0; b < batteries_.size(); ++b) result_.battery[b] += powers_.battery[b] * duration_s;
  for (std::size_t d = 0; d < diesels_.size(); ++d) result_.diesel[d] += powers_.diesel[d] * duration_s;
  for (std::size_t r = 0; r < renewable_.size(); ++r)
    result_.renewable[r] += powers_.renewable[r] * duration_s;
  for (std::size_t l = 0; l < state_.loads.size(); ++l) {
    if (!powers_.flow.solved || !state_.loads[l].on) continue;
    result_.loads[l].drawn += powers_.flow.drawn[l] * duration_s;
    result_.loads[l].on_s += duration_s;
  }
  if (state_.mode == MicrogridMode::islanded) result_.islanded_s += duration_s;
  if (state_.mode == MicrogridMode::black) result_.black_s += duration_s;
  for (std::size_t l = 0; state_.mode != MicrogridMode::connected && l < state_.loads.size(); ++l) {
    const bool lost = !state_.loads[l].on && wished_[l] > 0 && part_.network.loads[l].priority >= vital_;
    if (lost) result_.autonomy_s = std::min(result_.autonomy_s, now_s_ - *state_.islanded_since_s);
  }
  MicrogridStep step;
  step.start_s = start_s_ + now_s_;
  step.duration_s = duration_s;
  step.mode = state_.mode;
  step.power = p;
  step.frequency = powers_.frequency;
  step.v_min = powers_.flow.state.v_min;
  step.v_max = powers_.flow.state.v_max;
  step.battery = powers_.battery;
  step.diesel = powers_.diesel;
  step.battery_q = powers_.battery_q;
  step.diesel_q = powers_.diesel_q;
  for (const MicrogridState::Battery& battery : state_.batteries) step.charge.push_back(battery.charge);
  for (const MicrogridState::Diesel& diesel : state_.diesels) step.fuel_l.push_back(diesel.fuel_l);
  step.served.assign(network_.loads.size(), 0);
  for (std::size_t l = 0; l < state_.loads.size(); ++l)
    step.served[at(part_.loads.whole[l])] = state_.loads[l].on ? 1 : 0;
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
  MicrogridState state = series.begins_black ? black_state() : MicrogridState{};
  return resume_microgrid(network, options, series, state);
}

MicrogridResult resume_microgrid(const Network& network, const MicrogridOptions& options,
                                 const MicrogridSeries& series, MicrogridState& state) {
  MicrogridOptions own = options;
  if (!(own.grid_frequency > 0)) own.grid_frequency = network.frequency;
  MicrogridRun run(network, part_behind(network, options.coupling), own, series, state);
  MicrogridResult result = run.run();
  state = run.state();
  return result;
}

}  // namespace conurb::energy

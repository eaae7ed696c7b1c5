// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <utility>

#include "plugins/energy/index.hpp"
#include "plugins/energy/outage/microgrid_run.hpp"

namespace conurb::energy {

void MicrogridRun::decide() {
  for (std::size_t b = 0; b < batteries_.size(); ++b) {
    const BatteryUnit& unit = options_.batteries[b];
    const double capacity = batteries_[b].capacity;
    MicrogridState::Battery& held = state_.batteries[b];
    if (held.charge <= unit.least_charge * capacity * (1 + kLastDigits))
      held.exhausted = true;
    else if (held.charge >= unit.restart_charge * capacity * (1 - kLastDigits))
      held.exhausted = false;
    if (held.charge >= unit.most_charge * capacity * (1 - kNearLimit)) held.topped = true;
    if (held.charge < (unit.most_charge - kToppedBand) * capacity) held.topped = false;
  }
  if (!state_.renewables_on && state_.mode != MicrogridMode::black && now_s_ >= state_.renewables_return_s) {
    state_.renewables_on = true;
    if (!renewable_.empty()) log(Kind::connect_renewables, kNone, available(), "sun and wind feed in again");
  }
  if (state_.mode == MicrogridMode::connected) {
    for (std::size_t d = 0; d < diesels_.size(); ++d) stop(d, "the grid is there");
    bring_back();
    return;
  }
  run_diesels();
  if (state_.mode == MicrogridMode::black) leave_black();
  if (state_.mode == MicrogridMode::black) return;
  choose_former();
  if (state_.mode == MicrogridMode::black) return;
  conserve();
  shed_to_fit();
  bring_back();
}

// What the batteries have left is kept for vital loads, until a diesel helps or they have a band more.
void MicrogridRun::conserve() {
  const bool diesel =
      std::ranges::any_of(state_.diesels, [](const auto& d) { return d.state != DieselState::off; });
  const double charge = state_of_charge(), limit = options_.conserve_charge;
  if (diesel || batteries_.empty() || charge >= limit + kConserveBand)
    state_.conserving = false;
  else if (charge <= limit * (1 + kNearLimit) && demand(false) > available())
    state_.conserving = true;
  for (std::size_t l = 0; state_.conserving && l < state_.loads.size(); ++l)
    if (state_.loads[l].on && wished_[l] > 0 && part_.network.loads[l].priority < vital_)
      shed(l, "the batteries are kept for vital loads");
}

double MicrogridRun::demand(bool wished) const {
  double sum = 0;
  for (std::size_t l = 0; l < wished_.size(); ++l)
    if (wished || state_.loads[l].on) sum += wished_[l];
  return sum * (1 + state_.losses);
}

std::vector<MicrogridRun::Unit> MicrogridRun::units() const {
  std::vector<Unit> units;
  for (std::size_t b = 0; b < batteries_.size(); ++b) {
    const Battery& battery = batteries_[b];
    const MicrogridState::Battery& held = state_.batteries[b];
    Unit unit{true, b, battery.forms, {}, 0};
    const bool full = held.charge >= options_.batteries[b].most_charge * battery.capacity * (1 - kLastDigits);
    unit.droop = {0, battery.most_power, options_.batteries[b].droop, full ? 0 : -battery.most_power,
                  held.exhausted ? 0 : battery.most_power};
    units.push_back(unit);
  }
  for (std::size_t d = 0; d < diesels_.size(); ++d) {
    const Diesel& diesel = diesels_[d];
    if (state_.diesels[d].state != DieselState::running) continue;
    const DieselUnit& o = options_.diesels[d];
    units.push_back(
        {false, d, diesel.forms, {0, diesel.rated, o.droop, o.least_load * diesel.rated, diesel.rated}, 0});
  }
  double rated = 0;
  for (const Unit& unit : units) rated += unit.droop.rated;
  // What a source gives in reactive power it cannot give in active power.
  for (Unit& unit : units) {
    unit.reactive = std::clamp(state_.reactive * unit.droop.rated / rated, -0.99 * unit.droop.rated,
                               0.99 * unit.droop.rated);
    const double most = std::sqrt(unit.droop.rated * unit.droop.rated - unit.reactive * unit.reactive);
    unit.droop.high = std::min(unit.droop.high, most);
    unit.droop.low = std::clamp(unit.droop.low, -most, unit.droop.high);
  }
  return units;
}

double MicrogridRun::capability() const {
  double sum = 0;
  for (const Unit& unit : units()) sum += std::max(0.0, unit.droop.high);
  return sum;
}

double MicrogridRun::firm() const {
  double sum = 0;
  for (std::size_t r = 0; state_.renewables_on && r < renewable_.size(); ++r)
    sum += options_.renewables[r].firm * renewable_[r];
  return sum;
}

double MicrogridRun::state_of_charge() const {
  double charge = 0, capacity = 0;
  for (std::size_t b = 0; b < batteries_.size(); ++b) {
    charge += state_.batteries[b].charge;
    capacity += batteries_[b].capacity;
  }
  return capacity > 0 ? charge / capacity : 0;
}

void MicrogridRun::start(std::size_t d, bool at_once) {
  MicrogridState::Diesel& diesel = state_.diesels[d];
  if (diesel.state != DieselState::off || !(diesel.fuel_l > 0)) return;
  diesel.state = at_once ? DieselState::running : DieselState::starting;
  diesel.ready_s = at_once ? now_s_ : now_s_ + options_.diesels[d].start_delay_s;
  log(Kind::start_diesel, options_.diesels[d].generator, 0, at_once ? "started in advance" : "");
}

void MicrogridRun::stop(std::size_t d, const char* why) {
  MicrogridState::Diesel& diesel = state_.diesels[d];
  if (diesel.state == DieselState::off) return;
  diesel.state = DieselState::off;
  log(Kind::stop_diesel, options_.diesels[d].generator, 0, why);
}

// As many run as the whole load needs, with its reserve, and one when the batteries run low; they stop when
// the batteries are charged and the rest carries all with a margin.
void MicrogridRun::run_diesels() {
  double coming = 0;
  for (std::size_t d = 0; d < diesels_.size(); ++d) {
    MicrogridState::Diesel& diesel = state_.diesels[d];
    if (diesel.state == DieselState::starting && now_s_ >= diesel.ready_s) {
      diesel.state = DieselState::running;
      log(Kind::diesel_ready, options_.diesels[d].generator, diesels_[d].rated);
    }
    if (diesel.state != DieselState::off && !(diesel.fuel_l > 0)) stop(d, "its tank is empty");
    if (diesel.state == DieselState::starting) coming += diesels_[d].rated;
  }
  const bool black = state_.mode == MicrogridMode::black;
  const double wished = demand(true) * (1 + options_.reserve), sun = black ? 0 : firm();
  const bool low = !batteries_.empty() &&
                   state_of_charge() <= options_.diesel_start_charge * (1 + kNearLimit) &&
                   demand(true) > available();
  bool any = coming > 0;
  for (const auto& diesel : state_.diesels) any = any || diesel.state == DieselState::running;
  const bool none_forms = std::ranges::none_of(units(), [this](const Unit& u) { return can_form(u); });
  double able = sun + capability();
  for (std::size_t d = 0; d < diesels_.size(); ++d) {
    if (state_.diesels[d].state != DieselState::off || !(state_.diesels[d].fuel_l > 0)) continue;
    const bool needed = able + coming < wished || ((low || none_forms) && !any);
    if (!needed) break;
    start(d, false);
    coming += diesels_[d].rated;
    any = true;
  }
  const bool charged =
      batteries_.empty() || state_of_charge() >= options_.diesel_stop_charge * (1 - kNearLimit);
  for (std::size_t d = diesels_.size(); charged && !black && d-- > 0;) {
    const MicrogridState::Diesel& diesel = state_.diesels[d];
    if (diesel.state != DieselState::running || now_s_ < diesel.ready_s + options_.diesels[d].least_run_s)
      continue;
    if (able - diesels_[d].rated < demand(true) * (1 + options_.reserve + options_.return_margin)) continue;
    stop(d, "the other sources do without it");
    able = sun + capability();
  }
}

/// An empty battery still holds the voltage where the sun gives more than is drawn: it charges.
bool MicrogridRun::can_form(const Unit& unit) const {
  if (!unit.forms || unit.droop.high > 0) return unit.forms;
  constexpr double kLeastSun = 0.02;  // of the battery's power, to be worth a start
  double sun = 0;
  for (const double power : renewable_) sun += power;
  return unit.is_battery && unit.droop.low < 0 && sun > demand(false) + kLeastSun * unit.droop.rated;
}

void MicrogridRun::choose_former() {
  SourceRef best;
  double most = -1;
  bool keeps = false;
  for (const Unit& unit : units()) {
    if (!can_form(unit)) continue;
    const SourceRef own = source(unit);
    keeps = keeps || (state_.former.is_storage == own.is_storage && state_.former.row == own.row);
    const double rank = unit.droop.rated + (unit.is_battery ? 1e15 : 0);  // inverters follow faster
    if (rank <= most) continue;
    most = rank;
    best = own;
  }
  if (keeps) return;
  if (best.row == kNone) {
    go_black("no source is left that can form the grid");
    return;
  }
  state_.former = best;
  log(Kind::form, best.row, 0, best.is_storage ? "a battery" : "a diesel");
}

void MicrogridRun::go_black(const std::string& why) {
  log(Kind::go_black, kNone, demand(false), why);
  state_.mode = MicrogridMode::black;
  state_.former = {};
  for (MicrogridState::Load& load : state_.loads) load.on = false;
  state_.renewables_on = false;
  state_.synchronising = false;
  state_.voltage = 1;
  state_.restart_s = now_s_ + options_.pickup_interval_s;
  // A dead part needs no synchronising, whatever was waited for or refused before.
  state_.reconnect_s = now_s_;
  if (!state_.islanded_since_s) state_.islanded_since_s = now_s_;
  for (MicrogridState::Diesel& diesel : state_.diesels)
    if (diesel.state == DieselState::running) diesel.state = DieselState::off;
}

void MicrogridRun::leave_black() {
  if (now_s_ < state_.restart_s) return;
  const std::vector<Unit> all = units();
  if (std::ranges::none_of(all, [this](const Unit& u) { return can_form(u); })) return;
  // On the sun alone, the sun is there from the first moment.
  state_.renewables_on = std::ranges::none_of(all, [](const Unit& u) { return u.forms && u.droop.high > 0; });
  state_.mode = MicrogridMode::islanded;
  state_.phase = 0;
  state_.renewables_return_s = now_s_ + options_.renewable_return_s;
  state_.next_pickup_s = now_s_ + options_.pickup_interval_s;
  choose_former();
}

void MicrogridRun::shed_to_fit() {
  const double able = firm() + capability();
  for (;;) {
    const double drawn = demand(false), deficit = drawn * (1 + options_.reserve) - able;
    if (deficit <= kNearLimit * std::max(1.0, drawn)) return;
    if (!shed_one(deficit, "the running sources and their reserve do not cover it")) return;
  }
}

/// Of the lowest priority that is on, the smallest load that is enough, or else the largest.
bool MicrogridRun::shed_one(double deficit, const char* why) {
  std::int32_t chosen = kNone;
  const auto better = [&](std::size_t a, std::size_t b) {
    const Load &la = part_.network.loads[a], &lb = part_.network.loads[b];
    if (la.priority != lb.priority) return la.priority < lb.priority;
    const bool a_does = wished_[a] >= deficit, b_does = wished_[b] >= deficit;
    if (a_does != b_does) return a_does;
    return a_does ? wished_[a] < wished_[b] : wished_[a] > wished_[b];
  };
  for (std::size_t l = 0; l < state_.loads.size(); ++l) {
    if (!state_.loads[l].on || !(wished_[l] > 0)) continue;
    if (chosen == kNone || better(l, at(chosen))) chosen = row_of(l);
  }
  if (chosen == kNone) return false;
  shed(at(chosen), why);
  return true;
}

void MicrogridRun::shed(std::size_t l, const char* why) {
  state_.loads[l].on = false;
  state_.loads[l].not_before_s = now_s_ + options_.least_off_s;
  log(Kind::shed, part_.loads.whole[l], wished_[l], why);
}

double MicrogridRun::pickup_limit() const {
  if (state_.mode == MicrogridMode::connected) return kUnlimited;
  double rated = 0;
  for (const Unit& unit : units())
    if (unit.droop.high > 0) rated += unit.droop.rated;
  return options_.pickup * rated;
}

void MicrogridRun::tell_too_large(std::size_t l, double limit) {
  if (state_.loads[l].too_large) return;
  state_.loads[l].too_large = true;
  result_.notes.push_back("load " + std::to_string(part_.loads.whole[l]) + " of " +
                          std::to_string(std::llround(wished_[l])) + " W is more than the " +
                          std::to_string(std::llround(limit)) +
                          " W that all sources may pick up at once: divide it, or allow more");
}

// By priority; a lower one waits for all of a higher one that the sources could ever pick up.
void MicrogridRun::bring_back() {
  if (state_.synchronising || (state_.mode == MicrogridMode::islanded && now_s_ < state_.next_pickup_s))
    return;
  const bool connected = state_.mode == MicrogridMode::connected;
  const double able = firm() + capability(), limit = pickup_limit(),
               margin = 1 + options_.reserve + options_.return_margin;
  double ever = 0;
  for (const Battery& b : batteries_) ever += b.most_power;
  for (std::size_t d = 0; d < diesels_.size(); ++d)
    ever += state_.diesels[d].fuel_l > 0 ? diesels_[d].rated : 0;
  std::vector<std::size_t> off;
  for (std::size_t l = 0; l < state_.loads.size(); ++l)
    if (!state_.loads[l].on && part_.network.loads[l].in_service) off.push_back(l);
  std::stable_sort(off.begin(), off.end(), [&](std::size_t a, std::size_t b) {
    return part_.network.loads[a].priority > part_.network.loads[b].priority;
  });
  double picked = 0;
  std::int32_t held = -1;
  bool waits = false;
  for (const std::size_t l : off) {
    const std::int32_t priority = part_.network.loads[l].priority;
    if (waits && priority < held) break;
    if (!connected && wished_[l] > options_.pickup * ever && wished_[l] > 0) {
      tell_too_large(l, options_.pickup * ever);
      continue;
    }
    if (state_.conserving && priority < vital_) break;
    const double then = (demand(false) + wished_[l] * (1 + state_.losses)) * margin;
    const bool fits =
        connected || (now_s_ >= state_.loads[l].not_before_s && picked + wished_[l] <= limit && then <= able);
    if (!fits) {
      waits = true;
      held = priority;
      continue;
    }
    state_.loads[l].on = true;
    picked += wished_[l];
    log(Kind::restore, part_.loads.whole[l], wished_[l]);
  }
  if (picked > 0) state_.next_pickup_s = now_s_ + options_.pickup_interval_s;
}

}  // namespace conurb::energy

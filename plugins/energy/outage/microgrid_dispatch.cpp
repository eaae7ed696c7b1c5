// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <utility>

#include "plugins/energy/index.hpp"
#include "plugins/energy/outage/microgrid_run.hpp"

namespace conurb::energy {

void MicrogridRun::decide() {
  for (Battery& b : batteries_) {
    const BatteryUnit& unit = options_.batteries[static_cast<std::size_t>(&b - batteries_.data())];
    if (b.charge <= unit.least_charge * b.capacity * (1 + kLastDigits))
      b.exhausted = true;
    else if (b.charge >= unit.restart_charge * b.capacity * (1 - kLastDigits))
      b.exhausted = false;
    if (b.charge >= unit.most_charge * b.capacity * (1 - kNearLimit)) b.topped = true;
    if (b.charge < (unit.most_charge - kToppedBand) * b.capacity) b.topped = false;
  }
  if (!renewables_on_ && mode_ != MicrogridMode::black && now_s_ >= renewables_return_s_) {
    renewables_on_ = true;
    if (!renewable_.empty()) log(Kind::connect_renewables, kNone, available(), "sun and wind feed in again");
  }
  if (mode_ == MicrogridMode::connected) {
    for (std::size_t d = 0; d < diesels_.size(); ++d) stop(d, "the grid is there");
    bring_back();
    return;
  }
  run_diesels();
  if (mode_ == MicrogridMode::black) leave_black();
  if (mode_ == MicrogridMode::black) return;
  choose_former();
  if (mode_ == MicrogridMode::black) return;
  conserve();
  shed_to_fit();
  bring_back();
}

// What the batteries have left is kept for vital loads, until a diesel helps or they have a band more.
void MicrogridRun::conserve() {
  const bool diesel =
      std::ranges::any_of(diesels_, [](const Diesel& d) { return d.state != Diesel::State::off; });
  const double charge = state_of_charge(), limit = options_.conserve_charge;
  if (diesel || batteries_.empty() || charge >= limit + kConserveBand)
    conserving_ = false;
  else if (charge <= limit * (1 + kNearLimit) && demand(false) > available())
    conserving_ = true;
  for (std::size_t l = 0; conserving_ && l < on_.size(); ++l)
    if (on_[l] != 0 && wished_[l] > 0 && part_.network.loads[l].priority < vital_)
      shed(l, "the batteries are kept for vital loads");
}

double MicrogridRun::demand(bool wished) const {
  double sum = 0;
  for (std::size_t l = 0; l < wished_.size(); ++l)
    if (wished || on_[l] != 0) sum += wished_[l];
  return sum * (1 + losses_);
}

std::vector<MicrogridRun::Unit> MicrogridRun::units() const {
  std::vector<Unit> units;
  for (std::size_t b = 0; b < batteries_.size(); ++b) {
    const Battery& battery = batteries_[b];
    Unit unit{true, b, battery.forms, {}, 0};
    const bool full =
        battery.charge >= options_.batteries[b].most_charge * battery.capacity * (1 - kLastDigits);
    unit.droop = {0, battery.most_power, options_.batteries[b].droop, full ? 0 : -battery.most_power,
                  battery.exhausted ? 0 : battery.most_power};
    units.push_back(unit);
  }
  for (std::size_t d = 0; d < diesels_.size(); ++d) {
    const Diesel& diesel = diesels_[d];
    if (diesel.state != Diesel::State::running) continue;
    const DieselUnit& o = options_.diesels[d];
    units.push_back(
        {false, d, diesel.forms, {0, diesel.rated, o.droop, o.least_load * diesel.rated, diesel.rated}, 0});
  }
  double rated = 0;
  for (const Unit& unit : units) rated += unit.droop.rated;
  // What a source gives in reactive power it cannot give in active power.
  for (Unit& unit : units) {
    unit.reactive =
        std::clamp(reactive_ * unit.droop.rated / rated, -0.99 * unit.droop.rated, 0.99 * unit.droop.rated);
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
  for (std::size_t r = 0; renewables_on_ && r < renewable_.size(); ++r)
    sum += options_.renewables[r].firm * renewable_[r];
  return sum;
}

double MicrogridRun::state_of_charge() const {
  double charge = 0, capacity = 0;
  for (const Battery& b : batteries_) {
    charge += b.charge;
    capacity += b.capacity;
  }
  return capacity > 0 ? charge / capacity : 0;
}

void MicrogridRun::start(std::size_t d, bool at_once) {
  Diesel& diesel = diesels_[d];
  if (diesel.state != Diesel::State::off || !(diesel.fuel > 0)) return;
  diesel.state = at_once ? Diesel::State::running : Diesel::State::starting;
  diesel.ready_s = at_once ? now_s_ : now_s_ + options_.diesels[d].start_delay_s;
  log(Kind::start_diesel, options_.diesels[d].generator, 0, at_once ? "started in advance" : "");
}

void MicrogridRun::stop(std::size_t d, const char* why) {
  Diesel& diesel = diesels_[d];
  if (diesel.state == Diesel::State::off) return;
  diesel.state = Diesel::State::off;
  log(Kind::stop_diesel, options_.diesels[d].generator, 0, why);
}

// As many run as the whole load needs, with its reserve, and one when the batteries run low; they stop when
// the batteries are charged and the rest carries all with a margin.
void MicrogridRun::run_diesels() {
  double coming = 0;
  for (std::size_t d = 0; d < diesels_.size(); ++d) {
    Diesel& diesel = diesels_[d];
    if (diesel.state == Diesel::State::starting && now_s_ >= diesel.ready_s) {
      diesel.state = Diesel::State::running;
      log(Kind::diesel_ready, options_.diesels[d].generator, diesel.rated);
    }
    if (diesel.state != Diesel::State::off && !(diesel.fuel > 0)) stop(d, "its tank is empty");
    if (diesel.state == Diesel::State::starting) coming += diesel.rated;
  }
  const bool black = mode_ == MicrogridMode::black;
  const double wished = demand(true) * (1 + options_.reserve), sun = black ? 0 : firm();
  const bool low = !batteries_.empty() &&
                   state_of_charge() <= options_.diesel_start_charge * (1 + kNearLimit) &&
                   demand(true) > available();
  bool any = coming > 0;
  for (const Diesel& diesel : diesels_) any = any || diesel.state == Diesel::State::running;
  const bool none_forms = std::ranges::none_of(units(), [this](const Unit& u) { return can_form(u); });
  double able = sun + capability();
  for (std::size_t d = 0; d < diesels_.size(); ++d) {
    if (diesels_[d].state != Diesel::State::off || !(diesels_[d].fuel > 0)) continue;
    const bool needed = able + coming < wished || ((low || none_forms) && !any);
    if (!needed) break;
    start(d, false);
    coming += diesels_[d].rated;
    any = true;
  }
  const bool charged =
      batteries_.empty() || state_of_charge() >= options_.diesel_stop_charge * (1 - kNearLimit);
  for (std::size_t d = diesels_.size(); charged && !black && d-- > 0;) {
    const Diesel& diesel = diesels_[d];
    if (diesel.state != Diesel::State::running || now_s_ < diesel.ready_s + options_.diesels[d].least_run_s)
      continue;
    if (able - diesel.rated < demand(true) * (1 + options_.reserve + options_.return_margin)) continue;
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
    const std::int32_t row = unit.is_battery ? batteries_[unit.index].row : diesels_[unit.index].row;
    keeps = keeps || (former_.is_storage == unit.is_battery && former_.row == row);
    const double rank = unit.droop.rated + (unit.is_battery ? 1e15 : 0);  // inverters follow faster
    if (rank <= most) continue;
    most = rank;
    best = {unit.is_battery, row};
  }
  if (keeps) return;
  if (best.row == kNone) {
    go_black("no source is left that can form the grid");
    return;
  }
  former_ = best;
  const RowMap& rows = best.is_storage ? part_.storages : part_.generators;
  log(Kind::form, rows.whole[at(best.row)], 0, best.is_storage ? "a battery" : "a diesel");
}

void MicrogridRun::go_black(const std::string& why) {
  log(Kind::go_black, kNone, demand(false), why);
  mode_ = MicrogridMode::black;
  former_ = {};
  std::fill(on_.begin(), on_.end(), std::uint8_t{0});
  renewables_on_ = false;
  synchronising_ = false;
  voltage_ = 1;
  restart_s_ = now_s_ + options_.pickup_interval_s;
  reconnect_s_ = now_s_;  // a dead part needs no synchronising, whatever was waited for or refused before
  if (islanded_since_s_ < 0) islanded_since_s_ = now_s_;
  for (Diesel& diesel : diesels_)
    if (diesel.state == Diesel::State::running) diesel.state = Diesel::State::off;
}

void MicrogridRun::leave_black() {
  if (now_s_ < restart_s_) return;
  const std::vector<Unit> all = units();
  if (std::ranges::none_of(all, [this](const Unit& u) { return can_form(u); })) return;
  // On the sun alone, the sun is there from the first moment.
  renewables_on_ = std::ranges::none_of(all, [](const Unit& u) { return u.forms && u.droop.high > 0; });
  mode_ = MicrogridMode::islanded;
  phase_ = 0;
  renewables_return_s_ = now_s_ + options_.renewable_return_s;
  next_pickup_s_ = now_s_ + options_.pickup_interval_s;
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
  for (std::size_t l = 0; l < on_.size(); ++l) {
    if (on_[l] == 0 || !(wished_[l] > 0)) continue;
    if (chosen == kNone || better(l, at(chosen))) chosen = row_of(l);
  }
  if (chosen == kNone) return false;
  shed(at(chosen), why);
  return true;
}

void MicrogridRun::shed(std::size_t l, const char* why) {
  on_[l] = 0;
  not_before_s_[l] = now_s_ + options_.least_off_s;
  log(Kind::shed, part_.loads.whole[l], wished_[l], why);
}

double MicrogridRun::pickup_limit() const {
  if (mode_ == MicrogridMode::connected) return kUnlimited;
  double rated = 0;
  for (const Unit& unit : units())
    if (unit.droop.high > 0) rated += unit.droop.rated;
  return options_.pickup * rated;
}

void MicrogridRun::tell_too_large(std::size_t l, double limit) {
  if (too_large_[l] != 0) return;
  too_large_[l] = 1;
  result_.notes.push_back("load " + std::to_string(part_.loads.whole[l]) + " of " +
                          std::to_string(std::llround(wished_[l])) + " W is more than the " +
                          std::to_string(std::llround(limit)) +
                          " W that all sources may pick up at once: divide it, or allow more");
}

// By priority; a lower one waits for all of a higher one that the sources could ever pick up.
void MicrogridRun::bring_back() {
  if (synchronising_ || (mode_ == MicrogridMode::islanded && now_s_ < next_pickup_s_)) return;
  const bool connected = mode_ == MicrogridMode::connected;
  const double able = firm() + capability(), limit = pickup_limit(),
               margin = 1 + options_.reserve + options_.return_margin;
  double ever = 0;
  for (const Battery& b : batteries_) ever += b.most_power;
  for (const Diesel& d : diesels_) ever += d.fuel > 0 ? d.rated : 0;
  std::vector<std::size_t> off;
  for (std::size_t l = 0; l < on_.size(); ++l)
    if (on_[l] == 0 && part_.network.loads[l].in_service) off.push_back(l);
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
    if (conserving_ && priority < vital_) break;
    const double then = (demand(false) + wished_[l] * (1 + losses_)) * margin;
    const bool fits =
        connected || (now_s_ >= not_before_s_[l] && picked + wished_[l] <= limit && then <= able);
    if (!fits) {
      waits = true;
      held = priority;
      continue;
    }
    on_[l] = 1;
    picked += wished_[l];
    log(Kind::restore, part_.loads.whole[l], wished_[l]);
  }
  if (picked > 0) next_pickup_s_ = now_s_ + options_.pickup_interval_s;
}

}  // namespace conurb::energy

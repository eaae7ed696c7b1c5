// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/outage/step_log.hpp"

#include "plugins/energy/index.hpp"

namespace conurb::energy {

StepLog::StepLog(const SearchContext& context, std::int32_t faulted, const Positions& normal,
                 const Positions& tripped, Loops loops)
    : c_(context), faulted_(faulted), allowed_(loops), positions_(tripped) {
  const Supply before = supply_of(c_.graph.zones(), normal);
  loops_before_ = before.loops;
  supplied_before_ = before.alive;
  dark_.assign(before.alive.size(), 0);
  dark_since_.assign(before.alive.size(), 0.0);
  see();
}

void StepLog::see() {
  const Supply supply = supply_of(c_.graph.zones(), positions_);
  dark_customers_ = dark_power_ = 0;
  for (std::size_t zone = 0; zone < dark_.size(); ++zone) {
    const bool dark = supplied_before_[zone] != 0 && supply.alive[zone] == 0;
    if (dark && dark_[zone] == 0) dark_since_[zone] = now_s_;
    if (!dark && dark_[zone] != 0) ended_.push_back({zone, now_s_ - dark_since_[zone]});
    dark_[zone] = dark ? 1 : 0;
    if (!dark) continue;
    dark_customers_ += c_.loads.customers[zone];
    dark_power_ += c_.loads.power[zone];
  }
}

void StepLog::take(SwitchingStep& step) {
  step.customer_minutes = dark_customers_ * (step.end_s - now_s_) / 60;
  step.energy_not_supplied = dark_power_ * (step.end_s - now_s_);
  now_s_ = step.end_s;
  const double customers = dark_customers_, power = dark_power_;
  set(positions_, step.device, step.close);
  see();
  step.restored_customers = customers - dark_customers_;
  step.restored_power = power - dark_power_;
  step.dark_customers = dark_customers_;
  step.dark_power = dark_power_;
  step.state = c_.grid.solve(positions_, c_.limits);
  const Supply supply = supply_of(c_.graph.zones(), positions_);
  step.radial = supply.loops <= loops_before_;
  const bool feeds_fault = !repaired_ && supply.alive[at(faulted_)] != 0;
  const bool may = step.radial || allowed_ != Loops::never;
  legal_ = legal_ && may && step.state.legal() && !feeds_fault;
}

Reliability StepLog::reliability(double end_s, double sustained_s) const {
  Reliability r;
  std::vector<std::uint8_t> interrupted(dark_.size(), 0);
  double sustained_minutes = 0;
  const auto count = [&](std::size_t zone, double duration_s) {
    const double customers = c_.loads.customers[zone], minutes = customers * duration_s / 60;
    interrupted[zone] = 1;
    r.customer_minutes += minutes;
    r.energy_not_supplied += c_.loads.power[zone] * duration_s;
    if (duration_s > sustained_s) {
      r.saifi += customers;
      sustained_minutes += minutes;
    } else {
      r.maifi += customers;
    }
  };
  for (const Interruption& i : ended_) count(i.zone, i.duration_s);
  for (std::size_t zone = 0; zone < dark_.size(); ++zone)
    if (dark_[zone] != 0) count(zone, end_s - dark_since_[zone]);
  for (std::size_t zone = 0; zone < dark_.size(); ++zone) {
    r.customers += c_.loads.customers[zone];
    if (interrupted[zone] != 0) r.interrupted += c_.loads.customers[zone];
  }
  if (!(r.customers > 0)) return r;
  r.saidi_minutes = sustained_minutes / r.customers;
  r.saifi /= r.customers;
  r.maifi /= r.customers;
  return r;
}

}  // namespace conurb::energy

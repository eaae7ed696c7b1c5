// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/outage/microgrid_state.hpp"

#include <algorithm>
#include <utility>

#include "plugins/energy/index.hpp"
#include "plugins/energy/outage/microgrid_run.hpp"

namespace conurb::energy {

namespace {

template <class Held>
const Held* held_of(const std::vector<Held>& all, std::int32_t row) {
  const auto found = std::ranges::find(all, row, &Held::row);
  return found == all.end() ? nullptr : &*found;
}

}  // namespace

MicrogridState black_state() {
  MicrogridState state;
  state.mode = MicrogridMode::black;
  state.renewables_on = false;
  state.islanded_since_s = 0;
  return state;
}

void MicrogridRun::adopt(const MicrogridState& state) {
  state_ = state;
  const bool connected = state.mode == MicrogridMode::connected;
  state_.loads.clear();
  auto known = state.loads.begin();
  for (std::size_t l = 0; l < part_.network.loads.size(); ++l) {
    MicrogridState::Load load{part_.loads.whole[l], part_.buses.whole[at(part_.network.loads[l].bus)],
                              connected};
    while (known != state.loads.end() && known->row < load.row) ++known;
    if (known != state.loads.end() && known->row == load.row && known->bus == load.bus) load = *known;
    load.on = load.on && part_.network.loads[l].in_service;
    state_.loads.push_back(load);
  }
  state_.batteries.clear();
  for (const BatteryUnit& unit : options_.batteries) {
    const MicrogridState::Battery* held = held_of(state.batteries, unit.storage);
    state_.batteries.push_back(
        held != nullptr ? *held
                        : MicrogridState::Battery{unit.storage, network_.storages[at(unit.storage)].charge});
  }
  state_.diesels.clear();
  for (const DieselUnit& unit : options_.diesels) {
    const MicrogridState::Diesel* held = held_of(state.diesels, unit.generator);
    state_.diesels.push_back(
        held != nullptr ? *held : MicrogridState::Diesel{.row = unit.generator, .fuel_l = unit.tank_l});
  }
  const bool former_is_there =
      state.former.is_storage
          ? std::ranges::count(options_.batteries, state.former.row, &BatteryUnit::storage) > 0
          : std::ranges::count(options_.diesels, state.former.row, &DieselUnit::generator) > 0;
  if (!former_is_there) state_.former = {};
}

/// The end of a step becomes its beginning. What is over stays over, and grows no digits.
void MicrogridRun::move_clock(double by_s) {
  now_s_ = 0;
  const auto wait = [&](double& time_s) { time_s = std::max(0.0, time_s - by_s); };
  for (double* time_s :
       {&state_.renewables_return_s, &state_.reconnect_s, &state_.next_pickup_s, &state_.restart_s})
    wait(*time_s);
  for (MicrogridState::Load& load : state_.loads) wait(load.not_before_s);
  for (std::size_t d = 0; d < diesels_.size(); ++d) {
    double& ready_s = state_.diesels[d].ready_s;
    ready_s = std::max(ready_s - by_s, -options_.diesels[d].least_run_s);
  }
  if (state_.islanded_since_s) *state_.islanded_since_s -= by_s;
}

}  // namespace conurb::energy

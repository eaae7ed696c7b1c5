// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/queries/switching.hpp"

#include <algorithm>
#include <utility>

namespace conurb::energy {

SwitchedNetwork with_switches(Network network) {
  SwitchedNetwork made{std::move(network), 0};
  Network& n = made.network;
  made.own_switches = n.switches.size();
  const auto joins = [](const Switch& s) { return s.kind != Switch::Kind::bus || s.bus != s.element; };
  if (std::ranges::none_of(n.switches, joins)) {
    add_line_switches(n);
    made.assumed =
        "the grid has no switches: each line is taken to have one at each end, which crews operate by hand";
  }
  const auto is_breaker = [](const Switch& s) { return s.breaker; };
  if (std::ranges::none_of(n.switches, is_breaker)) {
    assume_feeder_breakers(n);
    made.assumed += made.assumed.empty() ? "" : "; ";
    made.assumed += "the grid has no breakers: the switches next to its infeeds are taken for such";
  }
  return made;
}

Operated operated(const SwitchedNetwork& switched, Device device) {
  if (device.kind == Device::Kind::infeed)
    return {.generator = device.row, .bus = switched.network.generators[at(device.row)].bus};
  const Switch& s = switched.network.switches[at(device.row)];
  if (at(device.row) < switched.own_switches) return {.own_switch = device.row, .bus = s.bus};
  return {.line = s.element, .bus = s.bus};
}

}  // namespace conurb::energy

// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/outage/protection.hpp"

#include <algorithm>

#include "plugins/energy/index.hpp"

namespace conurb::energy {

namespace {

bool* in_service(Network& network, const Fault& fault) {
  const auto flag = [&](auto& rows) {
    return fault.row >= 0 && at(fault.row) < rows.size() ? &rows[at(fault.row)].in_service : nullptr;
  };
  switch (fault.kind) {
    case Fault::Kind::line: return flag(network.lines);
    case Fault::Kind::transformer: return flag(network.transformers);
    case Fault::Kind::bus: return flag(network.buses);
  }
  return nullptr;
}

}  // namespace

ProtectionResult protect(Network& network, std::span<const Fault> faults) {
  ProtectionResult result;
  std::vector<Fault> standing;
  for (const Fault& fault : faults) {
    const bool* flag = in_service(network, fault);
    if (flag != nullptr && *flag) standing.push_back(fault);
  }
  if (standing.empty()) return result;
  // All currents flow before the first breaker opens: zones and supply are those with everything in service.
  const Zones zones = find_zones(network);
  const ZoneLoads loads = zone_loads(network, zones, {});
  const Positions before = positions_of(network);
  for (const Fault& fault : standing) {
    const FaultEffect effect = effect_of(network, zones, loads, fault, before);
    bool fed = false;
    for (const Device device : effect.tripped) {
      if (device.kind == Device::Kind::infeed) {
        fed = true;
      } else if (network.switches[at(device.row)].closed) {
        network.switches[at(device.row)].closed = false;
        result.tripped.push_back(device.row);
      }
    }
    if (fed) result.without_breaker.push_back(fault);
  }
  for (const Fault& fault : standing) *in_service(network, fault) = false;
  return result;
}

}  // namespace conurb::energy

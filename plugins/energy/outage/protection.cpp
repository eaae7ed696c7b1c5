// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/outage/protection.hpp"

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

std::vector<std::int32_t> protect(Network& network, std::span<const Fault> faults) {
  std::vector<Fault> standing;
  for (const Fault& fault : faults) {
    const bool* flag = in_service(network, fault);
    if (flag != nullptr && *flag) standing.push_back(fault);
  }
  std::vector<std::int32_t> tripped;
  if (standing.empty()) return tripped;
  const Zones zones = find_zones(network);
  const Positions positions = positions_of(network);
  const Supply supply = supply_of(zones, positions);
  std::vector<std::int32_t> faulted;
  for (const Fault& fault : standing)
    if (const std::int32_t zone = zone_of(zones, fault); supply.alive[at(zone)] != 0) faulted.push_back(zone);
  for (const Device device : tripped_by(network, zones, positions, faulted)) {
    if (device.kind != Device::Kind::bus_switch) continue;
    network.switches[at(device.row)].closed = false;
    tripped.push_back(device.row);
  }
  for (const Fault& fault : standing) *in_service(network, fault) = false;
  return tripped;
}

}  // namespace conurb::energy

// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/outage/fault.hpp"

#include <string>

#include "engine/solvers/graph.hpp"
#include "plugins/energy/error.hpp"
#include "plugins/energy/index.hpp"

namespace conurb::energy {

namespace {

/// Zones that the faults' currents come through before a breaker.
std::vector<std::uint8_t> within_breakers(const Network& network, const Zones& zones,
                                          const Positions& positions, std::span<const std::int32_t> faulted) {
  std::vector<solvers::Edge> edges;
  for (std::size_t s = 0; s < zones.of_switch.size(); ++s) {
    const Zones::Sides& sides = zones.of_switch[s];
    if (sides.parts() && positions.switches[s] != 0 && !network.switches[s].breaker)
      edges.push_back({sides.at_bus, sides.beyond});
  }
  const std::vector<std::int32_t> of = components(solvers::Graph(zones.count, edges)).of;
  std::vector<std::uint8_t> is_faulted(of.size(), 0), within;
  for (const std::int32_t zone : faulted) is_faulted[at(of[at(zone)])] = 1;
  for (const std::int32_t component : of) within.push_back(is_faulted[at(component)]);
  return within;
}

}  // namespace

std::vector<Device> tripped_by(const Network& network, const Zones& zones, const Positions& positions,
                               std::span<const std::int32_t> faulted) {
  const std::vector<std::uint8_t> within = within_breakers(network, zones, positions, faulted);
  std::vector<Device> tripped;
  Positions outside = positions;
  std::vector<std::int32_t> border;
  for (std::size_t s = 0; s < zones.of_switch.size(); ++s) {
    const Zones::Sides& sides = zones.of_switch[s];
    if (!sides.parts() || positions.switches[s] == 0) continue;
    const bool a = within[at(sides.at_bus)] != 0, b = within[at(sides.beyond)] != 0;
    if (a || b) outside.switches[s] = 0;
    if (a != b) border.push_back(row_of(s));
  }
  for (std::size_t g = 0; g < zones.of_generator.size(); ++g) {
    const std::int32_t at_zone = zones.of_generator[g];
    if (positions.infeeds[g] == 0 || at_zone == kNone || within[at(at_zone)] == 0) continue;
    outside.infeeds[g] = 0;
    tripped.push_back({Device::Kind::infeed, row_of(g)});
  }
  const Supply supply = supply_of(zones, outside);
  for (const std::int32_t s : border) {
    const Zones::Sides& sides = zones.of_switch[at(s)];
    const std::int32_t far = within[at(sides.at_bus)] != 0 ? sides.beyond : sides.at_bus;
    if (supply.alive[at(far)] != 0) tripped.push_back({Device::Kind::bus_switch, s});
  }
  return tripped;
}

std::int32_t zone_of(const Zones& zones, const Fault& fault) {
  const bool line = fault.kind == Fault::Kind::line, bus = fault.kind == Fault::Kind::bus;
  const char* kind = line ? "line " : bus ? "bus " : "transformer ";
  const std::vector<std::int32_t>& of = line ? zones.of_line : bus ? zones.of_bus : zones.of_transformer;
  const std::string object = kind + std::to_string(fault.row);
  if (fault.row < 0 || at(fault.row) >= of.size())
    throw InputError("there is none; there are " + std::to_string(of.size()), "fault at " + object);
  const std::int32_t zone = of[at(fault.row)];
  if (zone == kNone)
    throw InputError("it is out of service, so nothing can fail there", "fault at " + object,
                     "choose one that is in service");
  return zone;
}

FaultEffect effect_of(const Network& network, const Zones& zones, const ZoneLoads& loads, const Fault& fault,
                      const Positions& positions) {
  FaultEffect effect;
  effect.zone = zone_of(zones, fault);
  const Supply before = supply_of(zones, positions);
  effect.energised = before.alive[at(effect.zone)] != 0;
  if (effect.energised) effect.tripped = tripped_by(network, zones, positions, std::span(&effect.zone, 1));
  const Positions now = after_trip(effect, positions);
  const Supply after = supply_of(zones, now);
  const auto is_dark = [&](std::int32_t zone) {
    return zone != kNone && before.alive[at(zone)] != 0 && after.alive[at(zone)] == 0;
  };
  for (std::int32_t zone = 0; zone < zones.count; ++zone) {
    if (!is_dark(zone)) continue;
    effect.dark_customers += loads.customers[at(zone)];
    effect.dark_power += loads.power[at(zone)];
  }
  if (effect.energised) {
    effect.faulted_customers = loads.customers[at(effect.zone)];
    effect.faulted_power = loads.power[at(effect.zone)];
  }
  for (std::size_t bus = 0; bus < zones.of_bus.size(); ++bus)
    if (is_dark(zones.of_bus[bus])) effect.dark_buses.push_back(row_of(bus));
  for (std::size_t s = 0; s < zones.of_switch.size(); ++s) {
    if (!zones.of_switch[s].parts() || !zones.of_switch[s].touches(effect.zone)) continue;
    effect.locked.push_back(row_of(s));
    if (now.switches[s] != 0) effect.isolation.push_back(row_of(s));
  }
  return effect;
}

Positions after_trip(const FaultEffect& effect, Positions positions) {
  for (const Device device : effect.tripped) set(positions, device, false);
  return positions;
}

}  // namespace conurb::energy

// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/synthesis/assembly.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace conurb::energy::synthesis {

namespace {

class Assembly {
 public:
  Assembly(std::size_t buildings, const SynthesisOptions& options) : o_(options) {
    a_.network.name = "synthesised grid";
    a_.network.frequency = options.frequency;
    a_.bus_of_building.assign(buildings, kNone);
    a_.load_of_building.assign(buildings, kNone);
    a_.generator_of_building.assign(buildings, kNone);
  }

  void add_substation(MediumVoltageNet& net, const std::vector<std::int32_t>& stations) {
    const std::int32_t bus = row_of(n_().buses.size()), line = row_of(n_().lines.size());
    const std::int32_t first_switch = row_of(n_().switches.size());
    const std::string name = substation_name(a_.figures.substations);
    net.network.buses[0].name = name + ", high voltage";
    net.network.buses[1].name = name + ", section 1";
    net.network.buses[2].name = name + ", section 2";
    net.network.loads.clear();  // stood for the stations
    for (std::size_t k = 0; k < stations.size(); ++k) {
      a_.stations[at(stations[k])].medium_bus = bus + 3 + row_of(k);
      net.network.buses[3 + k].name = station_name(stations[k]);
    }
    a_.line_type.resize(n_().lines.size() + net.network.lines.size());
    for (std::size_t r = 0; r < net.rings.size(); ++r) {
      const MediumVoltageNet::Ring& ring = net.rings[r];
      SynthesisRing told;
      told.substation = a_.figures.substations;
      for (const std::int32_t k : ring.stations) {
        told.stations.push_back(stations[at(k)]);
        a_.stations[at(stations[at(k)])].ring = row_of(a_.rings.size());
      }
      for (std::int32_t l = 0; l <= row_of(ring.stations.size()); ++l) {
        told.lines.push_back(line + ring.first_line + l);
        a_.line_type[at(told.lines.back())] = type(o_.medium_types, ring.step);
        net.network.lines[at(ring.first_line + l)].name =
            "Ring " + std::to_string(a_.rings.size() + 1) + ", leg " + std::to_string(l + 1);
      }
      for (std::size_t s = 0; s < net.network.switches.size(); ++s)
        if (net.switch_role[s] == SwitchRole::open_point && net.network.switches[s].element == ring.open_line)
          told.open_switch = first_switch + row_of(s);
      a_.rings.push_back(std::move(told));
    }
    for (std::size_t t = 0; t < 2; ++t) {
      net.network.transformers[t].name = name + ", transformer " + std::to_string(t + 1);
      a_.transformer_role.push_back(TransformerRole::primary);
      a_.transformer_type.push_back(type(o_.primary_types, net.transformer_step));
      a_.transformer_peak.push_back(net.demand.largest());
      a_.figures.primary_power += net.network.transformers[t].rated_power;
    }
    for (const Demand& demand : net.line_demand) a_.line_peak.push_back(demand.largest());
    for (const Line& each : net.network.lines) a_.figures.ring_length += each.length;
    a_.line_role.insert(a_.line_role.end(), net.network.lines.size(), LineRole::ring);
    a_.bus_role.insert(a_.bus_role.end(), net.bus_role.begin(), net.bus_role.end());
    for (std::size_t k = 0; k < net.bus_role.size(); ++k)
      a_.station_of_bus.push_back(k < 3 ? kNone : stations[k - 3]);
    a_.switch_role.insert(a_.switch_role.end(), net.switch_role.begin(), net.switch_role.end());
    append(net.network, [&](std::int32_t b) { return bus + b; });
    a_.figures.rings += row_of(net.rings.size());
    ++a_.figures.substations;
  }

  void add_station(std::int32_t number, LowVoltageNet& net, const Demand& city) {
    SynthesisStation& station = a_.stations[at(number)];
    const std::int32_t bus = row_of(n_().buses.size()) - 1;  // bus 0 is there already
    const auto place = [&](std::int32_t b) { return b == 0 ? station.medium_bus : bus + b; };
    station.low_bus = place(1);
    station.transformer = row_of(n_().transformers.size());
    station.one_customer = net.transformer_role == TransformerRole::customer_station;
    station.customers = net.customers;
    station.peak = net.demand.peak();
    for (std::size_t k = 0; k < net.building.size(); ++k) {
      a_.bus_of_building[at(net.building[k])] = place(net.building_bus[k]);
      a_.load_of_building[at(net.building[k])] = row_of(n_().loads.size() + k);
      a_.station_peak_power.push_back(share_of_peak(net.building_demand[k], net.demand));
    }
    for (std::size_t k = 0; k < net.roof_building.size(); ++k)
      a_.generator_of_building[at(net.roof_building[k])] = row_of(n_().generators.size() + k);
    set_loads(net, city, o_);
    for (std::size_t l = 0; l < net.line_role.size(); ++l) {
      const bool service = net.line_role[l] == LineRole::service;
      a_.line_type.push_back(type(service ? o_.service_types : o_.low_types, net.line_step[l]));
      a_.line_peak.push_back(net.line_demand[l].largest());
      (service ? a_.figures.service_length : a_.figures.feeder_length) += net.network.lines[l].length;
      if (!service && net.network.lines[l].from == 1) ++a_.figures.feeders;
    }
    net.network.buses[1].name = station_name(number) + ", low voltage";
    net.network.transformers[0].name = station_name(number) + ", transformer";
    a_.transformer_role.push_back(net.transformer_role);
    a_.transformer_type.push_back(type(o_.station_types, net.transformer_step));
    a_.transformer_peak.push_back(net.demand.largest());
    a_.figures.station_power += net.network.transformers[0].rated_power;
    a_.figures.customers += net.customers;
    a_.figures.buildings += static_cast<double>(net.building.size());
    ++(station.one_customer ? a_.figures.customer_stations : a_.figures.stations);
    a_.line_role.insert(a_.line_role.end(), net.line_role.begin(), net.line_role.end());
    a_.bus_role.insert(a_.bus_role.end(), net.bus_role.begin() + 1, net.bus_role.end());
    a_.station_of_bus.insert(a_.station_of_bus.end(), net.bus_role.size() - 1, number);
    a_.switch_role.insert(a_.switch_role.end(), net.switch_role.begin(), net.switch_role.end());
    net.network.buses.erase(net.network.buses.begin());
    append(net.network, place);
  }

  Synthesis take(const Demand& city) {
    a_.figures.peak = city.peak();
    for (std::size_t b = 0; b < n_().buses.size(); ++b) n_().buses[b].id = static_cast<std::int64_t>(b);
    return std::move(a_);
  }

  void make_room(std::size_t stations) { a_.stations.resize(stations); }

 private:
  Network& n_() { return a_.network; }

  /// Number of a type's name. They are few.
  template <typename Types>
  std::int32_t type(const Types& types, std::int32_t step) {
    const Rung r = rung(types.size(), step);
    std::string name = types[at(r.type)].name;
    if (r.parallel > 1) name = std::to_string(r.parallel) + " x " + name;
    const auto found = std::find(a_.types.begin(), a_.types.end(), name);
    if (found != a_.types.end()) return row_of(static_cast<std::size_t>(found - a_.types.begin()));
    a_.types.push_back(std::move(name));
    return row_of(a_.types.size()) - 1;
  }

  template <typename Elements, typename Rename>
  static void move_over(Elements& from, Elements& to, const Rename& rename) {
    for (auto& element : from) {
      rename(element);
      to.push_back(std::move(element));
    }
    from = {};
  }

  template <typename Place>
  void append(Network& piece, const Place& place) {
    const std::int32_t lines = row_of(n_().lines.size()), transformers = row_of(n_().transformers.size());
    move_over(piece.buses, n_().buses, [](Bus&) {});
    move_over(piece.lines, n_().lines, [&](Line& l) { l.from = place(l.from), l.to = place(l.to); });
    move_over(piece.transformers, n_().transformers,
              [&](Transformer& t) { t.hv = place(t.hv), t.lv = place(t.lv); });
    move_over(piece.loads, n_().loads, [&](Load& l) { l.bus = place(l.bus); });
    move_over(piece.generators, n_().generators, [&](Generator& g) { g.bus = place(g.bus); });
    move_over(piece.switches, n_().switches, [&](Switch& s) {
      s.bus = place(s.bus);
      s.element = s.kind == Switch::Kind::bus    ? place(s.element)
                  : s.kind == Switch::Kind::line ? lines + s.element
                                                 : transformers + s.element;
    });
  }

  const SynthesisOptions& o_;
  Synthesis a_;
};

}  // namespace

std::string station_name(std::int32_t station) {
  return "Station " + std::to_string(station + 1);
}

std::string substation_name(std::int32_t substation) {
  return "Substation " + std::to_string(substation + 1);
}

Synthesis assemble(std::size_t buildings, const SynthesisOptions& options,
                   std::vector<LowVoltageNet>& stations, std::vector<MediumVoltageNet>& substations,
                   const std::vector<std::vector<std::int32_t>>& stations_of) {
  Demand city;
  for (const LowVoltageNet& station : stations) city += station.demand;
  Assembly assembly(buildings, options);
  assembly.make_room(stations.size());
  for (std::size_t s = 0; s < substations.size(); ++s)
    assembly.add_substation(substations[s], stations_of[s]);
  for (std::size_t i = 0; i < stations.size(); ++i) assembly.add_station(row_of(i), stations[i], city);
  return assembly.take(city);
}

}  // namespace conurb::energy::synthesis

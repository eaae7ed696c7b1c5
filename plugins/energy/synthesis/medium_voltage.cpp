// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/synthesis/medium_voltage.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "plugins/energy/synthesis/planning.hpp"

namespace conurb::energy::synthesis {

namespace {

constexpr double kLeastLeg = 1;        // m
constexpr double kLossReserve = 1.05;  // what a substation feeds, over what its customers draw

class Substation {
 public:
  Substation(const SubstationCase& substation, const ParallelFor& parallel)
      : s_(substation), o_(substation.options), parallel_(parallel), search_(substation.roads) {
    net_.network.frequency = o_.frequency;
  }

  MediumVoltageNet lay() {
    for (const LowVoltageNet* station : s_.stations) net_.demand += station->demand;
    place_substation();
    for (const LowVoltageNet* station : s_.stations)
      net_.add_bus(station->x, station->y, o_.medium_voltage, BusRole::station, o_);
    for (const std::vector<std::int32_t>& ring : rings()) lay_ring(ring);
    for (std::size_t i = 0; i < s_.stations.size(); ++i) {
      Load load;
      load.bus = row_of(i) + 3;
      net_.network.loads.push_back(load);
    }
    return std::move(net_);
  }

 private:
  void place_substation() {
    const double x = s_.streets.x[at(s_.vertex)], y = s_.streets.y[at(s_.vertex)];
    net_.add_bus(x, y, o_.high_voltage, BusRole::high_voltage, o_);
    Generator grid;
    grid.control = Generator::Control::slack;
    net_.network.generators.push_back(std::move(grid));
    net_.transformer_step = step_for(
        o_.primary_types, kLossReserve * std::max(net_.demand.peak() / o_.power_factor, net_.demand.feed_in));
    for (std::int32_t section = 1; section <= 2; ++section) {
      net_.add_bus(x, y, o_.medium_voltage, BusRole::substation, o_);
      Transformer t;
      t.lv = section;
      make_transformer(o_.primary_types, net_.transformer_step, o_.high_voltage, o_.medium_voltage, t);
      t.tap.automatic = true;
      t.tap.target = o_.medium_voltage_target;
      t.tap.dead_band = 2 * kTapBand;
      net_.network.transformers.push_back(std::move(t));
      for (const std::int32_t side : {0, section})
        net_.add_switch(Switch::Kind::transformer, side, section - 1, SwitchGear::circuit_breaker,
                        SwitchRole::transformer);
    }
    net_.add_switch(Switch::Kind::bus, 1, 2, SwitchGear::circuit_breaker, SwitchRole::busbar_tie);
  }

  [[nodiscard]] std::vector<std::vector<std::int32_t>> rings() const {
    std::vector<RingStop> stops;
    for (const LowVoltageNet* station : s_.stations)
      stops.push_back({s_.roads.crossing(station->vertex), station->demand});
    RingLimits limits;
    limits.power = o_.max_loading * o_.power_factor / kLossReserve *
                   max_power(o_.medium_types, 0, o_.medium_voltage * least_medium_voltage(o_));
    limits.stations = o_.ring_stations;
    return string_rings(s_.roads, stops, s_.roads.crossing(s_.vertex), limits, parallel_);
  }

  [[nodiscard]] const LowVoltageNet& station(std::int32_t i) const { return *s_.stations[at(i)]; }

  void lay_ring(const std::vector<std::int32_t>& stations) {
    MediumVoltageNet::Ring ring;
    ring.stations = stations;
    ring.first_line = row_of(net_.network.lines.size());
    std::vector<Demand> demands;
    for (const std::int32_t i : stations) {
      demands.push_back(station(i).demand);
      ring.demand += station(i).demand;
    }
    const double power = kLossReserve * std::max(ring.demand.peak() / o_.power_factor, ring.demand.feed_in);
    while (ring.step < kMostSteps &&
           o_.max_loading * max_power(o_.medium_types, ring.step, o_.medium_voltage) < power)
      ++ring.step;
    ring.open_line = ring.first_line + row_of(open_leg(demands));
    for (std::size_t leg = 0; leg <= stations.size(); ++leg) lay_leg(ring, leg);
    add_switches(ring);
    net_.rings.push_back(std::move(ring));
  }

  /// Leg k leads from station k - 1, or section 1, to station k, or section 2.
  void lay_leg(const MediumVoltageNet::Ring& ring, std::size_t leg) {
    const LowVoltageNet* from = leg == 0 ? nullptr : &station(ring.stations[leg - 1]);
    const LowVoltageNet* to = leg == ring.stations.size() ? nullptr : &station(ring.stations[leg]);
    const auto vertex = [&](const LowVoltageNet* place) {
      return place == nullptr ? s_.vertex : place->vertex;
    };
    Line line;
    line.from = from == nullptr ? 1 : ring.stations[leg - 1] + 3;
    line.to = to == nullptr ? 2 : ring.stations[leg] + 3;
    double length = 0;
    const auto add = [&](double x, double y) {
      line.path.push_back(x);
      line.path.push_back(y);
    };
    if (from != nullptr) {
      for (std::size_t k = from->access.size(); k >= 2; k -= 2) add(from->access[k - 2], from->access[k - 1]);
      length += from->access_length;
    }
    add(s_.streets.x[at(vertex(from))], s_.streets.y[at(vertex(from))]);
    const std::int32_t goal = s_.roads.crossing(vertex(to));
    double along = 0;
    search_.run(s_.roads.crossing(vertex(from)), [&](std::int32_t crossing, double distance) {
      along = distance;
      return crossing != goal;
    });
    search_.follow(goal, line.path);
    length += along;
    if (to != nullptr) {
      line.path.insert(line.path.end(), to->access.begin(), to->access.end());
      length += to->access_length;
    }
    if (line.path.size() < 4) add(line.path[0], line.path[1]);  // both ends are at one place
    make_line(o_.medium_types, ring.step, std::max(length, kLeastLeg), o_.frequency, line);
    net_.network.lines.push_back(std::move(line));
    add_line_demand(ring, leg);
  }

  /// With the ring fed from the farther side.
  void add_line_demand(const MediumVoltageNet::Ring& ring, std::size_t leg) {
    Demand before, after;
    for (std::size_t k = 0; k < ring.stations.size(); ++k)
      (k < leg ? before : after) += station(ring.stations[k]).demand;
    net_.line_demand.push_back(before.largest() > after.largest() ? before : after);
  }

  /// At the substation a circuit breaker, which alone breaks a fault on its half of the ring; at stations
  /// load-break switches at both ends of every cable. Operated from the control room are the breakers, those
  /// on both sides of the open leg, those of the station in the middle of each half, and those of stations
  /// that feed somebody of priority.
  void add_switches(const MediumVoltageNet::Ring& ring) {
    const auto stations = row_of(ring.stations.size());
    const std::int32_t open = ring.open_line - ring.first_line;
    const auto add = [&](std::int32_t bus, std::int32_t line, std::int32_t k, SwitchRole role) {
      const bool at_substation = k < 0 || k == stations;
      const bool remote =
          !at_substation && (k == open - 1 || k == open || k == open / 2 || k == (open + stations) / 2 ||
                             station(ring.stations[at(k)]).priority > 0);
      net_.add_switch(Switch::Kind::line, bus, line,
                      at_substation ? SwitchGear::circuit_breaker
                      : remote      ? SwitchGear::remote_load_break
                                    : SwitchGear::load_break,
                      at_substation ? SwitchRole::ring_end : role);
    };
    for (std::int32_t leg = 0; leg <= stations; ++leg) {
      const std::int32_t line = ring.first_line + leg;
      const Line& cable = net_.network.lines[at(line)];
      add(cable.from, line, leg - 1, leg == open ? SwitchRole::open_point : SwitchRole::ring);
      add(cable.to, line, leg, SwitchRole::ring);
    }
  }

  const SubstationCase& s_;
  const SynthesisOptions& o_;
  const ParallelFor& parallel_;
  RoadSearch search_;
  MediumVoltageNet net_;
};

}  // namespace

double share_of_own_peak(const LowVoltageNet& station, const Demand& group) {
  const double own = station.demand.peak();
  return own > 0 ? share_of_peak(station.demand, group) / own : 1;
}

MediumVoltageNet lay_substation(const SubstationCase& substation, const ParallelFor& parallel) {
  return Substation(substation, parallel).lay();
}

}  // namespace conurb::energy::synthesis

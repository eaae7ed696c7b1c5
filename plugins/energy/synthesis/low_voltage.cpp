// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/synthesis/low_voltage.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "plugins/energy/synthesis/feeders.hpp"

namespace conurb::energy::synthesis {

namespace {

constexpr double kLeastService = 2;  // m of cable that any building needs

std::int32_t step_up_to(const std::vector<CableType>& types, double voltage, double power, double moment,
                        double drop, double power_factor) {
  std::int32_t step = 0;
  while (step < kMostSteps && (max_power(types, step, voltage) < power ||
                               drop_factor(types, step, voltage, power_factor) * moment > drop))
    ++step;
  return step;
}

class Station {
 public:
  Station(const SupplyCase& city) : c_(city), o_(city.options) { net_.network.frequency = o_.frequency; }

  LowVoltageNet of_district(const Districts& d, std::int32_t district,
                            const std::vector<std::vector<std::int32_t>>& buildings_at) {
    const std::int32_t centre = d.centre[at(district)];
    begin(centre, c_.streets.graph.x[at(centre)], c_.streets.graph.y[at(centre)]);
    grow_tree(d, district, buildings_at);
    FeederLimits limits;
    limits.power = o_.planned_loading * max_power(o_.low_types, 0, o_.low_voltage);
    limits.drop = o_.low_voltage_drop;
    limits.rise = o_.low_voltage_rise;
    limits.drop_factor = drop_factor(o_.low_types, 0, o_.low_voltage, o_.power_factor);
    limits.power_factor = o_.power_factor;
    feeders_ = lay_feeders(tree_, limits);
    place_joints(buildings_at);
    lay_cables();
    for (std::int32_t v = 0; at(v) < tree_.size(); ++v)
      for (const std::int32_t building : buildings_at[at(vertex_[at(v)])]) connect(building, bus_[at(v)], v);
    finish();
    return std::move(net_);
  }

  LowVoltageNet of_building(std::int32_t building) {
    const Connection& connection = c_.streets.connections[at(building)];
    const double x = c_.buildings.x[at(building)], y = c_.buildings.y[at(building)];
    begin(connection.vertex, x, y);
    net_.transformer_role = TransformerRole::customer_station;
    net_.access = {x, y};
    net_.access_length = connection.length;
    net_.bus_role[1] = BusRole::building;
    add_load(building, 1);
    finish();
    return std::move(net_);
  }

 private:
  void begin(std::int32_t vertex, double x, double y) {
    net_.vertex = vertex;
    net_.x = x;
    net_.y = y;
    net_.add_bus(x, y, o_.medium_voltage, BusRole::station, o_);
    net_.add_bus(x, y, o_.low_voltage, BusRole::station_low, o_);
    Transformer transformer;
    transformer.hv = 0;
    transformer.lv = 1;
    net_.network.transformers.push_back(std::move(transformer));
    for (const std::int32_t side : {0, 1})
      net_.add_switch(Switch::Kind::transformer, side, 0, SwitchGear::fuse, SwitchRole::transformer);
  }

  /// The streets of the district that lead to buildings.
  void grow_tree(const Districts& d, std::int32_t district,
                 const std::vector<std::vector<std::int32_t>>& buildings_at) {
    std::vector<std::pair<std::int32_t, std::int32_t>> by_parent;  // parent, child
    const std::vector<std::int32_t>& vertices = d.vertices[at(district)];
    const auto number = [&](std::int32_t vertex) {
      return at(row_of(static_cast<std::size_t>(std::lower_bound(vertices.begin(), vertices.end(), vertex) -
                                                vertices.begin())));
    };
    std::vector<std::uint8_t> needed(vertices.size(), 0);
    for (const std::int32_t v : vertices) {
      if (buildings_at[at(v)].empty()) continue;
      for (std::int32_t u = v; u != kNone && std::exchange(needed[number(u)], std::uint8_t{1}) == 0;
           u = d.parent[at(u)]) {
      }
    }
    const std::int32_t centre = d.centre[at(district)];
    for (std::size_t k = 0; k < vertices.size(); ++k)
      if (needed[k] != 0 && vertices[k] != centre)
        by_parent.emplace_back(d.parent[at(vertices[k])], vertices[k]);
    std::sort(by_parent.begin(), by_parent.end());
    add_node(kNone, centre, kNone, 0, buildings_at);
    for (std::int32_t v = 0; at(v) < tree_.size(); ++v) {
      const std::int32_t vertex = vertex_[at(v)];
      auto child = std::lower_bound(by_parent.begin(), by_parent.end(), std::pair{vertex, kNone});
      for (; child != by_parent.end() && child->first == vertex; ++child) {
        const std::int32_t edge = d.parent_edge[at(child->second)];
        add_node(v, child->second, edge, c_.streets.graph.stretch[at(edge)].length, buildings_at);
      }
    }
  }

  void add_node(std::int32_t parent, std::int32_t vertex, std::int32_t edge, double length,
                const std::vector<std::vector<std::int32_t>>& buildings_at) {
    vertex_.push_back(vertex);
    edge_.push_back(edge);
    tree_.parent.push_back(parent);
    tree_.length.push_back(length);
    tree_.distance.push_back(parent == kNone ? 0 : tree_.distance[at(parent)] + length);
    Demand own;
    for (const std::int32_t building : buildings_at[at(vertex)]) own += c_.customers[at(building)].demand;
    tree_.own.push_back(own);
  }

  /// Buses where services leave and where a feeder branches.
  void place_joints(const std::vector<std::vector<std::int32_t>>& buildings_at) {
    std::vector<std::int32_t> branches(tree_.size(), 0);
    for (std::size_t v = 1; v < tree_.size(); ++v) {
      const std::int32_t parent = tree_.parent[v];
      if (feeders_.feeder[v] == feeders_.feeder[at(parent)]) ++branches[at(parent)];
    }
    bus_.assign(tree_.size(), kNone);
    bus_[0] = 1;
    for (std::size_t v = 1; v < tree_.size(); ++v) {
      if (buildings_at[at(vertex_[v])].empty() && branches[v] < 2) continue;
      bus_[v] = net_.add_bus(c_.streets.graph.x[at(vertex_[v])], c_.streets.graph.y[at(vertex_[v])],
                             o_.low_voltage, BusRole::joint, o_);
    }
  }

  [[nodiscard]] double planned_power(const Demand& demand) const {
    return std::max(demand.peak() / o_.power_factor, demand.feed_in) / o_.planned_loading;
  }

  void lay_cables() {
    std::vector<std::int32_t> step;
    for (std::int32_t f = 0; f < feeders_.count; ++f) {
      const double power = planned_power(feeders_.through[at(feeders_.head[at(f)])]);
      step.push_back(std::max(
          step_up_to(o_.low_types, o_.low_voltage, power, feeders_.load_moment[at(f)], o_.low_voltage_drop,
                     o_.power_factor),
          step_up_to(o_.low_types, o_.low_voltage, 0, feeders_.solar_moment[at(f)], o_.low_voltage_rise, 1)));
    }
    for (std::int32_t v = 1; at(v) < tree_.size(); ++v) {
      if (bus_[at(v)] == kNone) continue;
      const std::int32_t feeder = feeders_.feeder[at(v)];
      std::vector<std::int32_t> way = {v};  // up to the next bus of this feeder, or the station
      for (std::int32_t u = tree_.parent[at(v)]; u != 0; u = tree_.parent[at(u)]) {
        if (feeders_.feeder[at(u)] == feeder && bus_[at(u)] != kNone) break;
        way.push_back(u);
      }
      const std::int32_t above = tree_.parent[at(way.back())];
      Line line;
      line.from = bus_[at(above)];
      line.to = bus_[at(v)];
      line.path = {c_.streets.graph.x[at(vertex_[at(above)])], c_.streets.graph.y[at(vertex_[at(above)])]};
      std::int32_t upper = vertex_[at(above)];
      for (std::size_t k = way.size(); k-- > 0; upper = vertex_[at(way[k])])
        c_.streets.graph.follow(edge_[at(way[k])], upper, line.path);
      const double length = tree_.distance[at(v)] - tree_.distance[at(above)];
      add_line(std::move(line), LineRole::feeder, step[at(feeder)], std::max(length, 1.0), feeder,
               feeders_.through[at(v)]);
    }
  }

  void add_line(Line line, LineRole role, std::int32_t step, double length, std::int32_t feeder,
                const Demand& demand) {
    make_line(role == LineRole::service ? o_.service_types : o_.low_types, step, length, o_.frequency, line);
    if (line.from == 1)
      net_.add_switch(Switch::Kind::line, 1, row_of(net_.network.lines.size()), SwitchGear::fuse,
                      SwitchRole::feeder);
    net_.network.lines.push_back(std::move(line));
    net_.line_role.push_back(role);
    net_.line_step.push_back(step);
    net_.line_feeder.push_back(feeder);
    net_.line_demand.push_back(demand);
  }

  void connect(std::int32_t building, std::int32_t joint, std::int32_t node) {
    const Demand& demand = c_.customers[at(building)].demand;
    const double x = c_.buildings.x[at(building)], y = c_.buildings.y[at(building)];
    const double length = std::max(c_.streets.connections[at(building)].length, kLeastService);
    Line line;
    line.from = joint;
    line.to = net_.add_bus(x, y, o_.low_voltage, BusRole::building, o_);
    line.path = {c_.streets.graph.x[at(vertex_[at(node)])], c_.streets.graph.y[at(vertex_[at(node)])], x, y};
    const std::int32_t step = step_up_to(o_.service_types, o_.low_voltage, planned_power(demand),
                                         length * std::max(demand.peak() / o_.power_factor, demand.feed_in),
                                         o_.service_drop, o_.power_factor);
    const std::int32_t bus = line.to;
    add_line(std::move(line), LineRole::service, step, length, feeders_.feeder[at(node)], demand);
    add_load(building, bus);
  }

  void add_load(std::int32_t building, std::int32_t bus) {
    const Customer& customer = c_.customers[at(building)];
    Load load;
    load.bus = bus;
    if (at(building) < c_.buildings.priority.size()) load.priority = c_.buildings.priority[at(building)];
    net_.priority = std::max(net_.priority, load.priority);
    net_.network.loads.push_back(std::move(load));
    if (customer.roof_power > 0) {
      Generator roof;
      roof.bus = bus;
      roof.rated_power = customer.roof_power;
      net_.roof_building.push_back(building);
      net_.network.generators.push_back(std::move(roof));
    }
    net_.building.push_back(building);
    net_.building_bus.push_back(bus);
    net_.building_demand.push_back(customer.demand);
    net_.demand += customer.demand;
    net_.customers += customer.customers;
  }

  void finish() {
    net_.transformer_step = step_for(o_.station_types, planned_power(net_.demand));
    make_transformer(o_.station_types, net_.transformer_step, o_.medium_voltage, o_.low_voltage,
                     net_.network.transformers[0]);
  }

  const SupplyCase& c_;
  const SynthesisOptions& o_;
  LowVoltageNet net_;
  SupplyTree tree_;
  std::vector<std::int32_t> vertex_, edge_;  ///< of nodes of the tree; edge to the parent
  std::vector<std::int32_t> bus_;            ///< of nodes, or none
  Feeders feeders_;
};

}  // namespace

LowVoltageNet lay_station(const SupplyCase& city, const Districts& districts, std::int32_t district,
                          const std::vector<std::vector<std::int32_t>>& buildings_at) {
  return Station(city).of_district(districts, district, buildings_at);
}

LowVoltageNet lay_customer_station(const SupplyCase& city, std::int32_t building) {
  return Station(city).of_building(building);
}

void set_loads(LowVoltageNet& net, const Demand& group, const SynthesisOptions& options) {
  const double tangent = std::sqrt(1 / (options.power_factor * options.power_factor) - 1);
  for (std::size_t i = 0; i < net.network.loads.size(); ++i) {
    net.network.loads[i].p = share_of_peak(net.building_demand[i], group);
    net.network.loads[i].q = tangent * net.network.loads[i].p;
  }
}

}  // namespace conurb::energy::synthesis

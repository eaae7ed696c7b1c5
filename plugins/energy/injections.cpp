// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/injections.hpp"

#include "plugins/energy/index.hpp"

#include <algorithm>

namespace conurb::energy {

namespace {

void clear(std::int32_t nodes, Injections& in) {
  const std::size_t n = at(nodes);
  in.kind.assign(n, NodeKind::pq);
  for (std::vector<double>* column : {&in.p, &in.q, &in.p_current, &in.q_current, &in.angle, &in.q_min,
                                      &in.q_max, &in.p_fixed, &in.q_fixed, &in.share})
    column->assign(n, 0.0);
  in.v.assign(n, 1.0);
}

}  // namespace

/// One piece of equipment after the other.
class Injector::Sum {
 public:
  Sum(const Network& network, const Grid& grid, std::vector<Complex>& shunts, Injections& in)
      : network_(network), grid_(grid), shunts_(shunts), in_(in) {}

  void all() {
    for (const Load& load : network_.loads)
      if (load.in_service && (load.p != 0 || load.q != 0)) add(load);
    for (const Shunt& shunt : network_.shunts) {
      if (shunt.in_service) add_shunt(shunt.bus, shunt.p * shunt.steps, shunt.q * shunt.steps);
    }
    for (const Storage& storage : network_.storages)
      if (storage.in_service) feed(storage.bus, storage.p, storage.q);
    for (const Generator& generator : network_.generators)
      if (generator.in_service) add(generator);
  }

 private:
  double per_unit(double power) const { return power / grid_.base_power(); }

  void feed(std::int32_t bus, double p, double q) {
    const std::int32_t place = grid_.place_of_bus(bus);
    if (place == kNone) return;
    in_.p[at(place)] += per_unit(p);
    in_.q[at(place)] += per_unit(q);
    in_.p_fixed[at(place)] += per_unit(p);
    in_.q_fixed[at(place)] += per_unit(q);
  }

  void add_shunt(std::int32_t bus, double p, double q) {
    const std::int32_t place = grid_.place_of_bus(bus);
    if (place != kNone) shunts_[at(place)] += Complex(per_unit(p), -per_unit(q));
  }

  void add(const Load& load) {
    const double constant = 1 - load.share_z - load.share_i;
    feed(load.bus, -load.p * constant, -load.q * constant);
    add_shunt(load.bus, load.p * load.share_z, load.q * load.share_z);
    const std::int32_t place = grid_.place_of_bus(load.bus);
    if (place == kNone) return;
    in_.p_current[at(place)] += per_unit(load.p * load.share_i);
    in_.q_current[at(place)] += per_unit(load.q * load.share_i);
  }

  /// The first unit at a place that holds its voltage decides which; a slack before others.
  void add(const Generator& generator) {
    const std::int32_t place = grid_.place_of_bus(generator.bus);
    if (place == kNone) return;
    const std::size_t i = at(place);
    in_.share[i] += generator.share;
    if (generator.control == Generator::Control::pq) {
      feed(generator.bus, generator.p, generator.q);
      return;
    }
    in_.p[i] += per_unit(generator.p);
    in_.q[i] += per_unit(generator.q);
    const NodeKind kind = generator.control == Generator::Control::slack ? NodeKind::slack : NodeKind::pv;
    if (in_.kind[i] == NodeKind::pq || (kind == NodeKind::slack && in_.kind[i] == NodeKind::pv)) {
      in_.kind[i] = kind;
      in_.v[i] = generator.v * network_.buses[at(generator.bus)].nominal_voltage / grid_.nominal_voltage()[i];
      in_.angle[i] = generator.angle;
    }
    in_.q_min[i] += per_unit(generator.q_min);
    in_.q_max[i] += per_unit(generator.q_max);
  }

  const Network& network_;
  const Grid& grid_;
  std::vector<Complex>& shunts_;
  Injections& in_;
};

Injector::Injector(const Grid& grid) : island_(at(grid.nodes())), shunts_(at(grid.nodes())) {
  const Islands parts = islands(grid.topology());
  for (std::int32_t node = 0; node < grid.nodes(); ++node)
    island_[at(grid.place(node))] = parts.of_node[at(node)];
  formers_.resize(at(parts.count));
  fed_.resize(at(parts.count));
}

void Injector::sum(const Network& network, Grid& grid, Injections& into) {
  clear(grid.nodes(), into);
  std::fill(shunts_.begin(), shunts_.end(), Complex(0));
  Sum(network, grid, shunts_, into).all();
  for (std::int32_t place = 0; place < grid.nodes(); ++place) {
    if (shunts_[at(place)] != grid.shunt(place)) grid.set_shunt(place, shunts_[at(place)]);
  }
  find_sources(network, grid, into);
}

void Injector::find_sources(const Network& network, const Grid& grid, Injections& in) {
  std::fill(fed_.begin(), fed_.end(), std::uint8_t{0});
  std::fill(formers_.begin(), formers_.end(), Former{});
  const std::size_t nodes = in.kind.size();
  for (std::size_t i = 0; i < nodes; ++i)
    if (in.kind[i] == NodeKind::slack) fed_[at(island_[i])] = 1;
  const auto offer = [&](std::int32_t bus, double power, double v, double angle) {
    const std::int32_t place = grid.place_of_bus(bus);
    if (place == kNone) return;
    Former& best = formers_[at(island_[at(place)])];
    if (power > best.power) best = {power, place, v, angle};
  };
  for (const Generator& g : network.generators)
    if (g.in_service && g.grid_forming) offer(g.bus, g.rated_power, g.v, g.angle);
  for (const Storage& s : network.storages)
    if (s.in_service && s.grid_forming) offer(s.bus, s.max_power, 1, 0);
  for (std::size_t part = 0; part < formers_.size(); ++part) {
    const Former& former = formers_[part];
    if (fed_[part] != 0 || former.place == kNone) continue;
    fed_[part] = 1;
    in.kind[at(former.place)] = NodeKind::slack;
    in.v[at(former.place)] = former.v;
    in.angle[at(former.place)] = former.angle;
  }
  for (std::size_t i = 0; i < nodes; ++i)
    if (fed_[at(island_[i])] == 0) in.kind[i] = NodeKind::dead;
}

Injections inject(const Network& network, Grid& grid) {
  Injections in;
  Injector(grid).sum(network, grid, in);
  return in;
}

}  // namespace conurb::energy

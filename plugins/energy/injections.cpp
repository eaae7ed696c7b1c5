// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/injections.hpp"

#include "plugins/energy/index.hpp"

#include <algorithm>

namespace conurb::energy {

namespace {

Injections empty(std::int32_t nodes) {
  Injections in;
  const std::size_t n = at(nodes);
  in.kind.assign(n, NodeKind::pq);
  for (std::vector<double>* column : {&in.p, &in.q, &in.p_current, &in.q_current, &in.angle, &in.q_min,
                                      &in.q_max, &in.p_fixed, &in.q_fixed, &in.share})
    column->assign(n, 0.0);
  in.v.assign(n, 1.0);
  return in;
}

/// Sums per place; shunt admittances are gathered first, since the grid stamps each place once.
class Summing {
 public:
  Summing(const Network& network, Grid& grid) : network_(network), grid_(grid), in_(empty(grid.nodes())) {
    shunts_.assign(at(grid.nodes()), Complex(0));
  }

  Injections all() {
    for (const Load& load : network_.loads)
      if (load.in_service) add(load);
    for (const Shunt& shunt : network_.shunts) {
      if (shunt.in_service) add_shunt(shunt.bus, shunt.p * shunt.steps, shunt.q * shunt.steps);
    }
    for (const Storage& storage : network_.storages)
      if (storage.in_service) feed(storage.bus, storage.p, storage.q);
    for (const Generator& generator : network_.generators)
      if (generator.in_service) add(generator);
    for (std::int32_t place = 0; place < grid_.nodes(); ++place) {
      if (shunts_[at(place)] != grid_.shunt(place)) grid_.set_shunt(place, shunts_[at(place)]);
    }
    find_sources();
    return std::move(in_);
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

  struct Former {
    double power = -1;
    std::int32_t place = kNone;
    double v = 1, angle = 0;
  };

  void find_sources() {
    const Islands parts = islands(grid_.topology());
    const auto island = [&](std::int32_t place) {
      return at(parts.of_node[at(grid_.pattern().row_at()[at(place)])]);
    };
    std::vector<std::uint8_t> fed(at(parts.count), 0);
    for (std::int32_t i = 0; i < grid_.nodes(); ++i)
      if (in_.kind[at(i)] == NodeKind::slack) fed[island(i)] = 1;

    std::vector<Former> formers(at(parts.count));
    const auto offer = [&](std::int32_t bus, double power, double v, double angle) {
      const std::int32_t place = grid_.place_of_bus(bus);
      if (place == kNone) return;
      Former& best = formers[island(place)];
      if (power > best.power) best = {power, place, v, angle};
    };
    for (const Generator& g : network_.generators)
      if (g.in_service && g.grid_forming) offer(g.bus, g.rated_power, g.v, g.angle);
    for (const Storage& s : network_.storages)
      if (s.in_service && s.grid_forming) offer(s.bus, s.max_power, 1, 0);
    for (std::size_t part = 0; part < formers.size(); ++part) {
      const Former& former = formers[part];
      if (fed[part] != 0 || former.place == kNone) continue;
      fed[part] = 1;
      in_.kind[at(former.place)] = NodeKind::slack;
      in_.v[at(former.place)] = former.v;
      in_.angle[at(former.place)] = former.angle;
    }
    for (std::int32_t i = 0; i < grid_.nodes(); ++i)
      if (fed[island(i)] == 0) in_.kind[at(i)] = NodeKind::dead;
  }

  const Network& network_;
  Grid& grid_;
  Injections in_;
  std::vector<Complex> shunts_;
};

}  // namespace

Injections inject(const Network& network, Grid& grid) {
  return Summing(network, grid).all();
}

}  // namespace conurb::energy

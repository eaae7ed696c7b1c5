// SPDX-License-Identifier: Apache-2.0
// How a bush learns of shorter ways and loses those that nobody takes.
#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "plugins/transport/assignment/bush.hpp"

namespace conurb::transport::assignment {

double BushWork::measure(const Bush& bush, std::span<const double> costs) {
  find_costs(bush, costs);
  std::fill(cost_.begin(), cost_.end(), std::numeric_limits<double>::infinity());
  std::fill(place_.begin(), place_.end(), kNone);
  for (std::size_t place = 0; place < bush.nodes.size(); ++place) {
    const std::size_t node = at(bush.nodes[place]);
    place_[node] = row_of(place);
    cost_[node] = along_.least[place];
    link_[node] = place == 0 ? kNone : bush.links[at(along_.least_by[place])].link;
  }
  correct(bush, costs);
  double excess = 0;
  // Each difference is 0 or more, so nothing cancels as in total cost less least total cost, which it equals.
  for (std::size_t place = 1; place < bush.nodes.size(); ++place) {
    const double here = cost_[at(bush.nodes[place])];
    for (std::int32_t row = bush.first[place]; row < bush.first[place + 1]; ++row) {
      const BushLink& link = bush.links[at(row)];
      excess += link.flow * (cost_[at(bush.nodes[at(link.tail)])] + costs[at(link.link)] - here);
    }
  }
  return excess;
}

/// Corrects the labels of the bush by all links, first in its order, then by a queue until none can be.
void BushWork::correct(const Bush& bush, std::span<const double> costs) {
  const std::int32_t origin = bush.nodes.front();
  queue_.clear();
  for (std::int32_t place = 0; place < bush.places(); ++place) {
    relax(bush.nodes[at(place)], origin, place, costs);
  }
  for (std::size_t next = 0; next < queue_.size(); ++next) {
    const std::int32_t node = queue_[next];
    waiting_[at(node)] = 0;
    relax(node, origin, bush.places(), costs);
  }
}

/// Corrects the nodes after this one; those at a place up to `done` are queued.
void BushWork::relax(std::int32_t node, std::int32_t origin, std::int32_t done,
                     std::span<const double> costs) {
  if (!star_.goes_on(node, origin)) return;
  const double here = cost_[at(node)];
  for (const Star::Arc& arc : star_.out(node)) {
    const double cost = here + costs[at(arc.link)];
    if (!(cost < cost_[at(arc.node)])) continue;
    cost_[at(arc.node)] = cost;
    link_[at(arc.node)] = arc.link;
    if (place_[at(arc.node)] > done || std::exchange(waiting_[at(arc.node)], std::uint8_t{1}) != 0) continue;
    queue_.push_back(arc.node);
  }
}

bool BushWork::stays(const Bush& bush, std::int32_t place, std::int32_t row) const {
  const BushLink& link = bush.links[at(row)];
  return link.flow > 0 || row == along_.least_by[at(place)] || link.link == link_[at(bush.nodes[at(place)])];
}

/// Greatest costs by the links that stay: no such link leads to a lower one. Whether any link does not stay.
bool BushWork::find_potential(const Bush& bush, std::span<const double> costs) {
  potential_[0] = 0;
  bool all = true;
  for (std::int32_t place = 1; place < bush.places(); ++place) {
    double potential = 0;
    for (std::int32_t row = bush.first[at(place)]; row < bush.first[at(place) + 1]; ++row) {
      const BushLink& link = bush.links[at(row)];
      if (stays(bush, place, row)) {
        potential = std::max(potential, potential_[at(link.tail)] + costs[at(link.link)]);
      } else {
        all = false;
      }
    }
    potential_[at(place)] = potential;
  }
  return !all;
}

void BushWork::find_additions(const Bush& bush, std::span<const double> costs) {
  additions_.clear();
  const std::int32_t origin = bush.nodes.front();
  for (std::int32_t place = 1; place < bush.places(); ++place) {
    const std::int32_t node = bush.nodes[at(place)], shortest = link_[at(node)];
    const double least = along_.least[at(place)];
    const std::span<const BushLink> in(bush.links.data() + bush.first[at(place)],
                                       bush.links.data() + bush.first[at(place) + 1]);
    for (const Star::Arc& arc : star_.in(node)) {
      const std::int32_t tail = place_[at(arc.node)];
      if (tail == kNone || !star_.goes_on(arc.node, origin)) continue;
      const bool shortens = along_.least[at(tail)] + costs[at(arc.link)] < least;
      if (!shortens && arc.link != shortest) continue;
      if (std::pair(potential_[at(tail)], tail) >= std::pair(potential_[at(place)], place)) continue;
      const auto same = [&](const BushLink& one) { return one.link == arc.link; };
      if (std::none_of(in.begin(), in.end(), same)) additions_.push_back({place, tail, arc.link});
    }
  }
}

void BushWork::trim(Bush& bush) {
  std::int32_t next = 0, row = 0;
  for (std::int32_t place = 0; place < bush.places(); ++place) {
    for (; row < bush.first[at(place) + 1]; ++row) {
      if (stays(bush, place, row)) bush.links[at(next++)] = bush.links[at(row)];
    }
    bush.first[at(place) + 1] = next;
  }
  bush.links.resize(at(next));
}

/// Puts the nodes in the order of their potentials and takes the additions in.
void BushWork::grow(Bush& bush) {
  const auto places = bush.places();
  for (std::int32_t place = 0; place < places; ++place) order_[at(place)] = place;
  std::sort(order_.begin(), order_.begin() + places, [&](std::int32_t a, std::int32_t b) {
    return potential_[at(a)] != potential_[at(b)] ? potential_[at(a)] < potential_[at(b)] : a < b;
  });
  std::vector<std::int32_t>& first_addition = queue_;  // of each old place
  first_addition.assign(at(places) + 1, 0);
  for (const Addition& one : additions_) ++first_addition[at(one.head) + 1];
  for (std::int32_t place = 0; place < places; ++place) {
    new_place_[at(order_[at(place)])] = place;
    first_addition[at(place) + 1] += first_addition[at(place)];
  }
  spare_.nodes.clear();
  spare_.links.clear();
  spare_.first.assign(1, 0);
  for (std::int32_t place = 0; place < places; ++place) {
    const std::int32_t old = order_[at(place)];
    spare_.nodes.push_back(bush.nodes[at(old)]);
    for (std::int32_t row = bush.first[at(old)]; row < bush.first[at(old) + 1]; ++row) {
      const BushLink& link = bush.links[at(row)];
      if (stays(bush, old, row)) spare_.links.push_back({new_place_[at(link.tail)], link.link, link.flow});
    }
    for (std::int32_t i = first_addition[at(old)]; i < first_addition[at(old) + 1]; ++i) {
      spare_.links.push_back({new_place_[at(additions_[at(i)].tail)], additions_[at(i)].link, 0});
    }
    spare_.first.push_back(row_of(spare_.links.size()));
  }
  std::swap(bush, spare_);
}

void BushWork::improve(Bush& bush, std::span<const double> costs) {
  const bool trims = find_potential(bush, costs);
  find_additions(bush, costs);
  if (!additions_.empty()) {
    grow(bush);
  } else if (trims) {
    trim(bush);
  }
}

}  // namespace conurb::transport::assignment

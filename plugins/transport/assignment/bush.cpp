// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/assignment/bush.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace conurb::transport::assignment {

BushWork::BushWork(const AssignmentProblem& problem)
    : centroid_(problem.centroid), star_(problem), paths_(star_) {
  const std::size_t nodes = problem.nodes.size();
  for (auto* each : {&along_.least, &along_.greatest, &through_, &potential_, &wanted_, &cost_}) {
    each->assign(nodes, 0);
  }
  for (auto* each : {&along_.least_by, &along_.greatest_by, &order_, &new_place_, &place_, &link_}) {
    each->assign(nodes, kNone);
  }
  waiting_.assign(nodes, 0);
  cheap_.reserve(nodes);
  dear_.reserve(nodes);
}

void BushWork::rebuild(Bush& bush, std::int32_t origin, std::span<const double> costs) {
  paths_.search(star_, costs, origin);
  const auto reached = paths_.reached();
  std::fill(place_.begin(), place_.end(), kNone);
  for (std::size_t place = 0; place < reached.size(); ++place) place_[at(reached[place])] = row_of(place);
  std::vector<std::int32_t> old_place(place_.size(), kNone);
  for (std::size_t place = 0; place < bush.nodes.size(); ++place)
    old_place[at(bush.nodes[place])] = row_of(place);
  Bush made;
  made.nodes.assign(reached.begin(), reached.end());
  made.first.assign(1, 0);
  for (std::int32_t place = 0; place < made.places(); ++place) {
    const std::int32_t node = made.nodes[at(place)], last = paths_.link(node), was = old_place[at(node)];
    bool has_last = last == kNone;
    for (std::int32_t row = was <= 0 ? 0 : bush.first[at(was)]; was > 0 && row < bush.first[at(was) + 1];
         ++row) {
      const BushLink& old = bush.links[at(row)];
      const std::int32_t tail = place_[at(bush.nodes[at(old.tail)])];
      if (tail == kNone || tail >= place || std::isinf(costs[at(old.link)])) continue;
      made.links.push_back({tail, old.link, old.flow});
      has_last = has_last || old.link == last;
    }
    if (!has_last) {
      for (const Star::Arc& arc : star_.in(node)) {
        if (arc.link == last) made.links.push_back({place_[at(arc.node)], last, 0});
      }
    }
    made.first.push_back(row_of(made.links.size()));
  }
  bush = std::move(made);
}

void BushWork::find_costs(const Bush& bush, std::span<const double> costs) {
  BushCosts& along = along_;
  along.least[0] = along.greatest[0] = 0;
  along.least_by[0] = along.greatest_by[0] = kNone;
  for (std::size_t place = 1; place < bush.nodes.size(); ++place) {
    double least = std::numeric_limits<double>::infinity(), greatest = -1;
    std::int32_t least_by = kNone, greatest_by = kNone;
    for (std::int32_t row = bush.first[place]; row < bush.first[place + 1]; ++row) {
      const BushLink& link = bush.links[at(row)];
      const double cost = costs[at(link.link)];
      const double low = along.least[at(link.tail)] + cost, high = along.greatest[at(link.tail)] + cost;
      if (low < least) {
        least = low;
        least_by = row;
      }
      if (link.flow > 0 && high > greatest) {
        greatest = high;
        greatest_by = row;
      }
    }
    along.least[place] = least;
    along.least_by[place] = least_by;
    along.greatest[place] = greatest_by == kNone ? least : greatest;
    along.greatest_by[place] = greatest_by;
  }
}

void BushWork::load(Bush& bush, std::span<const Demand::Trips> trips, std::span<const double> costs,
                    std::span<double> flows) {
  for (const auto& [destination, flow] : trips) wanted_[at(centroid_[at(destination)])] += flow;
  std::fill(through_.begin(), through_.end(), 0.0);
  bool knows_costs = false;
  for (std::size_t place = bush.nodes.size(); place-- > 1;) {
    const std::span<BushLink> in(bush.links.data() + bush.first[place],
                                 bush.links.data() + bush.first[place + 1]);
    const double wanted = through_[place] + wanted_[at(bush.nodes[place])];
    double comes = 0;
    for (const BushLink& link : in) comes += link.flow;
    if (in.size() == 1) {
      in[0].flow = wanted;
    } else if (wanted > 0 && comes == 0) {
      if (!std::exchange(knows_costs, true)) find_costs(bush, costs);
      bush.links[at(along_.least_by[place])].flow = wanted;
    } else if (comes != wanted) {
      for (BushLink& link : in) link.flow = wanted * (link.flow / comes);
    }
    for (const BushLink& link : in) {
      through_[at(link.tail)] += link.flow;
      flows[at(link.link)] += link.flow;
    }
  }
  for (const auto& [destination, flow] : trips) wanted_[at(centroid_[at(destination)])] = 0;
}

}  // namespace conurb::transport::assignment

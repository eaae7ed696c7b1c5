// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/assignment/star.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

namespace conurb::transport::assignment {

Star::Star(const AssignmentProblem& problem)
    : passable_(problem.passable),
      first_out_(problem.nodes.size() + 1, 0),
      first_in_(problem.nodes.size() + 1, 0),
      out_(problem.links.size()),
      in_(problem.links.size()) {
  for (const Link& link : problem.links) {
    ++first_out_[at(link.from) + 1];
    ++first_in_[at(link.to) + 1];
  }
  std::partial_sum(first_out_.begin(), first_out_.end(), first_out_.begin());
  std::partial_sum(first_in_.begin(), first_in_.end(), first_in_.begin());
  std::vector<std::size_t> next_out = first_out_, next_in = first_in_;
  for (std::size_t row = 0; row < problem.links.size(); ++row) {
    const Link& link = problem.links[row];
    out_[next_out[at(link.from)]++] = {link.to, row_of(row)};
    in_[next_in[at(link.to)]++] = {link.from, row_of(row)};
  }
}

ShortestPaths::ShortestPaths(const Star& star)
    : cost_(at(star.nodes())), link_(at(star.nodes())), settled_(at(star.nodes())) {
  reached_.reserve(at(star.nodes()));
}

void ShortestPaths::search(const Star& star, std::span<const double> costs, std::int32_t origin) {
  std::fill(cost_.begin(), cost_.end(), std::numeric_limits<double>::infinity());
  std::fill(link_.begin(), link_.end(), kNone);
  std::fill(settled_.begin(), settled_.end(), std::uint8_t{0});
  reached_.clear();
  const auto further = [](const Open& a, const Open& b) {
    return a.cost != b.cost ? a.cost > b.cost : a.node > b.node;
  };
  cost_[at(origin)] = 0;
  open_.assign(1, {0, origin});
  while (!open_.empty()) {
    std::pop_heap(open_.begin(), open_.end(), further);
    const std::int32_t node = open_.back().node;
    open_.pop_back();
    if (settled_[at(node)] != 0) continue;
    settled_[at(node)] = 1;
    reached_.push_back(node);
    if (!star.goes_on(node, origin)) continue;
    for (const Star::Arc& arc : star.out(node)) {
      const double cost = cost_[at(node)] + costs[at(arc.link)];
      if (!(cost < cost_[at(arc.node)])) continue;
      cost_[at(arc.node)] = cost;
      link_[at(arc.node)] = arc.link;
      open_.push_back({cost, arc.node});
      std::push_heap(open_.begin(), open_.end(), further);
    }
  }
}

}  // namespace conurb::transport::assignment

// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/assignment/link_costs.hpp"

#include <algorithm>

namespace conurb::transport::assignment {
namespace {

constexpr double kHighestWholePower = 32;

}  // namespace

Bpr link_time(const Link& link) {
  Bpr out;
  out.constant = link.free_flow_time;
  out.scale = link.free_flow_time * link.b;
  out.power = out.scale == 0 ? 0 : link.power;  // where nothing rises the capacity may be anything
  if (out.power > 0) out.inverse_capacity = 1 / link.capacity;
  if (out.power == std::trunc(out.power) && out.power <= kHighestWholePower) {
    out.whole_power = static_cast<std::int32_t>(out.power);
  }
  return out;
}

Bpr link_cost(const AssignmentProblem& problem, const Link& link, Principle principle) {
  Bpr out = link_time(link);
  out.constant += fixed_cost(problem, link);
  if (principle == Principle::system_optimum) out.scale *= out.power + 1;
  return out;
}

LinkCosts::LinkCosts(const AssignmentProblem& problem, Principle principle)
    : closed_(problem.links.size(), 0),
      flow_(problem.links.size(), 0),
      cost_(problem.links.size(), 0),
      slope_(problem.links.size(), 0) {
  functions_.reserve(problem.links.size());
  for (const Link& link : problem.links) functions_.push_back(link_cost(problem, link, principle));
  for (std::size_t row = 0; row < functions_.size(); ++row) {
    closed_[row] = problem.links[row].closed ? 1 : 0;
    evaluate(row);
  }
}

void LinkCosts::evaluate(std::size_t row) {
  const Bpr::Value now = functions_[row].at(flow_[row]);
  cost_[row] = closed_[row] != 0 ? std::numeric_limits<double>::infinity() : now.cost;
  slope_[row] = now.slope;
}

void LinkCosts::close(std::int32_t link) {
  closed_[at(link)] = 1;
  flow_[at(link)] = 0;
  evaluate(at(link));
}

void LinkCosts::open(std::int32_t link) {
  closed_[at(link)] = 0;
  evaluate(at(link));
}

void LinkCosts::set_flows(std::span<const double> flows) {
  std::copy(flows.begin(), flows.end(), flow_.begin());
  for (std::size_t row = 0; row < flow_.size(); ++row) evaluate(row);
}

double LinkCosts::objective() const {
  double sum = 0;
  for (std::size_t row = 0; row < flow_.size(); ++row) sum += functions_[row].integral(flow_[row]);
  return sum;
}

double LinkCosts::rise(std::span<const double> direction, double step) const {
  double sum = 0;
  for (std::size_t row = 0; row < flow_.size(); ++row) {
    if (direction[row] == 0) continue;
    sum += direction[row] * functions_[row].at(std::max(0.0, flow_[row] + step * direction[row])).cost;
  }
  return sum;
}

double LinkCosts::total() const {
  double sum = 0;
  for (std::size_t row = 0; row < flow_.size(); ++row) {
    if (closed_[row] == 0) sum += flow_[row] * cost_[row];
  }
  return sum;
}

}  // namespace conurb::transport::assignment

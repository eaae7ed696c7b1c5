// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/assignment/problem.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "plugins/transport/assignment/link_costs.hpp"
#include "plugins/transport/error.hpp"
#include "plugins/transport/findings.hpp"

namespace conurb::transport::assignment {
namespace {

constexpr double kHighest = 1e100;  // of costs and flows: their products and sums stay finite

[[noreturn]] void refuse_link(const AssignmentProblem& problem, std::size_t link, const std::string& what,
                              const std::string& where) {
  throw InputError(link_name(problem, row_of(link)) + ": " + what, where);
}

void require_sound_nodes(const AssignmentProblem& problem, const std::string& where) {
  if (problem.passable.size() != problem.nodes.size() || problem.centroid.size() != problem.zones.size()) {
    throw InputError("the problem has " + std::to_string(problem.nodes.size()) + " nodes and " +
                         std::to_string(problem.zones.size()) + " zones, but tells of " +
                         std::to_string(problem.passable.size()) +
                         " nodes whether they may be passed and of " +
                         std::to_string(problem.centroid.size()) + " zones where they are",
                     where);
  }
  std::vector<std::uint8_t> taken(problem.nodes.size(), 0);
  for (std::size_t zone = 0; zone < problem.zones.size(); ++zone) {
    const std::int32_t node = problem.centroid[zone];
    if (node < 0 || at(node) >= taken.size() || std::exchange(taken[at(node)], std::uint8_t{1}) != 0) {
      throw InputError("zone " + problem.zones[zone] + " is at node row " + std::to_string(node) +
                           ", which does not exist or is another zone's",
                       where);
    }
  }
}

void require_addable(const AssignmentProblem& problem, double trips, const std::string& where) {
  for (std::size_t row = 0; row < problem.links.size(); ++row) {
    const Bpr::Value most = link_cost(problem, problem.links[row], Principle::system_optimum).at(trips);
    if (most.cost < kHighest && most.slope < kHighest) continue;
    refuse_link(problem, row,
                "the cost with the flow of all trips, " + shown(trips) + ", is " + shown(most.cost) +
                    ", too large to add up; check its capacity, b and power",
                where);
  }
}

}  // namespace

Demand demand_of(std::int32_t zones, std::vector<ZonePair> pairs) {
  const auto before = [](const ZonePair& a, const ZonePair& b) {
    return a.origin != b.origin ? a.origin < b.origin : a.destination < b.destination;
  };
  std::stable_sort(pairs.begin(), pairs.end(), before);
  Demand demand;
  demand.first.assign(at(zones) + 1, 0);
  const ZonePair* last = nullptr;
  for (const ZonePair& pair : pairs) {
    if (pair.flow == 0) continue;
    if (last != nullptr && !before(*last, pair)) {
      demand.trips.back().flow += pair.flow;
      continue;
    }
    last = &pair;
    demand.trips.push_back({pair.destination, pair.flow});
    ++demand.first[at(pair.origin) + 1];
  }
  for (std::size_t zone = 0; zone < at(zones); ++zone) demand.first[zone + 1] += demand.first[zone];
  return demand;
}

Demand scaled(Demand demand, double factor) {
  for (Demand::Trips& trips : demand.trips) trips.flow *= factor;
  return demand;
}

std::string link_name(const AssignmentProblem& problem, std::int32_t link) {
  const auto node = [&](std::int32_t row) {
    return row >= 0 && at(row) < problem.nodes.size() ? problem.nodes[at(row)] : "nowhere";
  };
  const Link& one = problem.links[at(link)];
  return "link " + std::to_string(link + 1) + " (" + node(one.from) + " -> " + node(one.to) + ")";
}

std::string fault_of(const AssignmentProblem& problem, const Link& link) {
  const auto is = [](const char* name, double value, const char* limit) {
    return std::string(name) + " is " + shown(value) + ", must be " + limit;
  };
  const auto sound = [](double value) { return std::isfinite(value) && value >= 0; };
  if (!sound(link.free_flow_time)) return is("the free-flow time", link.free_flow_time, "0 or more");
  if (!sound(link.b)) return is("b", link.b, "0 or more");
  if (!sound(link.power)) return is("the power", link.power, "0 or more");
  const double constant = link.free_flow_time + fixed_cost(problem, link);
  if (!sound(constant)) return is("the free-flow time with all fixed costs", constant, "0 or more");
  const bool needs_capacity = link.free_flow_time > 0 && link.b > 0 && link.power > 0;
  if (needs_capacity && !(link.capacity > 0 && std::isfinite(link.capacity))) {
    return is("the capacity", link.capacity, "more than 0 (a link that nobody may use is to be closed)");
  }
  return {};
}

void require_sound(const AssignmentProblem& problem, const std::string& where) {
  require_sound_nodes(problem, where);
  const auto exists = [&](std::int32_t node) { return node >= 0 && at(node) < problem.nodes.size(); };
  for (std::size_t row = 0; row < problem.links.size(); ++row) {
    const Link& link = problem.links[row];
    if (!exists(link.from) || !exists(link.to)) refuse_link(problem, row, "an end is no node", where);
    if (link.from == link.to) refuse_link(problem, row, "leads back to its own start", where);
    const std::string fault = fault_of(problem, link);
    if (!fault.empty()) refuse_link(problem, row, fault, where);
  }
  require_sound(problem, problem.demand, where);
}

void require_sound(const AssignmentProblem& problem, const Demand& demand, const std::string& where) {
  const std::size_t zones = problem.zones.size();
  if (demand.first.size() != zones + 1 || demand.first.front() != 0 ||
      demand.first.back() != demand.trips.size() ||
      !std::is_sorted(demand.first.begin(), demand.first.end())) {
    throw InputError("the demand's rows of " + std::to_string(demand.trips.size()) +
                         " trips do not fit the " + std::to_string(zones) + " zones of the problem",
                     where);
  }
  double total = 0;
  for (std::size_t zone = 0; zone < zones; ++zone) {
    for (std::size_t i = demand.first[zone]; i < demand.first[zone + 1]; ++i) {
      const auto& [destination, flow] = demand.trips[i];
      if (destination < 0 || at(destination) >= zones || !(flow >= 0 && std::isfinite(flow))) {
        throw InputError("trips from zone " + problem.zones[zone] + " to zone row " +
                             std::to_string(destination) + ": the flow is " + shown(flow) +
                             "; zone rows are 0 to " + std::to_string(zones - 1) + ", flows 0 or more",
                         where);
      }
      total += flow;
    }
  }
  if (!(total < kHighest))
    throw InputError("all trips add up to " + shown(total) + ", too many to add up", where);
  require_addable(problem, total, where);
}

}  // namespace conurb::transport::assignment

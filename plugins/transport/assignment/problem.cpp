// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/assignment/problem.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "plugins/transport/assignment/link_costs.hpp"
#include "plugins/transport/assignment/text.hpp"
#include "plugins/transport/error.hpp"

namespace conurb::transport::assignment {
namespace {

constexpr double kHighestCost = 1e150;  // sums and products of a few stay finite

[[noreturn]] void refuse_link(const AssignmentProblem& problem, std::size_t link, const std::string& what,
                              const std::string& remedy = {}) {
  throw InputError(link_name(problem, row_of(link)) + ": " + what, {}, remedy);
}

void require_sound_numbers(const AssignmentProblem& problem, std::size_t row) {
  const Link& link = problem.links[row];
  const auto wants = [&](bool sound, const char* name, double value, const char* limit) {
    if (!sound) refuse_link(problem, row, std::string(name) + " is " + shown(value) + ", must be " + limit);
  };
  const auto is_positive = [](double value) { return std::isfinite(value) && value >= 0; };
  wants(is_positive(link.free_flow_time), "the free-flow time", link.free_flow_time, "0 or more");
  wants(is_positive(link.b), "b", link.b, "0 or more");
  wants(is_positive(link.power), "the power", link.power, "0 or more");
  wants(std::isfinite(link.length), "the length", link.length, "finite");
  wants(std::isfinite(link.toll), "the toll", link.toll, "finite");
  const double constant = link.free_flow_time + fixed_cost(problem, link);
  wants(is_positive(constant), "the free-flow time with toll, distance and fixed cost", constant, "0 or more");
  const bool needs_capacity = link.free_flow_time > 0 && link.b > 0 && link.power > 0;
  if (needs_capacity && !(link.capacity > 0 && std::isfinite(link.capacity))) {
    refuse_link(problem, row, "the capacity is " + shown(link.capacity) + ", must be more than 0",
                "close the link if nobody may use it");
  }
}

void require_sound_nodes(const AssignmentProblem& problem) {
  if (problem.passable.size() != problem.nodes.size() || problem.centroid.size() != problem.zones.size()) {
    throw InputError("the problem has " + std::to_string(problem.nodes.size()) + " nodes and " +
                     std::to_string(problem.zones.size()) + " zones, but tells of " +
                     std::to_string(problem.passable.size()) + " nodes whether they may be passed and of " +
                     std::to_string(problem.centroid.size()) + " zones where they are");
  }
  std::vector<std::uint8_t> taken(problem.nodes.size(), 0);
  for (std::size_t zone = 0; zone < problem.zones.size(); ++zone) {
    const std::int32_t node = problem.centroid[zone];
    if (node < 0 || at(node) >= taken.size() || std::exchange(taken[at(node)], std::uint8_t{1}) != 0) {
      throw InputError("zone " + problem.zones[zone] + " is at node " + std::to_string(node) +
                       ", which does not exist or is another zone's");
    }
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

void require_sound(const AssignmentProblem& problem) {
  require_sound_nodes(problem);
  const auto exists = [&](std::int32_t node) { return node >= 0 && at(node) < problem.nodes.size(); };
  for (std::size_t row = 0; row < problem.links.size(); ++row) {
    const Link& link = problem.links[row];
    if (!exists(link.from) || !exists(link.to)) refuse_link(problem, row, "an end is no node of the problem");
    if (link.from == link.to) refuse_link(problem, row, "leads back to its own start", "leave it out");
    require_sound_numbers(problem, row);
  }
  require_sound(problem, problem.demand);
}

void require_sound(const AssignmentProblem& problem, const Demand& demand) {
  if (demand.first.size() != problem.zones.size() + 1 || demand.first.front() != 0 ||
      demand.first.back() != demand.trips.size() || !std::is_sorted(demand.first.begin(), demand.first.end())) {
    throw InputError("the demand has " + std::to_string(demand.first.size() - 1) + " rows of trips, the problem " +
                     std::to_string(problem.zones.size()) + " zones");
  }
  double total = 0;
  for (std::size_t zone = 0; zone < problem.zones.size(); ++zone) {
    for (std::size_t i = demand.first[zone]; i < demand.first[zone + 1]; ++i) {
      const auto& [destination, flow] = demand.trips[i];
      if (destination < 0 || at(destination) >= problem.zones.size() || !(flow >= 0 && std::isfinite(flow))) {
        throw InputError("trips from zone " + problem.zones[zone] + " to zone row " +
                         std::to_string(destination) + ": the flow is " + shown(flow) +
                         "; zone rows are 0 to " + std::to_string(problem.zones.size() - 1) +
                         ", flows 0 or more");
      }
      total += flow;
    }
  }
  for (std::size_t row = 0; row < problem.links.size(); ++row) {
    const Bpr::Value most = link_cost(problem, problem.links[row], Principle::system_optimum).at(total);
    if (most.cost < kHighestCost && most.slope < kHighestCost) continue;
    refuse_link(problem, row, "its cost with the flow of all trips, " + shown(total) + ", is " + shown(most.cost) +
                                  ", too large to add up", "check capacity, b and power");
  }
}

}  // namespace conurb::transport::assignment

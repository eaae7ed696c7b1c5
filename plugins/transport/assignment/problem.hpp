// SPDX-License-Identifier: Apache-2.0
// The static assignment problem: a network of links whose travel times grow with their flows, and how many
// vehicles want to go from each zone to each other in the period that capacities are of. Times are in one
// unit throughout a problem, flows and capacities in another; files of the field use minutes and vehicles per
// hour.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "plugins/transport/index.hpp"

namespace conurb::transport::assignment {

/// One direction of a road between two nodes. Its travel time is that of the Bureau of Public Roads (Traffic
/// Assignment Manual, 1964): free_flow_time (1 + b (flow / capacity)^power).
struct Link {
  std::int32_t from = kNone, to = kNone;  ///< nodes
  double capacity = 0;                    ///< > 0 where the time depends on it
  double free_flow_time = 0;              ///< >= 0
  double b = 0.15, power = 4;             ///< >= 0
  double length = 0;
  double toll = 0;
  double fixed_cost = 0;  ///< time that is felt, but not spent
  bool closed = false;    ///< nobody may use it
};

/// Vehicles that want to go, by zone of origin: those of zone o are trips[first[o]] … trips[first[o + 1] -
/// 1].
struct Demand {
  struct Trips {
    std::int32_t destination = kNone;  ///< zone
    double flow = 0;                   ///< >= 0
  };
  std::vector<std::size_t> first = {0};
  std::vector<Trips> trips = {};
};

/// Trips from one zone to another.
struct ZonePair {
  std::int32_t origin = kNone, destination = kNone;
  double flow = 0;
};

/// Rows by origin, each by destination; pairs that stand twice are added up, those without flow left out.
/// `pairs` in any order, of zones 0 … zones - 1.
[[nodiscard]] Demand demand_of(std::int32_t zones, std::vector<ZonePair> pairs);

/// Every flow multiplied by `factor`.
[[nodiscard]] Demand scaled(Demand demand, double factor);

/// Trips within a zone use no link: they may be given and are ignored.
struct AssignmentProblem {
  std::vector<std::string> nodes = {};      ///< as the source names them
  std::vector<std::uint8_t> passable = {};  ///< of each node; 0: trips begin or end there only
  std::vector<std::string> zones = {};      ///< as the source names them
  std::vector<std::int32_t> centroid = {};  ///< node of each zone, each another one
  std::vector<Link> links = {};
  double toll_factor = 0, distance_factor = 0;  ///< time that a unit of toll or length is felt as
  Demand demand = {};
};

/// What of a link's cost does not depend on its flow, beyond its free-flow time.
[[nodiscard]] inline double fixed_cost(const AssignmentProblem& problem, const Link& link) {
  return link.fixed_cost + problem.toll_factor * link.toll + problem.distance_factor * link.length;
}

/// "link 12 (4 -> 7)": how messages name a link.
[[nodiscard]] std::string link_name(const AssignmentProblem& problem, std::int32_t link);

/// What is wrong with the numbers of a link: "the capacity is 0, must be more than 0"; empty where all is
/// well.
[[nodiscard]] std::string fault_of(const AssignmentProblem& problem, const Link& link);

/// Throws InputError where a row leads nowhere, a number is not finite or out of range, or costs at the total
/// demand are beyond 1e100 and could not be added up. `where` names the source in messages.
void require_sound(const AssignmentProblem& problem, const std::string& where = {});

/// Throws InputError where the demand does not fit the problem's zones, a flow is not finite or negative, or
/// costs of all links with all of it are too large.
void require_sound(const AssignmentProblem& problem, const Demand& demand, const std::string& where = {});

}  // namespace conurb::transport::assignment

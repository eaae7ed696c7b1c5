// SPDX-License-Identifier: Apache-2.0
// An order of the links of a road network in which few shortcuts arise when they are eliminated one by one:
// nested dissection. A cut through few links parts the network; the links of the cut come last, both sides
// before them, each ordered in the same way. Links of a cut separate the turn graph, so its order is had from
// the much smaller graph of junctions (Buchhold, Wagner, Zeitz and Zündorf, "Customizable contraction
// hierarchies with turn costs", ATMOS 2020). Cuts are least cuts between the foremost and the hindmost
// junctions along a direction (Schild and Sommer, "On balanced separators in road networks", SEA 2015).
//
// Why not METIS: it draws from the C library's random numbers and sets signal handlers, both of which belong
// to the whole process; this is as good on streets, and its result is a function of its input.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/solvers/graph.hpp"

namespace conurb::transport {

struct Place {
  double x = 0, y = 0;
};

/// Rows of `links` (each from a place to a place, one-way) in the order of elimination. Positions only make
/// cuts good; without them the shape of the graph does. Throws std::out_of_range for an end that is none of
/// the places.
[[nodiscard]] std::vector<std::int32_t> dissection_order(std::span<const Place> places,
                                                         std::span<const solvers::Edge> links);

}  // namespace conurb::transport

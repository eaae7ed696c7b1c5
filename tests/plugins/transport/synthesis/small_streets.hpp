// SPDX-License-Identifier: Apache-2.0
// Streets made in code, what must hold of every network made of them, and traffic on it.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "plugins/transport/synthesis/road_synthesis.hpp"

namespace conurb::transport::testing {

struct SmallStreets {
  StreetNetwork net = {};

  std::int32_t node(double x, double y, const std::string& control = "");
  /// Straight; one-way where `back_lanes` is 0. The row, the one of the other direction follows it.
  std::int32_t street(std::int32_t from, std::int32_t to, const std::string& road_class = "residential",
                      double lanes = 1, double back_lanes = -1);
  /// Two-way streets of 200 m from the node (x, y) in the directions given, in degrees; rows of the way in.
  std::vector<std::int32_t> star(std::int32_t centre, const std::vector<double>& degrees,
                                 const std::vector<std::string>& classes, double lanes = 1);
};

/// Connections from one row of the streets to another.
std::vector<Connection> between(const RoadSynthesis& made, std::int32_t from, std::int32_t to);
/// The only one, or the first; fails the test if there is none.
Connection first_between(const RoadSynthesis& made, std::int32_t from, std::int32_t to);
/// Whether the way from -> to yields to the way of others.
bool yields(const RoadSynthesis& made, std::int32_t from, std::int32_t to, std::int32_t others_from,
            std::int32_t others_to);
/// Some path of the one meets some path of the other.
bool cross(const RoadSynthesis& made, std::int32_t from, std::int32_t to, std::int32_t others_from,
           std::int32_t others_to);

/// Rules that hold for every network: rows, order, lanes that lead somewhere, right of way, lights.
void check_network(const RoadSynthesis& made);

/// Sends a vehicle every `every_s` s for 10 min from each link that is an entry (its street begins at a dead
/// end) to each that is an exit, over the least links, until all have arrived; fails the test if they do not,
/// or were forced through a gridlock. The number of vehicles.
int drive_through(const RoadSynthesis& made, double every_s);

/// Mirrored at the y axis; what was on the right is on the left.
StreetNetwork mirrored(const StreetNetwork& streets);

}  // namespace conurb::transport::testing

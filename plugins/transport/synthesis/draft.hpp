// SPDX-License-Identifier: Apache-2.0
// What the steps of the synthesis hand on: the streets that vehicles may use, as ways between nodes, and the
// junctions that nodes are joined to. Ways keep the order of the streets' rows.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "plugins/transport/synthesis/road_synthesis.hpp"

namespace conurb::transport::synthesis {

enum class NodeControl : std::uint8_t { none, signal, stop, all_way_stop, priority, roundabout };

/// A place or a direction in the plane, m.
struct Vec {
  double x = 0, y = 0;
  [[nodiscard]] Vec operator+(Vec o) const { return {x + o.x, y + o.y}; }
  [[nodiscard]] Vec operator-(Vec o) const { return {x - o.x, y - o.y}; }
  [[nodiscard]] Vec operator*(double k) const { return {x * k, y * k}; }
};
[[nodiscard]] double length_of(Vec v);
/// Of length 1; of a vector without length the x axis.
[[nodiscard]] Vec direction_of(Vec v);
/// Degrees from `a` to `b`, counterclockwise, -180 … 180.
[[nodiscard]] double degrees_between(Vec a, Vec b);

/// A street that vehicles may use, in one direction.
struct Way {
  std::int32_t row = kNone;  ///< of the streets
  std::int32_t from = kNone, to = kNone;
  std::int32_t reverse = kNone;  ///< way
  std::int32_t rank = 0;
  std::int32_t lanes = 1;
  double lane_width = 3.25, speed = 0;  ///< m, m/s
  ClassSet allowed = 0;
  std::int32_t level = 0;
  bool ring = false;                  ///< of a roundabout
  bool inner = false;                 ///< inside a junction: gets no link
  double length = 0;                  ///< m, from node to node
  std::size_t first = 0, points = 0;  ///< in Draft::path

  // Filled by place_stop_lines().
  double cut_begin = 0, cut_end = 0;      ///< m from the nodes
  Vec begin = {}, end = {};               ///< on the way's line
  Vec heading_out = {}, heading_in = {};  ///< of travel, behind the beginning and before the end
};

/// Rows by a key, each key's in ascending order.
struct Star {
  std::vector<std::int32_t> first, rows;
  [[nodiscard]] std::span<const std::int32_t> of(std::int32_t key) const {
    return {rows.data() + first[at(key)], rows.data() + first[at(key) + 1]};
  }
};
/// `keys` by row; kNone: nowhere.
[[nodiscard]] Star star(std::int32_t keys, std::span<const std::int32_t> key_of_row);

struct Draft {
  const StreetNetwork* streets = nullptr;
  RoadSynthesisOptions options = {};
  std::vector<std::int32_t> same_node;  ///< by node: the lowest of those that are one
  std::vector<NodeControl> control;     ///< by node
  std::vector<Way> ways;
  std::vector<std::array<double, 3>> path;
  Star out, in;                       ///< ways by node
  std::vector<std::int32_t> arms;     ///< by node: ends of streets, both directions of one together
  std::vector<std::uint8_t> on_ring;  ///< by node

  std::vector<std::int32_t> junction_of;  ///< by node; kNone: no way
  std::int32_t junctions = 0;
  Star nodes_of;   ///< by junction
  Star outs, ins;  ///< ways that are not inner, by junction

  [[nodiscard]] Vec place(std::int32_t node) const { return {streets->x[at(node)], streets->y[at(node)]}; }
  [[nodiscard]] std::span<const std::array<double, 3>> path_of(const Way& way) const {
    return {path.data() + way.first, way.points};
  }
};

/// From a node to itself, within the junction.
[[nodiscard]] bool is_short_loop(const Draft& draft, const Way& way);

/// Throws InputError for columns of different lengths. Ways, nodes and their stars are filled.
[[nodiscard]] Draft usable_streets(const StreetNetwork& streets, const RoadSynthesisOptions& options,
                                   FindingList& findings);

/// Marks ways and nodes of roundabouts: circles of one-way streets whose nodes are tagged so, and that run
/// around in the direction of traffic.
void find_roundabouts(Draft& draft);

/// Joins nodes to junctions; marks ways inside them; fills the stars by junction.
void join_nodes(Draft& draft, FindingList& findings);

/// Where links begin and end.
void place_stop_lines(Draft& draft);

}  // namespace conurb::transport::synthesis

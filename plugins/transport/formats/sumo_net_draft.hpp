// SPDX-License-Identifier: Apache-2.0
// A network of SUMO as its file has it: with lanes inside junctions and with the rows of right of way, which
// the reader turns into what connections are.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "plugins/transport/findings.hpp"
#include "plugins/transport/road_network.hpp"

namespace conurb::transport {

struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
};
using RowsById = std::unordered_map<std::string, std::int32_t, TextHash, std::equal_to<>>;

struct SumoNetDraft {
  /// A lane inside a junction.
  struct Interior {
    double length = 0, speed = 0;
    std::int32_t next = kNone;        ///< interior lane that goes on from it
    std::int32_t connection = kNone;  ///< whose way it is part of
  };
  struct LaneEnds {
    double begin[3], end[3];
    bool known = false;
  };
  struct Edge {
    enum class Kind : std::uint8_t { road, interior, on_foot };
    Kind kind = Kind::road;
    std::int32_t row = kNone;  ///< of links; the first of `interiors`
    std::int32_t lanes = 0;
  };
  /// The row of right of way of one connection at a junction: bits of the others, the last one first.
  struct Request {
    std::int32_t index = 0;
    std::string response, foes;
  };
  struct Rules {
    std::int32_t junction = kNone;
    std::vector<std::int32_t> incoming;   ///< lanes
    std::vector<std::int32_t> interiors;  ///< by the index of requests; kNone: of a crossing
    std::vector<Request> requests;
  };

  RoadNetwork network;
  std::unordered_map<std::string, Edge, TextHash, std::equal_to<>> edges;
  std::vector<Interior> interiors;
  std::vector<LaneEnds> lane_ends;  ///< as network.lanes
  std::vector<std::int32_t> via;    ///< as network.connections: interior lane, or kNone
  std::vector<Rules> rules;
};

/// Sorts the connections, gives them length and speed inside the junction, and from the rules whom they yield
/// to and cross.
void settle_connections(SumoNetDraft& draft, FindingList& findings);

}  // namespace conurb::transport

// SPDX-License-Identifier: Apache-2.0
// Lines of a map cut to links that meet in nodes only. Private to engine/io.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "engine/io/osm.hpp"

namespace conurb::io {

/// A piece of a line between two nodes: positions [begin, end) of the map.
struct NetworkLink {
  std::uint32_t line = 0;  ///< place in the list of lines
  std::size_t begin = 0, end = 0;
  std::int32_t from = 0, to = 0;  ///< places in Network::nodes
};

struct Network {
  std::vector<std::int64_t> nodes;     ///< ids, ascending
  std::vector<std::size_t> positions;  ///< of each node, in the map
  std::vector<NetworkLink> links;      ///< by line, along it
};

/// Cuts the `lines` (places in OsmMap::lines) at their ends, where the file lacks a node, at each node that
/// two of them share or one of them passes twice, and at the nodes `also` (ascending). Pieces of one point
/// are left out.
[[nodiscard]] Network cut_to_links(const OsmMap& map, std::span<const std::uint32_t> lines,
                                   std::span<const std::int64_t> also);

/// Ids of links that stay when other parts of the line change: "way/7/11-12", and "way/7/11-12#2" for the
/// second piece of the line between the same nodes.
[[nodiscard]] std::vector<std::string> link_ids(const OsmMap& map, std::span<const std::uint32_t> lines,
                                                const Network& network);

}  // namespace conurb::io

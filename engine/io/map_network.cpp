// SPDX-License-Identifier: Apache-2.0
#include "engine/io/map_network.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace conurb::io {

namespace {

bool is_there(const OsmPosition& position) {
  return std::isfinite(position.x) && std::isfinite(position.y);
}

/// Calls visit(begin, end) for each longest run of positions that the file has.
template <typename Visit>
void for_each_run(const OsmMap& map, const OsmFeature& line, Visit visit) {
  std::size_t begin = line.begin;
  for (std::size_t i = line.begin; i <= line.end; ++i) {
    if (i < line.end && is_there(map.positions[i])) continue;
    if (i > begin + 1) visit(begin, i);
    begin = i + 1;
  }
}

/// Nodes at which lines are cut, ascending: those that come up more than once, ends counting twice.
std::vector<std::int64_t> cut_nodes(const OsmMap& map, std::span<const std::uint32_t> lines,
                                    std::span<const std::int64_t> also) {
  std::vector<std::int64_t> uses;
  for (const std::uint32_t line : lines) {
    for_each_run(map, map.lines[line], [&](std::size_t begin, std::size_t end) {
      uses.push_back(map.positions[begin].node);
      uses.push_back(map.positions[end - 1].node);
      for (std::size_t i = begin; i < end; ++i) {
        // A node named twice in a row is one point, no crossing.
        if (i == begin || map.positions[i].node != map.positions[i - 1].node)
          uses.push_back(map.positions[i].node);
      }
    });
  }
  std::sort(uses.begin(), uses.end());
  std::vector<std::int64_t> nodes;
  for (std::size_t i = 0; i < uses.size();) {
    std::size_t end = i;
    while (end < uses.size() && uses[end] == uses[i]) ++end;
    if (end - i > 1 || std::binary_search(also.begin(), also.end(), uses[i])) nodes.push_back(uses[i]);
    i = end;
  }
  return nodes;
}

}  // namespace

Network cut_to_links(const OsmMap& map, std::span<const std::uint32_t> lines,
                     std::span<const std::int64_t> also) {
  Network network;
  network.nodes = cut_nodes(map, lines, also);
  network.positions.assign(network.nodes.size(), 0);
  const auto place_of = [&](std::int64_t node) -> std::int32_t {
    const auto found = std::lower_bound(network.nodes.begin(), network.nodes.end(), node);
    const bool is_node = found != network.nodes.end() && *found == node;
    return is_node ? static_cast<std::int32_t>(found - network.nodes.begin()) : -1;
  };
  for (std::uint32_t n = 0; n < lines.size(); ++n) {
    for_each_run(map, map.lines[lines[n]], [&](std::size_t begin, std::size_t end) {
      std::size_t start = begin;
      std::int32_t from = place_of(map.positions[begin].node);
      network.positions[static_cast<std::size_t>(from)] = begin;
      for (std::size_t i = begin + 1; i < end; ++i) {
        const std::int32_t to = place_of(map.positions[i].node);
        if (to < 0) continue;
        network.positions[static_cast<std::size_t>(to)] = i;
        const bool goes_somewhere = std::any_of(
            map.positions.begin() + static_cast<std::ptrdiff_t>(start),
            map.positions.begin() + static_cast<std::ptrdiff_t>(i + 1),
            [&](const OsmPosition& p) { return p.x != map.positions[i].x || p.y != map.positions[i].y; });
        if (goes_somewhere) network.links.push_back({n, start, i + 1, from, to});
        start = i;
        from = to;
      }
    });
  }
  return network;
}

std::vector<std::string> link_ids(const OsmMap& map, std::span<const std::uint32_t> lines,
                                  const Network& network) {
  std::vector<std::string> ids;
  ids.reserve(network.links.size());
  std::map<std::pair<std::int32_t, std::int32_t>, int> times;  // of the line at hand
  for (std::size_t i = 0; i < network.links.size(); ++i) {
    const NetworkLink& link = network.links[i];
    if (i == 0 || network.links[i - 1].line != link.line) times.clear();
    const int time = ++times[{link.from, link.to}];
    std::string id = fmt::format("{}/{}-{}", external_id(map.lines[lines[link.line]]),
                                 network.nodes[static_cast<std::size_t>(link.from)],
                                 network.nodes[static_cast<std::size_t>(link.to)]);
    if (time > 1) id += fmt::format("#{}", time);
    ids.push_back(std::move(id));
  }
  return ids;
}

}  // namespace conurb::io

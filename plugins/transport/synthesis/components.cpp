// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/synthesis/components.hpp"

#include <algorithm>

namespace conurb::transport::synthesis {

std::vector<std::int32_t> strong_parts(const RoadNetwork& roads,
                                       const std::vector<std::int32_t>& first_turn) {
  const std::size_t links = roads.links.size();
  std::vector<std::int32_t> part(links, kNone), order(links, kNone), low(links, 0), open, path;
  std::vector<std::int32_t> next(first_turn.begin(), first_turn.end() - 1);
  std::int32_t visited = 0, parts = 0;
  const auto visit = [&](std::int32_t link) {
    order[at(link)] = low[at(link)] = visited++;
    open.push_back(link);
    path.push_back(link);
  };
  for (std::size_t root = 0; root < links; ++root) {
    if (order[root] != kNone) continue;
    visit(row_of(root));
    while (!path.empty()) {
      const std::int32_t link = path.back();
      if (next[at(link)] < first_turn[at(link) + 1]) {
        const std::int32_t to = roads.connections[at(next[at(link)]++)].to_link;
        if (order[at(to)] == kNone) {
          visit(to);
        } else if (part[at(to)] == kNone) {
          low[at(link)] = std::min(low[at(link)], order[at(to)]);
        }
        continue;
      }
      path.pop_back();
      if (!path.empty()) low[at(path.back())] = std::min(low[at(path.back())], low[at(link)]);
      if (low[at(link)] != order[at(link)]) continue;
      std::int32_t member = kNone;
      do {
        member = open.back();
        open.pop_back();
        part[at(member)] = parts;
      } while (member != link);
      ++parts;
    }
  }
  return part;
}

}  // namespace conurb::transport::synthesis

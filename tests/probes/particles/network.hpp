// SPDX-License-Identifier: Apache-2.0
// The road network as its vehicles need it: who leaves which node, how long a link takes, how many it holds.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace probe_particles {

/// Columns of the road links.
struct LinkColumns {
  std::span<const std::uint8_t> alive;
  std::span<const std::int32_t> from, to;
  std::span<const double> length, speed;
  std::span<const std::int32_t> lanes;
};

/// Derived from the links' columns alone; immutable, lives in the host's cache.
struct Network {
  std::vector<std::size_t> first;  // links that leave node n: leaving[first[n]] .. leaving[first[n + 1]]
  std::vector<std::int32_t> leaving;
  std::vector<std::int64_t> travel_us;   // by link, free flow
  std::vector<std::int64_t> headway_us;  // by link, between two vehicles that leave it
  std::vector<std::int32_t> storage;     // by link, vehicles
  std::vector<std::int32_t> usable;      // links in service, ascending

  Network(std::int64_t nodes, const LinkColumns& links) {
    const std::size_t count = links.alive.size();
    const auto good = [&](std::size_t link) {
      return links.alive[link] != 0 && links.from[link] >= 0 && links.to[link] >= 0 &&
             links.speed[link] > 0 && links.length[link] > 0;
    };
    first.assign(static_cast<std::size_t>(nodes) + 1, 0);
    for (std::size_t link = 0; link < count; ++link) {
      const double length = good(link) ? links.length[link] : 1.0;
      const double seconds = good(link) ? length / links.speed[link] : 1.0;
      const double lanes = good(link) ? links.lanes[link] : 1.0;
      travel_us.push_back(std::llround(seconds * 1e6));
      headway_us.push_back(std::llround(2e6 / lanes));  // 1,800 vehicles an hour and lane
      storage.push_back(1 + static_cast<std::int32_t>(lanes * length / 7.5));  // 7.5 m in a queue
      if (!good(link)) continue;
      usable.push_back(static_cast<std::int32_t>(link));
      ++first[static_cast<std::size_t>(links.from[link]) + 1];
    }
    for (std::size_t node = 1; node < first.size(); ++node) first[node] += first[node - 1];
    leaving.resize(usable.size());
    std::vector<std::size_t> next(first.begin(), first.end() - 1);
    for (const std::int32_t link : usable) {
      leaving[next[static_cast<std::size_t>(links.from[static_cast<std::size_t>(link)])]++] = link;
    }
  }

  [[nodiscard]] std::span<const std::int32_t> leaving_node(std::int32_t node) const {
    const auto at = static_cast<std::size_t>(node);
    return std::span(leaving).subspan(first[at], first[at + 1] - first[at]);
  }
  [[nodiscard]] std::uint64_t bytes() const {
    return first.size() * 8 + leaving.size() * 4 + travel_us.size() * 24;
  }
};

}  // namespace probe_particles

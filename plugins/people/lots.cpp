// SPDX-License-Identifier: Apache-2.0
#include "plugins/people/lots.hpp"

#include <cmath>
#include <cstddef>

namespace conurb::people {

namespace {

constexpr std::size_t kLotChunk = 1024;

template <typename Body>
void in_chunks(std::size_t count, const ParallelFor& parallel, const Body& body) {
  parallel((count + kLotChunk - 1) / kLotChunk, [&](std::size_t chunk) {
    for (std::size_t i = chunk * kLotChunk; i < std::min(count, (chunk + 1) * kLotChunk); ++i) body(i);
  });
}

bool within_reach(std::span<const double> shape) {
  return shape.size() >= 2 &&
         std::all_of(shape.begin(), shape.end(), [](double v) { return std::fabs(v) <= kFarthest; });
}

double squared_gap(const std::vector<Ring>& a, const std::vector<Ring>& b) {
  double best = std::numeric_limits<double>::infinity();
  for (const Ring& p : a)
    for (std::size_t i = 0; i < p.size(); ++i)
      for (const Ring& q : b)
        for (std::size_t j = 0; j < q.size(); ++j)
          best = std::min(best, squared_distance(p[i], p[(i + 1) % p.size()], q[j], q[(j + 1) % q.size()]));
  return best;
}

}  // namespace

std::vector<std::vector<Ring>> footprints_of(const Ground& ground, const ParallelFor& parallel) {
  constexpr auto kLargestSide = static_cast<std::int64_t>(kLargest * 1e3);
  std::vector<std::vector<Ring>> footprints(ground.footprint.size());
  in_chunks(footprints.size(), parallel, [&](std::size_t i) {
    if (!within_reach(ground.footprint[i])) return;
    std::vector<Ring> rings = to_plan(ground.footprint[i]);
    const Box box = box_of(rings);
    if (box.max_x - box.min_x <= kLargestSide && box.max_y - box.min_y <= kLargestSide)
      footprints[i] = std::move(rings);
  });
  return footprints;
}

std::vector<std::uint32_t> take_out_copies(std::vector<std::vector<Ring>>& footprints) {
  std::vector<std::uint32_t> first(footprints.size()), order;
  for (std::uint32_t i = 0; i < footprints.size(); ++i) {
    first[i] = i;
    if (!footprints[i].empty()) order.push_back(i);
  }
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    const auto compared = footprints[a] <=> footprints[b];
    return compared != 0 ? compared < 0 : a < b;
  });
  for (std::size_t k = 1; k < order.size(); ++k) {
    const std::uint32_t before = first[order[k - 1]];
    if (footprints[before] == footprints[order[k]]) first[order[k]] = before;
  }
  for (const std::uint32_t i : order)
    if (first[i] != i) footprints[i].clear();
  return first;
}

std::vector<std::uint32_t> lots_of(const Ground& ground, const std::vector<std::vector<Ring>>& footprints,
                                   const BoxIndex& index, std::int64_t depth, const ParallelFor& parallel) {
  std::vector<std::uint32_t> lots(footprints.size(), kNone);
  in_chunks(footprints.size(), parallel, [&](std::size_t i) {
    if (footprints[i].empty()) return;
    lots[i] = static_cast<std::uint32_t>(i);
    if (ground.small[i] == 0) return;
    const auto far = static_cast<double>(depth);
    double best = far * far;
    std::vector<std::uint32_t> near;
    index.find(index.box(i).grown(depth), near);
    for (const std::uint32_t other : near) {
      if (ground.small[other] != 0) continue;
      const double squared = squared_gap(footprints[i], footprints[other]);
      const bool first = lots[i] == i;
      if (squared < best || (first && squared == best)) best = squared, lots[i] = other;
    }
  });
  return lots;
}

}  // namespace conurb::people

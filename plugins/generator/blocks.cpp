// SPDX-License-Identifier: Apache-2.0
#include "plugins/generator/blocks.hpp"

#include <cmath>

#include "plugins/generator/clip.hpp"

namespace conurb::generator {

std::uint32_t link_along(Point a, Point b, const std::vector<StreetStrip>& streets) {
  constexpr double kBeside = 0.25;
  const Vec from = to_m(a), to = to_m(b), middle = (from + to) * 0.5, direction = unit(to - from);
  std::uint32_t best = kNone;
  double least = kBeside;
  for (const StreetStrip& s : streets) {
    const Vec p = to_m(s.strip.a), q = to_m(s.strip.b);
    if (std::fabs(cross(unit(q - p), direction)) > 0.3) continue;
    const double away = std::fabs(segment_distance(middle, p, q) - s.strip.half_width);
    if (away < least) least = away, best = s.link;
  }
  return best;
}

namespace {

constexpr double kLeastBlock = 150;  // m2

void blocks_of_face(const StreetPlan& plan, Face f, bool city, const Network& network,
                    std::vector<Block>& out) {
  const PlanarGraph& graph = plan.graph;
  std::vector<StreetStrip> streets;
  std::vector<Strip> strips;
  for (const HalfEdge h : graph.boundary(f)) {
    const double width = network.corridor_of_edge[h / 2];
    if (width == 0) continue;
    const Strip strip{graph.point(graph.origin(h)), graph.point(graph.target(h)), width / 2};
    strips.push_back(strip);
    streets.push_back({strip, network.link_of_edge[h / 2]});
  }
  const FaceInfo& info = plan.faces[f];
  for (Ring& ring : subtract_strips(graph.ring(f), strips, kLeastBlock)) {
    Block block;
    block.surface = area(ring);
    block.centre = centroid(ring);
    block.face = f;
    block.city = city;
    block.zone = city ? info.zone : Zone::rural;
    block.district = info.district;
    for (std::size_t i = 0; i < ring.size(); ++i)
      block.outline.tags.push_back(
          static_cast<std::int32_t>(link_along(ring[i], ring[(i + 1) % ring.size()], streets)));
    if (city) block.streets = streets;
    block.outline.ring = std::move(ring);
    out.push_back(std::move(block));
  }
}

}  // namespace

std::vector<Block> make_blocks(const StreetPlan& plan, const std::vector<std::uint8_t>& city,
                               const Network& network, const ParallelFor& parallel) {
  constexpr std::size_t kChunk = 256;
  const std::size_t faces = plan.graph.face_count(), chunks = (faces + kChunk - 1) / kChunk;
  std::vector<std::vector<Block>> parts(chunks);
  parallel(chunks, [&](std::size_t chunk) {
    for (std::size_t f = chunk * kChunk; f < std::min(faces, (chunk + 1) * kChunk); ++f)
      if (plan.faces[f].kind == FaceKind::land)
        blocks_of_face(plan, static_cast<Face>(f), city[f] != 0, network, parts[chunk]);
  });
  std::vector<Block> blocks;
  for (std::vector<Block>& part : parts)
    for (Block& block : part) blocks.push_back(std::move(block));
  return blocks;
}

}  // namespace conurb::generator

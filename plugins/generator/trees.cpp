// SPDX-License-Identifier: Apache-2.0
#include "plugins/generator/trees.hpp"

#include <algorithm>
#include <cmath>

#include "plugins/generator/noise.hpp"

namespace conurb::generator {

namespace {

void plant(Trees& trees, const Terrain& terrain, Vec p, double height) {
  trees.point.push_back(to_mm(p));
  trees.ground.push_back(static_cast<float>(terrain.at(p)));
  trees.height.push_back(static_cast<float>(height));
  trees.crown.push_back(static_cast<float>(0.55 * height + 0.5));
}

void plant_street(const Form& form, const City& city, std::uint32_t link, const sdk::Random& random,
                  Trees& trees) {
  const StreetLinks& l = city.links;
  constexpr double kFromJunction = 14;
  const double corridor = l.corridor[link];
  if (l.bridge[link] || l.street_class[link] == EdgeClass::motorway || corridor < 10.5) return;
  const auto line = l.line[link];
  const bool in_city = form.density(to_m(line[line.size() / 2])) > 0.7 * form.edge_density();
  Dice dice(random, link);
  const double share = !in_city                                         ? 0.06
                       : corridor < 12                                  ? 0.28
                       : l.street_class[link] == EdgeClass::residential ? 0.5
                                                                        : 0.72;
  if (!dice.chance(share)) return;
  const double spacing = dice.uniform(11, 17), size = dice.uniform(7, 16);
  const double offset = std::max(l.width[link] / 2 + 0.9, corridor / 2 - 1.6);
  double next = kFromJunction, done = 0;
  for (std::size_t i = 0; i + 1 < line.size(); ++i) {
    const Vec a = to_m(line[i]), b = to_m(line[i + 1]), u = unit(b - a);
    const double length = (b - a).length();
    for (; next < done + length && next < l.length[link] - kFromJunction; next += spacing) {
      for (const double side : {-1.0, 1.0}) {
        if (dice.chance(0.12)) continue;  // a gap: a driveway, a tree that was lost
        plant(trees, city.terrain, a + u * (next - done) + left(u) * (side * offset),
              size * dice.uniform(0.8, 1.2));
      }
    }
    done += length;
  }
}

/// Distance from a polygon's inside, m.
double away(Vec p, std::span<const Point> ring) {
  if (contains(ring, to_mm(p))) return 0;
  double least = 1e9;
  for (std::size_t k = 0; k < ring.size(); ++k)
    least = std::min(least, segment_distance(p, to_m(ring[k]), to_m(ring[(k + 1) % ring.size()])));
  return least;
}

void plant_block(const City& city, std::uint32_t block, std::uint32_t chapel, const sdk::Random& random,
                 Trees& trees) {
  double per_tree = 0;  // m2
  switch (city.blocks.use[block]) {
    case LandUse::park: per_tree = 170; break;
    case LandUse::cemetery: per_tree = 260; break;
    case LandUse::allotments: per_tree = 320; break;
    case LandUse::square: per_tree = 420; break;
    default: return;
  }
  const auto ring = city.blocks.outline[block];
  Point low = ring[0], high = ring[0];
  for (const Point p : ring) {
    low = {std::min(low.x, p.x), std::min(low.y, p.y)};
    high = {std::max(high.x, p.x), std::max(high.y, p.y)};
  }
  const Vec a = to_m(low), b = to_m(high);
  Dice dice(random, (std::uint64_t{1} << 40) + block);
  const auto tries = static_cast<int>((b.x - a.x) * (b.y - a.y) / per_tree);
  for (int i = 0; i < tries; ++i) {
    const Vec p{dice.uniform(a.x, b.x), dice.uniform(a.y, b.y)};
    const double height = dice.uniform(6, 22);
    if (!contains(ring, to_mm(p))) continue;
    bool inside = true;
    for (std::size_t k = 0; k < ring.size() && inside; ++k)
      inside = segment_distance(p, to_m(ring[k]), to_m(ring[(k + 1) % ring.size()])) > 2;
    if (chapel != kNone && inside) inside = away(p, city.buildings.footprint[chapel]) > 4;
    if (inside) plant(trees, city.terrain, p, height);
  }
}

}  // namespace

Trees plant_trees(const Form& form, const City& city, const ParallelFor& parallel) {
  constexpr std::size_t kChunk = 1024;
  const sdk::Random random(form.options().seed, "generator/trees");
  const std::size_t links = city.links.size(), blocks = city.blocks.size(), total = links + blocks;
  std::vector<Trees> parts((total + kChunk - 1) / kChunk);
  std::vector<std::uint32_t> chapel(blocks, kNone);
  for (std::uint32_t i = 0; i < city.buildings.size(); ++i) {
    const std::uint32_t block = city.parcels.block[city.buildings.parcel[i]];
    if (city.blocks.use[block] == LandUse::cemetery) chapel[block] = i;
  }
  parallel(parts.size(), [&](std::size_t chunk) {
    for (std::size_t i = chunk * kChunk; i < std::min(total, (chunk + 1) * kChunk); ++i) {
      if (i < links)
        plant_street(form, city, static_cast<std::uint32_t>(i), random, parts[chunk]);
      else
        plant_block(city, static_cast<std::uint32_t>(i - links), chapel[i - links], random, parts[chunk]);
    }
  });
  Trees trees;
  for (const Trees& part : parts) {
    trees.point.insert(trees.point.end(), part.point.begin(), part.point.end());
    trees.ground.insert(trees.ground.end(), part.ground.begin(), part.ground.end());
    trees.height.insert(trees.height.end(), part.height.begin(), part.height.end());
    trees.crown.insert(trees.crown.end(), part.crown.begin(), part.crown.end());
  }
  return trees;
}

}  // namespace conurb::generator

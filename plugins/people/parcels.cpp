// SPDX-License-Identifier: Apache-2.0
#include "plugins/people/parcels.hpp"

#include <cmath>
#include <cstddef>
#include <iterator>
#include <utility>

#include "plugins/people/cells.hpp"
#include "plugins/people/lots.hpp"
#include "plugins/people/nearest_ground.hpp"
#include "plugins/people/obstacles.hpp"
#include "plugins/people/plan_clip.hpp"

namespace conurb::people {

namespace {

constexpr double kTile = 400;            // m
constexpr double kLeastHole = 1e4;       // mm2: smaller ones are gaps of rounding
constexpr std::int64_t kMargin = 1000;   // mm, for what rounding and straight borders move
constexpr std::size_t kLeastBatch = 64;  // tiles between two words of progress

struct Lot {
  std::uint32_t main = 0;
  std::vector<Ring> rings;      // outer rings followed by their holes; none: nothing was left
  std::uint32_t joins = kNone;  // if nothing was left: the lot that has the ground
};

class Surveyor {
 public:
  Surveyor(const Ground& ground, double depth, const ParallelFor& parallel)
      : depth_(std::llround(depth * 1e3)),
        footprints_(footprints_of(ground, parallel)),
        first_(take_out_copies(footprints_)),
        index_(boxes()),
        lot_(lots_of(ground, footprints_, index_, depth_, parallel)),
        obstacles_(ground, extent().grown(depth_)) {
    members_.resize(lot_.size());
    for (std::uint32_t i = 0; i < lot_.size(); ++i)
      if (lot_[i] != kNone) members_[lot_[i]].push_back(i);
    for (std::uint32_t i = 0; i < lot_.size(); ++i) lot_[i] = lot_[first_[i]];
  }

  [[nodiscard]] const std::vector<std::uint32_t>& lots() const { return lot_; }

  /// All lots, ascending by the building they are made for.
  [[nodiscard]] std::vector<Lot> survey(const ParallelFor& parallel,
                                        const std::function<void(double)>& progress) const {
    std::vector<double> x(lot_.size(), 0), y(lot_.size(), 0);
    std::vector<std::uint32_t> mains;
    for (std::uint32_t i = 0; i < lot_.size(); ++i) {
      if (lot_[i] != i) continue;
      const Box& box = index_.box(i);
      x[i] = 0.5e-3 * static_cast<double>(box.min_x + box.max_x);
      y[i] = 0.5e-3 * static_cast<double>(box.min_y + box.max_y);
      mains.push_back(i);
    }
    const Cells tiles(x, y, mains, std::max(kTile, 8e-3 * static_cast<double>(depth_)));
    std::vector<std::vector<Lot>> by_tile(tiles.count());
    const std::size_t batch = std::max<std::size_t>(kLeastBatch, tiles.count() / 20 + 1);
    for (std::size_t first = 0; first < tiles.count(); first += batch) {
      if (progress) progress(static_cast<double>(first) / static_cast<double>(tiles.count()));
      parallel(std::min(batch, tiles.count() - first),
               [&](std::size_t tile) { by_tile[first + tile] = lots_in(tiles.members(first + tile)); });
    }
    std::vector<Lot> all;
    all.reserve(mains.size());
    for (std::vector<Lot>& some : by_tile) std::move(some.begin(), some.end(), std::back_inserter(all));
    std::sort(all.begin(), all.end(), [](const Lot& a, const Lot& b) { return a.main < b.main; });
    return all;
  }

 private:
  [[nodiscard]] std::vector<Box> boxes() const {
    std::vector<Box> boxes;
    boxes.reserve(footprints_.size());
    for (const std::vector<Ring>& rings : footprints_) boxes.push_back(box_of(rings));
    return boxes;
  }
  [[nodiscard]] Box extent() const {
    Box all;
    for (std::size_t i = 0; i < footprints_.size(); ++i) all.add(index_.box(i));
    return all;
  }

  [[nodiscard]] std::vector<Lot> lots_in(std::span<const std::uint32_t> mains) const {
    const std::int64_t reach = 2 * (depth_ + kMargin);
    Box window;
    for (const std::uint32_t main : mains)
      for (const std::uint32_t member : members_[main]) window.add(index_.box(member));
    std::vector<std::uint32_t> near;
    index_.find(window.grown(reach + kSeen + kWidest), near);
    std::vector<Outline> outlines;
    outlines.reserve(near.size());
    for (const std::uint32_t i : near) outlines.push_back({footprints_[i], lot_[i]});
    std::vector<std::vector<Ring>> ground = nearest_ground(outlines, mains, reach);
    std::vector<Lot> lots;
    const std::vector<Ring> water = obstacles_.water_in(window.grown(depth_));
    for (std::size_t i = 0; i < mains.size(); ++i) lots.push_back(cut_out(mains[i], ground[i], water));
    return lots;
  }

  /// Footprints of other lots that meet the box, if their number is below `limit`.
  [[nodiscard]] std::vector<Ring> others(std::uint32_t lot, const Box& box, std::uint32_t limit) const {
    std::vector<std::uint32_t> near;
    index_.find(box, near);
    std::vector<Ring> rings;
    for (const std::uint32_t i : near)
      if (lot_[i] != lot && lot_[i] < limit)
        rings.insert(rings.end(), footprints_[i].begin(), footprints_[i].end());
    return rings;
  }

  [[nodiscard]] Lot cut_out(std::uint32_t main, const std::vector<Ring>& nearest,
                            const std::vector<Ring>& water) const {
    std::vector<Ring> footprints;
    for (const std::uint32_t member : members_[main])
      footprints.insert(footprints.end(), footprints_[member].begin(), footprints_[member].end());
    std::vector<Ring> built = joined(footprints);
    if (built.empty()) built = widened(footprints, 5);  // less than a millimetre: stands for its place
    const std::vector<Ring> ground = common(nearest, widened(built, depth_));
    const Box box = box_of(footprints);
    std::vector<Ring> taken = obstacles_.strips_in(box_of(ground));
    for (std::vector<Ring> more : {parts_in(water, box_of(ground)), others(main, box_of(ground), kNone)})
      std::move(more.begin(), more.end(), std::back_inserter(taken));
    const std::vector<Ring> free = taken.empty() ? ground : without(ground, taken);
    const std::vector<Ring> lower = others(main, box, main);
    const std::vector<Ring> own = lower.empty() ? built : without(built, lower);
    if (own.empty()) return {main, {}, holder(main, box, built)};
    return {main, pieces_around(joined(free, own), own, kLeastHole), kNone};
  }

  /// Of the lots with lower numbers the one with most of the ground of these footprints.
  [[nodiscard]] std::uint32_t holder(std::uint32_t main, const Box& box,
                                     const std::vector<Ring>& built) const {
    std::vector<std::uint32_t> near;
    index_.find(box, near);
    double most = 0;
    std::uint32_t found = kNone;
    for (const std::uint32_t i : near) {
      if (lot_[i] >= main) continue;
      const double area = area_of(common(built, footprints_[i]));
      if (area > most || (area == most && area > 0 && lot_[i] < found)) most = area, found = lot_[i];
    }
    return found;
  }

  std::int64_t depth_;
  std::vector<std::vector<Ring>> footprints_;  // by building
  std::vector<std::uint32_t> first_;           // by building: the first with the same footprint
  BoxIndex index_;
  std::vector<std::uint32_t> lot_;                   // by building
  std::vector<std::vector<std::uint32_t>> members_;  // by the building a lot is made for
  Obstacles obstacles_;
};

void write(const Lot& lot, Parcels& parcels) {
  parcels.main.push_back(lot.main);
  parcels.area.push_back(static_cast<float>(area_of(lot.rings) * 1e-6));
  for (const Ring& ring : lot.rings) {
    for (std::size_t i = 0; i <= ring.size(); ++i) {
      parcels.xy.push_back(static_cast<double>(ring[i % ring.size()].x) * 1e-3);
      parcels.xy.push_back(static_cast<double>(ring[i % ring.size()].y) * 1e-3);
    }
  }
  parcels.offsets.push_back(static_cast<std::int64_t>(parcels.xy.size()));
}

}  // namespace

Parcels make_parcels(const Ground& ground, double depth, const ParallelFor& parallel,
                     const std::function<void(double)>& progress) {
  const Surveyor surveyor(ground, depth, parallel);
  Parcels parcels;
  const std::vector<std::uint32_t>& lots = surveyor.lots();
  std::vector<std::uint32_t> parcel(lots.size(), kNone);  // by the building it is made for
  for (const Lot& lot : surveyor.survey(parallel, progress)) {
    if (!lot.rings.empty()) {
      parcel[lot.main] = static_cast<std::uint32_t>(parcels.size());
      write(lot, parcels);
    } else if (lot.joins != kNone) {
      parcel[lot.main] = parcel[lot.joins];  // made before, as its number is lower
    }
  }
  parcels.parcel_of.resize(lots.size(), kNone);
  for (std::size_t i = 0; i < lots.size(); ++i)
    if (lots[i] != kNone) parcels.parcel_of[i] = parcel[lots[i]];
  return parcels;
}

}  // namespace conurb::people

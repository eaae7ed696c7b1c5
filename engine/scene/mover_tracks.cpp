// SPDX-License-Identifier: Apache-2.0
#include "engine/scene/mover_tracks.hpp"

#include <algorithm>
#include <cmath>

#include "engine/city/vector3.hpp"

namespace conurb::scene {
namespace {

constexpr double kLeastStep = 2;  // m: nearer points are one
constexpr double kFastest = 90;   // m/s: what is faster has not moved, its row stands for another thing now

double way(const city::Point3& from, const city::Point3& to) {
  return std::hypot(to[0] - from[0], to[1] - from[1]);
}

}  // namespace

void MoverTracks::add(std::span<const Mover> movers, Time now) {
  if (now < now_ || now - now_ > kKept) tracks_.clear();
  now_ = now;
  movers = movers.first(std::min(movers.size(), kMost));
  auto known = tracks_.begin();
  for (const Mover& mover : movers) {
    while (known != tracks_.end() && known->first < mover.row) known = tracks_.erase(known);
    if (known == tracks_.end() || known->first != mover.row)
      known = tracks_.emplace_hint(known, mover.row, std::vector<Point>());
    std::vector<Point>& points = known->second;
    if (!points.empty()) {
      const Point& last = points.back();
      if (way(last.position, mover.position) > kFastest * std::max(to_seconds(now - last.time), 1.0))
        points.clear();
    }
    // The last point is where it is now: it moves along until it is a step from the one before.
    if (points.size() > 1 && way(points[points.size() - 2].position, points.back().position) < kLeastStep)
      points.pop_back();
    points.push_back({mover.position, now});
    const auto kept = std::find_if(points.begin(), points.end(),
                                   [&](const Point& point) { return now - point.time <= kKept; });
    points.erase(points.begin(), kept);
    ++known;
  }
  tracks_.erase(known, tracks_.end());
}

Trajectories MoverTracks::trajectories() const {
  Trajectories result;
  for (const auto& [row, points] : tracks_) {
    if (points.size() < 2) continue;
    result.strands.push_back({static_cast<double>(row), result.points.size(), points.size()});
    for (const Point& point : points) {
      result.points.push_back(point.position);
      result.times.push_back(point.time);
      result.rows.push_back(row);
    }
  }
  return result;
}

}  // namespace conurb::scene

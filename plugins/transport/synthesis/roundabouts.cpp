// SPDX-License-Identifier: Apache-2.0
// Roundabouts: at each node the ring goes on to the inner side of every exit. So each one-way street between
// two tagged nodes has one successor, and what runs in a circle with traffic's direction is a ring.
#include <algorithm>
#include <cmath>
#include <numbers>

#include "plugins/transport/synthesis/draft.hpp"

namespace conurb::transport::synthesis {
namespace {

constexpr double kLeastTurn = 250, kMostTurn = 480;  // degrees around: 360 but for crude drawing
constexpr double kLeastRadius = 5;                   // m

Vec first_heading(const Draft& draft, const Way& way) {
  const auto path = draft.path_of(way);
  return direction_of({path[1][0] - path[0][0], path[1][1] - path[0][1]});
}

Vec last_heading(const Draft& draft, const Way& way) {
  const auto path = draft.path_of(way);
  const auto &a = path[path.size() - 2], &b = path.back();
  return direction_of({b[0] - a[0], b[1] - a[1]});
}

/// Degrees by which the way itself and the step to `next` turn to the inner side.
double turn_along(const Draft& draft, const Way& way, const Way& next) {
  const auto path = draft.path_of(way);
  double sum = 0;
  for (std::size_t i = 2; i < path.size(); ++i)
    sum += degrees_between({path[i - 1][0] - path[i - 2][0], path[i - 1][1] - path[i - 2][1]},
                           {path[i][0] - path[i - 1][0], path[i][1] - path[i - 1][1]});
  sum += degrees_between(last_heading(draft, way), first_heading(draft, next));
  return draft.options.drives_left ? -sum : sum;
}

class Rings {
 public:
  explicit Rings(Draft& draft) : draft_(draft), next_(draft.ways.size(), kNone) {}

  void find() {
    for (std::size_t i = 0; i < next_.size(); ++i)
      if (candidate(row_of(i))) next_[i] = innermost(draft_.ways[i]);
    std::vector<std::int32_t> seen_from(next_.size(), kNone);
    for (std::size_t i = 0; i < next_.size(); ++i) {
      std::int32_t way = row_of(i);
      while (way != kNone && seen_from[at(way)] == kNone) {
        seen_from[at(way)] = row_of(i);
        way = next_[at(way)];
      }
      if (way != kNone && seen_from[at(way)] == row_of(i)) mark(way);
    }
  }

 private:
  /// Signals and signs on a ring hide that their node is of a roundabout: one tagged end is enough.
  [[nodiscard]] bool candidate(std::int32_t row) const {
    const Way& way = draft_.ways[at(row)];
    return way.reverse == kNone && way.from != way.to && (tagged(way.from) || tagged(way.to));
  }
  [[nodiscard]] bool tagged(std::int32_t node) const {
    return draft_.control[at(node)] == NodeControl::roundabout;
  }

  [[nodiscard]] std::int32_t innermost(const Way& way) const {
    std::int32_t best = kNone;
    double most = -200;
    for (const std::int32_t next : draft_.out.of(way.to)) {
      if (!candidate(next)) continue;
      double turn = degrees_between(last_heading(draft_, way), first_heading(draft_, draft_.ways[at(next)]));
      if (draft_.options.drives_left) turn = -turn;
      if (turn > most && turn < 150) most = turn, best = next;
    }
    return best;
  }

  void mark(std::int32_t start) {
    double sum = 0, length = 0;
    std::int32_t way = start;
    do {
      length += draft_.ways[at(way)].length;
      sum += turn_along(draft_, draft_.ways[at(way)], draft_.ways[at(next_[at(way)])]);
      way = next_[at(way)];
    } while (way != start);
    if (!(sum > kLeastTurn && sum < kMostTurn)) return;
    const double radius = length / (2 * std::numbers::pi);
    const double speed = std::sqrt(draft_.options.lateral_acceleration * std::max(radius, kLeastRadius));
    do {
      draft_.ways[at(way)].ring = true;
      draft_.ways[at(way)].speed = std::min(draft_.ways[at(way)].speed, speed);
      draft_.on_ring[at(draft_.ways[at(way)].from)] = 1;
      way = next_[at(way)];
    } while (way != start);
  }

  Draft& draft_;
  std::vector<std::int32_t> next_;
};

}  // namespace

void find_roundabouts(Draft& draft) {
  draft.on_ring.assign(draft.streets->nodes(), 0);
  Rings(draft).find();
}

}  // namespace conurb::transport::synthesis

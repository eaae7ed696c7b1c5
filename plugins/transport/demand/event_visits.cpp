// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/demand/event_visits.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/sdk/random.hpp"

namespace conurb::transport::demand {
namespace {

constexpr std::int64_t kMsOfDay = 86'400'000;

Milliseconds event_ms(double seconds) {
  return static_cast<Milliseconds>(std::lround(seconds * 1e3));
}

/// m from a point to the line from (ax, ay) to (bx, by).
double distance_to_line(double x, double y, double ax, double ay, double bx, double by) {
  const double dx = bx - ax, dy = by - ay, length2 = dx * dx + dy * dy;
  const double along = length2 > 0 ? std::clamp(((x - ax) * dx + (y - ay) * dy) / length2, 0.0, 1.0) : 0.0;
  return std::hypot(ax + along * dx - x, ay + along * dy - y);
}

double distance_to_path(const std::vector<double>& path, double x, double y) {
  double least = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i + 5 < path.size(); i += 3)
    least = std::min(least, distance_to_line(x, y, path[i], path[i + 1], path[i + 3], path[i + 4]));
  return least;
}

}  // namespace

LinkDraw::LinkDraw(std::span<const double> weights) {
  double sum = 0;
  for (std::size_t link = 0; link < weights.size(); ++link) {
    if (!(weights[link] > 0) || !std::isfinite(sum + weights[link])) continue;
    sum += weights[link];
    links_.push_back(row_of(link));
    up_to_.push_back(sum);
  }
}

std::int32_t LinkDraw::at_share(double share) const {
  const auto found = std::upper_bound(up_to_.begin(), up_to_.end(), share * up_to_.back());
  return links_[std::min(static_cast<std::size_t>(found - up_to_.begin()), links_.size() - 1)];
}

std::vector<Visit> visits_of(const Event& event, const LinkDraw& homes, const LinkDraw& places,
                             std::uint64_t seed) {
  const sdk::Random draws(seed, "org.conurb.transport/demand_event"),
      parking(seed, "org.conurb.transport/event_parking");
  std::vector<Visit> visits;
  visits.reserve(static_cast<std::size_t>(event.vehicles));
  for (std::int64_t vehicle = 0; vehicle < event.vehicles; ++vehicle) {
    const auto draw = [&](std::uint32_t n) { return draws.uniform(event.id, vehicle, n); };
    Visit visit;
    visit.home = homes.at_share(draw(0));
    visit.place = places.at_share(parking.uniform(event.id, visit.home));
    visit.arrive = event_ms(event.begin - event.coming * (draw(1) + draw(2)) / 2);
    visit.leave = event_ms(event.end + event.leaving * draw(3));
    visits.push_back(visit);
  }
  return visits;
}

std::vector<double> parking_near(const RoadNetwork& network, const std::vector<std::uint8_t>& usable,
                                 double x, double y, double radius) {
  std::vector<double> weights(network.links.size(), 0);
  for (std::size_t link = 0; link < weights.size(); ++link) {
    const Link& one = network.links[link];
    if (usable[link] != 0 && distance_to_path(one.path, x, y) <= radius)
      weights[link] = one.length * one.lanes;
  }
  return weights;
}

Milliseconds time_of_day(std::int64_t ms) {
  const std::int64_t within = ms % kMsOfDay;
  return static_cast<Milliseconds>(within < 0 ? within + kMsOfDay : within);
}

}  // namespace conurb::transport::demand

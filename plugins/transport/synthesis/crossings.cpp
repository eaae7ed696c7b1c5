// SPDX-License-Identifier: Apache-2.0
// Whose paths meet: the ends of all lanes stand around the junction in a circle; two paths cross where their
// ends take turns on it, and merge where they end in one lane. (So paths that pass in front of each other, as
// those of two who turn across oncoming traffic from opposite sides, do not cross.)
#include <algorithm>
#include <cmath>
#include <vector>

#include "plugins/transport/synthesis/right_of_way.hpp"

namespace conurb::transport::synthesis {
namespace {

constexpr double kOutside = 5;  // m from the stop line, where the ends of streets stand apart

struct StreetEnd {
  double angle = 0;  // around the junction
  bool leaves = false;
  std::int32_t way = kNone;
};

/// Places around the circle of the first lane of each way, and the step to the next lane.
struct Circle {
  std::vector<StreetEnd> ends;
  std::vector<std::int32_t> first, step;  // by end
};

double angle_of(const Draft& draft, const Way& way, bool leaves, Vec centre) {
  const double middle = (way.lanes - 1) / 2.0;
  const Vec heading = leaves ? way.heading_out : way.heading_in * -1;
  const auto low = static_cast<std::int32_t>(std::floor(middle)),
             high = static_cast<std::int32_t>(std::ceil(middle));
  const Vec lanes = (lane_middle(draft, way, low, !leaves) + lane_middle(draft, way, high, !leaves)) * 0.5;
  const Vec place = lanes + heading * kOutside - centre;
  return std::atan2(place.y, place.x);
}

Circle circle_of(const Draft& draft, const Meeting& meeting, Vec centre) {
  Circle circle;
  for (const Approach& one : meeting.approaches)
    circle.ends.push_back({angle_of(draft, draft.ways[at(one.way)], false, centre), false, one.way});
  for (const std::int32_t out : draft.outs.of(meeting.junction))
    circle.ends.push_back({angle_of(draft, draft.ways[at(out)], true, centre), true, out});
  std::stable_sort(circle.ends.begin(), circle.ends.end(),
                   [](const StreetEnd& a, const StreetEnd& b) { return a.angle < b.angle; });
  std::int32_t next = 0;
  for (const StreetEnd& end : circle.ends) {
    const std::int32_t lanes = draft.ways[at(end.way)].lanes;
    // Counterclockwise one passes lanes that leave from the kerb to the middle, then those that enter from
    // the middle to the kerb; with traffic on the left the other way around.
    const bool from_kerb = end.leaves != draft.options.drives_left;
    circle.first.push_back(from_kerb ? next : next + lanes - 1);
    circle.step.push_back(from_kerb ? 1 : -1);
    next += lanes;
  }
  return circle;
}

struct Chord {
  std::int32_t low = 0, high = 0, target = 0;
};

bool take_turns(const Chord& a, const Chord& b) {
  return (a.low < b.low && b.low < a.high && a.high < b.high) ||
         (b.low < a.low && a.low < b.high && b.high < a.high);
}

std::vector<Chord> chords_of(const Circle& circle, const Roads& roads, const Meeting& meeting) {
  std::vector<std::pair<std::int32_t, std::size_t>> entering, leaving;  // (way, end)
  for (std::size_t i = 0; i < circle.ends.size(); ++i)
    (circle.ends[i].leaves ? leaving : entering).emplace_back(circle.ends[i].way, i);
  std::sort(entering.begin(), entering.end());
  std::sort(leaving.begin(), leaving.end());
  const auto place = [&](const auto& ends, std::int32_t link, std::int32_t lane) {
    const std::pair<std::int32_t, std::size_t> key{roads.way_of_link[at(link)], 0};
    const std::size_t end = std::lower_bound(ends.begin(), ends.end(), key)->second;
    return circle.first[end] + lane * circle.step[end];
  };
  std::vector<Chord> chords;
  for (const std::int32_t row : meeting.connections) {
    const Connection& c = roads.net.connections[at(row)];
    const std::int32_t from = place(entering, c.from_link, c.from_lane);
    const std::int32_t to = place(leaving, c.to_link, c.to_lane);
    chords.push_back({std::min(from, to), std::max(from, to), to});
  }
  return chords;
}

}  // namespace

bool find_crossings(const Draft& draft, Roads& roads, const Meeting& meeting) {
  if (meeting.approaches.size() > kMostApproaches || draft.outs.of(meeting.junction).size() > kMostApproaches)
    return false;
  const Junction& junction = roads.net.junctions[at(meeting.junction)];
  const Circle circle = circle_of(draft, meeting, {junction.x, junction.y});
  const std::vector<Chord> chords = chords_of(circle, roads, meeting);
  std::vector<Connection>& all = roads.net.connections;
  for (std::size_t a = 0; a < chords.size(); ++a)
    for (std::size_t b = a + 1; b < chords.size(); ++b) {
      Connection &one = all[at(meeting.connections[a])], &other = all[at(meeting.connections[b])];
      const bool same_lane = one.from_link == other.from_link && one.from_lane == other.from_lane;
      const bool merge = chords[a].target == chords[b].target;
      if (same_lane || (!merge && (one.from_link == other.from_link || !take_turns(chords[a], chords[b]))))
        continue;
      one.crosses.push_back(meeting.connections[b]);
      other.crosses.push_back(meeting.connections[a]);
    }
  for (const std::int32_t row : meeting.connections)
    std::sort(all[at(row)].crosses.begin(), all[at(row)].crosses.end());
  return true;
}

}  // namespace conurb::transport::synthesis

// SPDX-License-Identifier: Apache-2.0
// Ways become links with lanes, from stop line to stop line.
#include "plugins/transport/synthesis/roads.hpp"

#include <algorithm>
#include <cmath>
#include <string>

namespace conurb::transport::synthesis {
namespace {

constexpr std::int32_t kRingRank = 20;  // added to that of its class

/// The line of the way between its stop lines, x, y, z …
std::vector<double> line_between(const Draft& draft, const Way& way) {
  const auto path = draft.path_of(way);
  const double end = way.length - way.cut_end;
  std::vector<double> line;
  const auto push = [&](const std::array<double, 3>& p) { line.insert(line.end(), p.begin(), p.end()); };
  double along = 0;
  if (way.cut_begin <= 0) push(path[0]);
  for (std::size_t i = 1; i < path.size(); ++i) {
    const auto &a = path[i - 1], &b = path[i];
    const double step = std::hypot(b[0] - a[0], b[1] - a[1], b[2] - a[2]);
    const auto within = [&](double place) {
      const double share = step > 0 ? (place - along) / step : 0;
      return std::array<double, 3>{a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share,
                                   a[2] + (b[2] - a[2]) * share};
    };
    if (way.cut_begin > along && way.cut_begin <= along + step) push(within(way.cut_begin));
    if (end <= along + step && i + 1 < path.size()) {
      push(within(end));
      return line;
    }
    if (i + 1 == path.size())
      push(way.cut_end > 0 ? within(end) : b);
    else if (along + step > way.cut_begin)
      push(b);
    along += step;
  }
  return line;
}

Junction junction_at(const Draft& draft, std::int32_t row) {
  Junction junction;
  const auto nodes = draft.nodes_of.of(row);
  junction.id = std::to_string(nodes.front());
  const auto& heights = draft.streets->z;
  for (const std::int32_t node : nodes) {
    const Vec p = draft.place(node);
    const double share = 1 / static_cast<double>(nodes.size());
    junction.x += p.x * share;
    junction.y += p.y * share;
    if (!heights.empty() && std::abs(heights[at(node)]) < 1e8) junction.z += heights[at(node)] * share;
  }
  return junction;
}

}  // namespace

Vec lane_middle(const Draft& draft, const Way& way, std::int32_t lane, bool at_end) {
  // From the line to the right: the line of a two-way street is its middle, that of a one-way street the
  // middle of its lanes.
  const double middle = way.reverse == kNone ? way.lanes / 2.0 : way.lanes;
  const double right = (middle - lane - 0.5) * way.lane_width * (draft.options.drives_left ? -1 : 1);
  const Vec heading = at_end ? way.heading_in : way.heading_out;
  return (at_end ? way.end : way.begin) + Vec{heading.y, -heading.x} * right;
}

Roads roads_of(const Draft& draft, FindingList& findings) {
  Roads roads;
  RoadNetwork& net = roads.net;
  const StreetNetwork& streets = *draft.streets;
  net.drives_left = draft.options.drives_left;
  for (std::int32_t i = 0; i < draft.junctions; ++i) net.junctions.push_back(junction_at(draft, i));
  roads.link_of_way.assign(draft.ways.size(), kNone);
  for (std::size_t i = 0; i < draft.ways.size(); ++i) {
    const Way& way = draft.ways[i];
    if (way.inner) continue;
    Link link;
    link.id = std::to_string(way.row);
    if (!streets.name.empty()) link.name = streets.name[at(way.row)];
    if (!streets.road_class.empty()) link.type = "highway." + streets.road_class[at(way.row)];
    link.from = draft.junction_of[at(way.from)];
    link.to = draft.junction_of[at(way.to)];
    link.first_lane = row_of(net.lanes.size());
    link.lanes = way.lanes;
    link.priority = way.rank + (way.ring ? kRingRank : 0);
    link.length = way.length - way.cut_begin - way.cut_end;
    if (link.length < draft.options.vehicle_space - 1e-6) {
      link.length = draft.options.vehicle_space;
      findings.inform("link", link.id, "is shorter than a vehicle: it is as long as one");
    }
    link.speed = way.speed;
    link.path = line_between(draft, way);
    net.lanes.resize(net.lanes.size() + at(way.lanes), Lane{way.allowed, way.speed, way.lane_width});
    roads.link_of_way[i] = row_of(net.links.size());
    roads.way_of_link.push_back(row_of(i));
    net.links.push_back(std::move(link));
  }
  return roads;
}

}  // namespace conurb::transport::synthesis

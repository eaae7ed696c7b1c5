// SPDX-License-Identifier: Apache-2.0
#include "plugins/people/nearest_ground.hpp"

#include <boost/polygon/voronoi.hpp>
#include <cmath>
#include <cstddef>

#include "plugins/people/outline_points.hpp"

namespace conurb::people {

namespace {

constexpr std::uint32_t kNobody = std::numeric_limits<std::uint32_t>::max();

using Diagram = boost::polygon::voronoi_diagram<double>;
using Edge = Diagram::edge_type;

/// Points of nobody around the window, so that every cell of an outline is bounded.
void fence(const Box& window, std::int64_t distance, std::vector<Site>& sites) {
  const Box box = window.grown(distance);
  const auto between = [&](std::int64_t low, std::int64_t high, const auto& put) {
    const std::int64_t parts = (high - low) / distance + 1;
    for (std::int64_t i = 0; i <= parts; ++i) put(low + (high - low) * i / parts);
  };
  between(box.min_x, box.max_x, [&](std::int64_t x) {
    sites.push_back({{x, box.min_y}, kNobody});
    sites.push_back({{x, box.max_y}, kNobody});
  });
  between(box.min_y, box.max_y, [&](std::int64_t y) {
    sites.push_back({{box.min_x, y}, kNobody});
    sites.push_back({{box.max_x, y}, kNobody});
  });
}

/// A corner of a border. Those that stay are corners of three owners, and those too far out for all tiles to
/// see the same.
struct Corner {
  Place place;
  bool stays = false;
};

class Tracer {
 public:
  Tracer(const std::vector<Site>& sites, Place origin, double reach)
      : sites_(sites), origin_(origin), reach_(reach) {
    using Point = boost::polygon::point_data<std::int32_t>;
    std::vector<Point> points;
    points.reserve(sites.size());
    for (const Site& site : sites)
      points.emplace_back(static_cast<std::int32_t>(site.place.x - origin.x),
                          static_cast<std::int32_t>(site.place.y - origin.y));
    boost::polygon::construct_voronoi(points.begin(), points.end(), &diagram_);
  }

  /// Calls ring(owner, places) for every ring of border around ground of an owner that `asked` returns true
  /// for.
  template <typename Asked, typename Found>
  void trace(const Asked& asked, const Found& found) {
    for (const Diagram::cell_type& cell : diagram_.cells()) {
      const std::uint32_t owner = sites_[cell.source_index()].owner;
      if (owner == kNobody || !asked(owner)) continue;
      const Edge* edge = cell.incident_edge();
      do {
        if (edge->color() == 0 && across(edge) != owner) found(owner, ring_from(edge, owner));
        edge = edge->next();
      } while (edge != cell.incident_edge());
    }
  }

 private:
  [[nodiscard]] const Site& site(const Edge* edge) const { return sites_[edge->cell()->source_index()]; }
  [[nodiscard]] std::uint32_t across(const Edge* edge) const { return site(edge->twin()).owner; }

  Ring ring_from(const Edge* start, std::uint32_t owner) {
    std::vector<Corner> corners;
    std::uint32_t other = kNobody;
    const Edge* edge = start;
    do {
      edge->color(1);
      const std::uint32_t beyond = across(edge);
      const double x = edge->vertex0()->x(), y = edge->vertex0()->y();
      const double dx = x - static_cast<double>(site(edge).place.x - origin_.x),
                   dy = y - static_cast<double>(site(edge).place.y - origin_.y);
      const bool far = dx * dx + dy * dy > 0.25 * reach_ * reach_;
      corners.push_back({{origin_.x + std::llround(x), origin_.y + std::llround(y)},
                         far || (edge != start && beyond != other)});
      other = beyond;
      edge = edge->next();
      while (across(edge) == owner) edge = edge->twin()->next();
    } while (edge != start);
    if (other != across(start)) corners.front().stays = true;
    return straightened(corners);
  }

  static Ring straightened(std::vector<Corner>& corners) {
    const auto by_place = [](const Corner& p, const Corner& q) { return p.place < q.place; };
    auto first = std::find_if(corners.begin(), corners.end(), [](const Corner& c) { return c.stays; });
    if (first == corners.end()) {  // one owner all around another: any two ends, but both sides the same
      const auto [low, high] = std::minmax_element(corners.begin(), corners.end(), by_place);
      low->stays = high->stays = true;
      first = low;
    }
    std::rotate(corners.begin(), first, corners.end());
    corners.push_back(corners.front());
    Ring ring;
    std::vector<Place> line;
    for (const Corner& corner : corners) {
      line.push_back(corner.place);
      if (!corner.stays || line.size() < 2) continue;
      const std::vector<Place> straight = without_small_bends(std::move(line), kOff);
      ring.insert(ring.end(), straight.begin(), straight.end() - 1);
      line.assign(1, corner.place);
    }
    return ring;
  }

  const std::vector<Site>& sites_;
  Place origin_;
  double reach_;
  Diagram diagram_;
};

}  // namespace

std::vector<std::vector<Ring>> nearest_ground(std::span<const Outline> outlines,
                                              std::span<const std::uint32_t> wanted, std::int64_t reach) {
  std::vector<std::vector<Ring>> ground(wanted.size());
  const auto slot = [&](std::uint32_t owner) {
    return std::lower_bound(wanted.begin(), wanted.end(), owner);
  };
  const auto asked = [&](std::uint32_t owner) {
    const auto found = slot(owner);
    return found != wanted.end() && *found == owner;
  };
  Box window;
  for (const Outline& outline : outlines)
    if (asked(outline.owner)) window.add(box_of(outline.rings));
  if (window.empty()) return ground;
  window = window.grown(reach);
  std::vector<Site> sites = outline_points(outlines, window);
  fence(window, 2 * reach, sites);
  Tracer(sites, {window.min_x, window.min_y}, static_cast<double>(reach))
      .trace(asked, [&](std::uint32_t owner, Ring ring) {
        ground[static_cast<std::size_t>(slot(owner) - wanted.begin())].push_back(std::move(ring));
      });
  return ground;
}

}  // namespace conurb::people

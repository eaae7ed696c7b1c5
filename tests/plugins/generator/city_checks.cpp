// SPDX-License-Identifier: Apache-2.0
#include "city_checks.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>
#include <set>
#include <unordered_map>

#include "plugins/generator/clip.hpp"
#include "plugins/generator/roofs.hpp"

namespace conurb::generator::checks {

namespace {

struct Box {
  std::int32_t x0 = INT32_MAX, y0 = INT32_MAX, x1 = INT32_MIN, y1 = INT32_MIN;
  void add(Point p) {
    x0 = std::min(x0, p.x), y0 = std::min(y0, p.y), x1 = std::max(x1, p.x), y1 = std::max(y1, p.y);
  }
  [[nodiscard]] bool meets(const Box& o) const {
    return x0 <= o.x1 && o.x0 <= x1 && y0 <= o.y1 && o.y0 <= y1;
  }
};

Box box_of(std::span<const Point> points) {
  Box box;
  for (const Point p : points) box.add(p);
  return box;
}

/// Calls pair(i, j) for i < j whose boxes meet; cells of 60 m.
template <typename Pair>
void for_near(const std::vector<Box>& boxes, const Pair& pair) {
  constexpr std::int32_t kCell = 60000;
  const auto cell = [](std::int32_t v) { return static_cast<std::int32_t>(std::floor(v / double{kCell})); };
  std::map<std::pair<std::int32_t, std::int32_t>, std::vector<std::uint32_t>> grid;
  for (std::uint32_t i = 0; i < boxes.size(); ++i)
    for (std::int32_t x = cell(boxes[i].x0); x <= cell(boxes[i].x1); ++x)
      for (std::int32_t y = cell(boxes[i].y0); y <= cell(boxes[i].y1); ++y) grid[{x, y}].push_back(i);
  for (const auto& [at, members] : grid)
    for (std::size_t a = 0; a < members.size(); ++a)
      for (std::size_t b = a + 1; b < members.size(); ++b) {
        const Box &p = boxes[members[a]], &q = boxes[members[b]];
        if (!p.meets(q)) continue;
        if (cell(std::max(p.x0, q.x0)) != at.first || cell(std::max(p.y0, q.y0)) != at.second)
          continue;  // once a pair
        pair(members[a], members[b]);
      }
}

std::string shell_fault(const Shells& s, std::size_t shell) {
  std::set<std::pair<std::uint16_t, std::uint16_t>> edges;
  const Shells::Vertex3* v = s.vertices.data() + s.shell_vertex[shell];
  for (std::uint32_t f = s.shell_surface[shell]; f < s.shell_surface[shell + 1]; ++f) {
    const std::span<const std::uint16_t> ring{s.ring.data() + s.surface_begin[f],
                                              s.ring.data() + s.surface_begin[f + 1]};
    if (ring.size() < 3) return "surface of fewer than three corners";
    std::array<double, 3> n{}, mean{};
    for (std::size_t i = 0; i < ring.size(); ++i) {
      const auto a = v[ring[i]], b = v[ring[(i + 1) % ring.size()]];
      if (!edges.emplace(ring[i], ring[(i + 1) % ring.size()]).second) return "edge twice in one direction";
      const double ax = a.x - v[0].x, ay = a.y - v[0].y, az = a.z - v[0].z, bx = b.x - v[0].x,
                   by = b.y - v[0].y, bz = b.z - v[0].z;
      n[0] += (ay - by) * (az + bz), n[1] += (az - bz) * (ax + bx), n[2] += (ax - bx) * (ay + by);
      mean[0] += ax, mean[1] += ay, mean[2] += az;
    }
    const double size = std::sqrt(n[0] * n[0] + n[1] * n[1] + n[2] * n[2]);
    if (size < 1e4) return "surface without area";
    for (const std::uint16_t k : ring) {
      const double d = ((v[k].x - v[0].x - mean[0] / static_cast<double>(ring.size())) * n[0] +
                        (v[k].y - v[0].y - mean[1] / static_cast<double>(ring.size())) * n[1] +
                        (v[k].z - v[0].z - mean[2] / static_cast<double>(ring.size())) * n[2]) /
                       size;
      if (std::fabs(d) > 10) return "surface " + std::to_string(d) + " mm off its plane";
    }
    const double up = n[2] / size;
    const SurfaceKind kind = s.surface_kind[f];
    if (kind == SurfaceKind::ground && up > -0.999) return "ground that does not look down";
    if (kind == SurfaceKind::roof && up < 0.05) return "roof that does not look up";
    if (kind == SurfaceKind::wall && std::fabs(up) > 0.01) return "wall that leans";
  }
  for (const auto& [a, b] : edges)
    if (!edges.contains({b, a})) return "open edge";
  if (volume(s, shell) < 20) return "volume " + std::to_string(volume(s, shell));
  return {};
}

std::string named(const char* what, std::size_t i, const std::string& fault) {
  return std::string(what) + " " + std::to_string(i) + ": " + fault;
}

}  // namespace

std::string shells(const City& city) {
  const Buildings& b = city.buildings;
  if (b.shell.size() != b.size()) return "not one shell for each building";
  for (std::size_t i = 0; i < b.size(); ++i) {
    if (const std::string fault = shell_fault(b.shell, i); !fault.empty()) return named("shell", i, fault);
    if (!is_simple(b.footprint[i]) || area(b.footprint[i]) < 25)
      return named("footprint", i, "not simple, or too small");
  }
  return {};
}

std::string overlaps(const City& city) {
  const PointLists& f = city.buildings.footprint;
  std::vector<Box> boxes;
  for (std::size_t i = 0; i < f.size(); ++i) boxes.push_back(box_of(f[i]));
  std::string fault;
  for_near(boxes, [&](std::uint32_t i, std::uint32_t j) {
    if (const double common = common_area(f[i], f[j]); common > 0 && fault.empty())
      fault = named("building", i, "shares " + std::to_string(common) + " m2 with " + std::to_string(j));
  });
  return fault;
}

std::string nesting(const City& city) {
  const Buildings& b = city.buildings;
  const Parcels& p = city.parcels;
  for (std::size_t i = 0; i < b.size(); ++i) {
    const double outside = area(b.footprint[i]) - common_area(b.footprint[i], p.outline[b.parcel[i]]);
    if (outside > 1e-3 * perimeter(b.footprint[i]))
      return named("building", i, std::to_string(outside) + " m2 off its parcel");
  }
  std::vector<double> filled(city.blocks.size(), 0);
  for (std::size_t i = 0; i < p.size(); ++i) {
    const double size = area(p.outline[i]);
    if (size - common_area(p.outline[i], city.blocks.outline[p.block[i]]) > 1e-3 * perimeter(p.outline[i]))
      return named("parcel", i, "outside its block");
    filled[p.block[i]] += size;
  }
  for (std::size_t i = 0; i < filled.size(); ++i)
    if (std::fabs(filled[i] - area(city.blocks.outline[i])) > 1e-3 * filled[i] + 1)
      return named("block", i, "parcels do not fill it");
  return {};
}

std::string access(const City& city) {
  const Parcels& p = city.parcels;
  for (std::size_t i = 0; i < city.buildings.size(); ++i) {
    const std::uint32_t parcel = city.buildings.parcel[i], street = p.street[parcel];
    if (street == kNone) return named("building", i, "without a street");
    const auto line = city.links.line[street];
    const auto ring = p.outline[parcel];
    double least = 1e9;
    for (std::size_t k = 0; k < ring.size(); ++k) {
      const Vec middle = (to_m(ring[k]) + to_m(ring[(k + 1) % ring.size()])) * 0.5;
      for (std::size_t s = 0; s + 1 < line.size(); ++s)
        least = std::min(least, segment_distance(middle, to_m(line[s]), to_m(line[s + 1])));
    }
    if (least > city.links.corridor[street] / 2 + 0.5) return named("parcel", parcel, "not at its street");
  }
  return {};
}

std::string network(const City& city) {
  const StreetLinks& l = city.links;
  std::vector<std::vector<std::uint32_t>> at(city.nodes.size());
  std::vector<Box> boxes;
  std::vector<std::array<Point, 2>> parts;
  std::vector<std::uint32_t> link_of;
  for (std::uint32_t i = 0; i < l.size(); ++i) {
    const auto line = l.line[i];
    if (line.size() < 2 || line.front() != city.nodes.point[l.from[i]] ||
        line.back() != city.nodes.point[l.to[i]])
      return named("link", i, "does not lead from node to node");
    if (l.from[i] == l.to[i]) return named("link", i, "is a loop");
    at[l.from[i]].push_back(l.to[i]), at[l.to[i]].push_back(l.from[i]);
    double length = 0;
    for (std::size_t k = 0; k + 1 < line.size(); ++k) {
      length += distance(line[k], line[k + 1]);
      parts.push_back({line[k], line[k + 1]});
      boxes.push_back(box_of(parts.back()));
      link_of.push_back(i);
    }
    if (std::fabs(length - l.length[i]) > 1e-3 * length)
      return named("link", i, "has another length than its line");
  }
  std::string fault;
  for_near(boxes, [&](std::uint32_t i, std::uint32_t j) {
    const auto &a = parts[i], &b = parts[j];
    if (a[0] == b[0] || a[0] == b[1] || a[1] == b[0] || a[1] == b[1]) return;
    if (segments_meet(a[0], a[1], b[0], b[1]) && fault.empty())
      fault = named("link", link_of[i], "crosses link " + std::to_string(link_of[j]));
  });
  if (!fault.empty()) return fault;
  std::vector<std::uint8_t> seen(at.size(), 0);
  std::vector<std::uint32_t> open{0};
  seen[0] = 1;
  std::size_t reached = 0;
  while (!open.empty()) {
    const std::uint32_t n = open.back();
    open.pop_back();
    ++reached;
    for (const std::uint32_t m : at[n])
      if (!seen[m]) seen[m] = 1, open.push_back(m);
  }
  return reached == at.size() ? std::string{}
                              : std::to_string(at.size() - reached) + " nodes cannot be reached";
}

std::string river(const City& city) {
  const StreetLinks& l = city.links;
  std::size_t bridges = 0;
  for (std::size_t i = 0; i < l.size(); ++i) {
    bridges += l.bridge[i] == 1;
    for (const Point p : l.line[i])
      if (l.bridge[i] != 1 && contains(city.river, p)) return named("link", i, "in the river");
  }
  if (bridges == 0) return "no bridge";
  for (std::size_t i = 0; i < city.blocks.size(); ++i)
    for (const Point p : city.blocks.outline[i])
      if (contains(city.river, p)) return named("block", i, "in the river");
  return {};
}

std::string arrays(const City& city) {
  const Buildings& b = city.buildings;
  const std::size_t n = b.size();
  for (const std::size_t size :
       {b.footprint.size(), b.parcel.size(), b.district.size(), b.function.size(), b.typology.size(),
        b.roof.size(), b.storeys.size(), b.height.size(), b.eaves_height.size(), b.ground.size(),
        b.floor_area.size(), b.dwelling_area.size()})
    if (size != n) return "columns of buildings differ in length";
  for (std::size_t i = 0; i < n; ++i) {
    if (b.parcel[i] >= city.parcels.size() || b.district[i] >= city.districts.size())
      return named("building", i, "reference");
    if (!(b.height[i] >= b.eaves_height[i] && b.eaves_height[i] > 2 && b.height[i] < 120))
      return named("building", i, "height");
    if (b.storeys[i] < 1 || b.year[i] < 1500 || b.year[i] > 2025)
      return named("building", i, "storeys or year");
    if (!(b.dwelling_area[i] <= b.floor_area[i] && b.dwelling_area[i] >= 0))
      return named("building", i, "area");
  }
  const StreetLinks& l = city.links;
  for (const std::size_t size :
       {l.to.size(), l.street_class.size(), l.lanes.size(), l.speed_limit.size(), l.width.size(),
        l.corridor.size(), l.length.size(), l.bridge.size(), l.name.size(), l.line.size()})
    if (size != l.size()) return "columns of links differ in length";
  for (std::size_t i = 0; i < l.size(); ++i)
    if (l.from[i] >= city.nodes.size() || l.to[i] >= city.nodes.size() ||
        l.name[i] >= city.street_names.size() || l.width[i] > l.corridor[i])
      return named("link", i, "reference or width");
  for (std::size_t i = 0; i < city.parcels.size(); ++i)
    if (city.parcels.block[i] >= city.blocks.size()) return named("parcel", i, "reference");
  for (const float h : city.terrain.height)
    if (!std::isfinite(h)) return "terrain is not finite";
  if (city.nodes.control.size() != city.nodes.size() || city.nodes.elevation.size() != city.nodes.size())
    return "columns of nodes differ in length";
  return {};
}

std::string trees(const City& city) {
  const std::size_t n = city.buildings.size();
  std::vector<Box> boxes;
  for (std::size_t i = 0; i < n; ++i) boxes.push_back(box_of(city.buildings.footprint[i]));
  for (const Point p : city.trees.point) boxes.push_back({p.x, p.y, p.x, p.y});
  std::string fault;
  for_near(boxes, [&](std::uint32_t i, std::uint32_t j) {
    if (i >= n || j < n || !fault.empty()) return;
    if (contains(city.buildings.footprint[i], city.trees.point[j - n]))
      fault = named("tree", j - n, "in building " + std::to_string(i));
  });
  return fault;
}

}  // namespace conurb::generator::checks

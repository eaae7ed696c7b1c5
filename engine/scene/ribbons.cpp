// SPDX-License-Identifier: Apache-2.0
#include "engine/scene/ribbons.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>
#include <vector>

#include "engine/city/query_shape.hpp"

namespace conurb::scene {
namespace {

using city::GroundPoint;

constexpr double kQuarters = 4;     // a metre
constexpr double kSharpest = 0.25;  // least cosine of half a turn, squared, that is mitred in full
constexpr double kMove = 56;        // of a point for a metre of width: a mitre twice as long fits 127
constexpr double kApart = 1.15;     // ribbons that grow side by side leave a gap
constexpr int kCapPoints = 3;       // of a round end, between its corners

double distance_squared(const GroundPoint& p, const GroundPoint& a, const GroundPoint& b) {
  const city::Point3 ab{b.x - a.x, b.y - a.y, b.z - a.z}, ap{p.x - a.x, p.y - a.y, p.z - a.z};
  const double length = city::dot(ab, ab);
  const double t = length > 0 ? std::clamp(city::dot(ap, ab) / length, 0.0, 1.0) : 0;
  const city::Point3 off{ap[0] - t * ab[0], ap[1] - t * ab[1], ap[2] - t * ab[2]};
  return city::dot(off, off);
}

/// Fewest points by halving at the furthest one (Douglas, Peucker, The Canadian Cartographer 10, 1973).
std::vector<GroundPoint> simplified(const std::vector<GroundPoint>& points, double tolerance) {
  if (points.size() < 3) return points;
  std::vector<std::uint8_t> kept(points.size());
  kept.front() = kept.back() = 1;
  std::vector<std::pair<std::size_t, std::size_t>> open{{0, points.size() - 1}};
  while (!open.empty()) {
    const auto [from, to] = open.back();
    open.pop_back();
    double furthest = tolerance * tolerance;
    std::size_t at = 0;
    for (std::size_t i = from + 1; i < to; ++i) {
      const double distance = distance_squared(points[i], points[from], points[to]);
      if (distance <= furthest) continue;
      furthest = distance;
      at = i;
    }
    if (at == 0) continue;
    kept[at] = 1;
    open.insert(open.end(), {{from, at}, {at, to}});
  }
  std::vector<GroundPoint> result;
  for (std::size_t i = 0; i < points.size(); ++i)
    if (kept[i] != 0) result.push_back(points[i]);
  return result;
}

struct Place {
  GroundPoint at;
  double along = 0;  // m
};

class Ribbons {
 public:
  Ribbons(const GroundHeights& ground, const RibbonOptions& options) : ground_(ground), options_(options) {}

  Mesh make(std::span<const RibbonLine> lines) {
    city::Box2 box;
    for (const RibbonLine& line : lines) {
      const city::Box2 of_line = city::bounding_box(line.line);
      if (!of_line.empty()) box.add(of_line);
    }
    if (box.empty()) return {};
    const city::Point2 centre = box.centre();
    mesh_.origin = {std::floor(centre.x), std::floor(centre.y),
                    std::floor(ground_.height(centre.x, centre.y))};
    for (const RibbonLine& line : lines)
      if (line.width_m > 0 && std::isfinite(line.width_m) && std::isfinite(line.shift_m)) add(line);
    if (options_.detail == RibbonDetail::outlined) add_borders();
    return std::move(mesh_);
  }

 private:
  void add(const RibbonLine& line) {
    lay(line);
    if (places_.size() < 2) return;
    shift_ = line.flow == Flow::against ? -line.shift_m : line.shift_m;
    const bool caps = options_.detail == RibbonDetail::outlined;
    std::uint32_t left = 0;  // of the pair that the next part begins at
    for (std::size_t i = 0; i < places_.size(); ++i) {
      // Where places along the line start again there are two pairs of vertices at one point.
      const double turn = std::floor(places_[i].along / kFlowTurn_m);
      const bool starts_again = i > 0 && turn > std::floor(places_[i - 1].along / kFlowTurn_m);
      if (i > 0) {
        const std::uint32_t next = add_pair(line, i, starts_again ? kFlowTurn_m : place_along(i));
        mesh_.indices.insert(mesh_.indices.end(), {left, left + 1, next + 1, left, next + 1, next});
        left = next;
      }
      if (i == 0 || starts_again) left = add_pair(line, i, place_along(i));
      if (caps && i == 0) add_cap(line, i, -1);
    }
    if (caps) add_cap(line, places_.size() - 1, 1);
  }

  /// The same below all of it: the shader makes it wider.
  void add_borders() {
    const std::size_t vertices = mesh_.vertices.size(), indices = mesh_.indices.size();
    mesh_.vertices.resize(2 * vertices);
    mesh_.indices.resize(2 * indices);
    for (std::size_t i = 0; i < vertices; ++i) {
      mesh_.vertices[vertices + i] = mesh_.vertices[i];
      mesh_.vertices[i].material = Material::ribbon_border;
    }
    for (std::size_t i = 0; i < indices; ++i)
      mesh_.indices[indices + i] = mesh_.indices[i] + static_cast<std::uint32_t>(vertices);
  }

  /// The points of a line over the ground, each once, with one wherever places along it start again.
  void lay(const RibbonLine& line) {
    places_.clear();
    std::vector<GroundPoint> points = simplified(ground_.drape(line.line), options_.tolerance_m);
    if (line.flow == Flow::against) std::reverse(points.begin(), points.end());
    for (const GroundPoint& p : points) {
      if (places_.empty()) {
        places_.push_back({p, 0});
        continue;
      }
      const Place last = places_.back();
      const double length = std::hypot(p.x - last.at.x, p.y - last.at.y);
      if (!(length > 0)) continue;
      const double end = last.along + length;
      for (double turn = (std::floor(last.along / kFlowTurn_m) + 1) * kFlowTurn_m; turn < end;
           turn += kFlowTurn_m) {
        const double t = (turn - last.along) / length;
        places_.push_back({{last.at.x + t * (p.x - last.at.x), last.at.y + t * (p.y - last.at.y),
                            last.at.z + t * (p.z - last.at.z)},
                           turn});
      }
      places_.push_back({p, end});
    }
    if (line.level <= 0 || places_.size() < 2) return;
    const double from = places_.front().at.z, to = places_.back().at.z, length = places_.back().along;
    for (Place& place : places_) place.at.z = std::max(place.at.z, from + (to - from) * place.along / length);
  }

  [[nodiscard]] double place_along(std::size_t i) const { return std::fmod(places_[i].along, kFlowTurn_m); }

  /// Across the line to its right, as long as a mitre for a distance of 1 m.
  [[nodiscard]] city::Point2 across(std::size_t i) const {
    const auto direction = [&](std::size_t k) {
      const GroundPoint &a = places_[k].at, &b = places_[k + 1].at;
      const double length = std::hypot(b.x - a.x, b.y - a.y);
      return city::Point2{(b.x - a.x) / length, (b.y - a.y) / length};
    };
    const city::Point2 in = direction(i == 0 ? 0 : i - 1), out = direction(std::min(i, places_.size() - 2));
    const double x = in.y + out.y, y = -in.x - out.x;
    const double scale = 2 / std::max(x * x + y * y, 4 * kSharpest);
    return {x * scale, y * scale};
  }

  /// Left and right of a place; the first one's number.
  std::uint32_t add_pair(const RibbonLine& line, std::size_t i, double along) {
    const city::Point2 right = across(i);
    const auto first = static_cast<std::uint32_t>(mesh_.vertices.size());
    for (const double side : {-1.0, 1.0}) add_point(line, i, {right.x * side, right.y * side}, side, along);
    return first;
  }

  /// A round end behind (-1) or ahead (1) of the pair that was added last.
  void add_cap(const RibbonLine& line, std::size_t i, int ahead) {
    const city::Point2 right = across(i);
    const auto pair = static_cast<std::uint32_t>(mesh_.vertices.size() - 2);
    for (int k = 1; k <= kCapPoints; ++k) {
      const double angle = std::numbers::pi * k / (kCapPoints + 1);
      const double side = std::cos(angle), out = ahead * std::sin(angle);
      // What is ahead is a quarter turn to the left of what is to the right.
      add_point(line, i, {right.x * side - right.y * out, right.y * side + right.x * out}, side,
                place_along(i));
    }
    std::uint32_t last = pair + 1;
    for (std::uint32_t k = 0; k < kCapPoints; ++k) {
      const std::uint32_t next = pair + 2 + k;
      if (ahead > 0)
        mesh_.indices.insert(mesh_.indices.end(), {pair, last, next});
      else
        mesh_.indices.insert(mesh_.indices.end(), {pair, next, last});
      last = next;
    }
  }

  /// A point of the rim, `rim` being the way there from the ribbon's middle for a half width of 1 m.
  void add_point(const RibbonLine& line, std::size_t i, const city::Point2& rim, double side, double along) {
    const Place& place = places_[i];
    const city::Point2 right = across(i);
    const double half = line.width_m / 2;
    const double x = place.at.x + right.x * shift_ + rim.x * half;
    const double y = place.at.y + right.y * shift_ + rim.y * half;
    const double ground = line.level > 0 ? place.at.z : ground_.height(x, y);
    const double away = shift_ > 0 ? kApart : shift_ < 0 ? -kApart : 0;
    const auto moves = [&](double to_rim, double to_right) {
      return static_cast<std::int8_t>(std::lround(kMove * (to_rim + away * to_right) / 2));
    };
    Vertex vertex;
    vertex.x = static_cast<float>(x - mesh_.origin[0]);
    vertex.y = static_cast<float>(y - mesh_.origin[1]);
    vertex.z = static_cast<float>(std::max(ground, place.at.z) + options_.offset_m - mesh_.origin[2]);
    vertex.normal = {moves(rim.x, right.x), moves(rim.y, right.y),
                     static_cast<std::int8_t>(std::lround(127 * side))};
    vertex.material = Material::ribbon;
    vertex.object = line.object;
    vertex.facade[0] = line.flow == Flow::none ? std::uint16_t{0xFFFF}
                                               : static_cast<std::uint16_t>(std::lround(along * kQuarters));
    vertex.facade[1] = static_cast<std::uint16_t>(std::lround(std::min(line.width_m * 64, 65535.0)));
    mesh_.vertices.push_back(vertex);
  }

  const GroundHeights& ground_;
  RibbonOptions options_;
  Mesh mesh_;
  std::vector<Place> places_;
  double shift_ = 0;  // to the right of the flow
};

}  // namespace

Mesh make_ribbons(std::span<const RibbonLine> lines, const GroundHeights& ground,
                  const RibbonOptions& options) {
  return Ribbons(ground, options).make(lines);
}

}  // namespace conurb::scene

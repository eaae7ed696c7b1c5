// SPDX-License-Identifier: Apache-2.0
#include "engine/scene/bridge_tiles.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "engine/scene/map_streets.hpp"

namespace conurb::scene {
namespace {

using city::Point2;

// Our own choice after common bridges, m.
constexpr double kDeckStep = 4;                                // between cross-sections
constexpr double kFurthestDeck = 40;                           // how far a deck goes on over land at most
constexpr double kParapet = 0.95, kThick = 0.9;                // above and below the carriageway
constexpr double kWall = 0.3, kKerb = 0.14;                    // width of a parapet; height of a pavement
constexpr double kPiers = 22;                                  // between them
constexpr std::array<double, 5> kWalk{0, 1.8, 2.4, 2.6, 0.8};  // pavements by rank, as on the map
constexpr std::uint32_t kInTile = 48;                          // bridges
constexpr std::uint32_t kTrianglesOfStep = 22;

/// A corner of the cross-section and what lies between it and the next one.
struct Corner {
  double right, up;
  Material material;
};

std::array<Corner, 10> cross_section(double half, double walk, bool tracks) {
  const double inner = half + walk, outer = inner + kWall;
  const Material way = tracks ? Material::structure : Material::carriageway;
  return {{{-outer, -kThick, Material::pavement},
           {-outer, kParapet, Material::pavement},
           {-inner, kParapet, Material::pavement},
           {-inner, kKerb, Material::pavement},
           {-half, kKerb, way},
           {half, kKerb, Material::pavement},
           {inner, kKerb, Material::pavement},
           {inner, kParapet, Material::pavement},
           {outer, kParapet, Material::pavement},
           {outer, -kThick, Material::pavement}}};
}

std::uint32_t add_vertex(Mesh& mesh, const city::Point3& at, const city::Point3& normal, Material material,
                         std::uint32_t object) {
  Vertex v;
  v.x = static_cast<float>(at[0] - mesh.origin[0]);
  v.y = static_cast<float>(at[1] - mesh.origin[1]);
  v.z = static_cast<float>(at[2] - mesh.origin[2]);
  for (std::size_t axis = 0; axis < 3; ++axis)
    v.normal[axis] = static_cast<std::int8_t>(std::lround(127 * normal[axis]));
  v.material = material;
  v.object = object;
  mesh.vertices.push_back(v);
  return static_cast<std::uint32_t>(mesh.vertices.size() - 1);
}

/// Anticlockwise as seen from where the normal points.
void add_face(Mesh& mesh, const std::array<city::Point3, 4>& corners, const city::Point3& normal,
              Material material, std::uint32_t object) {
  std::array<std::uint32_t, 4> at{};
  for (std::size_t i = 0; i < 4; ++i) at[i] = add_vertex(mesh, corners[i], normal, material, object);
  mesh.indices.insert(mesh.indices.end(), {at[0], at[1], at[2], at[0], at[2], at[3]});
}

/// Height of the land where a line that leads out of the water at `end` along `way` has climbed the bank, and
/// how far out that is.
struct Landing {
  double height, out;
};
Landing landing(const GroundRelief& relief, const Point2& end, const Point2& way) {
  Landing best{relief.height(end.x, end.y), 0};
  for (double out = 2; out <= kFurthestDeck; out += 2) {
    const double height = relief.height(end.x + out * way.x, end.y + out * way.y);
    if (height > best.height + 0.1) best = {height, out};
    if (out - best.out >= 6) break;  // it is flat
  }
  return {best.height, best.out + 1};
}

}  // namespace

BridgeTiles::BridgeTiles(const GroundFeatures& features, const GroundRelief& relief) {
  add(features.roads, false, relief);
  add(features.rails, true, relief);
  plant();
}

void BridgeTiles::add(const GroundLines& lines, bool tracks, const GroundRelief& relief) {
  for (std::size_t row = 0; row < lines.styles.size(); ++row) {
    const LineStyle& style = lines.styles[row];
    if (!style.on_deck || (style.one_of_two && !style.two_way)) continue;
    std::vector<double> line = beside(lines.shape(static_cast<std::int64_t>(row)), 0);
    if (line.size() < 4) continue;
    const std::size_t end = line.size();
    const auto direction = [&](std::size_t from, std::size_t to) {
      const double dx = line[to] - line[from], dy = line[to + 1] - line[from + 1];
      return Point2{dx / std::hypot(dx, dy), dy / std::hypot(dx, dy)};
    };
    const Point2 back = direction(2, 0), on = direction(end - 4, end - 2);
    const Landing first = landing(relief, {line[0], line[1]}, back);
    const Landing last = landing(relief, {line[end - 2], line[end - 1]}, on);
    line[0] += first.out * back.x;
    line[1] += first.out * back.y;
    line[end - 2] += last.out * on.x;
    line[end - 1] += last.out * on.y;

    Deck deck;
    deck.half_m = static_cast<double>(style.width_m) / 2;
    deck.walk_m = tracks ? 0.6 : kWalk[std::min<std::size_t>(style.rank, kWalk.size() - 1)];
    deck.tracks = tracks;
    deck.object = lines.objects[row];
    deck.length = city::line_length(line);
    const double arch = std::min(0.012 * deck.length, 0.8);
    double gone = 0;
    const auto add_point = [&](double x, double y) {
      const double t = gone / deck.length;
      // Level with the land at both ends: the pavement is what lies a kerb above the way.
      const double z = first.height + (last.height - first.height) * t + arch * 4 * t * (1 - t);
      deck.middle.push_back({x, y, z});
      deck.water.push_back(relief.height(x, y));
      const double wide = deck.half_m + deck.walk_m + kWall;
      deck.box.add(city::Point3{x - wide, y - wide, std::min(deck.water.back(), z - kThick) - 1});
      deck.box.add(city::Point3{x + wide, y + wide, z + kParapet});
    };
    add_point(line[0], line[1]);
    for (std::size_t i = 0; i + 3 < line.size(); i += 2) {
      const double dx = line[i + 2] - line[i], dy = line[i + 3] - line[i + 1], length = std::hypot(dx, dy);
      const int parts = static_cast<int>(std::clamp(std::ceil(length / kDeckStep), 1.0, 1e4));
      for (int part = 1; part <= parts; ++part) {
        gone += length / parts;
        add_point(line[i] + dx * part / parts, line[i + 1] + dy * part / parts);
      }
    }
    if (std::isfinite(deck.length + deck.box.lower[2] + deck.box.upper[2])) decks_.push_back(std::move(deck));
  }
}

void BridgeTiles::plant() {
  if (decks_.empty()) return;
  std::stable_sort(decks_.begin(), decks_.end(),
                   [](const Deck& a, const Deck& b) { return a.length > b.length; });
  const auto count = static_cast<std::uint32_t>(decks_.size());
  const std::uint32_t longest = std::min(count, kInTile);
  // Neighbours stand in strips from west to east, those of a strip from south to north.
  const auto rest = decks_.begin() + longest;
  std::stable_sort(rest, decks_.end(),
                   [](const Deck& a, const Deck& b) { return a.box.lower[0] < b.box.lower[0]; });
  const auto strip = static_cast<std::uint32_t>(
      kInTile * std::max(1.0, std::ceil(std::sqrt((count - longest) / static_cast<double>(kInTile)))));
  for (std::uint32_t i = longest; i < count; i += strip)
    std::stable_sort(decks_.begin() + i, decks_.begin() + std::min(i + strip, count),
                     [](const Deck& a, const Deck& b) { return a.box.lower[1] < b.box.lower[1]; });
  of_tile_.push_back({0, longest});
  for (std::uint32_t i = longest; i < count; i += kInTile)
    of_tile_.push_back({i, std::min(i + kInTile, count)});

  constexpr double kSeen = 0.25;  // of a bridge's length: what is missed of it in a picture
  for (std::uint32_t t = 0; t < of_tile_.size(); ++t) {
    Tile tile;
    std::uint32_t steps = 0;
    double most = 0;
    for (std::uint32_t i = of_tile_[t].begin; i < of_tile_[t].end; ++i) {
      const Deck& deck = decks_[i];
      tile.box.add(deck.box);
      most = std::max(most, deck.length);
      steps += static_cast<std::uint32_t>(deck.middle.size());
    }
    tile.size = kSeen * most;
    tile.levels = {t, t + 1};
    tile.parent = t == 0 ? city::kNone : 0;
    tree_.levels.push_back({0, steps * kTrianglesOfStep});
    tree_.tiles.push_back(tile);
    if (t == 0) continue;
    Tile& root = tree_.tiles[0];
    root.box.add(tile.box);
    root.error = std::max(root.error, tile.size);
  }
  if (of_tile_.size() > 1) tree_.tiles[0].children = {1, static_cast<std::uint32_t>(of_tile_.size())};
}

void BridgeTiles::add_deck(const Deck& deck, Mesh& mesh) {
  const auto section = cross_section(deck.half_m, deck.walk_m, deck.tracks);
  std::vector<double> flat;
  for (const city::Point3& p : deck.middle) flat.insert(flat.end(), {p[0], p[1]});
  std::array<std::vector<double>, 10> lines;
  for (std::size_t c = 0; c < section.size(); ++c) {
    lines[c] = beside(flat, section[c].right);
    if (lines[c].size() != flat.size()) return;  // points on one place: no bridge
  }
  for (std::size_t i = 0; i + 1 < deck.middle.size(); ++i)
    for (std::size_t c = 0; c < section.size(); ++c) {
      const std::size_t next = (c + 1) % section.size();
      const auto at = [&](std::size_t corner, std::size_t point) {
        return city::Point3{lines[corner][2 * point], lines[corner][2 * point + 1],
                            deck.middle[point][2] - kKerb + section[corner].up};
      };
      const std::array corners = {at(c, i), at(next, i), at(next, i + 1), at(c, i + 1)};
      const city::Point3 across = city::minus(corners[1], corners[0]);
      const city::Point3 along = city::minus(corners[3], corners[0]);
      city::Point3 normal = city::cross(across, along);
      const double length = std::sqrt(city::dot(normal, normal));
      if (!(length > 0)) continue;
      for (double& n : normal) n /= length;
      const bool below = next == 0;
      add_face(mesh, corners, normal, below ? Material::ground : section[c].material, deck.object);
    }
}

/// Walls across the way below the deck, where it is high above what is below.
void BridgeTiles::add_piers(const Deck& deck, Mesh& mesh) {
  constexpr double kLeast = 1.5, kHalf = 0.6, kSunk = 1;  // m
  const double wide = deck.half_m + 0.6 * deck.walk_m;
  double since = kPiers / 2;
  for (std::size_t i = 1; i + 1 < deck.middle.size(); ++i) {
    const city::Point3 &p = deck.middle[i], &q = deck.middle[i + 1];
    const double dx = q[0] - p[0], dy = q[1] - p[1], length = std::hypot(dx, dy);
    since += length;
    const double top = p[2] - kKerb - kThick, foot = deck.water[i] - kSunk;
    if (since < kPiers || top - deck.water[i] < kLeast || !(length > 0)) continue;
    since = 0;
    const Point2 on{dx / length, dy / length}, right{on.y, -on.x};
    const auto corner = [&](double along, double across, double z) {
      return city::Point3{p[0] + along * on.x + across * right.x, p[1] + along * on.y + across * right.y, z};
    };
    const std::array<Point2, 4> plan = {Point2{-kHalf, -wide}, Point2{-kHalf, wide}, Point2{kHalf, wide},
                                        Point2{kHalf, -wide}};
    for (std::size_t k = 0; k < 4; ++k) {
      const Point2 &a = plan[k], &b = plan[(k + 1) % 4];
      const Point2 out = k % 2 == 0 ? Point2{k == 0 ? -on.x : on.x, k == 0 ? -on.y : on.y}
                                    : Point2{k == 1 ? right.x : -right.x, k == 1 ? right.y : -right.y};
      add_face(mesh,
               {corner(a.x, a.y, foot), corner(b.x, b.y, foot), corner(b.x, b.y, top), corner(a.x, a.y, top)},
               {out.x, out.y, 0}, Material::pavement, deck.object);
    }
  }
}

TileContent BridgeTiles::make(std::uint32_t tile, std::uint32_t /*level*/) const {
  TileContent content;
  const city::Box& box = tree_.tiles[tile].box;
  for (std::size_t axis = 0; axis < 3; ++axis)
    content.mesh.origin[axis] = std::floor((box.lower[axis] + box.upper[axis]) / 2);
  content.extent = {box.lower[0], box.lower[1], box.upper[0], box.upper[1]};
  for (std::uint32_t i = of_tile_[tile].begin; i < of_tile_[tile].end; ++i) {
    add_deck(decks_[i], content.mesh);
    add_piers(decks_[i], content.mesh);
  }
  return content;
}

}  // namespace conurb::scene

// SPDX-License-Identifier: Apache-2.0
#include "engine/scene/tree_meshes.hpp"

#include <bit>
#include <cmath>
#include <numbers>

namespace conurb::scene {
namespace {

class TreeMaker {
 public:
  TreeMaker(const TreePlace& place, double ground_m, Mesh& mesh)
      : place_(place),
        mesh_(mesh),
        bits_(mixed(std::bit_cast<std::uint64_t>(place.x), std::bit_cast<std::uint64_t>(place.y))),
        x_(place.x - mesh.origin[0]),
        y_(place.y - mesh.origin[1]),
        z_(ground_m - mesh.origin[2]),
        height_(static_cast<double>(place.height_m)),
        radius_(static_cast<double>(place.crown_m) / 2),
        turn_(2 * std::numbers::pi * fraction(bits_, 0)) {}

  void low() {
    const double foot = height_ * (place_.needles ? 0.08 : 0.22);
    if (place_.needles) {
      lump({{foot, 0}, {foot + 0.05 * height_, radius_}, {height_, 0}}, 4, {0, 0});
    } else {  // open below: nobody looks from there
      const double crown = height_ - foot;
      lump({{foot + 0.1 * crown, 0.8 * radius_}, {foot + 0.55 * crown, radius_}, {height_, 0}}, 4, {0, 0});
    }
  }

  void near() {
    trunk();
    if (place_.needles) {
      tiers();
    } else {
      lobes();
    }
  }

  void full() {
    trunk();
    if (place_.needles) {
      conifer();
    } else {
      broadleaf();
    }
  }

 private:
  struct Ring {
    double z, radius;  ///< above the foot of the tree, m; 0: a point
  };

  std::uint32_t add(double x, double y, double z, double nx, double ny, double nz, Material material) {
    const double length = std::sqrt(nx * nx + ny * ny + nz * nz);
    Vertex vertex;
    vertex.x = static_cast<float>(x_ + x);
    vertex.y = static_cast<float>(y_ + y);
    vertex.z = static_cast<float>(z_ + z);
    const auto packed = [&](double n) { return static_cast<std::int8_t>(std::lround(n / length * 127)); };
    vertex.normal = {packed(nx), packed(ny), packed(nz)};
    vertex.material = material;
    vertex.object = place_.object;
    if (material == Material::crown) vertex.facade = {static_cast<std::uint16_t>(bits_ & 0xFF), 0};
    mesh_.vertices.push_back(vertex);
    return static_cast<std::uint32_t>(mesh_.vertices.size() - 1);
  }
  void triangle(std::uint32_t a, std::uint32_t b, std::uint32_t c) {
    mesh_.indices.insert(mesh_.indices.end(), {a, b, c});
  }

  /// Rings of corners from below upwards, closed by points where their radius is 0; normals of a ball. Radii
  /// are up to `uneven` of them smaller, each corner by another share.
  void lump(std::initializer_list<Ring> rings, int corners, std::array<double, 2> centre, double uneven = 0) {
    const double low = rings.begin()->z, high = (rings.end() - 1)->z, middle = (low + high) / 2;
    double widest = 0;
    for (const Ring& ring : rings) widest = std::max(widest, ring.radius);
    const double flatness = widest / ((high - low) / 2);
    std::uint32_t before = 0;
    bool before_is_point = false, first = true;
    for (const Ring& ring : rings) {
      const bool is_point = ring.radius == 0;
      const auto begin = static_cast<std::uint32_t>(mesh_.vertices.size());
      const double up = (ring.z - middle) * flatness;
      for (int k = 0; k < (is_point ? 1 : corners); ++k) {
        const double angle = turn_ + 2 * std::numbers::pi * k / corners;
        const double less = uneven > 0 && !is_point ? uneven * fraction(mixed(bits_, ++corner_), 8) : 0;
        const double radius = ring.radius * (1 - less);
        const double dx = std::cos(angle) * radius, dy = std::sin(angle) * radius;
        add(centre[0] + dx, centre[1] + dy, ring.z, dx, dy, is_point && up == 0 ? 1 : up, Material::crown);
      }
      if (!first) band(before, before_is_point, begin, is_point, static_cast<std::uint32_t>(corners));
      before = begin;
      before_is_point = is_point;
      first = false;
    }
  }

  /// Between two rings, facing out.
  void band(std::uint32_t low, bool low_is_point, std::uint32_t high, bool high_is_point,
            std::uint32_t corners) {
    for (std::uint32_t k = 0; k < corners; ++k) {
      const std::uint32_t next = (k + 1) % corners;
      const std::uint32_t a = low_is_point ? low : low + k, b = low_is_point ? low : low + next;
      const std::uint32_t c = high_is_point ? high : high + next, d = high_is_point ? high : high + k;
      if (!low_is_point) triangle(a, b, c);
      if (!high_is_point) triangle(a, c, d);
    }
  }

  void trunk() {
    const double top = height_ * (place_.needles ? 0.2 : 0.4);
    const double radius = std::min(0.022 * height_ + 0.05, radius_ / 2);
    std::array<std::uint32_t, 6> corner{};
    for (std::size_t k = 0; k < 3; ++k) {
      const double angle = turn_ + 2 * std::numbers::pi * static_cast<double>(k) / 3;
      const double dx = std::cos(angle), dy = std::sin(angle);
      corner[k] = add(dx * radius, dy * radius, 0, dx, dy, 0, Material::trunk);
      corner[k + 3] = add(dx * radius * 0.8, dy * radius * 0.8, top, dx, dy, 0, Material::trunk);
    }
    for (std::size_t k = 0; k < 3; ++k) {
      const std::size_t next = (k + 1) % 3;
      triangle(corner[k], corner[next], corner[next + 3]);
      triangle(corner[k], corner[next + 3], corner[k + 3]);
    }
  }

  /// A large lump and a small one beside and below it.
  void broadleaf() {
    const double foot = height_ * (0.2 + 0.08 * fraction(bits_, 16)), crown = height_ - foot;
    const double waist = 0.8 + 0.12 * fraction(bits_, 32);
    lump({{foot, 0}, {foot + 0.33 * crown, radius_}, {foot + 0.72 * crown, radius_ * waist}, {height_, 0}}, 6,
         {0, 0});
    const double angle = turn_ + 0.5, out = 0.5 * radius_, small = 0.5 * radius_;
    const double low = foot + 0.05 * crown, high = low + std::min(0.55 * crown, 2.2 * small);
    lump({{low, 0}, {(low + high) / 2, small}, {high, 0}}, 4, {std::cos(angle) * out, std::sin(angle) * out});
  }

  /// A ball and three smaller ones that grow out of it, all uneven.
  void lobes() {
    constexpr double kUneven = 0.12;
    const double foot = height_ * (0.2 + 0.08 * fraction(bits_, 16)), crown = height_ - foot;
    const double wide = 0.86 * radius_, waist = 0.74 + 0.1 * fraction(bits_, 32);
    lump({{foot, 0},
          {foot + 0.2 * crown, 0.78 * wide},
          {foot + 0.46 * crown, wide},
          {foot + 0.78 * crown, wide * waist},
          {height_, 0}},
         8, {0, 0}, kUneven);
    for (const int lobe : {0, 1, 2}) {
      const double angle = turn_ + 0.5 + (1.8 + 0.6 * fraction(bits_, 24)) * lobe;
      const double small = (0.56 - 0.04 * lobe) * radius_, out = radius_ - small;
      const double low = foot + (0.04 + 0.17 * lobe) * crown, tall = std::min(0.56 * crown, 2.1 * small);
      lump({{low, 0}, {low + 0.28 * tall, 0.85 * small}, {low + 0.68 * tall, 0.9 * small}, {low + tall, 0}},
           6, {std::cos(angle) * out, std::sin(angle) * out}, kUneven);
    }
  }

  /// More and rounder cones than conifer().
  void tiers() {
    constexpr double kUneven = 0.16;
    const double foot = height_ * 0.1, crown = height_ - foot;
    lump({{foot, 0}, {foot + 0.04 * crown, radius_}, {foot + 0.42 * crown, 0}}, 8, {0, 0}, kUneven);
    lump({{foot + 0.2 * crown, radius_ * 0.82}, {foot + 0.62 * crown, 0}}, 8, {0, 0}, kUneven);
    lump({{foot + 0.4 * crown, radius_ * 0.62}, {foot + 0.82 * crown, 0}}, 8, {0, 0}, kUneven);
    lump({{foot + 0.6 * crown, radius_ * 0.42}, {height_, 0}}, 8, {0, 0}, kUneven);
  }

  /// Cones over each other.
  void conifer() {
    const double foot = height_ * 0.1, crown = height_ - foot;
    lump({{foot, 0}, {foot + 0.04 * crown, radius_}, {foot + 0.5 * crown, 0}}, 6, {0, 0});
    lump({{foot + 0.28 * crown, radius_ * 0.76}, {foot + 0.76 * crown, 0}}, 6, {0, 0});
    lump({{foot + 0.56 * crown, radius_ * 0.5}, {height_, 0}}, 6, {0, 0});
  }

  const TreePlace& place_;
  Mesh& mesh_;
  std::uint64_t bits_;
  double x_, y_, z_;  // foot, from the mesh's origin
  double height_, radius_, turn_;
  std::uint64_t corner_ = 0;  // uneven ones so far
};

}  // namespace

void add_tree(const TreePlace& place, double ground_m, TreeDetail detail, Mesh& mesh) {
  TreeMaker maker(place, ground_m, mesh);
  switch (detail) {
    case TreeDetail::low: maker.low(); break;
    case TreeDetail::full: maker.full(); break;
    case TreeDetail::near: maker.near(); break;
  }
}

}  // namespace conurb::scene

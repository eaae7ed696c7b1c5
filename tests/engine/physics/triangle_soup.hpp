// SPDX-License-Identifier: Apache-2.0
// Triangles for the tests of picking, and the plain way to hit them.
#pragma once

#include <cmath>
#include <optional>
#include <random>
#include <vector>

#include "engine/physics/pick_tile.hpp"

namespace conurb::physics {

struct Soup {
  city::Point3 origin{0, 0, 0};
  std::vector<float> vertices;
  std::vector<std::uint32_t> indices, objects;

  void add(const std::array<float, 9>& corners, std::uint32_t object) {
    for (std::size_t corner = 0; corner < 3; ++corner)
      indices.push_back(static_cast<std::uint32_t>(vertices.size() / 3 + corner));
    vertices.insert(vertices.end(), corners.begin(), corners.end());
    objects.push_back(object);
  }
  [[nodiscard]] TriangleSource source() const {
    return {origin, vertices.data(), 3 * sizeof(float), vertices.size() / 3, indices, objects};
  }
  [[nodiscard]] std::shared_ptr<const PickTile> tile() const {
    return std::make_shared<const PickTile>(source());
  }
  [[nodiscard]] city::Point3 corner(std::size_t triangle, std::size_t which) const {
    const std::size_t v = indices[3 * triangle + which];
    return {vertices[3 * v] + origin[0], vertices[3 * v + 1] + origin[1], vertices[3 * v + 2] + origin[2]};
  }
};

/// Triangles of a few metres in a block of `side` metres.
inline Soup random_soup(std::size_t triangles, float side, std::uint32_t seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<float> place(0, side), size(-6, 6);
  Soup soup;
  for (std::size_t t = 0; t < triangles; ++t) {
    const std::array<float, 3> centre{place(random), place(random), place(random)};
    std::array<float, 9> corners;
    for (std::size_t i = 0; i < 9; ++i) corners[i] = centre[i % 3] + size(random);
    soup.add(corners, static_cast<std::uint32_t>(1000 + t));
  }
  return soup;
}

/// A building of 12 triangles.
inline void add_box(Soup& soup, const std::array<float, 3>& low, const std::array<float, 3>& high,
                    std::uint32_t object) {
  const auto at = [&](int corner) {
    return std::array<float, 3>{(corner & 1) != 0 ? high[0] : low[0], (corner & 2) != 0 ? high[1] : low[1],
                                (corner & 4) != 0 ? high[2] : low[2]};
  };
  constexpr int kFaces[6][4] = {{0, 2, 3, 1}, {4, 5, 7, 6}, {0, 1, 5, 4},
                                {2, 6, 7, 3}, {0, 4, 6, 2}, {1, 3, 7, 5}};
  for (const auto& face : kFaces) {
    for (const int second : {1, 2}) {
      const auto a = at(face[0]), b = at(face[second]), c = at(face[second + 1]);
      soup.add({a[0], a[1], a[2], b[0], b[1], b[2], c[0], c[1], c[2]}, object);
    }
  }
}

/// Möller and Trumbore (1997), one triangle after the other.
inline std::optional<Hit> brute_force(const Soup& soup, const Ray& ray) {
  std::optional<Hit> best;
  const double length = std::sqrt(city::dot(ray.direction, ray.direction));
  for (std::size_t t = 0; t < soup.objects.size(); ++t) {
    const city::Point3 a = soup.corner(t, 0);
    const city::Point3 e1 = city::minus(soup.corner(t, 1), a), e2 = city::minus(soup.corner(t, 2), a);
    const city::Point3 p = city::cross(ray.direction, e2);
    const double det = city::dot(e1, p);
    if (det == 0) continue;
    const city::Point3 s = city::minus(ray.from, a), q = city::cross(s, e1);
    const double u = city::dot(s, p) / det, v = city::dot(ray.direction, q) / det;
    const double at = city::dot(e2, q) / det * length;
    if (u < 0 || v < 0 || u + v > 1 || at < 0 || at > ray.longest_m) continue;
    if (!best || at < best->distance_m) {
      best = Hit{};
      best->distance_m = at;
      best->triangle = static_cast<std::uint32_t>(t);
      best->object = soup.objects[t];
    }
  }
  return best;
}

/// From anywhere in or about the block of that side, into any direction.
inline Ray random_ray(double side, std::mt19937& random) {
  std::uniform_real_distribution<double> place(-0.5 * side, 1.5 * side), direction(-1, 1);
  return {{place(random), place(random), place(random)},
          {direction(random), direction(random), direction(random)}};
}

}  // namespace conurb::physics

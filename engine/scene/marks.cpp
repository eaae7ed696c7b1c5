// SPDX-License-Identifier: Apache-2.0
#include "engine/scene/marks.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace conurb::scene {
namespace {

using city::Point3;

/// Nearest whole number for numbers that are not large; faster than lround.
int whole(double v) {
  constexpr double kShift = 512;
  return static_cast<int>(v + (kShift + 0.5)) - static_cast<int>(kShift);
}

std::uint16_t bytes(double low, double high) {
  return static_cast<std::uint16_t>(std::clamp(whole(low), 0, 255) | std::clamp(whole(high), 0, 255) << 8);
}

std::uint16_t folded(const Point3& normal) {
  const double sum = std::abs(normal[0]) + std::abs(normal[1]) + std::abs(normal[2]);
  double u = normal[0] / sum, v = normal[1] / sum;
  if (normal[2] < 0) {
    const double folded_u = std::copysign(1 - std::abs(v), u);
    v = std::copysign(1 - std::abs(u), v);
    u = folded_u;
  }
  return bytes((u + 1) * 127.5, (v + 1) * 127.5);
}

/// Faces between two rings of as many points, the second above the first and turned as it is.
void add_band(const std::vector<Point3>& below, const std::vector<Point3>& above, MarkBody& body) {
  for (std::size_t i = 0; i < below.size(); ++i) {
    const std::size_t next = (i + 1) % below.size();
    body.faces.push_back({{below[i], below[next], above[next], above[i]}});
  }
}

std::vector<Point3> ring(std::size_t points, double radius, double z) {
  std::vector<Point3> result;
  for (std::size_t i = 0; i < points; ++i) {
    const double angle = 2 * std::numbers::pi * (static_cast<double>(i) + 0.5) / static_cast<double>(points);
    result.push_back({radius * std::cos(angle), radius * std::sin(angle), z});
  }
  return result;
}

/// A box without a bottom: the corners of its foot and its roof, anticlockwise seen from above.
void add_box(const std::array<Point3, 4>& foot, const std::array<Point3, 4>& roof, MarkBody& body) {
  add_band({foot.begin(), foot.end()}, {roof.begin(), roof.end()}, body);
  body.faces.push_back({roof});
}

std::array<Point3, 4> rectangle(double back, double front, double half_back, double half_front, double z_back,
                                double z_front) {
  return {{{-half_back, back, z_back},
           {half_back, back, z_back},
           {half_front, front, z_front},
           {-half_front, front, z_front}}};
}

}  // namespace

MarkBody pin_body() {
  constexpr double kHead = 2.9, kTop = 3.9;
  MarkBody body;
  const std::size_t sides = 8;
  const auto girth = ring(sides, 1, kHead), shoulder = ring(sides, std::sqrt(0.5), kHead + std::sqrt(0.5));
  const std::vector<Point3> point(sides, {0, 0, 0}), top(sides, {0, 0, kTop});
  for (std::size_t i = 0; i < sides; ++i) {
    const std::size_t next = (i + 1) % sides;
    body.faces.push_back({{girth[next], girth[i], point[i], point[i]}});
  }
  add_band(girth, shoulder, body);
  for (std::size_t i = 0; i < sides; ++i)
    body.faces.push_back({{shoulder[i], shoulder[(i + 1) % sides], top[i], top[i]}});
  return body;
}

MarkBody car_body() {
  MarkBody body;
  add_box(rectangle(-2.3, 2.5, 1, 0.72, 0.2, 0.2), rectangle(-2.3, 2.4, 0.95, 0.66, 1.05, 0.75), body);
  add_box(rectangle(-2.0, 1.0, 0.88, 0.8, 1.04, 0.88), rectangle(-1.6, 0.1, 0.72, 0.68, 1.62, 1.58), body);
  return body;
}

MarkBody arrow_body() {
  MarkBody body;
  const Point3 tip{0, 2.2, 0.15}, left{-1.2, -1.4, 0.15}, right{1.2, -1.4, 0.15}, notch{0, -0.8, 0.9};
  body.faces = {{{notch, tip, left, left}}, {{notch, right, tip, tip}}, {{notch, left, right, right}}};
  return body;
}

MarkMesher::MarkMesher(const MarkBody& body, Mesh& mesh) : mesh_(mesh) {
  for (const MarkBody::Face& face : body.faces) {
    const auto first = static_cast<std::uint32_t>(corners_.size());
    const bool triangle = face.corners[2] == face.corners[3];
    const Point3 normal = city::cross(city::minus(face.corners[1], face.corners[0]),
                                      city::minus(face.corners[2], face.corners[0]));
    for (std::size_t i = 0; i < (triangle ? 3u : 4u); ++i)
      corners_.push_back({face.corners[i], normal, i == 0});
    indices_.insert(indices_.end(), {first, first + 1, first + 2});
    if (!triangle) indices_.insert(indices_.end(), {first, first + 2, first + 3});
  }
}

void MarkMesher::reserve(std::size_t marks) {
  mesh_.vertices.reserve(mesh_.vertices.size() + marks * corners_.size());
  mesh_.indices.reserve(mesh_.indices.size() + marks * indices_.size());
}

void MarkMesher::add(const MarkPlace& place) {
  const double east = std::cos(place.heading_rad), north = std::sin(place.heading_rad);
  const auto turned = [&](const Point3& p) {
    return Point3{p[0] * east + p[1] * north, p[1] * east - p[0] * north, p[2]};
  };
  const auto byte = [](double way) {
    return static_cast<std::int8_t>(std::clamp(whole(way * 32), -127, 127));
  };
  const Point3 foot = city::minus(place.foot, mesh_.origin);
  const auto base = static_cast<std::uint32_t>(mesh_.vertices.size());
  Vertex vertex;
  vertex.material = Material::mark;
  vertex.object = place.object;
  vertex.facade[1] = bytes(96 + 16 * std::log2(std::max(place.radius_m, 1.0 / 64)), place.least_radius * 8);
  for (const Corner& corner : corners_) {
    if (corner.first) vertex.facade[0] = folded(turned(corner.normal));
    const Point3 way = turned(corner.at);
    vertex.x = static_cast<float>(foot[0] + way[0] * place.radius_m);
    vertex.y = static_cast<float>(foot[1] + way[1] * place.radius_m);
    vertex.z = static_cast<float>(foot[2] + way[2] * place.radius_m);
    vertex.normal = {byte(way[0]), byte(way[1]), byte(way[2])};
    mesh_.vertices.push_back(vertex);
  }
  for (const std::uint32_t index : indices_) mesh_.indices.push_back(base + index);
}

}  // namespace conurb::scene

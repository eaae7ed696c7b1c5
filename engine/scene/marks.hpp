// SPDX-License-Identifier: Apache-2.0
// Marks: small bodies on the ground – pins, vehicles – that are as large as they are from near and have a
// least size on the screen from afar. The shader grows them around their foot; every vertex tells it how.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "engine/scene/mesh.hpp"

namespace conurb::scene {

/// A body around its foot at 0, 0, 0 with y ahead and z up, in units of its radius (any length that its maker
/// chose); none of its coordinates beyond ±3.9.
struct MarkBody {
  struct Face {
    std::array<city::Point3, 4> corners;  ///< anticlockwise seen from outside; the last two alike: a triangle
  };
  std::vector<Face> faces;
};

/// A pin as on maps, but round: its point on the ground, 3.9 radii high. 32 triangles.
[[nodiscard]] MarkBody pin_body();
/// A vehicle with a narrow, low front; its radius is half of its width. 20 triangles.
[[nodiscard]] MarkBody car_body();
/// A flat arrow with a raised back. 6 triangles.
[[nodiscard]] MarkBody arrow_body();

struct MarkPlace {
  city::Point3 foot{};       ///< metres, local frame
  double heading_rad = 0;    ///< clockwise from north
  double radius_m = 1;       ///< 1/64 … 1024
  double least_radius = 0;   ///< on the screen, in 1/800 of the picture's height, 0 … 31
  std::uint32_t object = 0;  ///< number
};

/// Adds bodies to a mesh whose origin is set. Vertices are of Material::mark:
/// - normal: way from the foot in 1/32 radius, 127 being the furthest.
/// - facade[0]: what a normal is elsewhere, folded onto an octahedron and laid flat, each way 0 … 255, the
///   first in the low byte (Meyer et al., On floating-point normal vectors, Computer Graphics Forum 29,
///   2010).
/// - facade[1]: low byte 96 + 16 log2(radius in m), high byte the least radius times 8.
class MarkMesher {
 public:
  MarkMesher(const MarkBody& body, Mesh& mesh);
  void reserve(std::size_t marks);
  void add(const MarkPlace& place);

 private:
  struct Corner {
    city::Point3 at{}, normal{};
    bool first = false;  // of its face: the others have its normal
  };
  std::vector<Corner> corners_;
  std::vector<std::uint32_t> indices_;
  Mesh& mesh_;
};

}  // namespace conurb::scene

// SPDX-License-Identifier: Apache-2.0
// Pieces of ground as few triangles.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "engine/scene/ground_relief.hpp"
#include "engine/scene/mesh.hpp"

namespace conurb::scene {

/// Right-triangulated irregular networks (Evans, Kirkpatrick, Townsend: Algorithmica 30, 2001) over square
/// pieces of kCells × kCells cells whose corners are sampled. Immutable; any thread may ask.
class GroundMesher {
 public:
  static constexpr int kCells = 64;  ///< a power of two

  GroundMesher();

  /// The ground of a square piece: no sample is further than `error_m` above or below the triangles; flat
  /// ground is two of them. Material terrain, object 0, smooth normals, origin in the middle. Skirts as deep
  /// as `skirt_m` hang from the border, so that no gap shows where a finer or coarser piece lies beside.
  [[nodiscard]] Mesh mesh(const GroundRelief& relief, const city::Box2& square, double error_m,
                          double skirt_m) const;

  /// How far the ground is from triangles between all samples of a piece, as seen at 8 × 8 places, m.
  [[nodiscard]] static double sampling_error(const GroundHeights& heights, const city::Box2& square);

 private:
  static constexpr int kSide = kCells + 1;
  struct Corner {
    std::int8_t x, y;
  };
  struct Triangle {  ///< anticlockwise; a, b is the hypotenuse
    Corner a, b, c;
  };
  struct Work;

  void measure(Work& work) const;
  void emit(std::size_t triangle, Work& work) const;

  std::vector<Triangle> triangles_;  // the halves of triangle t are 2 t + 2 and 2 t + 3
};

}  // namespace conurb::scene

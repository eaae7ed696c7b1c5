// SPDX-License-Identifier: Apache-2.0
// Object numbers in a picture, drawn without a graphics library: what a renderer's picture of them is held
// against. Triangles may come in any order and be forgotten at once, so that a whole city can be drawn in
// full.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "engine/scene/camera.hpp"
#include "engine/scene/mesh.hpp"

namespace conurb::bench {

/// A depth buffer in double precision, sampled in the middles of pixels. One thread.
class IdPicture {
 public:
  /// `origin`: near the city, so that numbers are small.
  IdPicture(int width, int height, const scene::Projection& projection, const city::Point3& origin);

  /// Draws either side of all triangles; what is nearer hides what is behind.
  void add(const scene::Mesh& mesh);
  /// Lines from the top; 0 where nothing is.
  [[nodiscard]] const std::vector<std::uint32_t>& numbers() const { return numbers_; }

 private:
  using Corner = std::array<double, 4>;  // clip space
  void add_triangle(const Corner& a, const Corner& b, const Corner& c, std::uint32_t number);
  void fill(const Corner& a, const Corner& b, const Corner& c, std::uint32_t number);

  int width_, height_;
  city::Point3 origin_;
  std::array<double, 16> to_clip_{};  // rows; acts on columns
  std::vector<std::uint32_t> numbers_;
  std::vector<double> depths_;
  std::vector<Corner> corners_;  // of a mesh
};

}  // namespace conurb::bench

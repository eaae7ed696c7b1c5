// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/inputs/id_picture.hpp"

#include <algorithm>
#include <cmath>

namespace conurb::bench {

IdPicture::IdPicture(int width, int height, const scene::Projection& projection, const city::Point3& origin)
    : width_(width),
      height_(height),
      origin_(origin),
      numbers_(static_cast<std::size_t>(width) * static_cast<std::size_t>(height)),
      depths_(numbers_.size(), 1.0) {
  const auto view = projection.view(origin), clip = projection.clip();
  for (std::size_t row = 0; row < 4; ++row)
    for (std::size_t column = 0; column < 4; ++column)
      for (std::size_t k = 0; k < 4; ++k)
        to_clip_[4 * row + column] += clip[4 * row + k] * view[4 * k + column];
}

void IdPicture::add(const scene::Mesh& mesh) {
  const city::Point3 shift = city::minus(mesh.origin, origin_);
  corners_.clear();
  for (const scene::Vertex& v : mesh.vertices) {
    const city::Point3 at = {shift[0] + static_cast<double>(v.x), shift[1] + static_cast<double>(v.y),
                             shift[2] + static_cast<double>(v.z)};
    Corner& corner = corners_.emplace_back();
    for (std::size_t row = 0; row < 4; ++row) {
      const double* m = &to_clip_[4 * row];
      corner[row] = m[0] * at[0] + m[1] * at[1] + m[2] * at[2] + m[3];
    }
  }
  for (std::size_t i = 0; i + 2 < mesh.indices.size(); i += 3)
    add_triangle(corners_[mesh.indices[i]], corners_[mesh.indices[i + 1]], corners_[mesh.indices[i + 2]],
                 mesh.vertices[mesh.indices[i]].object);
}

/// Cuts off what lies before the near plane, where z < -w.
void IdPicture::add_triangle(const Corner& a, const Corner& b, const Corner& c, std::uint32_t number) {
  const std::array<const Corner*, 3> from = {&a, &b, &c};
  const auto before = [](const Corner& p) { return p[2] + p[3]; };  // of the plane, if negative
  if (std::all_of(from.begin(), from.end(), [&](const Corner* p) { return before(*p) > 0; }))
    return fill(a, b, c, number);
  std::array<Corner, 4> kept{};
  std::size_t count = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    const Corner &p = *from[i], &q = *from[(i + 1) % 3];
    const double dp = before(p), dq = before(q);
    if (dp > 0) kept[count++] = p;
    if ((dp > 0) == (dq > 0)) continue;
    const double t = dp / (dp - dq);
    for (std::size_t k = 0; k < 4; ++k) kept[count][k] = p[k] + t * (q[k] - p[k]);
    ++count;
  }
  for (std::size_t i = 2; i < count; ++i) fill(kept[0], kept[i - 1], kept[i], number);
}

void IdPicture::fill(const Corner& a, const Corner& b, const Corner& c, std::uint32_t number) {
  // Pixels from the upper left; depth as OpenGL has it is linear in them.
  const auto place = [&](const Corner& p) {
    return city::Point3{(p[0] / p[3] + 1) / 2 * width_, (1 - p[1] / p[3]) / 2 * height_, p[2] / p[3]};
  };
  const city::Point3 p = place(a), q = place(b), r = place(c);
  const auto first = [](double x, double y, double z) { return std::ceil(std::min({x, y, z}) - 0.5); };
  const auto last = [](double x, double y, double z) { return std::floor(std::max({x, y, z}) - 0.5); };
  const double x0 = std::max(first(p[0], q[0], r[0]), 0.0),
               x1 = std::min(last(p[0], q[0], r[0]), width_ - 1.0);
  const double y0 = std::max(first(p[1], q[1], r[1]), 0.0),
               y1 = std::min(last(p[1], q[1], r[1]), height_ - 1.0);
  if (!(x0 <= x1) || !(y0 <= y1)) return;
  const double area = (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0]);
  if (area == 0) return;
  for (double y = y0; y <= y1; ++y) {
    for (double x = x0; x <= x1; ++x) {
      const auto share = [&](const city::Point3& from, const city::Point3& to) {
        return ((to[0] - from[0]) * (y + 0.5 - from[1]) - (to[1] - from[1]) * (x + 0.5 - from[0])) / area;
      };
      const double of_r = share(p, q), of_p = share(q, r), of_q = share(r, p);
      if (of_p < 0 || of_q < 0 || of_r < 0) continue;
      const double depth = of_p * p[2] + of_q * q[2] + of_r * r[2];
      const auto at =
          static_cast<std::size_t>(y) * static_cast<std::size_t>(width_) + static_cast<std::size_t>(x);
      if (depth > depths_[at]) continue;
      depths_[at] = depth;
      numbers_[at] = number;
    }
  }
}

}  // namespace conurb::bench

// SPDX-License-Identifier: Apache-2.0
#include "plugins/generator/terrain.hpp"

#include <algorithm>
#include <cmath>

namespace conurb::generator {

double Terrain::at(Vec p) const {
  const double x = std::clamp((p.x - origin.x) / cell - 0.5, 0.0, columns - 1.0);
  const double y = std::clamp((p.y - origin.y) / cell - 0.5, 0.0, rows - 1.0);
  const auto i = std::min(static_cast<std::uint32_t>(x), columns - 2),
             j = std::min(static_cast<std::uint32_t>(y), rows - 2);
  const double u = x - i, v = y - j;
  const float* h = height.data() + std::size_t{j} * columns + i;
  return (h[0] * (1 - u) + h[1] * u) * (1 - v) + (h[columns] * (1 - u) + h[columns + 1] * u) * v;
}

Terrain make_terrain(const Form& form, const ParallelFor& parallel) {
  constexpr double kDepth = 3.5;      // of the river's bed below its banks' foot, m
  constexpr double kFreeboard = 3.0;  // banks above the water, m
  Terrain t;
  const double half = form.half_size(), high = half * (1 + std::fabs(form.river().tilt)) + 200;
  t.cell = std::max(10.0, std::ceil(2 * high / 1500));
  t.columns = static_cast<std::uint32_t>(2 * (half + 200) / t.cell) + 1;
  t.rows = static_cast<std::uint32_t>(2 * high / t.cell) + 1;
  t.origin = {-(half + 200), -high};
  t.height.resize(std::size_t{t.rows} * t.columns);
  t.water_level = 112;
  t.water_slope = -0.0006F;
  const double r = form.radius();
  const Noise hills(form.options().seed, "generator/hills", std::clamp(r * 0.7, 1200.0, 6000.0));
  const Noise rolls(form.options().seed, "generator/rolls", 700);
  const double valley = 250 + 0.22 * r, relief = std::min(110.0, 28 + 0.009 * r);
  parallel(t.rows, [&](std::size_t row) {
    for (std::uint32_t column = 0; column < t.columns; ++column) {
      const Vec p{t.origin.x + (column + 0.5) * t.cell,
                  t.origin.y + (static_cast<double>(row) + 0.5) * t.cell};
      const double away = std::max(0.0, std::fabs(form.river_offset(p)) - form.river_width() / 2);
      const double rise = 1 - std::exp(-away * away / (valley * valley));
      double h = t.water_at(p) + kFreeboard + rise * relief * (0.55 + 0.6 * hills.fractal(p, 3)) +
                 away * 0.0012 + std::min(1.0, away / 200) * 2.2 * rolls.fractal(p, 2);
      h = std::max(h, t.water_at(p) + kFreeboard);
      if (std::fabs(form.river_offset(p)) < form.river_width() / 2) h = t.water_at(p) - kDepth;
      t.height[row * t.columns + column] = static_cast<float>(h);
    }
  });
  return t;
}

}  // namespace conurb::generator

// SPDX-License-Identifier: Apache-2.0
// Water that creeps over terrain: the flow between two cells is depth of the higher one x slope of the water
// table x conveyance (Boussinesq's equation, explicit in time, five points), limited so that no cell gives
// more than it has. Every face is computed from both sides by the same operations in the same order, so that
// water is kept to rounding.
#pragma once

#include <cstddef>
#include <cstdint>

namespace probe_raster {

struct Field {
  const float* elevation = nullptr;  // m
  const float* depth = nullptr;      // m, of the last half step
  float* next = nullptr;             // m, of this one
  std::int64_t width = 0, height = 0;
};

struct Exchange {
  float factor = 0;  // share of a cell's depth that leaves over a face per metre of head, 1/m
  float rain = 0;    // m in this half step
};

/// At most a fifth of a cell's water leaves over each of its four faces.
inline constexpr float kMostOfDepth = 0.2F;

/// Water that goes from cell a to its neighbour b, as depth, m.
inline float flow(float z_a, float h_a, float z_b, float h_b, float factor) {
  float share = factor * ((z_a + h_a) - (z_b + h_b));
  share = share < kMostOfDepth ? share : kMostOfDepth;
  share = share > -kMostOfDepth ? share : -kMostOfDepth;
  const float out = share > 0.0F ? share : 0.0F;
  const float in = share < 0.0F ? share : 0.0F;
  return out * h_a + in * h_b;
}

/// Half step of the rows [first, last).
inline void creep_rows(const Field& field, const Exchange& exchange, std::int64_t first, std::int64_t last) {
  const std::int64_t width = field.width;
  for (std::int64_t y = first; y < last; ++y) {
    const std::int64_t here = y * width;
    // Beyond the rim a cell meets itself: no head, no flow.
    const std::int64_t below = y > 0 ? here - width : here;
    const std::int64_t above = y + 1 < field.height ? here + width : here;
    const float* __restrict z = field.elevation + here;
    const float* __restrict h = field.depth + here;
    const float* __restrict z_below = field.elevation + below;
    const float* __restrict h_below = field.depth + below;
    const float* __restrict z_above = field.elevation + above;
    const float* __restrict h_above = field.depth + above;
    float* __restrict next = field.next + here;
    const auto cell = [&](std::int64_t x, std::int64_t west, std::int64_t east) {
      const float gain = flow(z[west], h[west], z[x], h[x], exchange.factor) -
                         flow(z[x], h[x], z[east], h[east], exchange.factor);
      const float gain_across = flow(z_below[x], h_below[x], z[x], h[x], exchange.factor) -
                                flow(z[x], h[x], z_above[x], h_above[x], exchange.factor);
      const float depth = h[x] + (gain + gain_across) + exchange.rain;
      next[x] = depth > 0.0F ? depth : 0.0F;
    };
    cell(0, 0, width > 1 ? 1 : 0);
    for (std::int64_t x = 1; x + 1 < width; ++x) cell(x, x - 1, x + 1);
    if (width > 1) cell(width - 1, width - 2, width - 1);
  }
}

}  // namespace probe_raster

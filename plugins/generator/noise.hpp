// SPDX-License-Identifier: Apache-2.0
// Chance for the generator: smooth noise over the plan, and draws for one object after the other
// (sdk/dice.hpp). Both are pure functions of seed, purpose and place or object, so that no result depends on
// order.
#pragma once

#include <cmath>
#include <cstdint>
#include <string_view>

#include "engine/sdk/dice.hpp"
#include "engine/sdk/random.hpp"
#include "plugins/generator/polygon.hpp"

namespace conurb::generator {

/// Value noise: random values on a square lattice, between them quintic blending (Perlin, "Improving noise",
/// SIGGRAPH 2002, for the weights). Mean 0, range -1..1, continuous second derivatives.
class Noise {
 public:
  Noise(std::uint64_t seed, std::string_view purpose, double wavelength_m)
      : random_(seed, purpose), scale_(1 / wavelength_m) {}

  [[nodiscard]] double operator()(Vec p) const {
    const double x = p.x * scale_, y = p.y * scale_;
    const double fx = std::floor(x), fy = std::floor(y);
    const auto i = static_cast<std::int64_t>(fx), j = static_cast<std::int64_t>(fy);
    const double u = fade(x - fx), v = fade(y - fy);
    const double low = mix(corner(i, j), corner(i + 1, j), u);
    return mix(low, mix(corner(i, j + 1), corner(i + 1, j + 1), u), v);
  }
  /// Sum of `octaves` of halved wavelength and size; range about -1..1.
  [[nodiscard]] double fractal(Vec p, int octaves) const {
    double sum = 0, size = 1, total = 0;
    for (int k = 0; k < octaves; ++k) {
      sum += size * (*this)(p);
      total += size;
      size *= 0.5;
      p = p * 2.0 + Vec{17.3, 31.7};
    }
    return sum / total;
  }

 private:
  static double fade(double t) { return t * t * t * (t * (t * 6 - 15) + 10); }
  static double mix(double a, double b, double t) { return a + (b - a) * t; }
  [[nodiscard]] double corner(std::int64_t i, std::int64_t j) const {
    return 2 * random_.uniform(static_cast<std::uint64_t>(i), j) - 1;
  }

  sdk::Random random_;
  double scale_;
};

using sdk::Dice;

}  // namespace conurb::generator

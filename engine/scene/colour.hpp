// SPDX-License-Identifier: Apache-2.0
// Colours as screens and as eyes have them: sRGB (IEC 61966-2-1) and CIELAB (CIE 15, white D65).
#pragma once

#include <array>
#include <cstdint>

namespace conurb::scene {

/// sRGB, 8 bits a channel.
struct Rgb {
  std::uint8_t red = 0, green = 0, blue = 0;
  bool operator==(const Rgb&) const = default;
};

/// Lightness 0 … 100, green to red, blue to yellow.
struct Lab {
  double lightness = 0, a = 0, b = 0;
};

/// Red, green, blue as amounts of light, 0 … 1.
using LinearRgb = std::array<double, 3>;

[[nodiscard]] LinearRgb to_linear(Rgb colour);
/// The nearest colour of a screen; channels beyond 0 … 1 are cut.
[[nodiscard]] Rgb to_rgb(const LinearRgb& light);
[[nodiscard]] Lab to_lab(Rgb colour);
[[nodiscard]] Rgb to_rgb(const Lab& lab);

/// On the straight way between two in CIELAB, 0 <= t <= 1.
[[nodiscard]] Rgb blend(Rgb from, Rgb to, double t);
/// How different two colours look (CIE 1976): 2.3 is just seen, 10 at a glance.
[[nodiscard]] double difference(Rgb a, Rgb b);

}  // namespace conurb::scene

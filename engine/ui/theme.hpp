// SPDX-License-Identifier: Apache-2.0
// Colours and sizes of the room: dark for screens that glow, light for projectors. Every text has a contrast
// of at least 4.5 to 1 against what it stands on (WCAG 2.1, 1.4.3), whatever city lies behind a panel.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace conurb::ui {

/// sRGB and opacity, as Dear ImGui packs them: red lowest.
using Colour = std::uint32_t;
[[nodiscard]] constexpr Colour rgb(std::uint32_t hex, std::uint32_t alpha = 255) {
  return (hex >> 16 & 0xFF) | (hex & 0xFF00) | (hex & 0xFF) << 16 | alpha << 24;
}
/// The same colour, less opaque.
[[nodiscard]] constexpr Colour faded(Colour colour, double opacity) {
  const auto alpha = static_cast<std::uint32_t>((colour >> 24) * opacity + 0.5);
  return (colour & 0xFFFFFF) | alpha << 24;
}

enum class ThemeName : std::uint8_t { dark, light };
/// "dark", "light"; throws Error invalid_argument for anything else.
[[nodiscard]] ThemeName theme_of(std::string_view text);

struct Theme {
  ThemeName name;
  Colour ground;  ///< behind everything
  Colour panel;   ///< nearly opaque
  Colour border;
  Colour raised;  ///< rows under the cursor, fields
  Colour text, secondary;
  Colour accent;                         ///< what is chosen, links
  std::array<Colour, 4> scenarios;       ///< A, B, C, D: lines, chips
  std::array<Colour, 4> scenario_texts;  ///< the same where they are written
  Colour on_scenario;                    ///< text on a chip of a scenario's colour
  Colour better, worse;                  ///< always with a sign or an arrow
  Colour alarm;
};
[[nodiscard]] const Theme& theme(ThemeName name);

/// Sizes at desk distance, in pixels of a screen of 96 per inch; times the scale.
struct Sizes {
  static constexpr float kSmall = 13, kBody = 15, kTitle = 19, kFigure = 30;
  static constexpr float kRadius = 12, kPadding = 16, kGap = 12;
};

/// Contrast of two opaque colours: (lighter + 0.05) / (darker + 0.05) of their relative luminances
/// (WCAG 2.1).
[[nodiscard]] double contrast(Colour a, Colour b);
/// What is seen where a colour lies over another.
[[nodiscard]] Colour over(Colour above, Colour below);

/// How much larger than at a desk texts are, for a person who stands `distance_m` away from a screen with
/// `pixels_per_m`: body text of 20 minutes of arc (ISO 9241-303: 16 to 22), never smaller than at a desk.
[[nodiscard]] double scale_for(double distance_m, double pixels_per_m);

}  // namespace conurb::ui

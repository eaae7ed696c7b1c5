// SPDX-License-Identifier: Apache-2.0
#include "engine/ui/theme.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <fmt/format.h>

#include "engine/base/error.hpp"

namespace conurb::ui {
namespace {

constexpr Theme kDark{
    .name = ThemeName::dark,
    .ground = rgb(0x0d1117),
    .panel = rgb(0x11161d, 235),
    .border = rgb(0x28313c),
    .raised = rgb(0x1d2733),
    .text = rgb(0xe7ebf0),
    .secondary = rgb(0x9aa7b5),
    .accent = rgb(0x4cb8e8),
    .scenarios = {rgb(0x4cb8e8), rgb(0xf0a35e), rgb(0xb79cf0), rgb(0x56c4b2)},
    .scenario_texts = {rgb(0x4cb8e8), rgb(0xf0a35e), rgb(0xb79cf0), rgb(0x56c4b2)},
    .on_scenario = rgb(0x0d1117),
    .better = rgb(0x56c4b2),
    .worse = rgb(0xf0a35e),
    .alarm = rgb(0xff8a7a),
};

constexpr Theme kLight{
    .name = ThemeName::light,
    .ground = rgb(0xf3f5f8),
    .panel = rgb(0xffffff, 242),
    .border = rgb(0xcfd6de),
    .raised = rgb(0xe9eef3),
    .text = rgb(0x16202b),
    .secondary = rgb(0x4d5b6a),
    .accent = rgb(0x00679c),
    .scenarios = {rgb(0x1f8fc4), rgb(0xd9822b), rgb(0x8a66d6), rgb(0x1d9482)},
    .scenario_texts = {rgb(0x00679c), rgb(0x98500a), rgb(0x6a43bd), rgb(0x0b6b5d)},
    .on_scenario = rgb(0x0b0f14),
    .better = rgb(0x0b6b5d),
    .worse = rgb(0x98500a),
    .alarm = rgb(0xb3261e),
};

double luminance(Colour colour) {
  const auto linear = [](std::uint32_t byte) {
    const double c = byte / 255.0;
    return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
  };
  return 0.2126 * linear(colour & 0xFF) + 0.7152 * linear(colour >> 8 & 0xFF) +
         0.0722 * linear(colour >> 16 & 0xFF);
}

}  // namespace

ThemeName theme_of(std::string_view text) {
  if (text == "dark") return ThemeName::dark;
  if (text == "light") return ThemeName::light;
  throw Error(ErrorCode::invalid_argument, fmt::format("'{}' is no theme", text), "", "say dark or light");
}

const Theme& theme(ThemeName name) {
  return name == ThemeName::dark ? kDark : kLight;
}

double contrast(Colour a, Colour b) {
  const double la = luminance(a), lb = luminance(b);
  return (std::max(la, lb) + 0.05) / (std::min(la, lb) + 0.05);
}

Colour over(Colour above, Colour below) {
  const std::uint32_t alpha = above >> 24;
  Colour result = 0xFF000000;
  for (int shift = 0; shift < 24; shift += 8) {
    const std::uint32_t a = above >> shift & 0xFF, b = below >> shift & 0xFF;
    result |= ((a * alpha + b * (255 - alpha) + 127) / 255) << shift;
  }
  return result;
}

double scale_for(double distance_m, double pixels_per_m) {
  const double minutes = std::numbers::pi / 180 / 60;
  const double height_px = 2 * distance_m * std::tan(20 * minutes / 2) * pixels_per_m;
  return std::max(height_px / Sizes::kBody, 1.0);
}

}  // namespace conurb::ui

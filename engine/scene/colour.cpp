// SPDX-License-Identifier: Apache-2.0
#include "engine/scene/colour.hpp"

#include <algorithm>
#include <cmath>

namespace conurb::scene {
namespace {

// D65 with Y = 1, and the knee of CIE's cube root.
constexpr std::array<double, 3> kD65{0.95047, 1.0, 1.08883};
constexpr double kKnee = 6.0 / 29;

double light_of(std::uint8_t code) {
  const double c = code / 255.0;
  return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
}

std::uint8_t code_of(double light) {
  light = std::clamp(light, 0.0, 1.0);
  const double c = light <= 0.0031308 ? 12.92 * light : 1.055 * std::pow(light, 1 / 2.4) - 0.055;
  return static_cast<std::uint8_t>(std::lround(255 * c));
}

double curve(double t) {
  return t > kKnee * kKnee * kKnee ? std::cbrt(t) : t / (3 * kKnee * kKnee) + 4.0 / 29;
}

double uncurve(double f) {
  return f > kKnee ? f * f * f : 3 * kKnee * kKnee * (f - 4.0 / 29);
}

}  // namespace

LinearRgb to_linear(Rgb colour) {
  return {light_of(colour.red), light_of(colour.green), light_of(colour.blue)};
}

Rgb to_rgb(const LinearRgb& light) {
  return {code_of(light[0]), code_of(light[1]), code_of(light[2])};
}

Lab to_lab(Rgb colour) {
  const auto [r, g, b] = to_linear(colour);
  const double x = curve((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / kD65[0]);
  const double y = curve((0.2126729 * r + 0.7151522 * g + 0.0721750 * b) / kD65[1]);
  const double z = curve((0.0193339 * r + 0.1191920 * g + 0.9503041 * b) / kD65[2]);
  return {116 * y - 16, 500 * (x - y), 200 * (y - z)};
}

Rgb to_rgb(const Lab& lab) {
  const double fy = (lab.lightness + 16) / 116;
  const double x = kD65[0] * uncurve(fy + lab.a / 500), y = kD65[1] * uncurve(fy),
               z = kD65[2] * uncurve(fy - lab.b / 200);
  return to_rgb(LinearRgb{3.2404542 * x - 1.5371385 * y - 0.4985314 * z,
                          -0.9692660 * x + 1.8760108 * y + 0.0415560 * z,
                          0.0556434 * x - 0.2040259 * y + 1.0572252 * z});
}

Rgb blend(Rgb from, Rgb to, double t) {
  const Lab a = to_lab(from), b = to_lab(to);
  return to_rgb(
      Lab{a.lightness + (b.lightness - a.lightness) * t, a.a + (b.a - a.a) * t, a.b + (b.b - a.b) * t});
}

double difference(Rgb a, Rgb b) {
  const Lab p = to_lab(a), q = to_lab(b);
  return std::sqrt((p.lightness - q.lightness) * (p.lightness - q.lightness) + (p.a - q.a) * (p.a - q.a) +
                   (p.b - q.b) * (p.b - q.b));
}

}  // namespace conurb::scene

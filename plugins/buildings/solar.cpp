// SPDX-License-Identifier: Apache-2.0
#include "plugins/buildings/solar.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace conurb::buildings {
namespace {

constexpr double kRadian = std::numbers::pi / 180.0;

/// Perez et al. 1990, table 1: upper bounds of the sky clearness bins.
constexpr std::array<double, 7> kClearness{1.065, 1.230, 1.500, 1.950, 2.800, 4.500, 6.200};

/// Perez et al. 1990, table 6, all sites: F11 F12 F13 F21 F22 F23 per bin.
constexpr double kPerez[8][6] = {
    {-0.008, 0.588, -0.062, -0.060, 0.072, -0.022}, {0.130, 0.683, -0.151, -0.019, 0.066, -0.029},
    {0.330, 0.487, -0.221, 0.055, -0.064, -0.026},  {0.568, 0.187, -0.295, 0.109, -0.152, -0.014},
    {0.873, -0.392, -0.362, 0.226, -0.462, 0.001},  {1.132, -1.237, -0.412, 0.288, -0.823, 0.056},
    {1.060, -1.600, -0.359, 0.264, -1.127, 0.131},  {0.678, -0.327, -0.250, 0.156, -1.377, 0.251}};

/// Relative g of clear double glazing at 0, 10, ... 90 degrees of incidence.
constexpr std::array<double, 10> kAngular{1.0, 1.0, 1.0, 0.990, 0.974, 0.934, 0.842, 0.658, 0.342, 0.0};

double air_mass(double sin_elevation) {
  const double elevation_deg = std::asin(std::clamp(sin_elevation, 0.0, 1.0)) / kRadian;
  return 1.0 / (sin_elevation + 0.50572 * std::pow(elevation_deg + 6.07995, -1.6364));
}

}  // namespace

PerezSky perez_sky(const SunPosition& sun, const Irradiance& irradiance) {
  const double diffuse = irradiance.diffuse_horizontal;
  if (sun.sin_elevation <= 0.0 || diffuse <= 0.0) return {};
  const double zenith = std::acos(std::min(sun.sin_elevation, 1.0));
  const double haze = 1.041 * zenith * zenith * zenith;
  const double clearness = ((diffuse + irradiance.direct_normal) / diffuse + haze) / (1.0 + haze);  // (1)
  const auto bin = std::upper_bound(kClearness.begin(), kClearness.end(), clearness) - kClearness.begin();
  const double brightness = diffuse * air_mass(sun.sin_elevation) / sun.extraterrestrial_normal;  // (2)
  const auto& f = kPerez[bin];
  return {std::max(0.0, f[0] + f[1] * brightness + f[2] * zenith), f[3] + f[4] * brightness + f[5] * zenith};
}

TiltedIrradiance tilted(const SunPosition& sun, const PerezSky& sky, const Irradiance& irradiance,
                        double tilt_rad, double azimuth_rad, double albedo) {
  const double cos_tilt = std::cos(tilt_rad);
  const double sin_tilt = std::sin(tilt_rad);
  const bool up = sun.sin_elevation > 0.0;
  const double towards =
      sun.sin_elevation * cos_tilt + sun.cos_elevation * sin_tilt * std::cos(sun.azimuth_rad - azimuth_rad);
  TiltedIrradiance out;
  out.cos_incidence = up ? std::max(0.0, towards) : 0.0;
  // Perez' a/b; b is kept from vanishing at sunrise by cos 85 degrees, as in the paper.
  const double ratio = out.cos_incidence / std::max(0.0871557, sun.sin_elevation);
  const double diffuse = irradiance.diffuse_horizontal;
  out.beam = irradiance.direct_normal * out.cos_incidence + diffuse * sky.circumsolar * ratio;
  out.sky = std::max(
      0.0, diffuse * ((1.0 - sky.circumsolar) * 0.5 * (1.0 + cos_tilt) + sky.horizon * sin_tilt));  // (9)
  out.ground = irradiance.global_horizontal * albedo * 0.5 * (1.0 - cos_tilt);
  return out;
}

double angular_transmission(double cos_incidence) {
  const double step = std::acos(std::clamp(cos_incidence, 0.0, 1.0)) / (10.0 * kRadian);
  const auto low = std::min(static_cast<std::size_t>(step), kAngular.size() - 2);
  const double part = std::min(step - static_cast<double>(low), 1.0);
  return kAngular[low] + part * (kAngular[low + 1] - kAngular[low]);
}

SurfaceIrradiance surface_irradiance(const Site& site, double mid_hour_utc_s, const Irradiance& irradiance) {
  const SunPosition sun = solvers::sun_position(mid_hour_utc_s, site.latitude_deg, site.longitude_deg);
  const PerezSky sky = perez_sky(sun, irradiance);
  SurfaceIrradiance out;
  for (std::size_t o = 0; o < kOrientations; ++o) {
    const double tilt = o == kRoof ? 0.0 : 0.5 * std::numbers::pi;
    const double azimuth = static_cast<double>(o) * 0.25 * std::numbers::pi;
    TiltedIrradiance part = tilted(sun, sky, irradiance, tilt, azimuth, site.albedo);
    // What falls on a horizontal surface was measured: no need to put it together from its parts, which in
    // hourly files miss it by some tenths of a per cent.
    if (o == kRoof) part.beam = std::max(0.0, irradiance.global_horizontal - part.sky);
    out.incident[o] = part.total();
    out.window[o] = part.beam * angular_transmission(part.cos_incidence) +
                    (part.sky + part.ground) * kDiffuseTransmission;
  }
  return out;
}

}  // namespace conurb::buildings

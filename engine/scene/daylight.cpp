// SPDX-License-Identifier: Apache-2.0
#include "engine/scene/daylight.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "engine/io/crs.hpp"
#include "engine/solvers/sun_position.hpp"

namespace conurb::scene {
namespace {

constexpr double kDegree = std::numbers::pi / 180;

/// The sky when the sun stands at an elevation.
struct Mood {
  double elevation_deg;
  Light sun, sky, ground, horizon, zenith;
  float night;
};

// Chosen by eye on white models; between two the sky is blend.
constexpr std::array<Mood, 6> kMoods = {{
    {-14,
     {.050f, .065f, .110f},
     {.050f, .068f, .125f},
     {.010f, .012f, .02f},
     {.030f, .045f, .090f},
     {.008f, .013f, .035f},
     1},
    {-5,
     {.050f, .060f, .100f},
     {.110f, .135f, .230f},
     {.03f, .03f, .04f},
     {.300f, .230f, .260f},
     {.050f, .085f, .200f},
     .9f},
    {0,
     {.50f, .21f, .09f},
     {.250f, .265f, .350f},
     {.08f, .06f, .05f},
     {.880f, .500f, .300f},
     {.150f, .230f, .420f},
     .35f},
    {6,
     {1.08f, .66f, .37f},
     {.310f, .345f, .430f},
     {.15f, .12f, .09f},
     {.860f, .690f, .520f},
     {.190f, .330f, .600f},
     0},
    {20,
     {1.02f, .86f, .66f},
     {.315f, .36f, .435f},
     {.17f, .15f, .12f},
     {.740f, .800f, .850f},
     {.190f, .380f, .700f},
     0},
    {50,
     {.80f, .735f, .64f},
     {.29f, .335f, .41f},
     {.17f, .16f, .14f},
     {.700f, .800f, .880f},
     {.160f, .360f, .700f},
     0},
}};

template <typename T>
T mixed_light(const T& a, const T& b, float t) {
  T result = a;
  for (std::size_t i = 0; i < result.size(); ++i) result[i] += (b[i] - a[i]) * t;
  return result;
}

/// Lamps by the hour of the day, where it is dark.
float lamps(double hour) {
  constexpr std::array<std::array<double, 2>, 9> kShare = {
      {{0, .20}, {1.5, .08}, {5, .06}, {6.5, .30}, {8, .35}, {16, .35}, {19, .52}, {22, .45}, {24, .20}}};
  for (std::size_t i = 1; i < kShare.size(); ++i) {
    if (hour > kShare[i][0]) continue;
    const auto& [h0, s0] = kShare[i - 1];
    const auto& [h1, s1] = kShare[i];
    return static_cast<float>(s0 + (s1 - s0) * (hour - h0) / (h1 - h0));
  }
  return static_cast<float>(kShare.back()[1]);
}

std::array<double, 2> spread(int i) {
  // 1/p and 1/p^2 of the plastic number.
  const double u = 0.5 + 0.7548776662466927 * i, v = 0.5 + 0.5698402909980532 * i;
  return {u - std::floor(u), v - std::floor(v)};
}

}  // namespace

GeoPlace place_of(const city::City& city) {
  const city::Place& place = city.place();
  if (!place.crs.empty()) {
    const io::Crs crs = io::Crs::open(place.crs);
    const auto [longitude, latitude] = crs.to_wgs84(place.origin_x, place.origin_y);
    if (std::isfinite(longitude) && std::isfinite(latitude)) return {latitude, longitude};
  }
  const std::int32_t sites = city.find("weather_site");
  if (sites >= 0) {
    const city::Table& table = city.table(static_cast<std::size_t>(sites));
    const auto latitude = table.find("latitude"), longitude = table.find("longitude");
    if (table.rows() > 0 && latitude && longitude) {
      const auto number = [&](std::size_t column) {
        const city::Value value = table.column(column).get(0);
        const double* known = std::get_if<double>(&value);
        return known ? *known : std::nan("");
      };
      const GeoPlace known{number(*latitude), number(*longitude)};
      if (std::isfinite(known.latitude_deg) && std::isfinite(known.longitude_deg)) return known;
    }
  }
  return {};
}

Daylight daylight(Time time, const GeoPlace& place, const Zone& zone) {
  const double utc_s = static_cast<double>(time.us) * 1e-6;
  const solvers::SunPosition sun = solvers::sun_position(utc_s, place.latitude_deg, place.longitude_deg);
  const double elevation_deg = std::asin(std::clamp(sun.sin_elevation, -1.0, 1.0)) / kDegree;
  Daylight result;
  const auto above = std::find_if(kMoods.begin(), kMoods.end(),
                                  [&](const Mood& mood) { return mood.elevation_deg > elevation_deg; });
  const Mood& high = above == kMoods.end() ? kMoods.back() : *above;
  const Mood& low = above == kMoods.begin() ? kMoods.front() : *(above - 1);
  const double span = high.elevation_deg - low.elevation_deg;
  const auto t = static_cast<float>(span > 0 ? (elevation_deg - low.elevation_deg) / span : 0);
  result.sun = mixed_light(low.sun, high.sun, t);
  result.sky = mixed_light(low.sky, high.sky, t);
  result.ground = mixed_light(low.ground, high.ground, t);
  result.horizon = mixed_light(low.horizon, high.horizon, t);
  result.zenith = mixed_light(low.zenith, high.zenith, t);
  result.night = low.night + (high.night - low.night) * t;
  // Below the horizon the moon stands where shapes are seen best: high in the south-west.
  const bool up = elevation_deg > -1;
  const double azimuth = up ? sun.azimuth_rad : 215 * kDegree;
  const double elevation = (up ? std::max(elevation_deg, 1.5) : 42) * kDegree;
  result.sun_direction = {std::sin(azimuth) * std::cos(elevation), std::cos(azimuth) * std::cos(elevation),
                          std::sin(elevation)};
  const CivilTime local = zone.to_local(time);
  result.lit_windows = lamps(local.hour + local.minute / 60.0);
  return result;
}

Daylight studio_light(bool dark) {
  Daylight light;
  const double azimuth = 222 * kDegree, elevation = 47 * kDegree;
  light.sun_direction = {std::sin(azimuth) * std::cos(elevation), std::cos(azimuth) * std::cos(elevation),
                         std::sin(elevation)};
  light.sun = {.62f, .62f, .62f};
  light.sky = {.46f, .47f, .49f};
  light.ground = {.12f, .12f, .12f};
  light.horizon = dark ? Light{.012f, .017f, .026f} : Light{.86f, .89f, .92f};
  light.zenith = dark ? Light{.004f, .007f, .012f} : Light{.66f, .74f, .82f};
  return light;
}

city::Point3 dome_direction(int i) {
  // Uniform over the dome: height evenly spread (Archimedes); the shader weighs with the cosine.
  const auto [u, v] = spread(i);
  const double z = 0.06 + 0.94 * v, r = std::sqrt(1 - z * z), angle = 2 * std::numbers::pi * u;
  return {r * std::cos(angle), r * std::sin(angle), z};
}

std::array<double, 2> disc_point(int i) {
  const auto [u, v] = spread(i);
  const double r = std::sqrt(v), angle = 2 * std::numbers::pi * u;
  return {r * std::cos(angle), r * std::sin(angle)};
}

}  // namespace conurb::scene

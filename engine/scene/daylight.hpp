// SPDX-License-Identifier: Apache-2.0
// Sun and sky of a moment as light and colours, for the shaders.
#pragma once

#include <array>

#include "engine/base/time.hpp"
#include "engine/base/zone.hpp"
#include "engine/city/city.hpp"
#include "engine/city/vector3.hpp"

namespace conurb::scene {

using Light = std::array<float, 3>;  ///< linear red, green, blue; 1 makes a white surface white on the screen

struct Daylight {
  city::Point3 sun_direction{0, 0,
                             1};  ///< to the sun (by night to the moon, which takes its place); unit length
  Light sun{}, sky{}, ground{};   ///< on a surface that faces it
  Light horizon{}, zenith{};      ///< colours of the sky
  float night = 0;                ///< 0 by day … 1
  float lit_windows = 0;          ///< share of windows behind which a lamp is on
  bool operator==(const Daylight&) const = default;
};

/// Where a city stands on earth.
struct GeoPlace {
  double latitude_deg = 48, longitude_deg = 11;
};

/// From the city's reference system; for a city without one the place of its weather, else that of
/// GeoPlace{}.
[[nodiscard]] GeoPlace place_of(const city::City& city);

/// Light as a camera would expose it: by day a white roof in the sun is just not overexposed, by night the
/// moon shows the shapes. Position of the sun: solvers::sun_position.
[[nodiscard]] Daylight daylight(Time time, const GeoPlace& place, const Zone& zone);

/// Light for results: white from the south-west and the same at any hour, before a sky that stands back;
/// `dark` as for screens that glow, else as for projectors.
[[nodiscard]] Daylight studio_light(bool dark);

/// Directions spread evenly over the sky, the horizon's haze left out: sample `i` of a low-discrepancy
/// sequence (Roberts, The unreasonable effectiveness of quasirandom sequences, 2018: R2).
[[nodiscard]] city::Point3 dome_direction(int i);
/// The same for a disc of radius 1 around 0, 0; for the sun's and a pixel's extent.
[[nodiscard]] std::array<double, 2> disc_point(int i);

}  // namespace conurb::scene

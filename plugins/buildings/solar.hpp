// SPDX-License-Identifier: Apache-2.0
// Sun and sky: irradiance on tilted surfaces, and what a window lets in at an angle.
//   Sky: Perez, Ineichen, Seals, Michalsky, Stewart, "Modeling daylight availability and irradiance
//   components from
//     direct and global irradiance", Solar Energy 44(5), 1990, 271-289 (table 1: sky clearness bins, table 6:
//     the coefficients of all sites).
//   Air mass: Kasten and Young, Applied Optics 28(22), 1989, 4735-4738.
// All functions are pure and may be called from any thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "engine/solvers/sun_position.hpp"
#include "plugins/buildings/building_hour.hpp"

namespace conurb::buildings {

/// Relative g of a double-glazed window under diffuse light.
inline constexpr double kDiffuseTransmission = 0.868;

struct Site {
  double latitude_deg = 0;   ///< north positive
  double longitude_deg = 0;  ///< east positive
  double albedo = 0.2;       ///< of the ground, 0..1
};

using solvers::SunPosition;

/// Hourly mean irradiance, W/m2.
struct Irradiance {
  double global_horizontal = 0;
  double direct_normal = 0;
  double diffuse_horizontal = 0;
};

/// Parts of the irradiance on a surface, W/m2, kept apart because glass treats them differently.
struct TiltedIrradiance {
  double beam = 0;           ///< direct and circumsolar: at the sun's angle of incidence
  double sky = 0;            ///< isotropic dome and horizon band
  double ground = 0;         ///< reflected
  double cos_incidence = 0;  ///< of the sun; 0 if it stands behind the surface
  [[nodiscard]] double total() const { return beam + sky + ground; }
};

/// The sky of an hour: Perez' brightening coefficients, computed once for all surfaces.
struct PerezSky {
  double circumsolar = 0;  ///< F1, >= 0
  double horizon = 0;      ///< F2
};
[[nodiscard]] PerezSky perez_sky(const SunPosition& sun, const Irradiance& irradiance);

/// Irradiance on a surface. `tilt_rad` 0 = facing up, pi/2 = wall; `azimuth_rad` of its normal, clockwise
/// from north.
[[nodiscard]] TiltedIrradiance tilted(const SunPosition& sun, const PerezSky& sky,
                                      const Irradiance& irradiance, double tilt_rad, double azimuth_rad,
                                      double albedo);

/// g at an angle of incidence over g at 0 degrees, for clear double glazing; 0..1. Straight lines between the
/// values at 0, 10, ... 90 degrees.
[[nodiscard]] double angular_transmission(double cos_incidence);

/// The nine orientations of BuildingCoefficients at once.
struct SurfaceIrradiance {
  std::array<double, kOrientations> incident{};  ///< W/m2, on opaque surfaces
  std::array<double, kOrientations> window{};    ///< W/m2, times relative g
};

/// Irradiance of one hour on eight facades and the horizontal roof. `mid_hour_utc_s` is the middle of the
/// hour.
[[nodiscard]] SurfaceIrradiance surface_irradiance(const Site& site, double mid_hour_utc_s,
                                                   const Irradiance& irradiance);

}  // namespace conurb::buildings

// SPDX-License-Identifier: Apache-2.0
// From a city's CRS to the earth: earth-centred coordinates of WGS 84 (EPSG:4978) and the frame of east,
// north and up at a place, through PROJ. Points are converted one by one, so that the map's scale, the
// convergence of its grid and the curvature of the earth are in them.
#pragma once

#include <array>
#include <memory>
#include <span>
#include <string>

#include "engine/city/city.hpp"
#include "engine/city/geometry_store.hpp"

namespace conurb::io {

/// Movable, not copyable. Not thread-safe: one object per thread; objects of one place are equal to the bit.
class EarthFrame {
 public:
  /// The frame at `origin`, coordinates of the place's CRS. Heights are those of the CRS where PROJ can
  /// convert them, else taken as heights above its ellipsoid; heights() tells. Throws Error invalid_argument
  /// for a place without CRS or an origin that cannot be converted, not_found for a CRS that PROJ does not
  /// know.
  static EarthFrame open(const city::Place& place, const city::Point3& origin);
  EarthFrame(EarthFrame&&) noexcept;
  EarthFrame& operator=(EarthFrame&&) noexcept;
  ~EarthFrame();

  /// Coordinates of the CRS to metres east, north and up of the origin (ISO 19111 topocentric), in place.
  /// Throws Error invalid_argument for a point outside of what the projection covers.
  void to_local(std::span<city::Point3> points) const;
  /// The other way.
  void from_local(std::span<city::Point3> points) const;
  /// The frame's place on the earth as a 4 x 4 matrix, column by column: earth-centred = matrix * local.
  [[nodiscard]] const std::array<double, 16>& to_earth() const;
  /// What the heights are taken for, a line.
  [[nodiscard]] const std::string& heights() const;

 private:
  struct State;
  explicit EarthFrame(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace conurb::io

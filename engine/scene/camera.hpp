// SPDX-License-Identifier: Apache-2.0
// Where a person stands and looks: the only description of a camera that commands, sessions and pictures
// know.
#pragma once

#include <array>
#include <string>

#include "engine/city/geometry_measure.hpp"

namespace conurb::scene {

enum class CameraMode : std::uint8_t {
  orbit,  ///< around the target
  map,    ///< from above, north up unless turned; parallel projection
  fly,    ///< the eye moves, the target follows
};

/// No place that a person can look at lies further from the local frame's origin: all of the Earth is nearer.
inline constexpr double kWorld_m = 1e8;

/// Metres of the local frame, z above the datum.
struct Camera {
  CameraMode mode = CameraMode::orbit;
  city::Point3 target{0, 0, 0};
  double distance = 1000;  ///< from eye to target, m
  double heading_deg = 0;  ///< direction of sight, clockwise from north
  double pitch_deg = -35;  ///< of sight, above the horizon; -90 is straight down
  double field_deg =
      40;  ///< of view, top to bottom; in mode map it gives the height seen: 2 d tan(field / 2)
  bool operator==(const Camera&) const = default;

  [[nodiscard]] city::Point3 eye() const;
  /// Unit vector of sight and that which points up in the picture.
  [[nodiscard]] city::Point3 forward() const;
  [[nodiscard]] city::Point3 up() const;
  [[nodiscard]] city::Point3 right() const;
};

/// A camera as a projection of the world on a picture; matrices act on column vectors, row by row.
struct Projection {
  Camera camera;
  double aspect = 1;             ///< width / height
  double near_m = 1, far_m = 1;  ///< clip distances along the sight

  /// How many pixels a length of a metre has at a distance of a metre (perspective), or everywhere (map).
  [[nodiscard]] double pixels_per_unit(int height_px) const;
  /// World -> clip space of OpenGL, relative to `origin` (floats in the card keep their precision).
  [[nodiscard]] std::array<double, 16> view(const city::Point3& origin) const;
  [[nodiscard]] std::array<double, 16> clip() const;
  /// Point of the picture (0 … 1 from its lower left) and depth along the sight in metres; z <= 0 is behind.
  [[nodiscard]] city::Point3 project(const city::Point3& world) const;
  struct Ray {
    city::Point3 from{}, direction{};  ///< unit length
  };
  /// The ray of sight through a point of the picture, 0 … 1 from its lower left.
  [[nodiscard]] Ray ray(double u, double v) const;
  /// Inward planes a x + b y + c z + d >= 0 of what is seen: left, right, bottom, top, near.
  [[nodiscard]] std::array<std::array<double, 4>, 5> planes() const;
};

/// Why no camera can stand so, as the end of a sentence; empty if it can: finite, the target within the
/// world, the distance 1 cm to a tenth of it, heading within ±360, pitch within ±90, field within 1 to 150
/// degrees.
[[nodiscard]] std::string fault_of(const Camera& camera);

/// A camera that shows the whole box from the south, 35 degrees down.
[[nodiscard]] Camera overview(const city::Box& box, double aspect);
/// Part of a picture, 0 … 1 from its lower left.
struct PicturePart {
  double left = 0, bottom = 0, right = 1, top = 1;
};
/// The same within a part of the picture, beside which something lies over it: from higher up, at most 60
/// degrees, where that part is too narrow to be filled by a city seen from the side.
[[nodiscard]] Camera overview(const city::Box& box, double aspect, const PicturePart& part);
/// On the way between two, 0 <= t <= 1, eased at both ends; far apart it rises on the way (van Wijk, Nuij:
/// Smooth and efficient zooming and panning, InfoVis 2003).
[[nodiscard]] Camera between(const Camera& from, const Camera& to, double t);
/// "x,y,z,distance,heading,pitch[,field]", metres of the local frame and degrees, and back. Throws Error
/// invalid_argument saying what is wrong.
[[nodiscard]] Camera parse_camera(const std::string& text);
[[nodiscard]] std::string to_text(const Camera& camera);

}  // namespace conurb::scene

// SPDX-License-Identifier: Apache-2.0
// Coordinate reference systems and their conversion to longitude and latitude, through PROJ.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "engine/io/crs_text.hpp"

namespace conurb::io {

/// A coordinate reference system known to PROJ. Coordinates are always given and returned in the order that
/// maps are drawn: east (or longitude) first, then north (or latitude), whatever the authority says (PROJ's
/// proj_normalize_for_visualization). Movable, not copyable. Not thread-safe: one object per thread.
class Crs {
 public:
  /// Opens the system named by a text as parse_crs_text() takes it apart, or anything else PROJ understands
  /// (WKT, PROJ strings). `where` is used in messages. Throws Error(not_found) when PROJ does not know it,
  /// Error(invalid_argument) for an empty text.
  static Crs open(std::string_view text, std::string_view where = {});
  Crs(Crs&&) noexcept;
  Crs& operator=(Crs&&) noexcept;
  ~Crs();

  [[nodiscard]] const CrsText& text() const;
  /// "Amersfoort / RD New + NAP height".
  [[nodiscard]] const std::string& name() const;
  /// EPSG code of the horizontal part ("7415" is compound: this is 28992); 0 when it has none.
  [[nodiscard]] int horizontal_epsg() const;
  /// EPSG code of the vertical part, 0 when there is none or it has no code.
  [[nodiscard]] int vertical_epsg() const;
  /// Whether heights belong to the system (compound or three-dimensional).
  [[nodiscard]] bool has_height() const;
  /// Whether horizontal coordinates are angles.
  [[nodiscard]] bool is_geographic() const;
  /// Whether the authority puts north (or latitude) first: the order in which GML gives coordinates.
  [[nodiscard]] bool is_north_first() const;
  /// West, south, east and north of the area the system is meant for (degrees, WGS 84); nothing when it is
  /// unknown.
  [[nodiscard]] std::optional<std::array<double, 4>> area_of_use() const;
  /// Unit of the horizontal axes: "metre", "US survey foot", "degree".
  [[nodiscard]] const std::string& unit() const;
  /// Metres per unit for lengths, radians per unit for angles.
  [[nodiscard]] double unit_factor() const;

  /// Longitude and latitude (degrees, WGS 84) of a point given in this system. The height is not converted.
  /// Throws Error(invalid_argument) when the point lies outside what the projection can do.
  [[nodiscard]] std::array<double, 2> to_wgs84(double x, double y) const;
  /// The other way.
  [[nodiscard]] std::array<double, 2> from_wgs84(double longitude_deg, double latitude_deg) const;
  /// Converts x, y pairs (x0 y0 x1 y1 ...) to longitude, latitude in place; a point that cannot be converted
  /// becomes NaN. Returns the number of those. The length is even, else Error(invalid_argument).
  std::size_t to_wgs84(std::span<double> points) const;
  /// The other way.
  std::size_t from_wgs84(std::span<double> points) const;

  /// Accuracy in metres that PROJ states for the conversion in use at a point of this system; nothing when it
  /// is unknown.
  [[nodiscard]] std::optional<double> accuracy_m(double x, double y) const;
  /// Name of a grid file that would make the conversion better and is not installed, empty when there is
  /// none.
  [[nodiscard]] const std::string& missing_grid() const;

 private:
  struct State;
  explicit Crs(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace conurb::io

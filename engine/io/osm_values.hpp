// SPDX-License-Identifier: Apache-2.0
// Values of OpenStreetMap tags as numbers: units, words and the many ways to write them down
// (https://wiki.openstreetmap.org/wiki/Map_features/Units). A value that is no number, not finite or out of
// the range that its key can have is nothing, never a guess. Pure functions.
#pragma once

#include <optional>
#include <string_view>

namespace conurb::io {

/// "3", "2.5"; of a list ("2;3") the first. Nothing else may stand there.
[[nodiscard]] std::optional<double> osm_number(std::string_view text);
/// Metres: "12", "12 m", "3.5m", "0.4 km", "12 ft", "40'", "6'4\"", "80 cm", "2 mi".
[[nodiscard]] std::optional<double> osm_length_m(std::string_view text);
/// m/s, up to 400 km/h: "50", "50 km/h", "30 mph", "10 knots", "walk" (7 km/h), "DE:urban" and other words of
/// countries, "DE:zone30" and "DE:zone:30". "none", "signals" and "variable" are nothing.
[[nodiscard]] std::optional<double> osm_speed_m_s(std::string_view text);
/// True for words of maxspeed that say that no fixed limit stands there, so that they are no fault.
[[nodiscard]] bool is_open_speed(std::string_view text);
/// Storey of the ground that a line runs on: layer, else 1 on bridges and -1 in tunnels, 0 elsewhere. A
/// passage through a building is no tunnel. `layer` beyond ±10 is no layer.
[[nodiscard]] int osm_level(std::string_view layer, std::string_view bridge, std::string_view tunnel);
/// Year of "1975", "1975-06-01", "~1930" or "C19" (middle: 1850); 0 < year < 2200.
[[nodiscard]] std::optional<double> osm_year(std::string_view text);

}  // namespace conurb::io

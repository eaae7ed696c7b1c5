// SPDX-License-Identifier: Apache-2.0
// Which coordinate comes first. GML follows the register (latitude first for EPSG's geographic systems, north
// first for some projected ones); many files in projected systems do not. What the register says is taken
// until the coordinates say otherwise: they lie in the area of use in one order only, or solids and roofs
// face inwards in one.
#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "engine/base/error.hpp"
#include "engine/io/citygml_import.hpp"
#include "engine/io/crs.hpp"

namespace conurb::io::citygml {

namespace {

std::optional<Crs> open(const CrsText& crs) {
  if (crs.form == CrsForm::none || crs.form == CrsForm::other) return std::nullopt;
  try {
    return Crs::open(crs.text);
  } catch (const Error&) {
    return std::nullopt;  // whoever places the city refuses it with a reason; its axes are not known here
  }
}

/// Whether a point lies where the system is meant to be used; nothing when that is not known.
std::optional<bool> inside(const Crs& crs, double x, double y) {
  constexpr double kMargin = 0.1;  // degrees
  const auto area = crs.area_of_use();
  if (!area) return std::nullopt;
  const auto& [west, south, east, north] = *area;
  double longitude = x, latitude = y;
  if (!crs.is_geographic()) {
    try {
      const auto point = crs.to_wgs84(x, y);
      longitude = point[0];
      latitude = point[1];
    } catch (const Error&) {
      return false;  // beyond what the projection can do
    }
  }
  if (latitude < south - kMargin || latitude > north + kMargin) return false;
  const bool across = west > east;  // the area crosses the date line
  const bool from_west = longitude >= west - kMargin, to_east = longitude <= east + kMargin;
  return across ? from_west || to_east : from_west && to_east;
}

}  // namespace

AxisGuess guess_axes(const CrsText& text) {
  AxisGuess guess;
  const std::optional<Crs> crs = open(text);
  if (!crs) return guess;
  guess.metric = !crs->is_geographic();
  // Short names come from the time before the register was followed.
  const bool by_register = text.form == CrsForm::url || text.form == CrsForm::urn;
  guess.north_first =
      by_register && text.text.find("epsg.xml#") == std::string::npos && crs->is_north_first();
  return guess;
}

bool settle_axes(Import& import, const CrsText& text) {
  const bool read = import.north_first;
  const AxisEvidence& axes = import.axes;
  const std::optional<Crs> crs = open(text);
  if (!crs || !axes.any) return read;
  const bool guess = guess_axes(text).north_first;
  // East and north if the order is `read`, and if it is the other one.
  const double east = (axes.lower[0] + axes.upper[0]) / 2, north = (axes.lower[1] + axes.upper[1]) / 2;
  const auto in_guess = guess == read ? inside(*crs, east, north) : inside(*crs, north, east);
  const auto in_other = guess == read ? inside(*crs, north, east) : inside(*crs, east, north);
  const bool told = in_guess && in_other && *in_guess != *in_other;
  const std::uint64_t right = guess == read ? axes.right_handed : axes.left_handed;
  const std::uint64_t left = guess == read ? axes.left_handed : axes.right_handed;
  bool result = guess;
  if (told) {
    result = *in_guess ? guess : !guess;
  } else if (crs->is_north_first() && !crs->is_geographic() && left > 2 * right) {
    result = !guess;
  }
  if (result != guess) {
    import.report(Severity::warning, "", "srsName", "crs.axis_order",
                  fmt::format("{} first, although {} says otherwise: that is what the coordinates fit",
                              result ? "north" : "east", io::in_quotes(text.text)));
  }
  return result;
}

}  // namespace conurb::io::citygml

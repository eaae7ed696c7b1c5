// SPDX-License-Identifier: Apache-2.0
// What must hold of every generated city. Each check returns a text for the first fault, empty if there is
// none.
#pragma once

#include <ostream>
#include <string>

#include "plugins/generator/city.hpp"

namespace conurb::generator {

/// How GoogleTest names a parameter.
inline void PrintTo(const Options& options, std::ostream* out) {
  *out << options.population << " residents, seed " << options.seed << ", style "
       << static_cast<int>(options.style);
}

}  // namespace conurb::generator

namespace conurb::generator::checks {

/// Every shell: each directed edge once and its opposite once, volume positive, surfaces plane to 10 mm,
/// grounds down, roofs up.
std::string shells(const City& city);
/// No two footprints have a common area.
std::string overlaps(const City& city);
/// Buildings lie on their parcels, parcels in their blocks, and the parcels of a block fill it.
std::string nesting(const City& city);
/// Every parcel with a building has a side along the corridor of its street.
std::string access(const City& city);
/// One connected plane network whose links meet in nodes only; lengths are those of the lines.
std::string network(const City& city);
/// Nothing but bridges lies in the river.
std::string river(const City& city);
/// References are in range, arrays of one length, values finite and in their ranges.
std::string arrays(const City& city);
/// No tree stands in a building or on a parcel with buildings.
std::string trees(const City& city);

}  // namespace conurb::generator::checks

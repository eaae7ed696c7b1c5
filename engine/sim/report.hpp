// SPDX-License-Identifier: Apache-2.0
// A comparison of two branches as one HTML file that needs nothing else: figures, plots as SVG, what the
// models cannot tell, where the data came from, and what the runs were made of.
#pragma once

#include <string>

#include "engine/base/zone.hpp"
#include "engine/sim/compare.hpp"
#include "engine/store/city_file.hpp"

namespace conurb::sim {

/// The report's text, UTF-8. `title` heads it. Recorded columns that grow from step to step (energies) are
/// drawn as their increase a day in each recorded interval, summed over the rows.
[[nodiscard]] std::string html_report(const Comparison& comparison, store::CityFile& file, const Zone& zone,
                                      const std::string& title);

}  // namespace conurb::sim

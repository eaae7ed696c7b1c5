// SPDX-License-Identifier: Apache-2.0
// The values of a plot for a spreadsheet.
#pragma once

#include <string>

#include "engine/plot/chart.hpp"

namespace conurb::plot {

/// Comma-separated values by RFC 4180, UTF-8, with a head that says names and units ("A heat demand [kW]"):
/// a row an x, label or bin, a column a series; of points, a row a point. Times are ISO 8601 with their
/// offset from UTC, numbers the shortest that read back exactly, gaps empty.
[[nodiscard]] std::string csv(const Chart& chart);

}  // namespace conurb::plot

// SPDX-License-Identifier: Apache-2.0
// Whether a city is valid: its geometry (geometry_check.hpp), the types and directions of its surfaces,
// objects that are there twice, parts that cut into each other, and values out of the ranges of their
// columns. One pass over the geometry and the columns; only what lies in one building is compared with each
// other.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "engine/base/jobs.hpp"
#include "engine/base/progress.hpp"
#include "engine/city/city.hpp"
#include "engine/city/validity.hpp"

namespace conurb::city {

struct CityFinding : GeometryFinding {
  std::uint32_t object =
      kNone;                ///< row of `city_object`; kNone for a template, and for values of other tables
  std::int32_t table = -1;  ///< of a value out of range: its table and row
  std::int64_t row = -1;
  bool has_place = true;
  std::string detail;  ///< what the figure cannot say: names, the value and its limits
};

struct CityReport {
  /// By rule; of each the first `most_per_rule`, in the order of geometries and rows.
  std::vector<CityFinding> findings;
  std::array<std::int64_t, 64> counts{};  ///< by rule, all of them
  std::int64_t geometries = 0, surfaces = 0, shells = 0;
  [[nodiscard]] std::int64_t count(Rule rule) const { return counts[static_cast<std::size_t>(rule)]; }
  [[nodiscard]] std::int64_t count(RuleSeverity severity) const;
};

struct CityCheckOptions {
  ValidityOptions validity;
  std::size_t most_per_rule = 10000;
};

/// Checks what is alive. `city` has its geometry loaded, or none. Same city, same report, for any number of
/// threads. Throws Error cancelled.
[[nodiscard]] CityReport check_city(const City& city, const CityCheckOptions& options, Jobs& jobs,
                                    const CancelToken& cancel);

}  // namespace conurb::city

// SPDX-License-Identifier: Apache-2.0
// A city for a plugin that nobody has data for: its tables and columns are those of the manifest, its values
// come from a seed. Internal to the conformance check.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "engine/base/time.hpp"
#include "engine/city/city.hpp"
#include "engine/host/manifest.hpp"

namespace conurb::host::check {

/// What the columns that a plugin reads hold.
enum class Inputs {
  plausible,  ///< what the unit and the name suggest, within the declared range
  missing,   ///< the same, but null in every third row of what may be null, or whose owner is not here to say
  zero,      ///< zero, or the end of the declared range that is nearest to it
  denormal,  ///< the smallest numbers there are, within the declared range
};

struct CityRecipe {
  std::uint64_t seed = 1;
  std::int64_t rows = 37;           ///< of every table but series and grids; no multiple of 16
  std::int64_t series_rows = 8760;  ///< hours from kSeriesStart on
  Inputs inputs = Inputs::plausible;
  bool optional = true;  ///< with the tables and columns that the plugin can do without
  bool bystanders =
      false;  ///< with a column that nobody declared in every table that is not the plugin's own
  std::span<const city::TableSpec> vocabulary{};  ///< what tables and columns of the city's own are like
  std::shared_ptr<city::BufferPool> pool{};       ///< null: one of its own
};

/// 2026-01-01T00:00Z: where series begin.
inline constexpr Time kSeriesStart{1'767'225'600'000'000};
/// When every run begins; well within the time that generated series cover.
inline constexpr Time kRunStart = kSeriesStart + kDay * 120;

/// Name of the column that `bystanders` adds.
inline constexpr const char* kBystander = "check_bystander";

/// A city that holds all that the plugin needs: the tables that others own with `rows` rows of generated
/// values, the plugin's own tables empty, the columns that it writes at their initial values. Links form a
/// ring with chords, refs lead to rows that are there, shapes are squares of 12 m on a grid of 20 m or the
/// lines between their corners. The same manifest and recipe give the same city. Throws what declare()
/// throws.
[[nodiscard]] city::City make_city(const Manifest& manifest, const CityRecipe& recipe);

/// Appends `count` rows with generated values to a table that the plugin does not own. Returns the first.
std::int64_t append_rows(const Manifest& manifest, const CityRecipe& recipe, city::City& city,
                         std::uint32_t table, std::int64_t count);

/// True for a table whose rows come and go by what people do: not owned by the plugin, neither series nor
/// grid, and in this city.
[[nodiscard]] bool is_peoples(const Manifest& manifest, const city::City& city, std::uint32_t table);

}  // namespace conurb::host::check

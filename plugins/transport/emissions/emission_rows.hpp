// SPDX-License-Identifier: Apache-2.0
// A catalogue as the rows of the city's tables emission_class, fleet_mix and emission_factor: what it has
// beside or instead of the built-in one. All in SI units; the catalogue's own units are those of its files.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include "plugins/transport/emissions/emission_class.hpp"
#include "plugins/transport/findings.hpp"

namespace conurb::transport::emissions {

/// So many of an output's unit for a km are one J/m or kg/m, in the order of Output.
inline constexpr std::array<double, kOutputs> kFactorInSi{1e-3, 1e6, 1 / 3.6e3, 1e6, 1e6, 1e6, 1e6, 1e6};

struct ClassRow {
  std::string id = {};
  std::string carrier = {};                                 ///< empty: as the class of this id has it
  std::array<double, kClassParameters.size()> values = {};  ///< as kClassParameters; NaN: as that class
};

struct MixRow {
  std::string mix = {}, emission_class = {};
  double share = 0;
};

/// Amounts of a class or mix at a mean speed.
struct FactorRow {
  std::string id = {};
  double speed = 0;      ///< m/s
  Outputs amounts = {};  ///< for a metre; NaN: by the model
};

struct EmissionRows {
  std::vector<ClassRow> classes = {};
  std::vector<MixRow> mixes = {};  ///< those of a mix are all of its members
  std::vector<FactorRow> factors = {};
};

/// What `catalogue` has otherwise than `known`: classes whole, mixes with all members, all tables.
[[nodiscard]] EmissionRows rows_of(const EmissionCatalogue& catalogue, const EmissionCatalogue& known);

/// `known`, which is sound, with the rows put in: classes first, mixes, then factors. The result is sound:
/// what cannot be – a name that is not there or there twice, a value out of its limits, a class beside the
/// known ones that has not all its values – is left out, a mix as a whole, and findings tell it, as they tell
/// what put_mix and put_table do.
[[nodiscard]] EmissionCatalogue with_rows(const EmissionCatalogue& known, const EmissionRows& rows,
                                          FindingList& findings);

}  // namespace conurb::transport::emissions

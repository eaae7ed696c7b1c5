// SPDX-License-Identifier: Apache-2.0
// Emission factors and fleets from comma-separated text, in place of the built-in ones.
// docs/transport-emissions.md has the three forms: speed tables, classes, mixes.
#pragma once

#include <string>
#include <string_view>

#include "plugins/transport/emissions/emission_class.hpp"
#include "plugins/transport/findings.hpp"

namespace conurb::transport::emissions {

/// Adds to the catalogue what the text says or changes what it names; columns tell which form it is. Row
/// numbers of classes and mixes are not the same afterwards where classes came in: look them up anew. Throws
/// InputError with `where` and the line for what is no number, unknown, out of its limits or told twice; the
/// catalogue is then as it was. Findings tell what is odd: columns that are not known, classes that no mix
/// uses, sums of shares other than 1, speed tables of a single speed or with leaps.
void read_emission_table(EmissionCatalogue& catalogue, std::string_view text, const std::string& where,
                         FindingList& findings);

}  // namespace conurb::transport::emissions

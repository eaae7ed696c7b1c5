// SPDX-License-Identifier: Apache-2.0
// From a generated city to rows, outlines and solids of the city's tables.
#pragma once

#include "engine/sdk/conurb.hpp"
#include "plugins/generator/city.hpp"

namespace conurb::generator {

/// Fills the tables of the manifest, which must be empty. Throws sdk::Failure as the host refuses.
void fill_tables(const sdk::Host& host, const sdk::View& view, const City& city);

}  // namespace conurb::generator

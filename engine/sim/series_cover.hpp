// SPDX-License-Identifier: Apache-2.0
// Whether the series that drive a run (weather, prices …) are there for its whole span.
#pragma once

#include "engine/base/zone.hpp"
#include "engine/sim/branch.hpp"

namespace conurb::sim {

/// Checks the tables of kind series whose column `time` (i64, us) a plugin of the branch needs and none of
/// them owns: the rows alive must cover the branch from its present time to its end. A row of interpolation
/// "mean of interval" covers [time, time + interval), the interval being its own or else the distance to the
/// row before; "step" covers all that follows the first row; "linear" reaches from the first row to the last.
/// Throws Error not_found naming series, plugin, what it covers and what the run asks for.
void require_series(const Branch& branch, const Zone& zone);

}  // namespace conurb::sim

// SPDX-License-Identifier: Apache-2.0
// Questions on flows between zones and on counts.
#pragma once

#include <span>

#include "engine/sdk/conurb.hpp"

namespace conurb::transport {

/// Volumes and times of links in the static user equilibrium; what it comes to. Throw sdk::Failure and
/// InputError.
void answer_assignment(const sdk::Host& host, const sdk::View& view, std::span<const conurb_value> arguments,
                       sdk::Result& result);
void answer_assignment_summary(const sdk::Host& host, const sdk::View& view,
                               std::span<const conurb_value> arguments, sdk::Result& result);

/// Trips of the city, which must have lanes, against its counts. Throws as those do.
void answer_counts(const sdk::Host& host, const sdk::View& view, sdk::Result& result);

}  // namespace conurb::transport

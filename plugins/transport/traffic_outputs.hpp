// SPDX-License-Identifier: Apache-2.0
// What a step brought, as columns.
#pragma once

#include "engine/sdk/conurb.hpp"
#include "plugins/transport/traffic.hpp"

namespace conurb::transport {

void write_links(const sdk::Host& host, const sdk::View& view, const Traffic& traffic);
void write_signals(const sdk::View& view, const Traffic& traffic);
void write_trips(const sdk::View& view, const Traffic& traffic);
/// How many came to events, are home again or on the way.
void write_events(const sdk::View& view, const Traffic& traffic);
void write_passages(const sdk::Host& host, const sdk::View& view, const Traffic& traffic);

/// Rings of links that waited for each other in this step are told of.
void tell_gridlocks(const sdk::Host& host, const Traffic& traffic);

}  // namespace conurb::transport

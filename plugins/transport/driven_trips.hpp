// SPDX-License-Identifier: Apache-2.0
// The trips that a run drives, in the order in which it came to know them: those of the table and those to
// events. So a trip keeps its place, and what chance decides of it, whatever is added later.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "plugins/transport/standing_traffic.hpp"

namespace conurb::transport {

struct DrivenTrips {
  std::shared_ptr<const FlowDemand> demand = {};
  std::vector<std::int32_t> trip_row = {};    ///< of the table trip; kNone: of an event
  std::vector<std::int32_t> event_trip = {};  ///< row of EventTrips; kNone: of the table
  std::vector<std::uint8_t> chooses = {};     ///< 1: takes the way that is quickest when it departs
  std::vector<std::int32_t> type = {};
};

/// `order`: how many of the table, of events, of the table … came to be known; together they are all.
/// `of_table` has the trips of `traffic` on their ways, the first `chosen` of which choose no other one.
[[nodiscard]] DrivenTrips driven_trips(const StandingTraffic& traffic,
                                       const std::shared_ptr<const FlowDemand>& of_table,
                                       const FlowDemand& of_events, std::span<const std::int32_t> order,
                                       std::size_t chosen);

/// One number for what rows of a flow's state lean on: the network, and trips as they were at this size.
[[nodiscard]] std::uint64_t fingerprint_with_trips(const StandingTraffic& traffic, const FlowDemand& demand,
                                                   const DemandSize& size);

}  // namespace conurb::transport

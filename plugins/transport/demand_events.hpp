// SPDX-License-Identifier: Apache-2.0
// Trips to events of the table demand_event and home again. They are decided when a run first meets the event
// and kept with it: people who move or fleets that change later do not undo them.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "engine/sdk/conurb.hpp"
#include "plugins/transport/standing_traffic.hpp"

namespace conurb::transport {

struct EventTrip {
  std::int32_t event = kNone;                        ///< row of the table
  std::int32_t homeward = 0;                         ///< 1: back from it
  std::int32_t origin = kNone, destination = kNone;  ///< links of the core
  std::int32_t type = kNone;                         ///< row of the types of travellers
  Milliseconds depart = 0;                           ///< time of day
};

class EventTrips {
 public:
  EventTrips() = default;
  /// As put() wrote them. Throws Failure bad_data for what it cannot have written.
  explicit EventTrips(const sdk::Reader& reader);
  void put(sdk::Writer& writer) const;

  /// Whether there are events without a decision. Throws Failure bad_data where one that has trips was
  /// changed or retired since.
  [[nodiscard]] bool has_news(const sdk::View& view) const;

  /// Decides the trips of events that are new, and tells what there is to tell: of trips whose time is before
  /// `now` only that they are not made. Gives all trips with their quickest ways on empty streets, as the
  /// flow model has them. Throws Failure bad_data where those decided before are of other streets.
  [[nodiscard]] FlowDemand decide(const sdk::Host& host, const sdk::View& view,
                                  const StandingTraffic& traffic, Milliseconds now);

  [[nodiscard]] const std::vector<EventTrip>& trips() const { return trips_; }

  /// Streets of all who may look for a way, visitors among them.
  [[nodiscard]] std::shared_ptr<const TravellerGraphs> graphs(const sdk::Host& host,
                                                              const StandingTraffic& traffic) const;

 private:
  [[nodiscard]] FlowDemand on_ways(const sdk::Host& host, const StandingTraffic& traffic) const;
  void set_departures(const sdk::Host& host, const StandingTraffic& traffic, Milliseconds now,
                      std::size_t first_event, FlowDemand& demand);

  std::vector<EventTrip> trips_;       ///< event by event: all to it, then all home
  std::vector<std::int64_t> decided_;  ///< by row of the table: what it said
};

}  // namespace conurb::transport

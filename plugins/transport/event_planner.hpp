// SPDX-License-Identifier: Apache-2.0
// What rows of the table demand_event say, and the trips that follow from it.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "plugins/transport/demand/event_visits.hpp"
#include "plugins/transport/demand/link_grid.hpp"
#include "plugins/transport/demand_events.hpp"

namespace conurb::transport {

/// What is said of events, by row.
class EventRows {
 public:
  explicit EventRows(const sdk::View& view);

  [[nodiscard]] std::size_t count() const;
  [[nodiscard]] bool alive(std::size_t row) const;
  [[nodiscard]] std::int32_t link(std::size_t row) const { return link_[row]; }
  [[nodiscard]] std::int32_t type(std::size_t row) const { return type_[row]; }
  [[nodiscard]] double radius(std::size_t row) const { return radius_[row]; }
  [[nodiscard]] std::optional<std::pair<double, double>> place(std::size_t row) const;
  /// None where a number is none that an event can have.
  [[nodiscard]] std::optional<demand::Event> event(std::size_t row) const;
  /// One number for all that is said.
  [[nodiscard]] std::int64_t print(std::size_t row) const;

 private:
  const sdk::View& view_;
  std::span<const std::int32_t> link_, type_;
  std::span<const double> vehicles_, radius_, begin_, end_, coming_, leaving_;
};

void tell_event(const sdk::Host& host, std::size_t row, const char* code, const std::string& text,
                std::int32_t level = CONURB_LOG_WARNING);

/// What is looked up once for all events of a moment.
class EventPlanner {
 public:
  EventPlanner(const sdk::Host& host, const sdk::View& view, const StandingTraffic& traffic);

  /// Appends the trips of an event, to which none belong where something is missing, which is told. Trips to
  /// it depart when they want to be there: the time of their ways is not known yet.
  void plan(std::size_t row, std::vector<EventTrip>& trips);

 private:
  [[nodiscard]] std::int32_t type_of(std::int32_t row) const;
  void look_for(std::int32_t type);
  bool add_people();
  void add_trips();
  [[nodiscard]] std::vector<double> places_of(std::size_t row) const;

  const sdk::Host& host_;
  const sdk::View& view_;
  const StandingTraffic& traffic_;
  EventRows rows_;
  RoadNetwork net_;
  std::vector<std::int32_t> type_of_row_;
  std::int32_t types_ = 0;
  ClassSet users_ = 0;
  std::vector<std::uint8_t> usable_;
  std::optional<demand::LinkGrid> grid_;
  std::vector<double> homes_;  ///< by link
};

}  // namespace conurb::transport

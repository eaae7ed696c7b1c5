// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/demand_events.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <span>
#include <string>
#include <utility>

#include "plugins/transport/equilibrium/free_times.hpp"
#include "plugins/transport/equilibrium/one_shot.hpp"
#include "plugins/transport/event_planner.hpp"

namespace conurb::transport {

namespace {

constexpr std::size_t kWordsOfTrip = 6;
static_assert(sizeof(EventTrip) == kWordsOfTrip * sizeof(std::int32_t));

/// The time of a way on empty streets, without its last link.
Milliseconds time_of(const FlowDemand& demand, const Trip& trip, const std::vector<Milliseconds>& times) {
  std::int64_t sum = 0;
  for (std::uint32_t i = 0; i + 1 < static_cast<std::uint32_t>(trip.turns); ++i)
    sum += times[at(demand.route_steps[trip.first_turn + i].turn())];
  return static_cast<Milliseconds>(std::min<std::int64_t>(sum, 86'400'000));
}

}  // namespace

EventTrips::EventTrips(const sdk::Reader& reader) {
  const auto words = reader.get_all<std::int32_t>("event_trips");
  const auto decided = reader.get_all<std::int64_t>("events");
  decided_.assign(decided.begin(), decided.end());
  bool whole = words.size() % kWordsOfTrip == 0;
  for (std::size_t i = 0; whole && i < words.size(); i += kWordsOfTrip) {
    trips_.push_back({words[i], words[i + 1], words[i + 2], words[i + 3], words[i + 4], words[i + 5]});
    const EventTrip& trip = trips_.back();
    whole = trip.event >= 0 && at(trip.event) < decided_.size() && (trip.homeward | 1) == 1 &&
            trip.depart >= 0 && trip.depart < 86'400'000;
  }
  if (!whole)
    throw sdk::Failure(CONURB_BAD_DATA, "the saved trips to events are damaged: run from the start");
}

void EventTrips::put(sdk::Writer& writer) const {
  std::vector<std::int32_t> words;
  words.reserve(trips_.size() * kWordsOfTrip);
  for (const EventTrip& t : trips_)
    words.insert(words.end(), {t.event, t.homeward, t.origin, t.destination, t.type, t.depart});
  writer.put("event_trips", std::span<const std::int32_t>(words));
  writer.put("events", std::span<const std::int64_t>(decided_));
}

bool EventTrips::has_news(const sdk::View& view) const {
  const EventRows rows(view);
  for (std::size_t row = 0; row < decided_.size(); ++row)
    if (row >= rows.count() || rows.print(row) != decided_[row])
      throw sdk::Failure(
          CONURB_BAD_DATA,
          "a demand event was changed or retired after its trips had been made: run from the start");
  return rows.count() > decided_.size();
}

FlowDemand EventTrips::decide(const sdk::Host& host, const sdk::View& view, const StandingTraffic& traffic,
                              Milliseconds now) {
  const EventRows rows(view);
  const std::size_t first_event = decided_.size();
  if (rows.count() > first_event) {
    EventPlanner planner(host, view, traffic);
    for (std::size_t row = first_event; row < rows.count(); ++row) {
      planner.plan(row, trips_);
      decided_.push_back(rows.print(row));
    }
  }
  if (trips_.empty()) return {};
  FlowDemand demand = on_ways(host, traffic);
  if (decided_.size() > first_event) set_departures(host, traffic, now, first_event, demand);
  return demand;
}

/// Until now trips of new events have the time at which one wants to be there.
void EventTrips::set_departures(const sdk::Host& host, const StandingTraffic& traffic, Milliseconds now,
                                std::size_t first_event, FlowDemand& demand) {
  const std::vector<Milliseconds> times = free_times_under(traffic.network, {});
  struct Sum {
    std::int64_t all = 0, past = 0, without_way = 0;
  };
  std::vector<Sum> sums(decided_.size());
  for (std::size_t i = 0; i < trips_.size(); ++i) {
    EventTrip& trip = trips_[i];
    if (at(trip.event) < first_event) continue;
    Sum& sum = sums[at(trip.event)];
    std::int64_t depart = trip.depart;
    if (trip.homeward == 0) depart -= time_of(demand, demand.trips[i], times);
    trip.depart = demand.trips[i].depart = demand::time_of_day(depart);
    ++sum.all;
    if (demand.trips[i].turns == 0) ++sum.without_way;
    if (depart < now) ++sum.past;
  }
  order_by_departure(demand);
  for (std::size_t row = first_event; row < sums.size(); ++row) {
    const std::string of_all = " of its " + std::to_string(sums[row].all) + " trips ";
    if (sums[row].past > 0)
      tell_event(
          host, row, "past",
          std::to_string(sums[row].past) + of_all + "would have begun before now: they are not made today",
          CONURB_LOG_INFO);
    if (sums[row].without_way > 0)
      tell_event(host, row, "no_route",
                 std::to_string(sums[row].without_way) + of_all + "have no way: they are left out");
  }
}

/// Those between the same links share a way.
FlowDemand EventTrips::on_ways(const sdk::Host& host, const StandingTraffic& traffic) const {
  const auto leads_to = [](std::int32_t row, std::size_t size) { return row >= 0 && at(row) < size; };
  const std::size_t links = traffic.roads.net.links.size();
  TravelDemand travel;
  travel.types = traffic.travellers.types;
  std::map<std::array<std::int32_t, 3>, std::size_t> first_between;
  std::vector<std::size_t> way_of;
  for (const EventTrip& trip : trips_) {
    if (!leads_to(trip.origin, links) || !leads_to(trip.destination, links) ||
        !leads_to(trip.type, travel.types.size()))
      throw sdk::Failure(CONURB_BAD_DATA,
                         "the saved trips to events are of other streets: run from the start");
    const auto [known, fresh] =
        first_between.try_emplace({trip.origin, trip.destination, trip.type}, travel.vehicles.size());
    way_of.push_back(known->second);
    if (!fresh) continue;
    Vehicle vehicle;
    vehicle.type = trip.type;
    vehicle.origin = trip.origin, vehicle.destination = trip.destination;
    travel.vehicles.push_back(std::move(vehicle));
  }
  std::vector<Finding> findings;  // who has no way is told of by event
  find_missing_routes(traffic.roads.net, *graphs(host, traffic), free_times_under(traffic.network, {}),
                      travel, findings, host.threads(), heed_of(host));
  std::vector<Vehicle> vehicles;
  for (std::size_t i = 0; i < trips_.size(); ++i) {
    vehicles.push_back(travel.vehicles[way_of[i]]);
    vehicles.back().depart = demand::time_of_day(trips_[i].depart);
  }
  travel.vehicles = std::move(vehicles);
  return flow_demand(*traffic.network, traffic.roads.net, travel, findings);
}

std::shared_ptr<const TravellerGraphs> EventTrips::graphs(const sdk::Host& host,
                                                          const StandingTraffic& traffic) const {
  std::shared_ptr<const TravellerGraphs> of_table = graphs_of(host, traffic);
  TravelDemand one_of_each;  // who looks for a way
  one_of_each.types = traffic.travellers.types;
  std::vector<std::uint8_t> comes(one_of_each.types.size(), 0);
  for (const EventTrip& trip : trips_) comes[at(trip.type)] = 1;
  bool all_known = true;
  for (std::size_t type = 0; type < comes.size(); ++type) {
    const bool known = of_table->of_type[type] != kNone;
    if (!known && comes[type] == 0) continue;
    all_known = all_known && known;
    Vehicle vehicle;
    vehicle.type = row_of(type);
    one_of_each.vehicles.push_back(std::move(vehicle));
  }
  if (all_known) return of_table;
  return std::make_shared<const TravellerGraphs>(
      traveller_graphs(traffic.roads.net, *traffic.network, one_of_each, heed_of(host)));
}

}  // namespace conurb::transport

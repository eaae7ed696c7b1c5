// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/demand_events.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "plugins/transport/demand/event_visits.hpp"
#include "plugins/transport/demand/link_grid.hpp"
#include "plugins/transport/equilibrium/free_times.hpp"
#include "plugins/transport/equilibrium/one_shot.hpp"
#include "plugins/transport/error.hpp"
#include "plugins/transport/fingerprint.hpp"
#include "plugins/transport/flow/flow.hpp"
#include "plugins/transport/table_rows.hpp"

namespace conurb::transport {

namespace {

using ::transport::Column;
using ::transport::Table;

constexpr double kNearEvent = 2000, kNearHome = 500;  // m to the nearest link
constexpr std::int64_t kMostVehicles = 200'000;       // of one event
constexpr std::size_t kWordsOfTrip = 6;
static_assert(sizeof(EventTrip) == kWordsOfTrip * sizeof(std::int32_t));

/// What is said of an event.
class EventRows {
 public:
  explicit EventRows(const sdk::View& view)
      : view_(view),
        link_(view.read<std::int32_t>(Column::demand_event_link)),
        type_(view.read<std::int32_t>(Column::demand_event_type)),
        vehicles_(view.read<double>(Column::demand_event_vehicles)),
        radius_(view.read<double>(Column::demand_event_radius)),
        begin_(view.read<double>(Column::demand_event_begins)),
        end_(view.read<double>(Column::demand_event_ends)),
        coming_(view.read<double>(Column::demand_event_coming)),
        leaving_(view.read<double>(Column::demand_event_leaving)) {}

  [[nodiscard]] std::size_t count() const {
    return static_cast<std::size_t>(view_.table(Table::demand_event).rows);
  }
  [[nodiscard]] bool alive(std::size_t row) const { return view_.table(Table::demand_event).alive[row] != 0; }
  [[nodiscard]] std::int32_t link(std::size_t row) const { return link_[row]; }
  [[nodiscard]] std::int32_t type(std::size_t row) const { return type_[row]; }
  [[nodiscard]] double radius(std::size_t row) const { return radius_[row]; }
  [[nodiscard]] std::optional<std::pair<double, double>> place(std::size_t row) const {
    const std::int64_t* const offsets = view_.column(Column::demand_event_shape).offsets;
    if (offsets == nullptr || offsets[row + 1] - offsets[row] < 2) return std::nullopt;
    const auto points = view_.read<double>(Column::demand_event_shape);
    const auto first = static_cast<std::size_t>(offsets[row]);
    if (!std::isfinite(points[first] + points[first + 1])) return std::nullopt;
    return std::pair(points[first], points[first + 1]);
  }

  /// None where a number is none that an event can have.
  [[nodiscard]] std::optional<demand::Event> event(std::size_t row) const {
    const auto within = [](double value, double most) { return value >= 0 && value <= most; };
    if (!within(vehicles_[row], kMostVehicles) || !within(begin_[row], 86'400) ||
        !within(end_[row], 172'800) || !within(coming_[row], 43'200) || !within(leaving_[row], 43'200))
      return std::nullopt;
    const double end = end_[row] < begin_[row] ? end_[row] + 86'400 : end_[row];
    const auto id = static_cast<std::uint64_t>(view_.table(Table::demand_event).ids[row]);
    return demand::Event{id, std::llround(vehicles_[row]), begin_[row], end, coming_[row], leaving_[row]};
  }

  [[nodiscard]] std::int64_t print(std::size_t row) const {
    Fingerprint print;
    print.add(alive(row), link_[row], type_[row]);
    const auto [x, y] = place(row).value_or(std::pair(0.0, 0.0));
    for (const double each :
         {vehicles_[row], radius_[row], begin_[row], end_[row], coming_[row], leaving_[row], x, y}) {
      const auto bits = std::bit_cast<std::uint64_t>(each);
      print.add(bits, bits >> 32);
    }
    return static_cast<std::int64_t>(print.value());
  }

 private:
  const sdk::View& view_;
  std::span<const std::int32_t> link_, type_;
  std::span<const double> vehicles_, radius_, begin_, end_, coming_, leaving_;
};

void tell_event(const sdk::Host& host, std::size_t row, const char* code, const std::string& text,
                std::int32_t level = CONURB_LOG_WARNING) {
  host.c()->finding(host.c(), level, static_cast<std::uint32_t>(Table::demand_event),
                    static_cast<std::int64_t>(row), code, text.c_str());
}

/// What is looked up once for all events of a moment.
class EventPlanner {
 public:
  EventPlanner(const sdk::Host& host, const sdk::View& view, const StandingTraffic& traffic)
      : host_(host), view_(view), traffic_(traffic), rows_(view), net_(traffic.roads.net) {
    add_paths(host, view, traffic.roads.link_row, net_);
    const std::uint8_t* const alive = view.table(Table::vehicle_type).alive;
    for (std::int64_t row = 0; row < view.table(Table::vehicle_type).rows; ++row)
      type_of_row_.push_back(alive[row] != 0 ? types_++ : kNone);
  }

  /// Appends the trips of an event, to which none belong where something is missing, which is told.
  void plan(std::size_t row, std::vector<EventTrip>& trips) {
    if (!rows_.alive(row)) return;
    const auto event = rows_.event(row);
    if (!event)
      return tell_event(host_, row, "no_event", "a number of it is not in its range: nobody comes to it");
    if (event->vehicles == 0) return;
    const std::int32_t type = type_of(rows_.type(row));
    if (type == kNone)
      return tell_event(host_, row, "no_type",
                        "there is no kind of vehicle to come with: insert a row of vehicle_type");
    look_for(type);
    const demand::LinkDraw places(places_of(row));
    if (places.empty())
      return tell_event(host_, row, "no_place",
                        "is at no link where its vehicles can park: nobody comes to it");
    const demand::LinkDraw homes(homes_);
    if (homes.empty())
      return tell_event(host_, row, "no_homes",
                        "nobody lives in the city, and no trip begins in it: nobody comes");
    const auto visits = demand::visits_of(*event, homes, places, view_.seed());
    const std::int32_t number = row_of(row);
    for (const demand::Visit& visit : visits)
      trips.push_back({number, 0, visit.home, visit.place, type, visit.arrive});
    for (const demand::Visit& visit : visits)
      trips.push_back({number, 1, visit.place, visit.home, type, visit.leave});
  }

 private:
  /// That of a row, or the first one of cars.
  [[nodiscard]] std::int32_t type_of(std::int32_t row) const {
    if (row >= 0 && at(row) < type_of_row_.size()) return type_of_row_[at(row)];
    const std::vector<VehicleType>& types = traffic_.travellers.types;
    for (std::size_t type = 0; type < types.size(); ++type)
      if (types[type].vehicle_class == VehicleClass::passenger) return row_of(type);
    return kNone;
  }

  /// Which links vehicles of a type reach from each other, and where their drivers live.
  void look_for(std::int32_t type) {
    const VehicleType& one = traffic_.travellers.types[at(type)];
    const ClassSet users = one.ignores_permissions ? kEveryClass : set_of(one.vehicle_class);
    if (grid_ && users == users_) return;
    users_ = users;
    usable_ = demand::drivable_core(turn_graph(net_, users));
    grid_.emplace(net_, usable_);
    homes_.assign(net_.links.size(), 0);
    if (!add_people()) add_trips();
  }

  /// Weights of homes by people: those of groups, else residents of buildings. Whether there are any.
  bool add_people() {
    const TableRows buildings(host_, view_, Table::building), groups(host_, view_, Table::person_group);
    std::vector<double> people(buildings.count(), 0);
    const auto home = groups.whole<std::int32_t>(Column::person_group_home, kNone);
    const std::vector<float> size = groups.narrow(Column::person_group_size);
    bool any = false;
    const auto add = [&](std::size_t building, float persons) {
      if (!(persons > 0 && persons <= 1e9F) || !buildings.alive(building)) return;
      people[building] += static_cast<double>(persons);
      any = true;
    };
    for (std::size_t group = 0; group < home.size(); ++group)
      if (groups.alive(group) && home[group] >= 0 && at(home[group]) < people.size())
        add(at(home[group]), std::isnan(size[group]) ? 1 : size[group]);
    if (!any) {
      const std::vector<float> residents = buildings.narrow(Column::building_residents);
      for (std::size_t row = 0; row < residents.size(); ++row) add(row, residents[row]);
    }
    if (!any) return false;
    std::vector<double> x, y;
    buildings.places(Column::building_shape, x, y);
    bool near = false;
    for (std::size_t row = 0; row < people.size(); ++row) {
      if (people[row] <= 0 || std::isnan(x[row])) continue;
      const std::int32_t link = grid_->nearest(x[row], y[row], kNearHome);
      if (link == kNone) continue;
      homes_[at(link)] += people[row];
      near = true;
    }
    return near;
  }

  /// Where nobody lives in the city's tables, people live where its trips begin.
  void add_trips() {
    const auto origin = view_.read<std::int32_t>(Column::trip_origin);
    const FlowDemand& demand = *traffic_.demand;
    for (std::size_t trip = 0; trip < traffic_.trip_row.size(); ++trip) {
      const std::int32_t row = origin[at(traffic_.trip_row[trip])];
      std::int32_t link = row >= 0 && at(row) < traffic_.roads.link_of_row.size()
                              ? traffic_.roads.link_of_row[at(row)]
                              : kNone;
      if (link == kNone && demand.trips[trip].turns > 0)
        link = traffic_.network->turns[at(demand.route_steps[demand.trips[trip].first_turn].turn())].from;
      if (link != kNone && usable_[at(link)] != 0) homes_[at(link)] += 1;
    }
  }

  /// Weights of the links around the place, else of the nearest or the named one.
  [[nodiscard]] std::vector<double> places_of(std::size_t row) const {
    const std::int32_t named = rows_.link(row);
    std::int32_t link = named >= 0 && at(named) < traffic_.roads.link_of_row.size()
                            ? traffic_.roads.link_of_row[at(named)]
                            : kNone;
    if (link != kNone && usable_[at(link)] == 0) link = kNone;
    std::optional<std::pair<double, double>> place = rows_.place(row);
    if (!place && link != kNone) place = middle_of(net_.links[at(link)]);
    const double radius = rows_.radius(row);
    std::vector<double> weights(net_.links.size(), 0);
    if (place && radius > 0)
      weights = demand::parking_near(net_, usable_, place->first, place->second, radius);
    if (std::any_of(weights.begin(), weights.end(), [](double weight) { return weight > 0; })) return weights;
    if (link == kNone && place) link = grid_->nearest(place->first, place->second, kNearEvent);
    if (link != kNone) weights[at(link)] = 1;
    return weights;
  }

  [[nodiscard]] static std::optional<std::pair<double, double>> middle_of(const Link& link) {
    const std::size_t points = link.path.size() / 3;
    if (points == 0) return std::nullopt;
    const std::size_t before = (points - 1) / 2, after = points / 2;
    return std::pair((link.path[3 * before] + link.path[3 * after]) / 2,
                     (link.path[3 * before + 1] + link.path[3 * after + 1]) / 2);
  }

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
  const Flow empty(traffic.network, std::make_shared<const FlowDemand>());
  const std::vector<Milliseconds> times = free_turn_times(*traffic.network, empty.state());
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
  const Flow empty(traffic.network, std::make_shared<const FlowDemand>());
  find_missing_routes(traffic.roads.net, *graphs(host, traffic),
                      free_turn_times(*traffic.network, empty.state()), travel, findings, host.threads(),
                      heed_of(host));
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

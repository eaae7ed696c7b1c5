// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/event_planner.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "plugins/transport/fingerprint.hpp"
#include "plugins/transport/table_rows.hpp"

namespace conurb::transport {

namespace {

using ::transport::Column;
using ::transport::Table;

constexpr double kNearEvent = 2000, kNearHome = 500;  // m to the nearest link
constexpr std::int64_t kMostVehicles = 200'000;       // of one event

std::optional<std::pair<double, double>> middle_of(const Link& link) {
  const std::size_t points = link.path.size() / 3;
  if (points == 0) return std::nullopt;
  const std::size_t before = (points - 1) / 2, after = points / 2;
  return std::pair((link.path[3 * before] + link.path[3 * after]) / 2,
                   (link.path[3 * before + 1] + link.path[3 * after + 1]) / 2);
}

}  // namespace

EventRows::EventRows(const sdk::View& view)
    : view_(view),
      link_(view.read<std::int32_t>(Column::demand_event_link)),
      type_(view.read<std::int32_t>(Column::demand_event_type)),
      vehicles_(view.read<double>(Column::demand_event_vehicles)),
      radius_(view.read<double>(Column::demand_event_radius)),
      begin_(view.read<double>(Column::demand_event_begins)),
      end_(view.read<double>(Column::demand_event_ends)),
      coming_(view.read<double>(Column::demand_event_coming)),
      leaving_(view.read<double>(Column::demand_event_leaving)) {}

std::size_t EventRows::count() const {
  return static_cast<std::size_t>(view_.table(Table::demand_event).rows);
}

bool EventRows::alive(std::size_t row) const {
  return view_.table(Table::demand_event).alive[row] != 0;
}

std::optional<std::pair<double, double>> EventRows::place(std::size_t row) const {
  const std::int64_t* const offsets = view_.column(Column::demand_event_shape).offsets;
  if (offsets == nullptr || offsets[row + 1] - offsets[row] < 2) return std::nullopt;
  const auto points = view_.read<double>(Column::demand_event_shape);
  const auto first = static_cast<std::size_t>(offsets[row]);
  if (!std::isfinite(points[first] + points[first + 1])) return std::nullopt;
  return std::pair(points[first], points[first + 1]);
}

std::optional<demand::Event> EventRows::event(std::size_t row) const {
  const auto within = [](double value, double most) { return value >= 0 && value <= most; };
  if (!within(vehicles_[row], kMostVehicles) || !within(begin_[row], 86'400) || !within(end_[row], 172'800) ||
      !within(coming_[row], 43'200) || !within(leaving_[row], 43'200))
    return std::nullopt;
  const double end = end_[row] < begin_[row] ? end_[row] + 86'400 : end_[row];
  const auto id = static_cast<std::uint64_t>(view_.table(Table::demand_event).ids[row]);
  return demand::Event{id, std::llround(vehicles_[row]), begin_[row], end, coming_[row], leaving_[row]};
}

std::int64_t EventRows::print(std::size_t row) const {
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

void tell_event(const sdk::Host& host, std::size_t row, const char* code, const std::string& text,
                std::int32_t level) {
  host.c()->finding(host.c(), level, static_cast<std::uint32_t>(Table::demand_event),
                    static_cast<std::int64_t>(row), code, text.c_str());
}

EventPlanner::EventPlanner(const sdk::Host& host, const sdk::View& view, const StandingTraffic& traffic)
    : host_(host), view_(view), traffic_(traffic), rows_(view), net_(traffic.roads.net) {
  add_paths(host, view, traffic.roads.link_row, net_);
  const std::uint8_t* const alive = view.table(Table::vehicle_type).alive;
  for (std::int64_t row = 0; row < view.table(Table::vehicle_type).rows; ++row)
    type_of_row_.push_back(alive[row] != 0 ? types_++ : kNone);
}

void EventPlanner::plan(std::size_t row, std::vector<EventTrip>& trips) {
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

/// That of a row, or the first one of cars.
std::int32_t EventPlanner::type_of(std::int32_t row) const {
  if (row >= 0 && at(row) < type_of_row_.size()) return type_of_row_[at(row)];
  const std::vector<VehicleType>& types = traffic_.travellers.types;
  for (std::size_t type = 0; type < types.size(); ++type)
    if (types[type].vehicle_class == VehicleClass::passenger) return row_of(type);
  return kNone;
}

/// Which links vehicles of a type reach from each other, and where their drivers live.
void EventPlanner::look_for(std::int32_t type) {
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
bool EventPlanner::add_people() {
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
void EventPlanner::add_trips() {
  const auto origin = view_.read<std::int32_t>(Column::trip_origin);
  const FlowDemand& demand = *traffic_.demand;
  for (std::size_t trip = 0; trip < traffic_.trip_row.size(); ++trip) {
    const std::int32_t row = origin[at(traffic_.trip_row[trip])];
    std::int32_t link =
        row >= 0 && at(row) < traffic_.roads.link_of_row.size() ? traffic_.roads.link_of_row[at(row)] : kNone;
    if (link == kNone && demand.trips[trip].turns > 0)
      link = traffic_.network->turns[at(demand.route_steps[demand.trips[trip].first_turn].turn())].from;
    if (link != kNone && usable_[at(link)] != 0) homes_[at(link)] += 1;
  }
}

/// Weights of the links around the place, else of the nearest or the named one.
std::vector<double> EventPlanner::places_of(std::size_t row) const {
  const std::int32_t named = rows_.link(row);
  std::int32_t link = named >= 0 && at(named) < traffic_.roads.link_of_row.size()
                          ? traffic_.roads.link_of_row[at(named)]
                          : kNone;
  if (link != kNone && usable_[at(link)] == 0) link = kNone;
  std::optional<std::pair<double, double>> place = rows_.place(row);
  if (!place && link != kNone) place = middle_of(net_.links[at(link)]);
  const double radius = rows_.radius(row);
  std::vector<double> weights(net_.links.size(), 0);
  if (place && radius > 0) weights = demand::parking_near(net_, usable_, place->first, place->second, radius);
  if (std::any_of(weights.begin(), weights.end(), [](double weight) { return weight > 0; })) return weights;
  if (link == kNone && place) link = grid_->nearest(place->first, place->second, kNearEvent);
  if (link != kNone) weights[at(link)] = 1;
  return weights;
}

}  // namespace conurb::transport

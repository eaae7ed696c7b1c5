// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/demand/synthesis.hpp"

#include <algorithm>
#include <string>
#include <tuple>
#include <utility>

#include "plugins/transport/demand/sites.hpp"
#include "plugins/transport/demand/tours.hpp"

namespace conurb::transport::demand {
namespace {

std::vector<VehicleType> types_of_city() {
  VehicleType car{.id = "car"};
  VehicleType van{.id = "van", .vehicle_class = VehicleClass::delivery, .length = 6.5, .max_speed = 40};
  VehicleType truck{.id = "truck", .vehicle_class = VehicleClass::truck, .length = 10, .max_speed = 25};
  van.acceleration = 2;
  truck.acceleration = 1.3;
  truck.deceleration = 4;
  return {car, van, truck};
}

std::string id_of(const DraftTrip& trip) {
  constexpr char kLetters[] = "pdit";
  std::string id(1, kLetters[static_cast<std::size_t>(trip.source)]);
  return id + std::to_string(trip.row) + '.' + std::to_string(trip.number) + '.' + std::to_string(trip.part);
}

void sort_by_departure(std::vector<DraftTrip>& trips) {
  const auto key = [](const DraftTrip& t) { return std::tie(t.depart, t.source, t.row, t.number, t.part); };
  std::sort(trips.begin(), trips.end(),
            [&](const DraftTrip& a, const DraftTrip& b) { return key(a) < key(b); });
}

std::vector<Finding> told_of(const SynthesisFigures& f, std::int64_t homeless) {
  FindingList findings;
  const auto tell = [&](std::int64_t count, const char* text) {
    if (count > 0) findings.warn("demand", {}, std::to_string(count) + text);
  };
  tell(homeless, " groups of people have no home at a known place and make no trips");
  tell(f.outside, " tours lead to work or school outside the city, which has no gate; they are left out");
  tell(f.without_destination, " tours have no place to go to; they are left out");
  tell(f.without_link, " tours by car begin or end near no link that cars may use; they are left out");
  tell(f.without_time, " tours by car do not fit into the day beside others; they are left out");
  if (f.at_one_link > 0)
    findings.inform("demand", {},
                    std::to_string(f.at_one_link) + " tours by car stay on one link and are left out");
  return findings.take();
}

}  // namespace

SynthesisFigures& SynthesisFigures::operator+=(const SynthesisFigures& other) {
  persons += other.persons;
  for (std::size_t p = 0; p < kPersonPurposes; ++p) tours[p] += other.tours[p];
  for (std::size_t p = 0; p < kPurposes; ++p) {
    trips[p] += other.trips[p];
    distance[p] += other.distance[p];
  }
  outside += other.outside;
  without_destination += other.without_destination;
  without_link += other.without_link;
  at_one_link += other.at_one_link;
  without_time += other.without_time;
  return *this;
}

SynthesizedDemand synthesize(const RoadNetwork& network, const City& city, const SynthesisOptions& options,
                             const solvers::ParallelFor& parallel) {
  check(options);
  check(city, network.links.size());
  const Sites sites = sites_of(network, city, options, parallel);
  const TourPlan plan(city, sites, options);

  std::vector<std::vector<DraftTrip>> of_zone(plan.zones.count());
  std::vector<SynthesisFigures> figures(plan.zones.count());
  parallel(plan.zones.count(), [&](std::size_t zone) {
    ZoneTours tours(plan, zone);
    tours.make();
    of_zone[zone] = std::move(tours.trips);
    figures[zone] = tours.figures;
  });

  SynthesizedDemand result;
  std::vector<DraftTrip> trips;
  std::size_t count = 0, grouped = 0;
  for (const auto& each : of_zone) count += each.size();
  trips.reserve(count);
  for (auto& each : of_zone) {
    trips.insert(trips.end(), each.begin(), each.end());
    std::vector<DraftTrip>().swap(each);
  }
  for (const SynthesisFigures& each : figures) result.figures += each;
  for (const auto& groups : plan.groups) grouped += groups.size();
  add_through_traffic(plan, trips, result.figures);
  sort_by_departure(trips);

  result.demand.types = types_of_city();
  result.demand.vehicles.resize(trips.size());
  result.purposes.resize(trips.size());
  for (std::size_t i = 0; i < trips.size(); ++i) {
    const DraftTrip& trip = trips[i];
    Vehicle& vehicle = result.demand.vehicles[i];
    vehicle.id = id_of(trip);
    vehicle.type = static_cast<std::int32_t>(trip.type);
    vehicle.depart = trip.depart;
    vehicle.origin = trip.origin;
    vehicle.destination = trip.destination;
    result.purposes[i] = trip.purpose;
  }
  result.findings = told_of(result.figures, static_cast<std::int64_t>(city.people.rows() - grouped));
  return result;
}

}  // namespace conurb::transport::demand

// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/demand/options.hpp"

#include <string>

#include "plugins/transport/error.hpp"
#include "plugins/transport/findings.hpp"

namespace conurb::transport::demand {
namespace {

void require(double value, double least, double most, const std::string& name) {
  if (value >= least && value <= most) return;
  throw InputError(name + " is " + shown(value) + ", must be " + shown(least) + " to " + shown(most),
                   "options of the demand");
}

void require_sound_rule(const PurposeRule& rule, const std::string& name) {
  require(rule.driver_share, 0, 1, name + ": share of drivers");
  require(rule.reach, 1, 1e7, name + ": reach in m");
  require(rule.stay.mean, 0, 24, name + ": stay in h");
  require(rule.stay.deviation, 0, 24, name + ": deviation of the stay in h");
  require(rule.stay.least, 0, 20, name + ": shortest stay in h");
  double day = 0;
  for (const double hour : rule.departures) {
    require(hour, 0, 1e9, name + ": departures in an hour");
    day += hour;
  }
  require(day, 1e-9, 1e12, name + ": departures in a day");
}

}  // namespace

std::array<PurposeRule, kPurposes> SynthesisOptions::usual_purposes() {
  return {{
      {0.95, 5000, {8.2, 1.6, 2}, {0,   0,   0,   0.3, 2,   7,   17, 25, 19, 8, 4, 2.5,
                                   2.5, 3.5, 2.5, 1,   0.5, 0.2, 0,  0,  0,  0, 0, 0}},
      {0.70, 5000, {5.5, 1.5, 1}, {0, 0, 0, 0,   0, 0.5, 8, 38, 25, 13, 6, 3,
                                   3, 2, 1, 0.5, 0, 0,   0, 0,  0,  0,  0, 0}},
      {0.80, 2000, {0.8, 0.5, 0.15}, {0, 0,   0, 0,   0, 0.3, 1,   3, 8,   12, 13, 11,
                                      7, 6.5, 8, 9.5, 9, 7,   3.5, 1, 0.2, 0,  0,  0}},
      {0.65, 4000, {2.3, 1.3, 0.3}, {0, 0, 0, 0, 0, 0.3,  0.7, 1.5, 3, 5,   6.5, 6,
                                     5, 7, 9, 9, 9, 10.5, 12,  8.5, 4, 1.5, 0.5, 0}},
      {0.85, 3000, {0.9, 0.7, 0.1}, {0, 0, 0, 0, 0.2, 0.5, 2.5, 11,  10,  11,  10, 8,
                                     6, 7, 8, 9, 7.5, 5,   2.5, 1.2, 0.4, 0.2, 0,  0}},
      {1, 5000, {0.35, 0.2, 0.05}, {0, 0, 0,   0.5, 1, 3,   6,   9,   10.5, 11,  11, 10,
                                    8, 8, 7.5, 6,   4, 2.2, 1.2, 0.6, 0.3,  0.2, 0,  0}},
      {1, 5000, {0, 0, 0}, {0.6, 0.4, 0.3, 0.4, 1, 2.5, 5,   7,   6.5, 5.3, 5.2, 5.3,
                            5.5, 5.8, 6.3, 7.3, 8, 7.6, 5.8, 4.2, 3,   2.4, 1.8, 1.1}},
  }};
}

std::array<std::array<double, 3>, kPlaceUses> SynthesisOptions::usual_attraction() {
  return {{
      {0, 0, 0},      // other
      {0, 2.5, 0.3},  // residential: visits
      {0, 0, 2},      // office
      {30, 2, 3},     // retail
      {0, 15, 0},     // restaurant
      {0, 3, 0.5},    // hotel
      {0, 1, 6},      // school: children brought
      {0, 0, 15},     // kindergarten
      {0, 1, 1},      // university
      {0, 0.5, 6},    // hospital
      {0, 0.5, 8},    // public service
      {0, 10, 1},     // assembly
      {0, 4, 0.5},    // worship
      {0, 8, 0.5},    // sport
      {0, 0, 0.3},    // industry
      {0, 0, 0.1},    // warehouse
  }};
}

std::array<DeliveryRule, kPlaceUses> SynthesisOptions::usual_deliveries() {
  std::array<DeliveryRule, kPlaceUses> rules;
  rules.fill({0.08, 0.015, 0.05, 0.3});
  const auto rule = [&rules](PlaceUse use) -> DeliveryRule& { return rules[static_cast<std::size_t>(use)]; };
  rule(PlaceUse::retail) = {0.15, 0.015, 0.15, 0.3};
  rule(PlaceUse::restaurant) = {0.12, 0.015, 0.1, 0};
  rule(PlaceUse::industry) = {0.15, 0.015, 0.35, 1};
  rule(PlaceUse::warehouse) = {0.3, 0.015, 0.5, 3};
  return rules;
}

void check(const SynthesisOptions& o) {
  require(o.scale, 1e-6, 10, "scale");
  require(o.snap_distance, 1, 20'000, "distance to the nearest link in m");
  for (const auto& occupation : o.tours)
    for (const double rate : occupation) require(rate, 0, 4, "tours of a person in a day");
  require(o.driving_age, 0, 200, "driving age");
  require(o.licence_share, 0, 1, "share of adults with a licence");
  require(o.cars_per_household, 0, 100, "cars per household");
  for (std::size_t i = 0; i < o.car_share.size(); ++i) {
    require(o.car_share[i].distance, i == 0 ? 1 : o.car_share[i - 1].distance + 1, 1e7,
            "distance of a car share");
    require(o.car_share[i].share, 0, 1, "share of trips by car");
  }
  for (std::size_t p = 0; p < kPurposes; ++p)
    require_sound_rule(o.purposes[p], "purpose " + std::to_string(p));
  for (const auto& use : o.attraction)
    for (const double visitors : use) require(visitors, 0, 1e6, "visitors by 100 m2");
  require(o.area_per_job, 0, 1e4, "floor area of a job in m2");
  require(o.area_per_resident, 0, 1e4, "floor area of a resident in m2");
  require(o.area_of_interest, 0, 1e6, "floor area of a point of interest in m2");
  for (const DeliveryRule& rule : o.deliveries) {
    require(rule.per_job, 0, 100, "deliveries to a job");
    require(rule.per_resident, 0, 100, "deliveries to a resident");
    require(rule.truck_share, 0, 1, "share of trucks");
    require(rule.bases, 0, 1e6, "weight of a job as a base");
  }
  require(o.delivery_factor, 0, 100, "factor of deliveries");
  require(o.detour, 1, 10, "length of a way by distance");
  require(o.speed, 0.5, 60, "speed from door to door in m/s");
  require(o.outside_distance, 0, 1e6, "distance outside in m");
  require(o.incoming_share, 0, 1, "share of free jobs that people from outside have");
}

}  // namespace conurb::transport::demand

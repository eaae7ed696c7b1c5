// SPDX-License-Identifier: Apache-2.0
// What people may set when road travel is synthesised. The defaults are those of a working day in Germany;
// docs/transport-demand.md says of each figure where it comes from.
#pragma once

#include <array>
#include <cstdint>

#include "plugins/transport/demand/city.hpp"

namespace conurb::transport::demand {

/// Why somebody is on the road. A trip home has the purpose of what one comes from.
enum class Purpose : std::uint8_t {
  work,
  education,
  shopping,
  leisure,
  service,   ///< errands, doctors, authorities, bringing and fetching others
  delivery,  ///< goods and craftsmen
  through,   ///< from one gate to another
};
inline constexpr std::size_t kPurposes = 7;
/// Those of persons come first.
inline constexpr std::size_t kPersonPurposes = 5;
[[nodiscard]] constexpr std::size_t index_of(Purpose purpose) {
  return static_cast<std::size_t>(purpose);
}

/// How long one stays: a normal distribution, cut off at `least`.
struct Stay {
  double mean = 1, deviation = 0.5, least = 0.25;  ///< h
};

struct PurposeRule {
  double driver_share = 1;  ///< of those who go by car, the part that drives
  double reach = 3000;      ///< m, over which the wish to go there falls to 1/e
  Stay stay = {};
  std::array<double, 24> departures = {};  ///< of the way there, by hour of the day; any scale
};

/// Commercial visits to a building of one use.
struct DeliveryRule {
  double per_job = 0, per_resident = 0;  ///< visits in a day
  double truck_share = 0;                ///< of them; the others come in vans
  double bases = 0;                      ///< weight of a job as one where vehicles are based
};

/// Share of trips of those with a car at hand that are made by car, by distance as the crow flies; between
/// two of them in proportion to the logarithm of the distance.
struct CarShare {
  double distance = 0, share = 0;  ///< m
};

struct SynthesisOptions {
  std::uint64_t seed = 1;
  double scale = 1;  ///< share of the travellers of the day, above 0 to 10: 0.1 is a sample of a tenth
  double snap_distance = 500;  ///< m to the nearest link, at most

  /// Tours from home on a day, by occupation and purpose of persons.
  std::array<std::array<double, kPersonPurposes>, kOccupations> tours = {{
      {0, 0, 0.50, 0.50, 0.55},     // at home
      {0, 0.90, 0.08, 0.50, 0.05},  // pupils
      {0, 0.70, 0.22, 0.50, 0.15},  // students
      {0.68, 0, 0.22, 0.39, 0.28},  // employed
      {0, 0, 0.50, 0.50, 0.40},     // unemployed
      {0, 0, 0.55, 0.50, 0.40},     // retired
  }};
  double driving_age = 18;
  double licence_share = 0.87;    ///< of adults
  double cars_per_household = 1;  ///< where nobody knows
  std::array<CarShare, 6> car_share = {
      {{500, 0.20}, {1000, 0.50}, {2000, 0.72}, {5000, 0.86}, {10000, 0.90}, {20000, 0.92}}};

  std::array<PurposeRule, kPurposes> purposes = usual_purposes();
  /// Visitors of a place by its use and the purposes shopping, leisure and service, by 100 m2 of floor area.
  std::array<std::array<double, 3>, kPlaceUses> attraction = usual_attraction();
  double area_per_job = 40, area_per_resident = 50;  ///< m2, where the floor area is not known
  double area_of_interest = 200;                     ///< m2 that a point of interest counts as

  std::array<DeliveryRule, kPlaceUses> deliveries = usual_deliveries();
  double delivery_factor = 1;  ///< of all visits; 0: none

  double detour = 1.3;               ///< length of a way by distance as the crow flies
  double speed = 8;                  ///< m/s from door to door; only says when somebody may start back
  double outside_distance = 20'000;  ///< m between a gate and home or work outside
  double incoming_share = 1;         ///< of jobs that nobody of the city has: filled through the gates

  [[nodiscard]] static std::array<PurposeRule, kPurposes> usual_purposes();
  [[nodiscard]] static std::array<std::array<double, 3>, kPlaceUses> usual_attraction();
  [[nodiscard]] static std::array<DeliveryRule, kPlaceUses> usual_deliveries();
};

/// Throws InputError that names what cannot be meant: a negative rate, a share above 1, an empty day.
void check(const SynthesisOptions& options);

}  // namespace conurb::transport::demand

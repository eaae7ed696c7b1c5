// SPDX-License-Identifier: Apache-2.0
#include "plugins/people/household.hpp"

#include <algorithm>
#include <cmath>

namespace conurb::people {

namespace {

constexpr SizeShares kHouseSizes{0.22, 0.43, 0.17, 0.14, 0.04};
constexpr SizeShares kFlatSizes{0.49, 0.32, 0.10, 0.07, 0.02};
constexpr double kUsualCars = 0.55;  // per resident, of the rates below
constexpr float kWallToWall = 1.2F;  // floor area per ground of quarters where cars find no room

SizeShares tilted(const SizeShares& shares, double t) {
  SizeShares result{};
  double sum = 0, power = 1;
  for (std::size_t k = 0; k < shares.size(); ++k, power *= t) sum += result[k] = shares[k] * power;
  for (double& each : result) each /= sum;
  return result;
}

Occupation at_work(double u, double active, double unemployed_share) {
  return u < active * (1 - unemployed_share) ? Occupation::employed : Occupation::unemployed;
}

Occupation occupation(sdk::Dice& dice, std::uint8_t band, double unemployed_share) {
  using enum Occupation;
  const double u = dice.uniform();
  const auto of = [&](double active, double student, Occupation otherwise, double share = 1.0) {
    if (u < active) return at_work(u, active, unemployed_share);
    if (u < active + student) return Occupation::student;
    return u < active + student + share * (1 - active - student) ? otherwise : at_home;
  };
  switch (band) {
    case 0: return infant;
    case 1: return pupil;
    case 2: return of(0.55, 0.43, at_home);
    case 3: return of(0.88, 0.03, at_home);
    case 4: return of(0.84, 0, retired, 0.56);
    case 5: return of(0.10, 0, retired);
    default: return retired;
  }
}

std::uint8_t cars_of(sdk::Dice& dice, int size, const Options& options, bool house, float density) {
  // Cars per household fall with density: fewer where flats stand wall to wall.
  const double usual = house                   ? (size == 1 ? 0.9 : 1.55)
                       : density < kWallToWall ? (size == 1 ? 0.62 : 1.1)
                                               : (size == 1 ? 0.45 : 0.8);
  const double mean = std::min(usual * options.cars_per_resident / kUsualCars, 6.0);
  const double whole = std::floor(mean);
  int count = static_cast<int>(whole) + (dice.chance(mean - whole) ? 1 : 0);
  if (size > 3 && dice.chance(0.2 * std::min(1.0, options.cars_per_resident / kUsualCars))) ++count;
  return static_cast<std::uint8_t>(std::min(count, 7));
}

}  // namespace

double mean(const SizeShares& shares) {
  double sum = 0;
  for (std::size_t k = 0; k < shares.size(); ++k) sum += shares[k] * static_cast<double>(k + 1);
  return sum;
}

void fit_household_sizes(double size, double houses, double flats, SizeShares& in_houses,
                         SizeShares& in_flats) {
  const double wanted = std::clamp(size, 1.1, 4.5);
  const double all = houses + flats, share = all > 0 ? houses / all : 0.5;
  double low = 1e-3, high = 1e3;
  for (int step = 0; step < 60; ++step) {
    const double t = std::sqrt(low * high);
    const double now = share * mean(tilted(kHouseSizes, t)) + (1 - share) * mean(tilted(kFlatSizes, t));
    (now < wanted ? low : high) = t;
  }
  in_houses = tilted(kHouseSizes, std::sqrt(low * high));
  in_flats = tilted(kFlatSizes, std::sqrt(low * high));
}

Household draw_household(sdk::Dice& dice, int size, const Options& options, bool house, float density) {
  constexpr std::array<double, 5> kSingle{0.09, 0.24, 0.27, 0.24, 0.16};  // of bands 18-24 .. 80 and over
  constexpr std::array<double, 5> kCouple{0.03, 0.20, 0.34, 0.31, 0.12};
  constexpr std::array<double, 5> kParents{0.01, 0.51, 0.48, 0, 0};
  Household household;
  household.cars = cars_of(dice, size, options, house, density);
  const auto adult = [&dice](const std::array<double, 5>& shares) {
    return static_cast<std::uint8_t>(2 + dice.pick(shares));
  };
  int adults = size == 1 ? 1 : 2;
  std::uint8_t band = 0;
  if (size == 1) {
    band = adult(kSingle);
  } else if (size == 2 && !dice.chance(0.16)) {
    band = adult(kCouple);
  } else {
    band = adult(kParents);
    if (size == 2 || dice.chance(0.1)) adults = 1;
  }
  const std::array<double, 3> child =
      band <= 3 ? std::array<double, 3>{0.42, 0.49, 0.09} : std::array<double, 3>{0.03, 0.51, 0.46};
  for (int i = 0; i < size; ++i) {
    Person& person = household.people[static_cast<std::size_t>(i)];
    person.band = i < adults ? band : static_cast<std::uint8_t>(dice.pick(child));
    person.occupation = occupation(dice, person.band, options.unemployed_share);
  }
  return household;
}

}  // namespace conurb::people

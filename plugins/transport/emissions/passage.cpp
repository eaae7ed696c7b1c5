// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "plugins/transport/emissions/emission_model.hpp"

namespace conurb::transport::emissions {
namespace {

/// Parts of all particles of tyres, brakes and road below 10 and 2.5 um (EMEP/EEA guidebook,
/// 1.A.3.b.vi-vii, tables 3-5, 3-7 and 3-9).
struct WearParts {
  double tyre, brake, road;
};
constexpr std::array<WearParts, 2> kWearParts{{{0.6, 0.98, 0.5}, {0.42, 0.39, 0.27}}};

/// Wear by the mean speed of driving, stops included, over that at 80 and 65 km/h (the same, equations 5 and
/// 8).
double tyre_wear_at(double kmh) {
  if (kmh < 40) return 1.39;
  return kmh > 90 ? 0.902 : 1.78 - 0.00974 * kmh;
}
double brake_wear_at(double kmh) {
  if (kmh < 40) return 1.67;
  return kmh > 95 ? 0.185 : 2.75 - 0.0270 * kmh;
}

}  // namespace

/// One part of the profile: with the engine where the sum of its work is to be done, with the brakes where it
/// is to be taken away.
inline bool EmissionModel::add_part(const Work& work, const Row& row, Sums& sums) {
  double energy = 0;
  for (std::size_t k = 0; k < work.size(); ++k) energy += row.force[k] * work[k];
  const bool pulls = energy > 0;
  Work& to = pulls ? sums.pulled : sums.braked;
  for (std::size_t k = 0; k < work.size(); ++k) to[k] += work[k];
  return pulls;
}

inline EmissionModel::Sums EmissionModel::drive(const Row& row, const Passage& passage,
                                                const SpeedProfile& profile) {
  const double grade = passage.gradient;
  const double cosine = grade == 0 ? 1 : 1 / std::sqrt(1 + grade * grade), sine = grade * cosine;
  const double v = profile.cruise, pace = 1 / v, square = v * v, half = profile.stops * square / 2;
  const double speeding_up = profile.stops * square * row.half_acceleration;  // m
  const double slowing = profile.stops * square * row.half_deceleration;
  // On a link that is shorter than its stops this is negative: what they add is beyond the cruise of its
  // length.
  const double cruising = passage.length - speeding_up - slowing;
  Sums sums;
  // The sign of the cruise is that of its force, whichever way its distance counts.
  const double force = row.force[1] * cosine + row.force[2] * sine + row.force[3] * square;
  const Work cruise{0, cruising * cosine, cruising * sine, cruising * square};
  Work& to = force > 0 ? sums.pulled : sums.braked;
  for (std::size_t k = 0; k < cruise.size(); ++k) to[k] += cruise[k];
  if (force > 0) sums.turning += cruising * pace;
  if (add_part({half, speeding_up * cosine, speeding_up * sine, speeding_up * square / 2}, row, sums)) {
    sums.turning += 2 * speeding_up * pace;
  }
  if (add_part({-half, slowing * cosine, slowing * sine, slowing * square / 2}, row, sums)) {
    sums.turning += 2 * slowing * pace;
  }
  sums.turning = std::max(0.0, sums.turning);
  sums.standing = profile.standing;
  sums.all = (passage.length + speeding_up + slowing) * pace + profile.standing;
  return sums;
}

inline void EmissionModel::add_wear(const Row& row, double km, double kmh, Outputs& out) {
  const double tyre = km * tyre_wear_at(kmh), brake = km * brake_wear_at(kmh);
  for (std::size_t size = 0; size < kWearParts.size(); ++size) {
    const WearParts& parts = kWearParts[size];
    out[kDriven + size] = tyre * row.tyre[size] * parts.tyre + brake * row.brake[size] * parts.brake +
                          km * row.road[size] * parts.road;
  }
}

void EmissionModel::add_tables(const Row& row, double hours, double kmh, Outputs& out) const {
  const double place = std::min(kmh, kGridSpeeds - 1.0);
  const auto low = std::min(static_cast<std::int32_t>(place), kGridSpeeds - 2);
  for (std::size_t q = 0; q < kOutputs; ++q) {
    if (row.grid[q] == kNone) continue;
    const double* amounts = &grids_[at(row.grid[q] + low)];
    out[q] += hours * (amounts[0] + (amounts[1] - amounts[0]) * (place - low));
  }
}

SpeedProfile EmissionModel::profile(std::int32_t row, const Passage& passage) const {
  const Row& numbers = rows_[at(row)];
  return profile_of(passage, numbers.top_speed, numbers.loss_rate, rule_);
}

Outputs EmissionModel::passage(std::int32_t row, const Passage& passage) const {
  const Row& numbers = rows_[at(row)];
  const Sums sums = drive(numbers, passage, profile_of(passage, numbers.top_speed, numbers.loss_rate, rule_));
  Outputs out{};
  for (std::size_t q = 0; q < kDriven; ++q) {
    out[q] = sums.turning * numbers.turning[q] + sums.standing * numbers.standing[q] +
             sums.all * numbers.always[q];
  }
  for (std::size_t k = 0; k < sums.pulled.size(); ++k) {
    for (std::size_t q = 0; q < kDriven; ++q) {
      out[q] += sums.pulled[k] * numbers.pulled[k][q] + sums.braked[k] * numbers.braked[k][q];
    }
  }
  // A battery takes back what is left over of braking; a tank does not.
  for (std::size_t q = 0; q < kDriven; ++q) {
    if (q != place_of(Output::electricity)) out[q] = std::max(0.0, out[q]);
  }
  const double km = passage.length * 1e-3, kmh = passage.length / passage.time * 3.6;
  add_wear(numbers, km, kmh, out);
  if (numbers.has_grids) add_tables(numbers, passage.time / 3600, kmh, out);
  return out;
}

}  // namespace conurb::transport::emissions

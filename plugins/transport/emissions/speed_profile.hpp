// SPDX-License-Identifier: Apache-2.0
// How a vehicle drove along a link, from what a mesoscopic model or a static assignment knows of it: how
// long it took. It cruises at one speed, and for each stop brakes to zero, stands, and comes back to that
// speed at constant rates. A stop belongs to the link on which it is told, with all of its braking and
// accelerating, though on a short link part of that happens on the next one: so sums do not depend on where
// links are cut, and what is added to the cruise of the whole link is the difference that the stop makes.
//
// Delay is the time beyond cruising. Where stops are not told, it becomes them by this rule: driving slower
// down to a share of the free speed is no stop; the further delay, until it is what one stop loses by braking
// and accelerating, is that share of a stop; then the vehicle stands, and stops again after each cycle of
// waiting.
#pragma once

#include <algorithm>

namespace conurb::transport::emissions {

struct StopRule {
  double slow_cruise = 0.9;  ///< share of the free speed down to which slower driving is no stop, 0.1 … 1
  double cycle = 90;         ///< s of waiting after which a vehicle moves up and stops again, 10 … 3600
};

/// One vehicle on one link.
struct Passage {
  double length = 0;      ///< m, > 0
  double free_speed = 0;  ///< m/s, > 0
  double gradient = 0;    ///< rise over length in the map, -0.5 … 0.5
  double time = 0;        ///< s, > 0
  double stops = -1;      ///< below 0: not known
  double standing = -1;   ///< s; below 0: not known
};

struct SpeedProfile {
  double cruise = 0;    ///< m/s
  double stops = 0;     ///< from cruise to zero and back
  double standing = 0;  ///< s
};

/// Nobody drives faster than this, whatever the times say (m/s).
inline constexpr double kFastest = 70;

/// Stops that a delay of `delay` s makes where each loses `loss` s by braking and accelerating.
[[nodiscard]] inline double stops_of_delay(double delay, double loss, const StopRule& rule) {
  if (delay <= loss) return delay / loss;
  return 1 + std::max(0.0, delay - loss - rule.cycle) / std::max(rule.cycle, loss);
}

/// `loss_rate` is (1/acceleration + 1/deceleration) / 2: a stop from v loses v times that. Stops and standing
/// that are told are taken as they are; time that then remains is driven more slowly.
[[nodiscard]] inline SpeedProfile profile_of(const Passage& passage, double top_speed, double loss_rate,
                                             const StopRule& rule) {
  const double free = std::min(passage.free_speed, top_speed);
  SpeedProfile profile;
  profile.cruise = std::min(std::max(passage.length / passage.time, rule.slow_cruise * free), kFastest);
  const double loss = profile.cruise * loss_rate;
  const double delay = std::max(0.0, passage.time - passage.length / profile.cruise);
  profile.stops = passage.stops >= 0 ? passage.stops : stops_of_delay(delay, loss, rule);
  profile.standing = passage.standing >= 0 ? passage.standing
                     : passage.stops == 0  ? 0
                                           : std::max(0.0, delay - profile.stops * loss);
  const double moving = passage.time - profile.standing - profile.stops * loss;
  if (moving * profile.cruise > passage.length) profile.cruise = passage.length / moving;
  return profile;
}

}  // namespace conurb::transport::emissions

// SPDX-License-Identifier: Apache-2.0
// How people drive, as a handful of constants that hold for every network and every link. They follow from
// the kinematics of single vehicles and from what is measured at stop lines; nothing is fitted to a place.
#pragma once

#include "plugins/transport/index.hpp"

namespace conurb::transport {

/// Constants of driving. Defaults: urban traffic of cars and buses.
struct DrivingRules {
  /// s. Headway of a moving queue = reaction + space of a vehicle / (share * speed): 1.8 s, 2,000 vehicles an
  /// hour and lane, at 50 km/h; 2.3 s in a narrow turn (Highway Capacity Manual 6, chapter 19: 1,900 and
  /// 0.85).
  double reaction = 1.25;
  double discharge_speed_share = 0.8;
  /// m/s, at which gaps run backwards through a standing queue (15 … 25 km/h; Newell, 2002).
  double wave_speed = 5.5;
  double start_up = 2.0;  ///< s from green to the first vehicle's passing of the stop line
  double acceleration = 2.6, deceleration = 4.5;  ///< m/s2
  double amber_used = 1.5;                        ///< s of amber that moving vehicles still use
  double sight_speed = 6.4;  ///< m/s, at which a minor road is approached: fast enough to stop in 4.5 m
  double gap_margin = 0.5;   ///< s added to the time to cross from standing: the critical gap
  double shortest_gap_share = 0.4;  ///< of the critical gap, after `impatient_after` s of waiting
  double impatient_after = 120;     ///< s
  double look_ahead = 250;          ///< m, for which one is in the right lane beforehand
  /// m of shorter queue for which one takes a lane from which one has to change soon; one that is not
  /// straight on.
  double stray = 10, shift = 20;
  double lane_change = 0.5;    ///< s that who changes lanes behind a junction takes of the lane it comes to
  double yield_share = 0.125;  ///< of a full link, of who yields, beside one who goes first
  double gridlock_after = 30;  ///< s of standing still before a ring of waiting links is looked for
};

}  // namespace conurb::transport

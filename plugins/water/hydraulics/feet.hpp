// SPDX-License-Identifier: Apache-2.0
// EPANET computes in feet and cubic feet a second; its limits and constants are such.
#pragma once

namespace conurb::water {

inline constexpr double kFoot = 0.3048;                        // m
inline constexpr double kCubicFoot = kFoot * kFoot * kFoot;    // m3, and m3/s of a cfs
inline constexpr double kGravity = 32.2 * kFoot;               // m/s2
inline constexpr double kSlopeUnit = kFoot / kCubicFoot;       // s/m2 of a ft/cfs
inline constexpr double kLeastSlope = 1e-7 * kSlopeUnit;       // of losses; below it they count as linear
inline constexpr double kClosedSlope = 1e8 * kSlopeUnit;       // beyond which a pump lifts hardly anything
inline constexpr double kShutSlope = 1e12 * kSlopeUnit;        // of a link that is closed
inline constexpr double kOpenSlope = 1e-6 * kSlopeUnit;        // of a link that takes nothing
inline constexpr double kPin = 1e8 / kSlopeUnit;               // m2/s: holds a head
inline constexpr double kHeadTolerance = 0.0005 * kFoot;       // m, of statuses
inline constexpr double kFlowTolerance = 0.0001 * kCubicFoot;  // m3/s, of statuses
inline constexpr double kNoFlow = 1e-6 * kCubicFoot;           // m3/s, less is none

}  // namespace conurb::water

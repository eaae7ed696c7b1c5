// SPDX-License-Identifier: Apache-2.0
// Windows on walls whose model has none: how many modules fit, and where a point of the wall lies among them
// (Vertex::facade).
#pragma once

#include <array>
#include <cstdint>

namespace conurb::scene {

/// How far walls reach below the ground, m, so that no gap shows on slopes.
inline constexpr double kSunk_m = 1.5;
inline constexpr std::array<std::uint16_t, 2> kNoFacade{0xFFFF, 0xFFFF};

/// The grid of windows of one upright wall. Whole modules of about 3 m fit its length, whole storeys of about
/// 3.1 m its height; they are stretched as needed.
struct Facade {
  double foot = 0;      ///< m: height of the floor of the lowest storey that has windows
  double storey_m = 0;  ///< height of a storey; 0: the wall has no windows
  std::uint32_t modules = 0;

  /// Of a wall `length` m long, from its foot to the eaves, m above any one level. None on walls below 1.8 m
  /// in length or 2.3 m in height. A wall longer than 250 modules has wider ones.
  [[nodiscard]] static Facade of(double length, double foot, double eaves);
  [[nodiscard]] bool has_windows() const { return storey_m > 0; }
  /// At that share of the length, 0 … 1 from the left, and that height. A storey below the foot is counted,
  /// so that walls can reach into the ground: the foot is at 256.
  [[nodiscard]] std::array<std::uint16_t, 2> at(double share, double z) const;
};

}  // namespace conurb::scene

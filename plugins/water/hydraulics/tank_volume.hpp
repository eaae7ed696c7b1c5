// SPDX-License-Identifier: Apache-2.0
// How much a tank holds at a level: by its curve, or as a cylinder above its lowest level.
#pragma once

#include "plugins/water/network.hpp"

namespace conurb::water {

class TankVolume {
 public:
  TankVolume() = default;
  TankVolume(const Node& tank, const std::vector<Curve>& curves);

  [[nodiscard]] double least() const { return least_; }  ///< m3, at the lowest level
  [[nodiscard]] double most() const { return most_; }    ///< m3, at the highest
  /// m3 at a level, m above the tank's elevation.
  [[nodiscard]] double volume_at(double level) const;
  /// The level at a volume, m.
  [[nodiscard]] double level_at(double volume) const;

 private:
  const Curve* curve_ = nullptr;
  double area_ = 0, lowest_ = 0, highest_ = 0, least_ = 0, most_ = 0;
};

}  // namespace conurb::water

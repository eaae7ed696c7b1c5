// SPDX-License-Identifier: Apache-2.0
#include "plugins/water/hydraulics/tank_volume.hpp"

#include <numbers>

#include "plugins/water/hydraulics/pump_law.hpp"

namespace conurb::water {

TankVolume::TankVolume(const Node& tank, const std::vector<Curve>& curves)
    : curve_(tank.volume_curve == kNone ? nullptr : &curves[at(tank.volume_curve)]),
      area_(std::numbers::pi / 4 * tank.diameter * tank.diameter),
      lowest_(tank.lowest_level),
      highest_(tank.highest_level) {
  least_ = curve_ != nullptr        ? value_at(curve_->x, curve_->y, lowest_)
           : tank.lowest_volume > 0 ? tank.lowest_volume
                                    : area_ * lowest_;
  most_ = volume_at(highest_);
}

double TankVolume::volume_at(double level) const {
  return curve_ != nullptr ? value_at(curve_->x, curve_->y, level) : least_ + area_ * (level - lowest_);
}

double TankVolume::level_at(double volume) const {
  if (volume == least_) return lowest_;
  if (volume == most_) return highest_;
  return curve_ != nullptr ? value_at(curve_->y, curve_->x, volume) : lowest_ + (volume - least_) / area_;
}

}  // namespace conurb::water

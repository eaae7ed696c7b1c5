// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/outage/droop.hpp"

#include <algorithm>

namespace conurb::energy {

namespace {

double slope(const DroopUnit& unit) {
  return unit.rated / unit.droop;
}

/// At so much below the nominal frequency.
double power_at(const DroopUnit& unit, double below) {
  return std::clamp(unit.set_point + slope(unit) * below, unit.low, unit.high);
}

double total_at(std::span<const DroopUnit> units, double below) {
  double sum = 0;
  for (const DroopUnit& unit : units) sum += power_at(unit, below);
  return sum;
}

}  // namespace

DroopShare share_by_droop(std::span<const DroopUnit> units, double need) {
  DroopShare share;
  share.frequency = 1;
  if (units.empty()) {
    share.missing = need;
    return share;
  }
  // Where a unit comes to a limit, the slope of the sum changes.
  std::vector<double> corners;
  for (const DroopUnit& unit : units) {
    corners.push_back((unit.low - unit.set_point) / slope(unit));
    corners.push_back((unit.high - unit.set_point) / slope(unit));
  }
  std::sort(corners.begin(), corners.end());
  double below = corners.front();
  if (need > total_at(units, corners.back())) {
    below = corners.back();
    share.missing = need - total_at(units, below);
  } else if (need < total_at(units, corners.front())) {
    share.missing = need - total_at(units, below);
  } else {
    std::size_t next = 0;
    while (next + 1 < corners.size() && total_at(units, corners[next]) < need) ++next;
    const double right = corners[next], left = corners[next == 0 ? 0 : next - 1];
    const double at_left = total_at(units, left), at_right = total_at(units, right);
    below = at_right > at_left ? left + (right - left) * (need - at_left) / (at_right - at_left) : right;
  }
  share.frequency = 1 - below;
  for (const DroopUnit& unit : units) share.power.push_back(power_at(unit, below));
  return share;
}

}  // namespace conurb::energy

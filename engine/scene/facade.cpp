// SPDX-License-Identifier: Apache-2.0
#include "engine/scene/facade.hpp"

#include <algorithm>
#include <cmath>

namespace conurb::scene {
namespace {

constexpr double kModule_m = 3.0, kStorey_m = 3.1;
constexpr double kNarrowest_m = 1.8, kLowest_m = 2.3;
constexpr double kMostModules = 250;  // 16 bits hold 255, in 1/256

}  // namespace

Facade Facade::of(double length, double foot, double eaves) {
  Facade facade;
  const double height = eaves - foot;
  if (!(length >= kNarrowest_m && height >= kLowest_m)) return facade;
  facade.foot = foot;
  facade.modules = static_cast<std::uint32_t>(std::clamp(std::round(length / kModule_m), 1.0, kMostModules));
  facade.storey_m = height / std::clamp(std::round(height / kStorey_m), 1.0, kMostModules);
  return facade;
}

std::array<std::uint16_t, 2> Facade::at(double share, double z) const {
  if (!has_windows()) return kNoFacade;
  const auto part = [](double whole) {
    return static_cast<std::uint16_t>(std::clamp(std::round(whole * 256), 0.0, 65534.0));
  };
  return {part(share * modules), part(1 + (z - foot) / storey_m)};
}

}  // namespace conurb::scene

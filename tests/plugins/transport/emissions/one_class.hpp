// SPDX-License-Identifier: Apache-2.0
// A vehicle in round numbers, of which results can be had by hand.
#pragma once

#include "plugins/transport/emissions/emission_model.hpp"

namespace conurb::transport::emissions::testing {

/// 1000 kg without rotating parts, 100 N of rolling, 0.6 N/(m/s)2 of air, half of the fuel lost, brakes and
/// speeds up at 1 m/s2; 1 g of NOx for a MJ.
inline EmissionClass plain_car() {
  EmissionClass car;
  car.id = "plain";
  car.mass = 1000;
  car.rotating = 1;
  car.rolling = 100 / (1000 * 9.81);
  car.drag_area = 1;
  car.acceleration = car.deceleration = 1;
  car.efficiency = 0.5;
  car.nox = 1;
  return car;
}

inline EmissionModel model_of(const EmissionClass& one, const StopRule& rule = {}) {
  EmissionCatalogue catalogue;
  catalogue.classes.push_back(one);
  return EmissionModel(catalogue, rule);
}

inline double output(const Outputs& outputs, Output which) {
  return outputs[place_of(which)];
}

}  // namespace conurb::transport::emissions::testing

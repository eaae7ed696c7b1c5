// SPDX-License-Identifier: Apache-2.0
// Draws of one object, one after the other: for rules that roll dice for a building, a household, a parcel.
// They are a pure function of stream, object and how many were drawn before, so no result depends on the
// order in which objects are treated.
//
//   conurb::sdk::Dice dice(households, building_id, dwelling);
//   const std::size_t size = dice.pick(shares);
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>

#include "engine/sdk/random.hpp"

namespace conurb::sdk {

/// Cheap to make; one for each object and purpose. One thread.
class Dice {
 public:
  /// `part` tells apart the parts of one object, such as the dwellings of a building.
  Dice(const Random& random, std::uint64_t object, std::int64_t part = 0)
      : random_(random), object_(object), part_(part) {}

  /// In [0, 1).
  double uniform() { return random_.uniform(object_, part_, next_++); }
  double uniform(double low, double high) { return low + (high - low) * uniform(); }
  /// Whole number in low..high.
  int integer(int low, int high) {
    const int number = low + static_cast<int>(std::floor(uniform() * (high - low + 1)));
    return number < high ? number : high;
  }
  bool chance(double probability) { return uniform() < probability; }
  /// Index of a weight, drawn in proportion to them; at least one weight.
  std::size_t pick(std::span<const double> weights) {
    double left = 0;
    for (const double w : weights) left += w;
    left *= uniform();
    for (std::size_t i = 0; i + 1 < weights.size(); ++i) {
      if (left < weights[i]) return i;
      left -= weights[i];
    }
    return weights.size() - 1;
  }

 private:
  Random random_;
  std::uint64_t object_;
  std::int64_t part_;
  std::uint32_t next_ = 0;
};

}  // namespace conurb::sdk

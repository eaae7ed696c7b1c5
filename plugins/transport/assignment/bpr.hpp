// SPDX-License-Identifier: Apache-2.0
// Cost of a link as a function of its flow (BPR), its slope and its integral, prepared for inner loops.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace conurb::transport::assignment {

/// constant + scale (flow * inverse_capacity)^power.
struct Bpr {
  double constant = 0, scale = 0, inverse_capacity = 0, power = 0;
  std::int32_t whole_power = -1;  ///< the power where it is a small whole number, else -1

  struct Value {
    double cost, slope;
  };
  /// At a flow >= 0. Where the power is less than 1 the slope at no flow is infinite; that of a flow of 1e-12
  /// capacities is given there.
  [[nodiscard]] Value at(double flow) const {
    const double ratio = flow * inverse_capacity;
    const double below = power_below(ratio);
    return {constant + (whole_power == 0 ? scale : scale * ratio * below),
            scale * power * inverse_capacity * below};
  }
  /// From no flow to this one.
  [[nodiscard]] double integral(double flow) const {
    const double ratio = flow * inverse_capacity;
    const double rise = whole_power == 0 ? scale : scale * ratio * power_below(ratio);
    return flow * (constant + rise / (power + 1));
  }

 private:
  /// ratio^(power - 1); 0 for power 0.
  [[nodiscard]] double power_below(double ratio) const {
    switch (whole_power) {
      case 4: return ratio * ratio * ratio;
      case 0: return 0;
      case 1: return 1;
      case -1: return std::pow(power < 1 ? std::max(ratio, 1e-12) : ratio, power - 1);
      default: break;
    }
    double product = 1, factor = ratio;
    for (std::int32_t rest = whole_power - 1; rest > 0; rest >>= 1) {
      if ((rest & 1) != 0) product *= factor;
      factor *= factor;
    }
    return product;
  }
};

}  // namespace conurb::transport::assignment

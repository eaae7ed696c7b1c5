// SPDX-License-Identifier: Apache-2.0
// What moves between two power flows until nothing does: generators at the limits of their reactive power,
// slack that is shared, taps and shunts. One sweep looks at all of them in a fixed order.
#pragma once

#include <cstdint>
#include <vector>

#include "plugins/energy/injections.hpp"
#include "plugins/energy/newton.hpp"
#include "plugins/energy/power_flow.hpp"

namespace conurb::energy {

class Controls {
 public:
  Controls(Network& network, Grid& grid, const PowerFlowOptions& options, const Injections& injections);

  /// Looks at a solution and moves what is to move. True if anything did, so that the flow is to be solved
  /// again.
  bool sweep(const Newton& newton, const Voltages& voltages, Injections& injections);

  /// A control was held because it went to and fro.
  [[nodiscard]] bool cycled() const { return cycled_; }

 private:
  struct Stepper {
    int direction = 0;  ///< of the last move
    int reversals = 0;
    bool held = false;
  };
  bool limit_reactive(std::span<const double> q, const Voltages& voltages, Injections& injections);
  bool share_slack(std::span<const double> p, const Voltages& voltages, Injections& injections);
  bool move_taps(const Voltages& voltages);
  bool switch_shunts(const Voltages& voltages);
  bool may_move(Stepper& stepper, int direction);

  Network& network_;
  Grid& grid_;
  const PowerFlowOptions options_;
  std::vector<NodeKind> wished_;        ///< kinds without limits
  std::vector<double> scheduled_;       ///< active power without shared slack
  std::vector<double> imbalance_;       ///< taken so far, by island
  std::vector<std::int32_t> island_;    ///< by place
  std::vector<std::uint8_t> at_limit_;  ///< by place: 0 free, 1 at q_min, 2 at q_max
  std::vector<std::uint8_t> returns_;   ///< by place: how often it took its voltage up again
  std::vector<Stepper> taps_, shunts_;
  std::vector<double> p_, q_;
  bool cycled_ = false;
};

}  // namespace conurb::energy

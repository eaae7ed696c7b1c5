// SPDX-License-Identifier: Apache-2.0
// How a station's low-voltage cables share the streets that it feeds along: few feeders, each as far as one
// cable carries. A tree is cut from its ends inwards wherever what has come together is more than a cable of
// the usual type bears; what is cut off gets a cable of its own from the station, in the same trench.
#pragma once

#include <cstdint>
#include <vector>

#include "plugins/energy/synthesis/demand.hpp"

namespace conurb::energy::synthesis {

/// Streets from a station: node 0 is the station, parents come before children.
struct SupplyTree {
  std::vector<std::int32_t> parent;
  std::vector<double> length;    ///< m to the parent
  std::vector<double> distance;  ///< m to the station
  std::vector<Demand> own;       ///< what joins the street here

  [[nodiscard]] std::size_t size() const { return parent.size(); }
};

struct FeederLimits {
  double power = 0;         ///< VA that a cable carries
  double drop = 0;          ///< of the voltage, to the farthest joint
  double rise = 0;          ///< the same where solar panels feed in
  double drop_factor = 0;   ///< of the voltage for each VA and metre
  double power_factor = 1;  ///< of what is drawn
};

struct Feeders {
  std::int32_t count = 0;
  std::vector<std::int32_t> feeder;  ///< that passes a node, by node; node 0 has none
  std::vector<std::int32_t> head;    ///< first node of each feeder, where its own cable from the station ends
  std::vector<Demand> through;       ///< at and behind a node, of its feeder
  std::vector<double> load_moment;   ///< VA m from the station to the farthest joint of a feeder, drawn
  std::vector<double> solar_moment;  ///< and fed in
};

[[nodiscard]] Feeders lay_feeders(const SupplyTree& tree, const FeederLimits& limits);

}  // namespace conurb::energy::synthesis

// SPDX-License-Identifier: Apache-2.0
// Buildings and points of interest together, as the places that trips lead to: buildings first, row by row.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "engine/solvers/parallel.hpp"
#include "plugins/transport/demand/city.hpp"
#include "plugins/transport/demand/options.hpp"
#include "plugins/transport/road_network.hpp"

namespace conurb::transport::demand {

struct Sites {
  std::vector<double> x, y;
  std::vector<std::int32_t> link;  ///< where trips begin and end; kNone: none is near
  /// Attraction for shopping, leisure and service, and as a base of deliveries.
  std::array<std::vector<double>, 4> attraction;
  [[nodiscard]] std::size_t size() const { return x.size(); }
};

/// The column's value where it is known and not below 0, else `otherwise`.
[[nodiscard]] double known(const std::vector<float>& column, std::size_t row, double otherwise);

/// A site without a link attracts nobody. Links are of the drivable core for cars.
[[nodiscard]] Sites sites_of(const RoadNetwork& network, const City& city, const SynthesisOptions& options,
                             const solvers::ParallelFor& parallel);

}  // namespace conurb::transport::demand

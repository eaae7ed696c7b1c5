// SPDX-License-Identifier: Apache-2.0
// Routes that trips have chosen, beside those that the demand gives them: what a run of traffic keeps of an
// equilibrium. They are a decision of its start, so they are saved with it and not found again.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "engine/sdk/conurb.hpp"
#include "plugins/transport/flow/flow_demand.hpp"

namespace conurb::transport {

class ChosenRoutes {
 public:
  /// Those of `demand`.
  explicit ChosenRoutes(const FlowDemand& demand);
  /// As put() wrote them.
  explicit ChosenRoutes(const sdk::Reader& reader);

  void put(sdk::Writer& writer) const;

  /// The same trips, the first ones on these routes; who came later keeps his own. Throws Failure bad_data
  /// where they are not routes of `net`, or for more trips.
  [[nodiscard]] std::shared_ptr<const FlowDemand> of(const FlowNetwork& net, const FlowDemand& demand) const;

  /// How many trips have chosen.
  [[nodiscard]] std::size_t size() const { return turns_.size(); }
  /// Nobody has chosen.
  [[nodiscard]] bool empty() const { return turns_.empty(); }

 private:
  std::vector<std::int32_t> turns_;  ///< by trip: how many; 0: left out
  std::vector<std::int32_t> steps_;  ///< of all trips: turn, and lane groups in the highest 8 bits
};

}  // namespace conurb::transport

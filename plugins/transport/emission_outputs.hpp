// SPDX-License-Identifier: Apache-2.0
// What vehicles emitted and used in a step, as columns: by link and class of vehicles, and by link.
#pragma once

#include <cstdint>
#include <memory>

#include "engine/sdk/conurb.hpp"
#include "plugins/transport/road_emissions.hpp"
#include "plugins/transport/traffic.hpp"

namespace conurb::transport {

class EmissionOutputs {
 public:
  /// Writes the columns of road_emission, a row for each class and link, and those of road_link: their sums,
  /// in the order of classes, to the bit. What is odd in tables of factors and fleets is told once.
  void write(const sdk::Host& host, const sdk::View& view, const Traffic& traffic);

  void save(sdk::Writer& writer) const;
  void load(const sdk::Reader& reader);

 private:
  void tell_new(const sdk::Host& host, std::shared_ptr<const RoadEmissions> now);

  std::shared_ptr<const RoadEmissions> emissions_;
  std::uint64_t told_ = 0;  ///< fingerprint of the findings that were told
};

}  // namespace conurb::transport

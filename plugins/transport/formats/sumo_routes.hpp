// SPDX-License-Identifier: Apache-2.0
// Routes, alone, in distributions and inside vehicles: `route`, `routeDistribution`, `stop`.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/transport/findings.hpp"
#include "plugins/transport/formats/sumo.hpp"
#include "plugins/transport/formats/sumo_places.hpp"
#include "plugins/transport/formats/xml_elements.hpp"

namespace conurb::transport {

class SumoRoutes {
 public:
  /// Reads into `demand` and `definitions`; all must outlive the reader.
  SumoRoutes(const SumoPlaces& places, const RoadNetwork& network, TravelDemand& demand,
             SumoDefinitions& definitions, FindingList& findings);

  /// Both say whether the element is a route, a distribution of routes or part of one. Those inside of a
  /// vehicle
  /// (`owner` is "of vehicle 'a'", else empty) are kept for take_own(), others by their name.
  [[nodiscard]] bool begin(const Attributes& attributes, const std::string& owner);
  [[nodiscard]] bool end(std::string_view element);

  [[nodiscard]] bool is_open() const { return in_route_ || in_distribution_; }

  /// The choice that stood inside of the vehicle since the last call; none where there was none.
  [[nodiscard]] std::optional<SumoDefinitions::Choice> take_own();
  /// The choice of that name; null where there is none. Lives until the next route is read.
  [[nodiscard]] const SumoDefinitions::Choice* find(std::string_view name) const;

  /// A `stop`; none, with a finding, where its place is not known.
  [[nodiscard]] std::optional<Halt> read_halt(const Attributes& attributes, const std::string& owner);

 private:
  void begin_route(const Attributes& attributes, const std::string& owner);
  void begin_distribution(const Attributes& attributes, const std::string& owner);
  void end_route();
  void keep(SumoDefinitions::Choice choice, const std::string& id);
  void add_member(std::shared_ptr<const SumoDefinitions::Route> route, double weight);
  [[nodiscard]] std::int32_t path_of(std::string_view edges, const std::string& described);
  [[nodiscard]] std::shared_ptr<const SumoDefinitions::Route> single(std::string_view name) const;

  const SumoPlaces& places_;
  const RoadNetwork& network_;
  TravelDemand& demand_;
  SumoDefinitions& definitions_;
  FindingList& findings_;

  struct Open {
    std::string id;  ///< empty: inside of a vehicle or a distribution
    std::string described;
  };
  std::optional<Open> in_route_, in_distribution_;
  SumoDefinitions::Route route_;
  SumoDefinitions::Choice choice_;
  std::optional<SumoDefinitions::Choice> own_;
  std::vector<std::int32_t> links_;
};

}  // namespace conurb::transport

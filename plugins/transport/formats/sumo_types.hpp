// SPDX-License-Identifier: Apache-2.0
// Vehicle types of SUMO and their distributions: `vType`, `vTypeDistribution`.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/transport/findings.hpp"
#include "plugins/transport/formats/sumo.hpp"
#include "plugins/transport/formats/xml_elements.hpp"

namespace conurb::transport {

/// Weights as their running sums, to draw from.
[[nodiscard]] std::vector<double> running_sums(const std::vector<double>& weights);
/// The place that a number in [0, 1) draws; `sums` is not empty and ends above 0.
[[nodiscard]] std::size_t drawn_place(const std::vector<double>& sums, double uniform);

class SumoTypes {
 public:
  /// A type, or a mix of them.
  struct Choice {
    std::int32_t type = kNone, mix = kNone;
  };

  /// Reads into `demand` and `definitions`, which must outlive the reader.
  SumoTypes(TravelDemand& demand, SumoDefinitions& definitions, FindingList& findings);

  /// Both say whether the element is a type, a distribution of types or part of one.
  [[nodiscard]] bool begin(const Attributes& attributes);
  [[nodiscard]] bool end(std::string_view element);

  /// The types of that name; those that SUMO always has are made at their first use.
  [[nodiscard]] std::optional<Choice> find(std::string_view name);
  /// The row of a type: of a mix the one that a number in [0, 1) draws.
  [[nodiscard]] std::int32_t drawn(Choice choice, double uniform) const;

 private:
  void begin_type(const Attributes& attributes);
  void begin_distribution(const Attributes& attributes);
  void end_distribution();
  void add_member(std::int32_t type, double weight);
  std::int32_t add_type(VehicleType type, double weight);
  std::int32_t type_named(const Attributes& attributes, std::string_view name);

  TravelDemand& demand_;
  SumoDefinitions& definitions_;
  FindingList& findings_;
  std::map<std::string, Choice, std::less<>> choices_;
  std::vector<std::vector<double>> sums_;  ///< of the mixes
  std::optional<TypeMix> mix_;             ///< that is open
  bool in_type_ = false;
};

}  // namespace conurb::transport

// SPDX-License-Identifier: Apache-2.0
// What demand names of a network: links, lanes, stops; and whether routes are passable.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "plugins/transport/findings.hpp"
#include "plugins/transport/formats/sumo.hpp"
#include "plugins/transport/formats/xml_elements.hpp"

namespace conurb::transport {

class SumoPlaces {
 public:
  /// The network must outlive it, and keep its links.
  explicit SumoPlaces(const RoadNetwork& network);

  /// Row, or kNone.
  [[nodiscard]] std::int32_t link(std::string_view id) const;
  [[nodiscard]] std::int32_t stop(Stop::Kind kind, std::string_view id) const;
  /// A link and the number of its lane by the id "link_number"; the link is kNone where there is none.
  struct Place {
    std::int32_t link = kNone, lane = 0;
  };
  [[nodiscard]] Place lane(std::string_view id) const;

  /// Classes that may use a lane of the link.
  [[nodiscard]] ClassSet classes_on(std::int32_t link) const { return on_link_[at(link)]; }
  /// From one link to the next: who may use a connection and the lanes that it joins.
  struct Step {
    std::int32_t to;
    ClassSet classes;
  };
  /// The step from a link to the one of that id; null where no connection leads there. Much quicker than
  /// link(): a few names are compared that lie near.
  [[nodiscard]] const Step* step(std::int32_t from, std::string_view id) const;

  /// The kind of stop that an element defines, or that an attribute of a halt names.
  [[nodiscard]] static std::optional<Stop::Kind> kind_of(std::string_view name);

  /// Adds the stop that an element defines to the network, which is the one that this was made of.
  void add_stop(const Attributes& attributes, RoadNetwork& network, FindingList& findings);

 private:
  void gather_steps();

  const RoadNetwork& network_;
  std::unordered_map<std::string_view, std::int32_t> links_;
  std::unordered_map<std::string, std::int32_t> stops_;  ///< by kind and id
  std::vector<ClassSet> on_link_;
  std::vector<std::size_t> first_step_;
  std::vector<Step> steps_;  ///< by link, then sorted by `to`
};

/// From and to a position in meters that files may count from the end; within the length, with a finding
/// where it was not.
struct Stretch {
  double begin = 0, end = 0;
};
[[nodiscard]] Stretch stretch_of(const Attributes& attributes, double length, FindingList& findings);

}  // namespace conurb::transport

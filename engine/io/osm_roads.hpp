// SPDX-License-Identifier: Apache-2.0
// What a way tagged highway=* or railway=* is: who may use it in which direction, how wide and how fast. The
// rules are those of https://wiki.openstreetmap.org/wiki/Key:access and Key:oneway, and are told in
// docs/openstreetmap.md. Pure functions.
#pragma once

#include <cstdint>
#include <limits>
#include <string_view>

#include "engine/io/osm.hpp"

namespace conurb::io {

inline constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

/// A street in one direction of travel.
struct RoadDirection {
  bool open = false;      ///< to cars
  bool walkable = false;  ///< people may walk both ways wherever they may walk
  bool cyclable = false;
  double lanes = kUnknown;
  double speed_limit_m_s = kUnknown;
  [[nodiscard]] bool used() const { return open || walkable || cyclable; }
};

struct RoadRules {
  bool is_road = false;         ///< false: highway=* that is no street (proposed, platform, …)
  std::string_view road_class;  ///< the value of highway=*
  RoadDirection forward;        ///< as the way is drawn
  RoadDirection backward;
  double width_m = kUnknown;
  int level = 0;
  bool odd_speed = false, odd_lanes = false, odd_width = false;  ///< a value that is none was left out
};

[[nodiscard]] RoadRules road_rules(const OsmTags& tags);

/// Control of a junction by the tags of its node: "signal", "stop", "priority", "roundabout" or "".
[[nodiscard]] std::string_view junction_control(const OsmTags& node);

struct RailRules {
  bool is_rail = false;
  std::string_view rail_class;  ///< rail, light_rail, tram, subway, funicular or monorail
  double gauge_m = kUnknown, speed_limit_m_s = kUnknown, supply_voltage = kUnknown, tracks = kUnknown;
  bool both_ways = true;
  bool reversed = false;  ///< trains run against the way as drawn (oneway=-1)
  int level = 0;
  bool odd_speed = false;
};

[[nodiscard]] RailRules rail_rules(const OsmTags& tags);

}  // namespace conurb::io

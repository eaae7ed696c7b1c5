// SPDX-License-Identifier: Apache-2.0
#include "engine/io/osm_roads.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "engine/base/text.hpp"
#include "engine/io/osm_values.hpp"

namespace conurb::io {

namespace {

enum Mode : unsigned { kCar = 1, kWalk = 2, kCycle = 4 };

struct RoadClass {
  std::string_view name;
  unsigned modes;  // who may use it where no tag says otherwise
};

// https://wiki.openstreetmap.org/wiki/OSM_tags_for_routing/Access_restrictions, the worldwide defaults.
constexpr auto kRoadClasses = std::to_array<RoadClass>({
    {"motorway", kCar},
    {"motorway_link", kCar},
    {"trunk", kCar | kWalk | kCycle},
    {"trunk_link", kCar | kWalk | kCycle},
    {"primary", kCar | kWalk | kCycle},
    {"primary_link", kCar | kWalk | kCycle},
    {"secondary", kCar | kWalk | kCycle},
    {"secondary_link", kCar | kWalk | kCycle},
    {"tertiary", kCar | kWalk | kCycle},
    {"tertiary_link", kCar | kWalk | kCycle},
    {"unclassified", kCar | kWalk | kCycle},
    {"residential", kCar | kWalk | kCycle},
    {"living_street", kCar | kWalk | kCycle},
    {"service", kCar | kWalk | kCycle},
    {"road", kCar | kWalk | kCycle},
    {"track", kWalk | kCycle},
    {"busway", 0},
    {"bus_guideway", 0},
    {"pedestrian", kWalk},
    {"footway", kWalk},
    {"steps", kWalk},
    {"corridor", kWalk},
    {"bridleway", kWalk},
    {"path", kWalk | kCycle},
    {"cycleway", kWalk | kCycle},
});

/// What an access tag says; nothing where it says nothing that is known.
std::optional<bool> allowed(std::string_view value) {
  if (is_one_of(value, {"no", "private", "use_sidepath", "agricultural", "forestry", "military"}))
    return false;
  if (is_one_of(value, {"yes", "permissive", "designated", "official", "destination", "customers", "delivery",
                        "permit", "public", "dismount"}))
    return true;
  return std::nullopt;
}

/// The more special tag counts more: access, then vehicle, motor_vehicle, motorcar; bicycle; foot.
unsigned modes_of(const OsmTags& tags, unsigned modes) {
  const auto apply = [&](const char* key, unsigned whom) {
    if (const auto may = allowed(tags[key])) modes = *may ? modes | whom : modes & ~whom;
  };
  // access=yes opens no footway to cars: in general it only closes.
  if (allowed(tags["access"]) == false) modes = 0;
  if (allowed(tags["vehicle"]) == false) modes &= ~(kCar | kCycle);
  if (tags.is("motorroad", "yes")) modes &= ~(kWalk | kCycle);
  apply("motor_vehicle", kCar);
  apply("motorcar", kCar);
  apply("bicycle", kCycle);
  if (tags.is("bicycle", "dismount")) modes &= ~kCycle;
  apply("foot", kWalk);
  return modes;
}

enum class Oneway { no, forward, backward };

Oneway oneway_of(const OsmTags& tags, std::string_view road_class) {
  const std::string_view value = tags["oneway"];
  if (is_one_of(value, {"yes", "true", "1"})) return Oneway::forward;
  if (is_one_of(value, {"-1", "reverse"})) return Oneway::backward;
  if (is_one_of(value, {"no", "false", "0", "reversible", "alternating"})) return Oneway::no;
  const bool circles = is_one_of(tags["junction"], {"roundabout", "circular"});
  return circles || road_class == "motorway" ? Oneway::forward : Oneway::no;
}

bool cycles_against(const OsmTags& tags) {
  if (tags.is("oneway:bicycle", "no")) return true;
  for (const char* key : {"cycleway", "cycleway:left", "cycleway:right", "cycleway:both"}) {
    if (tags[key].starts_with("opposite")) return true;
  }
  return false;
}

std::optional<double> lanes_of(std::string_view value, bool& odd) {
  constexpr double kMost = 20;
  if (value.empty()) return std::nullopt;
  const auto lanes = osm_number(value);
  if (lanes && *lanes > 0 && *lanes <= kMost) return lanes;
  odd = true;
  return std::nullopt;
}

void set_lanes(const OsmTags& tags, Oneway oneway, RoadRules& rules) {
  const auto total = lanes_of(tags["lanes"], rules.odd_lanes);
  const auto forward = lanes_of(tags["lanes:forward"], rules.odd_lanes);
  const auto backward = lanes_of(tags["lanes:backward"], rules.odd_lanes);
  if (oneway != Oneway::no) {
    RoadDirection& with = oneway == Oneway::forward ? rules.forward : rules.backward;
    RoadDirection& against = oneway == Oneway::forward ? rules.backward : rules.forward;
    with.lanes = total.value_or(kUnknown);
    against.lanes = 0;
    return;
  }
  const double half = total ? *total / 2 : kUnknown;
  const auto rest = [&](const std::optional<double>& other) {
    return total && other && *other < *total ? *total - *other : half;
  };
  rules.forward.lanes = forward.value_or(rest(backward));
  rules.backward.lanes = backward.value_or(rest(forward));
}

double speed_of(std::string_view value, bool& odd) {
  if (value.empty() || is_open_speed(value)) return kUnknown;
  const auto speed = osm_speed_m_s(value);
  if (!speed) odd = true;
  return speed.value_or(kUnknown);
}

void set_speeds(const OsmTags& tags, RoadRules& rules) {
  const double both = speed_of(tags["maxspeed"], rules.odd_speed);
  const auto one = [&](const char* key) {
    return tags.has(key) ? speed_of(tags[key], rules.odd_speed) : both;
  };
  rules.forward.speed_limit_m_s = one("maxspeed:forward");
  rules.backward.speed_limit_m_s = one("maxspeed:backward");
}

}  // namespace

RoadRules road_rules(const OsmTags& tags) {
  RoadRules rules;
  rules.road_class = tags["highway"];
  const auto* const found =
      std::find_if(kRoadClasses.begin(), kRoadClasses.end(),
                   [&](const RoadClass& each) { return each.name == rules.road_class; });
  if (found == kRoadClasses.end()) return rules;
  rules.is_road = true;
  const unsigned modes = modes_of(tags, found->modes);
  const Oneway oneway = oneway_of(tags, rules.road_class);
  for (RoadDirection* each : {&rules.forward, &rules.backward}) {
    const bool against = oneway != Oneway::no && (each == &rules.backward) == (oneway == Oneway::forward);
    each->open = (modes & kCar) != 0 && !against;
    each->cyclable = (modes & kCycle) != 0 && (!against || cycles_against(tags));
    each->walkable = (modes & kWalk) != 0;
  }
  set_lanes(tags, oneway, rules);
  set_speeds(tags, rules);
  if (tags.has("width")) {
    constexpr double kWidest_m = 200;
    const auto width = osm_length_m(tags["width"]);
    rules.odd_width = !width || !(*width > 0 && *width <= kWidest_m);
    if (!rules.odd_width) rules.width_m = *width;
  }
  rules.level = osm_level(tags["layer"], tags["bridge"], tags["tunnel"]);
  return rules;
}

std::string_view junction_control(const OsmTags& node) {
  const std::string_view highway = node["highway"];
  if (highway == "traffic_signals") return "signal";
  if (highway == "stop") return "stop";
  if (highway == "give_way") return "priority";
  if (highway == "mini_roundabout") return "roundabout";
  return {};
}

RailRules rail_rules(const OsmTags& tags) {
  RailRules rules;
  const std::string_view railway = tags["railway"];
  if (is_one_of(railway, {"rail", "light_rail", "tram", "subway", "funicular", "monorail"})) {
    rules.rail_class = railway;
  } else if (is_one_of(railway, {"narrow_gauge", "preserved"})) {
    rules.rail_class = "rail";
  } else {
    return rules;
  }
  rules.is_rail = true;
  constexpr double kMetresPerMillimetre = 1e-3;
  if (const auto gauge = osm_number(tags["gauge"]); gauge && *gauge > 0 && *gauge < 10'000)
    rules.gauge_m = *gauge * kMetresPerMillimetre;
  if (const auto tracks = osm_number(tags["tracks"]); tracks && *tracks > 0 && *tracks <= 100)
    rules.tracks = *tracks;
  if (const auto voltage = osm_number(tags["voltage"]); voltage && *voltage > 0 && *voltage < 1e6)
    rules.supply_voltage = *voltage;
  if (tags.is("electrified", "no")) rules.supply_voltage = 0;
  rules.speed_limit_m_s = speed_of(tags["maxspeed"], rules.odd_speed);
  rules.both_ways = !is_one_of(tags["oneway"], {"yes", "true", "1", "-1", "reverse"});
  rules.reversed = is_one_of(tags["oneway"], {"-1", "reverse"});
  rules.level = osm_level(tags["layer"], tags["bridge"], tags["tunnel"]);
  return rules;
}

}  // namespace conurb::io

// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "plugins/people/parcels.hpp"

namespace conurb::people {

namespace {

struct StreetWidth {
  std::string_view road_class;
  double width;  // m
};
constexpr auto kStreets =
    std::to_array<StreetWidth>({{"motorway", 12},       {"trunk", 10},         {"primary", 8},
                                {"secondary", 7.5},     {"tertiary", 6.5},     {"motorway_link", 6},
                                {"trunk_link", 6},      {"primary_link", 5.5}, {"secondary_link", 5.5},
                                {"tertiary_link", 5.5}, {"living_street", 5},  {"service", 0},
                                {"track", 0},           {"footway", 0},        {"cycleway", 0},
                                {"bridleway", 0},       {"path", 0},           {"steps", 0},
                                {"corridor", 0},        {"platform", 0}});
constexpr double kOtherStreet = 6;  // residential, unclassified, pedestrian, unknown; m

}  // namespace

double street_width(std::string_view road_class, double known) {
  double width = kOtherStreet;
  for (const StreetWidth& each : kStreets)
    if (each.road_class == road_class) width = each.width;
  return width > 0 && known > 0 ? known : width;
}

double track_width(double tracks) {
  return 2 + 4 * (tracks > 1 ? tracks : 1);
}

}  // namespace conurb::people

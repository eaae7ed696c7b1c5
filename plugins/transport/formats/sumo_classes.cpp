// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/formats/sumo_classes.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

#include "plugins/transport/formats/values.hpp"

namespace conurb::transport {
namespace {

struct SumoClass {
  std::string_view name;
  VehicleClass on_lanes;  ///< what a lane open to it is open to
  VehicleClass of_type;   ///< what a vehicle of it is
  double length, min_gap, max_speed_kmh, acceleration, deceleration, speed_deviation;
};

// Cars with a privilege are cars; a lane for the privileged alone is open to no car, so it is open to
// `other`.
using enum VehicleClass;
constexpr std::array<SumoClass, 34> kSumoClasses{{
    {"passenger", passenger, passenger, 5, 2.5, 200, 2.6, 4.5, 0.1},
    {"private", other, passenger, 5, 2.5, 200, 2.6, 4.5, 0.1},
    {"vip", other, passenger, 5, 2.5, 200, 2.6, 4.5, 0.1},
    {"hov", other, passenger, 5, 2.5, 200, 2.6, 4.5, 0.1},
    {"evehicle", other, passenger, 5, 2.5, 200, 2.6, 4.5, 0.1},
    {"custom1", other, other, 5, 2.5, 200, 2.6, 4.5, 0.1},
    {"custom2", other, other, 5, 2.5, 200, 2.6, 4.5, 0.1},
    {"taxi", taxi, taxi, 5, 2.5, 200, 2.6, 4.5, 0.05},
    {"bus", bus, bus, 12, 2.5, 100, 1.2, 4, 0},
    {"coach", coach, coach, 14, 2.5, 100, 2, 4, 0.05},
    {"delivery", delivery, delivery, 6.5, 2.5, 200, 2.6, 4.5, 0.05},
    {"truck", truck, truck, 7.1, 2.5, 130, 1.3, 4, 0.05},
    {"trailer", trailer, trailer, 16.5, 2.5, 130, 1.1, 4, 0.05},
    {"motorcycle", motorcycle, motorcycle, 2.2, 2.5, 200, 6, 10, 0.1},
    {"moped", moped, moped, 2.1, 2.5, 60, 1.1, 7, 0.1},
    {"bicycle", bicycle, bicycle, 1.6, 0.5, 20, 1.2, 3, 0.1},
    {"scooter", bicycle, bicycle, 1.2, 0.5, 20, 1.2, 3, 0.1},
    {"pedestrian", pedestrian, pedestrian, 0.215, 0.25, 5, 1.5, 2, 0.1},
    {"wheelchair", pedestrian, pedestrian, 0.5, 0.5, 5, 1.5, 2, 0.1},
    {"tram", tram, tram, 22, 2.5, 80, 1, 3, 0},
    {"rail_urban", rail, rail, 109.5, 5, 100, 1, 3, 0},
    {"subway", rail, rail, 109.5, 5, 100, 1, 3, 0},
    {"rail", rail, rail, 135, 5, 160, 0.25, 1.3, 0},
    {"rail_electric", rail, rail, 200, 5, 220, 0.5, 1.3, 0},
    {"rail_fast", rail, rail, 200, 5, 330, 0.5, 1.3, 0},
    {"emergency", emergency, emergency, 6.5, 2.5, 200, 2.6, 4.5, 0},
    {"authority", authority, authority, 5, 2.5, 200, 2.6, 4.5, 0},
    {"army", authority, authority, 5, 2.5, 200, 2.6, 4.5, 0},
    {"ship", ship, ship, 17, 2.5, 14.8, 0.1, 0.15, 0.1},
    {"container", other, other, 6.1, 2.5, 200, 2.6, 4.5, 0},
    {"cable_car", other, other, 5, 2.5, 200, 2.6, 4.5, 0},
    {"aircraft", other, other, 72.7, 2.5, 200, 2.6, 4.5, 0},
    {"drone", other, other, 0.5, 2.5, 200, 2.6, 4.5, 0},
    {"custom", other, other, 5, 2.5, 200, 2.6, 4.5, 0.1},
}};
using SumoSet = std::uint64_t;
constexpr SumoSet kWholeSumoSet = (SumoSet{1} << kSumoClasses.size()) - 1;

/// Names that files of before 2014 have.
struct SumoAlias {
  std::string_view old, name;
};
constexpr std::array<SumoAlias, 9> kSumoAliases{{{"public_emergency", "emergency"},
                                                 {"public_authority", "authority"},
                                                 {"public_army", "army"},
                                                 {"public_transport", "bus"},
                                                 {"transport", "truck"},
                                                 {"lightrail", "tram"},
                                                 {"cityrail", "rail_urban"},
                                                 {"rail_slow", "rail"},
                                                 {"electric_vehicle", "evehicle"}}};

std::size_t place_of_class(std::string_view name) {
  for (const SumoAlias& alias : kSumoAliases) {
    if (name == alias.old) name = alias.name;
  }
  std::size_t place = 0;
  while (place < kSumoClasses.size() && kSumoClasses[place].name != name) ++place;
  return place;
}

SumoSet listed_classes(std::string_view list, FindingList& findings) {
  SumoSet set = 0;
  for (std::string_view word = take_word(list); !word.empty(); word = take_word(list)) {
    const std::size_t place = place_of_class(word);
    if (word == "all") {
      set = kWholeSumoSet;
    } else if (place < kSumoClasses.size()) {
      set |= SumoSet{1} << place;
    } else if (word != "none" && word != "ignoring") {
      findings.warn("vehicle class", in_quotes(word), "is not known: passed over where lanes name it");
    }
  }
  return set;
}

}  // namespace

ClassSet permissions_of(const Attributes& attributes, FindingList& findings) {
  const auto allow = attributes.find("allow"), disallow = attributes.find("disallow");
  if (!allow && !disallow) return kEveryClass;
  const SumoSet open =
      allow ? listed_classes(*allow, findings) : kWholeSumoSet & ~listed_classes(*disallow, findings);
  ClassSet set = 0;
  for (std::size_t place = 0; place < kSumoClasses.size(); ++place) {
    if ((open >> place & 1) != 0) set |= set_of(kSumoClasses[place].on_lanes);
  }
  return set;
}

std::optional<VehicleType> default_type(std::string_view sumo_class) {
  const bool ignoring = sumo_class == "ignoring";
  const std::size_t place = place_of_class(ignoring ? "passenger" : sumo_class);
  if (place == kSumoClasses.size()) return std::nullopt;
  const SumoClass& found = kSumoClasses[place];
  VehicleType type;
  type.vehicle_class = found.of_type;
  type.ignores_permissions = ignoring;
  type.length = found.length;
  type.min_gap = found.min_gap;
  type.max_speed = found.max_speed_kmh / 3.6;
  type.acceleration = found.acceleration;
  type.deceleration = found.deceleration;
  type.speed_deviation = found.speed_deviation;
  return type;
}

}  // namespace conurb::transport

// SPDX-License-Identifier: Apache-2.0
#include "engine/io/osm_buildings.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "engine/io/osm_values.hpp"

namespace conurb::io {

namespace {

struct Word {
  std::string_view tag, ours;
};

constexpr auto kBuildings = std::to_array<Word>({{"apartments", "residential"},
                                                 {"barn", "agriculture"},
                                                 {"bungalow", "residential"},
                                                 {"bunker", "storage"},
                                                 {"cabin", "residential"},
                                                 {"carport", "garage"},
                                                 {"cathedral", "worship"},
                                                 {"chapel", "worship"},
                                                 {"church", "worship"},
                                                 {"civic", "public"},
                                                 {"college", "school"},
                                                 {"commercial", "commercial"},
                                                 {"cowshed", "agriculture"},
                                                 {"detached", "residential"},
                                                 {"dormitory", "residential"},
                                                 {"farm", "residential"},
                                                 {"farm_auxiliary", "agriculture"},
                                                 {"fire_station", "public"},
                                                 {"garage", "garage"},
                                                 {"garages", "garage"},
                                                 {"government", "public"},
                                                 {"grandstand", "sport"},
                                                 {"greenhouse", "agriculture"},
                                                 {"hangar", "storage"},
                                                 {"hospital", "hospital"},
                                                 {"hotel", "hotel"},
                                                 {"house", "residential"},
                                                 {"hut", "storage"},
                                                 {"industrial", "industry"},
                                                 {"kindergarten", "kindergarten"},
                                                 {"kiosk", "retail"},
                                                 {"manufacture", "industry"},
                                                 {"mosque", "worship"},
                                                 {"office", "office"},
                                                 {"parking", "garage"},
                                                 {"public", "public"},
                                                 {"religious", "worship"},
                                                 {"residential", "residential"},
                                                 {"retail", "retail"},
                                                 {"school", "school"},
                                                 {"semidetached_house", "residential"},
                                                 {"shed", "storage"},
                                                 {"shop", "retail"},
                                                 {"sports_centre", "sport"},
                                                 {"sports_hall", "sport"},
                                                 {"stable", "agriculture"},
                                                 {"stadium", "sport"},
                                                 {"static_caravan", "residential"},
                                                 {"supermarket", "retail"},
                                                 {"synagogue", "worship"},
                                                 {"temple", "worship"},
                                                 {"terrace", "residential"},
                                                 {"train_station", "transport"},
                                                 {"transportation", "transport"},
                                                 {"university", "university"},
                                                 {"warehouse", "warehouse"}});

constexpr auto kAmenities = std::to_array<Word>({{"arts_centre", "assembly"},
                                                 {"bank", "office"},
                                                 {"bar", "restaurant"},
                                                 {"cafe", "restaurant"},
                                                 {"cinema", "assembly"},
                                                 {"clinic", "hospital"},
                                                 {"college", "school"},
                                                 {"community_centre", "assembly"},
                                                 {"courthouse", "public"},
                                                 {"doctors", "hospital"},
                                                 {"fast_food", "restaurant"},
                                                 {"fire_station", "public"},
                                                 {"fuel", "retail"},
                                                 {"hospital", "hospital"},
                                                 {"kindergarten", "kindergarten"},
                                                 {"library", "public"},
                                                 {"marketplace", "retail"},
                                                 {"nursing_home", "nursing"},
                                                 {"parking", "garage"},
                                                 {"pharmacy", "retail"},
                                                 {"place_of_worship", "worship"},
                                                 {"police", "public"},
                                                 {"post_office", "office"},
                                                 {"prison", "prison"},
                                                 {"pub", "restaurant"},
                                                 {"restaurant", "restaurant"},
                                                 {"school", "school"},
                                                 {"social_facility", "nursing"},
                                                 {"theatre", "assembly"},
                                                 {"townhall", "public"},
                                                 {"university", "university"}});

template <std::size_t N>
std::string_view word_of(const std::array<Word, N>& words, std::string_view tag) {
  const auto* const found =
      std::find_if(words.begin(), words.end(), [tag](const Word& each) { return each.tag == tag; });
  return found == words.end() ? std::string_view() : found->ours;
}

/// Use by what is in the building.
std::string_view use_of(const OsmTags& tags) {
  if (const std::string_view use = word_of(kAmenities, tags["amenity"]); !use.empty()) return use;
  const auto has = [&tags](const char* key) { return tags.has(key) && !tags.is(key, "no"); };
  if (has("shop")) return "retail";
  if (has("office")) return "office";
  if (has("healthcare")) return "hospital";
  const std::string_view tourism = tags["tourism"];
  if (tourism == "hotel" || tourism == "hostel" || tourism == "motel" || tourism == "guest_house")
    return "hotel";
  if (tourism == "museum" || tourism == "gallery") return "assembly";
  const std::string_view leisure = tags["leisure"];
  if (leisure == "sports_centre" || leisure == "sports_hall" || leisure == "stadium" ||
      leisure == "fitness_centre" || leisure == "swimming_pool")
    return "sport";
  return {};
}

/// A number within its range; what is there and is none sets `odd`.
std::optional<double> checked(std::optional<double> value, bool present, double least, double most,
                              bool& odd) {
  if (!present) return std::nullopt;
  if (value && *value >= least && *value <= most) return value;
  odd = true;
  return std::nullopt;
}

constexpr double kMostStoreys = 200, kTallest_m = 1000;

}  // namespace

std::string building_function(const OsmTags& tags) {
  const std::string_view kind = tags.has("building") ? tags["building"] : tags["building:part"];
  if (const std::string_view own = word_of(kBuildings, kind); !own.empty()) return std::string(own);
  return std::string(use_of(tags));
}

std::string building_usage(const OsmTags& tags) {
  const std::string_view own = word_of(kBuildings, tags["building"]);
  const std::string_view use = use_of(tags);
  return own.empty() || own == use ? std::string() : std::string(use);
}

BuildingHeight building_height(const OsmTags& tags) {
  BuildingHeight result;
  const auto length = [&](const char* key) {
    return checked(osm_length_m(tags[key]), tags.has(key), 0.1, kTallest_m, result.odd);
  };
  const auto number = [&](const char* key) {
    return checked(osm_number(tags[key]), tags.has(key), 0, kMostStoreys, result.odd);
  };
  const auto height = length("height");
  const auto levels = number("building:levels");
  const auto roof_levels = number("roof:levels");
  const auto roof = length("roof:height");
  result.height_given = height.has_value();
  result.storeys_given = levels && *levels + roof_levels.value_or(0) >= 1;
  if (result.storeys_given) result.storeys = *levels + roof_levels.value_or(0);
  if (height) {
    result.height_m = *height;
  } else if (result.storeys_given) {
    result.height_m = roof ? *levels * kStoreyHeight_m + *roof : result.storeys * kStoreyHeight_m;
  } else {
    const std::string function = building_function(tags);
    const bool low = function == "garage" || function == "storage" || tags.is("building", "kiosk") ||
                     tags.is("building", "roof") || tags.is("building", "greenhouse");
    result.height_m = low ? kDefaultLowHeight_m : kDefaultHeight_m;
  }
  if (!result.storeys_given) result.storeys = std::max(1.0, std::round(result.height_m / kStoreyHeight_m));
  return result;
}

double building_min_height_m(const OsmTags& tags) {
  bool ignored = false;
  const auto height =
      checked(osm_length_m(tags["min_height"]), tags.has("min_height"), 0, kTallest_m, ignored);
  if (height) return *height;
  const auto level = checked(osm_number(tags["building:min_level"]), tags.has("building:min_level"), 0,
                             kMostStoreys, ignored);
  return level.value_or(0) * kStoreyHeight_m;
}

std::string_view roof_type(const OsmTags& tags) {
  constexpr auto kRoofs = std::to_array<Word>({{"flat", "flat"},
                                               {"skillion", "shed"},
                                               {"lean_to", "shed"},
                                               {"gabled", "gabled"},
                                               {"hipped", "hipped"},
                                               {"half-hipped", "half_hipped"},
                                               {"half_hipped", "half_hipped"},
                                               {"mansard", "mansard"},
                                               {"gambrel", "mansard"},
                                               {"pyramidal", "pyramid"},
                                               {"cone", "cone"},
                                               {"conical", "cone"},
                                               {"dome", "dome"},
                                               {"onion", "dome"},
                                               {"round", "arch"},
                                               {"saltbox", "gabled"},
                                               {"sawtooth", "sawtooth"}});
  return word_of(kRoofs, tags["roof:shape"]);
}

}  // namespace conurb::io

// SPDX-License-Identifier: Apache-2.0
#include "plugins/people/uses.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <span>
#include <string>

namespace conurb::people {

namespace {

// By use, in the order of the enumeration.
constexpr std::array<UseFigures, kUseCount> kFigures{{
    {"", "", 3.2, false, 0, true},
    {"residential", "residential", 3.0, false, 46, true},  // jobs: shops and practices beside the dwellings
    {"office", "commercial", 3.5, false, 29, true},
    {"retail", "retail", 4.2, false, 46, true},
    {"hotel", "commercial", 3.2, false, 85, true},
    {"restaurant", "retail", 3.8, false, 38, true},
    {"school", "school", 3.6, false, 105, true},
    {"kindergarten", "school", 3.2, false, 60, true},
    {"university", "school", 3.8, false, 60, true},
    {"hospital", "hospital", 3.8, false, 58, true},
    {"nursing home", "hospital", 3.1, false, 70, true},
    {"public", "public", 3.6, false, 60, true},
    {"assembly", "public", 4.5, false, 120, true},
    {"worship", "religious", 9.0, true, 500, true},
    {"sport", "sport", 8.0, true, 260, true},
    {"industry", "industrial", 6.5, false, 75, true},
    {"warehouse", "industrial", 8.0, true, 190, true},
    {"agriculture", "farmland", 6.0, true, 400, false},
    {"transport", "transport", 5.0, false, 120, true},
    {"garage", "residential", 2.8, false, 0, false},
    {"storage", "residential", 3.0, true, 0, false},
}};

struct Word {
  std::string_view part;  ///< stands somewhere in the text
  Use use;
};

// The first that stands in the text counts. Codes: CityGML 2.0 BuildingFunctionType and ALKIS 31001; Dutch
// words are those of the register of addresses and buildings (BAG).
constexpr auto kFunctions = std::to_array<Word>({{"nursing", Use::nursing_home},
                                                 {"kindergarten", Use::kindergarten},
                                                 {"universit", Use::university},
                                                 {"hospital", Use::hospital},
                                                 {"clinic", Use::hospital},
                                                 {"health", Use::hospital},
                                                 {"gezondheid", Use::hospital},
                                                 {"krankenhaus", Use::hospital},
                                                 {"hotel", Use::hotel},
                                                 {"logies", Use::hotel},
                                                 {"restaurant", Use::restaurant},
                                                 {"school", Use::school},
                                                 {"schule", Use::school},
                                                 {"educat", Use::school},
                                                 {"onderwijs", Use::school},
                                                 {"worship", Use::worship},
                                                 {"church", Use::worship},
                                                 {"kirche", Use::worship},
                                                 {"religious", Use::worship},
                                                 {"assembly", Use::assembly},
                                                 {"bijeenkomst", Use::assembly},
                                                 {"transport", Use::transport},
                                                 {"sport", Use::sport},
                                                 {"garage", Use::garage},
                                                 {"warehouse", Use::warehouse},
                                                 {"storage", Use::storage},
                                                 {"shed", Use::storage},
                                                 {"shop", Use::retail},
                                                 {"retail", Use::retail},
                                                 {"winkel", Use::retail},
                                                 {"commerc", Use::retail},
                                                 {"office", Use::office},
                                                 {"kantoor", Use::office},
                                                 {"admin", Use::office},
                                                 {"business", Use::office},
                                                 {"prison", Use::public_service},
                                                 {"celfunctie", Use::public_service},
                                                 {"public", Use::public_service},
                                                 {"agricult", Use::agriculture},
                                                 {"industr", Use::industry},
                                                 {"factory", Use::industry},
                                                 {"workshop", Use::industry},
                                                 {"resid", Use::residential},
                                                 {"dwelling", Use::residential},
                                                 {"house", Use::residential},
                                                 {"apartment", Use::residential},
                                                 {"habitation", Use::residential},
                                                 {"woonfunctie", Use::residential},
                                                 {"wohn", Use::residential},
                                                 {"31001_1", Use::residential},
                                                 {"31001_2", Use::retail},
                                                 {"31001_3", Use::public_service},
                                                 {"1000", Use::residential}});

constexpr auto kLand = std::to_array<Word>({{"resid", Use::residential},
                                            {"mixed", Use::residential},
                                            {"commercial", Use::office},
                                            {"retail", Use::retail},
                                            {"industr", Use::industry},
                                            {"transport", Use::transport},
                                            {"sport", Use::sport},
                                            {"port", Use::warehouse},
                                            {"depot", Use::warehouse},
                                            {"railway", Use::transport},
                                            {"school", Use::school},
                                            {"education", Use::school},
                                            {"university", Use::university},
                                            {"hospital", Use::hospital},
                                            {"public", Use::public_service},
                                            {"institutional", Use::public_service},
                                            {"military", Use::public_service},
                                            {"religious", Use::worship},
                                            {"garages", Use::garage},
                                            {"allotments", Use::storage},
                                            {"farmyard", Use::agriculture},
                                            {"farmland", Use::agriculture},
                                            {"greenhouse", Use::agriculture}});

// Institutions that fill a building.
constexpr auto kInstitutions = std::to_array<Word>({{"kindergarten", Use::kindergarten},
                                                    {"school", Use::school},
                                                    {"college", Use::school},
                                                    {"university", Use::university},
                                                    {"hospital", Use::hospital},
                                                    {"nursing_home", Use::nursing_home},
                                                    {"place_of_worship", Use::worship},
                                                    {"townhall", Use::public_service},
                                                    {"courthouse", Use::public_service},
                                                    {"police", Use::public_service},
                                                    {"fire_station", Use::public_service},
                                                    {"library", Use::public_service},
                                                    {"theatre", Use::assembly},
                                                    {"cinema", Use::assembly},
                                                    {"arts_centre", Use::assembly},
                                                    {"community_centre", Use::assembly},
                                                    {"museum", Use::assembly},
                                                    {"hotel", Use::hotel},
                                                    {"hostel", Use::hotel},
                                                    {"sports_centre", Use::sport},
                                                    {"stadium", Use::sport},
                                                    {"supermarket", Use::retail},
                                                    {"mall", Use::retail},
                                                    {"department_store", Use::retail}});

// What takes no more than a ground floor, besides shops, offices and crafts.
constexpr auto kGroundFloor = std::to_array<std::string_view>(
    {"restaurant", "cafe", "bar", "pub", "fast_food", "food_court", "biergarten", "ice_cream", "bank",
     "doctors", "dentist", "clinic", "pharmacy", "post_office", "veterinary"});

Use find_part(std::span<const Word> words, std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  for (const Word& each : words) {
    if (lower.find(each.part) != std::string::npos) return each.use;
  }
  return Use::unknown;
}

}  // namespace

const UseFigures& figures(Use use) {
  return kFigures.at(static_cast<std::size_t>(use));
}

Use use_of(std::string_view function) {
  return find_part(kFunctions, function);
}

Use use_on_land(std::string_view land_use, bool& mixed) {
  mixed = land_use == "mixed";
  return find_part(kLand, land_use);
}

Interest interest_of(std::string_view category, std::string_view kind) {
  for (const Word& each : kInstitutions) {
    if (each.part == kind) return {each.use, false};
  }
  const bool below = category == "shop" || category == "office" || category == "craft" ||
                     std::find(kGroundFloor.begin(), kGroundFloor.end(), kind) != kGroundFloor.end();
  return {Use::unknown, below};
}

}  // namespace conurb::people

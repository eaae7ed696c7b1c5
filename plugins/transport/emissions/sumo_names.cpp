// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/emissions/sumo_names.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>
#include <vector>

#include "plugins/transport/emissions/default_fleet.hpp"

namespace conurb::transport::emissions {
namespace {

struct Word {
  std::string_view in_sumo, meaning;
};
constexpr std::array kBodyWords{Word{"pc", "car"},         Word{"p", "car"},
                                Word{"passenger", "car"},  Word{"ldv", "van"},
                                Word{"lcv", "van"},        Word{"lnf", "van"},
                                Word{"hdv", "truck"},      Word{"hgv", "truck"},
                                Word{"rt", "truck"},       Word{"rigid", "truck"},
                                Word{"tt", "trailer"},     Word{"at", "trailer"},
                                Word{"bus", "bus"},        Word{"ubus", "bus"},
                                Word{"ub", "bus"},         Word{"cb", "bus"},
                                Word{"coach", "coach"},    Word{"mc", "motorcycle"},
                                Word{"mot", "motorcycle"}, Word{"motorcycle", "motorcycle"},
                                Word{"moped", "moped"},    Word{"kkr", "moped"}};
constexpr std::array kDriveWords{Word{"g", "petrol"},         Word{"petrol", "petrol"},
                                 Word{"gasoline", "petrol"},  Word{"4s", "petrol"},
                                 Word{"2s", "petrol"},        Word{"d", "diesel"},
                                 Word{"diesel", "diesel"},    Word{"bev", "battery"},
                                 Word{"electric", "battery"}, Word{"electricity", "battery"},
                                 Word{"elec", "battery"},     Word{"hev", "hybrid"},
                                 Word{"phev", "hybrid"},      Word{"hybrid", "hybrid"},
                                 Word{"cng", "cng"},          Word{"lng", "cng"}};
/// Stages of the catalogue, by age.
constexpr std::array<std::string_view, 5> kStages{"euro3", "euro4", "euro5", "euro6", "euro6d"};
constexpr int kUnknownStage = 2;

struct VehicleBody {
  VehicleClass of;
  std::string_view body, mix;
};
constexpr std::array kBodies{VehicleBody{VehicleClass::passenger, "car", "fleet_passenger"},
                             VehicleBody{VehicleClass::delivery, "van", "fleet_delivery"},
                             VehicleBody{VehicleClass::truck, "truck", "fleet_truck"},
                             VehicleBody{VehicleClass::trailer, "trailer", "fleet_trailer"},
                             VehicleBody{VehicleClass::bus, "bus", "fleet_bus"},
                             VehicleBody{VehicleClass::coach, "coach", "fleet_coach"},
                             VehicleBody{VehicleClass::motorcycle, "motorcycle", "fleet_motorcycle"},
                             VehicleBody{VehicleClass::moped, "moped", "fleet_moped"}};

std::vector<std::string> words_of(std::string_view name) {
  std::vector<std::string> words(1);
  for (const char c : name) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0) {
      words.back() += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    } else if (!words.back().empty()) {
      words.emplace_back();
    }
  }
  if (words.back().empty()) words.pop_back();
  return words;
}

template <std::size_t n>
std::string_view meaning_of(const std::array<Word, n>& known, const std::vector<std::string>& words) {
  for (const std::string& word : words) {
    for (const Word& one : known) {
      if (word == one.in_sumo) return one.meaning;
    }
  }
  return {};
}

/// Place in kStages of what follows "eu" or "euro", in the same word or the next; kNone: not told.
int stage_of(const std::vector<std::string>& words) {
  constexpr std::array<std::string_view, 7> kRoman{"0", "i", "ii", "iii", "iv", "v", "vi"};
  for (std::size_t i = 0; i < words.size(); ++i) {
    std::string_view word = words[i];
    if (!word.starts_with("eu")) continue;
    word.remove_prefix(word.starts_with("euro") ? 4 : 2);
    if (word.empty() && i + 1 < words.size()) word = words[i + 1];
    const auto roman = std::find(kRoman.begin(), kRoman.end(), word);
    const bool digit = !word.empty() && word.front() >= '0' && word.front() <= '9';
    if (!digit && roman == kRoman.end()) continue;
    const int euro = digit ? word.front() - '0' : static_cast<int>(roman - kRoman.begin());
    if (euro >= 6) return digit && word.starts_with("6d") ? 4 : 3;
    return std::max(euro - 3, 0);
  }
  return kNone;
}

/// The class of the nearest stage, the newer of two; kNone where the drive is not there at all.
std::int32_t nearest_class(const EmissionCatalogue& catalogue, const std::string& prefix, int stage) {
  for (int away = 0; away < static_cast<int>(kStages.size()); ++away) {
    for (const int place : {stage + away, stage - away}) {
      if (place < 0 || place >= static_cast<int>(kStages.size())) continue;
      const std::int32_t row =
          catalogue.find(prefix + "_" + std::string(kStages[static_cast<std::size_t>(place)]));
      if (row != kNone) return row;
    }
  }
  return catalogue.find(prefix);
}

std::string_view body_of(VehicleClass vehicle_class) {
  const std::string_view mix = default_mix(vehicle_class);
  for (const VehicleBody& one : kBodies) {
    if (one.of == vehicle_class || one.mix == mix) return one.body;
  }
  return mix == "fleet_taxi" ? "car" : std::string_view{};
}

bool has(const std::vector<std::string>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

}  // namespace

SumoMatch match_sumo(const EmissionCatalogue& catalogue, VehicleClass vehicle_class,
                     std::string_view sumo_name) {
  if (const std::int32_t own = catalogue.find(sumo_name); own != kNone) return {own, true};
  const std::vector<std::string> words = words_of(sumo_name);
  const std::int32_t mix = catalogue.find(default_mix(vehicle_class));
  if (words.empty()) return {mix, true};
  if (has(words, "zero")) return {catalogue.find("none"), true};
  // The last body is the narrowest: HDV_TT is a trailer. The first drive is: PHEV_petrol is a hybrid.
  const std::string_view told = meaning_of(kBodyWords, {words.rbegin(), words.rend()});
  const std::string body(told.empty() ? body_of(vehicle_class) : told);
  std::string_view drive = meaning_of(kDriveWords, words);
  if (has(words, "energy") || has(words, "mmpevem")) drive = "battery";
  if (!drive.empty() && !body.empty()) {
    const int stage = stage_of(words);
    const std::int32_t row =
        nearest_class(catalogue, body + "_" + std::string(drive), stage == kNone ? kUnknownStage : stage);
    if (row != kNone) return {row, true};
  }
  if (told.empty() || body == body_of(vehicle_class)) return {mix, !told.empty()};
  for (const VehicleBody& one : kBodies) {
    if (one.body == told) return {catalogue.find(one.mix), true};
  }
  return {mix, false};
}

}  // namespace conurb::transport::emissions

// SPDX-License-Identifier: Apache-2.0
#include "plugins/generator/names.hpp"

#include <array>
#include <string_view>

#include "engine/sdk/random.hpp"

namespace conurb::generator {

namespace {

constexpr std::array<std::string_view, 40> kHeads{
    "Al",  "Ash",  "Bar", "Bel", "Birk", "Brun", "Cal", "Clay", "Dal", "Dor", "El",  "Erl", "Fal", "Fern",
    "Gar", "Gren", "Hal", "Has", "Hol",  "Il",   "Kal", "Ken",  "Lan", "Lin", "Mar", "Mil", "Nor", "Oak",
    "Ol",  "Pel",  "Rav", "Ros", "Sal",  "Sten", "Tal", "Thor", "Ul",  "Var", "Wal", "Win"};
constexpr std::array<std::string_view, 24> kTails{"ber",  "dan", "den", "der", "fen",  "gan", "ken",  "la",
                                                  "len",  "ler", "man", "mer", "mont", "nau", "ner",  "ren",
                                                  "rick", "sel", "sen", "ta",  "ten",  "ver", "wick", "zen"};
constexpr std::array<std::string_view, 16> kPlaces{"ton",  "field", "stead", "ford", "haven", "hill",
                                                   "wood", "mere",  "gate",  "side", "thorp", "bury",
                                                   "dale", "moor",  "well",  "brook"};
constexpr std::uint32_t kStems = 40 * 24;

/// A stem for each number: all 960 in a scrambled order, then again with a second tail.
std::string stem(std::uint64_t seed, std::uint32_t n) {
  // An affine map with a factor coprime to 960 visits every stem once.
  const std::uint32_t at =
      (n % kStems * 539U + static_cast<std::uint32_t>(sdk::mix_bits(seed) % kStems)) % kStems;
  std::string text(kHeads[at % kHeads.size()]);
  text += kTails[at / kHeads.size()];
  for (std::uint32_t round = n / kStems; round > 0; round /= 24) text += kTails[round % kTails.size()];
  return text;
}

std::string_view suffix(EdgeClass street_class) {
  switch (street_class) {
    case EdgeClass::motorway: return " Motorway";
    case EdgeClass::primary: return " Avenue";
    case EdgeClass::secondary: return " Road";
    case EdgeClass::tertiary: return " Street";
    case EdgeClass::residential:
    case EdgeClass::border: break;
  }
  return " Lane";
}

}  // namespace

std::string street_name(std::uint64_t seed, std::uint32_t n, EdgeClass street_class) {
  return stem(seed, n).append(suffix(street_class));
}

std::string district_name(std::uint64_t seed, std::uint32_t n) {
  std::string text = stem(seed + 1, n);
  text += kPlaces[n % kPlaces.size()];
  return text;
}

}  // namespace conurb::generator

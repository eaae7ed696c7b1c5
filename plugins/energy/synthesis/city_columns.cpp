// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/synthesis/city_columns.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <string>

#include "plugins/energy/index.hpp"

namespace conurb::energy::synthesis {

namespace {

constexpr double kAreaOfHome = 90;  // m2, gross

struct ClassWord {
  std::string_view road_class;
  Passage passage;
};
constexpr auto kClasses = std::to_array<ClassWord>({{"motorway", Passage::closed},
                                                    {"motorway_link", Passage::closed},
                                                    {"corridor", Passage::closed},
                                                    {"platform", Passage::closed},
                                                    {"elevator", Passage::closed},
                                                    {"trunk", Passage::cables},
                                                    {"trunk_link", Passage::cables},
                                                    {"primary_link", Passage::cables},
                                                    {"secondary_link", Passage::cables},
                                                    {"tertiary_link", Passage::cables},
                                                    {"footway", Passage::cables},
                                                    {"cycleway", Passage::cables},
                                                    {"bridleway", Passage::cables},
                                                    {"path", Passage::cables},
                                                    {"steps", Passage::cables}});

struct UseWord {
  std::string_view part;  ///< stands somewhere in the text
  PowerUse use;
  std::int32_t priority = 0;
};
// The first that stands in the text counts. Codes: CityGML 2.0 BuildingFunctionType and ALKIS 31001; Dutch
// words are those of the register of addresses and buildings (BAG).
constexpr auto kUses =
    std::to_array<UseWord>({{"nursing", PowerUse::hospital, 1},    {"hospital", PowerUse::hospital, 2},
                            {"clinic", PowerUse::hospital, 2},     {"krankenhaus", PowerUse::hospital, 2},
                            {"gezondheid", PowerUse::hospital, 2}, {"health", PowerUse::hospital, 2},
                            {"fire", PowerUse::office, 2},         {"feuerw", PowerUse::office, 2},
                            {"police", PowerUse::office, 2},       {"polizei", PowerUse::office, 2},
                            {"rescue", PowerUse::office, 2},       {"water_works", PowerUse::industry, 1},
                            {"waterworks", PowerUse::industry, 1}, {"kindergarten", PowerUse::school},
                            {"universit", PowerUse::school},       {"school", PowerUse::school},
                            {"schule", PowerUse::school},          {"educat", PowerUse::school},
                            {"onderwijs", PowerUse::school},       {"hotel", PowerUse::hospitality},
                            {"logies", PowerUse::hospitality},     {"restaurant", PowerUse::hospitality},
                            {"assembly", PowerUse::hospitality},   {"bijeenkomst", PowerUse::hospitality},
                            {"worship", PowerUse::other},          {"church", PowerUse::other},
                            {"kirche", PowerUse::other},           {"religious", PowerUse::other},
                            {"transport", PowerUse::other},        {"sport", PowerUse::other},
                            {"garage", PowerUse::other},           {"shed", PowerUse::other},
                            {"warehouse", PowerUse::warehouse},    {"greenhouse", PowerUse::warehouse},
                            {"storage", PowerUse::warehouse},      {"agricult", PowerUse::warehouse},
                            {"farm", PowerUse::warehouse},         {"shop", PowerUse::retail},
                            {"retail", PowerUse::retail},          {"winkel", PowerUse::retail},
                            {"commerc", PowerUse::retail},         {"office", PowerUse::office},
                            {"kantoor", PowerUse::office},         {"admin", PowerUse::office},
                            {"business", PowerUse::office},        {"prison", PowerUse::office},
                            {"celfunctie", PowerUse::office},      {"public", PowerUse::office},
                            {"industr", PowerUse::industry},       {"factory", PowerUse::industry},
                            {"workshop", PowerUse::industry},      {"resid", PowerUse::dwelling},
                            {"dwelling", PowerUse::dwelling},      {"house", PowerUse::dwelling},
                            {"apartment", PowerUse::dwelling},     {"habitation", PowerUse::dwelling},
                            {"woonfunctie", PowerUse::dwelling},   {"wohn", PowerUse::dwelling},
                            {"31001_1", PowerUse::dwelling},       {"31001_2", PowerUse::retail},
                            {"31001_3", PowerUse::office},         {"1000", PowerUse::dwelling}});

template <typename T>
T value(std::span<const T> column, std::size_t row, T otherwise) {
  return column.empty() ? otherwise : column[row];
}

/// Whether the other direction of a road stands before this one.
bool told_before(const RoadColumns& roads, std::size_t row) {
  const std::int32_t other = value(roads.reverse, row, kNone);
  return other >= 0 && at(other) < row && roads.alive[at(other)] != 0 &&
         roads.reverse[at(other)] == row_of(row);
}

}  // namespace

Passage passage_of(std::string_view road_class, std::int32_t level) {
  const auto* const found = std::find_if(
      kClasses.begin(), kClasses.end(), [&](const ClassWord& each) { return each.road_class == road_class; });
  const Passage passage = found == kClasses.end() ? Passage::street : found->passage;
  return passage == Passage::street && level != 0 ? Passage::cables : passage;
}

PowerNeed need_of(std::string_view function) {
  std::string lower(function);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  for (const UseWord& each : kUses)
    if (lower.find(each.part) != std::string::npos) return {each.use, each.priority, true};
  return {};
}

PowerNeed need_of_both(const PowerNeed& built, const PowerNeed& used, double floor_area, double dwellings) {
  PowerNeed need = used.known ? used : built;
  need.priority = std::max(built.priority, used.priority);
  const double homes = dwellings > 0 ? dwellings : 0;
  const bool lived_in = floor_area > 0 ? homes * kAreaOfHome > floor_area / 2 : homes >= 1;
  if (lived_in && need.priority == 0) need.use = PowerUse::dwelling;
  return need;
}

double heating_of(std::string_view heat_source) {
  constexpr double kDesignHeat = 80;  // W/m2 of gross floor area: houses from before insulation, on cold days
  constexpr double kPerformance = 2.5;  // of heat pumps then
  if (heat_source == "electric") return kDesignHeat;
  return heat_source == "heat_pump" ? kDesignHeat / kPerformance : 0;
}

// Sums are taken about the first point, so that far origins cost no digits.
Middle middle_of(std::span<const double> outline) {
  if (outline.size() < 2) return {};
  const double x0 = outline[0], y0 = outline[1];
  double twice = 0, sx = 0, sy = 0, px = 0, py = 0;
  for (std::size_t i = 0; i + 1 < outline.size(); i += 2) {
    px += outline[i] - x0;
    py += outline[i + 1] - y0;
  }
  for (std::size_t first = 0, i = 0; i + 3 < outline.size(); i += 2) {
    const double ax = outline[i] - x0, ay = outline[i + 1] - y0;
    const double bx = outline[i + 2] - x0, by = outline[i + 3] - y0;
    const double cross = ax * by - bx * ay;
    twice += cross;
    sx += cross * (ax + bx);
    sy += cross * (ay + by);
    const bool closed = i > first && outline[i + 2] == outline[first] && outline[i + 3] == outline[first + 1];
    if (!closed) continue;
    i += 2;  // the next ring begins with the point after
    first = i + 2;
  }
  const auto points = static_cast<double>(outline.size() / 2);
  if (!(std::fabs(twice) > 0)) return {x0 + px / points, y0 + py / points};
  return {x0 + sx / (3 * twice), y0 + sy / (3 * twice)};
}

CityStreets streets_of(const RoadColumns& roads, std::int32_t nodes) {
  CityStreets streets;
  streets.nodes = nodes;
  const auto node = [&](std::int32_t row) { return row >= 0 && row < nodes ? row : streets.nodes++; };
  for (std::size_t row = 0; row < roads.alive.size(); ++row) {
    if (roads.alive[row] == 0 || told_before(roads, row)) continue;
    const auto begin = static_cast<std::size_t>(roads.first[row]),
               end = static_cast<std::size_t>(roads.first[row + 1]);
    const std::int32_t code = value(roads.road_class, row, kNone);
    const std::string_view road_class = code >= 0 ? roads.classes[at(code)] : std::string_view();
    const std::int32_t from = node(roads.from[row]), to = node(roads.to[row]);
    streets.add(from, to, roads.points.subspan(begin, (end - begin) / 2 * 2),
                passage_of(road_class, value(roads.level, row, 0)));
  }
  return streets;
}

}  // namespace conurb::energy::synthesis

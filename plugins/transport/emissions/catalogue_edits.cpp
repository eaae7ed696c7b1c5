// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/emissions/catalogue_edits.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

namespace conurb::transport::emissions {
namespace {

constexpr double kLeap = 10;        ///< times the amount at the speed before
constexpr double kRounding = 0.01;  ///< of a sum of shares

}  // namespace

std::optional<Carrier> carrier_named(std::string_view name) {
  const auto found = std::find(kCarrierNames.begin(), kCarrierNames.end(), name);
  if (found == kCarrierNames.end()) return std::nullopt;
  return static_cast<Carrier>(found - kCarrierNames.begin());
}

const std::string& id_of(const EmissionCatalogue& catalogue, std::int32_t row) {
  const std::size_t classes = catalogue.classes.size();
  return at(row) < classes ? catalogue.classes[at(row)].id : catalogue.mixes[at(row) - classes].id;
}

std::int32_t class_named(const EmissionCatalogue& catalogue, std::string_view id) {
  const std::int32_t row = catalogue.find(id);
  return row != kNone && at(row) < catalogue.classes.size() ? row : kNone;
}

void put_class(EmissionCatalogue& catalogue, EmissionClass one, FindingList& findings) {
  if (const std::int32_t row = class_named(catalogue, one.id); row != kNone) {
    catalogue.classes[at(row)] = std::move(one);
    return;
  }
  for (SpeedTable& table : catalogue.tables) {
    if (at(table.row) >= catalogue.classes.size()) ++table.row;
  }
  findings.inform("emission class", in_quotes(one.id), "is new: a mix is to name it where it is to count");
  catalogue.classes.push_back(std::move(one));
}

void put_mix(EmissionCatalogue& catalogue, FleetMix mix, FindingList& findings) {
  double sum = 0;
  for (const ClassShare& one : mix.members) sum += one.share;
  if (std::abs(sum - 1) > kRounding)
    findings.warn("mix", in_quotes(mix.id), "has shares of another sum than 1: scaled");
  const auto same = [&wanted = mix.id](const FleetMix& one) { return one.id == wanted; };
  const auto found = std::find_if(catalogue.mixes.begin(), catalogue.mixes.end(), same);
  if (found != catalogue.mixes.end()) {
    *found = std::move(mix);
  } else {
    catalogue.mixes.push_back(std::move(mix));
  }
}

void put_table(EmissionCatalogue& catalogue, SpeedTable table, FindingList& findings) {
  const std::string object =
      in_quotes(id_of(catalogue, table.row)) + " " + std::string(kOutputNames[place_of(table.output)]);
  if (table.per_km.size() == 1) {
    findings.warn("speed table", object, "has a single speed: below it amounts per hour are constant");
  }
  for (std::size_t i = 1; i < table.per_km.size(); ++i) {
    const double a = std::abs(table.per_km[i - 1]), b = std::abs(table.per_km[i]);
    if (std::max(a, b) <= kLeap * std::min(a, b)) continue;
    findings.warn("speed table", object, "leaps by more than ten times from one speed to the next");
    break;
  }
  std::erase_if(catalogue.tables,
                [&](const SpeedTable& one) { return one.row == table.row && one.output == table.output; });
  catalogue.tables.push_back(std::move(table));
}

}  // namespace conurb::transport::emissions
